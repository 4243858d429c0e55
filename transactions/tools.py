"""What the chat may ask of this app."""

from typing import Any

from lumen.ai.answers import Answer
from lumen.ai.tools.registry import Claim, Effect, Tool, ToolContext, register

_QUESTION = {
    "type": "object",
    "required": ["text"],
    "additionalProperties": False,
    "properties": {"text": {"type": "string", "description": "The question as the person asked it."}},
}
_NOTHING: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": {}}


def ask_ledger(context: ToolContext, text: str) -> Answer:
    """Answer a question about the workspace's own payments, exactly."""
    from transactions import questions

    return questions.answer_question(
        workspace=context.workspace, text=text, now=context.now, memory=context.memory
    )


def claim_question(context: ToolContext, text: str) -> Claim:
    from transactions import questions

    return questions.claim(context, text)


def list_budgets(context: ToolContext) -> Answer:
    """What is left of every monthly budget this month."""
    return _asked(context, "how much is left in my budgets")


def list_recurring(context: ToolContext) -> Answer:
    """The payments that come back and are still active."""
    return _asked(context, "what are my recurring payments")


def _asked(context: ToolContext, text: str) -> Answer:
    from transactions import questions

    return questions.answer_question(workspace=context.workspace, text=text, now=context.now, memory={})


def register_all() -> None:
    """Put this app's tools into the registry."""
    from transactions import tool_rows

    register(tool_rows.TOOL)
    register(
        Tool(
            name="ask_ledger",
            description="Answers questions about payments, income, budgets and subscriptions exactly.",
            parameters=_QUESTION,
            effect=Effect.READ,
            run=ask_ledger,
            claim=claim_question,
            timeout_seconds=10.0,
        )
    )
    register(
        Tool(
            name="list_budgets",
            description="Lists the monthly budgets and what is left of each.",
            parameters=_NOTHING,
            effect=Effect.READ,
            run=list_budgets,
        )
    )
    register(
        Tool(
            name="list_recurring",
            description="Lists the regular payments that are active, with their amounts.",
            parameters=_NOTHING,
            effect=Effect.READ,
            run=list_recurring,
        )
    )
