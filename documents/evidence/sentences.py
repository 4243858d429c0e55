"""The sentences of the best passages, each with how well it fits a question."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from documents import terms
from documents.evidence import weights
from documents.evidence.expecting import Kind, expected, holds
from documents.pipeline.headings import looks_like_heading
from documents.pipeline.sentences import sentence_spans
from documents.search import Found, Hit
from documents.vectors import Vector
from lumen.ai.embeddings.base import get_embedder, may_load_model

PASSAGES = 6
MOST_COMPARED = 12  # sentences that the model looks at, the best by words
SHORTEST = 4  # characters
USUAL_SIMILARITY = 0.45  # where the model is not at hand
LONG_SENTENCE = 400
PATH = " › "  # between the headings of a path
_TOTAL = re.compile(r"^(grand total|total|amount payable|amount due|net payable|balance due)", re.IGNORECASE)
_ASKS_TOTAL = re.compile(r"\bhow much\b.*\b(bill|receipt|invoice)\b|\btotal\b|\bamount due\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fit:
    """What is known of one sentence beside a question, each about 0..1; weighed by `weights.SENTENCE`."""

    own_words: float  # share of the question's weight in the sentence
    all_words: float  # ... with its heading, title and the sentence before
    similarity: float  # of meaning
    passage: float  # score of its passage beside the best one
    has_kind: float  # it holds the kind of thing that is asked for
    is_total: float
    is_heading: float
    is_title: float
    is_long: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """`page.text[start:end]` of the passage `hit`, and how well it fits the question."""

    hit: Hit
    start: int
    end: int
    text: str
    fit: Fit
    compared: bool = False
    score: float = 0.0

    @property
    def similarity(self) -> float | None:
        return self.fit.similarity if self.compared else None


def rank(found: Found, question: str, vector: Vector | None) -> list[Sentence]:
    """The sentences of the best passages, best first.

    Args:
        vector: of the question; without it, or without a model in this process, words alone decide.
    """
    asked = _Asked.of(found, question)
    best = max((hit.score for hit in found.hits), default=0.0) or 1.0
    every = [one for hit in found.hits[:PASSAGES] for one in _sentences(hit, asked, hit.score / best)]
    by_words = sorted(every, key=lambda one: -one.score)[:MOST_COMPARED]
    if vector is None or not found.by_meaning or not may_load_model() or not by_words:
        return by_words
    return sorted(_compared(by_words, vector), key=lambda one: -one.score)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The question, taken apart once."""

    text: str
    kind: Kind | None
    wants_total: bool
    weights: dict[str, float]
    total: float

    @classmethod
    def of(cls, found: Found, question: str) -> "_Asked":
        total = sum(found.weights.values())
        return cls(question, expected(question), bool(_ASKS_TOTAL.search(question)), found.weights, total)

    def share(self, words: set[str]) -> float:
        """How much of the question's weight is in `words`."""
        held = sum(weight for word, weight in self.weights.items() if word in words)
        return held / self.total if self.total else 0.0


def _sentences(hit: Hit, asked: _Asked, passage: float) -> Iterator[Sentence]:
    context = set(terms.words(f"{hit.title} {hit.heading}", hit.language))
    headings = {hit.title, *hit.heading.split(PATH)}
    before: set[str] = set()
    for a, b in sentence_spans(hit.text):
        text = hit.text[a:b]
        if b - a < SHORTEST:
            continue
        words = set(terms.words(text, hit.language))
        is_heading = looks_like_heading(text) and hit.text[b:].startswith("\n\n")
        fit = Fit(
            own_words=asked.share(words),
            all_words=asked.share(words | context | before),
            similarity=USUAL_SIMILARITY,
            passage=passage,
            has_kind=float(holds(asked.kind, text, asked.text)),
            is_total=float(asked.wants_total and bool(_TOTAL.search(text))),
            is_heading=float(is_heading),
            is_title=float(text.strip("# ") in headings),
            is_long=min(1.0, len(text) / LONG_SENTENCE),
        )
        yield Sentence(
            hit=hit, start=hit.start + a, end=hit.start + b, text=text, fit=fit, score=weights.fit_score(fit)
        )
        before = words


def _compared(sentences: Sequence[Sentence], vector: Vector) -> Iterator[Sentence]:
    """The same sentences with what the model says about their meaning."""
    texts = [f"{_above(one.hit)}: {' '.join(one.text.split())}" for one in sentences]
    similarities = get_embedder().embed(texts) @ vector
    for sentence, value in zip(sentences, similarities, strict=True):
        fit = replace(sentence.fit, similarity=float(value))
        yield replace(sentence, fit=fit, compared=True, score=weights.fit_score(fit))


def _above(hit: Hit) -> str:
    """What a sentence stands under."""
    return hit.heading.split(PATH)[-1] or hit.title
