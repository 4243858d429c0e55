"""A rhythm in the days on which somebody was paid."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median

from lumen.common.dates import add_months

MIN_GAP_DAYS = 6
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_RHYTHMS = {"week": (6, 8), "month": (26, 35), "quarter": (85, 97), "year": (355, 376)}
_GRACE_DAYS = {"week": 5, "month": 15, "quarter": 25, "year": 35}
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


def as_regular(merchant: str, currency: str, payments: list[Payment]) -> Regular | None:
    """The rhythm of payments in the order of their days, if they have one."""
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
