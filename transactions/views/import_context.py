"""What the pages about imports show, as plain values."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from transactions.models import ImportBatch, ImportRow
from transactions.services import imports


def max_megabytes() -> int:
    return int(settings.IMPORT_MAX_BYTES) // (1024 * 1024)


def status_tabs(batch: ImportBatch, wanted: str) -> list[dict[str, Any]]:
    counts = imports.counts_of(batch)
    url = reverse("transactions:import-detail", args=[batch.pk])
    total = sum(counts[status] for status in ImportRow.Status.values)
    tabs = [{"text": _("All"), "url": url, "current": not wanted, "count": total}]
    return tabs + [
        {"text": label, "url": f"{url}?status={status}", "current": wanted == status, "count": counts[status]}
        for status, label in ImportRow.Status.choices
        if counts[status]
    ]


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A line of a file with its date and amount as values."""

    row: ImportRow
    day: date | None
    amount: Decimal | None


def shown_row(row: ImportRow) -> ShownRow:
    day, amount = row.fields.get("booked_on"), row.fields.get("amount")
    return ShownRow(row, date.fromisoformat(day) if day else None, Decimal(amount) if amount else None)


def account_name(batch: ImportBatch) -> str:
    """The account the rows go to; one that will be opened is called by its coming name."""
    if batch.account:
        return batch.account.name
    names = [section["called"] for section in batch.reading.get("sections", [])]
    return names[0] if len(names) == 1 else _("%(n)d accounts") % {"n": len(names)}


def counted(counts: dict[str, int]) -> list[tuple[int, str]]:
    """How many rows have each status, in words; statuses without rows are left out."""
    return [
        (counts[status], str(label).lower()) for status, label in ImportRow.Status.choices if counts[status]
    ]


@dataclass(frozen=True, slots=True)
class Totals:
    money_out: Decimal
    money_in: Decimal
    currency: str
    first: date
    last: date


def totals(batch: ImportBatch) -> Totals | None:
    """Sums and dates of the included rows, as a check against the paper statement."""
    told = [
        (Decimal(fields["amount"]), date.fromisoformat(fields["booked_on"]), fields["currency"])
        for fields in batch.rows.filter(is_included=True).values_list("fields", flat=True)
    ]
    if not told:
        return None
    days = sorted(day for _amount, day, _currency in told)
    return Totals(
        money_out=sum((amount for amount, _d, _c in told if amount < 0), Decimal(0)),
        money_in=sum((amount for amount, _d, _c in told if amount > 0), Decimal(0)),
        currency=told[0][2],
        first=days[0],
        last=days[-1],
    )
