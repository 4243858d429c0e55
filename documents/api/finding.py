"""REST: search, saved views, what was looked for in vain."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import require_edit
from documents import search, search_log, selectors
from documents.api import serializers
from documents.filters import Filters
from documents.models import SavedView
from documents.services import saved_views
from documents.vectors import query_vector
from lumen.api.idempotency import IdempotentMixin

MISSED_DAYS = 30


class DocumentSearchView(APIView):
    """Passages by words and by meaning."""

    reads_only = True
    parser_classes = [JSONParser]

    @extend_schema(request=serializers.SearchSerializer, responses=serializers.FoundSerializer)
    def post(self, request: Request) -> Response:
        asked = serializers.SearchSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        workspace, text = request.workspace, asked.validated_data["text"]  # type: ignore[attr-defined]
        filters = Filters.of(asked.validated_data.get("filters", {}))
        narrowed = filters.apply(selectors.documents_of(workspace)).order_by() if filters.narrows else None
        actor: Any = request.user
        with search_log.noting(workspace, actor, text, search_log.SEARCH) as noted:
            found = search.look(
                workspace=workspace,
                text=text,
                k=asked.validated_data["k"],
                vector=query_vector(text),
                document_ids=asked.validated_data["document_ids"],
                documents=narrowed,
            )
            noted.hits = len(found.hits)
        answer = {"results": found.hits, "by_meaning": found.by_meaning}
        return Response(serializers.FoundSerializer(answer).data)


class SavedViewsView(IdempotentMixin, APIView):
    """One's own saved views, and those shared with every member."""

    @extend_schema(operation_id="document_views_list", responses=serializers.SavedViewSerializer(many=True))
    def get(self, request: Request) -> Response:
        rows = selectors.views_of(request.workspace, request.user)  # type: ignore[attr-defined,arg-type]
        shown = serializers.SavedViewSerializer(rows, many=True, context={"request": request})
        return Response({"results": shown.data, "next": None})

    @extend_schema(request=serializers.SavedViewSerializer, responses={201: serializers.SavedViewSerializer})
    def post(self, request: Request) -> Response:
        asked = serializers.SavedViewSerializer(data=request.data, context={"request": request})
        asked.is_valid(raise_exception=True)
        view = saved_views.save_view(
            workspace=request.workspace,  # type: ignore[attr-defined]
            membership=request.membership,  # type: ignore[attr-defined]
            name=asked.validated_data["name"],
            query=asked.validated_data["query"],
            is_shared=asked.validated_data.get("is_shared", False),
        )
        shown = serializers.SavedViewSerializer(view, context={"request": request})
        return Response(shown.data, status=status.HTTP_201_CREATED)


class SavedViewView(APIView):
    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        mine = SavedView.objects.in_workspace(request.workspace).filter(owner=request.user)  # type: ignore[attr-defined,misc]
        saved_views.delete_view(view=get_object_or_404(mine.select_related("workspace", "owner"), pk=pk))
        return Response(status=status.HTTP_204_NO_CONTENT)


class MissedSearchesView(APIView):
    """What members looked for in the last 30 days and did not find; not for viewers."""

    @extend_schema(
        operation_id="document_missed_searches_list",
        parameters=[OpenApiParameter("days", int)],
        responses=serializers.MissedSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        require_edit(request.membership)  # type: ignore[attr-defined]
        asked = request.GET.get("days", "")
        days = (
            min(int(asked), 365) if asked.isdecimal() and asked.isascii() and len(asked) < 4 else MISSED_DAYS
        )
        rows = search_log.missed(request.workspace, since=timezone.now() - timedelta(days=days))  # type: ignore[attr-defined]
        return Response({"results": serializers.MissedSerializer(rows, many=True).data, "next": None})
