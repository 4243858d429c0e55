"""What can be said about a question and what was found for it, before anything is answered."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from documents import terms
from documents.evidence.expecting import expected, holds
from documents.evidence.sentences import USUAL_SIMILARITY, Sentence
from documents.pieces import pieces
from documents.search import Found, Hit
from documents.words import ENGLISH

LOOKED_AT = 4  # passages
BEST = 3  # sentences
KEY_WORDS = 2
NEAR = 0.6  # of a word of which all pieces are there, and the word is not
NO_NAMES = 0.6  # between the usual yes and no
MOST_SIZE = 0.75  # beyond some thousand passages their number says nothing more
CAPITAL_NOUNS = frozenset(("de", "lb"))  # languages in which a capital letter is no sign of a name
COMPOUNDS = frozenset(("de", "lb", "nl", "sv", "da", "no", "nb", "nn", "fi", "et", "hu"))
_NAMED = re.compile(r"(?<=\S\s)[^\W\d_a-zа-яß-ÿ][^\W\d_]{2,}|\d[\d,.]*|\b(?=\w*\d)\w*[^\W\d_]\w*")
_NUMBERED = re.compile(r"\w*\d[\w,.]*")


@dataclass(frozen=True, slots=True)
class Signals:
    """Each is about 0..1; none depends on how the search adds its scores up."""

    dense_top: float  # cosine of the passage nearest in meaning
    similarity: float  # ... of the sentence
    bm25_share: float  # the best score by words, of the most that the question could reach
    coverage: float  # the most of the question's weight that stands in one of the first passages
    sentence_coverage: float  # ... in one of the first sentences with what it stands under
    near_coverage: float  # ... in one of the first passages, pieces of its words counting too
    agreement: float  # the best by words is the best by meaning
    key_words: float  # the rarest words of the question stand in one of the first passages
    names: float  # its names and numbers do
    kind_missing: float  # it asks for a date, a sum, ... and no sentence has one
    stands_out: float  # how much nearer the nearest sentence is than the others that were compared, thrice
    ahead: float  # ... than the next one, five times
    both: float  # coverage times similarity of the best sentence
    size: float  # of the workspace: log10 of its passages, fifths
    foreign: float  # another language than the sentence model's
    compounds: float  # ... that writes words together, so that fewer of them are met again


def read(found: Found, sentences: Sequence[Sentence], question: str) -> Signals:
    """The signals of a search that found something."""
    hits = found.hits
    total = sum(found.weights.values()) or 1.0
    dense = max((hit.dense for hit in hits if hit.dense is not None), default=0.0)
    held = [_words_of(hit) for hit in hits[:LOOKED_AT]]
    named = _names(question, found.language)
    kind = expected(question)
    holds_kind = any(holds(kind, one.text, question) for one in sentences[:BEST])
    compared = sorted((one.fit.similarity for one in sentences if one.compared), reverse=True)
    return Signals(
        dense_top=dense,
        similarity=max(compared, default=dense or USUAL_SIMILARITY),
        stands_out=3 * (compared[0] - fmean(compared[1:])) if len(compared) > 1 else 0.0,
        ahead=5 * (compared[0] - compared[1]) if len(compared) > 1 else 0.0,
        bm25_share=max(hit.bm25 for hit in hits) / (total * (terms.K1 + 1)),
        coverage=max((_share(found.weights, words) for words in held), default=0.0),
        sentence_coverage=max((one.fit.all_words for one in sentences[:BEST]), default=0.0),
        near_coverage=max((_near_share(found.weights, words) for words in held), default=0.0),
        agreement=_agreement(hits),
        key_words=max((_share(_rarest(found), words) for words in held), default=0.0),
        names=max((_part(named, words) for words in held), default=0.0) if named else NO_NAMES,
        kind_missing=float(kind is not None and not holds_kind),
        both=sentences[0].fit.all_words * sentences[0].fit.similarity if sentences else 0.0,
        size=min(_size(found), MOST_SIZE),
        foreign=float(found.language != ENGLISH),
        compounds=float(found.language in COMPOUNDS),
    )


def _words_of(hit: Hit) -> set[str]:
    return set(terms.words(f"{hit.title} {hit.heading} {hit.text}", hit.language))


def _share(weights: dict[str, float], words: set[str]) -> float:
    """How much of the weight stands among `words`."""
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in words) / total if total else 0.0


def _near_share(weights: dict[str, float], words: set[str]) -> float:
    """`_share` in which a word counts by its pieces where it is not among `words`."""
    known = set(pieces(words))
    near = sum(weight * _near(word, known) for word, weight in weights.items() if word not in words)
    total = sum(weights.values())
    return _share(weights, words) + NEAR * near / total if total else 0.0


def _near(word: str, known: set[str]) -> float:
    """How many of the pieces of a word are known."""
    parts = pieces([word])
    return sum(part in known for part in parts) / len(parts) if parts else 0.0


def _part(named: Sequence[str], words: set[str]) -> float:
    return sum(word in words for word in named) / len(named)


def _rarest(found: Found) -> dict[str, float]:
    return dict(sorted(found.weights.items(), key=lambda pair: -pair[1])[:KEY_WORDS])


def _names(question: str, language: str) -> list[str]:
    """Stems of the words with a capital inside the question, and its numbers."""
    pattern = _NUMBERED if language in CAPITAL_NOUNS else _NAMED
    return [word for match in pattern.finditer(question) for word in terms.words(match.group(), language)]


def _agreement(hits: Sequence[Hit]) -> float:
    """1 when the best by words is the best by meaning too, less the further down it is there."""
    if not hits or hits[0].dense is None:
        return 0.5
    by_words = max(hits, key=lambda hit: hit.bm25)
    return 1 / (1 + sum((hit.dense or 0.0) > (by_words.dense or 0.0) for hit in hits))


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
