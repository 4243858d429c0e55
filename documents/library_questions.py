"""Questions about the library itself: how many papers, which, the newest. Counted by SQL, never guessed."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.models import Document, DocumentQuerySet
from lumen.ai.answers import Answer
from lumen.common.dates import Period, add_months, month_of, today_in

if TYPE_CHECKING:
    from accounts.models import Workspace

SHOWN = 20
_NOUN = (
    r"(?P<noun>documents?|papers?|files?|pdfs?|scans?|pictures?|photos?|word (?:files|documents)|"
    r"invoices?|bills?|receipts?|contracts?|agreements?|polic(?:y|ies)|warrant(?:y|ies)|letters?|statements?)"
)
_TAIL = (
    r"(?:\s+(?:do|did|have|are|were|is)\b.*|"
    r"\s+(?:in|from|of|uploaded|added|i|my|there|about|here)\b.*)?\s*[?.!]*$"
)
_COUNT = re.compile(
    rf"^\s*(?:how many|number of|count(?: of)?(?: all)?(?: my| the)?)\s+(?:\w+\s+)?{_NOUN}{_TAIL}",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"^\s*(?:please\s+)?(?:list|show(?: me)?|give me|which|what)\s+"
    r"(?:(?:all|me|of|my|the|are|uploaded|latest|newest|recent)\s+)*"
    rf"{_NOUN}{_TAIL}",
    re.IGNORECASE,
)
_NEWEST = re.compile(rf"\b(?:newest|latest|last|most recent)\s+(?:uploaded\s+)?{_NOUN}", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:say|says|about|mention|cover|covers|state|according)\b", re.IGNORECASE)
_HAVE = re.compile(
    r"\b(?:have|uploaded|added|stored|here|there|library|list|show|count|all)\b", re.IGNORECASE
)
_GENERAL = frozenset(["document", "paper", "file"])
_TYPES = {
    "pdf": Q(content_type="application/pdf"),
    "scan": Q(pages__origin="ocr"),
    "picture": Q(content_type__startswith="image/"),
    "photo": Q(content_type__startswith="image/"),
    "word file": Q(content_type__contains="wordprocessingml"),
    "word document": Q(content_type__contains="wordprocessingml"),
}
_SAME = {
    "contract": ("contract", "agreement"),
    "agreement": ("contract", "agreement"),
    "invoice": ("invoice",),
}


@dataclass(frozen=True, slots=True)
class _Asked:
    noun: str
    wants_count: bool
    wants_newest: bool


def answer(*, workspace: "Workspace", text: str, now: datetime) -> Answer | None:
    """Answer when `text` counts or lists documents; `None` when it asks about their content."""
    asked = _read(text)
    if asked is None:
        return None
    documents = _matching(workspace, asked.noun)
    period, period_words = _period(text, today_in(workspace.time_zone, now))
    if period.start and period.end:
        zone = ZoneInfo(workspace.time_zone)
        start, end = (
            datetime(day.year, day.month, day.day, tzinfo=zone) for day in (period.start, period.end)
        )
        documents = documents.filter(created_at__gte=start, created_at__lt=end)
    if asked.wants_newest:
        return _newest(documents, asked.noun)
    return _counted(documents, asked.noun, period_words)


def asks(text: str) -> bool:
    """Whether `text` counts or lists documents."""
    return _read(text) is not None


def _read(text: str) -> _Asked | None:
    if _ABOUT.search(text) or len(text) > 120:
        return None
    if found := _COUNT.search(text):
        return _Asked(_singular(found["noun"]), wants_count=True, wants_newest=False)
    if (found := _NEWEST.search(text)) and re.match(r"\s*(which|what|show|list)", text, re.IGNORECASE):
        noun = _singular(found["noun"])
        return (
            _Asked(noun, wants_count=False, wants_newest=True) if noun in _GENERAL or noun in _TYPES else None
        )
    if (found := _LIST.search(text)) and _HAVE.search(text) and found["noun"].lower().endswith("s"):
        return _Asked(_singular(found["noun"]), wants_count=False, wants_newest=False)
    return None


def _singular(noun: str) -> str:
    noun = noun.lower()
    if noun.endswith("ies"):
        return f"{noun[:-3]}y"
    return noun.removesuffix("s")


def _matching(workspace: "Workspace", noun: str) -> DocumentQuerySet:
    documents = Document.objects.in_workspace(workspace).live()
    if noun in _GENERAL:
        return documents
    if noun in _TYPES:
        return documents.filter(_TYPES[noun]).distinct()
    wanted = Q()
    for word in _SAME.get(noun, (noun,)):
        wanted |= Q(filename__icontains=word) | Q(title__icontains=word)
    return documents.filter(wanted)


def _period(text: str, today: date) -> tuple[Period, str]:
    lowered = text.lower()
    if "today" in lowered:
        return Period(today, today + timedelta(days=1)), _("today")
    if "this week" in lowered:
        monday = today - timedelta(days=today.weekday())
        return Period(monday, monday + timedelta(days=7)), _("this week")
    if "this month" in lowered:
        return month_of(today), _("this month")
    if "last month" in lowered:
        return month_of(add_months(today.replace(day=1), -1)), _("last month")
    return Period(None, None), ""


def _counted(documents: DocumentQuerySet, noun: str, period_words: str) -> Answer:
    total = documents.count()
    shown = list(documents.order_by("-created_at")[:SHOWN])
    if not total:
        text = _("You have no %(nouns)s here") % {"nouns": _plural(noun)}
    else:
        text = ngettext("You have %(n)d %(noun)s here", "You have %(n)d %(nouns)s here", total) % {
            "n": total,
            "noun": noun,
            "nouns": _plural(noun),
        }
    if period_words:
        text += " " + _("added %(period)s") % {"period": period_words}
    names = ", ".join(str(document) for document in shown)
    text += f": {names}." if shown else "."
    if total > len(shown):
        text += " " + _("These are the newest %(n)d.") % {"n": len(shown)}
    return Answer(
        status="ok",
        text=text,
        value=float(total),
        unit="count",
        labels=[document.filename for document in shown],
        source="answer_documents",
    )


def _plural(noun: str) -> str:
    if noun == "pdf":
        return "PDFs"
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def _newest(documents: DocumentQuerySet, noun: str) -> Answer:
    newest = documents.order_by("-created_at").first()
    if newest is None:
        return _counted(documents, noun, "")
    text = _("Your newest %(noun)s is %(title)s (%(filename)s).") % {
        "noun": noun, "title": str(newest), "filename": newest.filename
    }  # fmt: skip
    return Answer(
        status="ok", text=text, value=newest.filename, labels=[newest.filename], source="answer_documents"
    )
