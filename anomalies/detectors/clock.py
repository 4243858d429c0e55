"""Hours this person does not pay at, and merchants this person has never met."""

from anomalies import weights
from anomalies.detectors.tails import bits
from anomalies.features import Features


def _chose_its_hour(features: Features) -> bool:
    return not (features.is_automatic or features.is_recurring)


def hour_bits(features: Features) -> float:
    """Rows without a time, and charges whose hour nobody chose, say nothing."""
    if features.hour_tail is None or not _chose_its_hour(features):
        return 0.0
    return bits(features.hour_tail)


def category_hour_bits(features: Features) -> float:
    """What the category adds to the surprise of the hour: the same surprise does not count twice."""
    if features.category_hour_tail is None or not _chose_its_hour(features):
        return 0.0
    return max(0.0, bits(features.category_hour_tail) - hour_bits(features))


def new_merchant_bits(features: Features) -> float:
    return bits(features.newcomer_rate) if features.is_new_merchant else 0.0


def rare_category_bits(features: Features) -> float:
    return bits(features.category_rate)


def is_new_merchant_at_night(features: Features) -> bool:
    """A first payment, large for this person, at an hour of the night that is rare for them."""
    return (
        features.is_new_merchant
        and features.is_night
        and features.rank >= weights.MIN_NIGHT_RANK
        and features.amount > features.normal_up_to
        and hour_bits(features) >= weights.MIN_NIGHT_HOUR_BITS
    )
