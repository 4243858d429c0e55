"""Two ends of time, or one: `from June to August`, `5-12 October`, `since`, `before`, `tak`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from lumen.common.dates import Period, add_months
from transactions.questions.periods.atoms import Atom, one_day
from transactions.questions.periods.clock import Clock
from transactions.questions.periods.patterns import Pattern

Joiner = Callable[..., Atom | None]
_TO = "to|till|til|until|through|thru|upto|-|–|—|and"


def _with_parts(clock: Clock, atom: Atom, *, month: int | None, year: int | None) -> Atom:
    """The same words read again with a month or year borrowed from the other end."""
    month = atom.month or month
    if atom.day is not None:
        period = clock.date(atom.day, month, year) if month else clock.date(atom.day)
    elif month is not None:
        period = clock.month(month, year)
    else:
        return atom
    return atom if period is None else replace(atom, period=period, month=month, year=year or atom.year)


def _aligned(clock: Clock, first: Atom, last: Atom) -> tuple[Atom, Atom]:
    """Fill what one end leaves unsaid from the other: `5 to 12 October`, `Nov 2024 to Jan`."""
    if first.is_weekday and last.is_weekday:
        return _weekday_before(first, last), last
    if first.part and first.needs_year and last.part:
        return with_year_of(clock, first, last), last
    if first.needs_year:
        first = _filled_from_later(clock, first, last)
    if last.needs_year:
        last = _filled_from_earlier(clock, first, last)
    return first, last


def _weekday_before(first: Atom, last: Atom) -> Atom:
    """`Monday to Friday last week`: the Monday before that Friday."""
    start, end = first.period.start, last.period.start
    if start is None or end is None or start <= end:
        return first
    back = end - timedelta(days=(end.weekday() - start.weekday()) % 7)
    return replace(first, period=one_day(back))


def with_year_of(clock: Clock, first: Atom, other: Atom) -> Atom:
    """`Q1 and Q2 of FY26`, `January and February 2024`: one year said for both."""
    if other.needs_year or not first.needs_year or first.day is not None:
        return first
    if first.month and other.month and other.year and other.day is None:
        return _with_parts(clock, first, month=first.month, year=other.year)
    if first.part and other.part and other.period.start:
        year = add_months(other.period.start, -(other.part[0] - 1) * other.part[1])
        period = clock.part(*first.part, Period(year, add_months(year, 12)))
        return replace(first, period=period, has_year=True)
    return first


def _filled_from_later(clock: Clock, first: Atom, last: Atom) -> Atom:
    end = last.period.start
    if end is None or (first.month is None and first.day is None):
        return first
    month = first.month or last.month or (end.month if last.day or last.is_relative else None)
    year = end.year if month is None or month <= end.month else end.year - 1
    return _with_parts(clock, first, month=month, year=year)


def _filled_from_earlier(clock: Clock, first: Atom, last: Atom) -> Atom:
    start = first.period.start
    if start is None or (last.month is None and last.day is None):
        return last
    if last.month is None:
        return _with_parts(clock, last, month=start.month, year=start.year)
    if first.has_year and not first.is_relative:
        year = start.year if (last.month, last.day or 32) >= (start.month, start.day) else start.year + 1
        return _with_parts(clock, last, month=last.month, year=year)
    return last


def _range(clock: Clock, first: Atom, last: Atom) -> Atom | None:
    if _is_loose(first) and _is_loose(last):
        return None
    first, last = _aligned(clock, first, last)
    start, end = first.period.start, last.period.end
    if start is None or end is None or start >= end:
        return None
    return Atom(Period(start, end), "", has_year=first.has_year or last.has_year)


def _is_bare_day(atom: Atom) -> bool:
    return atom.day is not None and atom.month is None


def _from(_clock: Clock, first: Atom) -> Atom | None:
    return None if _is_loose(first) else replace(first, period=Period(first.period.start, None), grain="")


def _from_here(clock: Clock, first: Atom) -> Atom | None:
    """`from 1 October` is open; `from last weekend` is the weekend itself."""
    return first if first.is_relative else _from(clock, first)


def _to_now(clock: Clock, first: Atom) -> Atom | None:
    return None if _is_loose(first) else Atom(clock.to_date(first.period))


def _after(_clock: Clock, first: Atom) -> Atom | None:
    return None if _is_loose(first) else Atom(Period(first.period.end, None))


def _until(_clock: Clock, last: Atom) -> Atom | None:
    return None if _is_loose(last) else Atom(Period(None, last.period.end))


def _before(_clock: Clock, last: Atom) -> Atom | None:
    return None if _is_loose(last) else Atom(Period(None, last.period.start))


def _till_today(clock: Clock) -> Atom:
    return Atom(Period(None, clock.day().end))


def _is_loose(atom: Atom) -> bool:
    """A bare number is a day only between the two ends of a range."""
    return _is_bare_day(atom) and atom.grain == "loose"


def _always(_clock: Clock) -> Atom:
    return Atom(Period(None, None), "always")


_JOINS: dict[Joiner, tuple[str, ...]] = {
    _range: (
        "in? between|btw|betwen|bw the? EDGE and|to|till|&|aur|-|– the? EDGE",
        "from|starting the? EDGE to|till|til|until|through|thru|upto|-|–|— the? EDGE",
        "from EDGE up to|till|until the? EDGE",
        "from EDGE through to EDGE",
        "from EDGE and EDGE",
        "EDGE to|till|til|until|through|thru|upto|-|–|— the? EDGE",
        "EDGE up to EDGE",
        "EDGE se lekar? EDGE tak|ke|ki|ka",
        "EDGE se le|lekar kar? EDGE tak",
        "EDGE aur EDGE ke beech|bich",
        "EDGE and EDGE ke beech|bich",
        "EDGE se EDGE",
        "EDGE . . .? EDGE",
        "EDGE / EDGE",
    ),
    _to_now: (
        "from|since SPAN to|till|until|upto now|date|present",
        "SPAN se ab|abhi|aaj tak",
        "SPAN till date|now",
    ),
    _from: (
        "since the? SPAN",
        "ever since SPAN",
        "starting|beginning SPAN",
        "starting|beginning from|on|in SPAN",
        "from SPAN on|onward|onwards",
        "from the? start|beginning of the? SPAN",
        "since the? start|beginning of the? SPAN",
        "on or after SPAN",
        "not before the? SPAN",
        "no|not earlier than SPAN",
        "SPAN onward|onwards",
        "SPAN and after|later|onwards",
        "SPAN se",
    ),
    _from_here: ("from SPAN",),
    _after: ("after the? SPAN", "SPAN ke? baad", "later than SPAN"),
    _until: (
        "until|till|til|upto|through|thru|by the? SPAN",
        "up to|till|until the? SPAN",
        "till|until the? end of SPAN",
        "on or before SPAN",
        "not after|beyond the? SPAN",
        "no|not later than SPAN",
        "SPAN tak",
        "SPAN and before|earlier",
    ),
    _before: ("before the? SPAN", "prior to SPAN", "earlier than SPAN", "SPAN se|ke pehle|pahle"),
    _till_today: ("up? till|until|upto|to now|date|today|present", "till the? present"),
    _always: (
        "all time",
        "of all time",
        "ever",
        "overall",
        "lifetime",
        "to date",
        "since the? beginning|start",
        "from the? beginning|start",
        "ab|abhi tak",
        "in total so far",
        "entire|whole|all history",
        "hamesha",
    ),
}
JOINERS: list[tuple[Pattern, Joiner]] = [
    (Pattern(text), join) for join, texts in _JOINS.items() for text in texts
]


def same_month_near(clock: Clock, month: int, near: date) -> Period:
    """The occurrence of a bare month that lies nearest to `near` and has begun."""
    choices = [clock.month(month, year) for year in (near.year - 1, near.year, near.year + 1)]
    past = [choice for choice in choices if choice.start and choice.start <= clock.today]
    return min(past or choices, key=lambda period: abs(((period.start or near) - near).days))


def year_before(period: Period) -> Period:
    return Period(
        add_months(period.start, -12) if period.start else None,
        add_months(period.end, -12) if period.end else None,
    )
