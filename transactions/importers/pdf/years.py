"""Statements that write days without a year: the period on the first page tells it."""
# ruff: noqa: E501  patterns are data; a broken line hides more than a long one

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from transactions.importers import stamps

_FULL = re.compile(
    r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}(?:st|nd|rd|th)?[-. ]{1,2}[^\W\d_]{3,9}[-,. ]{1,2}\d{2,4}|[^\W\d_]{3,9} \d{1,2},? \d{4}"
)
_PLAIN = re.compile(r"^(\d{1,2})[/. -](\d{1,2})\.?$")
_NAMED = re.compile(r"^(\d{1,2})[ -]?([^\W\d_]{3,9})\.?$")
_NAMED_FIRST = re.compile(r"^([^\W\d_]{3,9})\.? ?(\d{1,2})$")
_SLACK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Period:
    """The last day a statement speaks of, and whether it writes the month first."""

    end: date
    is_month_first: bool


def period_in(texts: Iterable[str], today: date) -> Period | None:
    """The period of a statement by the full dates in it."""
    told = list(texts)
    is_month_first = sum(text.count("$") for text in told) > 0
    order = "mdy" if is_month_first else "dmy"
    days = [
        stamp.day
        for text in told
        for match in _FULL.finditer(text)
        if (stamp := stamps.read_stamp(match[0], order)) and stamp.day <= today
    ]
    return Period(max(days), is_month_first) if days else None


def completed(text: str, period: Period | None) -> str:
    """A day with its year as ISO; what is complete already, or cannot be, stays as it is."""
    day_month = _day_month(text, is_month_first=bool(period and period.is_month_first))
    if day_month is None or period is None:
        return text
    day, month = day_month
    for year in (period.end.year + 1, period.end.year, period.end.year - 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= period.end + _SLACK:
            return found.isoformat()
    return text


def _day_month(text: str, *, is_month_first: bool) -> tuple[int, int] | None:
    if match := _PLAIN.match(text):
        first, second = int(match[1]), int(match[2])
        if is_month_first and first <= 12:
            return second, first
        return (first, second) if second <= 12 else (second, first)
    if match := _NAMED.match(text):
        return int(match[1]), stamps.month_named(match[2])
    if match := _NAMED_FIRST.match(text):
        return int(match[2]), stamps.month_named(match[1])
    return None
