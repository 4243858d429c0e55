"""Charges that come by themselves: recognising their rhythm, and when it changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import sqrt
from statistics import fmean, median

from anomalies import weights
from anomalies.payments import Payment
from lumen.common.dates import add_months, days_in_month

MONTH_END, MONTH_START = 26, 3
MOST_WOBBLE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """At least three charges with even gaps and nearly even amounts (in their own currency)."""

    gap_days: float
    amount: float
    last_amount: float
    last_day: date
    count: int
    is_fixed: bool
    days_of_month: tuple[int, ...]

    @property
    def per_year(self) -> float:
        """How many charges a year has: twelve for a monthly one, whatever its last gaps were."""
        return 12.0 if self.is_monthly else 365.25 / self.gap_days

    @property
    def is_monthly(self) -> bool:
        low, high = weights.MONTH_GAP
        return low <= self.gap_days <= high

    @property
    def due(self) -> date:
        """When the next one should come: monthly ones by the calendar, others by their gap."""
        if not self.is_monthly:
            return self.last_day + timedelta(days=round(self.gap_days))
        if self._is_month_end:
            return _end_of_month_after(self.last_day)
        return _nearest_with_day(add_months(self.last_day, 1), self._usual_day)

    @property
    def _is_month_end(self) -> bool:
        """Paid on the last working day or so: 31, 28, 30, 1."""
        days = self.days_of_month
        is_around = all(day >= MONTH_END or day <= MONTH_START for day in days)
        return is_around and max(days) - min(days) > 1

    @property
    def _usual_day(self) -> int:
        return sorted(self.days_of_month)[len(self.days_of_month) // 2]

    @property
    def wobble_days(self) -> int:
        """How many days later than its usual day of the month it has come before."""
        if not self.is_monthly or self._is_month_end:
            return 0
        return min(max(self.days_of_month) - self._usual_day, MOST_WOBBLE)

    @property
    def stopped_on(self) -> date:
        """The day on which silence means that the charge has stopped."""
        grace = max(weights.STOPPED_MIN_GRACE_DAYS, self.gap_days * weights.STOPPED_GRACE_SHARE)
        return self.due + timedelta(days=round(min(grace, 21)))

    def covers(self, payment: Payment) -> bool:
        """Whether this payment is just the next one of these."""
        return abs(payment.original / self.amount - 1) <= weights.RECURRING_AMOUNT


def _nearest_with_day(about: date, day: int) -> date:
    """The date with this day of the month that is nearest to `about`."""
    months = (add_months(about.replace(day=1), offset) for offset in (-1, 0, 1))
    dates = [first.replace(day=min(day, days_in_month(first.year, first.month))) for first in months]
    return min(dates, key=lambda found: abs((found - about).days))


def _end_of_month_after(day: date) -> date:
    """The end of the month after the one this payment was for; a late one is for the month before."""
    paid_for = (day - timedelta(days=10)).replace(day=1)
    return add_months(paid_for, 2) - timedelta(days=1)


def rhythm_of(past: Sequence[Payment], *, room: float | None = weights.RECURRING_AMOUNT) -> Rhythm | None:
    """The rhythm of one merchant's latest charges, or `None` when they have none.

    Args:
        past: oldest first.
        room: how far amounts may lie from their median; `None` when they may be anything.
    """
    if len(past) < weights.RECURRING_MIN or len({p.currency for p in past}) > 1:
        return None
    gaps = [(b.day - a.day).days for a, b in pairwise(past)]
    mean_gap = fmean(gaps)
    if mean_gap < weights.RECURRING_MIN_GAP_DAYS:
        return None
    spread = sqrt(fmean((gap - mean_gap) ** 2 for gap in gaps))
    if spread / mean_gap >= weights.RECURRING_GAP_VARIATION:
        return None
    return _with_even_amounts(past, median(gaps), room=room)


def _with_even_amounts(past: Sequence[Payment], gap_days: float, *, room: float | None) -> Rhythm | None:
    amounts = [p.original for p in past]
    middle = median(amounts)
    if middle <= 0:
        return None
    if room is not None and any(abs(a / middle - 1) > room for a in amounts):
        return None
    tail = amounts[-weights.RECURRING_MIN :]
    return Rhythm(
        gap_days=gap_days,
        amount=middle,
        last_amount=amounts[-1],
        last_day=past[-1].day,
        count=len(past),
        days_of_month=tuple(p.day.day for p in past),
        is_fixed=max(tail) / min(tail) - 1 <= weights.FIXED_AMOUNT,
    )


def price_rise(rhythm: Rhythm | None, payment: Payment) -> float | None:
    """By what share a fixed recurring charge got dearer, or `None` when it did not."""
    if rhythm is None or not rhythm.is_fixed:
        return None
    gap = (payment.day - rhythm.last_day).days / rhythm.gap_days
    rise = payment.original / rhythm.last_amount - 1
    is_next = 0.6 <= gap <= 1.6
    is_rise = weights.PRICE_RISE_MIN < rise <= weights.PRICE_RISE_MAX
    return rise if is_next and is_rise else None


def is_trial_turned_paid(past: Sequence[Payment], payment: Payment) -> bool:
    """One or two tiny charges days ago, and now the real price."""
    if not 1 <= len(past) <= 2 or past[-1].currency != payment.currency:
        return False
    days = (payment.day - past[-1].day).days
    if not weights.TRIAL_MIN_DAYS <= days <= weights.TRIAL_MAX_DAYS:
        return False
    is_subscription = "subscri" in payment.category.casefold()
    share = weights.TRIAL_SHARE_SUBSCRIPTION if is_subscription else weights.TRIAL_SHARE
    return all(p.original <= payment.original * share for p in past)
