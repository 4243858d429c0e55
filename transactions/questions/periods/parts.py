"""Parts of a longer stretch: quarters, halves, `first week of October`, `late August`."""

from datetime import date, timedelta

from lumen.common.dates import Period, add_months
from transactions.questions.periods.atoms import IMPOSSIBLE, Atom, one_day, rule
from transactions.questions.periods.clock import Clock, moved

_UNIT_GRAINS = ("week", "month", "quarter", "year")


@rule(
    "YEAR",
    "the? year|saal|sal YEAR",
    "calendar year YEAR",
    "cy YEAR",
    "YEAR me|mein|main",
    "all of YEAR",
    "the? whole|entire|full of? year? YEAR",
    "YEAR calendar? year",
)
def _year(clock: Clock, year: int) -> Atom:
    return Atom(clock.unit("year", around=date(year, 1, 1)), "year", year=year)


@rule("' YY", "cy YY", "cy ' YY")
def _short_year(clock: Clock, year: int) -> Atom | None:
    return _year(clock, 2000 + year)


def _part(clock: Clock, number: int, size: int, year: Period | None) -> Atom | None:
    if not 1 <= number <= 12 // size:
        return IMPOSSIBLE if year is not None else None
    grain = "quarter" if size == 3 else ""
    has_year = year is not None
    return Atom(clock.part(number, size, year), grain, has_year=has_year, part=(number, size))


def _of_year(clock: Clock, number: int, size: int, whole: Atom) -> Atom | None:
    start = whole.period.start
    if whole.grain != "year" or start is None:
        return None
    return _part(clock, number, size, Period(start, add_months(start, 12)))


@rule("q N", "quarter N", "the? ORD quarter|qtr|timahi", "q - N", "N q")
def _quarter(clock: Clock, number: int) -> Atom | None:
    return _part(clock, number, 3, None)


@rule("NUM qfy YY")
def _fiscal_quarter(clock: Clock, number: int, ending: int) -> Atom | None:
    """`3QFY26`, as analysts write it."""
    return _part(clock, number, 3, clock.financial_year(2000 + ending))


@rule("NUM hfy YY")
def _fiscal_half(clock: Clock, number: int, ending: int) -> Atom | None:
    return _part(clock, number, 6, clock.financial_year(2000 + ending))


@rule("NUM mfy YY")
def _fiscal_months(clock: Clock, count: int, ending: int) -> Atom | None:
    start = clock.financial_year(2000 + ending).start
    return Atom(Period(start, add_months(start, count))) if start and count <= 12 else None


@rule("h N", "half N", "N h")
def _half(clock: Clock, number: int) -> Atom | None:
    return _part(clock, number, 6, None)


@rule(
    "q -? NUM of|in|,|-|'|(? the? SPAN )?",
    "quarter NUM of|in|,? the? SPAN",
    "the? ORD quarter|qtr|timahi of|in|,? the? SPAN",
    "the? NUM quarter of? SPAN",
    "NUM q SPAN",
)
def _quarter_of(clock: Clock, number: int, year: Atom) -> Atom | None:
    return _of_year(clock, number, 3, year)


@rule("h NUM of|in|,|-|(? the? SPAN )?", "half NUM of? the? SPAN", "N h of? SPAN")
def _half_of(clock: Clock, number: int, year: Atom) -> Atom | None:
    return _of_year(clock, number, 6, year)


@rule(
    "SPAN '? s|ke|ka|ki|-|,? q -? N",
    "SPAN s|ke|ka|ki|,? quarter NUM",
    "SPAN '? s|ki|,? ORD quarter|qtr|timahi",
)
def _quarter_after(clock: Clock, year: Atom, number: int) -> Atom | None:
    return _of_year(clock, number, 3, year)


@rule("SPAN '? s|ke|ka|ki|-|,? h -? N", "SPAN '? s|ke|ka|ki|,? ORD half")
def _half_after(clock: Clock, year: Atom, number: int) -> Atom | None:
    return _of_year(clock, number, 6, year)


