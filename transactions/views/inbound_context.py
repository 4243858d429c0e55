"""What the inbound pages show, as plain values."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from transactions.importers.columns import Layout
from transactions.models import ImportBatch, ImportRow, RawItem, Transaction
from transactions.services import import_rows, imports, inbox

if TYPE_CHECKING:
    from accounts.models import Workspace

TONES = {
    "transaction": "positive",
    "balance": "info",
    "mandate": "info",
    "statement": "info",
    "not_money": "",
    "unreadable": "warning",
    "waiting": "",
}


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


def account_name(batch: ImportBatch, layout: Layout) -> str:
    """The account the rows go to; one that will be opened is called by its coming name."""
    return batch.account.name if batch.account else import_rows.proposed_name(layout)


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


def outcome_counts(workspace: "Workspace") -> dict[str, int]:
    rows = RawItem.objects.in_workspace(workspace).order_by().values_list("outcome").annotate(n=Count("pk"))
    return dict(rows)


def outcome_tabs(counts: dict[str, int], wanted: str) -> list[dict[str, Any]]:
    url = reverse("transactions:inbox")
    tabs = [{"text": _("All"), "url": url, "current": not wanted, "count": sum(counts.values())}]
    return tabs + [
        {
            "text": label,
            "url": f"{url}?outcome={outcome}",
            "current": wanted == outcome,
            "count": counts[outcome],
        }
        for outcome, label in RawItem.Outcome.choices
        if counts.get(outcome)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownItem:
    """A raw item as the inbox shows it."""

    item: RawItem
    text: str
    tone: str
    confidence: str
    transaction: Transaction | None
    facts: list[tuple[str, str]]


def shown_item(item: RawItem) -> ShownItem:
    told = list(item.evidence.all())
    return ShownItem(
        item=item,
        text=inbox.text_of(item)[:1500],
        tone=TONES[item.outcome],
        confidence=confidence_words(item.confidence),
        transaction=told[0].transaction if told else None,
        facts=_facts(item.reading),
    )


def confidence_words(confidence: float) -> str:
    if confidence >= 0.9:
        return _("certain")
    return _("likely") if confidence >= 0.65 else _("a guess")


def _facts(reading: dict[str, Any]) -> list[tuple[str, str]]:
    labels = {
        "merchant": _("Merchant"),
        "account_last4": _("Account"),
        "reference": _("Reference"),
        "payment_method": _("Method"),
        "occurred_at": _("When"),
    }
    return [(label, str(reading[name])) for name, label in labels.items() if reading.get(name)]
