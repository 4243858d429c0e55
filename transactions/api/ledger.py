"""REST for transactions."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Workspace
from lumen.api.idempotency import IdempotentMixin
from lumen.api.pagination import CursorPages
from transactions import exporting, keyset, selectors
from transactions.api.lookups import account_given, category_given
from transactions.api.serializers import (
    BulkIn,
    BulkOut,
    TransactionIn,
    TransactionOut,
    TransactionPatch,
    fitting,
)
from transactions.enrichment import kinds
from transactions.forms import FilterForm, filter_data
from transactions.models import Transaction, TransactionQuerySet
from transactions.services import catalog, changes, ledger
from transactions.services.drafts import TransactionDraft

_TEXT_FILTERS = {
    "q": "Every word must occur in merchant, description, note, category, a tag or the amount",
    "from": "First day, YYYY-MM-DD",
    "to": "Last day, included",
    "category": "Id or name, `none` for rows without one; may be given several times",
    "merchant": "Id or name; may be given several times",
    "account": "Id or name; may be given several times",
    "min": "Smallest amount, whatever the direction; in the base currency unless `currency` is given",
    "max": "Largest amount",
    "currency": "ISO 4217",
    "direction": "`debit` (or `out`), `credit` (or `in`)",
    "kind": "expense, refund, income or transfer",
    "source": "form, csv, sms, mail, api or ledger",
    "tag": "One tag",
    "flagged": "true: only rows something unusual was found about",
    "sort": "`-date` (default), `date`, `-amount`, `amount`",
}
FILTER_PARAMETERS = [
    OpenApiParameter(name, OpenApiTypes.STR, description=text) for name, text in _TEXT_FILTERS.items()
]


class LedgerPages(CursorPages):
    """Cursor pages by position in the ledger, at the same cost however far back."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.page_of_ledger = keyset.page_of(
            queryset,
            sort=request.query_params.get("sort", keyset.NEWEST),
            cursor=request.query_params.get("cursor", ""),
            size=self.get_page_size(request) or keyset.PAGE_ROWS,
        )
        return self.page_of_ledger.rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self.page_of_ledger.next})


class LedgerView(GenericAPIView[Transaction]):
    """Transactions of the caller's workspace."""

    serializer_class = TransactionOut
    pagination_class = LedgerPages
    queryset = Transaction.objects.none()

    @property
    def workspace(self) -> Workspace:
        return self.request.workspace  # type: ignore[attr-defined,no-any-return]

    @property
    def who(self) -> dict[str, Any]:
        return {"workspace": self.workspace, "actor": self.request.user}

    def rows(self) -> TransactionQuerySet:
        live = Transaction.objects.in_workspace(self.workspace).live()
        return live.for_lists().select_related("workspace")

    def filtered(self) -> TransactionQuerySet:
        """The rows that fit the query string.

        Raises:
            rest_framework.serializers.ValidationError: a filter makes no sense.
        """
        form = FilterForm(filter_data(self.request.query_params))
        if not form.is_valid():
            raise serializers.ValidationError(
                {name: [str(each) for each in errors] for name, errors in form.errors.items()}
            )
        return selectors.transactions(self.workspace, form.to_filters())

    def row(self, pk: UUID) -> Transaction:
        """One movement: also a part of a split payment, and the whole of it."""
        rows = Transaction.objects.in_workspace(self.workspace).filter(deleted_at__isnull=True)
        return get_object_or_404(rows.for_lists().select_related("workspace"), pk=pk)

    def checked(self, serializer: type[TransactionIn], *, partial: bool = False) -> Any:
        zone = ZoneInfo(self.workspace.time_zone)
        given = serializer(data=self.request.data, partial=partial, context={"zone": zone})
        given.is_valid(raise_exception=True)
        return given


