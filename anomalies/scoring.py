"""Bits of surprise into one score, and a score into a level with its leading reasons."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from anomalies import weights
from anomalies.detectors import amount, clock, velocity
from anomalies.features import Features

INFO, LOOK, URGENT = "info", "look", "urgent"

MEASURES: dict[str, Callable[[Features], float]] = {
    "amount": amount.amount_bits,
    "hour": clock.hour_bits,
    "category_hour": clock.category_hour_bits,
    "new_merchant": clock.new_merchant_bits,
    "rare_category": clock.rare_category_bits,
    "count_1h": velocity.burst_bits,
    "spend_24h": amount.spend_bits,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Surprise:
    """One signal: how many bits it saw and how many of them count."""

    code: str
    bits: float
    counts: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The sum of what counts, and the signals that made it, leading first."""

    total: float
    surprises: tuple[Surprise, ...]

    @property
    def level(self) -> str | None:
        return level_of(self.total)

    def as_dict(self) -> dict[str, Any]:
        return {"total": self.total, "codes": [s.code for s in self.surprises]}


DAY = frozenset({"spend_24h", "count_1h", "company", "forest"})


def itself(score: Score) -> float:
    """What a payment shows by itself, without the day around it."""
    return sum(s.counts for s in score.surprises if s.code not in DAY)


def own_total(score: Score) -> float:
    """The score without what the voters added: what this payment itself shows."""
    return sum(s.counts for s in score.surprises if s.code in MEASURES)


NOTHING = Score(total=0.0, surprises=())


def level_of(total: float) -> str | None:
    """The level of a score; `None` when it is not worth a word."""
    if total >= weights.URGENT_BITS:
        return URGENT
    if total >= weights.LOOK_BITS:
        return LOOK
    return INFO if total >= weights.INFO_BITS else None


def counted(code: str, bits: float, factors: dict[str, float]) -> float:
    """What a signal adds: nothing below its threshold, never more than its cap."""
    signal = weights.SIGNALS[code]
    weight = signal.weight * factors.get(code, 1.0)
    return min(signal.cap, weight * max(0.0, bits - signal.threshold))


def score(features: Features) -> Score:
    """Score one payment. A pure function: the stored features give the same score again."""
    if not features.is_warm or features.amount <= features.normal_up_to:
        return NOTHING
    found = [_surprise(code, read(features), features) for code, read in MEASURES.items()]
    found = [surprise for surprise in found if surprise.counts > 0]
    if found:  # voters count beside another signal, never alone
        found.append(_in_company(features, at_most=sum(s.counts for s in found)))
        found.append(_surprise("forest", features.forest_bits, features))
    leading = sorted((s for s in found if s.counts > 0), key=lambda s: (-s.counts, s.code))
    total = sum(surprise.counts for surprise in leading)
    if total and features.is_watched:
        total += weights.WATCH_BITS
    return Score(total=round(total, 4), surprises=tuple(leading))


def _in_company(features: Features, *, at_most: float) -> Surprise:
    """Odd company can double what a payment shows by itself, no more."""
    full = _surprise("company", features.company, features)
    return replace(full, counts=round(min(full.counts, at_most), 4))


def _surprise(code: str, bits: float, features: Features) -> Surprise:
    counts = counted(code, bits, features.factors)
    return Surprise(code=code, bits=round(bits, 2), counts=round(counts, 4))
