"""Tables: by category, by month, top merchants, one thing against another."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Sum

from lumen.common.dates import add_months
from transactions.models import Account, Category, Merchant
from transactions.questions.executor.numbers import (
    CENT,
    Median,
    percent_of,
    rounded,
    savings_parts,
    summed,
    unit_of,
)
from transactions.questions.executor.result import Result, Row
from transactions.questions.executor.rows import PAYMENTS, Ledger, amount_field, kinds_for, label_of, select
from transactions.questions.periods.words import MONTH_NAMES, WEEKDAY_NAMES
from transactions.questions.query import Filters, LedgerQuery, Measure, QueryPeriod

TIME_GROUPS = frozenset(["date", "week", "month", "quarter", "year", "weekday", "weekend"])
_SAVINGS = frozenset(("income_minus_spend", "savings_rate_pct"))


def breakdown(ledger: Ledger, query: LedgerQuery) -> Result:
    rows = _grouped(ledger, query)
    if query.group_by not in TIME_GROUPS:
        rows = sorted(rows, key=lambda row: (-row.value, row.label))
    is_count = bool(query.measure and query.measure.op == "count")
    result = Result(rows=rows, unit="count" if is_count else unit_of(ledger, query))
    if query.group_by == "weekend":
        by_label = {row.label: row.value for row in rows}
        result.pair = (by_label.get("Weekend", Decimal(0)), by_label.get("Weekday", Decimal(0)))
    if query.measure is None or query.measure.op in ("sum", "gross", "count"):
        result.total = sum((row.value for row in rows), Decimal(0))
    return result


def rank(ledger: Ledger, query: LedgerQuery) -> Result:
    """The first `limit` groups, largest (or smallest) first; a tie is settled by name."""
    sign = 1 if query.which == "min" else -1
    rows = sorted(_grouped(ledger, query), key=lambda row: (sign * row.value, row.label))
    if query.which == "min":
        rows = [row for row in rows if row.value > 0]
    nth = query.rank or 1
    chosen = rows[nth - 1 : nth] if query.rank else rows[: query.limit or len(rows)]
    is_count = bool(query.measure and query.measure.op == "count")
    result = Result(
        rows=chosen,
        unit="count" if is_count else unit_of(ledger, query),
        labels=[row.label for row in chosen],
    )
    if len(chosen) == 1 and (query.limit == 1 or query.rank):
        result.value = chosen[0].label
    if not chosen:
        result.reason = "empty"
    return result


def _grouped(ledger: Ledger, query: LedgerQuery) -> list[Row]:
    measure = query.measure or Measure()
    if measure.op in _SAVINGS:
        return _savings_by_time(ledger, query, measure)
    rows = select(ledger, query, kinds=kinds_for(measure.of, measure.op)).order_by()
    found = (
        rows.annotate(label=label_of(query.group_by))
        .values("label")
        .annotate(found=_statistic(query, measure))
    )
    sign = -1 if measure.of == "spend" and measure.op in ("sum", "avg_per") else 1
    pairs = [
        (entry["label"], sign * rounded(entry["found"])) for entry in found if entry["found"] is not None
    ]
    return [Row(show_label(label, query.group_by), value) for label, value in _in_order(pairs)]


def _statistic(query: LedgerQuery, measure: Measure) -> Any:
    if measure.op == "count":
        return PAYMENTS
    if measure.op == "avg":
        return Avg("size")
    if measure.op == "median":
        return Median("size")
    return Sum("size" if measure.op == "gross" or measure.of == "transfer" else amount_field(query))


def _in_order(pairs: Iterable[tuple[Any, Decimal]]) -> list[tuple[Any, Decimal]]:
    return sorted(
        pairs,
        key=lambda pair: (
            pair[0] is None,
            str(pair[0]) if not isinstance(pair[0], int) else f"{pair[0]:06d}",
        ),
    )


def _savings_by_time(ledger: Ledger, query: LedgerQuery, measure: Measure) -> list[Row]:
    income = {row.label: row.value for row in _grouped(ledger, replace(query, measure=Measure(of="income")))}
    spend = {row.label: row.value for row in _grouped(ledger, replace(query, measure=Measure()))}
    labels = sorted(income.keys() | spend.keys())
    saved = {label: income.get(label, Decimal(0)) - spend.get(label, Decimal(0)) for label in labels}
    if measure.op == "income_minus_spend":
        return [Row(label, saved[label]) for label in labels]
    rates = [(label, percent_of(saved[label], income.get(label, Decimal(0)))) for label in labels]
    return [Row(label, rate) for label, rate in rates if rate is not None]


def show_label(label: Any, group_by: str) -> str:
    """A label that sorts and reads well: 2025-10, 2025-Q3, Monday."""
    if label is None or label == "":
        return {"category": "Uncategorised", "merchant": "No merchant"}.get(group_by, "Unknown")
    if group_by == "month":
        return f"{label:%Y-%m}"
    if group_by == "quarter":
        return f"{label.year}-Q{(label.month + 2) // 3}"
    if group_by == "weekday":
        return str(WEEKDAY_NAMES[label - 1]).capitalize()
    return str(label.isoformat() if isinstance(label, date) else label)


def compare(ledger: Ledger, query: LedgerQuery) -> Result:
    """Two values side by side, their difference, and the percent from the second to the first."""
    measure = query.measure or Measure()
    op = "sum" if measure.op in ("diff", "growth_pct") else measure.op
    if query.groups:
        rows = [Row(name, _of_group(ledger, query, name, op)) for name in query.groups]
    else:
        rows = [
            Row(period.text, _of_period(ledger, query, index, op))
            for index, period in enumerate(query.periods)
        ]
    unit = (
        "count"
        if op in ("count", "distinct")
        else "%"
        if op == "savings_rate_pct"
        else unit_of(ledger, query)
    )
    first, second = rows[0].value, rows[1].value
    result = Result(rows=rows, pair=(first, second), unit=unit, difference=(first - second).quantize(CENT))
    result.percent = percent_of(first - second, second)
    if measure.op == "diff":
        result.value = first - second
    if query.periods and op in ("sum", "gross", "count"):
        result.like_for_like = _like_for_like(ledger, query, op)
    return result


def _like_for_like(ledger: Ledger, query: LedgerQuery, op: str) -> Row | None:
    """Where one of two periods is running: the other one's value after as many days."""
    for running, other in (query.periods, query.periods[::-1]):
        is_running = running.start and running.end and running.start <= ledger.today < running.end
        if not (is_running and running.start and other.start and other.end and other.end <= running.start):
            continue
        end = other.start + (ledger.today + timedelta(days=1) - running.start)
        if end < other.end:
            part = QueryPeriod(start=other.start, end=end)
            return Row(f"{end - timedelta(days=1):%Y-%m-%d}", summed(ledger, query, op=op, period=part))
    return None


