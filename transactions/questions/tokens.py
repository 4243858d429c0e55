"""A question as a row of tokens, each knowing where in the text it stands."""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple

_TOKEN = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"  # 2025-10-05
    r"|\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})(?!\d)|\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})(?!\d)"
    r"|\d{1,2}-\d{1,2}-(?:\d{4}|\d{2})(?!\d)"  # 5-10-25
    r"|\d+(?:st|nd|rd|th)\b"
    r"|\d+(?:,\d+)*(?:\.\d+)?"
    r"|(?:[^\W\d_][\u0900-\u0903\u093a-\u094f]*)+(?:['’][^\W\d_]+)*"  # vowel signs of Devanagari
    r"|<=|>=|/-|\S",
    re.IGNORECASE,
)
_QUOTES = str.maketrans("’‘`´“”", "''''\"\"")
_DEVANAGARI = Path(__file__).with_name("devanagari.toml")


class Token(NamedTuple):
    """`norm` is for comparing: lower case, without apostrophes."""

    text: str
    norm: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.norm[:1].isalpha()


def tokenise(text: str) -> list[Token]:
    """Words, numbers, written dates and single signs, in order, nothing lost but spaces."""
    plain = text.translate(_QUOTES)
    return [Token(found.group(), _norm(found.group()), *found.span()) for found in _TOKEN.finditer(plain)]


@cache
def _spellings() -> dict[str, str]:
    table = tomllib.loads(_DEVANAGARI.read_text(encoding="utf-8"))["words"]
    return {_plain(word): latin for latin, words in table.items() for word in words.split()}


def _plain(word: str) -> str:
    """Without the dot below, which many leave out: `ज़` and `ज` meet."""
    return unicodedata.normalize("NFD", word).replace("\u093c", "")


def _norm(said: str) -> str:
    """Lower case without apostrophes; a known word in Devanagari as the lexicon spells it."""
    if not said.isascii() and (latin := _spellings().get(_plain(said))):
        return latin
    return said.lower().replace("'", "") or "'"
