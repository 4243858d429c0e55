"""Standing permissions that banks tell about become regular payments."""

import re
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from transactions.enrichment.merchants import NamedMerchant, named_merchant
from transactions.models import Merchant, RawItem, Recurring, Transaction
from transactions.parsing import Reading
from transactions.services import catalog

_CADENCES = [
    (Recurring.Cadence.HALF_YEARLY, r"half[- ]?year"),
    (Recurring.Cadence.YEARLY, r"\b(?:year|yearly|annual\w*|annum)\b"),
    (Recurring.Cadence.QUARTERLY, r"\bquarter"),
    (Recurring.Cadence.FORTNIGHTLY, r"\bfortnight|\bbi-?weekly"),
    (Recurring.Cadence.WEEKLY, r"\bweek"),
]
_ENDED = re.compile(
    r"\b(?:cancel\w*|revoked?|deactivated|paused|expired|stopped|terminated)\b", re.IGNORECASE
)


def note_mandate(*, item: RawItem, reading: Reading, text: str) -> Recurring | None:
    """Keep the regular payment a mandate tells about; `None` when it names no party or amount."""
    if not reading.merchant or not reading.amount:
        return None
    merchant = _merchant(item, reading.merchant)
    if merchant is None:
        return None
    currency = reading.currency or item.workspace.base_currency
    recurring, is_new = Recurring.objects.get_or_create(
        workspace=item.workspace,
        merchant=merchant,
        kind=Transaction.Kind.EXPENSE,
        currency=currency,
        cadence=_known_cadence(item, merchant, currency) or _cadence(text),
        series=0,
        defaults={"amount": -reading.amount, "origin": Recurring.Origin.MANDATE},
    )
    if recurring.state == Recurring.State.DISMISSED:
        return recurring
    _update(recurring, reading, item, is_ended=bool(_ENDED.search(text)), is_new=is_new)
    return recurring


def _merchant(item: RawItem, name: str) -> Merchant | None:
    named = named_merchant("", told=name) or NamedMerchant(name=name)
    return catalog.resolve_merchants(workspace=item.workspace, wanted=[named]).get(named)


def _known_cadence(item: RawItem, merchant: Merchant, currency: str) -> str:
    """How often the one regular payment to this merchant comes, so that there is not a second."""
    known = Recurring.objects.in_workspace(item.workspace).filter(
        merchant=merchant, kind=Transaction.Kind.EXPENSE, currency=currency
    )
    cadences = list(known.values_list("cadence", flat=True)[:2])
    return cadences[0] if len(cadences) == 1 else ""


def _cadence(text: str) -> str:
    for cadence, pattern in _CADENCES:
        if re.search(pattern, text, re.IGNORECASE):
            return cadence
    return Recurring.Cadence.MONTHLY


def _update(recurring: Recurring, reading: Reading, item: RawItem, *, is_ended: bool, is_new: bool) -> None:
    told_on = item.received_at.astimezone(ZoneInfo(item.workspace.time_zone)).date()
    next_on = _next_day(reading, item, told_on)
    if is_ended:
        recurring.state = Recurring.State.STOPPED
    elif next_on is not None and (recurring.next_on is None or recurring.next_on <= next_on):
        recurring.next_on = next_on
    if is_new:
        recurring.prices = [{"from": told_on.isoformat(), "amount": f"{recurring.amount:.2f}"}]
    elif _is_newer_price(recurring, told_on, -(reading.amount or Decimal(0))):
        recurring.amount = -(reading.amount or Decimal(0))
        recurring.prices = [
            *recurring.prices,
            {"from": told_on.isoformat(), "amount": f"{recurring.amount:.2f}"},
        ]
    recurring.save()


def _next_day(reading: Reading, item: RawItem, told_on: date) -> date | None:
    if reading.occurred_at is None:
        return None
    day = reading.occurred_at.astimezone(ZoneInfo(item.workspace.time_zone)).date()
    return day if day > told_on else None


def _is_newer_price(recurring: Recurring, told_on: date, amount: Decimal) -> bool:
    if recurring.origin != Recurring.Origin.MANDATE or recurring.amount == amount:
        return False
    latest = max((price["from"] for price in recurring.prices), default="")
    return bool(latest <= told_on.isoformat())
