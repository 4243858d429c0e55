"""What papers like this one were called: suggestions from those that people of the workspace reviewed.

The nearest reviewed papers by the words they share vote with their likeness. Nothing is applied here.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from documents.models import Document, MatchAlgorithm, Page
from documents.words import words as stems

if TYPE_CHECKING:
    from accounts.models import Workspace

TEACHERS = 300  # the papers reviewed last
NEAREST = 7
MOST_CHARACTERS = 3_000
LIKE_FROM = 0.12  # cosine of weighted words
SHARE_FROM = 0.5  # of the votes
FEWEST_TEACHERS = 3
Words = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Taught:
    """A reviewed paper: its words and what it was called, as (field, value)."""

    words: Words
    labels: frozenset[tuple[str, str]]


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


def words_of(text: str) -> Words:
    return Counter(stems(text[:MOST_CHARACTERS]))


def nearest_labels(words: Words, taught: Sequence[Taught]) -> list[tuple[str, str]]:
    """What more than half of the likest papers, weighed by likeness, are called; the surest first."""
    if len(taught) < FEWEST_TEACHERS:
        return []
    idf = _idf(taught)
    mine = _weighted(words, idf)
    likeness = [(_cosine(mine, _weighted(one.words, idf)), one) for one in taught]
    close = sorted((pair for pair in likeness if pair[0] >= LIKE_FROM), key=lambda pair: -pair[0])[:NEAREST]
    total = sum(like for like, _one in close)
    votes: Counter[tuple[str, str]] = Counter()
    for like, one in close:
        for label in one.labels:
            votes[label] += like  # type: ignore[assignment]
    return [label for label, vote in votes.most_common() if total and vote / total >= SHARE_FROM]


def _idf(taught: Sequence[Taught]) -> dict[str, float]:
    counts = Counter(word for one in taught for word in one.words)
    return {word: math.log((1 + len(taught)) / (0.5 + count)) for word, count in counts.items()}


def _weighted(words: Words, idf: Mapping[str, float]) -> dict[str, float]:
    weighted = {word: (1 + math.log(count)) * idf[word] for word, count in words.items() if word in idf}
    length = math.sqrt(sum(value * value for value in weighted.values())) or 1.0
    return {word: value / length for word, value in weighted.items()}


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    small, large = sorted((one, other), key=len)
    return sum(value * large.get(word, 0.0) for word, value in small.items())


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
