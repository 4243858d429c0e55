"""Remembering a fact for a person, once they have confirmed, and telling what is remembered."""

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chat import facts
from lumen.ai.answers import Answer, ProposedWrite
from lumen.ai.tools.registry import Claim, Done, Effect, Tool, ToolContext, Write

_REMEMBER = re.compile(
    r"(?:please\s+|ok(?:ay)?,?\s+|hey,?\s+)?(?:remember|note|keep in mind|yaad rakho|yaad rakhna)"
    r"(?:\s+(?:that|this|ki))?[:,]?\s+(?P<text>(?!to\b|when\b|me\b).+)",
    re.IGNORECASE | re.DOTALL,
)
_WHAT = re.compile(
    r"(?:what|which)\s+(?:facts\s+)?(?:do|did|have|can)?\s*(?:you|i)?\s*"
    r"(?:remember(?:ed)?|asked? you to remember)"
    r"(?:\s+(?:about|for|of)\s+(?:me|us))?[\s?.!]*|what do you know about me[\s?.!]*",
    re.IGNORECASE,
)
_SHOWN = 20


def claim_remember(context: ToolContext, text: str) -> Claim:
    """Certain when the sentence begins with `remember`."""
    match = _REMEMBER.fullmatch(text.strip())
    if match is None:
        return Claim(score=0.0)
    return Claim(score=0.98, arguments={"text": match["text"].strip()}, reason="asks to remember something")


def propose(context: ToolContext, *, text: str) -> Answer:
    """Say what would be remembered; nothing is stored yet."""
    said = " ".join(text.split())[: facts.MAX_LENGTH]
    sentence = _("Remember “%(fact)s” in all your conversations?") % {"fact": said}
    shown = [(_("Fact"), said)]
    sides = facts.sides_of(said)
    if sides["said"]:
        shown.append((_("Read as"), f"{sides['said']} = {sides['meaning']}"))
    proposal = ProposedWrite(tool="remember", arguments={"text": said}, sentence=sentence, facts=shown)
    return Answer(status="ok", text=sentence, source="remember", proposals=[proposal])


def carry_out(context: ToolContext, *, text: str) -> Done:
    """Remember it.

    Raises:
        KnownFactError, TooManyFactsError: nothing was stored.
    """
    fact = facts.add_fact(workspace=context.workspace, user=context.membership.user, text=text)
    return Done(text=_("Remembered: %(fact)s") % {"fact": fact.text}, undo={"fact": str(fact.pk)})


def undo(context: ToolContext, *, fact: str) -> str:
    """Forget it again."""
    for found in facts.facts_of(context.membership).filter(pk=fact):
        facts.delete_fact(fact=found)
    return _("Forgotten again.")


def claim_list(context: ToolContext, text: str) -> Claim:
    is_asked = bool(_WHAT.fullmatch(text.strip()))
    return Claim(score=0.97 if is_asked else 0.0, reason="asks what is remembered" if is_asked else "")


def list_facts(context: ToolContext) -> Answer:
    """What the person asked to remember."""
    known = list(facts.facts_of(context.membership).values_list("text", flat=True)[:_SHOWN])
    if not known:
        text = _("Nothing yet. Say “remember that my rent is paid to Mr Rao”, for example.")
        return Answer(status="no_data", text=text, source="list_facts")
    lines = "\n".join(f"- {fact}" for fact in known)
    return Answer(status="ok", text=_("You asked me to remember:") + f"\n\n{lines}", source="list_facts")


_TEXT: dict[str, Any] = {
    "type": "object",
    "required": ["text"],
    "additionalProperties": False,
    "properties": {
        "text": {"type": "string", "minLength": 1, "description": "the fact, as the person said it"}
    },
}
TOOLS = (
    Tool(
        name="remember",
        description="Remembers a fact for all conversations of the person, after they confirm.",
        parameters=_TEXT,
        effect=Effect.WRITE,
        run=propose,
        claim=claim_remember,
        timeout_seconds=5.0,
        title=gettext_lazy("Prepared something to remember"),
        write=Write(parameters=_TEXT, carry_out=carry_out, undo=undo),
    ),
    Tool(
        name="list_facts",
        description="Lists what the person asked Lumen to remember.",
        parameters={"type": "object", "additionalProperties": False, "properties": {}},
        effect=Effect.READ,
        run=list_facts,
        claim=claim_list,
        timeout_seconds=5.0,
        title=gettext_lazy("Looked at what you asked to remember"),
    ),
)
