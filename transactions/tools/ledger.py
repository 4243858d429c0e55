"""Questions about money, through the typed query."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumen.ai.answers import Answer
from lumen.ai.tools.registry import Claim, Effect, Tool, ToolContext
from lumen.ai.tools.utterances import read
from lumen.common.text import slug_key
from transactions.tools import currencies, interpretation

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

    answer = questions.answer_question(
        workspace=context.workspace, text=text, now=context.now, memory=context.memory
    )
    return _with_worth(context, answer)


def _with_worth(context: ToolContext, answer: Answer) -> Answer:
    """`my rent in euros`: when nothing was paid in that money, also what all of it is worth there."""
    filters = (answer.query or {}).get("filters") or {}
    currency = filters.get("currency")
    if answer.status != "ok" or answer.value or not currency or currency == context.workspace.base_currency:
        return answer
    aside = replace(context, memory={})  # the next question refers to what was asked, not to this
    whole = interpretation.change_interpretation(aside, query=answer.query or {}, part="currency")
    is_sum = isinstance(whole.value, int | float) and not isinstance(whole.value, bool)
    if whole.status != "ok" or not is_sum or not whole.value or whole.unit != context.workspace.base_currency:
        return answer
    worth = currencies.convert_currency(aside, amount=f"{whole.value} {whole.unit}", to=currency)
    said = _("Whatever the currency: %(whole)s %(worth)s") % {"whole": whole.text, "worth": worth.text}
    return replace(answer, text=f"{answer.text}\n{said}")


def claim_question(context: ToolContext, text: str) -> Claim:
    from transactions import questions

    return questions.claim(context, text)


_BUDGETS = re.compile(
    r"(?:please )?(?:show|list|give|what are|what s|display|open|dikhao|see)(?: me)?(?: all)?(?: of)?"
    r"(?: my| our| the)?(?: monthly)? budgets?|(?:my|our|all) budgets?"
    r"|(?:mere|meri|mera|saare|sab) budgets?(?: dikhao| batao)?"
)
_REGULARS = re.compile(
    r"(?:please )?(?:show|list|give|what are|what s|display|see)(?: me)?(?: all)?(?: of)?(?: my| our| the)?"
    r" (?:recurring|regular)(?: payments?| charges?)?"
    r"|(?:my|our|all) (?:recurring|regular) payments?"
    r"|(?:mere|meri|saare|sab) recurring payments?(?: dikhao| batao)?"
)


def _claim_of(pattern: "re.Pattern[str]", reason: str) -> Callable[[ToolContext, str], Claim]:
    """Certain for the plain wish to see the list, silent otherwise: the ledger knows the finer questions."""

    def claim(context: ToolContext, text: str) -> Claim:
        is_asked = bool(pattern.fullmatch(slug_key(text.replace("'", " "))))
        return Claim(score=0.97 if is_asked else 0.0, reason=reason if is_asked else "")

    return claim


def list_budgets(context: ToolContext) -> Answer:
    """What is left of every monthly budget this month."""
    return ask_ledger(context, "how much is left in my budgets")


def list_recurring(context: ToolContext) -> Answer:
    """The payments that come back and are still active."""
    return ask_ledger(context, "what are my recurring payments")


TOOLS = (
    Tool(
        name="ask_ledger",
        description="Answers questions about payments, income, budgets and subscriptions exactly.",
        parameters=_QUESTION,
        effect=Effect.READ,
        run=ask_ledger,
        claim=claim_question,
        claim_looks_up=True,
        timeout_seconds=10.0,
        attempts=1,
        failures_allowed=20,
        priority=10,
        title=gettext_lazy("Asked your ledger"),
        utterances=read(Path(__file__).parent / "utterances" / "ask_ledger.txt"),
    ),
    Tool(
        name="list_budgets",
        description="Lists the monthly budgets and what is left of each.",
        parameters=_NOTHING,
        effect=Effect.READ,
        run=list_budgets,
        claim=_claim_of(_BUDGETS, "asks for the budgets"),
        timeout_seconds=10.0,
        attempts=1,
        title=gettext_lazy("Listed your budgets"),
        utterances=(
            "how are my monthly limits doing",
            "am I within my limits this month",
            "what is left of what I planned to spend",
        ),
    ),
    Tool(
        name="list_recurring",
        description="Lists the regular payments that are active, with their amounts.",
        parameters=_NOTHING,
        effect=Effect.READ,
        run=list_recurring,
        claim=_claim_of(_REGULARS, "asks for the regular payments"),
        timeout_seconds=10.0,
        attempts=1,
        title=gettext_lazy("Listed your regular payments"),
        utterances=(
            "what gets charged automatically every month",
            "which services renew by themselves",
            "what am I signed up for",
        ),
    ),
)
