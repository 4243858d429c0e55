"""Single numbers: totals, counts, averages, shares, changes, savings."""

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Aggregate, Avg, Count, Max, Min, Q, Sum
from django.db.models.functions import TruncMonth

from transactions.questions.executor.result import Result, Row
from transactions.questions.executor.rows import (
    PAYMENTS,
    Ledger,
    amount_field,
    elapsed,
    is_original,
    kinds_for,
    select,
)
from transactions.questions.query import Filters, LedgerQuery, Measure, QueryPeriod

CENT = Decimal("0.01")
_PART_FIELDS = (
    "merchant",
    "method",
    "account",
    "weekend",
    "hour_gte",
    "amount_gt",
    "amount_gte",
    "amount_lt",
    "amount_lte",
    "text",
    "tag",
    "category",
    "currency",
)


class Median(Aggregate):
    """The middle value; the mean of the two middle ones when the count is even."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


def rounded(value: Any) -> Decimal:
    return Decimal(str(value or 0)).quantize(CENT, rounding=ROUND_HALF_UP)


def unit_of(ledger: Ledger, query: LedgerQuery) -> str:
    return (
        query.filters.currency
        if is_original(query) and query.filters.currency
        else ledger.workspace.base_currency
    )


def summed(
    ledger: Ledger, query: LedgerQuery, *, op: str = "", of: str = "", period: QueryPeriod | None = None
) -> Decimal:
    """One statistic of the query's rows. Money out counts as positive spending."""
    measure = query.measure or Measure()
    op, of = op or measure.op, of or measure.of
    rows = select(ledger, query, kinds=kinds_for(of, op), period=period)
    if op == "count":
        return Decimal(rows.aggregate(n=PAYMENTS)["n"])
    if op == "distinct":
        return Decimal(_distinct(rows, measure.field))
    if op in ("avg", "median", "min", "max"):
        function = {"avg": Avg, "median": Median, "min": Min, "max": Max}[op]
        return rounded(rows.aggregate(found=function("size"))["found"])
    found = rows.aggregate(found=Sum("size" if of == "transfer" else amount_field(query)))["found"]
    return -rounded(found) if of == "spend" else rounded(found)


def _distinct(rows: Any, field: str) -> int:
    if field == "month":
        return int(
            rows.annotate(month=TruncMonth("booked_on")).aggregate(n=Count("month", distinct=True))["n"]
        )
    column = {"merchant": "merchant", "category": "category", "date": "booked_on"}[field]
    return int(rows.aggregate(n=Count(column, distinct=True))["n"])


def aggregate(ledger: Ledger, query: LedgerQuery) -> Result:
    if query.measures:
        return _several(ledger, query)
    measure = query.measure or Measure()
    if measure.op == "latest":
        return _latest(ledger, query, measure)
    special = {
        "avg_per": _average_per,
        "diff": _difference,
        "growth_pct": _growth,
        "share_pct": _share,
        "income_minus_spend": _savings,
        "savings_rate_pct": _savings,
    }
    if measure.op in special:
        return special[measure.op](ledger, query, measure)
    return _plain(ledger, query, measure)


def _plain(ledger: Ledger, query: LedgerQuery, measure: Measure) -> Result:
    value = summed(ledger, query)
    is_count = measure.op in ("count", "distinct")
    result = Result(
        value=int(value) if is_count else value, unit="count" if is_count else unit_of(ledger, query)
    )
    _attach_rows(ledger, query, measure, result)
    if measure.op in ("avg", "median", "min", "max") and not result.count:
        result.value, result.reason = Decimal(0), "empty"
    return result


def _latest(ledger: Ledger, query: LedgerQuery, measure: Measure) -> Result:
    """What was paid last: the price as it stands."""
    rows = select(ledger, query, kinds=kinds_for(measure.of, measure.op)).select_related(
        "merchant", "category"
    )
    chosen = list(rows.order_by("-booked_on", "-booked_at", "-pk")[:1])
    value = (
        rounded(abs(getattr(chosen[0], amount_field(query)) or chosen[0].amount)) if chosen else Decimal(0)
    )
    return Result(value=value, unit=unit_of(ledger, query), transactions=chosen, count=len(chosen))


def _attach_rows(ledger: Ledger, query: LedgerQuery, measure: Measure, result: Result) -> None:
    """The rows behind a number: how many, and the newest of them."""
    rows = select(ledger, query, kinds=kinds_for(measure.of, measure.op))
    found = rows.aggregate(n=PAYMENTS, missing=Count("pk", filter=Q(base_amount__isnull=True)))
    result.count, result.missing_rate = found["n"], 0 if is_original(query) else found["missing"]
    result.transactions = list(
        rows.order_by("-booked_on", "-booked_at", "-pk").only("pk", "external_id")[:50]
    )


