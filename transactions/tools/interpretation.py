"""The tools behind the chips of an answer: what a part could be instead, and the answer after a change."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lumen.ai.answers import Answer
from lumen.ai.tools.registry import Effect, Tool, ToolContext
from lumen.common.dates import today_in

if TYPE_CHECKING:
    from transactions.questions.choices import Choice

_RECENT_DAYS = 60


def offer_choices(
    context: ToolContext, *, query: Mapping[str, Any], part: str, typed: str = ""
) -> "list[Choice]":
    """What a part of an understood question could be instead."""
    from transactions.questions.choices import Asked, choices_for
    from transactions.questions.executor import Ledger
    from transactions.questions.names import names_of
    from transactions.questions.query import LedgerQuery

    ledger = Ledger(context.workspace, today_in(context.workspace.time_zone, context.now))
    asked = Asked(
        ledger=ledger,
        query=LedgerQuery.from_dict(query),
        part=part,
        typed=typed.strip(),
        names=names_of(context.workspace),
    )
    return choices_for(asked)


def change_interpretation(
    context: ToolContext,
    *,
    query: Mapping[str, Any],
    part: str,
    value: Any = None,
    index: int = 0,
    adds: bool = False,
) -> Answer:
    """The answer after one part of the understood question was changed, added or (null) removed."""
    from transactions.questions import answering, editing
    from transactions.questions.executor import Ledger, execute, read_only
    from transactions.questions.outcome import Parsed
    from transactions.questions.query import LedgerQuery

    before = LedgerQuery.from_dict({**query, "status": "ok"})
    if adds:
        asked = editing.with_filter_added(before, part, value)
    else:
        asked = editing.changed(before, part=part, value=value, index=index)
    ledger = Ledger(context.workspace, today_in(context.workspace.time_zone, context.now))
    with read_only():
        result = execute(ledger, asked)
    context.memory["ledger"] = {"query": asked.as_dict(), "had_year": False, "earlier": before.as_dict()}
    return answering.present(ledger, asked, result, Parsed(asked))


def suggest_questions(context: ToolContext) -> list[str]:
    """Questions worth asking of this ledger, by its own names; three small queries."""
    from transactions.models import Budget

    merchant, category = (_most_frequent(context, kind) for kind in ("merchant", "category"))
    found = []
    if category:
        found.append(f"How much did I spend on {category} last month?")
        found.append("How does this month compare to last month?")
    if merchant:
        found.append(f"How often did I pay {merchant} in the last 3 months?")
    if Budget.objects.in_workspace(context.workspace).exists():
        found.append("How much is left in my budgets?")
    elif category:
        found.append("What are my recurring payments?")
    return found


def _most_frequent(context: ToolContext, kind: str) -> str | None:
    """The merchant or category of most purchases of late."""
    from django.db.models import Count

    from transactions.models import Transaction

    since = today_in(context.workspace.time_zone, context.now) - timedelta(days=_RECENT_DAYS)
    recent = Transaction.objects.in_workspace(context.workspace).live().purchases().order_by()
    named = recent.filter(booked_on__gte=since, **{f"{kind}__isnull": False})
    counted = named.values(f"{kind}__name").annotate(n=Count("pk")).order_by("-n", f"{kind}__name")
    most = counted.first()
    return most[f"{kind}__name"] if most else None


def know_names(context: ToolContext, *, words: list[str]) -> list[str]:
    """Those of the words that name something in this ledger."""
    from transactions.questions.names import names_of, squeeze

    names = context.once("names", lambda: names_of(context.workspace))
    return [word for word in words if names.find(squeeze(word)) is not None]


_QUERY = {"type": "object", "description": "a LedgerQuery"}
_PART = {"type": "string", "description": "measure, of, period, group_by, groups or the name of a filter"}


def _schema(required: tuple[str, ...], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(required),
        "additionalProperties": False,
        "properties": properties,
    }


TOOLS = (
    Tool(
        name="offer_choices",
        description="What one part of an understood question about money could be instead.",
        parameters=_schema(("query", "part"), query=_QUERY, part=_PART, typed={"type": "string"}),
        effect=Effect.READ,
        run=offer_choices,
        timeout_seconds=5.0,
    ),
    Tool(
        name="change_interpretation",
        description="Computes a question about money again with one part of it changed, added or removed.",
        parameters=_schema(
            ("query", "part"),
            query=_QUERY,
            part=_PART,
            value={},
            index={"type": "integer", "minimum": 0},
            adds={"type": "boolean"},
        ),
        effect=Effect.READ,
        run=change_interpretation,
        timeout_seconds=10.0,
    ),
    Tool(
        name="suggest_questions",
        description="Questions worth asking of this ledger.",
        parameters=_schema(()),
        effect=Effect.READ,
        run=suggest_questions,
        timeout_seconds=5.0,
    ),
    Tool(
        name="know_names",
        description="Which of these words name a merchant, category, account, method or tag of the ledger.",
        parameters=_schema(("words",), words={"type": "array", "items": {"type": "string"}}),
        effect=Effect.READ,
        run=know_names,
        timeout_seconds=5.0,
    ),
)
