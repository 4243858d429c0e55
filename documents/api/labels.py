"""REST: `tags` and `correspondents`."""

from typing import Any, ClassVar
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from documents.api import serializers
from documents.models import Correspondent, PaperTag
from documents.understanding import labels
from lumen.api.idempotency import IdempotentMixin


class _Labels(APIView):
    """Which kind of label a view is about."""

    model: ClassVar[Any]
    serializer: ClassVar[Any]

    def rows(self, request: Request) -> Any:
        of = labels.tags_of if self.model is PaperTag else labels.correspondents_of
        return of(request.workspace)  # type: ignore[attr-defined]

    def label(self, request: Request, pk: UUID) -> Any:
        return get_object_or_404(self.rows(request).select_related("workspace"), pk=pk)

    def asked(self, request: Request, *, partial: bool = False) -> dict[str, Any]:
        given = self.serializer(data=request.data, partial=partial)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def listed(self, request: Request) -> Response:
        found = self.serializer(self.rows(request), many=True).data
        return Response({"results": found, "next": None})

    def made(self, request: Request) -> Response:
        make: Any = labels.create_tag if self.model is PaperTag else labels.create_correspondent
        label = make(
            workspace=request.workspace,  # type: ignore[attr-defined]
            actor=request.user,
            **self.asked(request),
        )
        return Response(self.serializer(label).data, status=status.HTTP_201_CREATED)

    def changed(self, request: Request, pk: UUID) -> Response:
        values = self.asked(request, partial=True)
        labels.change_label(actor=request.user, label=self.label(request, pk), values=values)  # type: ignore[arg-type]
        return Response(self.serializer(self.label(request, pk)).data)

    def deleted(self, request: Request, pk: UUID) -> Response:
        labels.delete_label(actor=request.user, label=self.label(request, pk))  # type: ignore[arg-type]
        return Response(status=status.HTTP_204_NO_CONTENT)

    def merged(self, request: Request, pk: UUID) -> Response:
        asked = serializers.MergeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        into = self.label(request, asked.validated_data["into"])
        labels.merge_labels(actor=request.user, label=self.label(request, pk), into=into)  # type: ignore[arg-type]
        return Response(self.serializer(self.label(request, into.pk)).data)


class TagsView(IdempotentMixin, _Labels):
    model, serializer = PaperTag, serializers.TagSerializer

    @extend_schema(operation_id="tags_list", responses=serializers.TagSerializer(many=True))
    def get(self, request: Request) -> Response:
        return self.listed(request)

    @extend_schema(request=serializers.TagSerializer, responses={201: serializers.TagSerializer})
    def post(self, request: Request) -> Response:
        return self.made(request)


class TagView(_Labels):
    model, serializer = PaperTag, serializers.TagSerializer

    @extend_schema(responses=serializers.TagSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(self.serializer(self.label(request, pk)).data)

    @extend_schema(request=serializers.TagSerializer, responses=serializers.TagSerializer)
    def patch(self, request: Request, pk: UUID) -> Response:
        return self.changed(request, pk)

    @extend_schema(responses={204: None}, description="Its papers stay.")
    def delete(self, request: Request, pk: UUID) -> Response:
        return self.deleted(request, pk)


class TagMergeView(_Labels):
    model, serializer = PaperTag, serializers.TagSerializer

    @extend_schema(request=serializers.MergeSerializer, responses=serializers.TagSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        return self.merged(request, pk)


class CorrespondentsView(IdempotentMixin, _Labels):
    model, serializer = Correspondent, serializers.CorrespondentSerializer

    @extend_schema(
        operation_id="correspondents_list", responses=serializers.CorrespondentSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)

    @extend_schema(
        request=serializers.CorrespondentSerializer, responses={201: serializers.CorrespondentSerializer}
    )
    def post(self, request: Request) -> Response:
        return self.made(request)


class CorrespondentView(_Labels):
    model, serializer = Correspondent, serializers.CorrespondentSerializer

    @extend_schema(responses=serializers.CorrespondentSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(self.serializer(self.label(request, pk)).data)

    @extend_schema(request=serializers.CorrespondentSerializer, responses=serializers.CorrespondentSerializer)
    def patch(self, request: Request, pk: UUID) -> Response:
        return self.changed(request, pk)

    @extend_schema(responses={204: None}, description="Its papers stay.")
    def delete(self, request: Request, pk: UUID) -> Response:
        return self.deleted(request, pk)


class CorrespondentMergeView(_Labels):
    model, serializer = Correspondent, serializers.CorrespondentSerializer

    @extend_schema(request=serializers.MergeSerializer, responses=serializers.CorrespondentSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        return self.merged(request, pk)


class RulePreviewView(APIView):
    """Which papers a matching rule would find, without changing any."""

    reads_only = True

    @extend_schema(request=serializers.RuleSerializer, responses=serializers.RulePreviewSerializer)
    def post(self, request: Request) -> Response:
        asked = serializers.RuleSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        found = labels.preview_rule(
            workspace=request.workspace,  # type: ignore[attr-defined]
            algorithm=asked.validated_data["match_algorithm"],
            text=asked.validated_data["match_text"],
        )
        documents = [paper.pk for paper in found.documents]
        answer = {"count": found.count, "tried": found.tried, "documents": documents}
        return Response(serializers.RulePreviewSerializer(answer).data)
