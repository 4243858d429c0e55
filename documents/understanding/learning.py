"""What papers like this one were called: suggestions from those that people of the workspace reviewed.

The nearest reviewed papers by the words they share vote with their likeness. Nothing is applied here.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from documents.models import Document, MatchAlgorithm, Page
from documents.understanding.likeness import Taught, nearest_labels, words_of

if TYPE_CHECKING:
    from accounts.models import Workspace

TEACHERS = 300  # the papers reviewed last


def suggest(document: Document, text: str) -> dict[str, list[str]]:
    """Kinds, correspondents and tags (ids) that papers like this one have; three queries."""
    taught = _teachers(document.workspace, but=document.pk)
    found = nearest_labels(words_of(text), taught)
    own = {("kind", document.kind), ("correspondent", str(document.correspondent_id))}
    suggestions: dict[str, list[str]] = defaultdict(list)
    for name, value in found:
        if (name, value) not in own:
            suggestions[name].append(value)
    return dict(suggestions)


def _teachers(workspace: "Workspace", *, but: UUID) -> list[Taught]:
    """The papers reviewed last, with their labels; a label that never comes by itself teaches nothing."""
    papers = list(
        Document.objects.in_workspace(workspace)
        .readable()
        .filter(reviewed_at__isnull=False)
        .exclude(pk=but)
        .select_related("correspondent")
        .prefetch_related("tags")
        .order_by("-reviewed_at")[:TEACHERS]
    )
    texts = _texts(papers)
    return [Taught(words_of(texts[paper.pk]), frozenset(_labels_of(paper))) for paper in papers]


def _texts(papers: Iterable[Document]) -> dict[UUID, str]:
    texts = {paper.pk: f"{paper.title}\n{paper.filename}\n" for paper in papers}
    for document_id, text in Page.objects.filter(document__in=texts, number=1).values_list(
        "document_id", "text"
    ):
        texts[document_id] += text
    return texts


def _labels_of(paper: Document) -> Iterable[tuple[str, str]]:
    if paper.kind:
        yield "kind", paper.kind
    if paper.correspondent and paper.correspondent.match_algorithm != MatchAlgorithm.NONE:
        yield "correspondent", str(paper.correspondent_id)
    for tag in paper.tags.all():
        if tag.match_algorithm != MatchAlgorithm.NONE:
            yield "tags", str(tag.pk)
