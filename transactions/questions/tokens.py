"""A question as a row of tokens, each knowing where in the text it stands."""

import re
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Token:
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
    return [
        Token(found.group(), found.group().lower().replace("'", "") or "'", *found.span())
        for found in _TOKEN.finditer(plain)
    ]
