"""Payments that come back: which are active, changed price, stopped, and when the next one is due."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min

from transactions.linking.regulars import MIN_GAP_DAYS, Payment, Regular, as_regular
from transactions.questions.executor.result import Result, Row
from transactions.questions.executor.rows import Ledger, filtered
from transactions.questions.query import LedgerQuery


def recurring(ledger: Ledger, query: LedgerQuery) -> Result:
    regulars = find_regulars(ledger, query)
    if query.next:
        return _next_due(ledger, query, regulars)
    if query.change == "stopped":
        return _stopped(ledger, query, regulars)
    if query.change:
        return _changed(query, regulars)
    active = [regular for regular in regulars if regular.is_active(ledger.today)]
    result = _labelled(active, [regular.last.amount for regular in active])
    if query.measure and query.measure.op == "count":
        result.value, result.unit = len(active), "count"
    elif query.filters.merchant:
        result.value = bool(active)
    return result


def _labelled(regulars: list[Regular], amounts: list[Decimal]) -> Result:
    rows = [Row(regular.merchant, amount) for regular, amount in zip(regulars, amounts, strict=True)]
    return Result(
        rows=rows,
        labels=[regular.merchant for regular in regulars],
        count=len(regulars),
        row_units=[regular.currency for regular in regulars],
    )


def _next_due(ledger: Ledger, query: LedgerQuery, regulars: list[Regular]) -> Result:
    expected = [
        (regular.next_on(ledger.today), regular) for regular in regulars if regular.is_active(ledger.today)
    ]
    due = sorted(
        (pair for pair in expected if _is_within(pair[0], query)),
        key=lambda pair: (pair[0], pair[1].merchant),
    )
    if not due:
        return Result(status="no_data", reason="not regular")
    result = _labelled([regular for _, regular in due], [regular.last.amount for _, regular in due])
    result.dates = {regular.merchant: on for on, regular in due}
    if len(due) == 1 or query.filters.merchant:
        result.value = due[0][0]
    return result


def _stopped(ledger: Ledger, query: LedgerQuery, regulars: list[Regular]) -> Result:
    ended = [regular for regular in regulars if not regular.is_active(ledger.today)]
    result = _labelled(ended, [regular.last.amount for regular in ended])
    result.dates = {regular.merchant: regular.last.on for regular in ended}
    if query.filters.merchant:
        result.value = ended[-1].last.on if ended and query.field == "date" else bool(ended)
    return result


def _changed(query: LedgerQuery, regulars: list[Regular]) -> Result:
    moved = []
    for regular in regulars:
        change = regular.price_change()
        if change is None or not _is_within(change[0], query):
            continue
        if (change[2] > change[1]) == (query.change == "increase"):
            moved.append((regular, change))
    result = _labelled([regular for regular, _ in moved], [change[2] for _, change in moved])
    result.dates = {regular.merchant: change[0] for regular, change in moved}
    if len(moved) == 1 and query.field:
        on, before, after = moved[0][1]
        result.value, result.unit = (
            (on, "") if query.field == "date" else (after - before, moved[0][0].currency)
        )
    elif query.filters.merchant:
        result.value = bool(moved)
    return result


def _is_within(day: date, query: LedgerQuery) -> bool:
    period = query.period
    if period is None:
        return True
    return (period.start is None or day >= period.start) and (period.end is None or day < period.end)


def find_regulars(ledger: Ledger, query: LedgerQuery) -> list[Regular]:
    """Merchants paid in a steady rhythm, by name. Two queries: candidates, then their payments."""
    kinds = query.of or ("expense", "transfer")
    rows: Any = filtered(
        ledger.rows.filter(kind__in=kinds, merchant__isnull=False), query.filters, is_original=False
    )
    spans = (
        rows.order_by()
        .values("merchant")
        .annotate(n=Count("pk"), first=Min("booked_on"), last=Max("booked_on"))
    )
    candidates = [
        entry["merchant"]
        for entry in spans
        if entry["n"] > 1 and (entry["last"] - entry["first"]).days / (entry["n"] - 1) >= MIN_GAP_DAYS
    ]
    return sorted(_regulars(rows, candidates), key=lambda regular: regular.merchant)


def _regulars(rows: Any, candidates: list[Any]) -> Iterable[Regular]:
    grouped: dict[tuple[str, str], list[Payment]] = defaultdict(list)
    found = rows.filter(merchant__in=candidates).order_by("booked_on", "booked_at")
    for name, currency, on, amount in found.values_list("merchant__name", "currency", "booked_on", "amount"):
        grouped[name, currency].append(Payment(on, abs(amount)))
    for (name, currency), payments in grouped.items():
        regular = as_regular(name, currency, payments)
        if regular is not None:
            yield regular
