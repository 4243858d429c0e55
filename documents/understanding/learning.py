"""What papers like this one were called: suggestions from those that people of the workspace reviewed.

The nearest reviewed papers by the words they share vote with their likeness. Nothing is applied here.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from documents.models import Document, MatchAlgorithm, Page, PaperTag
from documents.understanding.likeness import Taught, nearest_labels, words_of

if TYPE_CHECKING:
    from accounts.models import Workspace

TEACHERS = 300  # the papers reviewed last


def suggest(document: Document, text: str) -> dict[str, list[str]]:
    """Kinds, correspondents and tags (ids) that papers like this one have; three to five queries."""
    taught = _teachers(document.workspace, but=document.pk)
    found = nearest_labels(words_of(text), taught)
    own = {("kind", document.kind), ("correspondent", str(document.correspondent_id))}
    suggestions: dict[str, list[str]] = defaultdict(list)
    for name, value in found:
        if (name, value) not in own:
            suggestions[name].append(value)
    suggestions["tags"] += [tag for tag in _named_by_folder(document) if tag not in suggestions["tags"]]
    return {name: values for name, values in suggestions.items() if values}


def _named_by_folder(document: Document) -> list[str]:
    """Tags that are called like a folder the paper lay in when it was dropped."""
    parts = {part.strip().casefold() for part in document.folder.split("/")} - {""}
    if not parts:
        return []
    own = set(document.tags.values_list("pk", flat=True))
    tags = PaperTag.objects.in_workspace(document.workspace).exclude(pk__in=own)
    return [str(tag.pk) for tag in tags if tag.name.casefold() in parts]


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
