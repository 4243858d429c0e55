"""The same merchant, amount, currency and account twice within a day, and no habit of it."""

from math import log2

from anomalies import weights
from anomalies.detectors.tails import bits
from anomalies.features import Features
from anomalies.payments import MINUTES_OF_DAY


def duplicate_bits(features: Features) -> float:
    """How unlikely it is that two honest equal payments come this close together.

    The rate says how often this merchant is paid the same twice within a day. Honest repeats spread
    over that day, so the nearer the two are, the odder: a gap of `g` minutes adds `log2(1440 / g)`.
    """
    if features.twin is None:
        return 0.0
    gap = min(max(features.twin_minutes, 1), MINUTES_OF_DAY)
    return bits(features.twin_rate) + log2(MINUTES_OF_DAY / gap)


def is_duplicate(features: Features) -> bool:
    """Odd enough, and not small change; equal payments hours apart must say more."""
    is_close = features.twin_minutes <= weights.CLOSE_TWIN_MINUTES
    least_bits = weights.MIN_TWIN_BITS if is_close else weights.MIN_FAR_TWIN_BITS
    least_rank = weights.MIN_TWIN_RANK if is_close else weights.MIN_FAR_TWIN_RANK
    if not features.is_warm:
        return is_close and duplicate_bits(features) >= least_bits
    return features.rank >= least_rank and duplicate_bits(features) >= least_bits
