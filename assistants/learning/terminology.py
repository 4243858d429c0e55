"""Words a business uses far more than general text does: its products, places and ways to say things."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log
from typing import Any

from assistants.learning.clustering import telling_words
from lumen.common.text import slug_key

LEAST_TEXTS = 4  # a term stands in at least so many
LEAST_TIMES_MORE = 30.0  # than in general text
LEAST_TOGETHER = 0.5  # normalised pointwise mutual information of two words that are one term
UNKNOWN_RANK = 60_000  # of a word that general text hardly has
LEAST_RANK = 4_000  # more frequent words are everybody's
SHORT_LINE = 40  # characters of a last line: who signs
LEAST_SHARE = 0.1  # of texts with the same line: a signature, not what they say
COURTESIES = frozenset(
    {
        *("dear", "thank", "thanks", "sorry", "apologies", "regards", "sincerely", "wishes", "yours"),
        *("warm", "warmly", "warmest", "kind", "greetings", "cheers", "mrs", "monday", "tuesday"),
        *("wednesday", "thursday", "friday", "saturday", "sunday", "please", "pleased", "regret"),
    }
)
_FIRST_WORD = 1_996  # where the vocabulary's whole words begin, the most frequent first
_ZIPF = 11.0  # of some 30,000 words: the word of rank r makes up 1 / (11 r) of a text


@dataclass(frozen=True, slots=True)
class Term:
    """`count` texts use it; `times_more` often than general text."""

    words: str
    count: int
    times_more: float
    examples: tuple[str, ...]


def terms_of(texts: Sequence[str], *, most: int = 30) -> list[Term]:
    """Terms of some texts, the most telling first."""
    bodies = _bodies(texts)
    split = [telling_words(text, COURTESIES) for text in bodies]
    total = sum(map(len, split)) or 1
    singles = Counter(word for words in split for word in words)
    inside = Counter(word for words in split for word in set(words))
    pairs = Counter(pair for body, words in zip(bodies, split, strict=True) for pair in _pairs(body, words))
    found: dict[str, tuple[int, float]] = {}
    for word, count in inside.items():
        times = singles[word] / total * _ZIPF * _rank(word)
        is_rare = times >= LEAST_TIMES_MORE and _rank(word) >= LEAST_RANK
        if count >= LEAST_TEXTS and is_rare and not word.isdigit():
            found[word] = (count, times)
    for (first, second), count in pairs.items():
        if count >= LEAST_TEXTS and _belong(count, singles[first], singles[second], total):
            times = count / total * _ZIPF * max(_rank(first), _rank(second))
            _join(found, f"{first} {second}", count, times)
    ranked = sorted(found.items(), key=lambda one: (-one[1][0] * log(max(one[1][1], 2)), one[0]))
    return [
        Term(words, count, round(times, 1), _examples(words, texts, split))
        for words, (count, times) in ranked[:most]
    ]


def _bodies(texts: Sequence[str]) -> list[str]:
    """Texts without their signatures: lines that many share, and a short last one."""
    used = Counter(line.strip() for text in texts for line in set(text.split("\n")) if line.strip())
    shared = {line for line, count in used.items() if count > max(LEAST_TEXTS, LEAST_SHARE * len(texts))}
    return [
        "\n".join(
            line
            for place, line in enumerate(lines, start=1)
            if line.strip() not in shared and not (1 < place == len(lines) and len(line) <= SHORT_LINE)
        )
        for lines in (text.split("\n") for text in texts)
    ]


def _pairs(body: str, words: Sequence[str]) -> set[tuple[str, str]]:
    """Telling words that stand beside each other."""
    telling = set(words)
    return {pair for pair in pairwise(slug_key(body).split()) if telling.issuperset(pair)}


def _belong(together: int, first: int, second: int, total: int) -> bool:
    """Whether two words stand beside each other far more than by chance."""
    share = together / total
    mutual = log(share * total * total / (first * second))
    return mutual / -log(share) >= LEAST_TOGETHER


def _join(found: dict[str, tuple[int, float]], words: str, count: int, times: float) -> None:
    """Two words that mostly come together are one term, and none by themselves."""
    if times < LEAST_TIMES_MORE:
        return
    found[words] = (count, times)
    for word in words.split():
        if word in found and found[word][0] <= count * 1.5:
            del found[word]


def _examples(words: str, texts: Sequence[str], split: Sequence[Sequence[str]]) -> tuple[str, ...]:
    wanted = words.split()
    using = (text for text, own in zip(texts, split, strict=True) if all(word in own for word in wanted))
    return tuple(text[:200] for text, _ in zip(using, range(3), strict=False))


def _rank(word: str) -> int:
    """How rare a word is in general text: its place among words by frequency."""
    place = _vocabulary().token_to_id(word)
    return UNKNOWN_RANK if place is None else max(1, place - _FIRST_WORD)


@lru_cache(maxsize=1)
def _vocabulary() -> Any:
    """Of the sentence model: its words are in the order of their frequency."""
    from lumen.ai.embeddings.tokens import truncating_tokenizer

    return truncating_tokenizer()
