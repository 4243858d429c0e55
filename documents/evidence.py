"""Which sentences of the papers speak to a question, and whether they answer it at all."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace

from documents import terms
from documents.pipeline.chunking import looks_like_heading
from documents.pipeline.sentences import sentence_spans
from documents.search import Found, Hit
from documents.vectors import Vector
from lumen.ai.embeddings.base import get_embedder, may_load_model

PASSAGES = 6
MOST_COMPARED = 14  # sentences that the model looks at, the best by words
MEANING_WEIGHT = 0.4
PASSAGE_WEIGHT = 0.15
UNCOMPARED = 0.5  # between the usual yes and no, where the model is not at hand
KIND_BONUS = 0.12
TOTAL_BONUS = 0.3
HEADING_MALUS = 0.25
SHORTEST_SENTENCE = 4
_AMOUNT = re.compile(r"(rs\.?|inr|₹|\$|€|£|usd|eur)\s?\d|\d[\d,]*\.\d\d\b|\d per ?cent|\d ?%", re.IGNORECASE)
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DATE = re.compile(
    rf"\d{{1,2}}(st|nd|rd|th)?\s+({_MONTHS})|\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}|({_MONTHS})\s+\d",
    re.IGNORECASE,
)
_NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|sixty|ninety"
)
_DURATION = re.compile(rf"(\d+|{_NUMBER_WORDS})[- ]?(hours?|days?|weeks?|months?|years?)", re.IGNORECASE)
_CONTACT = re.compile(r"\d[\d ]{3,}\d|\S+@\S+")
_MEASURE = re.compile(r"\d")
_TOTAL = re.compile(r"^(grand total|total|amount payable|amount due|net payable|balance due)", re.IGNORECASE)
_ASKS_TOTAL = re.compile(r"\bhow much\b.*\b(bill|receipt|invoice)\b|\btotal\b", re.IGNORECASE)
_KINDS = (
    (
        re.compile(
            r"\b(how much|cost|price|fees?|amount|charges?|premium|rent|salary|rate|deposit|pay|paid|limit|"
            r"total|bill|tax|interest|percentage)\b",
            re.IGNORECASE,
        ),
        _AMOUNT,
    ),
    (re.compile(r"\b(when|date|deadline|due|until|expire|by which day|valid)\b", re.IGNORECASE), _DATE),
    (
        re.compile(
            r"\b(how long|how soon|how often|period|within|how many (days|months|years|weeks|hours))\b",
            re.IGNORECASE,
        ),
        _DURATION,
    ),
    (
        re.compile(r"\b(phone|call|helpline|contact|e-?mail|number|id|gstin|pan|reference)\b", re.IGNORECASE),
        _CONTACT,
    ),
    (re.compile(r"\b(how many|how far|what size|area|distance)\b", re.IGNORECASE), _MEASURE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """`page.text[start:end]` of the passage `hit`, and how well it fits the question."""

    hit: Hit
    start: int
    end: int
    text: str
    similarity: float | None
    coverage: float
    score: float


@dataclass(frozen=True, slots=True)
class Signals:
    """What can be said about a question before it is answered; each is about 0..1."""

    dense_top: float
    dense_gap: float
    bm25_share: float
    coverage: float
    agreement: float
    sentence_similarity: float
    sentence_coverage: float


# A logistic regression over the project's own questions, each asked twice: with the paper that answers
# it in the workspace and without. `python manage.py evaluate` prints what it reaches.
INTERCEPT = -7.13
WEIGHTS = Signals(3.06, 1.96, 1.26, 3.05, 0.85, 4.45, 2.09)
ANSWER_FROM = 0.42  # at this 95 of 100 answerable questions were answered


def answerable_0_1(signals: Signals) -> float:
    """How sure it is that the papers answer the question."""
    total = INTERCEPT + sum(
        weight * value for weight, value in zip(astuple(WEIGHTS), astuple(signals), strict=True)
    )
    return 1 / (1 + math.exp(-total))


def read_signals(found: Found, sentences: Sequence[Sentence]) -> Signals:
    hits = found.hits
    total = sum(found.weights.values()) or 1.0
    dense = sorted((hit.dense for hit in hits if hit.dense is not None), reverse=True)
    by_bm25 = max(hits, key=lambda hit: hit.bm25)
    by_dense = max(hits, key=lambda hit: hit.dense if hit.dense is not None else hit.score)
    best = sentences[0] if sentences else None
    similarities = [one.similarity for one in sentences if one.similarity is not None]
    return Signals(
        dense_top=dense[0] if dense else 0.4,
        dense_gap=dense[0] - dense[min(4, len(dense) - 1)] if dense else 0.1,
        bm25_share=by_bm25.bm25 / (total * (terms.K1 + 1)),
        coverage=max(_coverage(f"{hit.title} {hit.heading} {hit.text}", found) for hit in hits[:3]),
        agreement=1.0 if by_bm25.chunk_id == by_dense.chunk_id else 0.0,
        sentence_similarity=max(similarities, default=UNCOMPARED),
        sentence_coverage=best.coverage if best else 0.0,
    )


def rank_sentences(found: Found, question: str, vector: Vector | None) -> list[Sentence]:
    """The sentences of the best passages, best first."""
    candidates = [
        (hit, hit.start + a, hit.start + b)
        for hit in found.hits[:PASSAGES]
        for a, b in sentence_spans(hit.text)
        if b - a >= SHORTEST_SENTENCE and hit.text[a:b] not in (hit.title, hit.heading)
    ]
    if not candidates:
        return []
    best_passage = max(hit.score for hit in found.hits) or 1.0
    by_words = sorted(
        (_sentence(one, found=found, question=question, best_passage=best_passage) for one in candidates),
        key=lambda sentence: -sentence.score,
    )[:MOST_COMPARED]
    if vector is None or not may_load_model():
        return by_words
    return sorted(_compared(by_words, vector), key=lambda sentence: -sentence.score)


def _compared(sentences: list[Sentence], vector: Vector) -> Iterator[Sentence]:
    """The same sentences with what the model says about their meaning."""
    texts = [f"{one.hit.heading or one.hit.title}: {' '.join(one.text.split())}" for one in sentences]
    similarities = get_embedder().embed(texts) @ vector
    for sentence, value in zip(sentences, similarities, strict=True):
        similarity = float(value)
        gain = MEANING_WEIGHT * (similarity - sentence.coverage)
        yield replace(sentence, similarity=similarity, score=sentence.score + gain)


def _sentence(
    candidate: tuple[Hit, int, int],
    *,
    found: Found,
    question: str,
    best_passage: float,
) -> Sentence:
    hit, start, end = candidate
    text = hit.text[start - hit.start : end - hit.start]
    coverage = 0.75 * _coverage(text, found) + 0.25 * _coverage(f"{hit.heading} {hit.title} {text}", found)
    score = (1 - PASSAGE_WEIGHT) * coverage + PASSAGE_WEIGHT * hit.score / best_passage
    score += sum(KIND_BONUS for asks, gives in _KINDS if asks.search(question) and gives.search(text))
    score += TOTAL_BONUS if _ASKS_TOTAL.search(question) and _TOTAL.search(text) else 0.0
    if looks_like_heading(text) and hit.text[end - hit.start :].startswith("\n\n"):
        score -= HEADING_MALUS
    return Sentence(hit=hit, start=start, end=end, text=text, similarity=None, coverage=coverage, score=score)


def _coverage(text: str, found: Found) -> float:
    """The share of the question's weight whose words stand in `text`."""
    total = sum(found.weights.values())
    if not total:
        return 0.0
    present = set(terms.words(text))
    return sum(weight for word, weight in found.weights.items() if word in present) / total
