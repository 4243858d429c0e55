"""The tool that describes the rows behind an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from lumen.ai.tools.registry import Effect, Tool, ToolContext
from lumen.common.dates import today_in
from transactions.models import Transaction, TransactionQuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class RowShown:
    """One transaction as a line under an answer; `amount` is signed."""

    id: UUID
    booked_on: date
    title: str
    category: str
    amount: Decimal
    currency: str


def describe_transactions(
    context: ToolContext,
    *,
    ids: Sequence[str],
    query: Mapping[str, Any] | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[RowShown]:
    """The rows behind an answer as they now are, newest first; one query.

    Args:
        ids: the rows the answer itself named.
        query: the `LedgerQuery` it was computed from; where that selects more rows than were named,
            they are all described.
    """
    selected = _selected(context, query) if query else None
    rows = _by_id(context, ids) if selected is None else selected.for_lists().order_by(*_NEWEST)
    return [
        RowShown(
            id=row.pk,
            booked_on=row.booked_on,
            title=row.title,
            category=row.category.name if row.category else "",
            amount=row.amount,
            currency=row.currency,
        )
        for row in rows[offset : None if limit is None else offset + limit]
    ]


def _by_id(context: ToolContext, ids: Sequence[str]) -> TransactionQuerySet:
    return Transaction.objects.in_workspace(context.workspace).live().for_lists().filter(pk__in=ids)


def _selected(context: ToolContext, query: Mapping[str, Any]) -> Any:
    """The rows a total, count or average was taken over; nothing for other kinds of questions."""
    from transactions.questions.executor.rows import Ledger, kinds_for, select
    from transactions.questions.query import LedgerQuery, Measure

    asked = LedgerQuery.from_dict(query)
    if asked.intent != "aggregate" or asked.measures or asked.groups:
        return None
    measure = asked.measure or Measure()
    if measure.op not in _OVER_ROWS:
        return None
    today = today_in(context.workspace.time_zone, context.now)
    kinds = kinds_for(measure.of, measure.op)
    return select(Ledger(context.workspace, today), asked, kinds=kinds)


_NEWEST = ("-booked_on", "-booked_at", "-pk")
_OVER_ROWS = frozenset(("sum", "gross", "count", "avg", "median", "avg_per"))
_PARAMETERS: dict[str, Any] = {
    "type": "object",
    "required": ["ids"],
    "additionalProperties": False,
    "properties": {
        "ids": {"type": "array", "items": {"type": "string", "format": "uuid"}},
        "query": {"type": ["object", "null"], "description": "a LedgerQuery"},
        "limit": {"type": ["integer", "null"], "minimum": 1},
        "offset": {"type": "integer", "minimum": 0},
    },
}
DESCRIBE = Tool(
    name="describe_transactions",
    description="Date, merchant, category and amount of the transactions behind an answer.",
    parameters=_PARAMETERS,
    effect=Effect.READ,
    run=describe_transactions,
)
TOOLS = (DESCRIBE,)