def _several(ledger: Ledger, query: LedgerQuery) -> Result:
    values = [(op, _one_of_several(ledger, query, op)) for op in query.measures]
    rows = [Row(op, value) for op, value in values]
    units = ["count" if op == "count" else ledger.workspace.base_currency for op in query.measures]
    return Result(pair=(values[0][1], values[1][1]), rows=rows, unit=unit_of(ledger, query), row_units=units)


def _one_of_several(ledger: Ledger, query: LedgerQuery, op: str) -> Decimal:
    if op in ("income", "spend"):
        return summed(ledger, query, op="sum", of=op)
    return summed(ledger, query, op=op, of=(query.measure.of if query.measure else "spend"))


def _average_per(ledger: Ledger, query: LedgerQuery, measure: Measure) -> Result:
    start, end = elapsed(ledger, query.period)
    units = units_between(start, end, measure.per)
    total = summed(ledger, query, op="sum")
    value = rounded(total / units) if units else Decimal(0)
    result = Result(value=value, unit=unit_of(ledger, query), total=total)
    result.dates = {"start": start, "end": end}
    return result


def units_between(start: date, end: date, per: str) -> Decimal:
    """How many days, weeks, months, quarters or years an average is divided by; a running one counts."""
    days = (end - start).days
    if per == "day":
        return Decimal(days)
    if per == "week":
        return Decimal(days) / 7
    last = end.replace(day=1) if end.day > 1 else None
    months = (end.year - start.year) * 12 + end.month - start.month + (1 if last else 0)
    return Decimal(max(1, -(-months // {"month": 1, "quarter": 3, "year": 12}[per])))


def _difference(ledger: Ledger, query: LedgerQuery, measure: Measure) -> Result:
    new = summed(ledger, query, op="sum")
    old = summed(ledger, query, op="sum", period=measure.minus_period)
    result = Result(
        value=new - old, unit=unit_of(ledger, query), difference=new - old, percent=percent_of(new - old, old)
    )
    result.rows = [Row(_said(query.period), new), Row(_said(measure.minus_period), old)]
    return result


def _growth(ledger: Ledger, query: LedgerQuery, measure: Measure) -> Result:
    op = "sum"
    new = summed(ledger, query, op=op)
    old = summed(ledger, query, op=op, period=measure.base_period)
    rows = [Row(_said(measure.base_period), old), Row(_said(query.period), new)]
    change = percent_of(new - old, old)
    if change is None:
        return Result(status="no_data", reason="base", rows=rows, unit="%")
    return Result(value=change, unit="%", rows=rows, difference=new - old, percent=change)


def percent_of(part: Decimal, whole: Decimal) -> Decimal | None:
    return rounded(part / whole * 100) if whole else None


def _share(ledger: Ledger, query: LedgerQuery, measure: Measure) -> Result:
    """The part over the whole: the same question without its most particular filter."""
    part = summed(ledger, query, op="sum")
    if measure.of == "income" and not part:  # `what percent of my income went to rent`
        part = summed(ledger, query, op="sum", of="spend")
    whole = summed(ledger, _without_part(query), op="sum")
    share = percent_of(part, whole)
    if share is None:
        return Result(status="no_data", reason="whole", unit="%")
    return Result(value=share, unit="%", rows=[Row("part", part), Row("whole", whole)], percent=share)


def _without_part(query: LedgerQuery) -> LedgerQuery:
    empty = Filters()
    for name in _PART_FIELDS:
        if getattr(query.filters, name) != getattr(empty, name):
            return replace(query, filters=query.filters.changed(**{name: getattr(empty, name)}))
    return query


def _savings(ledger: Ledger, query: LedgerQuery, measure: Measure) -> Result:
    income, spend = savings_parts(ledger, query, query.period)
    rows = [Row("income", income), Row("spend", spend)]
    if measure.op == "income_minus_spend":
        return Result(value=income - spend, unit=ledger.workspace.base_currency, rows=rows)
    rate = percent_of(income - spend, income)
    if rate is None:
        return Result(status="no_data", reason="income", unit="%")
    return Result(value=rate, unit="%", rows=rows, percent=rate)


def savings_parts(ledger: Ledger, query: LedgerQuery, period: QueryPeriod | None) -> tuple[Decimal, Decimal]:
    return (
        summed(ledger, query, op="sum", of="income", period=period),
        summed(ledger, query, op="sum", of="spend", period=period),
    )


def _said(period: QueryPeriod | None) -> str:
    return (period.text if period else "") or "all time"
