"""Everyday words for categories and kinds of merchant, as `synonyms.toml` lists them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("synonyms.toml")


@dataclass(frozen=True, slots=True)
class Concept:
    """Words people say, the categories that may carry the idea, and words in names of merchants."""

    words: tuple[str, ...]
    categories: tuple[str, ...] = ()
    merchants: tuple[str, ...] = ()
    is_vague: bool = False  # several merchants fit and none is meant for sure: ask


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def concepts() -> tuple[Concept, ...]:
    return tuple(
        Concept(
            words=_parts(entry["words"]),
            categories=_parts(entry.get("categories", "")),
            merchants=_parts(entry.get("merchants", "")),
            is_vague=entry.get("vague", False),
        )
        for entry in _tables()["concept"]
    )


@cache
def partial_stop() -> frozenset[str]:
    """Words of names (`bank`, `hotel`) that never stand for the whole name."""
    return frozenset(_tables()["partial"]["stop"].split())


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())
