"""Which rows a query looks at. Everything starts at the workspace and leaves deleted rows out."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Case, CharField, Count, F, Max, Min, Q, QuerySet, Value, When
from django.db.models.functions import (
    Abs,
    Coalesce,
    ExtractIsoWeekDay,
    ExtractYear,
    TruncMonth,
    TruncQuarter,
    TruncWeek,
)

from accounts.models import Workspace
from transactions.models import Transaction
from transactions.questions.query import Filters, LedgerQuery, QueryPeriod

EXPENSIVE_TIMES = 2
_BOUNDS = {
    "amount_gt": "gt",
    "amount_gte": "gte",
    "amount_lt": "lt",
    "amount_lte": "lte",
    "amount_eq": "exact",
}
_PURCHASE_OPS = frozenset(["gross", "count", "avg", "median", "min", "max", "distinct", "latest"])
SATURDAY, SUNDAY = 6, 7
PAYMENTS = Count(Coalesce("split_of", "pk"), distinct=True)  # the parts of a split payment are one payment


@dataclass(frozen=True, slots=True)
class Ledger:
    """One workspace's rows, and the day that is today in it."""

    workspace: Workspace
    today: date

    @property
    def rows(self) -> "QuerySet[Transaction]":
        return Transaction.objects.in_workspace(self.workspace).live()

    def bounds(self) -> tuple[date | None, date | None]:
        found = self.rows.aggregate(first=Min("booked_on"), last=Max("booked_on"))
        return found["first"], found["last"]


def kinds_for(of: str, op: str) -> tuple[str, ...]:
    """Net spending takes refunds off; counts, averages and extremes look at purchases."""
    if of != "spend":
        return (of,)
    return ("expense",) if op in _PURCHASE_OPS else ("expense", "refund")


def select(
    ledger: Ledger, query: LedgerQuery, *, kinds: tuple[str, ...], period: QueryPeriod | None = None
) -> "QuerySet[Transaction]":
    """The live rows of these kinds that pass the query's filters, in its period or the one given."""
    chosen = period if period is not None else query.period
    rows: Any = ledger.rows.filter(kind__in=kinds).annotate(size=Abs(amount_field(query)))
    if chosen is not None:
        rows = rows.between(chosen.start, chosen.end)
    return filtered(rows, query.filters, is_original=query.unit == "original")


def amount_field(query: LedgerQuery) -> str:
    return "amount" if is_original(query) else "base_amount"


def is_original(query: LedgerQuery) -> bool:
    return query.unit == "original" or bool(query.measure and query.measure.unit == "original")


def filtered(rows: Any, filters: Filters, *, is_original: bool) -> "QuerySet[Transaction]":
    rows = rows.filter(_names(filters))
    if filters.not_category:
        rows = rows.exclude(_category(filters.not_category))
    if filters.not_merchant:
        rows = rows.exclude(merchant__name__in=filters.not_merchant)
    field = "amount" if is_original else "base_amount"
    rows = rows.annotate(compared=Abs(field))
    for name, lookup in _BOUNDS.items():
        if (bound := getattr(filters, name)) is not None:
            rows = rows.filter(**{f"compared__{lookup}": bound})
    if filters.original_amount_gt is not None:
        rows = rows.annotate(written=Abs("amount")).filter(written__gt=filters.original_amount_gt)
    return rows.filter(_others(filters))  # type: ignore[no-any-return]


def _names(filters: Filters) -> Q:
    wanted = Q()
    if filters.category:
        wanted &= _category(filters.category)
    if filters.merchant:
        wanted &= Q(merchant__name__in=filters.merchant)
    if filters.method:
        wanted &= Q(method__in=filters.method)
    if filters.account:
        wanted &= Q(account__name__in=filters.account)
    return wanted


def _category(names: tuple[str, ...]) -> Q:
    return Q(category__name__in=names) | Q(category__parent__name__in=names)


def _others(filters: Filters) -> Q:
    wanted = Q()
    if filters.currency:
        wanted &= Q(currency=filters.currency)
    if filters.not_currency:
        wanted &= ~Q(currency=filters.not_currency)
    if filters.weekend is not None:
        on_weekend = Q(booked_on__iso_week_day__in=(SATURDAY, SUNDAY))
        wanted &= on_weekend if filters.weekend else ~on_weekend
    if filters.hour_gte is not None:
        wanted &= Q(booked_at__hour__gte=filters.hour_gte)
    if filters.text:
        wanted &= Q(description__icontains=filters.text) | Q(note__icontains=filters.text)
    if filters.tag:
        wanted &= Q(tags__contains=[filters.tag])
    return wanted


def expensive_from(ledger: Ledger) -> Decimal:
    """Twice the average purchase of this workspace: what `expensive` means."""
    average = ledger.rows.purchases().aggregate(mean=Avg(Abs("base_amount")))["mean"]  # type: ignore[attr-defined]
    return Decimal(average or 0).quantize(Decimal("0.01")) * EXPENSIVE_TIMES


def label_of(group_by: str) -> Any:
    """The expression a breakdown groups by."""
    weekend = Case(
        When(booked_on__iso_week_day__in=(SATURDAY, SUNDAY), then=Value("Weekend")),
        default=Value("Weekday"),
        output_field=CharField(),
    )
    expressions: dict[str, Any] = {
        "date": F("booked_on"),
        "weekday": ExtractIsoWeekDay("booked_on"),
        "weekend": weekend,
        "week": TruncWeek("booked_on"),
        "month": TruncMonth("booked_on"),
        "quarter": TruncQuarter("booked_on"),
        "year": ExtractYear("booked_on"),
        "category": F("category__name"),
        "merchant": F("merchant__name"),
        "method": F("method"),
        "account": F("account__name"),
        "currency": F("currency"),
    }
    return expressions[group_by]


def elapsed(ledger: Ledger, period: QueryPeriod | None) -> tuple[date, date]:
    """The days an average is spread over: an open side ends at the ledger's, a running one today."""
    first, last = ledger.bounds()
    start = period.start if period and period.start else first or ledger.today
    end = period.end if period and period.end else (last or ledger.today) + timedelta(days=1)
    if period is None or period.end is None or period.end > ledger.today:
        end = max(
            start + timedelta(days=1),
            min(end, ledger.today + timedelta(days=1))
            if period and period.end
            else ledger.today + timedelta(days=1),
        )
    return start, end
