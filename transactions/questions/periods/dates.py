"""Months, dates and named days: `Dec '24`, `5th of October`, `13/10/25`, `Diwali 2024`."""

from datetime import date
from typing import Any

from lumen.common.dates import Period, add_months
from transactions.questions.periods.atoms import IMPOSSIBLE, Atom, one_day, relative, rule
from transactions.questions.periods.clock import Clock
from transactions.questions.periods.holidays import Holiday


def _month(clock: Clock, month: int, year: int | None) -> Atom:
    return Atom(clock.month(month, year), "month", month=month, year=year, has_year=year is not None)


@rule(
    "MONTH month? of? ,? YEAR",
    "MONTH -|/|.|'|– YEAR",
    "the? month of MONTH ,? of? YEAR",
    "MONTH me|mein YEAR",
)
def _month_year(clock: Clock, month: int, year: int) -> Atom:
    return _month(clock, month, year)


@rule("YEAR -|/|,? MONTH", "YEAR ke|ka|ki|me|mein|s MONTH")
def _year_month(clock: Clock, year: int, month: int) -> Atom:
    return _month(clock, month, year)


@rule("MONTH ' YY", "MONTH - YY", "MONTH - ' YY", "MONTH / YY", "MONTH GLUED")
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


@rule("THIS MONTH", "MONTH of? THIS UNIT", "THIS UNIT s|ke|ka|ki|in? MONTH")
def _this_month_name(clock: Clock, *captured: Any) -> Atom | None:
    month = next(part for part in captured if isinstance(part, int))
    return _month(clock, month, clock.today.year) if len(captured) == 2 or "year" in captured else None


@rule("NEXT MONTH")
def _next_month_name(clock: Clock, _next: str, month: int) -> Atom:
    return _month(clock, month, clock.today.year + (month <= clock.today.month))


@rule(
    "MONTH ,? of? the? LAST UNIT",
    "MONTH the? UNIT before LAST",
    "LAST UNIT ke|ka|s|in|me? MONTH",
    "MONTH NUM UNIT ago|back",
)
def _month_of_earlier_year(clock: Clock, *captured: Any) -> Atom | None:
    if "year" not in captured:
        return None
    numbers = [part for part in captured if isinstance(part, int)]
    back = numbers[1] if len(numbers) == 2 else 2 if captured[-1] == "last" else 1
    return _month(clock, numbers[0], clock.today.year - back)


@rule(
    "MONTH of|in|, the? SPAN",
    "the? month of MONTH of|in|, the? SPAN",
    "MONTH ( SPAN )",
    "MONTH SPAN",
    "SPAN ke|ka|ki MONTH",
)
def _month_within(clock: Clock, *captured: Any) -> Atom | None:
    """`April of FY25`: that month inside a financial year."""
    month, whole = captured if isinstance(captured[0], int) else reversed(captured)
    start = whole.period.start
    if whole.grain != "year" or start is None or start.month == 1:
        return None
    return _month(clock, month, start.year if month >= start.month else start.year + 1)


def _dated(clock: Clock, day: int | None, month: int | None, year: int | None) -> Atom | None:
    if day is None:
        return None
    period = clock.date(day, month, year)
    if period is None:
        return IMPOSSIBLE
    return Atom(period, "day", day=day, month=month, year=year, has_year=year is not None)


@rule("DATE")
def _written(_clock: Clock, found: date) -> Atom:
    return Atom(one_day(found), "day", found.day, found.month, found.year)


@rule("the? DAY of? MONTH ,? of? YEAR", "DAY -|/|. MONTH -|/|. YEAR", "DAY tarikh|tareekh MONTH YEAR")
def _day_month_year(clock: Clock, day: int, month: int, year: int) -> Atom | None:
    return _dated(clock, day, month, year)


@rule(
    "the? DAY of? MONTH ,? ' YY",
    "DAY -|/|. MONTH -|/|. ' YY",
    "DAY -|/|. MONTH -|/|. YY",
    "the? ORDDAY of? MONTH ,? YY",
    "DAY of? MONTH GLUED",
)
def _day_month_short_year(clock: Clock, day: int, month: int, year: int) -> Atom | None:
    return _dated(clock, day, month, 2000 + year)


@rule("DAY MONTH YY")
def _day_month_bare_year(clock: Clock, day: int, month: int, year: int) -> Atom | None:
    return _dated(clock, day, month, 2000 + year) if 15 <= year <= 40 else None


@rule("the? DAY of? MONTH", "DAY - MONTH", "DAY / MONTH", "DAY tarikh|tareekh MONTH")
def _day_month(clock: Clock, day: int, month: int) -> Atom | None:
    return _dated(clock, day, month, None)


@rule("MONTH the? DAY ,|of? YEAR")
def _month_day_year(clock: Clock, month: int, day: int, year: int) -> Atom | None:
    return _dated(clock, day, month, year)


@rule("DAY / MM")
def _numeric_day_month(clock: Clock, day: int, month: int) -> Atom | None:
    return _dated(clock, day, month, None)


@rule("MONTH - DAY", "MONTH the? DAY", "MONTH ki|ke DAY tarikh|tareekh", "MONTH ki|ke DAY")
def _month_day(clock: Clock, month: int, day: int) -> Atom | None:
    return _dated(clock, day, month, None)


@rule("YEAR MONTH DAY", "YEAR - MONTH - DAY")
def _year_month_day(clock: Clock, year: int, month: int, day: int) -> Atom | None:
    return _dated(clock, day, month, year)


@rule("the? DAY of? MONTH ,? of? LAST UNIT", "the? DAY of? MONTH ,? of? THIS UNIT")
def _date_of_a_year(clock: Clock, day: int, month: int, kind: str, unit: str) -> Atom | None:
    return _dated(clock, day, month, clock.today.year - (kind == "last")) if unit == "year" else None


