"""Words as BM25 knows them: stems hashed to 2^20 dimensions.

The document side holds saturated term frequencies against a fixed average length, so that adding a
document rewrites nothing; the query side holds idf from the workspace's own term table.
"""

import math
import re
import threading
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

import snowballstemmer

from documents.models import EVERY_CHUNK, TERM_DIMENSIONS
from lumen.common.text import fold

K1 = 1.2
B = 0.75
AVERAGE_LENGTH = 110.0
_WORD = re.compile(r"[^\W_]+(?:[-/.,:'’@&_][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"^\d[\d,]*(?:\.\d+)?$")
_ZEROS = re.compile(r"\.0+$")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
STOP_WORDS = frozenset(
    """
    a about all am an and any are as at be been being but by can could did do does doing for from get
    gets got had has have having he her hers him his how i if in into is it its just kindly know let
    like may me might mine much many must my need no not of on or our ours out over please say says she
    should show so some tell than that the their them then there these they this those to too under up
    us was we were what when where which who whom whose why will with would you your yours give find
    exactly according mention mentioned mentions per also only
    """.split()  # noqa: SIM905  read as words
)
# Irregular forms, and words that papers and people use for one thing.
_SAME_WORD = dict(
    pair.split(":")
    for pair in """
    paid:pay bought:buy gave:give given:give held:hold kept:keep left:leave made:make sent:send
    sold:sell spent:spend told:tell took:take taken:take went:go gone:go began:begin begun:begin
    brought:bring built:build chose:choose chosen:choose drawn:draw drew:draw ran:run met:meet lent:lend
    lost:lose said:say sought:seek shown:show wrote:write written:write children:child people:person
    expiry:expire expiration:expire fridge:refrigerator flat:apartment landlord:owner landlady:owner
    tds:tax yearly:annual e-mail:email mail:email phone:call lease:rent
    """.split()  # noqa: SIM905  read as words
)
_stemmers = threading.local()


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    if not hasattr(_stemmers, "english"):
        _stemmers.english = snowballstemmer.stemmer("english")
    stemmed: str = _stemmers.english.stemWord(_SAME_WORD.get(word, word))
    return stemmed


def words(text: str) -> list[str]:
    """The stems, numbers and ids of a text, in order."""
    found: list[str] = []
    for match in _WORD.finditer(fold(text)):
        found += _of_word(match.group())
    return found


def _of_word(word: str) -> list[str]:
    if _CJK.search(word):
        return [word[i : i + 2] for i in range(len(word) - 1)] or [word]
    if _NUMBER.match(word):
        return [_ZEROS.sub("", word.replace(",", ""))]
    word = word.replace("’", "'").removesuffix("'s")
    parts = _PART.findall(word)
    if len(parts) == 1:
        return [stem(parts[0])]
    whole = "".join(parts)
    is_id = any(c.isdigit() for c in whole)
    return [stem(part) for part in parts if len(part) > 1 or is_id] + ([whole] if is_id else [])


def question_words(text: str) -> list[str]:
    """The stems of a question that carry meaning, each once."""
    meaningful = (m.group() for m in _WORD.finditer(fold(text)) if m.group() not in STOP_WORDS)
    stems = [word for part in meaningful for word in _of_word(part)]
    return list(dict.fromkeys(stems)) or list(dict.fromkeys(words(text)))


def is_exact_id(word: str) -> bool:
    """A number of five digits or more, or letters and digits mixed: meant literally."""
    digits = sum(char.isdigit() for char in word)
    return digits >= 5 or (digits >= 2 and len(word) >= 5 and not word.isdigit())


def term(word: str) -> int:
    """The dimension of a stem."""
    return zlib.crc32(word.encode()) % TERM_DIMENSIONS


def document_side(text: str) -> dict[int, float]:
    """Saturated term frequencies of a passage by dimension."""
    found = words(text)
    norm = K1 * (1 - B + B * len(found) / AVERAGE_LENGTH)
    counts = Counter(term(word) for word in found)
    return {key: round(count * (K1 + 1) / (count + norm), 4) for key, count in counts.items()}


def idf(chunks_with: int, chunks: int) -> float:
    return math.log(1 + (chunks - chunks_with + 0.5) / (chunks_with + 0.5))


def query_side(stems: Iterable[str], frequencies: Mapping[int, int]) -> dict[int, float]:
    """The idf of each stem by dimension, from `{term: chunks that hold it}` of the workspace."""
    total = frequencies.get(EVERY_CHUNK, 0)
    keys = {term(word) for word in stems}
    return {key: idf(min(frequencies.get(key, 0), total), total) for key in sorted(keys)}
