"""REST for statement files: upload, preview, commit, undo."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404
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
    sections = serializers.SerializerMethodField(help_text="The accounts the file tells about.")
    needs_review = serializers.SerializerMethodField()
    undo = serializers.SerializerMethodField()

    class Meta:
        model = ImportBatch
        fields = (
            "id", "filename", "state", "account", "problem", "layout", "sections", "needs_review", "counts",
            "created_count", "duplicate_count", "error_count", "undo", "created_at", "finished_at",
        )  # fmt: skip

    def get_counts(self, batch: ImportBatch) -> dict[str, int]:
        known: dict[Any, dict[str, int]] = self.context.get("counts", {})
        return known.get(batch.pk) or imports.counts_of([batch])[batch.pk]

    def get_sections(self, batch: ImportBatch) -> list[dict[str, Any]]:
        names = (
            "account", "called", "key", "name", "institution", "last4", "currency", "kind",
            "opening_balance", "closing_balance", "closing_on",
        )  # fmt: skip
        return [{name: one[name] for name in names} for one in batch.reading.get("sections", [])]

    def get_needs_review(self, batch: ImportBatch) -> str | None:
        return batch.reading.get("needs_review") or None

    def get_undo(self, batch: ImportBatch) -> dict[str, int] | None:
        undone: dict[str, int] | None = batch.outcome.get("undo")
        return undone


class ImportUpload(serializers.Serializer[Any]):
    file = serializers.FileField(allow_empty_file=True)
    account = serializers.UUIDField(required=False, help_text="For a file that tells about one account.")
    accounts = serializers.JSONField(
        required=False,
        help_text="For a file that tells about several: key, last four or name of each -> account id.",
    )

    def validate_accounts(self, told: Any) -> dict[str, str]:
        if not isinstance(told, dict) or not all(isinstance(pk, str) for pk in told.values()):
            raise serializers.ValidationError("Send an object of account ids.")
        return {str(name): pk for name, pk in told.items()}


class ImportList(IdempotentMixin, ListAPIView[ImportBatch]):
    serializer_class = ImportSerializer
    pagination_class = CursorPages
    parser_classes = (MultiPartParser, FormParser)

    def get_queryset(self) -> Any:
        return ImportBatch.objects.in_workspace(self.request.workspace)  # type: ignore[attr-defined]

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page: Any = self.paginate_queryset(self.get_queryset())
        context = {**self.get_serializer_context(), "counts": imports.counts_of(page)}
        return self.get_paginated_response(ImportSerializer(page, many=True, context=context).data)

    @extend_schema(request={"multipart/form-data": ImportUpload}, responses={201: ImportSerializer})
    def post(self, request: Request) -> Response:
        form = ImportUpload(data=request.data)
        form.is_valid(raise_exception=True)
        told = form.validated_data
        batch = imports.start_import(
            workspace=request.workspace,  # type: ignore[attr-defined]
            actor=request.user,  # type: ignore[arg-type]
            file=told["file"],
            account=_account(request, told.get("account")),
            accounts={name: _some_account(request, pk) for name, pk in told.get("accounts", {}).items()},
        )
        return Response(ImportSerializer(batch).data, status=status.HTTP_201_CREATED)


def _account(request: Request, pk: Any) -> Account | None:
    return _some_account(request, pk) if pk else None


def _some_account(request: Request, pk: Any) -> Account:
    own = Account.objects.in_workspace(request.workspace)  # type: ignore[attr-defined]
    try:
        return get_object_or_404(own, pk=UUID(str(pk)))
    except ValueError as error:
        raise Http404 from error


class ImportView(APIView):
    def batch(self, request: Request, pk: str) -> ImportBatch:
        return get_object_or_404(ImportBatch.objects.in_workspace(request.workspace), pk=pk)  # type: ignore[attr-defined]


class SectionChoice(serializers.Serializer[Any]):
    section = serializers.IntegerField(min_value=0, max_value=999)
    account = serializers.UUIDField(allow_null=True, help_text="null opens a new one")


class ImportChange(serializers.Serializer[Any]):
    account = serializers.UUIDField(required=False, allow_null=True)
    accounts = SectionChoice(many=True, required=False)
    columns = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=199), required=False
    )
    date_order = serializers.ChoiceField(choices=["dmy", "mdy", "ymd"], default="dmy")
    sign = serializers.ChoiceField(choices=SIGNS, default="positive_is_out")

    def validate_columns(self, chosen: dict[str, int]) -> dict[str, int]:
        if unknown := set(chosen) - set(ROLES):
            raise serializers.ValidationError(f"Unknown: {', '.join(sorted(unknown))}.")
        return chosen

    def validate(self, told: dict[str, Any]) -> dict[str, Any]:
        if not {"columns", "accounts"} & told.keys():
            raise serializers.ValidationError("Send columns, accounts or both.")
        return told


class ImportDetail(ImportView):
    @extend_schema(responses=ImportSerializer)
    def get(self, request: Request, pk: str) -> Response:
        return Response(ImportSerializer(self.batch(request, pk)).data)

    @extend_schema(request=ImportChange, responses=ImportSerializer)
    def patch(self, request: Request, pk: str) -> Response:
        batch = self.batch(request, pk)
        form = ImportChange(data=request.data)
        form.is_valid(raise_exception=True)
        told = form.validated_data
        if "columns" in told:
            batch = imports.change_layout(
                batch=batch,
                account=_account(request, told.get("account")) or batch.account,
                chosen=told["columns"],
                date_order=told["date_order"],
                sign=told["sign"],
            )
        if "accounts" in told:
            chosen = {one["section"]: _account(request, one["account"]) for one in told["accounts"]}
            batch = imports.choose_accounts(batch=batch, chosen=chosen)
        return Response(ImportSerializer(batch).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: str) -> Response:
        imports.discard(batch=self.batch(request, pk), actor=request.user)  # type: ignore[arg-type]
        return Response(status=status.HTTP_204_NO_CONTENT)


class ImportRowSerializer(serializers.ModelSerializer[ImportRow]):
    class Meta:
        model = ImportRow
        fields = (
            "line", "status", "is_included", "is_edited", "account", "fields", "problem", "transaction"
        )  # fmt: skip


class RowPages(CursorPages):
    ordering = "line"


class RowChange(serializers.Serializer[Any]):
    lines = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=10_000)
    is_included = serializers.BooleanField()


class ImportRows(ListAPIView[ImportRow]):
    serializer_class = ImportRowSerializer
    pagination_class = RowPages

    def batch(self) -> ImportBatch:
        own = ImportBatch.objects.in_workspace(self.request.workspace)  # type: ignore[attr-defined]
        return get_object_or_404(own, pk=self.kwargs["pk"])

    def get_queryset(self) -> Any:
        wanted = self.request.query_params.get("status")
        rows = self.batch().rows
        return rows.filter(status=wanted) if wanted else rows.all()

    @extend_schema(request=RowChange, responses=ImportSerializer)
    def patch(self, request: Request, pk: str) -> Response:
        batch = self.batch()
        form = RowChange(data=request.data)
        form.is_valid(raise_exception=True)
        imports.set_included(
            batch=batch,
            lines=form.validated_data["lines"],
            status="",
            included=form.validated_data["is_included"],
        )
        return Response(ImportSerializer(batch).data)


class RowEditSerializer(serializers.Serializer[Any]):
    """Corrections of one line, whether it is included, and what it is."""

    booked_on = serializers.DateField(required=False)
    amount = serializers.DecimalField(max_digits=16, decimal_places=2, required=False, help_text="signed")
    description = serializers.CharField(max_length=500, allow_blank=True, required=False)
    merchant = serializers.CharField(max_length=200, allow_blank=True, required=False)
    category = serializers.CharField(max_length=80, allow_blank=True, required=False)
    account = serializers.UUIDField(required=False)
    is_included = serializers.BooleanField(required=False)
    is_same = serializers.BooleanField(
        required=False, help_text="true: it is the payment it looks like; false: another"
    )


class ImportRowDetail(ImportView):
    @extend_schema(request=RowEditSerializer, responses=ImportRowSerializer, operation_id="imports_rows_edit")
    def patch(self, request: Request, pk: str, line: int) -> Response:
        batch = self.batch(request, pk)
        get_object_or_404(batch.rows, line=line)
        form = RowEditSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        with transaction.atomic():
            self._change(request, batch, line, dict(form.validated_data))
        return Response(ImportRowSerializer(batch.rows.get(line=line)).data)

    @staticmethod
    def _change(request: Request, batch: ImportBatch, line: int, told: dict[str, Any]) -> None:
        included, is_same = told.pop("is_included", None), told.pop("is_same", None)
        if told:
            account = _account(request, told.pop("account", None))
            imports.edit_row(batch=batch, line=line, edit=imports.RowEdit(account=account, **told))
        if is_same is not None:
            imports.decide(batch=batch, line=line, is_same=is_same)
        if included is not None:
            imports.set_included(batch=batch, lines=[line], status="", included=included)


class ImportCommit(IdempotentMixin, ImportView):
    @extend_schema(request=None, responses={202: ImportSerializer})
    def post(self, request: Request, pk: str) -> Response:
        batch = imports.start_commit(batch=self.batch(request, pk), actor=request.user)  # type: ignore[arg-type]
        return Response(ImportSerializer(batch).data, status=status.HTTP_202_ACCEPTED)


class ImportUndo(IdempotentMixin, ImportView):
    @extend_schema(request=None, responses=ImportSerializer)
    def post(self, request: Request, pk: str) -> Response:
        batch = imports.undo_import(batch=self.batch(request, pk), actor=request.user)  # type: ignore[arg-type]
        return Response(ImportSerializer(batch).data)
