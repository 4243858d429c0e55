"""A person's word on a message: what it means, and taking away what it only seemed to tell."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from transactions.models import Account, Category, Evidence, RawItem, Transaction
from transactions.services import evidence, expectations, splits
from transactions.services.announcing import announce_changed

Outcome = RawItem.Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person says a message means; `amount` is positive, its sign is `direction`."""

    outcome: str
    amount: Decimal = Decimal(0)
    currency: str = ""
    direction: str = "debit"
    occurred_at: datetime | None = None
    merchant: str = ""
    account: Account | None = None
    category: Category | None = None

    @property
    def is_payment(self) -> bool:
        return self.outcome == Outcome.TRANSACTION

    def as_dict(self) -> dict[str, Any]:
        """The JSON shape that is kept with the item."""
        return {
            "outcome": self.outcome,
            "amount": f"{self.amount:f}",
            "currency": self.currency,
            "direction": self.direction,
            "occurred_at": self.occurred_at.isoformat() if self.occurred_at else "",
            "merchant": self.merchant,
            "account": str(self.account.pk) if self.account else "",
            "category": self.category.name if self.category else "",
        }


def remove(item: RawItem, row: Transaction, now: datetime) -> dict[str, Any]:
    """Take a payment away that a message only seemed to tell; what others tell too stays."""
    others = row.evidence.exclude(raw_item=item).exists()
    is_told = row.origin in {Transaction.Origin.SMS, Transaction.Origin.MAIL}
    if others or not is_told or row.edited_at is not None or row.reconciled_at is not None:
        evidence.withdraw(
            workspace=item.workspace, evidence=Evidence.objects.filter(transaction=row, raw_item=item)
        )
        return {"id": str(row.pk), "changes": {}, "detached": True}
    row.deleted_at = now
    row.save(update_fields=["deleted_at", "updated_at"])
    splits.follow_all([row] if row.is_split else [])
    expectations.reopen(workspace=item.workspace, transactions=[row.pk])
    announce_changed(item.workspace, count=1)
    return {"id": str(row.pk), "changes": {"deleted_at": [None, now.isoformat()]}}
