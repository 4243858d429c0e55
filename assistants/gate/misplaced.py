"""Facts that a source gives, but about something else: two dates swapped."""

import re
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
    return [_Placed(fact, _about(reading, fact)) for fact in reading.facts if fact.kind in {"number", "date"}]


def _about(reading: Reading, fact: Fact) -> frozenset[str]:
    """Stems of the clause around a fact, with the codes in it."""
    text = reading.text
    start = max((m.end() for m in _CLAUSE.finditer(text, 0, fact.start)), default=0)
    following = _CLAUSE.search(text, fact.end)
    end = following.start() if following else len(text)
    own = text[start : fact.start] + " " + text[fact.end : end]
    codes = {
        str(key[1])
        for other in reading.facts
        if other.kind == "code" and start <= other.start < end
        for key in other.needs
    }
    return frozenset(content_stems(own, reading.language)) | codes
