"""Facts that a source gives, but about something else: two dates swapped."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistants.gate.facts import Fact, Reading
from assistants.gate.stems import content_stems

_CLAUSE = re.compile(
    r"[,;:!?\n]|\.(?=\s|$)|\s(?:and|but|or|while|und|aber|oder|et|mais|ou|y|pero|o|e|ma|mas|en|maar|"
    r"aur|lekin)\s|\s[–—-]\s"
)


_RANGE = frozenset(
    {"-", "–", "—", "to", "until", "till", "through", "bis", "à", "au", "a", "al", "até", "tot", "se"}
)
_BETWEEN = re.compile(r"\b(?:between|zwischen|entre|tra|tussen)\s*$", re.IGNORECASE)
_LONGEST_JOINT = 20
_MOST_COMPARED = 60_000


@dataclass(frozen=True, slots=True)
class _Placed:
    fact: Fact
    about: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Pair:
    first: Fact
    joint: str
    second: Fact

    @property
    def ends(self) -> tuple[Fact, Fact]:
        return self.first, self.second


def misplaced(reading: Reading, sources: Sequence[Reading], facts: Sequence[Fact]) -> list[Fact]:
    """Those of `facts` whose clause fits another fact of the same sort in the sources, and not themselves."""
    said = [placed for source in sources for placed in _placed(source)]
    if len(facts) * len(said) > _MOST_COMPARED:
        return list(facts)  # nobody writes so many numbers: what cannot be compared is not sent
    moved = [here.fact for here in _placed(reading) if here.fact in facts and _fits_another(here, said)]
    pairs = [pair for source in sources for pair in _pairs(source)]
    return moved + [pair.second for pair in _pairs(reading) if pair.second in facts and _is_torn(pair, pairs)]


def _fits_another(here: _Placed, said: Sequence[_Placed]) -> bool:
    own = [other.about for other in said if here.fact.needs & other.fact.offers]
    others = [
        other.about
        for other in said
        if other.fact.kind == here.fact.kind
        and _sort(other.fact) == _sort(here.fact)
        and not here.fact.needs & other.fact.offers
    ]
    return bool(own) and all(any(_tells_for(here.about, b, a) for b in others) for a in own)


def _tells_for(about: frozenset[str], other: frozenset[str], own: frozenset[str]) -> bool:
    """Whether what distinguishes two clauses of the sources speaks for the other one only."""
    return bool(about & (other - own)) and not about & (own - other)


def _sort(fact: Fact) -> tuple[str, str]:
    """Amounts of one currency compete with each other, days with days."""
    key = next((key for key in fact.needs if key[0] == "number"), min(fact.needs, key=str))
    if key[0] not in {"money", "measure"}:
        return str(key[0]), ""
    return str(key[0]), str(key[2]).removeprefix("working ")


def _pairs(reading: Reading) -> list[_Pair]:
    """Facts that follow each other closely: `3 to 5`, `£150 of the £180`."""
    facts = sorted((f for f in reading.facts if f.kind in {"number", "date"}), key=lambda fact: fact.start)
    return [
        _Pair(first, joint, second)
        for first, second in pairwise(facts)
        if (joint := _joint(reading.text, first, second))
    ]


def _joint(text: str, first: Fact, second: Fact) -> str:
    """The words between two facts; every word of a range is `to`; empty when they are far apart."""
    between = " ".join(text[first.end : second.start].lower().split())
    if first.end > second.start or not between or len(between) > _LONGEST_JOINT or between[0] in ".!?":
        return ""
    is_range = between in _RANGE or (between == "and" and _BETWEEN.search(text[: first.start]))
    return "to" if is_range else between


def _is_torn(pair: _Pair, said: Sequence[_Pair]) -> bool:
    """Whether the sources join one of the two in this way, but with something else."""
    alike = [other for other in said if other.joint == pair.joint]
    if any(pair.first.needs & o.first.offers and pair.second.needs & o.second.offers for o in alike):
        return False
    return any(fact.needs & end.offers for fact in pair.ends for other in alike for end in other.ends)


def _placed(reading: Reading) -> list[_Placed]:
    """Each number and day with the stems of the clause around it, and the codes in it."""
    ends = [match.end() for match in _CLAUSE.finditer(reading.text)]
    codes: dict[int, set[str]] = defaultdict(set)
    for fact in reading.facts:
        if fact.kind == "code":
            codes[bisect_right(ends, fact.start)].update(str(key[1]) for key in fact.needs)
    borders = [0, *ends, len(reading.text)]
    placed = []
    for fact in reading.facts:
        if fact.kind in {"number", "date"}:
            clause = bisect_right(ends, fact.start)
            stems = content_stems(reading.rest[borders[clause] : borders[clause + 1]], reading.language)
            placed.append(_Placed(fact, frozenset(stems) | codes[clause]))
    return placed
