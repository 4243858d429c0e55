"""Financial years as they are written in India: `FY25`, `FY 2024-25`, `AY 2025-26`, `this fiscal`."""

from typing import Any

from lumen.common.dates import Period
from transactions.questions.periods.atoms import IMPOSSIBLE, Atom, relative, rule
from transactions.questions.periods.clock import Clock

_GAP = "-|–|:|'|of|ending|."
_SEP = "-|–|—|/|to"


def _fy(clock: Clock, ending: int) -> Atom:
    return Atom(clock.financial_year(ending if ending > 99 else 2000 + ending), "year")


@rule(f"the? FY {_GAP}? YY", f"the? FY {_GAP}? YEAR", "YEAR FY", "the? FY ended|ending in? march? YEAR")
def _named_by_its_end(clock: Clock, *captured: Any) -> Atom:
    return _fy(clock, next(part for part in captured if isinstance(part, int)))


@rule(
    f"the? FY {_GAP}? YEAR {_SEP} YY",
    f"the? FY {_GAP}? YEAR {_SEP} YEAR",
    f"the? FY {_GAP}? YY {_SEP} '? YY",
    f"the? UNIT? YEAR {_SEP} YY FY?",
    f"YEAR {_SEP} YEAR FY",
    "YEAR - YEAR",
    f"YY {_SEP} YY FY",
)
def _named_by_both(clock: Clock, *captured: Any) -> Atom | None:
    """`2024-25` without a word is a financial year; `2024-10` stays a month."""
    starting, ending = (part for part in captured if isinstance(part, int))
    is_said = "fy" in captured
    if (starting + 1) % 100 != ending % 100:
        return IMPOSSIBLE if is_said else None
    if ending <= 12 and not is_said:
        return None
    return _fy(clock, starting + 1)


@rule(
    f"the? AY {_GAP}? YEAR {_SEP} YY",
    f"the? AY {_GAP}? YEAR {_SEP} YEAR",
    f"the? AY {_GAP}? YY {_SEP} '? YY",
    f"the? AY {_GAP}? YY",
    f"the? AY {_GAP}? YEAR",
)
def _assessment_year(clock: Clock, _ay: str, first: int, last: int | None = None) -> Atom | None:
    """The year after the one it assesses: AY 2025-26 is about April 2024 to March 2025."""
    ending = first + 1 if last is not None else first
    if last is not None and ending % 100 != last % 100:
        return None
    return _fy(clock, ending - 1)


@rule("the? THIS AY")
def _this_assessment_year(clock: Clock, *_: str) -> Atom:
    return relative(clock.current_fy(-1), "year")


@rule("the? LAST AY")
def _last_assessment_year(clock: Clock, *_: str) -> Atom:
    return relative(clock.current_fy(-2), "year")


@rule("the? THIS FY", "the FY")
def _this_fy(clock: Clock, *_: str) -> Atom:
    return relative(clock.current_fy(), "year")


@rule("the? LAST full|whole|complete|completed? FY", "the? FY just? gone by?", "THIS LAST FY", "LAST year FY")
def _last_fy(clock: Clock, *_: str) -> Atom:
    return relative(clock.current_fy(-1), "year")


@rule("the? FY before LAST", "the? FY before the? LAST FY", "LAST to LAST FY", "LAST se LAST FY")
def _fy_before_last(clock: Clock, *_: str) -> Atom:
    return relative(clock.current_fy(-2), "year")


@rule("the? LAST NUM FY", "the? LAST NUM full|whole|complete|completed FY")
def _last_fys(clock: Clock, _last: str, count: int, _fy_word: str) -> Atom:
    return relative(Period(clock.current_fy(-count).start, clock.current_fy().start), "year")


@rule("NUM FY ago|back|pehle|before")
def _fy_ago(clock: Clock, count: int, _fy_word: str) -> Atom:
    return relative(clock.current_fy(-count), "year")


@rule("the? NEXT FY")
def _next_fy(clock: Clock, *_: str) -> Atom:
    return relative(clock.current_fy(1), "year")


@rule(
    "fytd",
    "ytd FY",
    "FY ytd",
    "FY to|till date",
    "FY till now",
    "FY - to - date",
    "FY so far",
    "the? THIS FY so far",
    "so far in? the? THIS? FY",
    "THIS FY to|till|until|upto date|now|today",
    "THIS FY ab|abhi|aaj tak",
    "THIS FY me|mein ab|abhi|aaj tak",
    "FY me|mein? ab|abhi|aaj tak",
    "so far in? FY YY",
    "FY YY so far",
    "FY YY to date",
    "FY YY ytd",
    "ytd FY YY",
)
def _fy_to_date(clock: Clock, *captured: Any) -> Atom | None:
    ending = next((part for part in captured if isinstance(part, int)), None)
    year = clock.current_fy()
    if ending is not None and clock.financial_year(2000 + ending) != year:
        return None
    return relative(clock.to_date(year), "year")


@rule("the? THIS FY quarter|qtr", "the FY quarter|qtr")
def _this_fiscal_quarter(clock: Clock, *_: str) -> Atom:
    return relative(clock.unit("quarter"), "quarter")


@rule("the? LAST FY quarter|qtr")
def _last_fiscal_quarter(clock: Clock, *_: str) -> Atom:
    return relative(clock.unit("quarter", -1), "quarter")
