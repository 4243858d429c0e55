"""What the inbound pages show, as plain values."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from transactions.models import RawItem, Transaction
from transactions.services import understanding

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
        text=understanding.words_of(item)[:1500],
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
