"""Well-known merchants, with the starter category each belongs to, as `data/brands/` lists them.

An entry reads `Name = spelling, other spelling; Next Name`. A spelling with `^` counts only where a line
begins, because it is an everyday word elsewhere; so do the words of `data/everyday.txt`.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from transactions.enrichment import words
from transactions.enrichment.spelling import plain

DATA = Path(__file__).with_name("data")
_MOST_WORDS = 5
_GLUED = 6  # `NETFLIXCOM` begins with a name; shorter names would be found by chance
_RECENT = 20_000


@dataclass(frozen=True, slots=True)
class Brand:
    name: str
    category: str


@dataclass(frozen=True, slots=True)
class _Spelling:
    brand: Brand
    is_everyday: bool  # counts only at the beginning, and not against a telling word


@lru_cache(maxsize=1)
def _spellings() -> dict[str, _Spelling]:
    """Every spelling with its spaces taken out -> the brand. The first list that has it counts."""
    everyday = {plain(word) for word in (DATA / "everyday.txt").read_text(encoding="utf-8").split()}
    table: dict[str, _Spelling] = {}
    for path in sorted((DATA / "brands").glob("*.toml")):
        for category, entries in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for name, others in _entries(entries):
                brand = Brand(name, category)
                for spelling in _all_spellings(name, others):
                    compact = plain(spelling).replace(" ", "")
                    starts = spelling.startswith("^") or compact in everyday
                    if compact:
                        table.setdefault(compact, _Spelling(brand, starts))
    return table


def _entries(text: str) -> Iterator[tuple[str, list[str]]]:
    for entry in " ".join(text.split()).split(";"):
        name, _, others = entry.strip().partition(" = ")
        if name.strip():
            yield name.strip(" ^"), [each.strip() for each in others.split(",") if each.strip()]


def _all_spellings(name: str, others: list[str]) -> list[str]:
    """The listed ones and the name itself, unless a listed one says that it counts only in front."""
    own = plain(name).replace(" ", "")
    in_front = [plain(each).replace(" ", "") for each in others if each.startswith("^")]
    return others if any(each.startswith(own) for each in in_front) else [*others, name]


def names() -> set[Brand]:
    """Every brand on the lists."""
    return {each.brand for each in _spellings().values()}


@lru_cache(maxsize=_RECENT)
def brand_in(text: str) -> Brand | None:
    """The well-known merchant this text names: in front before further back, then the longest spelling."""
    spoken = plain(text).split()
    found = [
        (start == 0, len(run), -start, spelling)
        for start, run, spelling in _runs(spoken)
        if not spelling.is_everyday or (start == 0 and _is_alone(spelling, spoken, run))
    ]
    if found:
        return max(found, key=lambda each: each[:3])[3].brand
    return _glued(spoken[0]) if spoken else None


def _runs(spoken: list[str]) -> Iterator[tuple[int, str, _Spelling]]:
    table = _spellings()
    for start in range(len(spoken)):
        run = ""
        for word in spoken[start : start + _MOST_WORDS]:
            run += word
            if run in table:
                yield start, run, table[run]


def _is_alone(spelling: _Spelling, spoken: list[str], run: str) -> bool:
    """Whether nothing after an everyday word says that it is another: `SHELL COVE CAFE`."""
    rest, seen = list(spoken), ""
    while seen != run:
        seen += rest.pop(0)
    told = words.telling_category(" ".join(rest))
    return told in {"", spelling.brand.category}


def _glued(word: str) -> Brand | None:
    table = _spellings()
    for length in range(len(word) - 1, _GLUED - 1, -1):
        known = table.get(word[:length])
        if known and not known.is_everyday:
            return known.brand
    return None