@rule("q NUM ' YY", "q NUM - YY", "q NUM YY")
def _quarter_short_year(clock: Clock, number: int, year: int) -> Atom | None:
    return _part(clock, number, 3, clock.unit("year", around=date(2000 + year, 1, 1)))


@rule("h NUM ' YY", "h NUM - YY", "h NUM YY")
def _half_short_year(clock: Clock, number: int, year: int) -> Atom | None:
    return _part(clock, number, 6, clock.unit("year", around=date(2000 + year, 1, 1)))


@rule("the? LAST half of|in the? SPAN", "the? final half of the? SPAN")
def _last_half_of_span(clock: Clock, *captured: str | Atom) -> Atom | None:
    whole = captured[-1]
    return _half_of_span(clock, 2, whole) if isinstance(whole, Atom) else None


@rule("the? ORD half of|in? the? SPAN", "the? NUM half of the? SPAN", "SPAN ke|ka|ki ORD aadha|aadhe|half")
def _half_of_span(clock: Clock, *captured: int | Atom) -> Atom | None:
    number, whole = captured if isinstance(captured[1], Atom) else reversed(captured)
    if not isinstance(whole, Atom) or not isinstance(number, int) or number > 2:
        return None
    start, end = whole.period.start, whole.period.end
    if start is None or end is None or whole.grain not in ("month", "quarter", "year"):
        return None
    if whole.grain == "year":
        return _of_year(clock, number, 6, whole)
    middle = start + timedelta(days=15 if whole.grain == "month" else (end - start).days // 2)
    return Atom(Period(start, middle) if number == 1 else Period(middle, end))


@rule("MONTH ORD half")
def _half_of_month(clock: Clock, month: int, number: int) -> Atom | None:
    return _half_of_span(clock, number, Atom(clock.month(month), "month"))


@rule("MONTH ORD UNIT")
def _week_of_month(clock: Clock, month: int, number: int, unit: str) -> Atom | None:
    """`july 1st week`."""
    return _week_of_span(clock, number, Atom(clock.month(month), "month")) if unit == "week" else None


@rule("the? ORD week of|in? the? SPAN", "week NUM of the? SPAN", "SPAN ke|ka|ki|s? ORD UNIT")
def _week_of_span(clock: Clock, *captured: int | Atom | str) -> Atom | None:
    if isinstance(captured[0], Atom):
        whole, number, unit = captured
    else:
        number, whole, unit = *captured, "week"
    if not isinstance(whole, Atom) or not isinstance(number, int):
        return None
    start, end = whole.period.start, whole.period.end
    if unit != "week":
        return _nth_day(clock, number, whole) if unit == "day" else None
    if start is None or end is None or whole.grain not in ("month", "quarter", "year") or number > 5:
        return None
    first = start + timedelta(days=7 * (number - 1))
    return Atom(Period(first, min(first + timedelta(days=7), end)), "week") if first < end else IMPOSSIBLE


@rule(
    "the? ORD NUM UNIT of|in? the? SPAN",
    "the? opening NUM UNIT of the? SPAN",
    "SPAN ke|ka|ki|s ORD NUM UNIT",
)
def _first_units(_clock: Clock, *captured: int | str | Atom) -> Atom | None:
    whole = next(part for part in captured if isinstance(part, Atom))
    unit = next(part for part in captured if isinstance(part, str))
    numbers = [part for part in captured if isinstance(part, int)]
    start = whole.period.start
    if numbers[0] != 1 or start is None or whole.grain not in _UNIT_GRAINS:
        return None
    return Atom(Period(start, moved(start, numbers[-1], unit)))


@rule(
    "the? LAST NUM UNIT of|in the? SPAN",
    "the? final|closing NUM UNIT of|in the? SPAN",
)
def _last_units_of(_clock: Clock, *captured: int | str | Atom) -> Atom | None:
    count, unit, whole = captured[-3:]
    if not isinstance(whole, Atom) or not isinstance(count, int) or not isinstance(unit, str):
        return None
    end = whole.period.end
    if end is None or whole.grain not in _UNIT_GRAINS:
        return None
    return Atom(Period(moved(end, -count, unit), end))


@rule("the? ORD day of|in? the? SPAN")
def _nth_day(_clock: Clock, number: int, whole: Atom) -> Atom | None:
    start, end = whole.period.start, whole.period.end
    if start is None or end is None or whole.grain not in _UNIT_GRAINS:
        return None
    day = start + timedelta(days=number - 1)
    return Atom(one_day(day), "day") if day < end else IMPOSSIBLE


@rule("the? LAST UNIT of|in the? SPAN", "the? final|closing UNIT of|in the? SPAN")
def _last_unit_of(_clock: Clock, *captured: str | Atom) -> Atom | None:
    unit, whole = captured[-2:]
    if not isinstance(whole, Atom) or not isinstance(unit, str):
        return None
    end = whole.period.end
    inside = {"day": _UNIT_GRAINS, "week": _UNIT_GRAINS[1:], "month": _UNIT_GRAINS[2:], "quarter": ("year",)}
    if end is None or whole.grain not in inside.get(unit, ()):
        return None
    return Atom(Period(moved(end, -1, unit), end), unit)


@rule("the? ORD month of the? SPAN", "the? ORD month in SPAN")
def _nth_month(_clock: Clock, number: int, whole: Atom) -> Atom | None:
    start = whole.period.start
    if start is None or whole.grain not in ("quarter", "year"):
        return None
    return Atom(Period(add_months(start, number - 1), add_months(start, number)), "month")


@rule("the? ORD fortnight of|in the? SPAN", "the? opening week of|in the? SPAN")
def _opening(_clock: Clock, *captured: int | Atom) -> Atom | None:
    number, whole = captured if len(captured) == 2 else (1, captured[0])
    if not isinstance(whole, Atom) or not isinstance(number, int) or whole.grain not in _UNIT_GRAINS[1:]:
        return None
    days = 14 if len(captured) == 2 else 7
    start = whole.period.start + timedelta(days=days * (number - 1)) if whole.period.start else None
    return Atom(Period(start, start + timedelta(days=days))) if start and number <= 2 else None


# Beginning, middle and end: days 1-10, 11-20 and the rest of a month; thirds of a quarter or a year


def _third(whole: Atom, number: int) -> Atom | None:
    start, end = whole.period.start, whole.period.end
    if start is None or end is None:
        return None
    if whole.grain == "month":
        edges = [start, start + timedelta(days=10), start + timedelta(days=20), end]
    elif whole.grain in ("quarter", "year"):
        size = 1 if whole.grain == "quarter" else 4
        edges = [add_months(start, size * index) for index in range(4)]
    else:
        return None
    return Atom(Period(edges[number], edges[number + 1]))


@rule(
    "the? very? beginning|start of the? SPAN",
    "early in? -? SPAN",
    "SPAN ke|ki|ka? start|shuru|shuruaat|shuruat|beginning",
)
def _beginning(_clock: Clock, whole: Atom) -> Atom | None:
    return _third(whole, 0)


@rule("mid|middle -? of? the? SPAN", "the middle of the? SPAN", "SPAN ke? middle|mid")
def _middle(_clock: Clock, whole: Atom) -> Atom | None:
    return _third(whole, 1)


@rule(
    "the? very? end of the? SPAN",
    "late in? -? SPAN",
    "SPAN ke|ka|ki? end|aakhir|akhir|ant",
    "towards? the end of the? SPAN",
)
def _ending(_clock: Clock, whole: Atom) -> Atom | None:
    return _third(whole, 2)


@rule("UNIT ki|ke|ka start|shuru|shuruaat|shuruat|beginning")
def _beginning_of_unit(clock: Clock, unit: str) -> Atom | None:
    return _third(Atom(clock.unit(unit), unit), 0)


@rule("UNIT ke|ka|ki end|aakhir|akhir|ant")
def _ending_of_unit(clock: Clock, unit: str) -> Atom | None:
    return _third(Atom(clock.unit(unit), unit), 2)
