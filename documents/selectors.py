"""Reads for pages and the API."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.safestring import SafeString

from documents.highlights import snippet
from documents.models import Document, DocumentQuerySet
from documents.search import Hit, look
from documents.vectors import query_vector

if TYPE_CHECKING:
    from accounts.models import Workspace

SHORTEST_SEARCH = 2
WORTH_SHOWING = 0.3  # of the best hit's score
RESULTS = 12


@dataclass(frozen=True, slots=True)
class ShownHit:
    """A hit with the words that led to it marked."""

    hit: Hit
    snippet: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What a search shows; `by_meaning` is false when only words could be compared."""

    text: str
    hits: list[ShownHit]
    by_meaning: bool


def documents_of(workspace: "Workspace") -> DocumentQuerySet:
    """The library of a workspace, newest first."""
    return Document.objects.in_workspace(workspace).live().order_by("-created_at", "-pk")


def find(
    *, workspace: "Workspace", text: str, k: int = RESULTS, document_ids: list[UUID] | None = None
) -> Results | None:
    """Search results ready to show; `None` when there is nothing to look for."""
    text = text.strip()
    if len(text) < SHORTEST_SEARCH:
        return None
    found = look(
        workspace=workspace,
        text=text,
        k=k,
        vector=query_vector(text),
        document_ids=document_ids,
    )
    best = found.hits[0].score if found.hits else 0.0
    shown = [
        ShownHit(hit, snippet(hit.text, found.words))
        for hit in found.hits
        if hit.score >= WORTH_SHOWING * best
    ]
    return Results(text=text, hits=shown, by_meaning=found.by_meaning)
