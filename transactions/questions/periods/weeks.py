"""Weeks, weekends and weekdays: `last friday`, `the week of 5 October`, `first monday of May`."""

from datetime import date, timedelta
from typing import Any

from lumen.common.dates import Period
from transactions.questions.periods.atoms import Atom, one_day, relative, rule
from transactions.questions.periods.clock import Clock, moved

SATURDAY = 5


@rule("THIS weekend|wknd|wkend")
def _this_weekend(clock: Clock, *_: str) -> Atom:
    return relative(clock.weekend(), "week")


@rule("the? coming|upcoming weekend|wknd")
def _coming_weekend(clock: Clock) -> Atom:
    return relative(clock.weekend(int(clock.today.weekday() >= SATURDAY)), "week")


@rule("NEXT weekend|wknd|wkend")
def _next_weekend(clock: Clock, *_: str) -> Atom:
    return relative(clock.weekend(1), "week")


@rule("the? LAST weekend|wknd|wkend", "THIS LAST weekend|wknd", "the? weekend just? gone by?")
def _last_weekend(clock: Clock, *_: str) -> Atom:
    return relative(clock.weekend(-1), "week")


@rule("the? weekend before LAST", "the? LAST to LAST weekend", "weekend before the? LAST weekend|one")
def _weekend_before_last(clock: Clock, *_: str) -> Atom:
    return relative(clock.weekend(-2), "week")


@rule("NUM weekend|weekends ago|back|pehle")
def _weekends_ago(clock: Clock, count: int) -> Atom:
    return relative(clock.weekend(-count), "week")


@rule("the? LAST NUM weekends")
def _last_weekends(clock: Clock, _last: str, count: int) -> Atom:
    return relative(Period(clock.weekend(-count).start, clock.weekend(-1).end), "week")


@rule("the? weekend of|around|on SPAN")
def _weekend_of(clock: Clock, day: Atom) -> Atom | None:
    """The weekend in the week of a day."""
    return (
        Atom(clock.weekend(around=day.period.start), "week")
        if day.grain == "day" and day.period.start
        else None
    )


@rule("the? ORD weekend of|in the? SPAN")
def _nth_weekend(_clock: Clock, number: int, whole: Atom) -> Atom | None:
    found = _nth(whole, SATURDAY, number)
    return Atom(Period(found, found + timedelta(days=2)), "week") if found else None


@rule("the? LAST weekend of|in the? SPAN")
def _final_weekend(_clock: Clock, _last: str, whole: Atom) -> Atom | None:
    found = _final(whole, SATURDAY)
    return Atom(Period(found, found + timedelta(days=2)), "week") if found else None


@rule("the? ORD WEEKDAY of|in the? SPAN")
def _nth_weekday(_clock: Clock, number: int, weekday: int, whole: Atom) -> Atom | None:
    found = _nth(whole, weekday, number)
    return Atom(one_day(found), "day") if found else None


@rule("the? LAST WEEKDAY of|in the? SPAN")
def _final_weekday(_clock: Clock, _last: str, weekday: int, whole: Atom) -> Atom | None:
    found = _final(whole, weekday)
    return Atom(one_day(found), "day") if found else None


def _nth(whole: Atom, weekday: int, number: int) -> date | None:
    """The n-th such weekday inside a month, quarter or year."""
    start, end = whole.period.start, whole.period.end
    if start is None or end is None or whole.grain not in ("month", "quarter", "year"):
        return None
    found = start + timedelta(days=(weekday - start.weekday()) % 7 + 7 * (number - 1))
    return found if found < end else None


def _final(whole: Atom, weekday: int) -> date | None:
    end = whole.period.end
    if end is None or whole.grain not in ("month", "quarter", "year"):
        return None
    return end - timedelta(days=(end.weekday() - weekday - 1) % 7 + 1)


@rule(
    "the? LAST WEEKDAY",
    "THIS LAST WEEKDAY",
    "WEEKDAY LAST UNIT",
    "WEEKDAY of LAST UNIT",
    "LAST UNIT s|ke|ka|ki? WEEKDAY",
    "LAST UNIT on WEEKDAY",
    "WEEKDAY , LAST UNIT",
)
def _last_weekday(clock: Clock, *captured: Any) -> Atom | None:
    weekday = next(part for part in captured if isinstance(part, int))
    units = [part for part in captured if isinstance(part, str) and part not in ("last", "this")]
    if units:
        return _weekday_of(clock.unit("week", -1), weekday) if units == ["week"] else None
    back = (clock.today.weekday() - weekday) % 7 or 7
    return _on_weekday(clock.day(-back))


