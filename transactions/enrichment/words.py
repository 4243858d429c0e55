"""Telling words in many languages, as `data/words.toml` lists them, and the category each stands for."""

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from transactions.enrichment.spelling import plain

_FILE = Path(__file__).with_name("data") / "words.toml"
_RECENT = 20_000
_SHORTEST_ENDING = 4


@dataclass(frozen=True, slots=True)
class Hint:
    """A word found in a line and what it stands for; empty when there is none.

    Attributes:
        is_telling: it says so by itself, rather than making it likely.
    """

    category: str = ""
    word: str = ""
    is_telling: bool = False


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """One table, by the way its words are looked up: word -> (rank of its category, category)."""

    whole: dict[str, tuple[int, str]]
    beginnings: dict[str, tuple[int, str]]
    endings: dict[str, tuple[int, str]]
    longest: int

    def best(self, spoken: list[str]) -> tuple[str, str] | None:
        """Word and category: phrases before words, later words before earlier when ranks are equal."""
        found = [
            (length, -rank, start, text, category)
            for start in range(len(spoken))
            for length in range(1, min(self.longest, len(spoken) - start) + 1)
            for text in [" ".join(spoken[start : start + length])]
            for rank, category in [self._look_up(text, is_word=length == 1)]
            if category
        ]
        best = max(found, default=None)
        return (best[3], best[4]) if best else None

    def _look_up(self, text: str, *, is_word: bool) -> tuple[int, str]:
        if text in self.whole:
            return self.whole[text]
        if is_word:
            for length in range(len(text), _SHORTEST_ENDING - 1, -1):
                if text[:length] in self.beginnings:
                    return self.beginnings[text[:length]]
                if text[-length:] in self.endings:
                    return self.endings[text[-length:]]
        return 0, ""


@lru_cache(maxsize=1)
def _tables() -> dict[str, _Lexicon]:
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {name: _lexicon(categories) for name, categories in told.items()}


def _lexicon(categories: dict[str, str]) -> _Lexicon:
    kinds: dict[str, dict[str, tuple[int, str]]] = defaultdict(dict)
    for rank, (category, listed) in enumerate(categories.items()):
        for entry in listed.replace("\n", " ").split(","):
            word = entry.strip()
            kind = "endings" if word.startswith("*") else "beginnings" if word.endswith("*") else "whole"
            if key := plain(word):
                kinds[kind].setdefault(key, (rank, category))
    longest = max(len(word.split()) for word in kinds["whole"])
    return _Lexicon(kinds["whole"], kinds["beginnings"], kinds["endings"], longest)


@lru_cache(maxsize=_RECENT)
def expense_hint(text: str) -> Hint:
    """What the words of a line say that money was spent on."""
    spoken = plain(text).split()
    for table in ("telling", "hinting"):
        if best := _tables()[table].best(spoken):
            return Hint(best[1], best[0], is_telling=table == "telling")
    return Hint()


@lru_cache(maxsize=_RECENT)
def income_hint(text: str) -> Hint:
    """What the words of a line say that money came from."""
    best = _tables()["income"].best(plain(text).split())
    return Hint(best[1], best[0], is_telling=True) if best else Hint()


@lru_cache(maxsize=_RECENT)
def telling_category(text: str) -> str:
    """The category of a word that says so by itself, or an empty string."""
    best = _tables()["telling"].best(plain(text).split())
    return best[1] if best else ""
