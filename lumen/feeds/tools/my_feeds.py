"""What the workspace's own feeds tell, as a tool."""

import re
from datetime import timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lumen.ai.answers import Answer
from lumen.ai.tools.registry import Claim, Effect, Tool, ToolContext
from lumen.feeds import selectors
from lumen.feeds.models import Entry, EntryQuerySet, Feed

MOST = 10
_FEEDS = re.compile(
    r"\b(?:my|our|the|these|all|rss|news) (?:rss |news |own )*feeds?\b|\brss\b", re.IGNORECASE
)
_ASKED = re.compile(
    r"\b(?:news|new|headlines?|unread|read|about|latest|anything|something|updates?|stories|story"
    r"|articles?|posts?"
    r"|say|says|saying|tell|mention\w*|write|writing|happening|show|open|check|search|look|find|entries"
    r"|what)\b",
    re.IGNORECASE,
)
_NOT_THIS = re.compile(
    r"\b(?:alert me|notify me|let me know|warn me|watch|tell me (?:when|if)|spen[dt]|paid|pay|bill"
    r"|chicken|cattle|baby"
    r"|add|follow|subscribe|unsubscribe|delete|remove|import|export)\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:about|on|of|regarding|mention(?:s|ed|ing)?|with|for)\s+(?P<about>.+?)"
    r"(?:\s+(?:in|from|on|across|of) (?:any of )?(?:my|our|the|these|all|rss)\b.*)?[?.! ]*$",
    re.IGNORECASE,
)
_NO_SUBJECT = re.compile(
    r"^(?:(?:my|our|the|all|rss|news|own|feeds?|today|now|this|week|morning|new|latest|me|it|in|of)\b\s*)+$",
    re.IGNORECASE,
)
_TIME = re.compile(r"\b(?:today|now|this (?:week|morning|month)|lately|recently|yet|please)\b", re.IGNORECASE)


def claim(context: ToolContext, text: str) -> Claim:
    """Sure when the feeds themselves are named and asked for something they tell."""
    if not _FEEDS.search(text) or not _ASKED.search(text) or _NOT_THIS.search(text):
        return Claim(score=0.0)
    return Claim(score=0.97, arguments=arguments_of(text), reason="asks what the feeds tell")


def arguments_of(text: str) -> dict[str, object]:
    """The subject that is named, and whether only what is unread is meant."""
    words = subject_in(text)
    said: dict[str, object] = {"subject": words} if words else {}
    if re.search(r"\bunread\b|\bnot read\b|\bwhat(?:'s| is) new\b|\banything new\b", text, re.IGNORECASE):
        said["only_unread"] = True
    return said


def subject_in(text: str) -> str:
    """The words entries are wanted about, empty for all of them."""
    match = _ABOUT.search(" ".join(_TIME.sub(" ", text).split()))
    words = match["about"].strip(" ?.!,'\"“”") if match else ""
    return "" if _NO_SUBJECT.match(words) else words[:120]


def run(context: ToolContext, *, subject: str = "", only_unread: bool = False, days: int = 30) -> Answer:
    """List what the feeds told, newest first, each with its feed, moment and link. Two queries."""
    if not Feed.objects.in_workspace(context.workspace).kept().exists():
        text = _("This workspace follows no feed yet. Add a site by its address under World, Feeds.")
        return Answer(status="no_data", text=text, source="my_feeds")
    rows = selectors.entries_of(context.membership, words=subject, only_unread=only_unread)
    recent = rows.filter(published_at__gt=context.now - timedelta(days=days))
    count = recent.count()
    if not count:
        return Answer(status="no_data", text=_nothing(subject, days=days), source="my_feeds")
    return Answer(
        status="ok",
        text="\n".join([_first(count, subject, only_unread=only_unread), *_lines(recent)]),
        value=count,
        unit="count",
        labels=[entry.title for entry in recent[:MOST]],
        source="my_feeds",
        as_of=context.now.isoformat(),
    )


def _nothing(subject: str, *, days: int) -> str:
    if subject:
        said = _("Nothing your feeds told in %(days)d days holds all of these words: %(subject)s.")
        return said % {"days": days, "subject": subject}
    return _("Your feeds told nothing new.")


def _first(count: int, subject: str, *, only_unread: bool) -> str:
    if subject:
        said = ngettext(
            "%(n)d entry of your feeds about “%(subject)s”:",
            "%(n)d entries of your feeds about “%(subject)s”:",
            count,
        )
        return said % {"n": count, "subject": subject}
    if only_unread:
        return ngettext("%(n)d unread entry:", "%(n)d unread entries:", count) % {"n": count}
    return ngettext("%(n)d entry of your feeds:", "%(n)d entries of your feeds:", count) % {"n": count}


def _lines(rows: EntryQuerySet) -> list[str]:
    return [_line(entry) for entry in rows[:MOST]]


def _line(entry: Entry) -> str:
    at = date_format(localtime(entry.published_at), "j M H:i")
    return f"- {entry.title} ({entry.feed}, {at}) {entry.link}".rstrip()


TOOLS = (
    Tool(
        name="my_feeds",
        description="What the feeds (RSS) this workspace follows tell: all, unread, or about a subject.",
        parameters={
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "subject": {"type": "string", "maxLength": 120},
                "only_unread": {"type": "boolean"},
                "days": {"type": "integer", "minimum": 1, "maximum": 365},
            },
        },
        effect=Effect.READ,
        run=run,
        claim=claim,
        arguments_of=arguments_of,
        timeout_seconds=10.0,
        title=gettext_lazy("Looked into your feeds"),
    ),
)
