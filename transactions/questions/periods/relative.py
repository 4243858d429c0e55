"""Time counted from today: `last month`, `3 weeks ago`, `month to date`, `pichle hafte`."""

from datetime import timedelta
from typing import Any

from lumen.common.dates import Period, add_months
from transactions.questions.periods.atoms import Atom, one_day, relative, rule
from transactions.questions.periods.clock import Clock


@rule(
    "today",
    "aaj",
    "tonight",
    "this morning|evening|afternoon|noon",
    "aaj ka|ke|ki",
    "today s",
    "todays",
    "tdy",
    "heute",
    "hoy",
    "aujourdhui",
)
def _today(clock: Clock) -> Atom:
    return relative(clock.day(), "day")


@rule(
    "yesterday",
    "kal",
    "last night|evening",
    "kal raat",
    "yesterday s",
    "yesterdays",
    "yesterday morning|evening|afternoon|night",
    "yday",
    "yest",
    "ystd",
    "ystday",
    "gestern",
    "ayer",
    "hier",
)
def _yesterday(clock: Clock) -> Atom:
    return relative(clock.day(-1), "day")


@rule(
    "the? day before yesterday",
    "the? day before yday|yest",
    "parso",
    "parson",
    "ereyesterday",
    "the? night before last",
    "vorgestern",
    "anteayer",
    "avant - hier",
)
def _day_before(clock: Clock) -> Atom:
    return relative(clock.day(-2), "day")


@rule("narso", "tarso")
def _three_days_back(clock: Clock) -> Atom:
    return relative(clock.day(-3), "day")


@rule("tomorrow", "tmrw", "tmr", "tomorrow s", "tomorrows", "aane wala kal", "aane wale kal", "morgen")
def _tomorrow(clock: Clock) -> Atom:
    return relative(clock.day(1), "day")


@rule("the? day after tomorrow")
def _day_after(clock: Clock) -> Atom:
    return relative(clock.day(2), "day")


@rule(
    "the? LAST full|whole|complete|calendar? UNIT",
    "THIS LAST UNIT",
    "the? UNIT just? gone by?",
    "el|la|le? UNIT pasado|pasada|dernier|dernière|derniere",
)
def _last_unit(clock: Clock, *captured: str) -> Atom:
    unit = captured[-1]
    if unit == "fortnight":
        return relative(clock.last(1, unit), "day")
    return relative(clock.unit(unit, -1), unit)


@rule("the? THIS calendar|full|whole|entire? UNIT", "THIS UNIT ka|ke|ki|me|mein", "ce mois")
def _this_unit(clock: Clock, *captured: str) -> Atom:
    unit = captured[-1] if captured else "month"
    return relative(clock.unit(unit), unit)


@rule("of|for the UNIT", "all UNIT")
def _of_the_unit(clock: Clock, unit: str) -> Atom | None:
    """`my biggest splurge of the year`, `how is my food tab for the month`, `all week`."""
    return relative(clock.unit(unit), unit) if unit in ("week", "month", "quarter", "year") else None


@rule("the UNIT", "my UNIT")
def _the_unit(clock: Clock, unit: str) -> Atom | None:
    """Only inside something larger: `the second half of the year`."""
    return relative(clock.unit(unit), unit) if unit in ("month", "quarter", "year") else None


@rule("the? NEXT UNIT")
def _next_unit(clock: Clock, _next: str, unit: str) -> Atom:
    return relative(clock.unit(unit, 1), unit)


@rule("FUSED")
def _fused(clock: Clock, found: tuple[str, str]) -> Atom:
    kind, unit = found
    return relative(clock.unit(unit, {"last": -1, "this": 0, "next": 1}[kind]), unit)


@rule(
    "the? LAST NUM of? UNIT",
    "the? LAST a NUM of? UNIT",
    "the? LAST NUM calendar|full|whole|complete|completed UNIT",
    "the? LAST calendar|full|whole|complete NUM UNIT",
    "THIS LAST NUM UNIT",
    "the? LAST NUM LETTER",
)
def _last_units(clock: Clock, *captured: Any) -> Atom:
    count = next(part for part in captured if isinstance(part, int))
    unit = next(part for part in captured if isinstance(part, str) and part not in ("last", "this"))
    return relative(clock.last(count, unit), unit)


@rule(
    "the|a? rolling|trailing|running LAST? NUM - UNIT",
    "the|a? rolling|trailing LAST? NUM UNIT",
    "the? NUM UNIT to date|today",
    "LAST NUM rolling UNIT",
    "LAST NUM UNIT rolling",
)
def _rolling(clock: Clock, *captured: Any) -> Atom:
    """Whole units that end today, wherever in the calendar they begin."""
    count = next(part for part in captured if isinstance(part, int))
    return relative(clock.rolling(count, captured[-1]), "")


@rule("the? rolling|trailing year", "ttm", "trailing twelve months", "ltm")
def _rolling_year(clock: Clock) -> Atom:
    return relative(clock.rolling(12, "month"), "")


@rule("the? NEXT NUM UNIT", "the? NEXT NUM LETTER")
def _next_units(clock: Clock, _next: str, count: int, unit: str) -> Atom:
    return relative(clock.next(count, unit), unit)


