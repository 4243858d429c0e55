"""Reads for pages and the API."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Prefetch, Q
from django.utils.safestring import SafeString

from documents.filters import Filters
from documents.highlights import snippet
from documents.models import Document, DocumentQuerySet, PaperTag, SavedView, ShareLink
from documents.search import Found, Hit, look
from documents.similar import similar
from documents.vectors import query_vector
from lumen.audit import selectors as audit_log
from lumen.audit.models import AuditEvent

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User, Workspace

SHORTEST_SEARCH = 2
WORTH_SHOWING = 0.3  # of the best hit's score
NEAR_IN_MEANING = 0.25  # cosine from which a passage is shown that holds none of the words
RESULTS = 30
PASSAGES_OF_A_PAPER = 3
MOST_NAMED = 5
MOST_WORDS = 8
MOST_SIMILAR = 8
HISTORY_ROWS = 40


@dataclass(frozen=True, slots=True)
class ShownHit:
    """A hit with the words that led to it marked; `paper` stands only at the first hit of a paper.

    `place` is the query string that opens the paper there.
    """

    hit: Hit
    snippet: SafeString
    place: str
    paper: Document | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What a search shows; `by_meaning` is false when only words could be compared."""

    text: str
    hits: list[ShownHit]
    by_meaning: bool
    named: list[Document]  # papers whose name, number or correspondent holds the words

    @property
    def papers(self) -> int:
        return len({shown.hit.document_id for shown in self.hits} | {paper.pk for paper in self.named})


@dataclass(frozen=True, slots=True)
class Counts:
    """How many papers are where."""

    every: int
    to_review: int
    working: int
    failed: int
    binned: int


def documents_of(workspace: "Workspace") -> DocumentQuerySet:
    """The library of a workspace, newest first."""
    return Document.objects.in_workspace(workspace).live().order_by("-created_at", "-pk")


def for_rows(papers: DocumentQuerySet) -> DocumentQuerySet:
    """Papers with what a row of the list shows."""
    tags = Prefetch("tags", PaperTag.objects.order_by("name"))
    return papers.select_related("correspondent").prefetch_related(tags)


def counts_of(workspace: "Workspace") -> Counts:
    """One query for the tabs of the library."""
    is_live = Q(deleted_at=None)
    waits = is_live & Q(status__in=Document.READABLE, reviewed_at=None)
    row = Document.objects.in_workspace(workspace).aggregate(
        every=Count("pk", filter=is_live),
        to_review=Count("pk", filter=waits),
        working=Count("pk", filter=is_live & Q(status__in=Document.AT_WORK)),
        failed=Count("pk", filter=is_live & Q(status=Document.Status.FAILED)),
        binned=Count("pk", filter=~is_live),
    )
    return Counts(**row)


def find(
    *,
    workspace: "Workspace",
    text: str,
    k: int = RESULTS,
    document: Document | None = None,
    filters: Filters | None = None,
) -> Results | None:
    """Search results ready to show; `None` when there is nothing to look for.

    Args:
        document: look only in this paper.
        filters: look only at papers that fit them.
    """
    text = text.strip()
    if len(text) < SHORTEST_SEARCH:
        return None
    papers = documents_of(workspace)
    narrowed = filters.apply(papers) if filters and filters.narrows else None
    found = look(
        workspace=workspace,
        text=text,
        k=k,
        vector=query_vector(text),
        document_ids=[document.pk] if document else None,
        documents=None if narrowed is None else narrowed.order_by(),
    )
    hits = _by_paper(found.hits)
    rows = for_rows(papers).in_bulk({hit.document_id for hit in hits})
    return Results(
        text=text,
        hits=_shown(hits, found, rows, text),
        by_meaning=found.by_meaning,
        named=[] if document else _named(papers if narrowed is None else narrowed, text, leave_out=rows),
    )


def _by_paper(hits: list[Hit]) -> list[Hit]:
    """Those worth showing, the passages of a paper together, the paper of the best passage first."""
    best = hits[0].score if hits else 0.0
    groups: dict[UUID, list[Hit]] = {}
    for hit in hits:
        if hit.score >= WORTH_SHOWING * best and _speaks_of_it(hit):
            groups.setdefault(hit.document_id, []).append(hit)
    return [hit for group in groups.values() for hit in group[:PASSAGES_OF_A_PAPER]]


def _speaks_of_it(hit: Hit) -> bool:
    """Whether it holds a word that was looked for or is near in meaning; a search always brings its ten."""
    return hit.dense is None or hit.bm25 > 0 or hit.dense >= NEAR_IN_MEANING


def _shown(hits: list[Hit], found: Found, rows: dict[UUID, Document], text: str) -> list[ShownHit]:
    shown, seen = [], set[UUID]()
    for hit in hits:
        paper = None if hit.document_id in seen else rows.get(hit.document_id)
        seen.add(hit.document_id)
        where = {"page": hit.page, "start": hit.start, "end": hit.end, "q": text}
        if hit.at_ms is not None:
            where["t"] = hit.at_ms // 1_000
        place = urlencode(where)
        shown.append(ShownHit(hit, snippet(hit.text, found.words, found.language), f"?{place}", paper))
    return shown


def named(papers: DocumentQuerySet, text: str) -> DocumentQuerySet:
    """Papers whose title, file name, number or correspondent holds every word."""
    for word in text.replace('"', " ").split()[:MOST_WORDS]:
        papers = papers.filter(
            Q(title__icontains=word)
            | Q(filename__icontains=word)
            | Q(number__icontains=word)
            | Q(correspondent__name__icontains=word)
        )
    return papers


def _named(papers: DocumentQuerySet, text: str, leave_out: Iterable[UUID]) -> list[Document]:
    found = named(papers.exclude(pk__in=list(leave_out)), text)
    return list(for_rows(found)[:MOST_NAMED])


def similar_to(document: Document) -> list[Document]:
    """Papers of the library that speak of the same things, the likest first."""
    found = similar(document, k=MOST_SIMILAR, documents=documents_of(document.workspace).order_by())
    rows = for_rows(documents_of(document.workspace)).in_bulk([each.document.pk for each in found])
    return [rows[each.document.pk] for each in found if each.document.pk in rows]


def views_of(workspace: "Workspace", user: "User") -> list[SavedView]:
    """A person's own saved views, and those shared with everybody."""
    views = SavedView.objects.in_workspace(workspace).filter(Q(owner=user) | Q(is_shared=True))
    return list(views.order_by("name", "pk"))


def history_of(document: Document) -> list[audit_log.Entry]:
    """What the audit log says about a paper, newest first."""
    key = str(document.pk)
    events = AuditEvent.objects.filter(workspace_id=document.workspace_id).filter(
        Q(facts__document_id=key) | Q(facts__document_ids__contains=[key])
    )
    return audit_log.described(events.order_by("-sequence")[:HISTORY_ROWS])


def links_of(document: Document, now: "datetime") -> list[ShareLink]:
    """The links to a paper that still open it."""
    links = document.share_links.filter(revoked_at=None, expires_at__gt=now)
    return list(links.select_related("created_by"))
