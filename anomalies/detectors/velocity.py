"""Many payments in a short time."""

from anomalies import weights
from anomalies.detectors.tails import bits, geometric_tail
from anomalies.features import Features


def burst_bits(features: Features) -> float:
    """Surprise of this many payments in the hour before, for somebody who pays at this pace."""
    if features.minute is None or features.burst == 0:
        return 0.0
    return bits(geometric_tail(features.burst, features.burst_mean))


def is_burst(features: Features) -> bool:
    count = features.burst + 1
    is_small = count < weights.SMALL_BURST
    least = weights.SMALL_BURST_BITS if is_small else weights.MIN_BURST_BITS
    return count >= weights.MIN_BURST and burst_bits(features) >= least
