"""The tool that describes the rows behind an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from lumen.ai.tools.registry import Effect, Tool, ToolContext
from transactions.models import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class RowShown:
    """One transaction as a line under an answer; `amount` is signed."""

    id: UUID
    booked_on: date
    title: str
    category: str
    amount: Decimal
    currency: str


def describe_transactions(context: ToolContext, *, ids: Sequence[str]) -> list[RowShown]:
    """The rows of these ids that still exist in the workspace, newest first; one query."""
    rows = Transaction.objects.in_workspace(context.workspace).live().for_lists().filter(pk__in=ids)
    return [
        RowShown(
            id=row.pk,
            booked_on=row.booked_on,
            title=row.title,
            category=row.category.name if row.category else "",
            amount=row.amount,
            currency=row.currency,
        )
        for row in rows
    ]


_PARAMETERS: dict[str, Any] = {
    "type": "object",
    "required": ["ids"],
    "additionalProperties": False,
    "properties": {"ids": {"type": "array", "items": {"type": "string", "format": "uuid"}}},
}
TOOL = Tool(
    name="describe_transactions",
    description="Date, merchant, category and amount of transactions, by id.",
    parameters=_PARAMETERS,
    effect=Effect.READ,
    run=describe_transactions,
)