@rule("MONTH the? DAY ,? of? LAST UNIT", "MONTH the? DAY ,? of? THIS UNIT")
def _month_day_of_a_year(clock: Clock, month: int, day: int, kind: str, unit: str) -> Atom | None:
    return _date_of_a_year(clock, day, month, kind, unit)


@rule("the? DAYWORD of MONTH ,? YEAR?", "the DAYWORD MONTH YEAR?")
def _spelt_day(clock: Clock, day: int, month: int, year: int | None) -> Atom | None:
    """`the twenty first of July`."""
    return _dated(clock, day, month, year)


@rule("MONTH the DAYWORD")
def _month_spelt_day(clock: Clock, month: int, day: int) -> Atom | None:
    return _dated(clock, day, month, None)


@rule("the? NODAY of? MONTH ,? YEAR", "the? NODAY of? MONTH", "MONTH NODAY , YEAR")
def _no_such_day(_clock: Clock, *_: int) -> Atom:
    return IMPOSSIBLE


@rule("the? ORDDAY", "DAY tarikh|tareekh", "the? ORDDAY ko")
def _bare_day(clock: Clock, day: int) -> Atom | None:
    period = clock.date(day)
    return Atom(period, "day", day=day, has_year=False) if period else None


@rule(
    "the? DAY of? the? LAST UNIT",
    "LAST UNIT ki|ke|ka|s|on? the? DAY tarikh|tareekh",
    "LAST UNIT s|on? the? ORDDAY",
)
def _day_of_last_month(clock: Clock, *captured: Any) -> Atom | None:
    day = next(part for part in captured if isinstance(part, int))
    return _day_in(clock.unit("month", -1), day) if "month" in captured else None


@rule(
    "the? DAY of? THIS UNIT",
    "THIS UNIT ki|ke|ka|s|on? the? DAY tarikh|tareekh",
    "THIS UNIT s|on? the? ORDDAY",
    "the? ORDDAY of the UNIT",
)
def _day_of_this_month(clock: Clock, *captured: Any) -> Atom | None:
    day = next(part for part in captured if isinstance(part, int))
    return _day_in(clock.unit("month"), day) if "month" in captured else None


def _day_in(month: Period, day: int) -> Atom | None:
    if month.start is None or not 1 <= day <= (month.days or 0):
        return IMPOSSIBLE
    return relative(one_day(month.start.replace(day=day)), "day")


# Named days


def _named(day: date | None) -> Atom:
    """A feast in a year whose calendar is not known is no date rather than a wrong one."""
    return Atom(one_day(day), "day") if day else IMPOSSIBLE


@rule("the? HOLIDAY", "HOLIDAY ko|par|pe|ke din")
def _holiday(clock: Clock, holiday: Holiday) -> Atom:
    return _named(holiday.latest(clock.today))


@rule("the? LAST HOLIDAY")
def _last_holiday(clock: Clock, _last: str, holiday: Holiday) -> Atom:
    return _named(holiday.latest(clock.today, before=True))


@rule("THIS HOLIDAY", "HOLIDAY of? THIS UNIT", "THIS UNIT s? HOLIDAY")
def _this_holiday(clock: Clock, *captured: Any) -> Atom | None:
    holiday = next(part for part in captured if isinstance(part, Holiday))
    return _named(holiday.on(clock.today.year)) if len(captured) == 2 or "year" in captured else None


@rule("NEXT HOLIDAY")
def _next_holiday(clock: Clock, _next: str, holiday: Holiday) -> Atom:
    return _named(holiday.coming(clock.today))


@rule("HOLIDAY ,|of|in? YEAR", "YEAR s|ki|ke|ka? HOLIDAY", "HOLIDAY ' YY", "HOLIDAY GLUED")
def _holiday_of_year(_clock: Clock, *captured: Any) -> Atom:
    holiday = next(part for part in captured if isinstance(part, Holiday))
    year = next(part for part in captured if isinstance(part, int))
    return _named(holiday.on(year if year > 99 else 2000 + year))


@rule("HOLIDAY ,? of? the? LAST UNIT", "LAST UNIT s|ki|ke|ka? HOLIDAY")
def _holiday_last_year(clock: Clock, *captured: Any) -> Atom | None:
    holiday = next(part for part in captured if isinstance(part, Holiday))
    return _named(holiday.on(clock.today.year - 1)) if "year" in captured else None


@rule("the? HOLIDAY UNIT", "HOLIDAY ke|wale UNIT")
def _unit_of_holiday(clock: Clock, holiday: Holiday, unit: str) -> Atom | None:
    """`diwali week`: the calendar week that holds it."""
    day = holiday.latest(clock.today)
    return Atom(clock.unit(unit, around=day), unit) if day and unit in ("week", "month") else None


@rule("the? UNIT of|around|containing|with the? SPAN", "the? UNIT SPAN was|falls|fell in")
def _unit_around(clock: Clock, unit: str, day: Atom) -> Atom | None:
    """`the week of 5 October`: the calendar unit that holds a day."""
    if day.grain != "day" or day.period.start is None or unit not in ("week", "month", "quarter"):
        return None
    return Atom(clock.unit(unit, around=day.period.start), unit)


@rule("MONTH quarter|qtr", "the? quarter ending|ended in? MONTH", "MONTH quarter|qtr of? in? YEAR")
def _quarter_ending(clock: Clock, month: int, year: int | None = None) -> Atom | None:
    """`the June quarter`: the three months that end with June."""
    if month % 3:
        return None
    last = clock.month(month, year).end
    return Atom(Period(add_months(last, -3), last), "quarter") if last else None
