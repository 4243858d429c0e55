"""What people's answers changed and what they cancelled, as the judge needs it."""

from dataclasses import dataclass, field

from anomalies import weights
from anomalies.detectors.cancelled import Cancellation


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """Empty means: nothing was said yet. Merchants are normalised keys."""

    normal_up_to: dict[str, float] = field(default_factory=dict)
    muted_merchants: frozenset[str] = frozenset()
    muted_kinds: frozenset[str] = frozenset()
    honest_twins: frozenset[tuple[str, float]] = frozenset()  # merchant, amount in its currency
    watched: frozenset[str] = frozenset()
    factors: dict[str, float] = field(default_factory=dict)
    cancelled: tuple[Cancellation, ...] = ()

    def silences(self, kind: str, merchant: str) -> bool:
        return kind in self.muted_kinds or merchant in self.muted_merchants


def factor_after(*, up: int, down: int) -> float:
    """What a signal's weight is multiplied with after so many "not me" and "expected"."""
    raw = weights.WEIGHT_UP**up * weights.WEIGHT_DOWN**down
    return max(weights.WEIGHT_MIN, min(weights.WEIGHT_MAX, raw))
