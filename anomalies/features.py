"""What one payment looks like beside the past: plain numbers that are stored with every finding."""

from dataclasses import asdict, dataclass, field
from math import exp, log2
from typing import Any, Self

from anomalies import levels, weights
from anomalies.baselines import History, MerchantPast, log_of
from anomalies.detectors.recurring import Rhythm
from anomalies.payments import Payment


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """One payment measured against earlier ones. Amounts are in the base currency."""

    amount: float
    user_count: int
    user_days: int
    merchant_count: int
    category_count: int
    usual: float  # median of this merchant, else of the category, else of all
    center: float  # of log amounts, merchant shrunk to category shrunk to user
    scale: float
    rank: float  # share of all earlier amounts that are not above this one
    highest_days: int  # how many days back it is this merchant's highest; 0 when it is not
    minute: int | None
    hour_tail: float | None
    category_hour_tail: float | None
    newcomer_rate: float  # how often this user meets new merchants
    category_rate: float
    burst: int  # payments in the hour before
    burst_mean: float
    spend_24h: float  # with this one
    spend_center: float
    spend_scale: float
    twin: str | None  # key of an equal payment within a day
    twin_minutes: int
    twin_rate: float
    is_recurring: bool
    is_automatic: bool
    tail_start: float = 0.0  # of this person's own distances
    tail_slope: float = 0.0  # 0.0 while too few are known
    habit_bits: float = 0.0  # how far amounts of this category surprise by habit
    company: float = 0.0  # what other payments of the last 24 hours scored above the ordinary
    forest_bits: float = 0.0
    normal_up_to: float = 0.0  # what the user called expected
    is_watched: bool = False
    factors: dict[str, float] = field(default_factory=dict)  # what feedback made of the weights

    @property
    def is_warm(self) -> bool:
        """Whether there is enough past for anything statistical to be said."""
        return self.user_count >= weights.MIN_PAYMENTS and self.user_days >= weights.MIN_DAYS

    @property
    def is_new_merchant(self) -> bool:
        return self.merchant_count == 0

    @property
    def is_night(self) -> bool:
        if self.minute is None:
            return False
        return self.minute >= weights.NIGHT_STARTS or self.minute < weights.NIGHT_ENDS

    @property
    def distance(self) -> float:
        """How many robust deviations the log amount lies above the usual."""
        return (log_of(self.amount) - self.center) / self.scale

    @property
    def spend_distance(self) -> float:
        return (log_of(self.spend_24h) - self.spend_center) / self.spend_scale

    @property
    def times_usual(self) -> float:
        return self.amount / self.usual if self.usual else 1.0

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Self:
        return cls(**stored)

    def as_vector(self) -> list[float]:
        """What the isolation forest sees."""
        return [
            self.distance,
            self.rank,
            log_of(self.amount),
            -log2(max(self.hour_tail, 1e-6)) if self.hour_tail is not None else 0.0,
            -log2(self.newcomer_rate) if self.is_new_merchant else 0.0,
            -log2(self.category_rate),
            float(self.burst),
            self.spend_distance,
        ]


def _level_of(history: History, payment: Payment, past: MerchantPast | None) -> levels.Level:
    user = levels.own(history.amounts)
    logs = history.categories.get(payment.category)
    wide, narrow = weights.MIN_WIDE_LOG_SCALE, weights.MIN_LOG_SCALE
    strength = history.category_contest.strength(weights.SHRINK_CATEGORY)
    category = levels.shrunk(logs, user, strength, wide)
    strength = history.merchant_contest.strength(weights.SHRINK_MERCHANT)
    return levels.shrunk(past.logs if past else None, category, strength, narrow)


def _usual(history: History, payment: Payment, past: MerchantPast | None) -> float:
    """The median of this merchant, else of a category that is known well, else of everything."""
    if past and past.logs:
        return exp(past.logs.median())
    category = history.categories.get(payment.category)
    if category and len(category) >= weights.MIN_CATEGORY_PAYMENTS:
        return exp(category.median())
    return exp(history.amounts.median())


def _twin_rate(history: History, past: MerchantPast | None) -> float:
    """How often an equal payment within a day is simply how this merchant is used."""
    overall = (history.twins + 1) / (history.count + 1 / weights.TWIN_PRIOR_RATE)
    prior = min(overall, weights.TWIN_PRIOR_RATE)
    twins, count = (past.twins, past.count) if past else (0, 0)
    strength = weights.TWIN_PRIOR_WEIGHT
    return (twins + strength * prior) / (count + strength)


def _highest_days(payment: Payment, past: MerchantPast | None) -> int:
    if past is None or (payment.amount or 0.0) <= past.highest:
        return 0
    return (payment.day - past.first_day).days


def _category_hour_tail(history: History, payment: Payment) -> float | None:
    habit = history.category_hours.get(payment.category)
    if payment.minute is None or habit is None or habit.count < weights.CATEGORY_HOUR_MIN:
        return None
    return habit.tail(payment.minute)


def _burst_mean(history: History) -> float:
    prior = weights.BURST_PRIOR_WEIGHT
    total = sum(history.bursts) + prior * weights.BURST_PRIOR_MEAN
    return total / (len(history.bursts) + prior)


def _is_recurring(payment: Payment, rhythm: Rhythm | None) -> bool:
    return rhythm is not None and rhythm.covers(payment)


def measure(history: History, payment: Payment) -> Features:
    """Measure a payment that `history` has not observed yet.

    A payment without a known rate has amount 0.0: no amount signal can speak for it.
    """
    past = history.merchants.get(payment.merchant)
    amount = payment.amount or 0.0
    level = _level_of(history, payment, past)
    spends = levels.own(history.day_spends)
    tail = history.distances.tail()
    twin = history.twin_of(payment)
    seen = history.category_counts.get(payment.category, 0)
    return Features(
        amount=amount,
        user_count=history.count,
        user_days=(payment.day - history.first_day).days if history.first_day else 0,
        merchant_count=past.count if past else 0,
        category_count=seen,
        usual=_usual(history, payment, past),
        center=level.center,
        scale=level.scale,
        rank=history.amounts.rank(log_of(amount)),
        highest_days=_highest_days(payment, past),
        minute=payment.minute,
        hour_tail=None if payment.minute is None else history.hours.tail(payment.minute),
        category_hour_tail=_category_hour_tail(history, payment),
        newcomer_rate=(sum(history.newcomers) + 1) / (len(history.newcomers) + 2),
        category_rate=(seen + 1) / (history.count + 2),
        burst=len(history.burst_before(payment)),
        burst_mean=_burst_mean(history),
        spend_24h=history.spend_before(payment) + amount,
        spend_center=spends.center,
        spend_scale=spends.scale,
        twin=twin.key if twin else None,
        twin_minutes=payment.minutes_since(twin) if twin else 0,
        twin_rate=_twin_rate(history, past),
        is_recurring=_is_recurring(payment, past.rhythm if past else None),
        is_automatic=payment.is_automatic,
        tail_start=tail.start if tail else 0.0,
        tail_slope=tail.slope if tail else 0.0,
        habit_bits=history.distances.habit_bits(payment.category),
    )
