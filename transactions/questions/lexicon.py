"""The words of a question about money, as `lexicon.toml` lists them: phrases and what they stand for."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from transactions.questions.numbers import ORDINALS

Meaning = tuple[str, str]  # (kind, value)

_NO_MEANINGS = frozenset(("filler", "loaded", "polite", "chatter"))
_FILE = Path(__file__).with_name("lexicon.toml")


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def phrases() -> dict[tuple[str, ...], list[Meaning]]:
    """Every phrase, as words, with all it can mean."""
    table: dict[tuple[str, ...], list[Meaning]] = {}
    for kind, values in _tables().items():
        for value, text in values.items() if kind not in _NO_MEANINGS else ():
            for phrase in text.split("|"):
                table.setdefault(tuple(phrase.split()), []).append((kind, value))
    for word, ordinal in ORDINALS.items():
        table.setdefault((word,), []).append(("ordinal", str(ordinal)))
    return table


@cache
def _fillers() -> frozenset[str]:
    filler = _tables()["filler"]
    return frozenset(f"{filler['words']} {filler['signs']}".split())


@cache
def vocabulary() -> frozenset[str]:
    """Every single word the grammar knows, so that none of them is taken for a misspelt name."""
    return frozenset(word for phrase in phrases() for word in phrase) | _fillers() | polite_words()


@cache
def longest_phrase() -> int:
    return max(len(phrase) for phrase in phrases())


@cache
def longest_from() -> dict[str, int]:
    """How many words the longest phrase has that begins with a word."""
    longest: dict[str, int] = {}
    for phrase in phrases():
        longest[phrase[0]] = max(len(phrase), longest.get(phrase[0], 0))
    return longest


def is_filler(word: str) -> bool:
    return word in _fillers()


@cache
def loaded_words() -> frozenset[str]:
    """Words that change which payments are meant in a way the ledger cannot follow."""
    return frozenset(_tables()["loaded"]["words"].split())


@cache
def polite_words() -> frozenset[str]:
    """Words of courtesy, which say nothing at the edges of a clause."""
    return frozenset(_tables()["polite"]["words"].split())


@cache
def chatter_words(name: str) -> frozenset[str]:
    """Words that show where a clause begins, who speaks in it, and what it points back to."""
    return frozenset(_tables()["chatter"][name].split())
