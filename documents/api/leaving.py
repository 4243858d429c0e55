"""REST: links to share, exports, storage."""

from uuid import UUID

from django.conf import settings
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from documents import selectors, services
from documents.api import serializers
from documents.api.papers import OneDocumentView
from documents.models import PaperExport
from documents.services import sharing
from lumen.api.idempotency import IdempotentMixin


class ShareLinksView(OneDocumentView):
    """Links that show this document to whoever holds them."""

    @extend_schema(
        operation_id="document_share_links_list", responses=serializers.ShareLinkSerializer(many=True)
    )
    def get(self, request: Request, pk: UUID) -> Response:
        rows = selectors.links_of(self.document(request, pk), timezone.now())
        return Response({"results": serializers.ShareLinkSerializer(rows, many=True).data, "next": None})

    @extend_schema(request=serializers.ShareSerializer, responses={201: serializers.ShareLinkSerializer})
    def post(self, request: Request, pk: UUID) -> Response:
        asked = serializers.ShareSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        made = sharing.create_link(
            document=self.document(request, pk),
            actor=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
            **asked.validated_data,
        )
        made.link.url = settings.SITE_URL.rstrip("/") + reverse("documents:shared", args=[made.token])  # type: ignore[attr-defined]
        return Response(serializers.ShareLinkSerializer(made.link).data, status=status.HTTP_201_CREATED)


class ShareLinkView(OneDocumentView):
    @extend_schema(responses={204: None}, description="Revokes the link.")
    def delete(self, request: Request, pk: UUID, link: UUID) -> Response:
        links = self.document(request, pk).share_links.select_related("document__workspace")
        sharing.revoke_link(
            link=get_object_or_404(links, pk=link),
            actor=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class ExportsView(IdempotentMixin, APIView):
    """Papers packed into one zip file: originals, text, what is known, where they were cited."""

    reads_only = True

    @extend_schema(
        operation_id="document_exports_list", responses=serializers.PaperExportSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        mine = PaperExport.objects.in_workspace(request.workspace).filter(user=request.user)  # type: ignore[attr-defined,misc]
        rows = mine.filter(expires_at__gt=timezone.now())
        return Response({"results": serializers.PaperExportSerializer(rows, many=True).data, "next": None})

    @extend_schema(
        request=serializers.PaperExportRequestSerializer, responses={202: serializers.PaperExportSerializer}
    )
    def post(self, request: Request) -> Response:
        asked = serializers.PaperExportRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        export = services.request_export(
            workspace=request.workspace,  # type: ignore[attr-defined]
            actor=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
            document_ids=asked.validated_data["document_ids"],
        )
        return Response(serializers.PaperExportSerializer(export).data, status=status.HTTP_202_ACCEPTED)


class ExportFileView(APIView):
    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: UUID) -> FileResponse:
        mine = PaperExport.objects.in_workspace(request.workspace).filter(user=request.user)  # type: ignore[attr-defined,misc]
        ready = mine.filter(status=PaperExport.Status.READY, expires_at__gt=timezone.now())
        export = get_object_or_404(ready.select_related("workspace", "user"), pk=pk)
        services.note_export_download(export=export)
        return FileResponse(
            export.file.open("rb"), as_attachment=True, filename="papers.zip", content_type="application/zip"
        )


class StorageView(APIView):
    @extend_schema(responses=serializers.StorageSerializer)
    def get(self, request: Request) -> Response:
        use = services.storage_use(request.workspace)  # type: ignore[attr-defined]
        return Response(serializers.StorageSerializer(use).data)