@rule("LAST NUM hours|hrs|hr|ghante|h")
def _last_hours(clock: Clock, _last: str, hours: int) -> Atom:
    return relative(clock.last(max(1, -(-hours // 24)) + 1, "day"), "day")


@rule(
    "NUM UNIT ago|back|before|earlier|pehle|pahle|pehele",
    "NUM of UNIT ago|back",
    "a NUM of? UNIT ago|back|before|earlier",
    "vor NUM UNIT",
    "hace NUM UNIT",
)
def _units_ago(clock: Clock, count: int, unit: str) -> Atom:
    if unit == "fortnight":
        count, unit = count * 2, "week"
    return relative(clock.unit(unit, -count), unit)


@rule("NUM UNIT from now", "in NUM UNIT time")
def _units_ahead(clock: Clock, count: int, unit: str) -> Atom:
    return relative(clock.unit(unit, count), unit)


@rule("half a year ago|back")
def _half_year_ago(clock: Clock) -> Atom:
    return relative(clock.unit("month", -6), "month")


@rule("half a month ago|back")
def _half_month_ago(clock: Clock) -> Atom:
    return relative(clock.day(-15), "day")


@rule(
    "the? UNIT before LAST",
    "the? UNIT before the? LAST UNIT",
    "LAST to LAST UNIT",
    "LAST se LAST UNIT",
    "LAST before LAST UNIT",
    "second LAST UNIT",
)
def _before_last(clock: Clock, *captured: str) -> Atom | None:
    units = [part for part in captured if part != "last"]
    return relative(clock.unit(units[0], -2), units[0]) if len(set(units)) == 1 else None


@rule(
    "the? same UNIT LAST UNIT",
    "the? same UNIT of? the? LAST UNIT",
    "THIS UNIT LAST UNIT",
    "this time LAST UNIT",
    "THIS UNIT , LAST UNIT",
    "the? same UNIT a year ago",
    "same time LAST UNIT",
)
def _same_unit(clock: Clock, *captured: str) -> Atom | None:
    units = [part for part in captured if part not in ("last", "this")]
    inner, outer = (units + ["year"] * (2 - len(units))) if units[:1] != ["year"] else ("month", "year")
    if len(captured) == 2 and captured[0] == "last":  # `this time last year`
        inner, outer = "month", captured[1]
    months = {"month": 1, "quarter": 3, "year": 12}.get(outer)
    back = add_months(clock.today, -months) if months else clock.today - timedelta(days=7)
    return relative(clock.unit(inner, around=back), inner)


@rule(
    "THIS UNIT so far",
    "so far THIS UNIT",
    "so far in THIS UNIT",
    "UNIT so far",
    "so far in the UNIT",
    "THIS calendar UNIT so far",
    "UNIT to date",
    "UNIT - to - date",
    "UNIT till date|now",
    "THIS UNIT to date",
    "THIS UNIT till|until|upto now|today|date",
    "THIS UNIT up to now|today",
    "THIS UNIT ab|abhi|aaj tak",
    "THIS UNIT me|mein ab|abhi|aaj tak",
    "earlier THIS UNIT",
    "from|since the? start|beginning of the? THIS UNIT to|till|until now|today|date",
)
def _unit_to_date(clock: Clock, *captured: str) -> Atom | None:
    unit = captured[-1]
    return None if unit == "day" else relative(clock.to_date(clock.unit(unit)), unit)


@rule("mtd", "m . t . d")
def _month_to_date(clock: Clock) -> Atom:
    return relative(clock.to_date(clock.unit("month")), "month")


@rule("ytd", "calendar ytd", "so far in YEAR", "YEAR so far", "YEAR to date", "YEAR ytd", "ytd YEAR")
def _year_to_date(clock: Clock, year: int | None = None) -> Atom | None:
    if year not in (None, clock.today.year):
        return None
    return relative(clock.to_date(clock.unit("year")), "year")


@rule("qtd")
def _quarter_to_date(clock: Clock) -> Atom:
    return relative(clock.to_date(clock.unit("quarter")), "quarter")


@rule("wtd")
def _week_to_date(clock: Clock) -> Atom:
    return relative(clock.to_date(clock.unit("week")), "week")


@rule(
    "this|same day|date LAST UNIT",
    "this|same day|date a UNIT ago",
    "exactly a|one UNIT ago",
    "a|one UNIT ago today",
    "today a|one? UNIT ago",
    "today LAST UNIT",
)
def _same_day(clock: Clock, *captured: str) -> Atom | None:
    months = {"month": 1, "quarter": 3, "year": 12}.get(captured[-1])
    if captured[-1] == "week":
        return relative(clock.day(-7), "day")
    return relative(one_day(add_months(clock.today, -months)), "day") if months else None


@rule("LAST half year?", "LAST half of? the? year")
def _last_half(clock: Clock, *_: str) -> Atom:
    return relative(clock.unit("half", -1), "")


@rule("THIS half year?", "THIS half of? the? year")
def _this_half(clock: Clock, *_: str) -> Atom:
    return relative(clock.unit("half"), "")


def around(clock: Clock, unit: str, period: Period) -> Atom | None:
    """The calendar unit that holds a day."""
    return Atom(clock.unit(unit, around=period.start), unit) if period.start else None
