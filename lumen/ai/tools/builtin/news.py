"""Headlines as a tool: which subject is meant, and what the papers print about it."""

import re

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumen.ai.answers import Answer
from lumen.ai.tools import utterances
from lumen.ai.tools.registry import Claim, Effect, Tool, ToolContext
from lumen.ai.world import headlines

_SUBJECT = re.compile(
    r"\b(?:news|headlines?|current (?:events|affairs)|in the papers|happening in the world|what(?:'s"
    r"| is) happening"
    r"|top stories|latest on|khabar|khabrein|samachar|breaking)\b",
    re.IGNORECASE,
)
_NOT_THIS = re.compile(
    r"\b(?:newspaper (?:bill|subscription)|spen[dt]|paid|pay|subscri\w+|invoice|transactions?|documents?"
    r"|good news"
    r"|bad news"
    r"|breaking (?:the|my|a) (?:lease|contract|agreement))\b",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"\b(?:what|what's|whats|is|are|the|any|latest|recent|current|today's|today|todays|news|headlines?"
    r"|about|on|of"
    r"|for|in|from"
    r"|tell|me|show|get|give|read|find|check|please|can|you|could|i|want|to|know|see|hear|some|there"
    r"|happening|going|top"
    r"|stories"
    r"|story|breaking|now|right|this|week|morning|yesterday|events|affairs|papers?|world|do|have|has|a|an"
    r"|update"
    r"|updates|up|with"
    r"|catch|last|few|days|s|hey|ok|and|khabar|khabrein|samachar|kya|hai|aaj|ki|ka|what're|let"
    r"|my|bring|look|search|feed)\b|[?!.,:]|'s\b",
    re.IGNORECASE,
)


def claim(context: ToolContext, text: str) -> Claim:
    """Sure when news is asked for and nothing that was paid for."""
    if not _SUBJECT.search(text) or _NOT_THIS.search(text):
        return Claim(score=0.0)
    return Claim(score=0.95, arguments=arguments_of(text), reason="asks for news")


def arguments_of(text: str) -> dict[str, str]:
    """The subject that is named."""
    words = subject_in(text)
    return {"subject": words} if words else {}


def subject_in(text: str) -> str:
    """The words news is wanted about, empty for all of it."""
    return " ".join(_NOISE.sub(" ", text).split())[:120]


def run(context: ToolContext, *, subject: str = "", days: int = 3) -> Answer:
    """List headlines with their papers, days and links.

    Raises:
        NotConfiguredError, ServiceDownError: and what to do.
    """
    told = headlines.search(subject, days=days, now=context.now)
    if not told.found:
        text = _("No headline of the last %(days)s days has these words: %(subject)s.") % {
            "days": days,
            "subject": subject,
        }
        return Answer(status="no_data", text=text, source="news")
    lines = [
        f"- {each.title} ({each.paper}, {date_format(each.at, 'j M')}) {each.url}" for each in told.found
    ]
    lines.append(
        _("Source: %(source)s, asked %(at)s. Headlines are the papers' own words, not Lumen's.")
        % {"source": told.source, "at": date_format(told.at, "j F H:i e")}
    )
    if told.is_late:
        lines.append(_("The service does not answer now; this is what it said before."))
    return Answer(
        status="ok",
        text="\n".join(lines),
        value=len(told.found),
        unit="count",
        labels=[each.title for each in told.found],
        source="news",
        as_of=told.at.isoformat(),
    )


TOOLS = (
    Tool(
        name="news",
        description="Headlines of the last days about a subject, with papers and links.",
        parameters={
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "subject": {"type": "string", "maxLength": 120},
                "days": {"type": "integer", "minimum": 1, "maximum": 30},
            },
        },
        effect=Effect.READ,
        run=run,
        claim=claim,
        arguments_of=arguments_of,
        timeout_seconds=20.0,
        title=gettext_lazy("Looked at the headlines"),
        utterances=utterances.of("news"),
    ),
)
