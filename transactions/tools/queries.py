"""For a language model: the ledger's typed query itself, and what to know before filling it."""

from typing import Any

from django.utils.translation import gettext_lazy

from lumen.ai.answers import Answer
from lumen.ai.tools.registry import Effect, Tool, ToolContext
from transactions.questions.schema import ledger_query_schema


def run_ledger_query(context: ToolContext, query: dict[str, Any], question: str) -> Answer:
    """Compute a typed query, after the checks that every query passes."""
    from transactions.questions import filling

    return filling.answer_query(
        workspace=context.workspace,
        question=question,
        query=query,
        now=context.now,
        memory=context.memory,
    )


def describe_ledger(context: ToolContext) -> Answer:
    """Today, the currency, the calendar and the names a query may use."""
    from transactions.questions import filling

    text = filling.describe(workspace=context.workspace, now=context.now, memory=context.memory)
    return Answer(status="ok", text=text, source="describe_ledger")


def _parameters() -> dict[str, Any]:
    """The query's schema one level down, with its definitions where references look for them."""
    query = ledger_query_schema()
    definitions = query.pop("$defs")
    asked = {"type": "string", "description": "The question in the person's own words."}
    return {
        "type": "object",
        "required": ["query", "question"],
        "additionalProperties": False,
        "properties": {"query": query, "question": asked},
        "$defs": definitions,
    }


TOOLS = (
    Tool(
        name="run_ledger_query",
        description=(
            "Computes one typed question about the person's payments exactly: totals, counts, averages, "
            "lists, rankings, breakdowns, comparisons, regular payments, duplicates and budgets."
        ),
        parameters=_parameters(),
        effect=Effect.READ,
        run=run_ledger_query,
        timeout_seconds=10.0,
        attempts=1,
        failures_allowed=20,
        title=gettext_lazy("Computed a question as the language model read it"),
    ),
    Tool(
        name="describe_ledger",
        description="Tells today, the base currency, the calendar and the names of categories and accounts.",
        parameters={"type": "object", "additionalProperties": False, "properties": {}},
        effect=Effect.READ,
        run=describe_ledger,
        timeout_seconds=5.0,
        attempts=1,
        title=gettext_lazy("Looked at the names in your ledger"),
    ),
)
