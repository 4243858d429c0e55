"""What a message was understood to say."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

TOO_LARGE = Decimal(10) ** 12  # no bank's message tells a payment of a trillion


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The outcome of reading one message; a fact that the message does not state is `None`.

    `outcome` is transaction, balance, mandate, statement, not_money or unreadable; `direction` is
    debit, credit or transfer (between own accounts); `confidence` lies between 0 and 1. A mandate and a
    statement tell what is to come: the amount, the party, and in `occurred_at` the day.
    """

    outcome: str
    reason: str
    amount: Decimal | None = None
    currency: str | None = None
    direction: str | None = None
    merchant: str | None = None
    account_last4: str | None = None
    balance: Decimal | None = None
    reference: str | None = None
    occurred_at: datetime | None = None
    payment_method: str | None = None
    category: str | None = None
    confidence: float = 0.0
    parser: str = ""

    @property
    def is_transaction(self) -> bool:
        return self.outcome == "transaction"

    def within_reason(self) -> "Reading":
        """This reading, or one that is unreadable when its figures cannot be those of a payment."""
        if all(value is None or abs(value) < TOO_LARGE for value in (self.amount, self.balance)):
            return self
        return Reading(outcome="unreadable", reason="The amount is too large to be right", parser=self.parser)

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> "Reading":
        """The reading that `as_dict` described."""
        found = {field.name: told[field.name] for field in fields(cls)}
        for name in ("amount", "balance"):
            found[name] = None if found[name] is None else Decimal(found[name])
        if found["occurred_at"]:
            found["occurred_at"] = datetime.fromisoformat(found["occurred_at"])
        return cls(**found)

    def as_dict(self) -> dict[str, Any]:
        """The JSON shape: amounts as strings with two decimals or more, times as ISO 8601."""
        found: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)}
        for name in ("amount", "balance"):
            found[name] = None if found[name] is None else f"{found[name]:f}"
        found["occurred_at"] = self.occurred_at.isoformat() if self.occurred_at else None
        return found
