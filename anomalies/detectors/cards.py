"""A card being tried out: small charges at new places, then a large one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from anomalies import weights
from anomalies.detectors.tails import bits, poisson_tail
from anomalies.features import Features
from anomalies.payments import Payment


@dataclass(frozen=True, slots=True)
class Testing:
    """The small charges before the large one, oldest first, and how unlikely all of it is."""

    smalls: tuple[Payment, ...]
    hours: float
    bits: float


def testing_before(
    payment: Payment,
    recent: Sequence[Payment],
    *,
    features: Features,
    newcomers: frozenset[str],
    rank_of: Callable[[float], float],
) -> Testing | None:
    """The small charges that led up to `payment`, or `None`.

    Somebody who meets new places all the time pays small and large sums there, too. So the bits ask
    how likely this person is to make so many small first payments in two days, and then a large one.

    Args:
        recent: earlier payments of the last 48 hours, oldest first.
        newcomers: merchants first met within those hours, this payment's included when it is new.
        rank_of: share of the user's earlier amounts that are not above an amount.
    """
    is_large = features.rank >= weights.MIN_AMOUNT_RANK and payment.merchant in newcomers
    if not is_large or not payment.amount:
        return None
    limit = payment.amount * weights.TESTING_SMALL_SHARE
    smalls = tuple(
        p
        for p in recent
        if p.merchant in newcomers
        and p.account == payment.account
        and p.amount is not None
        and p.amount <= limit
    )
    if len(smalls) < weights.TESTING_MIN_SMALL:
        return None
    largest = max(p.amount or 0.0 for p in smalls)
    expected = len(recent) * features.newcomer_rate * rank_of(largest)
    surprise = bits(poisson_tail(len(smalls), expected))
    surprise += bits(features.newcomer_rate * (1 - features.rank))
    if surprise < weights.MIN_TESTING_BITS:
        return None
    return Testing(smalls, payment.minutes_since(smalls[0]) / 60, surprise)
