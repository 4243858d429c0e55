"""A second look at the best passages of a search: how the words of the question stand in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from documents import terms

COVERAGE_WEIGHT = 0.0
PAIR_WEIGHT = 0.0
WINDOW = 3  # words between two neighbours of the question that still count as together


@dataclass(frozen=True, slots=True)
class Candidate:
    key: UUID
    context: str  # title and headings
    text: str
    language: str


def gains(
    candidates: Sequence[Candidate], *, words: Sequence[str], weights: Mapping[int, float]
) -> dict[UUID, float]:
    """What is added to the score of each candidate for words of the question that stand together in it.

    Args:
        words: stems of the question in its order.
        weights: their idf by dimension.
    """
    idf = {word: weights[terms.term(word)] for word in words}
    total = sum(idf.values()) or 1.0
    pairs = [(a, b, min(idf[a], idf[b])) for a, b in pairwise(words)]
    most = sum(weight for *_, weight in pairs) or 1.0
    return {one.key: _gain(one, idf, total, pairs, most) for one in candidates}


def _gain(
    one: Candidate,
    idf: Mapping[str, float],
    total: float,
    pairs: Sequence[tuple[str, str, float]],
    most: float,
) -> float:
    places: dict[str, list[int]] = {}
    for at, word in enumerate(terms.words(one.text, one.language)):
        if word in idf:
            places.setdefault(word, []).append(at)
    context = set(terms.words(one.context, one.language))
    covered = sum(weight for word, weight in idf.items() if word in places or word in context)
    together = sum(weight for a, b, weight in pairs if _are_near(places.get(a), places.get(b)))
    return COVERAGE_WEIGHT * covered / total + PAIR_WEIGHT * together / most


def _are_near(first: list[int] | None, second: list[int] | None) -> bool:
    return bool(first and second) and any(0 < abs(b - a) <= WINDOW for a in first or () for b in second or ())
