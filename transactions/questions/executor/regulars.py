"""Payments that come back: which are active, changed price, stopped, and when the next one is due."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import Any

from django.db.models import Count, Max, Min

from lumen.common.dates import add_months
from transactions.questions.executor.result import Result, Row
from transactions.questions.executor.rows import Ledger, filtered
from transactions.questions.query import LedgerQuery

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_RHYTHMS = {"week": (6, 8), "month": (26, 35), "quarter": (85, 97), "year": (355, 376)}
_GRACE_DAYS = {"week": 5, "month": 15, "quarter": 25, "year": 35}
_MIN_GAP_DAYS = 6
_REGULAR_SHARE = 0.75
_SAME_PRICE = Decimal("0.02")
_YEARLY_DRIFT = Decimal("0.2")


@dataclass(frozen=True, slots=True)
class Payment:
    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Regular:
    """One merchant paid in a rhythm. Amounts are absolute, in the currency they were paid in."""

    merchant: str
    rhythm: str
    gap_days: int
    is_fixed_gap: bool
    currency: str
    payments: tuple[Payment, ...]

    @property
    def last(self) -> Payment:
        return self.payments[-1]

    def is_active(self, today: date) -> bool:
        return today <= self.last.on + timedelta(days=self.gap_days + _GRACE_DAYS[self.rhythm])

    def next_on(self, today: date) -> date:
        """The first expected day that is not before today."""
        step, expected = 1, self._after(1)
        while expected < today:
            step += 1
            expected = self._after(step)
        return expected

    def _after(self, steps: int) -> date:
        if self.is_fixed_gap or self.rhythm == "week":
            return self.last.on + timedelta(days=self.gap_days * steps)
        return add_months(self.last.on, _MONTHS[self.rhythm] * steps)

    def price_change(self) -> tuple[date, Decimal, Decimal] | None:
        """When the price last moved, from what, to what; nothing for bills that vary every time."""
        amounts = [payment.amount for payment in self.payments]
        if len(set(amounts)) > max(3, len(amounts) // 4):
            return None
        for before, after in zip(reversed(self.payments[:-1]), reversed(self.payments[1:]), strict=True):
            if before.amount and abs(after.amount - before.amount) / before.amount > _SAME_PRICE:
                return after.on, before.amount, after.amount
        return None


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
        if entry["n"] > 1 and (entry["last"] - entry["first"]).days / (entry["n"] - 1) >= _MIN_GAP_DAYS
    ]
    return sorted(_regulars(rows, candidates), key=lambda regular: regular.merchant)


def _regulars(rows: Any, candidates: list[Any]) -> Iterable[Regular]:
    grouped: dict[tuple[str, str], list[Payment]] = defaultdict(list)
    found = rows.filter(merchant__in=candidates).order_by("booked_on", "booked_at")
    for name, currency, on, amount in found.values_list("merchant__name", "currency", "booked_on", "amount"):
        grouped[name, currency].append(Payment(on, abs(amount)))
    for (name, currency), payments in grouped.items():
        regular = _as_regular(name, currency, payments)
        if regular is not None:
            yield regular


def _as_regular(merchant: str, currency: str, payments: list[Payment]) -> Regular | None:
    days = sorted({payment.on for payment in payments})
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    if not gaps:
        return None
    middle = round(median(gaps))
    rhythm = next((name for name, (low, high) in _RHYTHMS.items() if low <= middle <= high), "")
    if not rhythm or not _is_steady(gaps, middle, rhythm, payments):
        return None
    return Regular(merchant, rhythm, middle, len(set(gaps)) == 1 and len(gaps) > 1, currency, tuple(payments))


def _is_steady(gaps: list[int], middle: int, rhythm: str, payments: list[Payment]) -> bool:
    if len(gaps) == 1:
        first, last = payments[0].amount, payments[-1].amount
        return rhythm == "year" and abs(last - first) <= first * _YEARLY_DRIFT
    near = sum(abs(gap - middle) <= 4 for gap in gaps)
    return near / len(gaps) >= _REGULAR_SHARE
