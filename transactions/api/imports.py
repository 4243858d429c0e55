"""REST for statement files: upload, preview, commit, undo."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lumen.api.idempotency import IdempotentMixin
from lumen.api.pagination import CursorPages
from transactions.importers.columns import ROLES, SIGNS
from transactions.models import Account, ImportBatch, ImportRow
from transactions.services import imports


class ImportSerializer(serializers.ModelSerializer[ImportBatch]):
    counts = serializers.SerializerMethodField()

    class Meta:
        model = ImportBatch
        fields = (
            "id", "filename", "state", "account", "problem", "layout", "counts", "created_count",
            "duplicate_count", "error_count", "created_at", "finished_at",
        )  # fmt: skip

    def get_counts(self, batch: ImportBatch) -> dict[str, int]:
        return imports.counts_of(batch)


class ImportUpload(serializers.Serializer[Any]):
    file = serializers.FileField(allow_empty_file=True)
    account = serializers.UUIDField(required=False)


class ImportList(IdempotentMixin, ListAPIView[ImportBatch]):
    serializer_class = ImportSerializer
    pagination_class = CursorPages
    parser_classes = (MultiPartParser, FormParser)

    def get_queryset(self) -> Any:
        return ImportBatch.objects.in_workspace(self.request.workspace)  # type: ignore[attr-defined]

    @extend_schema(request={"multipart/form-data": ImportUpload}, responses={201: ImportSerializer})
    def post(self, request: Request) -> Response:
        form = ImportUpload(data=request.data)
        form.is_valid(raise_exception=True)
        account = _account(request, form.validated_data.get("account"))
        batch = imports.start_import(
            workspace=request.workspace,  # type: ignore[attr-defined]
            actor=request.user,  # type: ignore[arg-type]
            file=form.validated_data["file"],
            account=account,
        )
        return Response(ImportSerializer(batch).data, status=status.HTTP_201_CREATED)


def _account(request: Request, pk: Any) -> Account | None:
    if not pk:
        return None
    return get_object_or_404(Account.objects.in_workspace(request.workspace), pk=pk)  # type: ignore[attr-defined]


class ImportView(APIView):
    def batch(self, request: Request, pk: str) -> ImportBatch:
        return get_object_or_404(ImportBatch.objects.in_workspace(request.workspace), pk=pk)  # type: ignore[attr-defined]


class LayoutChange(serializers.Serializer[Any]):
    account = serializers.UUIDField(required=False, allow_null=True)
    columns = serializers.DictField(child=serializers.IntegerField(min_value=0, max_value=199))
    date_order = serializers.ChoiceField(choices=["dmy", "mdy", "ymd"], default="dmy")
    sign = serializers.ChoiceField(choices=SIGNS, default="positive_is_out")

    def validate_columns(self, chosen: dict[str, int]) -> dict[str, int]:
        if unknown := set(chosen) - set(ROLES):
            raise serializers.ValidationError(f"Unknown: {', '.join(sorted(unknown))}.")
        return chosen


class ImportDetail(ImportView):
    @extend_schema(responses=ImportSerializer)
    def get(self, request: Request, pk: str) -> Response:
        return Response(ImportSerializer(self.batch(request, pk)).data)

    @extend_schema(request=LayoutChange, responses=ImportSerializer)
    def patch(self, request: Request, pk: str) -> Response:
        batch = self.batch(request, pk)
        form = LayoutChange(data=request.data)
        form.is_valid(raise_exception=True)
        told = form.validated_data
        account = _account(request, told.get("account")) or batch.account
        changed = imports.change_layout(
            batch=batch,
            account=account,
            chosen=told["columns"],
            date_order=told["date_order"],
            sign=told["sign"],
        )
        return Response(ImportSerializer(changed).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: str) -> Response:
        imports.discard(batch=self.batch(request, pk), actor=request.user)  # type: ignore[arg-type]
        return Response(status=status.HTTP_204_NO_CONTENT)


class ImportRowSerializer(serializers.ModelSerializer[ImportRow]):
    class Meta:
        model = ImportRow
        fields = ("line", "status", "is_included", "fields", "problem", "transaction")


class RowPages(CursorPages):
    ordering = "line"


class RowChange(serializers.Serializer[Any]):
    lines = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=10_000)
    is_included = serializers.BooleanField()


class ImportRows(ListAPIView[ImportRow]):
    serializer_class = ImportRowSerializer
    pagination_class = RowPages

    def get_queryset(self) -> Any:
        batch = get_object_or_404(
            ImportBatch.objects.in_workspace(self.request.workspace),  # type: ignore[attr-defined]
            pk=self.kwargs["pk"],
        )
        wanted = self.request.query_params.get("status")
        return batch.rows.filter(status=wanted) if wanted else batch.rows.all()

    @extend_schema(request=RowChange, responses=ImportSerializer)
    def patch(self, request: Request, pk: str) -> Response:
        batch = get_object_or_404(ImportBatch.objects.in_workspace(request.workspace), pk=pk)  # type: ignore[attr-defined]
        form = RowChange(data=request.data)
        form.is_valid(raise_exception=True)
        imports.set_included(
            batch=batch,
            lines=form.validated_data["lines"],
            status="",
            included=form.validated_data["is_included"],
        )
        return Response(ImportSerializer(batch).data)


class ImportCommit(ImportView):
    @extend_schema(request=None, responses={202: ImportSerializer})
    def post(self, request: Request, pk: str) -> Response:
        batch = imports.start_commit(batch=self.batch(request, pk), actor=request.user)  # type: ignore[arg-type]
        return Response(ImportSerializer(batch).data, status=status.HTTP_202_ACCEPTED)


class ImportUndo(ImportView):
    @extend_schema(request=None, responses=ImportSerializer)
    def post(self, request: Request, pk: str) -> Response:
        batch = imports.undo_import(batch=self.batch(request, pk), actor=request.user)  # type: ignore[arg-type]
        return Response(ImportSerializer(batch).data)
