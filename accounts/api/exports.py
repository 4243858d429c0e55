"""`exports`: everything of the caller and the workspace as a zip file."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import selectors, services
from accounts.models import DataExport
from accounts.views.exports import export_answer
from lumen.api.idempotency import IdempotentMixin


class ExportSerializer(serializers.ModelSerializer[DataExport]):
    class Meta:
        model = DataExport
        fields = ["id", "status", "size", "created_at", "expires_at"]


class ExportList(IdempotentMixin, generics.ListAPIView[DataExport]):
    """The caller's exports; POST asks for a new one."""

    serializer_class = ExportSerializer
    queryset = DataExport.objects.none()
    reads_only = True  # viewers may take along what they may see

    def get_queryset(self) -> QuerySet[DataExport]:
        return selectors.exports_of(self.request.membership)  # type: ignore[attr-defined]

    @extend_schema(operation_id="exports_list")
    def get(self, *args: Any, **kwargs: Any) -> Any:
        return super().get(*args, **kwargs)

    @extend_schema(operation_id="exports_create", request=None, responses={201: ExportSerializer})
    def post(self, request: Request) -> Response:
        membership = request.membership  # type: ignore[attr-defined]
        export = services.start_export(
            workspace=membership.workspace, user=membership.user, now=timezone.now()
        )
        return Response(ExportSerializer(export).data, status=status.HTTP_201_CREATED)


class ExportDetail(APIView):
    @extend_schema(operation_id="exports_get", responses=ExportSerializer)
    def get(self, request: Request, export_id: str) -> Response:
        mine = selectors.exports_of(request.membership)  # type: ignore[attr-defined]
        return Response(ExportSerializer(get_object_or_404(mine, pk=export_id)).data)


class ExportFile(APIView):
    """The zip file, once the export is ready."""

    @extend_schema(operation_id="exports_file", responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def get(self, request: Request, export_id: str) -> FileResponse:
        mine = selectors.exports_of(request.membership)  # type: ignore[attr-defined]
        export = get_object_or_404(mine.filter(status=DataExport.Status.READY), pk=export_id)
        services.note_download(export=export)
        return export_answer(export)
