"""Years, financial years, quarters, halves, and parts of a longer stretch."""

from datetime import date, timedelta

from lumen.common.dates import Period, add_months
from transactions.questions.periods.atoms import Atom, rule
from transactions.questions.periods.clock import Clock


def _calendar_year(clock: Clock, year: int) -> Atom:
    return Atom(clock.unit("year", around=date(year, 1, 1)), "year", year=year)


@rule("YEAR", "the? year|saal|sal YEAR", "calendar year YEAR", "cy YEAR", "YEAR me|mein|main", "all of YEAR")
def _year(clock: Clock, year: int) -> Atom:
    return _calendar_year(clock, year)


@rule("' YY", "cy YY", "cy ' YY")
def _short_year(clock: Clock, year: int) -> Atom:
    return _calendar_year(clock, 2000 + year)


def _fy(clock: Clock, ending: int) -> Atom:
    return Atom(clock.financial_year(ending), "year", is_relative=False)


@rule("fy YY", "fy ' YY", "fy - YY", "f . y . YY", "financial|fiscal|tax|vitt year|varsh YY", "fiscal YY")
def _fy_short(clock: Clock, ending: int) -> Atom:
    return _fy(clock, 2000 + ending)


@rule(
    "fy YEAR",
    "fy - YEAR",
    "f . y . YEAR",
    "financial|fiscal|tax|vitt year|varsh YEAR",
    "fiscal YEAR",
    "YEAR fy",
)
def _fy_long(clock: Clock, ending: int) -> Atom:
    return _fy(clock, ending)


@rule(
    "fy YEAR -|–|—|/|to YY",
    "f . y . YEAR -|– YY",
    "financial|fiscal|tax|vitt year|varsh YEAR -|–|/|to YY",
    "fiscal YEAR -|–|/ YY",
    "YEAR -|–|/ YY fy",
    "YEAR -|–|/ YY financial|fiscal year",
)
def _fy_span(clock: Clock, starting: int, ending: int) -> Atom | None:
    return _fy(clock, 2000 + ending) if (starting + 1) % 100 == ending else None


@rule(
    "fy YEAR -|–|—|/|to YEAR",
    "financial|fiscal|tax|vitt year|varsh YEAR -|–|/|to YEAR",
    "fiscal YEAR -|–|/ YEAR",
)
def _fy_long_span(clock: Clock, starting: int, ending: int) -> Atom | None:
    return _fy(clock, ending) if starting + 1 == ending else None


@rule("fy YY -|–|/|to YY", "fy ' YY - ' YY", "financial|fiscal|tax year YY -|–|/|to YY")
def _fy_short_span(clock: Clock, starting: int, ending: int) -> Atom | None:
    return _fy(clock, 2000 + ending) if starting + 1 == ending else None


@rule("YEAR -|–|/ YY")
def _bare_fy_span(clock: Clock, starting: int, ending: int) -> Atom | None:
    """`2024-25` without a word is a financial year; `2024-10` stays a month."""
    return _fy_span(clock, starting, ending) if ending > 12 else None


@rule("ay YEAR -|–|/ YY", "assessment year YEAR -|–|/ YY")
def _assessment_year(clock: Clock, starting: int, ending: int) -> Atom | None:
    return _fy(clock, starting) if (starting + 1) % 100 == ending else None


@rule(
    "the? THIS fy",
    "the? THIS financial|fiscal|tax|vitt year|varsh|saal",
    "THIS fiscal",
    "the financial|fiscal year",
)
def _this_fy(clock: Clock, *_: str) -> Atom:
    return Atom(clock.current_fy(), "year", is_relative=True)


@rule("the? LAST fy", "the? LAST financial|fiscal|tax|vitt year|varsh|saal", "LAST fiscal")
def _last_fy(clock: Clock, *_: str) -> Atom:
    return Atom(clock.current_fy(-1), "year", is_relative=True)


@rule(
    "fy before LAST",
    "financial|fiscal year before LAST",
    "LAST to LAST fy",
    "LAST to LAST financial|fiscal year",
)
def _fy_before_last(clock: Clock, *_: str) -> Atom:
    return Atom(clock.current_fy(-2), "year", is_relative=True)


@rule("LAST NUM fy|fys", "LAST NUM financial|fiscal year|years")
def _last_fys(clock: Clock, _last: str, count: int) -> Atom:
    return Atom(Period(clock.current_fy(-count).start, clock.current_fy().start), "year", is_relative=True)


@rule("NUM financial|fiscal year|years ago|back")
def _fy_ago(clock: Clock, count: int) -> Atom:
    return Atom(clock.current_fy(-count), "year", is_relative=True)


