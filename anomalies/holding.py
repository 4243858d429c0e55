"""Whether a finding still holds when what it rests on was changed.

Two bars for each kind: the detectors' own raises a finding, and `STAY_SHARE` of it lets it stay. Kinds that
are plain facts (a price that rose, a trial that ended, a salary that did not come) hold or do not.
"""

import hashlib
from collections.abc import Callable, Iterable

from anomalies import scoring, weights
from anomalies.detectors import amount, duplicate, velocity
from anomalies.features import Features
from anomalies.telling_wishes import RANK
from transactions.models import Transaction

SHARE = weights.STAY_SHARE


def basis_of(rows: Iterable[Transaction]) -> str:
    """A digest of rows as the judge sees them: it changes when a judged fact of one of them does."""
    facts = sorted(_facts_of(row) for row in rows)
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def _facts_of(row: Transaction) -> tuple[str, ...]:
    counts = row.deleted_at is None and not row.is_split
    merchant = f"{row.merchant_id}:{row.merchant.name}" if row.merchant else row.description
    base = "" if row.base_amount is None else f"{row.base_amount:.2f}"
    place = (merchant, row.category.name if row.category else "", str(row.account_id), row.method)
    money = (row.kind, f"{row.amount:.2f}", row.currency, base)
    return (str(row.pk), str(counts), row.booked_on.isoformat(), str(row.booked_at or ""), *money, *place)


def _far_above(features: Features) -> bool:
    is_clear = features.times_usual >= SHARE * weights.MIN_AMOUNT_TIMES
    return is_clear and amount.amount_bits(features) >= SHARE * weights.MIN_AMOUNT_BITS


def _at_night(features: Features) -> bool:
    shown = scoring.itself(scoring.score(features))
    return features.is_new_merchant and features.is_night and shown >= SHARE * weights.MIN_NIGHT_SCORE


def _burst(features: Features) -> bool:
    is_many = features.burst + 1 >= SHARE * weights.MIN_BURST
    return is_many and velocity.burst_bits(features) >= SHARE * weights.MIN_BURST_BITS


def _duplicate(features: Features) -> bool:
    return duplicate.duplicate_bits(features) >= SHARE * weights.MIN_TWIN_BITS


def _pattern(features: Features) -> bool:
    return scoring.itself(scoring.score(features)) >= SHARE * weights.PATTERN_BITS


_STAYS: dict[str, Callable[[Features], bool]] = {
    "amount_far_above_usual": _far_above,
    "new_merchant_large_night": _at_night,
    "velocity": _burst,
    "duplicate_charge": _duplicate,
    "unusual_pattern": _pattern,
}


def stays(kind: str, features: Features) -> bool:
    """Whether a payment shows enough for a finding of this kind to stay, if not to be raised anew."""
    return kind in _STAYS and _STAYS[kind](features)


def level_after(before: str, now: str, score: float) -> str:
    """The level of a finding that was judged again: it may rise, and falls only when it clearly has to."""
    bars = {"urgent": weights.URGENT_BITS, "look": weights.LOOK_BITS}
    is_clear = RANK[now] >= RANK[before] or score < SHARE * bars[before]
    return now if is_clear else before
