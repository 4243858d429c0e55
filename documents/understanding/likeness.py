"""How alike papers are by the words they share, and what the likest of them are called."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from documents.words import words as stems

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


@lru_cache(maxsize=600)
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