@rule("the? NEXT fy", "the? NEXT financial|fiscal|tax year")
def _next_fy(clock: Clock, *_: str) -> Atom:
    return Atom(clock.current_fy(1), "year", is_relative=True)


@rule(
    "fytd",
    "fy to date",
    "financial|fiscal year to date",
    "THIS financial|fiscal year so far",
    "THIS fy so far",
    "so far THIS financial|fiscal year",
    "so far THIS fy",
    "financial|fiscal ytd",
    "fy ytd",
    "THIS financial|fiscal year to date",
    "THIS fy to date",
    "financial|fiscal year till date",
)
def _fy_to_date(clock: Clock, *_: str) -> Atom:
    return Atom(clock.to_date(clock.current_fy()), "year", is_relative=True)


# Quarters and halves


def _part(clock: Clock, number: int, size: int, year: Period | None) -> Atom | None:
    if not 1 <= number <= 12 // size:
        return None
    grain = "quarter" if size == 3 else ""
    return Atom(clock.part(number, size, year), grain, has_year=year is not None)


@rule("q NUM", "quarter NUM", "the? ORD quarter|qtr|timahi", "q - NUM")
def _quarter(clock: Clock, number: int) -> Atom | None:
    return _part(clock, number, 3, None)


@rule("h NUM", "half NUM")
def _half(clock: Clock, number: int) -> Atom | None:
    return _part(clock, number, 6, None)


@rule(
    "q NUM of? in? ,? the? SPAN",
    "quarter NUM of? in? the? SPAN",
    "the? ORD quarter|qtr|timahi of? in? the? SPAN",
    "q NUM - SPAN",
    "q NUM ' SPAN",
    "the? NUM quarter of? SPAN",
)
def _quarter_of(clock: Clock, number: int, year: Atom) -> Atom | None:
    return _part(clock, number, 3, year.period) if year.grain == "year" else None


@rule("h NUM of? in? ,? the? SPAN", "half NUM of? the? SPAN", "h NUM - SPAN")
def _half_of(clock: Clock, number: int, year: Atom) -> Atom | None:
    return _part(clock, number, 6, year.period) if year.grain == "year" else None


@rule("q NUM YY", "q NUM ' YY", "q NUM - YY")
def _quarter_short_year(clock: Clock, number: int, year: int) -> Atom | None:
    return _part(clock, number, 3, clock.unit("year", around=date(2000 + year, 1, 1)))


@rule("h NUM YY", "h NUM ' YY", "h NUM - YY")
def _half_short_year(clock: Clock, number: int, year: int) -> Atom | None:
    return _part(clock, number, 6, clock.unit("year", around=date(2000 + year, 1, 1)))


@rule("YEAR -? q NUM", "YEAR s? q NUM")
def _year_quarter(clock: Clock, year: int, number: int) -> Atom | None:
    return _part(clock, number, 3, clock.unit("year", around=date(year, 1, 1)))


@rule("YEAR -? h NUM")
def _year_half(clock: Clock, year: int, number: int) -> Atom | None:
    return _part(clock, number, 6, clock.unit("year", around=date(year, 1, 1)))


@rule("fy YY -? q NUM", "fy ' YY q NUM")
def _fy_quarter(clock: Clock, ending: int, number: int) -> Atom | None:
    return _part(clock, number, 3, clock.financial_year(2000 + ending))


@rule("fy YY -? h NUM")
def _fy_half(clock: Clock, ending: int, number: int) -> Atom | None:
    return _part(clock, number, 6, clock.financial_year(2000 + ending))


@rule("fy YEAR - YY q NUM", "fy YEAR q NUM")
def _fy_span_quarter(clock: Clock, year: int, *rest: int) -> Atom | None:
    ending = 2000 + rest[0] if len(rest) == 2 else year
    return _part(clock, rest[-1], 3, clock.financial_year(ending))


@rule("THIS|the? fiscal|financial quarter", "THIS fiscal|financial quarter")
def _this_fiscal_quarter(clock: Clock, *_: str) -> Atom:
    return Atom(clock.unit("quarter"), "quarter", is_relative=True)


@rule("LAST fiscal|financial quarter")
def _last_fiscal_quarter(clock: Clock, *_: str) -> Atom:
    return Atom(clock.unit("quarter", -1), "quarter", is_relative=True)


@rule("LAST half year?", "LAST half of? the? year")
def _last_half(clock: Clock, *_: str) -> Atom:
    return Atom(clock.unit("half", -1), "", is_relative=True)


