"""Single stretches of time: `last month`, `3 weeks ago`, `Q2 FY26`, `5th October`, `pichle hafte`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lumen.common.dates import Period, add_months
from transactions.questions.periods.clock import Clock
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
    end: int = 0  # index of the first word after it; set by the reader

    @property
    def needs_year(self) -> bool:
        return not self.has_year


Builder = Callable[..., Atom | None]
_BUILDERS: list[tuple[Pattern, Builder]] = []


def rule(*patterns: str) -> Callable[[Builder], Builder]:
    def keep(build: Builder) -> Builder:
        _BUILDERS.extend((Pattern(text), build) for text in patterns)
        return build

    return keep


def rules() -> list[tuple[Pattern, Builder]]:
    return _BUILDERS


def _relative(period: Period, grain: str) -> Atom:
    return Atom(period, grain, is_relative=True)


@rule("today", "aaj", "tonight", "this morning|evening|afternoon", "aaj ka|ke|ki", "today s")
def _today(clock: Clock) -> Atom:
    return _relative(clock.day(), "day")


@rule("yesterday", "kal", "last night", "kal raat", "yesterday s")
def _yesterday(clock: Clock) -> Atom:
    return _relative(clock.day(-1), "day")


@rule("the? day before yesterday", "parso", "parson", "ereyesterday")
def _day_before(clock: Clock) -> Atom:
    return _relative(clock.day(-2), "day")


@rule("narso", "tarso")
def _three_days_back(clock: Clock) -> Atom:
    return _relative(clock.day(-3), "day")


@rule("tomorrow", "aane wala kal", "aane wale kal")
def _tomorrow(clock: Clock) -> Atom:
    return _relative(clock.day(1), "day")


@rule("the? LAST UNIT", "UNIT just? gone", "the? LAST calendar UNIT")
def _last_unit(clock: Clock, *captured: str) -> Atom:
    unit = captured[-1]
    if unit == "fortnight":
        return _relative(clock.last(1, unit), "day")
    return _relative(clock.unit(unit, -1), unit)


@rule("the? THIS UNIT", "the? THIS calendar UNIT", "THIS UNIT ka|ke|ki|me|mein")
def _this_unit(clock: Clock, _this: str, unit: str) -> Atom:
    return _relative(clock.unit(unit), unit)


@rule("the UNIT", "my UNIT")
def _the_unit(clock: Clock, unit: str) -> Atom | None:
    """Only inside something larger: `the second half of the year`."""
    return _relative(clock.unit(unit), unit) if unit in ("month", "quarter", "year") else None


@rule("the? NEXT UNIT")
def _next_unit(clock: Clock, _next: str, unit: str) -> Atom:
    return _relative(clock.unit(unit, 1), unit)


@rule(
    "the? LAST NUM UNIT",
    "the? LAST NUM of UNIT",
    "the? LAST a? NUM of? UNIT",
    "the? LAST NUM calendar|full|whole|complete UNIT",
)
def _last_units(clock: Clock, *captured: Any) -> Atom:
    count = next(part for part in captured if isinstance(part, int))
    unit = next(part for part in captured if isinstance(part, str) and part != "last")
    return _relative(clock.last(count, unit), unit)


@rule("the? NEXT NUM UNIT")
def _next_units(clock: Clock, _next: str, count: int, unit: str) -> Atom:
    return _relative(clock.next(count, unit), unit)


@rule("LAST NUM hours|hrs|ghante")
def _last_hours(clock: Clock, _last: str, hours: int) -> Atom:
    return _relative(clock.last(max(1, -(-hours // 24)) + 1, "day"), "day")


@rule("NUM UNIT ago|back|before|earlier|pehle|pahle|pehele", "NUM of UNIT ago|back")
def _units_ago(clock: Clock, count: int, unit: str) -> Atom:
    if unit == "fortnight":
        count, unit = count * 2, "week"
    return _relative(clock.unit(unit, -count), unit)


@rule("NUM UNIT from now", "in NUM UNIT time")
def _units_ahead(clock: Clock, count: int, unit: str) -> Atom:
    return _relative(clock.unit(unit, count), unit)


@rule("half a year ago|back")
def _half_year_ago(clock: Clock) -> Atom:
    return _relative(clock.unit("month", -6), "month")


@rule(
    "the? UNIT before LAST",
    "LAST to LAST UNIT",
    "LAST se LAST UNIT",
    "LAST before LAST UNIT",
    "second LAST UNIT",
)
def _before_last(clock: Clock, *captured: str) -> Atom:
    unit = next(part for part in captured if part != "last")
    return _relative(clock.unit(unit, -2), unit)


@rule("same UNIT LAST UNIT", "same UNIT of? the? LAST UNIT", "THIS UNIT LAST UNIT", "this time LAST UNIT")
def _same_unit(clock: Clock, *captured: str) -> Atom | None:
    units = [part for part in captured if part not in ("last", "this")]
    inner, outer = units[0] if len(units) > 1 else "month", units[-1]
    months = {"month": 1, "quarter": 3, "year": 12}.get(outer)
    back = add_months(clock.today, -months) if months else clock.today - timedelta(days=7)
    return _relative(clock.unit(inner, around=back), inner)


@rule(
    "mtd",
    "month to date",
    "the? THIS month so far",
    "so far THIS month",
    "THIS month till|until|upto now|today|date",
    "THIS month me|mein? ab|abhi tak",
    "THIS month to date",
    "month till date",
)
def _month_to_date(clock: Clock, *_: str) -> Atom:
    return _relative(clock.to_date(clock.unit("month")), "month")


@rule(
    "THIS UNIT so far",
    "so far THIS UNIT",
    "THIS UNIT to date",
    "THIS UNIT till|until|upto now|today|date",
    "UNIT to date",
    "UNIT till date",
    "THIS UNIT ab|abhi tak",
)
def _unit_to_date(clock: Clock, *captured: str) -> Atom:
    unit = captured[-1]
    return _relative(clock.to_date(clock.unit(unit)), unit)


@rule("ytd", "year to date", "so far in? THIS year", "THIS calendar year so far")
def _year_to_date(clock: Clock, *_: str) -> Atom:
    return _relative(clock.to_date(clock.unit("year")), "year")


@rule("qtd")
def _quarter_to_date(clock: Clock) -> Atom:
    return _relative(clock.to_date(clock.unit("quarter")), "quarter")


@rule("wtd")
def _week_to_date(clock: Clock) -> Atom:
    return _relative(clock.to_date(clock.unit("week")), "week")


# Weekends and weekdays


@rule(
    "THIS weekend",
    "the? coming weekend",
    "NEXT weekend",
    "LAST weekend",
    "the? weekend just? gone",
    "weekend before LAST",
    "LAST to LAST weekend",
)
def _weekend(clock: Clock, *captured: str) -> Atom:
    kind = captured[0] if captured else "last"
    weeks = 0 if kind == "this" else 1 if kind == "next" else -1
    monday = clock.today - timedelta(days=clock.today.weekday())
    if kind == "next" and clock.today.weekday() < 5:
        weeks = 1
    saturday = monday + timedelta(days=5 + 7 * (weeks - (len(captured) == 2)))
    return _relative(Period(saturday, saturday + timedelta(days=2)), "week")


@rule("the? LAST WEEKDAY", "WEEKDAY LAST week", "WEEKDAY of? LAST week", "LAST week s? WEEKDAY")
def _last_weekday(clock: Clock, *captured: Any) -> Atom:
    weekday = next(part for part in captured if isinstance(part, int))
    if captured[-1] == "week" or (len(captured) == 3 and "week" in captured):
        monday = clock.today - timedelta(days=clock.today.weekday() + 7)
        return _relative(clock.day((monday - clock.today).days + weekday), "day")
    back = (clock.today.weekday() - weekday) % 7 or 7
    return _relative(clock.day(-back), "day")


@rule("THIS WEEKDAY", "WEEKDAY THIS week")
def _this_weekday(clock: Clock, *captured: Any) -> Atom:
    weekday = next(part for part in captured if isinstance(part, int))
    return _relative(clock.day(weekday - clock.today.weekday()), "day")


@rule("NEXT WEEKDAY")
def _next_weekday(clock: Clock, _next: str, weekday: int) -> Atom:
    return _relative(clock.day((weekday - clock.today.weekday()) % 7 or 7), "day")


@rule("WEEKDAY", "WEEKDAY ko|ka|ke")
def _weekday(clock: Clock, weekday: int) -> Atom:
    return _relative(clock.weekday(weekday), "day")


# Months and dates


def _month(clock: Clock, month: int, year: int | None) -> Atom:
    return Atom(clock.month(month, year), "month", month=month, year=year, has_year=year is not None)


@rule(
    "MONTH month? of? YEAR",
    "MONTH - YEAR",
    "MONTH / YEAR",
    "MONTH , YEAR",
    "MONTH . YEAR",
    "month of MONTH of? YEAR",
    "MONTH ' YEAR",
)
def _month_year(clock: Clock, month: int, year: int) -> Atom:
    return _month(clock, month, year)


@rule("YEAR MONTH", "YEAR - MONTH", "YEAR ke|ka|ki|me|mein|s MONTH")
def _year_month(clock: Clock, year: int, month: int) -> Atom:
    return _month(clock, month, year)


@rule("MONTH ' YY", "MONTH - YY", "MONTH - ' YY", "MONTH / YY")
def _month_short_year(clock: Clock, month: int, year: int) -> Atom:
    return _month(clock, month, 2000 + year)


@rule("MONTH YY")
def _month_bare_year(clock: Clock, month: int, year: int) -> Atom | None:
    """`oct 24` is a month of a year only where it cannot be a day."""
    return _month(clock, month, 2000 + year) if year > 31 else None


@rule("MM / YEAR", "MM - YEAR")
def _numeric_month(clock: Clock, month: int, year: int) -> Atom:
    return _month(clock, month, year)


@rule("YEAR - MM", "YEAR / MM")
def _iso_month(clock: Clock, year: int, month: int) -> Atom:
    return _month(clock, month, year)


@rule("the? month of MONTH", "MONTH month|mahine|mahina|maheene?", "MONTH", "MONTH ke mahine")
def _bare_month(clock: Clock, month: int) -> Atom:
    return _month(clock, month, None)


@rule("the? LAST MONTH")
def _last_month_name(clock: Clock, _last: str, month: int) -> Atom:
    year = clock.today.year if month < clock.today.month else clock.today.year - 1
    return _month(clock, month, year)


@rule("THIS MONTH", "MONTH THIS UNIT", "MONTH of THIS UNIT", "THIS UNIT MONTH")
def _this_month_name(clock: Clock, *captured: Any) -> Atom | None:
    month = next(part for part in captured if isinstance(part, int))
    return _month(clock, month, clock.today.year) if len(captured) == 2 or "year" in captured else None


@rule("NEXT MONTH")
def _next_month_name(clock: Clock, _next: str, month: int) -> Atom:
    return _month(clock, month, clock.today.year + (month <= clock.today.month))


@rule("MONTH of? the? LAST UNIT", "LAST UNIT ke|ka|s|in|me? MONTH", "LAST UNIT MONTH")
def _month_last_year(clock: Clock, *captured: Any) -> Atom | None:
    month = next(part for part in captured if isinstance(part, int))
    return _month(clock, month, clock.today.year - 1) if "year" in captured else None


def _dated(clock: Clock, day: int | None, month: int | None, year: int | None) -> Atom | None:
    if day is None:
        return None
    period = clock.date(day, month, year)
    if period is None:
        return None
    return Atom(period, "day", day=day, month=month, year=year, has_year=year is not None)


@rule("DATE")
def _written(_clock: Clock, found: date) -> Atom:
    return Atom(Period(found, found + timedelta(days=1)), "day", found.day, found.month, found.year)


@rule("the? DAY of? MONTH ,? of? YEAR", "DAY - MONTH - YEAR", "DAY / MONTH / YEAR", "DAY . MONTH . YEAR")
def _day_month_year(clock: Clock, day: int, month: int, year: int) -> Atom | None:
    return _dated(clock, day, month, year)


@rule("the? DAY of? MONTH ,? ' YY", "DAY - MONTH - YY", "DAY / MONTH / YY", "the? ORDDAY of? MONTH ,? YY")
def _day_month_short_year(clock: Clock, day: int, month: int, year: int) -> Atom | None:
    return _dated(clock, day, month, 2000 + year)


@rule("DAY MONTH YY")
def _day_month_bare_year(clock: Clock, day: int, month: int, year: int) -> Atom | None:
    return _dated(clock, day, month, 2000 + year) if 15 <= year <= 40 else None


@rule("the? DAY of? MONTH", "DAY - MONTH", "DAY / MONTH", "MONTH - DAY", "DAY tarikh|tareekh MONTH")
def _day_month(clock: Clock, first: int, second: int) -> Atom | None:
    return _dated(clock, first, second, None)


@rule("MONTH the? DAY ,? YEAR")
def _month_day_year(clock: Clock, month: int, day: int, year: int) -> Atom | None:
    return _dated(clock, day, month, year)


@rule("MONTH the? DAY", "MONTH ki|ke DAY tarikh|tareekh", "MONTH ki|ke DAY")
def _month_day(clock: Clock, month: int, day: int) -> Atom | None:
    return _dated(clock, day, month, None)


@rule("DAY MONTH LAST UNIT", "DAY of? MONTH of? LAST UNIT")
def _day_month_last_year(clock: Clock, day: int, month: int, _last: str, unit: str) -> Atom | None:
    return _dated(clock, day, month, clock.today.year - 1) if unit == "year" else None


@rule("the? ORDDAY", "DAY tarikh|tareekh", "the? ORDDAY ko")
def _bare_day(clock: Clock, day: int) -> Atom | None:
    period = clock.date(day)
    return Atom(period, "day", day=day, has_year=False) if period else None


@rule("the? DAY of? LAST UNIT", "LAST UNIT ki|ke|s? DAY tarikh|tareekh", "LAST UNIT s? ORDDAY")
def _day_of_last_month(clock: Clock, *captured: Any) -> Atom | None:
    day = next(part for part in captured if isinstance(part, int))
    return _day_in(clock.unit("month", -1), day) if "month" in captured else None


@rule("the? DAY of? THIS UNIT", "THIS UNIT ki|ke? DAY tarikh|tareekh", "the? ORDDAY of the UNIT")
def _day_of_this_month(clock: Clock, *captured: Any) -> Atom | None:
    day = next(part for part in captured if isinstance(part, int))
    return _day_in(clock.unit("month"), day) if "month" in captured else None


def _day_in(month: Period, day: int) -> Atom | None:
    if month.start is None or not 1 <= day <= (month.days or 0):
        return None
    start = month.start + timedelta(days=day - 1)
    return _relative(Period(start, start + timedelta(days=1)), "day")
