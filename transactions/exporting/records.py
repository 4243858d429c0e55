"""The ledger as one JSON document, written while it is read."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder

from transactions.models import (
    Account,
    Budget,
    Category,
    ExchangeRate,
    Merchant,
    TransactionQuerySet,
)

if TYPE_CHECKING:
    from accounts.models import Workspace

CHUNK = 1_000
VERSION = 1
ACCOUNT = ("id", "name", "kind", "institution", "last4", "currency", "opening_balance", "is_archived")
ROW = (
    "id", "account_id", "kind", "booked_on", "booked_at", "amount", "currency", "base_amount", "merchant_id",
    "category_id", "category_source", "description", "method", "reference", "note", "tags", "origin",
    "external_id", "split_of_id", "refund_of_id", "reconciled_at", "invoice_number", "gstin", "hsn_sac",
    "tax_amount", "items",
)  # fmt: skip


def json_lines(rows: TransactionQuerySet, workspace: "Workspace") -> Iterator[str]:
    """`{"lumen", "accounts", ..., "transactions"}`; amounts are signed decimal strings.

    Transactions are the rows asked for, oldest first; everything they point at comes whole.
    """
    head = {
        "version": VERSION,
        "name": workspace.name,
        "base_currency": workspace.base_currency,
        "time_zone": workspace.time_zone,
    }
    yield f'{{"lumen": {_json(head)}'
    yield from _table("accounts", Account.objects.in_workspace(workspace).values(*ACCOUNT))
    yield from _table(
        "categories", Category.objects.in_workspace(workspace).values("id", "name", "kind", "parent_id")
    )
    yield from _table(
        "merchants", Merchant.objects.in_workspace(workspace).values("id", "name", "category_id")
    )
    yield from _table(
        "budgets",
        Budget.objects.in_workspace(workspace).values("id", "category_id", "monthly_amount", "rolls_over"),
    )
    yield from _table(
        "exchange_rates",
        ExchangeRate.objects.in_workspace(workspace)
        .order_by("on", "currency")
        .values("currency", "base", "on", "rate", "source"),
    )
    ordered = rows.order_by("booked_on", "day_time", "id").values(*ROW)
    yield from _table("transactions", ordered.iterator(chunk_size=CHUNK))
    yield "}\n"


def _table(name: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    yield f',\n"{name}": ['
    for number, row in enumerate(rows):
        yield ("\n" if number == 0 else ",\n") + _json(row)
    yield "]"


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
