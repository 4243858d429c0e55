"""The papers that a typed question means, by what is known of them; SQL only."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import DateField, Q
from django.db.models.functions import Cast, Coalesce

from documents.library_questions.reading import Day, LibraryQuery
from documents.models import Correspondent, Document, DocumentQuerySet, PaperTag
from lumen.common.text import fold

if TYPE_CHECKING:
    from accounts.models import Workspace

PAPER_DAY = Coalesce("issued_on", Cast("created_at", DateField()))
_EMPTY_WORDS = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "and",
        "&",
        "ltd",
        "inc",
        "llc",
        "gmbh",
        "co",
        "company",
        "plc",
        "pvt",
        "limited",
        "corp",
        "sa",
        "ag",
        "bv",
    ]
)
_STATES = {
    "failed": Q(status=Document.Status.FAILED),
    "unread": Q(status__in=Document.READABLE, reviewed_at__isnull=True),
    "untagged": Q(tags__isnull=True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """`papers` fit the question; `dateless` fit but for a period that nothing is known about."""

    papers: DocumentQuerySet
    dateless: int = 0
    by_text: bool = False  # a name was found in the papers' text, not in what is known of them
    unmet: str = ""  # words of the question that no paper answers to


def match(
    *, workspace: "Workspace", query: LibraryQuery, document_ids: "list[UUID | str] | None" = None
) -> Matched:
    """The papers of a workspace that a question means."""
    papers = Document.objects.in_workspace(workspace).live().filter(query.noun.matching())
    if document_ids is not None:
        papers = papers.filter(pk__in=document_ids)
    if query.language:
        papers = papers.filter(language=query.language)
    if query.state:
        papers = papers.filter(_STATES[query.state])
    if query.tag:
        papers = papers.filter(tags__in=_tags_like(workspace, query.tag))
    if query.low is not None:
        papers = papers.filter(amount__gte=query.low)
    if query.high is not None:
        papers = papers.filter(amount__lte=query.high)
    named = _named(workspace, papers, query)
    return _within(workspace, named, query)


def _tags_like(workspace: "Workspace", name: str) -> list[UUID]:
    wanted = fold(name)
    tags = PaperTag.objects.in_workspace(workspace).values_list("pk", "name")
    return [key for key, own in tags if fold(own) == wanted or wanted in fold(own).split()]


def _named(workspace: "Workspace", papers: DocumentQuerySet, query: LibraryQuery) -> Matched:
    """Narrowed by who they are from and by words of their names; by their text where no name has them."""
    names = [query.party] if query.party else []
    by_text = False
    for name in [*names, *query.words]:
        narrowed = papers.filter(_called(workspace, name))
        if not narrowed.exists():
            narrowed = papers.filter(_holding(name))
            by_text = narrowed.exists()
            if not by_text:
                return Matched(papers=papers.none(), unmet=name)
        papers = narrowed
    return Matched(papers=papers.distinct(), by_text=by_text)


def _called(workspace: "Workspace", name: str) -> Q:
    """Every word of `name` stands in the title, the file's name, the correspondent's or a tag's."""
    found = Q(correspondent__in=_correspondents_like(workspace, name))
    return found | (
        _each_word(name, ("title", "filename", "folder")) | Q(tags__in=_tags_like(workspace, name))
    )


def _correspondents_like(workspace: "Workspace", name: str) -> list[UUID]:
    wanted = set(_words(name))
    rows = Correspondent.objects.in_workspace(workspace).values_list("pk", "name")
    return [key for key, own in rows if wanted and wanted <= set(_words(own))]


def _each_word(name: str, columns: tuple[str, ...]) -> Q:
    together = Q()
    for word in _words(name) or [name]:
        bounded = rf"(^|[^[:alnum:]]){re.escape(_stem(word))}"
        anywhere = Q()
        for column in columns:
            anywhere |= Q(**{f"{column}__iregex": bounded})
        together &= anywhere
    return together


def _holding(name: str) -> Q:
    return Q(pages__text__iregex=rf"(^|[^[:alnum:]]){re.escape(name)}([^[:alnum:]]|$)")


def _words(name: str) -> list[str]:
    return [word for word in re.findall(r"[^\W_]+", fold(name)) if word not in _EMPTY_WORDS]


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


def _within(workspace: "Workspace", matched: Matched, query: LibraryQuery) -> Matched:
    start, end = query.period.start, query.period.end
    if start is None and end is None:
        return _due_known(matched, query)
    papers = matched.papers
    if query.day == Day.ADDED:
        zone = ZoneInfo(workspace.time_zone)
        start_at = datetime(start.year, start.month, start.day, tzinfo=zone) if start else None
        end_at = datetime(end.year, end.month, end.day, tzinfo=zone) if end else None
        moments = {"created_at__gte": start_at, "created_at__lt": end_at}
        return _limited(matched, papers, moments, dateless=0)
    if query.day == Day.DUE:
        unknown = papers.filter(due_on__isnull=True).count()
        return _limited(matched, papers, {"due_on__gte": start, "due_on__lt": end}, dateless=unknown)
    dated = papers.alias(paper_day=PAPER_DAY)
    limits = {"paper_day__gte": start, "paper_day__lt": end}
    within = {name: value for name, value in limits.items() if value is not None}
    guessed = dated.filter(issued_on__isnull=True, **within).count()
    return _limited(matched, dated, limits, dateless=guessed)


def _due_known(matched: Matched, query: LibraryQuery) -> Matched:
    if query.day != Day.DUE:
        return matched
    unknown = matched.papers.filter(due_on__isnull=True).count()
    return _limited(matched, matched.papers, {"due_on__isnull": False}, dateless=unknown)


def _limited(
    matched: Matched, papers: DocumentQuerySet, limits: Mapping[str, object], *, dateless: int
) -> Matched:
    within = {name: value for name, value in limits.items() if value is not None}
    return Matched(
        papers=papers.filter(**within), dateless=dateless, by_text=matched.by_text, unmet=matched.unmet
    )
