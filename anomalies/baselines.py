"""What is usual: running statistics of one workspace's past payments, oldest first.

Nothing here looks ahead: a payment is measured against a `History` first and observed by it after.
"""

from bisect import bisect_left, bisect_right, insort
from collections import deque
from dataclasses import dataclass, field
from datetime import date
from math import cos, exp, log, log2, pi

from anomalies import weights
from anomalies.detectors import recurring
from anomalies.levels import Contest
from anomalies.payments import MINUTES_OF_DAY, Payment

SMALLEST = 0.01


def log_of(amount: float) -> float:
    return log(max(amount, SMALLEST))


class RunningLogs:
    """Median, spread and rank of the last `window` log amounts."""

    __slots__ = ("_arrived", "_sorted", "_window")

    def __init__(self, window: int) -> None:
        self._window = window
        self._arrived: deque[float] = deque()
        self._sorted: list[float] = []

    def __len__(self) -> int:
        return len(self._sorted)

    def add(self, value: float) -> None:
        self._arrived.append(value)
        insort(self._sorted, value)
        if len(self._arrived) > self._window:
            del self._sorted[bisect_left(self._sorted, self._arrived.popleft())]

    def median(self) -> float:
        """0.0 when empty."""
        values, count = self._sorted, len(self._sorted)
        if not count:
            return 0.0
        return (values[(count - 1) // 2] + values[count // 2]) / 2

    def mad(self) -> float:
        """Median absolute deviation: the reach of the half of the values nearest to the median.

        That half lies side by side in the sorted list, so its place is found by bisection.
        """
        values, count, middle = self._sorted, len(self._sorted), self.median()
        if not count:
            return 0.0
        half = count // 2 + 1
        low, high = 0, count - half
        while low < high:
            place = (low + high) // 2
            if middle - values[place] > values[place + half] - middle:
                low = place + 1
            else:
                high = place
        return max(middle - values[low], values[low + half - 1] - middle)

    def quantile(self, share: float) -> float:
        """The smallest remembered value that `share` of them do not exceed; 0.0 when empty."""
        values = self._sorted
        return values[min(len(values) - 1, int(share * len(values)))] if values else 0.0

    def rank(self, value: float) -> float:
        """The share of remembered values that are not above this one; 0.0 when empty."""
        return bisect_right(self._sorted, value) / len(self._sorted) if self._sorted else 0.0


@dataclass(frozen=True, slots=True)
class Tail:
    """The upper tail of a person's distances: exponential from `start` on."""

    start: float
    slope: float


def _kernel() -> list[float]:
    bins = weights.HOUR_BINS
    raw = [exp(weights.HOUR_KERNEL * (cos(2 * pi * i / bins) - 1)) for i in range(bins)]
    return [value / sum(raw) for value in raw]


KERNEL = _kernel()


class HourHabit:
    """When this person pays: a circular density over the day, so 23:50 is next to 00:10."""

    __slots__ = ("_density", "count")

    def __init__(self) -> None:
        self.count = 0
        self._density = [weights.HOUR_PRIOR / weights.HOUR_BINS] * weights.HOUR_BINS

    def add(self, minute: int) -> None:
        self.count += 1
        place = self._bin(minute)
        for index in range(weights.HOUR_BINS):
            self._density[index] += KERNEL[index - place]

    def tail(self, minute: int) -> float:
        """The probability of an hour at most as usual as this one."""
        here = self._density[self._bin(minute)] * (1 + 1e-9)
        return sum(value for value in self._density if value <= here) / sum(self._density)

    @staticmethod
    def _bin(minute: int) -> int:
        return minute * weights.HOUR_BINS // MINUTES_OF_DAY


@dataclass(slots=True)
class MerchantPast:
    """What is remembered of one merchant."""

    first_day: date
    logs: RunningLogs = field(default_factory=lambda: RunningLogs(weights.MERCHANT_WINDOW))
    last: deque[Payment] = field(default_factory=lambda: deque(maxlen=weights.MERCHANT_WINDOW))
    count: int = 0
    twins: int = 0
    highest: float = 0.0
    rhythm: recurring.Rhythm | None = None

    def add(self, payment: Payment) -> None:
        self.last.append(payment)
        self.count += 1
        self.highest = max(self.highest, payment.amount or 0.0)
        if payment.amount is not None:
            self.logs.add(log_of(payment.amount))
        latest = [self.last[i] for i in range(-min(len(self.last), weights.RECURRING_LOOK_BACK), 0)]
        self.rhythm = recurring.rhythm_of(latest)


@dataclass(slots=True)
class IncomePast:
    """What is remembered of one payer."""

    last: deque[Payment] = field(default_factory=lambda: deque(maxlen=weights.RECURRING_LOOK_BACK))
    rhythm: recurring.Rhythm | None = None

    def add(self, payment: Payment) -> None:
        self.last.append(payment)
        self.rhythm = recurring.rhythm_of(list(self.last), room=None)


@dataclass(slots=True)
class OddCount:
    """How many payments there were, and how many of them were far from what was expected."""

    total: int = 0
    odd: int = 0


class Distances:
    """How far earlier amounts lay from what was expected of them, in robust deviations.

    This is what makes "far" a matter of the person: who is always near is surprised early, who buys
    a phone every month late. What was odd itself stays outside, or a week of stolen payments would
    make the next one look usual; unless oddness does not end, because life has changed.
    """

    def __init__(self) -> None:
        self.seen = RunningLogs(weights.DISTANCE_WINDOW)
        self._odd: deque[bool] = deque(maxlen=weights.ODD_WINDOW)
        self._counts: dict[str, OddCount] = {}
        self._all = OddCount()

    def add(self, distance: float, category: str, *, is_odd: bool) -> None:
        has_changed = sum(self._odd) >= weights.ODD_MOST
        self._odd.append(is_odd)
        for counted in (self._all, self._counts.setdefault(category, OddCount())):
            counted.total += 1
            counted.odd += is_odd
        if not is_odd or has_changed:
            self.seen.add(distance)

    def habit_bits(self, category: str) -> float:
        """How many bits of oddness are habit here: flights surprise more often than groceries do."""
        prior = weights.ODD_PRIOR_WEIGHT
        overall = (self._all.odd + prior * weights.ODD_PRIOR_RATE) / (self._all.total + prior)
        own = self._counts.get(category, OddCount())
        share = (own.odd + prior * overall) / (own.total + prior)
        return max(-weights.ODD_MOST_BITS, log2(share / overall))

    def tail(self) -> Tail | None:
        """Where the own upper tail starts and how fast it falls; `None` while there is too little."""
        count = len(self.seen)
        if count < weights.DISTANCE_MIN:
            return None
        start = self.seen.quantile(1 - weights.TAIL_SHARE)
        far = self.seen.quantile(1 - weights.TAIL_FAR_SHARE)
        own = max(weights.TAIL_MIN_SLOPE, (far - start) / log(weights.TAIL_SHARE / weights.TAIL_FAR_SHARE))
        share = count * weights.TAIL_SHARE / (count * weights.TAIL_SHARE + weights.TAIL_PRIOR_WEIGHT)
        return Tail(start, share * own + (1 - share) * weights.TAIL_PRIOR_SLOPE)


class History:
    """Everything one workspace's earlier payments say. Grows with merchants, not with rows."""

    def __init__(self) -> None:
        self.count = 0
        self.twins = 0
        self.first_day: date | None = None
        self.merchants: dict[str, MerchantPast] = {}
        self.categories: dict[str, RunningLogs] = {}
        self.category_hours: dict[str, HourHabit] = {}
        self.category_counts: dict[str, int] = {}
        self.amounts = RunningLogs(weights.USER_WINDOW)
        self.distances = Distances()
        self.merchant_contest, self.category_contest = Contest(), Contest()
        self.day_spends = RunningLogs(weights.CATEGORY_WINDOW)
        self.hours = HourHabit()
        self.recent: deque[Payment] = deque()
        self._looked_at: Payment | None = None
        self._company: list[tuple[Payment, int]] = []
        self.newcomers: deque[bool] = deque(maxlen=weights.CATEGORY_WINDOW)
        self.bursts: deque[int] = deque(maxlen=weights.CATEGORY_WINDOW)
        self.account_days: dict[str, date] = {}
        self.incomes: dict[str, IncomePast] = {}
        self.foreign_days: dict[str, date] = {}  # currency -> last day it was spent

    @property
    def days(self) -> int:
        """How many days lie between the first and the newest observed payment."""
        newest = max(self.account_days.values(), default=None)
        return (newest - self.first_day).days if newest and self.first_day else 0

    def within(self, payment: Payment, hours: int) -> list[Payment]:
        """Earlier payments in the `hours` before this one, oldest first; `TESTING_HOURS` at most."""
        most = hours * 60
        return [earlier for earlier, minutes in self._company_of(payment) if minutes <= most]

    def _company_of(self, payment: Payment) -> list[tuple[Payment, int]]:
        """Recent payments with the minutes since each, oldest first; kept while this one is looked at."""
        if self._looked_at is payment:
            return self._company
        longest = weights.TESTING_HOURS * 60
        horizon = payment.moment - longest - MINUTES_OF_DAY  # a day more: some have no time
        found: list[tuple[Payment, int]] = []
        for earlier in reversed(self.recent):
            if earlier.moment < horizon:
                break
            minutes = payment.minutes_since(earlier)
            if 0 <= minutes <= longest:
                found.append((earlier, minutes))
        found.reverse()
        self._looked_at, self._company = payment, found
        return found

    def burst_before(self, payment: Payment) -> list[Payment]:
        """Earlier payments of the last hour; rows without a time take no part."""
        if payment.minute is None:
            return []
        return [p for p in self.within(payment, 1) if p.minute is not None]

    def spend_before(self, payment: Payment) -> float:
        day = 24 * 60
        return sum(p.amount or 0.0 for p, minutes in self._company_of(payment) if minutes <= day)

    def twin_of(self, payment: Payment) -> Payment | None:
        """The newest earlier payment that equals this one within a day."""
        most = weights.TWIN_HOURS * 60
        company = reversed(self._company_of(payment))
        return next((p for p, minutes in company if minutes <= most and payment.is_twin_of(p)), None)

    def observe(self, payment: Payment) -> None:
        """Let a payment become part of the past. Payments must come oldest first."""
        if self.first_day is None:
            self.first_day = payment.day
        self.account_days[payment.account] = payment.day
        if payment.is_income:
            self.incomes.setdefault(payment.merchant, IncomePast()).add(payment)
            return
        self._observe_company(payment)
        self._observe_merchant(payment)
        self._observe_amount(payment)
        if payment.minute is not None:
            self.hours.add(payment.minute)
            self.category_hours.setdefault(payment.category, HourHabit()).add(payment.minute)
        self.foreign_days[payment.currency] = payment.day
        self.count += 1

    def _observe_company(self, payment: Payment) -> None:
        horizon = payment.moment - weights.TESTING_HOURS * 60 - MINUTES_OF_DAY
        while self.recent and self.recent[0].moment < horizon:
            self.recent.popleft()
        if payment.minute is not None:
            self.bursts.append(len(self.burst_before(payment)))
        if payment.amount is not None:
            self.day_spends.add(log_of(self.spend_before(payment) + payment.amount))
        self.newcomers.append(payment.merchant not in self.merchants)

    def _observe_merchant(self, payment: Payment) -> None:
        past = self.merchants.setdefault(payment.merchant, MerchantPast(first_day=payment.day))
        if self.twin_of(payment):
            past.twins += 1
            self.twins += 1
        self.recent.append(payment)
        self._looked_at = None
        if payment.amount is not None:
            value, category = log_of(payment.amount), self.categories.get(payment.category)
            self.merchant_contest.add(value, past.logs, category)
        past.add(payment)

    def _observe_amount(self, payment: Payment) -> None:
        seen = self.category_counts.get(payment.category, 0)
        self.category_counts[payment.category] = seen + 1
        if payment.amount is None:
            return
        value = log_of(payment.amount)
        logs = self.categories.setdefault(payment.category, RunningLogs(weights.CATEGORY_WINDOW))
        self.category_contest.add(value, logs, self.amounts)
        logs.add(value)
        self.amounts.add(value)
