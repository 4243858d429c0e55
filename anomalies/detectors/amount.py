"""An amount far above what is usual for this merchant, category and person."""

from anomalies import weights
from anomalies.detectors.tails import bits, exponential_tail, student_tail
from anomalies.features import Features


def amount_bits(features: Features) -> float:
    """Only more than usual surprises; recurring and expected amounts never do."""
    if features.is_recurring or features.amount <= max(0.0, features.normal_up_to):
        return 0.0
    return max(0.0, distance_bits(features) - features.habit_bits)


def distance_bits(features: Features) -> float:
    """Surprise of the distance beside this person's own; beside a common tail while few are known."""
    if not features.tail_slope or features.distance <= features.tail_start:
        return bits(student_tail(features.distance))
    return bits(
        exponential_tail(
            features.distance,
            start=features.tail_start,
            slope=features.tail_slope,
            share=weights.TAIL_SHARE,
        )
    )


def spend_bits(features: Features) -> float:
    """A day's spend speaks only for a payment that is itself large, or one flight taints its day."""
    if features.rank < weights.LARGE_RANK or features.is_recurring:
        return 0.0
    is_small_part = features.amount < weights.MIN_SPEND_SHARE * features.spend_24h
    if is_small_part or features.amount <= features.normal_up_to:
        return 0.0
    return bits(student_tail(features.spend_distance))


def is_far_above_usual(features: Features) -> bool:
    """Far by any measure, not only by this person's: a clear multiple of the usual, no small change."""
    if features.times_usual < weights.MIN_AMOUNT_TIMES or features.rank < weights.MIN_AMOUNT_RANK:
        return False
    surprise = bits(student_tail(features.distance)) if amount_bits(features) else 0.0
    if features.merchant_count >= weights.MIN_MERCHANT_PAYMENTS:
        return surprise >= weights.MIN_AMOUNT_BITS
    enough = features.category_count >= weights.MIN_CATEGORY_PAYMENTS
    return enough and surprise >= weights.MIN_CATEGORY_AMOUNT_BITS
