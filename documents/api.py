"""REST: `documents`."""

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from documents import responses, search, selectors, services
from documents.models import Document
from documents.vectors import query_vector
from lumen.api.idempotency import IdempotentMixin
from lumen.api.pagination import CursorPages

MOST_RESULTS = 50


class DocumentSerializer(serializers.ModelSerializer[Document]):
    """A document and how far its reading is; `problem` is a sentence, or null."""

    problem = serializers.SerializerMethodField()
    step = serializers.SerializerMethodField()

    class Meta:
        model = Document
        fields = [
            "id", "filename", "title", "status", "step", "problem", "content_type", "size", "sha256",
            "page_count", "pages_done", "created_at", "updated_at",
        ]  # fmt: skip

    def get_problem(self, document: Document) -> str | None:
        return document.problem or None

    def get_step(self, document: Document) -> str | None:
        return document.step or None


class StoredDocumentSerializer(DocumentSerializer):
    """After an upload: `note` says when the file was here already."""

    note = serializers.CharField(allow_null=True, read_only=True)

    class Meta(DocumentSerializer.Meta):
        fields = [*DocumentSerializer.Meta.fields, "note"]


class DocumentStatusSerializer(DocumentSerializer):
    class Meta(DocumentSerializer.Meta):
        fields = ["id", "status", "step", "problem", "page_count", "pages_done"]


class UploadSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(allow_empty_file=True)


class SearchSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=1_000)
    k = serializers.IntegerField(min_value=1, max_value=MOST_RESULTS, default=10)
    document_ids = serializers.ListField(
        child=serializers.UUIDField(), required=False, allow_null=True, default=None
    )


class HitSerializer(serializers.Serializer[search.Hit]):
    document = serializers.UUIDField(source="document_id")
    external_name = serializers.CharField(source="filename")
    title = serializers.CharField()
    page = serializers.IntegerField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    text = serializers.CharField()
    heading = serializers.CharField()
    score = serializers.FloatField()
    boxes = serializers.ListField(child=serializers.ListField(child=serializers.FloatField()))


class FoundSerializer(serializers.Serializer[Any]):
    results = HitSerializer(many=True)
    by_meaning = serializers.BooleanField(
        help_text="False when no worker answered and words alone were compared."
    )


class DocumentsView(APIView):
    """The library, newest first, and uploads."""

    parser_classes = [MultiPartParser, FormParser]

    @extend_schema(operation_id="documents_list", responses=DocumentSerializer(many=True))
    def get(self, request: Request) -> Response:
        pages = CursorPages()
        rows = pages.paginate_queryset(selectors.documents_of(request.workspace), request, view=self)  # type: ignore[attr-defined]
        return pages.get_paginated_response(DocumentSerializer(rows, many=True).data)

    @extend_schema(
        request={"multipart/form-data": UploadSerializer},
        responses={
            201: StoredDocumentSerializer,
            200: OpenApiResponse(StoredDocumentSerializer, description="This content was here already."),
        },
    )
    def post(self, request: Request) -> Response:
        file = request.FILES.get("file")
        if file is None:
            raise ValidationError({"file": ["Send the file in the multipart field called file."]})
        stored = services.store_upload(
            workspace=request.workspace,  # type: ignore[attr-defined]
            actor=request.user,  # type: ignore[arg-type]
            file=file,
            name=file.name or "document",
        )
        stored.document.note = stored.note or None  # type: ignore[attr-defined]
        code = status.HTTP_201_CREATED if stored.is_new else status.HTTP_200_OK
        return Response(StoredDocumentSerializer(stored.document).data, status=code)


class _OneDocumentView(APIView):
    def document(self, request: Request, pk: UUID) -> Document:
        live = Document.objects.in_workspace(request.workspace).live()  # type: ignore[attr-defined]
        return get_object_or_404(live.select_related("workspace"), pk=pk)


class DocumentView(_OneDocumentView):
    @extend_schema(responses=DocumentSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(DocumentSerializer(self.document(request, pk)).data)

    @extend_schema(responses={204: None}, description="Into the bin, from where the page can restore it.")
    def delete(self, request: Request, pk: UUID) -> Response:
        services.delete(
            document=self.document(request, pk),
            actor=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class DocumentStatusView(_OneDocumentView):
    @extend_schema(responses=DocumentStatusSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(DocumentStatusSerializer(self.document(request, pk)).data)


class DocumentFileView(_OneDocumentView):
    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: UUID) -> HttpResponseBase:
        return responses.original(self.document(request, pk))


class DocumentPageImageView(_OneDocumentView):
    @extend_schema(
        parameters=[OpenApiParameter("start", int), OpenApiParameter("end", int)],
        responses={(200, "image/png"): OpenApiTypes.BINARY},
        description="A page as PNG; the text from `start` to `end` of the page is marked.",
    )
    def get(self, request: Request, pk: UUID, number: int) -> HttpResponseBase:
        return responses.page_image(self.document(request, pk), number, request.GET)


class DocumentRetryView(IdempotentMixin, _OneDocumentView):
    @extend_schema(request=None, responses={202: DocumentSerializer})
    def post(self, request: Request, pk: UUID) -> Response:
        document = self.document(request, pk)
        services.retry(document=document, actor=request.user)  # type: ignore[arg-type]
        document.refresh_from_db()
        return Response(DocumentSerializer(document).data, status=status.HTTP_202_ACCEPTED)


class DocumentSearchView(APIView):
    """Passages by words and by meaning."""

    reads_only = True
    parser_classes = [JSONParser]

    @extend_schema(request=SearchSerializer, responses=FoundSerializer)
    def post(self, request: Request) -> Response:
        asked = SearchSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        text = asked.validated_data["text"]
        found = search.look(
            workspace=request.workspace,  # type: ignore[attr-defined]
            text=text,
            k=asked.validated_data["k"],
            vector=query_vector(text),
            document_ids=asked.validated_data["document_ids"],
        )
        return Response(FoundSerializer({"results": found.hits, "by_meaning": found.by_meaning}).data)
