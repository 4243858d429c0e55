"""What can be said about a question and what was found for it, before anything is answered."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from documents import terms
from documents.evidence.expecting import expected, holds
from documents.evidence.sentences import USUAL_SIMILARITY, Sentence
from documents.search import Found, Hit

LOOKED_AT = 4  # passages
BEHIND = slice(4, 10)  # passages that the first is set against
KEY_WORDS = 2
_NAMED = re.compile(r"(?<=\S\s)[^\W\d_a-zа-яß-ÿ][^\W\d_]{2,}|\d[\d,.]*|\b(?=\w*\d)\w*[^\W\d_]\w*")


@dataclass(frozen=True, slots=True)
class Signals:
    """Each is about 0..1 and free of the scale of the search's own score."""

    dense_top: float
    dense_gap: float
    similarity: float
    bm25_share: float
    bm25_gap: float
    coverage: float
    sentence_coverage: float
    agreement: float
    key_words: float
    names: float
    kind_held: float
    kind_missing: float
    unknown: float
    size: float
    length: float
    both: float


def read(found: Found, sentences: Sequence[Sentence], question: str) -> Signals:
    """The signals of a search that found something."""
    hits = found.hits
    total = sum(found.weights.values()) or 1.0
    dense = sorted((hit.dense for hit in hits if hit.dense is not None), reverse=True)
    bm25 = sorted((hit.bm25 for hit in hits), reverse=True)
    held = [_words_of(hit) for hit in hits[:LOOKED_AT]]
    shares = [_share(found, words) for words in held]
    best = sentences[0] if sentences else None
    kind = expected(question)
    named = [w for match in _NAMED.finditer(question) for w in terms.words(match.group(), found.language)]
    holds_kind = any(holds(kind, one.text, question) for one in sentences[:3])
    similarities = [one.fit.similarity for one in sentences if one.compared]
    return Signals(
        dense_top=dense[0] if dense else 0.0,
        dense_gap=dense[0] - fmean(dense[BEHIND]) if len(dense) > BEHIND.start else 0.1,
        similarity=max(similarities, default=dense[0] if dense else USUAL_SIMILARITY),
        bm25_share=bm25[0] / (total * (terms.K1 + 1)),
        bm25_gap=(bm25[0] - fmean(bm25[BEHIND])) / (bm25[0] or 1.0) if len(bm25) > BEHIND.start else 0.5,
        coverage=max(shares, default=0.0),
        sentence_coverage=max((one.fit.all_words for one in sentences[:3]), default=0.0),
        agreement=_agreement(hits),
        key_words=max((_key_share(found, words) for words in held), default=0.0),
        names=max((_names_share(named, words) for words in held), default=0.0),
        kind_held=float(holds_kind),
        kind_missing=float(kind is not None and not holds_kind),
        unknown=sum(w for word, w in found.weights.items() if not found.frequencies.get(word)) / total,
        size=_size(found),
        length=min(1.0, len(found.weights) / 12),
        both=(best.fit.all_words * best.fit.similarity) if best else 0.0,
    )


def _words_of(hit: Hit) -> set[str]:
    return set(terms.words(f"{hit.title} {hit.heading} {hit.text}", hit.language))


def _share(found: Found, words: set[str]) -> float:
    total = sum(found.weights.values())
    return sum(weight for word, weight in found.weights.items() if word in words) / total if total else 0.0


def _key_share(found: Found, words: set[str]) -> float:
    """Of the rarest words of the question, the share of weight that stands in the passage."""
    rarest = sorted(found.weights.items(), key=lambda pair: -pair[1])[:KEY_WORDS]
    total = sum(weight for _, weight in rarest) or 1.0
    return sum(weight for word, weight in rarest if word in words) / total


def _names_share(named: Sequence[str], words: set[str]) -> float:
    """The share of the names and numbers of the question that stand in the passage; 0.6 when it has none."""
    return sum(word in words for word in named) / len(named) if named else 0.6


def _agreement(hits: Sequence[Hit]) -> float:
    """1 when the best by words is the best by meaning too, less the further down it is there."""
    if not hits or hits[0].dense is None:
        return 0.5
    by_words = max(hits, key=lambda hit: hit.bm25)
    return 1 / (1 + sum((hit.dense or 0) > (by_words.dense or 0) for hit in hits))


def _size(found: Found) -> float:
    """How many passages there are, as a power of ten, of five: read back from the weight of a word."""
    chunks = max(
        (
            (math.exp(min(weight, 16.0)) - 1) * (found.frequencies.get(word, 0) + 0.5)
            for word, weight in found.weights.items()
        ),
        default=0.0,
    )
    return math.log10(1 + chunks) / 5