class TransactionList(IdempotentMixin, LedgerView):
    @extend_schema(parameters=FILTER_PARAMETERS, responses=TransactionOut(many=True))
    def get(self, request: Request) -> Response:
        """The ledger, newest first."""
        page = self.paginate_queryset(self.filtered().select_related("workspace"))
        return self.get_paginated_response(TransactionOut(page, many=True).data)

    @extend_schema(request=TransactionIn, responses={201: TransactionOut})
    def post(self, request: Request) -> Response:
        """Record one movement."""
        given = self.checked(TransactionIn)
        row = ledger.record_transactions(
            **self.who,
            drafts=[self._draft(given.validated_data)],
            origin=Transaction.Origin.API,
        )[0]
        return Response(TransactionOut(row).data, status=status.HTTP_201_CREATED)

    def _draft(self, sent: dict[str, Any]) -> TransactionDraft:
        workspace = self.workspace
        sign = TransactionIn.sign_of(sent)
        currency = sent.pop("currency", workspace.base_currency)
        amount = sign * sent.pop("amount")
        base = sent.pop("base_amount", None)
        if base is None:
            base = catalog.base_or_refuse(workspace, abs(amount), currency, sent["booked_on"])
        kind = sent.pop("kind", "") or kinds.detect_kind(
            f"{sent['merchant']} {sent.get('description', '')}", amount
        )
        category = fitting(category_given(workspace, sent.pop("category", None)), kind)
        sent.pop("direction", None)
        return TransactionDraft(
            account=account_given(workspace, sent.pop("account", None)),
            kind=kind,
            amount=amount,
            currency=currency,
            base_amount=sign * base,
            category=category.name if category else "",
            tags=tuple(sent.pop("tags", ())),
            **sent,
        )


class TransactionDetail(LedgerView):
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(TransactionOut(self.row(pk)).data)

    @extend_schema(request=TransactionPatch)
    def patch(self, request: Request, pk: UUID) -> Response:
        """Change what is sent; imports keep off the row from then on."""
        row = self.row(pk)
        given = self.checked(TransactionPatch, partial=True)
        workspace = self.workspace
        sent = given.validated_data
        account = account_given(workspace, sent["account"]) if "account" in sent else None
        category = category_given(workspace, sent.get("category"))
        changes.edit_transaction(
            **self.who,
            row=row,
            edit=given.to_edit(row, account, category),
            now=timezone.now(),
        )
        return Response(TransactionOut(self.row(pk)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        """Take the row out of the ledger; an import will say that it was deleted before."""
        row = self.row(pk)
        changes.delete_transactions(
            **self.who,
            rows=Transaction.objects.in_workspace(self.workspace).filter(pk=row.pk),
            now=timezone.now(),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class TransactionBulk(IdempotentMixin, LedgerView):
    @extend_schema(request=BulkIn, responses=BulkOut, operation_id="transactions_bulk")
    def post(self, request: Request) -> Response:
        """Set a category, add a tag or delete, for up to 5,000 rows. Ids of others are left out."""
        given = BulkIn(data=request.data)
        given.is_valid(raise_exception=True)
        sent = given.validated_data
        workspace = self.workspace
        shared: dict[str, Any] = {
            **self.who,
            "rows": Transaction.objects.in_workspace(workspace).live().filter(pk__in=sent["ids"]),
            "now": timezone.now(),
        }
        if sent["action"] == "category":
            change = changes.set_category(category=category_given(workspace, sent["category"]), **shared)
        elif sent["action"] == "tag":
            change = changes.add_tag(tag=sent["tag"], **shared)
        else:
            change = changes.delete_transactions(**shared)
        return Response(BulkOut({"change_id": change.pk, "count": change.count}).data)


class TransactionExport(LedgerView):
    @extend_schema(
        parameters=FILTER_PARAMETERS,
        responses={
            (200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, description="`export.csv`"),
            (200, "application/json"): OpenApiResponse(OpenApiTypes.OBJECT, description="`export.json`"),
            (200, "text/plain"): OpenApiResponse(OpenApiTypes.STR, description="`export.beancount`"),
        },
    )
    def get(self, request: Request, ending: str) -> StreamingHttpResponse:
        """The filtered rows as CSV, JSON or beancount; `ending` is `csv`, `json` or `beancount`."""
        chosen = exporting.FORMATS.get(ending)
        if chosen is None:
            raise Http404
        response = StreamingHttpResponse(
            chosen.write(self.filtered(), self.workspace), content_type=chosen.content_type
        )
        response["Content-Disposition"] = f'attachment; filename="transactions.{ending}"'
        return response
