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
_DUE = re.compile(r"\b(?:due\s*(?:date|on|by)?|payable\s+by|pay\s+by|before|starting)\b", re.IGNORECASE)
_PAST = (timedelta(days=-550), timedelta(days=2))
_COMING = (timedelta(days=-31), timedelta(days=400))


@dataclass(frozen=True, slots=True)
class FoundDate:
    start: int
    end: int
    day: date


def find_dates(
    text: str, *, near: date | None = None, month_first: bool = False, is_coming: bool = False
) -> Iterator[FoundDate]:
    """Readable dates, best shape first.

    Args:
        near: the day the message came; settles the century, a missing year and which of two
            readings of 05/06/25 is meant.
        month_first: what an ambiguous numeric date means in the sender's country.
        is_coming: look for a day that is announced instead of one that has been.
    """
    window = _COMING if is_coming else _PAST
    for shape in _SHAPES:
        for match in shape.finditer(text):
            day = _day_of(match.groupdict(), near, window, month_first=month_first)
            if day:
                yield FoundDate(match.start(), match.end(), day)


def _day_of(
    parts: dict[str, str | None],
    near: date | None,
    window: tuple[timedelta, timedelta],
    *,
    month_first: bool,
) -> date | None:
    triples = _triples(parts, month_first=month_first)
    readings = [made for made in (_make(*triple, near, window) for triple in triples) if made]
    if near is None:
        return readings[0] if readings else None
    plausible = [day for day in readings if near + window[0] <= day <= near + window[1]]
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


def _make(
    year: int | None, month: int, day: int, near: date | None, window: tuple[timedelta, timedelta]
) -> date | None:
    if year is None:
        return _without_year(month, day, near, window)
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def _without_year(
    month: int, day: int, near: date | None, window: tuple[timedelta, timedelta]
) -> date | None:
    if near is None:
        return None
    for year in (near.year, near.year - 1, near.year + 1):
        try:
            made = date(year, month, day)
        except ValueError:
            continue
        if near + window[0] <= made <= near + window[1]:
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


def find_announced(
    text: str, *, received_at: datetime | None, zone: tzinfo | None, month_first: bool = False
) -> datetime | None:
    """The day that a message announces, the one it calls due first; noon, for no clock is promised."""
    if received_at is None:
        return None
    local = received_at.astimezone(zone) if zone else received_at
    for part in [*(text[due.end() : due.end() + 30] for due in _DUE.finditer(text)), text]:
        found = next(find_dates(part, near=local.date(), month_first=month_first, is_coming=True), None)
        if found:
            break
    return datetime.combine(found.day, time(12), tzinfo=zone or local.tzinfo) if found else None