@rule("THIS WEEKDAY", "WEEKDAY of? THIS UNIT", "THIS UNIT s|ke|ka|ki? WEEKDAY")
def _this_weekday(clock: Clock, *captured: Any) -> Atom | None:
    weekday = next(part for part in captured if isinstance(part, int))
    units = [part for part in captured if isinstance(part, str) and part != "this"]
    return _weekday_of(clock.unit("week"), weekday) if units in ([], ["week"]) else None


@rule("NEXT WEEKDAY")
def _next_weekday(clock: Clock, _next: str, weekday: int) -> Atom:
    return _on_weekday(clock.day((weekday - clock.today.weekday()) % 7 or 7))


@rule("WEEKDAY", "WEEKDAY ko|ka|ke")
def _weekday(clock: Clock, weekday: int) -> Atom:
    return _on_weekday(clock.weekday(weekday))


@rule("WEEKDAY before LAST", "LAST to LAST WEEKDAY")
def _weekday_before_last(clock: Clock, *captured: Any) -> Atom:
    weekday = next(part for part in captured if isinstance(part, int))
    return _on_weekday(clock.day(-((clock.today.weekday() - weekday) % 7 or 7) - 7))


@rule("WEEKDAY NUM UNIT ago|back")
def _weekday_ago(clock: Clock, weekday: int, count: int, unit: str) -> Atom | None:
    return _weekday_of(clock.unit("week", -count), weekday) if unit == "week" else None


@rule("WEEKDAY ,? the? SPAN")
def _weekday_and_date(_clock: Clock, weekday: int, day: Atom) -> Atom | None:
    """`Tue, 7 Oct 2025`: the date counts, the weekday is beside it."""
    if day.grain != "day" or day.day is None or day.period.start is None:
        return None
    return day if day.has_year or day.period.start.weekday() == weekday else None


def _weekday_of(week: Period, weekday: int) -> Atom | None:
    if week.start is None:
        return None
    return _on_weekday(one_day(week.start + timedelta(days=(weekday - week.start.weekday()) % 7)))


def _on_weekday(day: Period) -> Atom:
    return Atom(day, "day", is_relative=True, is_weekday=True)


@rule("the? week starting|beginning|commencing|from on? SPAN", "w / c SPAN")
def _week_starting(_clock: Clock, day: Atom) -> Atom | None:
    start = day.period.start
    return Atom(Period(start, start + timedelta(days=7)), "week") if start and day.grain == "day" else None


@rule("the? UNIT ending|ended on? SPAN", "w / e SPAN", "the? FY ending|ended on? SPAN")
def _unit_ending(_clock: Clock, *captured: Any) -> Atom | None:
    """`the week ending 8 February`, `the year ended 31 March 2025`."""
    unit, day = captured if len(captured) == 2 else ("week", captured[0])
    end = day.period.end
    if end is None or day.grain != "day" or unit == "day":
        return None
    unit = "year" if unit == "fy" else unit
    return Atom(Period(moved(end, -1, unit), end), unit)


@rule("the? UNIT before|preceding the? SPAN", "the? UNIT prior to SPAN")
def _unit_before(clock: Clock, unit: str, whole: Atom) -> Atom | None:
    """`the day before Christmas`, `the month before October`."""
    start = whole.period.start
    return Atom(clock.unit(unit, -1, around=start), unit) if start and whole.grain in ("day", unit) else None


@rule("the? UNIT after|following the? SPAN")
def _unit_after(clock: Clock, unit: str, whole: Atom) -> Atom | None:
    end = whole.period.end
    if end is None or whole.grain not in ("day", unit):
        return None
    return Atom(clock.unit(unit, 1, around=end - timedelta(days=1)), unit)


@rule("NUM UNIT before SPAN")
def _units_before(clock: Clock, count: int, unit: str, whole: Atom) -> Atom | None:
    start = whole.period.start
    fits = start is not None and whole.grain == "day"
    return Atom(clock.unit(unit, -count, around=start), unit) if fits else None


@rule("the NUM UNIT before|preceding SPAN", "the NUM UNIT leading? up to SPAN")
def _units_up_to(_clock: Clock, count: int, unit: str, whole: Atom) -> Atom | None:
    start = whole.period.start
    return Atom(Period(moved(start, -count, unit), start)) if start else None


@rule("the? NUM UNIT after|following SPAN")
def _units_after(_clock: Clock, count: int, unit: str, whole: Atom) -> Atom | None:
    end = whole.period.end
    return Atom(Period(end, moved(end, count, unit))) if end else None
