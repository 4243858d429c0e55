"""An amount far above what is usual for this merchant, category and person."""

from anomalies import weights
from anomalies.detectors.tails import bits, student_tail
from anomalies.features import Features


def amount_bits(features: Features) -> float:
    """Only more than usual surprises; recurring and expected amounts never do."""
    if features.is_recurring or features.amount <= max(0.0, features.normal_up_to):
        return 0.0
    return bits(student_tail(features.distance))


def spend_bits(features: Features) -> float:
    """A day's spend speaks only for a payment that is itself large, or one flight taints its day."""
    if features.rank < weights.LARGE_RANK or features.is_recurring:
        return 0.0
    if features.amount <= features.normal_up_to:
        return 0.0
    return bits(student_tail(features.spend_distance))


def is_far_above_usual(features: Features) -> bool:
    """Enough bits, a clear multiple of the usual, and not small change."""
    if features.times_usual < weights.MIN_AMOUNT_TIMES or features.rank < weights.MIN_AMOUNT_RANK:
        return False
    surprise = amount_bits(features)
    if features.merchant_count >= weights.MIN_MERCHANT_PAYMENTS:
        return surprise >= weights.MIN_AMOUNT_BITS
    enough = features.category_count >= weights.MIN_CATEGORY_PAYMENTS
    return enough and surprise >= weights.MIN_CATEGORY_AMOUNT_BITS
