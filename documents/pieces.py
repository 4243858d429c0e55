"""Pieces of words that join what stemmers keep apart, each script's own kind; they weigh less than words."""

import re
from collections.abc import Iterable

LETTERS = 5  # of a beginning
INDIC_SIGNS = 3  # letters and vowels
SHORTEST_SKELETON = 2
SHORTEST_VERB = 4
WEIGHT = 0.4  # of a piece, beside the whole stem
_IDEOGRAPH = re.compile("[\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_ARABIC = re.compile("[\u0600-\u06ff]")
_INDIC = re.compile("[\u0900-\u0dff]")
_LONG_VOWELS = re.compile("[اويء]")


def pieces(found: Iterable[str]) -> list[str]:
    """The pieces of stems; none of numbers, ids and short words."""
    return [piece for word in found for piece in _of_word(word)]


def _of_word(word: str) -> list[str]:
    if _IDEOGRAPH.match(word):
        return list(word) if len(word) > 1 else []
    if _INDIC.match(word):
        return [f"~{word[at : at + INDIC_SIGNS]}" for at in range(len(word) - INDIC_SIGNS + 1)]
    if not word.isalpha():
        return []
    if _ARABIC.match(word):
        return [f"={skeleton}"] if len(skeleton := _skeleton(word)) >= SHORTEST_SKELETON else []
    return [f"^{word[:LETTERS]}"] if len(word) > LETTERS else []


def _skeleton(word: str) -> str:
    """An Arabic stem without long vowels: one for a word, its broken plural and the forms of its verb."""
    if len(word) >= SHORTEST_VERB and word[0] in "يت":
        word = word[1:]
    if len(word) >= SHORTEST_VERB:
        word = word.removesuffix("ت")
    return word[0].replace("ا", "") + _LONG_VOWELS.sub("", word[1:])
