"""A card being tried out: small charges at new places, then a large one."""

from collections.abc import Sequence
from dataclasses import dataclass

from anomalies import weights
from anomalies.payments import Payment


@dataclass(frozen=True, slots=True)
class Testing:
    """The small charges before the large one, oldest first."""

    smalls: tuple[Payment, ...]
    hours: float


def testing_before(
    payment: Payment, recent: Sequence[Payment], *, newcomers: frozenset[str], rank: float
) -> Testing | None:
    """The small charges that led up to `payment`, or `None`.

    Args:
        recent: earlier payments of the last 48 hours, oldest first.
        newcomers: merchants first met within those hours, this payment's included when it is new.
        rank: share of earlier amounts that are not above this one.
    """
    is_large = rank >= weights.MIN_AMOUNT_RANK and payment.merchant in newcomers
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
    return Testing(smalls, payment.minutes_since(smalls[0]) / 60)
