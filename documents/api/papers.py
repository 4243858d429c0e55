"""REST: `documents` and one of them."""

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from documents import responses, selectors, services
from documents.api import serializers
from documents.filters import STATES, Filters
from documents.models import Document
from documents.services import sorting
from documents.understanding import filing
from lumen.api.idempotency import IdempotentMixin
from lumen.api.pagination import CursorPages

LIST_PARAMETERS = [
    OpenApiParameter("q", str, description="words of the title, file name, number or correspondent"),
    OpenApiParameter("kind", str, many=True, enum=[*Document.Kind.values, "none"]),
    OpenApiParameter("correspondent", str, many=True, description="id, or none"),
    OpenApiParameter("tag", str, many=True, description="id, or none; papers with every one of them"),
    OpenApiParameter("state", str, many=True, enum=list(STATES)),
    OpenApiParameter("language", str, many=True, description="ISO 639-1"),
    OpenApiParameter("source", str, many=True, enum=Document.Source.values),
    OpenApiParameter("folder", str),
    OpenApiParameter("from", OpenApiTypes.DATE, description="date of the paper, or when it was added"),
    OpenApiParameter("to", OpenApiTypes.DATE, description="this day is in"),
    OpenApiParameter("min", OpenApiTypes.DECIMAL, description="amount"),
    OpenApiParameter("max", OpenApiTypes.DECIMAL),
    OpenApiParameter("review", str, enum=["1"], description="only what nobody has looked through"),
]


