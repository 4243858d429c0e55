"""Dates and times as banks write them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

_MONTHS = {
    name: number
    for number, names in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep|sept", "oct", "nov", "dec"], 1
    )
    for name in names.split("|")
}
_NAME = r"(?P<mon>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*"
_SHAPES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<y>20\d{2})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)",
        r"(?<![\d*xX])(?P<d>\d{1,2})(?:st|nd|rd|th)?[-/. ]?"
        + _NAME
        + r"[-/., ']{0,2}(?P<y>20\d{2}|\d{2})(?!\d)",
        _NAME + r"\.?[- ](?P<d>\d{1,2})(?:st|nd|rd|th)?,?[- ]+(?P<y>20\d{2})(?!\d)",
        r"(?<![\d/*xX.-])(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<y>20\d{2}|\d{1,2})(?![\d/])",
        r"(?<!\d)(?P<y>20\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)",
        r"(?<![\d/*xX.-])(?P<d>\d{1,2})[- ]" + _NAME + r"\b(?![- ]?\d{2,4}\b)",
        _NAME + r"\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?\b(?!,? ?\d{4})",
        r"(?<![\d/*xX.-])(?P<a>\d{1,2})/(?P<b>\d{1,2})(?![\d/])",
    )
]
_TIME = re.compile(
    r"(?<![\d:])(?P<h>[01]?\d|2[0-3])[:hH.](?P<i>[0-5]\d)(?:[:m](?P<s>[0-5]\d)s?)?(?:\.\d+)?\s?(?P<p>[ap]\.?m\b)?",
    re.IGNORECASE,
)
_OLDEST, _NEWEST = timedelta(days=550), timedelta(days=2)


@dataclass(frozen=True, slots=True)
class FoundDate:
    start: int
    end: int
    day: date


def find_dates(text: str, *, near: date | None = None, month_first: bool = False) -> Iterator[FoundDate]:
    """Readable dates, best shape first.

    Args:
        near: the day the message came; settles the century, a missing year and which of two
            readings of 05/06/25 is meant.
        month_first: what an ambiguous numeric date means in the sender's country.
    """
    for shape in _SHAPES:
        for match in shape.finditer(text):
            day = _day_of(match.groupdict(), near, month_first=month_first)
            if day:
                yield FoundDate(match.start(), match.end(), day)


def _day_of(parts: dict[str, str | None], near: date | None, *, month_first: bool) -> date | None:
    readings = [
        made for made in (_make(*triple, near) for triple in _triples(parts, month_first=month_first)) if made
    ]
    if near is None:
        return readings[0] if readings else None
    plausible = [day for day in readings if near - _OLDEST <= day <= near + _NEWEST]
    return plausible[0] if plausible else None


def _triples(parts: dict[str, str | None], *, month_first: bool) -> list[tuple[int | None, int, int]]:
    told_year = parts.get("y")
    year = int(told_year) if told_year else None
    if parts.get("mon"):
        return [(year, _MONTHS[str(parts["mon"]).lower()], int(parts["d"] or 0))]
    if parts.get("m"):
        return [(year, int(parts["m"] or 0), int(parts["d"] or 0))]
    first, second = int(parts["a"] or 0), int(parts["b"] or 0)
    orders: list[tuple[int | None, int, int]] = [(year, second, first), (year, first, second)]
    if month_first:
        orders.reverse()
    if year is not None and year < 100:  # 26/3/1 is year first in some places
        orders.append((first, second, year))
    return orders


def _make(year: int | None, month: int, day: int, near: date | None) -> date | None:
    if year is None:
        return _without_year(month, day, near)
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def _without_year(month: int, day: int, near: date | None) -> date | None:
    if near is None:
        return None
    for year in (near.year, near.year - 1):
        try:
            made = date(year, month, day)
        except ValueError:
            continue
        if made <= near + _NEWEST:
            return made
    return None


def find_time(text: str) -> time | None:
    """The first clock time in a text."""
    for match in _TIME.finditer(text):
        hour, minute, second = int(match["h"]), int(match["i"]), int(match["s"] or 0)
        if match["p"]:
            hour = hour % 12 + (12 if match["p"].lower().startswith("p") else 0)
        elif ":" not in match[0] and not re.search("[hH]", match[0]):
            continue  # 10.50 alone is an amount
        return time(hour, minute, second)
    return None


def find_moment(
    text: str, *, received_at: datetime | None, zone: tzinfo | None, month_first: bool = False
) -> datetime | None:
    """When it happened, by the message's own words; the arrival when it does not say.

    A message that names only the day keeps the arrival's clock when it came on that day.
    """
    local = received_at.astimezone(zone) if received_at and zone else received_at
    near = local.date() if local else None
    found = next(find_dates(text, near=near, month_first=month_first), None)
    if found is None:
        return local
    clock = find_time(text[found.end : found.end + 25]) or find_time(text[: found.start] + text[found.end :])
    if clock is None:
        clock = local.time() if local and local.date() == found.day else time(12)
    return datetime.combine(found.day, clock, tzinfo=zone or (local.tzinfo if local else None))
