"""Words as BM25 knows them: hashed to 2^20 dimensions.

The document side holds saturated term frequencies against a fixed average length, so that adding a
document rewrites nothing; the query side holds idf from the workspace's own term table.
"""

import math
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import UUID

from documents.models import EVERY_CHUNK, TERM_DIMENSIONS
from documents.pieces import WEIGHT as BEGINNING_WEIGHT
from documents.pieces import pieces as beginnings
from documents.words import ENGLISH, LATIN_LANGUAGES, question_words, stem, words

__all__ = [
    "BEGINNING_WEIGHT",
    "LATIN_LANGUAGES",
    "beginnings",
    "document_side",
    "idf",
    "is_exact_id",
    "query_side",
    "question_words",
    "stem",
    "term",
    "words",
]

VERSION = "4"  # of words and weights: passages of another version are indexed again
K1 = 1.2
B = 0.5
AVERAGE_LENGTH = 110.0
LEAST_RARE = 6_000


def is_exact_id(word: str) -> bool:
    """A number of five digits or more, or letters and digits mixed: meant literally."""
    digits = sum(char.isdigit() for char in word)
    return digits >= 5 or (digits >= 2 and len(word) >= 5 and not word.isdigit())


def term(word: str) -> int:
    """The dimension of a stem."""
    return zlib.crc32(word.encode()) % TERM_DIMENSIONS


def document_side(text: str, language: str = ENGLISH) -> dict[int, float]:
    """Saturated term frequencies of a passage by dimension."""
    found = words(text, language)
    norm = K1 * (1 - B + B * len(found) / AVERAGE_LENGTH)
    counts = Counter(term(word) for word in [*found, *beginnings(found)])
    return {key: round(count * (K1 + 1) / (count + norm), 4) for key, count in counts.items()}


def keys_of(workspace_id: UUID, dimensions: Iterable[int]) -> list[int]:
    """Dimensions as the inverted index knows them: 32 bits, different in every workspace."""
    salt = zlib.crc32(workspace_id.bytes)
    return [zlib.crc32(key.to_bytes(4, "little"), salt) - 2**31 for key in dimensions]


def rarest(weights: Mapping[int, float], frequencies: Mapping[int, int], *, enough: int) -> list[int]:
    """The dimensions that find the passages worth weighing: rare ones first, up to `LEAST_RARE` passages.

    A passage without any of them holds only words that nearly every passage holds.
    """
    chosen, passages = [], 0
    for key in sorted(weights, key=lambda key: -weights[key]):
        held_by = frequencies.get(key, 0)
        if passages >= enough and passages + held_by > LEAST_RARE:
            break
        chosen.append(key)
        passages += held_by
    return chosen


def idf(chunks_with: int, chunks: int) -> float:
    return math.log(1 + (chunks - chunks_with + 0.5) / (chunks_with + 0.5))


def query_side(stems: Iterable[str], frequencies: Mapping[int, int]) -> dict[int, float]:
    """The idf of each stem by dimension, from `{term: chunks that hold it}` of the workspace."""
    total = frequencies.get(EVERY_CHUNK, 0)
    keys = {term(word) for word in stems}
    return {key: idf(min(frequencies.get(key, 0), total), total) for key in sorted(keys)}
