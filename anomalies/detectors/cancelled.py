"""Charges that come after a person said that they had cancelled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from anomalies import weights
from anomalies.payments import Payment


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancellation:
    """What was cancelled: charges of about this amount, in its currency, at this merchant."""

    merchant: str  # normalised
    currency: str
    amount: float
    is_variable: bool
    day: date

    def covers(self, payment: Payment) -> bool:
        """Whether the payment is of what was cancelled, and not something else bought there."""
        if payment.is_income or (self.merchant, self.currency) != (payment.merchant, payment.currency):
            return False
        room = weights.CANCELLED_VARIABLE_ROOM if self.is_variable else weights.CANCELLED_ROOM
        return self.amount / room <= payment.original <= self.amount * room


def cancelled_before(payment: Payment, cancellations: Iterable[Cancellation]) -> Cancellation | None:
    """The latest cancellation before the day of this payment that covers it."""
    found = [one for one in cancellations if one.day < payment.day and one.covers(payment)]
    return max(found, key=lambda one: one.day, default=None)


def is_missed(last: Payment, day: date, cancellations: Iterable[Cancellation]) -> bool:
    """Whether anybody waits for what comes after `last`: not when it was cancelled by `day`."""
    return not any(one.day <= day and one.covers(last) for one in cancellations)