class DocumentsView(APIView):
    """The library, newest first, and uploads."""

    parser_classes = [MultiPartParser, FormParser]

    @extend_schema(
        operation_id="documents_list",
        parameters=LIST_PARAMETERS,
        responses=serializers.DocumentSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        filters = Filters.of(request.GET)
        rows = filters.apply(selectors.documents_of(request.workspace))  # type: ignore[attr-defined]
        if filters.text:
            rows = selectors.named(rows, filters.text)
        pages = CursorPages()
        found = pages.paginate_queryset(selectors.for_rows(rows), request, view=self)
        return pages.get_paginated_response(serializers.DocumentSerializer(found, many=True).data)

    @extend_schema(
        request={"multipart/form-data": serializers.UploadSerializer},
        responses={
            201: serializers.StoredDocumentSerializer,
            200: OpenApiResponse(
                serializers.StoredDocumentSerializer, description="This content was here already."
            ),
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
            source=Document.Source.API,
            folder=str(request.POST.get("folder", ""))[:1_000],
        )
        return stored_answer(stored)


def stored_answer(stored: services.Stored) -> Response:
    """201 for a new document, 200 with a note for one that was here."""
    document: Any = stored.document
    document.note, document.in_bin = stored.note or None, stored.is_in_bin
    code = status.HTTP_201_CREATED if stored.is_new else status.HTTP_200_OK
    return Response(serializers.StoredDocumentSerializer(document).data, status=code)


class DocumentLinkView(IdempotentMixin, APIView):
    @extend_schema(
        request=serializers.LinkSerializer,
        responses={201: serializers.StoredDocumentSerializer, 200: serializers.StoredDocumentSerializer},
        description="Fetches a public address once and takes in what it leads to.",
    )
    def post(self, request: Request) -> Response:
        asked = serializers.LinkSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        stored = services.fetch_link(
            workspace=request.workspace,  # type: ignore[attr-defined]
            actor=request.user,  # type: ignore[arg-type]
            url=asked.validated_data["url"],
        )
        return stored_answer(stored)


class OneDocumentView(APIView):
    """A document of the library; a stranger's is not found."""

    def document(self, request: Request, pk: UUID) -> Document:
        live = Document.objects.in_workspace(request.workspace).live()  # type: ignore[attr-defined]
        return get_object_or_404(live.select_related("workspace", "correspondent"), pk=pk)

    def answer(self, request: Request, pk: UUID, code: int = status.HTTP_200_OK) -> Response:
        """The document as it is now."""
        fresh = self.document(request, pk)
        return Response(serializers.DocumentSerializer(fresh).data, status=code)


class DocumentView(OneDocumentView):
    parser_classes = [JSONParser]

    @extend_schema(responses=serializers.DocumentSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        return self.answer(request, pk)

    @extend_schema(request=serializers.PatchSerializer, responses=serializers.DocumentSerializer)
    def patch(self, request: Request, pk: UUID) -> Response:
        document = self.document(request, pk)
        asked = serializers.PatchSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        one = Document.objects.filter(pk=pk)
        actor: Any = request.user
        workspace = document.workspace
        decided = asked.to_sorting(document)
        if decided != sorting.Sorting():
            sorting.sort_papers(workspace=workspace, actor=actor, documents=one, sorting=decided)
        reviewed = asked.validated_data.get("reviewed")
        if reviewed:
            filing.mark_reviewed(workspace=workspace, actor=actor, documents=one, now=timezone.now())
        elif reviewed is False and document.reviewed_at:
            sorting.back_to_triage(document=self.document(request, pk), actor=actor)
        return self.answer(request, pk)

    @extend_schema(responses={204: None}, description="Into the bin, where it stays for 30 days.")
    def delete(self, request: Request, pk: UUID) -> Response:
        services.delete(
            document=self.document(request, pk),
            actor=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class DocumentRestoreView(IdempotentMixin, OneDocumentView):
    @extend_schema(request=None, responses=serializers.DocumentSerializer, description="Out of the bin.")
    def post(self, request: Request, pk: UUID) -> Response:
        binned = Document.objects.in_workspace(request.workspace).filter(  # type: ignore[attr-defined]
            deleted_at__isnull=False
        )
        document = get_object_or_404(binned.select_related("workspace"), pk=pk)
        services.restore(document=document, actor=request.user)  # type: ignore[arg-type]
        return self.answer(request, pk)


class DocumentStatusView(OneDocumentView):
    @extend_schema(responses=serializers.DocumentStatusSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(serializers.DocumentStatusSerializer(self.document(request, pk)).data)


class DocumentSimilarView(OneDocumentView):
    @extend_schema(
        operation_id="document_similar_list",
        responses=serializers.DocumentSerializer(many=True),
        description="Papers that speak of the same things, the likest first.",
    )
    def get(self, request: Request, pk: UUID) -> Response:
        rows = selectors.similar_to(self.document(request, pk))
        return Response({"results": serializers.DocumentSerializer(rows, many=True).data, "next": None})


class DocumentFileView(OneDocumentView):
    @extend_schema(
        responses={
            (200, "application/octet-stream"): OpenApiTypes.BINARY,
            (206, "application/octet-stream"): OpenApiTypes.BINARY,
        },
        description="The file as it came; of a part of it, at most 4 MB at once, with the header Range.",
    )
    def get(self, request: Request, pk: UUID) -> HttpResponseBase:
        return responses.original(self.document(request, pk), wanted=request.headers.get("Range", ""))


class DocumentPageImageView(OneDocumentView):
    @extend_schema(
        parameters=[OpenApiParameter("start", int), OpenApiParameter("end", int)],
        responses={(200, "image/png"): OpenApiTypes.BINARY},
        description="A page as PNG; the text from `start` to `end` of the page is marked.",
    )
    def get(self, request: Request, pk: UUID, number: int) -> HttpResponseBase:
        return responses.page_image(self.document(request, pk), number, request.GET)


class DocumentRetryView(IdempotentMixin, OneDocumentView):
    @extend_schema(request=None, responses={202: serializers.DocumentSerializer})
    def post(self, request: Request, pk: UUID) -> Response:
        services.retry(document=self.document(request, pk), actor=request.user)  # type: ignore[arg-type]
        return self.answer(request, pk, status.HTTP_202_ACCEPTED)


class DocumentCancelView(IdempotentMixin, OneDocumentView):
    @extend_schema(request=None, responses=serializers.DocumentSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        services.cancel(document=self.document(request, pk), actor=request.user)  # type: ignore[arg-type]
        return self.answer(request, pk)


class DocumentUnlockView(OneDocumentView):
    @extend_schema(
        request=serializers.PasswordSerializer,
        responses={202: serializers.DocumentSerializer},
        description="Reads a locked file with its password; when it does not fit, the document fails again.",
    )
    def post(self, request: Request, pk: UUID) -> Response:
        asked = serializers.PasswordSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        services.unlock(
            document=self.document(request, pk),
            actor=request.user,  # type: ignore[arg-type]
            password=asked.validated_data["password"],
        )
        return self.answer(request, pk, status.HTTP_202_ACCEPTED)


class DocumentVersionsView(OneDocumentView):
    """Earlier files under the same record."""

    parser_classes = [MultiPartParser, FormParser]

    @extend_schema(
        operation_id="document_versions_list", responses=serializers.DocumentVersionSerializer(many=True)
    )
    def get(self, request: Request, pk: UUID) -> Response:
        rows = self.document(request, pk).versions.all()
        found = serializers.DocumentVersionSerializer(rows, many=True).data
        return Response({"results": found, "next": None})

    @extend_schema(
        request={"multipart/form-data": serializers.UploadSerializer},
        responses={201: serializers.DocumentSerializer},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        file = request.FILES.get("file")
        if file is None:
            raise ValidationError({"file": ["Send the file in the multipart field called file."]})
        document = self.document(request, pk)
        services.add_version(
            document=document,
            actor=request.user,  # type: ignore[arg-type]
            file=file,
            name=file.name or document.filename,
        )
        return self.answer(request, pk, status.HTTP_201_CREATED)


class DocumentVersionRestoreView(IdempotentMixin, OneDocumentView):
    @extend_schema(request=None, responses=serializers.DocumentSerializer)
    def post(self, request: Request, pk: UUID, version: int) -> Response:
        document = self.document(request, pk)
        get_object_or_404(document.versions, version=version)
        services.restore_version(document=document, actor=request.user, version=version)  # type: ignore[arg-type]
        return self.answer(request, pk)
