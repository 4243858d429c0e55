"""A stretch of time, and the rules that read one: each rule is a pattern and what it builds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from lumen.common.dates import Period
from transactions.questions.periods.patterns import Pattern


@dataclass(frozen=True, slots=True)
class Atom:
    """A period and what was left unsaid, so that a range or a follow-up may fill it in."""

    period: Period
    grain: str = ""
    day: int | None = None
    month: int | None = None
    year: int | None = None
    has_year: bool = True
    is_relative: bool = False
    part: tuple[int, int] | None = None  # number and months of a quarter or half
    is_weekday: bool = False
    is_impossible: bool = False  # 30 February: read, but no time at all
    end: int = 0  # index of the first word after it; set by the reader

    @property
    def needs_year(self) -> bool:
        return not self.has_year


IMPOSSIBLE = Atom(Period(None, None), "impossible", is_impossible=True)

Builder = Callable[..., Atom | None]
_BUILDERS: list[tuple[Pattern, Builder]] = []


def rule(*patterns: str) -> Callable[[Builder], Builder]:
    """Register what builds the atom of these patterns; it is given the clock and what they captured."""

    def keep(build: Builder) -> Builder:
        _BUILDERS.extend((Pattern(text), build) for text in patterns)
        return build

    return keep


def rules() -> list[tuple[Pattern, Builder]]:
    return _BUILDERS


def relative(period: Period, grain: str) -> Atom:
    return Atom(period, grain, is_relative=True)


def one_day(day: date) -> Period:
    return Period(day, day + timedelta(days=1))
