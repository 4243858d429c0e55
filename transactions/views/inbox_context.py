"""What the pages of the inbox show, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from transactions import inbox_listing
from transactions.inbox_listing import Filters
from transactions.listing import method_in_words
from transactions.models import RawItem, Transaction
from transactions.parsing.amounts import tidy
from transactions.parsing.places import Piece, Taught, pieces
from transactions.services import understanding

TONES = {
    "transaction": "positive",
    "balance": "info",
    "mandate": "info",
    "statement": "info",
    "not_money": "",
    "unreadable": "warning",
    "waiting": "",
}
SNIPPET = 220
LONGEST = 20_000


def filters_of(request: HttpRequest) -> Filters:
    """The filters in the address; what makes no sense is left out."""
    told = request.GET
    source = told.get("source", "")
    is_id = len(source) == 36 and all(character in "0123456789abcdef-" for character in source.lower())
    return Filters(
        outcome=told.get("outcome", ""),
        source=source if is_id else "",
        state=told.get("state", ""),
        sender=told.get("q", "").strip().replace("\x00", "")[:100],
    )


def outcome_tabs(request: HttpRequest, counts: Mapping[str, int], wanted: str) -> list[dict[str, Any]]:
    """A tab for everything and one for each outcome there is; the other filters stay."""
    query = request.GET.copy()
    for name in ("outcome", "page"):
        query.pop(name, None)
    url = reverse("transactions:inbox")
    rest = query.urlencode()
    everything = {
        "text": _("All"),
        "url": f"{url}?{rest}" if rest else url,
        "current": not wanted,
        "count": sum(counts.values()),
    }
    tabs = [everything]
    for outcome, label in RawItem.Outcome.choices:
        if counts.get(outcome):
            narrowed = query.copy()
            narrowed["outcome"] = outcome
            tabs.append(
                {
                    "text": label,
                    "url": f"{url}?{narrowed.urlencode()}",
                    "current": wanted == outcome,
                    "count": counts[outcome],
                }
            )
    return tabs


def state_chips(told: Mapping[str, int], wanted: str) -> list[dict[str, Any]]:
    """Chips for what waits for a person, with how many there are."""
    labels = {
        inbox_listing.ATTENTION: _("Needs attention"),
        inbox_listing.DOUBTED: _("Parser changed its mind"),
        inbox_listing.CORRECTED: _("Corrected by you"),
    }
    return [
        {"state": state, "text": f"{label} · {told[state]}", "current": wanted == state}
        for state, label in labels.items()
        if told[state] or wanted == state
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownItem:
    """A raw item as the inbox shows it."""

    item: RawItem
    snippet: str
    tone: str
    confidence: str
    transaction: Transaction | None
    is_doubted: bool


def shown_item(item: RawItem) -> ShownItem:
    told = [one.transaction for one in item.evidence.all() if one.transaction.deleted_at is None]
    words = " ".join(understanding.words_of(item).split())
    return ShownItem(
        item=item,
        snippet=words[:SNIPPET] + ("…" if len(words) > SNIPPET else ""),
        tone=TONES[item.outcome],
        confidence=confidence_words(item.confidence),
        transaction=told[0] if told else None,
        is_doubted=bool(told) and is_doubted(item),
    )


def is_doubted(item: RawItem) -> bool:
    """Whether the reader takes for none what the ledger has as a payment."""
    is_payment = item.outcome in {RawItem.Outcome.TRANSACTION, RawItem.Outcome.WAITING}
    return not is_payment and item.correction is None and not hasattr(item, "expectation")


def confidence_words(confidence: float) -> str:
    if confidence >= 0.9:
        return _("certain")
    return _("likely") if confidence >= inbox_listing.SURE_ENOUGH else _("a guess")


def marked_text(item: RawItem) -> list[Piece]:
    """The message with what was found in it marked."""
    reading, zone = item.reading, ZoneInfo(item.workspace.time_zone)
    told = reading.get("occurred_at")
    moment = datetime.fromisoformat(told) if told else None
    taught = Taught(
        amount=Decimal(reading["amount"]) if reading.get("amount") else None,
        merchant=reading.get("merchant") or "",
        day=moment.astimezone(zone).date() if moment else None,
        last4=reading.get("account_last4") or "",
    )
    near = item.received_at.astimezone(zone).date()
    return pieces(tidy(understanding.words_of(item)[:LONGEST]), taught, near=near)


def facts_of(reading: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was read besides amount and direction."""
    labels = {
        "merchant": _("Merchant"),
        "account_last4": _("Account"),
        "reference": _("Reference"),
        "payment_method": _("Method"),
        "balance": _("Balance"),
        "category": _("Category"),
    }
    told = {**reading, "payment_method": method_in_words(str(reading.get("payment_method") or ""))}
    return [(label, str(told[name])) for name, label in labels.items() if told.get(name)]