@rule("THIS half year?", "THIS half of? the? year")
def _this_half(clock: Clock, *_: str) -> Atom:
    return Atom(clock.unit("half"), "", is_relative=True)


# Parts of a longer stretch


@rule("the? ORD half of? in? the? SPAN")
def _half_of_span(clock: Clock, number: int, whole: Atom) -> Atom | None:
    start, end = whole.period.start, whole.period.end
    if start is None or end is None or number > 2 or whole.grain not in ("month", "quarter", "year"):
        return None
    if whole.grain == "year":
        return Atom(clock.part(number, 6, whole.period))
    middle = start + timedelta(days=15)
    return Atom(Period(start, middle) if number == 1 else Period(middle, end))


@rule("the? ORD week of? in? the? SPAN")
def _week_of_span(_clock: Clock, number: int, whole: Atom) -> Atom | None:
    start, end = whole.period.start, whole.period.end
    if start is None or end is None or whole.grain not in ("month", "quarter", "year") or number > 5:
        return None
    first = start + timedelta(days=7 * (number - 1))
    return Atom(Period(first, min(first + timedelta(days=7), end)), "week")


@rule("the? LAST week of? in? the? SPAN")
def _last_week_of_span(_clock: Clock, _last: str, whole: Atom) -> Atom | None:
    end = whole.period.end
    return (
        Atom(Period(end - timedelta(days=7), end), "week")
        if end and whole.grain in ("month", "year")
        else None
    )


@rule("the? ORD NUM UNIT of? in? the? SPAN")
def _first_units(_clock: Clock, number: int, count: int, unit: str, whole: Atom) -> Atom | None:
    start = whole.period.start
    if number != 1 or start is None or whole.grain not in ("week", "month", "quarter", "year"):
        return None
    return Atom(Period(start, _moved(start, count, unit)))


@rule("the? LAST NUM UNIT of the? SPAN")
def _last_units_of(_clock: Clock, _last: str, count: int, unit: str, whole: Atom) -> Atom | None:
    end = whole.period.end
    if end is None or whole.grain not in ("week", "month", "quarter", "year"):
        return None
    return Atom(Period(_moved(end, -count, unit), end))


@rule("the? ORD day of the? SPAN")
def _nth_day(_clock: Clock, number: int, whole: Atom) -> Atom | None:
    start = whole.period.start
    if start is None or whole.grain not in ("week", "month", "quarter", "year"):
        return None
    day = start + timedelta(days=number - 1)
    return Atom(Period(day, day + timedelta(days=1)), "day")


@rule("the? LAST day of the? SPAN")
def _last_day(_clock: Clock, _last: str, whole: Atom) -> Atom | None:
    end = whole.period.end
    return Atom(Period(end - timedelta(days=1), end), "day") if end and whole.grain else None


@rule("the? LAST UNIT of the? SPAN")
def _last_unit_of(_clock: Clock, _last: str, unit: str, whole: Atom) -> Atom | None:
    end = whole.period.end
    if end is None or unit not in ("month", "quarter") or whole.grain not in ("quarter", "year"):
        return None
    return Atom(Period(_moved(end, -1, unit), end), unit)


@rule("the? ORD month of the? SPAN")
def _nth_month(_clock: Clock, number: int, whole: Atom) -> Atom | None:
    start = whole.period.start
    if start is None or whole.grain not in ("quarter", "year"):
        return None
    return Atom(Period(add_months(start, number - 1), add_months(start, number)), "month")


@rule("the? beginning|start of the? SPAN", "early SPAN")
def _beginning(_clock: Clock, whole: Atom) -> Atom | None:
    start = whole.period.start
    return Atom(Period(start, start + timedelta(days=10))) if start and whole.grain == "month" else None


@rule("mid - SPAN", "mid SPAN", "middle of the? SPAN")
def _middle(_clock: Clock, whole: Atom) -> Atom | None:
    start = whole.period.start
    if start is None or whole.grain != "month":
        return None
    return Atom(Period(start + timedelta(days=10), start + timedelta(days=20)))


@rule("the? end of the? SPAN", "late SPAN")
def _ending(_clock: Clock, whole: Atom) -> Atom | None:
    start, end = whole.period.start, whole.period.end
    return Atom(Period(start + timedelta(days=20), end)) if start and whole.grain == "month" else None


def _moved(day: date, count: int, unit: str) -> date:
    if unit in ("day", "week", "fortnight"):
        return day + timedelta(days=count * {"day": 1, "week": 7, "fortnight": 14}[unit])
    return add_months(day, count * {"month": 1, "quarter": 3, "year": 12}[unit])