def said_period(period: QueryPeriod) -> str:
    """A whole month by its name and year, anything else as it was said."""
    start, end = period.start, period.end
    if start and end and start.day == 1 and end == add_months(start, 1):
        return f"{MONTH_NAMES[start.month - 1].capitalize()} {start.year}"
    return period.text or "all time"


def _of_period(ledger: Ledger, query: LedgerQuery, index: int, op: str) -> Decimal:
    period = query.periods[index]
    if op in _SAVINGS:
        income, spend = savings_parts(ledger, query, period)
        return (
            income - spend if op == "income_minus_spend" else percent_of(income - spend, income) or Decimal(0)
        )
    return summed(ledger, query, op=op, period=period)


def _of_group(ledger: Ledger, query: LedgerQuery, name: str, op: str) -> Decimal:
    kind = _kind_of(ledger, name)
    filters: Filters = query.filters.changed(**{kind: (*getattr(query.filters, kind), name)})
    return summed(ledger, replace(query, filters=filters), op=op)


def _kind_of(ledger: Ledger, name: str) -> str:
    if Merchant.objects.in_workspace(ledger.workspace).filter(name=name).exists():
        return "merchant"
    if Category.objects.in_workspace(ledger.workspace).filter(name=name).exists():
        return "category"
    if ledger.rows.filter(method=name).exists():
        return "method"
    return (
        "account" if Account.objects.in_workspace(ledger.workspace).filter(name=name).exists() else "method"
    )
