"""Headlines as a tool: which subject is meant, and what the papers print about it."""

import re
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumen.ai.answers import Answer
from lumen.ai.tools import utterances
from lumen.ai.tools.registry import Claim, Effect, Tool, ToolContext
from lumen.ai.world import headlines
from lumen.common.errors import LumenError

LOOSE = 0.7  # the words may ask for something else
_SUBJECT = re.compile(
    r"\b(?:news|headlines?|current (?:events|affairs)|in the papers|happening in the world|what(?:'s"
    r"| is) happening"
    r"|top stories|latest on|khabar|khabrein|samachar|breaking)\b",
    re.IGNORECASE,
)
_ALL = re.compile(r"what(?:'s|s| is) new(?: today| this morning| out there)?[?.! ]*", re.IGNORECASE)
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
    is_asked = _SUBJECT.search(text) or _ALL.fullmatch(text.strip())
    if not is_asked or _NOT_THIS.search(text):
        return Claim(score=0.0)
    return Claim(score=LOOSE, arguments=arguments_of(text), reason="asks for news")


def arguments_of(text: str) -> dict[str, str]:
    """The subject that is named."""
    words = subject_in(text)
    return {"subject": words} if words else {}


def subject_in(text: str) -> str:
    """The words news is wanted about, empty for all of it."""
    if _ALL.fullmatch(text.strip()):
        return ""
    return " ".join(_NOISE.sub(" ", text).split())[:120]


def run(context: ToolContext, *, subject: str = "", days: int = 3) -> Answer:
    """List headlines with their papers, days and links: the workspace's own feeds first, then the world's.

    Raises:
        NotConfiguredError, ServiceDownError: and what to do; never when the own feeds have something.
    """
    own = headlines.of_feeds(context.workspace, subject, days=days, now=context.now)
    told = _of_the_world(subject, days, context.now, is_needed=not own)
    titles = {each.title.casefold() for each in own}
    found = told.found if told else ()
    others = [each for each in found if each.title.casefold() not in titles]
    shown = [*own, *others][: headlines.MOST]
    if not shown:
        text = _("No headline of the last %(days)s days has these words: %(subject)s.") % {
            "days": days,
            "subject": subject,
        }
        return Answer(status="no_data", text=text, source="news")
    return Answer(
        status="ok",
        text="\n".join([*map(line_of, shown), *_sources(told, has_own=bool(own))]),
        value=len(shown),
        unit="count",
        labels=[each.title for each in shown],
        source="news",
        as_of=(told.at if told else context.now).isoformat(),
    )


def _of_the_world(subject: str, days: int, now: datetime, *, is_needed: bool) -> headlines.Headlines | None:
    """What the service says; nothing when it fails and the own feeds have something."""
    try:
        return headlines.search(subject, days=days, now=now)
    except LumenError:
        if is_needed:
            raise
        return None


def line_of(each: headlines.Headline) -> str:
    """A headline with its paper, its day and its link."""
    return f"- {each.title} ({each.paper}, {date_format(localtime(each.at), 'j M')}) {each.url}".rstrip()


def _sources(told: headlines.Headlines | None, *, has_own: bool) -> list[str]:
    lines = [_("First: your own feeds.")] if has_own else []
    if told is None:
        return [*lines, _("The service for the rest of the press does not answer now.")]
    lines.append(
        _("Source: %(source)s, asked %(at)s. Headlines are the papers' own words, not Lumen's.")
        % {"source": told.source, "at": date_format(localtime(told.at), "j F H:i T")}
    )
    if told.is_late:
        lines.append(_("The service does not answer now; this is what it said before."))
    return lines


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
        lacks=gettext_lazy("the headlines"),
        title=gettext_lazy("Looked at the headlines"),
        utterances=utterances.of("news"),
    ),
)
