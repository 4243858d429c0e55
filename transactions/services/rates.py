"""Knowing what foreign money was worth: fetch, enter or load rates, and value what waited for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Max, Min, Q
from django.utils import timezone

from accounts.models import Workspace
from lumen.audit import services as audit
from lumen.common.dates import today_in
from transactions.models import ExchangeRate, Transaction, TransactionQuerySet
from transactions.rates import files, frankfurter
from transactions.rates.frankfurter import RatesUnavailableError
from transactions.services import catalog
from transactions.services.announcing import announce_changed
from transactions.services.catalog import RATE_KEEPS_DAYS

if TYPE_CHECKING:
    from accounts.models import User

logger = structlog.get_logger(__name__)
BATCH = 2_000
WEEK = timedelta(days=7)  # a long weekend has no rate of its own
HAND, FILE, SERVICE = "hand", "file", "frankfurter"


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencyState:
    """One foreign currency of a ledger: how much is booked in it, and what is known of its worth.

    `latest` and `latest_on` are the newest rate; `waiting` counts rows without a worth.
    """

    currency: str
    booked: int
    waiting: int
    latest: Decimal | None
    latest_on: date | None
    source: str


def currencies_of(workspace: Workspace) -> list[CurrencyState]:
    """Every foreign currency of the ledger, the most used first. Two queries."""
    newest: dict[str, ExchangeRate] = {}
    known = ExchangeRate.objects.in_workspace(workspace).filter(base=workspace.base_currency)
    for latest in known.order_by("currency", "-on").distinct("currency"):
        newest[latest.currency] = latest
    used = (
        _foreign(workspace)
        .values("currency")
        .annotate(booked=Count("pk"), waiting=Count("pk", filter=Q(base_amount__isnull=True)))
        .order_by("-booked", "currency")
    )
    states = []
    for row in used:
        rate = newest.get(row["currency"])
        states.append(
            CurrencyState(
                **row,
                latest=rate.rate if rate else None,
                latest_on=rate.on if rate else None,
                source=rate.source if rate else "",
            )
        )
    return states


def _foreign(workspace: Workspace) -> TransactionQuerySet:
    return Transaction.objects.in_workspace(workspace).live().exclude(currency=workspace.base_currency)


def refresh(*, workspace: Workspace, today: date) -> int:
    """Fetch the rates this ledger lacks, and value the rows that waited; returns how many were valued.

    Nothing is asked of the service when every row has its worth and the newest rates are of this week.

    Raises:
        RatesUnavailableError: the service does not answer; nothing is changed.
    """
    since = _lacking_since(workspace, today)
    if since is None or not settings.EXCHANGE_RATES_URL:
        return 0
    currencies = set(_foreign(workspace).values_list("currency", flat=True).distinct())
    fetched = frankfurter.fetch(
        url=settings.EXCHANGE_RATES_URL,
        base=workspace.base_currency,
        currencies=currencies,
        since=since - WEEK,
        until=today,
    )
    return keep(workspace=workspace, actor=None, rates=fetched, source=SERVICE)


def refresh_all() -> int:
    """Refresh every workspace that has foreign payments; returns how many rows were valued.

    The first failure to reach the service ends the round.
    """
    foreign = Transaction.objects.live().exclude(currency=F("workspace__base_currency"))
    valued = 0
    for workspace in Workspace.objects.filter(pk__in=foreign.values("workspace").distinct()).iterator():
        try:
            valued += refresh(workspace=workspace, today=today_in(workspace.time_zone, timezone.now()))
        except RatesUnavailableError as error:
            logger.warning("rates.unavailable", detail=error.detail)
            break
    return valued


def _lacking_since(workspace: Workspace, today: date) -> date | None:
    """The first day a rate is needed for, or `None` when none is."""
    used = (
        _foreign(workspace)
        .values("currency")
        .annotate(first_waiting=Min("booked_on", filter=Q(base_amount__isnull=True)), last=Max("booked_on"))
    )
    known = dict(
        ExchangeRate.objects.in_workspace(workspace)
        .filter(base=workspace.base_currency)
        .values_list("currency")
        .annotate(newest=Max("on"))
        .order_by()
    )
    days = []
    for row in used:
        if row["first_waiting"]:
            days.append(row["first_waiting"])
        elif today - row["last"] < timedelta(days=RATE_KEEPS_DAYS):
            newest = known.get(row["currency"], row["last"])
            if today - newest >= WEEK:
                days.append(newest)
    return min(days, default=None)


@transaction.atomic
def learn(*, workspace: Workspace, currencies: set[str], on: date, now: datetime) -> None:
    """Ask for rates of a day and the week before it that no payment has needed yet, and remember them.

    Raises:
        LumenError: the service is not set up, does not answer, or knows no such rate.
    """
    url, base = settings.EXCHANGE_RATES_URL, workspace.base_currency
    span = {"since": on - WEEK, "until": on}
    rates = frankfurter.recent(url=url, base=base, currencies=currencies, now=now, **span)
    keep(workspace=workspace, actor=None, rates=rates, source=SERVICE)


def keep(
    *, workspace: Workspace, actor: "User | None", rates: Mapping[tuple[str, date], Decimal], source: str
) -> int:
    """Remember rates into the base currency and value the rows that waited; returns how many were valued.

    A rate a person enters replaces the one known for the day; others leave it.
    """
    if not rates:
        return 0
    if source == HAND:
        for (currency, on), rate in rates.items():
            ExchangeRate.objects.update_or_create(
                workspace=workspace,
                currency=currency,
                base=workspace.base_currency,
                on=on,
                defaults={"rate": rate, "source": source},
            )
    else:
        catalog.remember_rates(workspace=workspace, rates=rates, source=source)
    valued = _value_waiting(workspace, {currency for currency, _on in rates})
    audit.record(
        workspace=workspace, actor=actor, action="rates.kept", source=source, count=len(rates), valued=valued
    )
    announce_changed(workspace, count=valued)
    return valued


def _value_waiting(workspace: Workspace, currencies: set[str]) -> int:
    known = catalog.rates_of(workspace, currencies)
    waiting = Transaction.objects.in_workspace(workspace).filter(
        currency__in=currencies, base_amount__isnull=True
    )
    valued = []
    for row in waiting.only("pk", "amount", "currency", "booked_on").iterator(chunk_size=BATCH):
        row.base_amount = known.to_base(row.amount, row.currency, row.booked_on)
        if row.base_amount is not None:
            valued.append(row)
    Transaction.objects.bulk_update(valued, ["base_amount"], batch_size=BATCH)
    return len(valued)


def load(*, workspace: Workspace, actor: "User", content: bytes) -> tuple[int, int]:
    """Take rates from a file; returns how many rates were read and how many rows were valued.

    Raises:
        UnreadableRatesError: the file holds no rates; nothing is kept.
    """
    found = files.read_rates(content, base=workspace.base_currency)
    return len(found), keep(workspace=workspace, actor=actor, rates=found, source=FILE)
