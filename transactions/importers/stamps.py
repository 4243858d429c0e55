"""Dates and clock times as statements of many countries write them."""
# ruff: noqa: E501  patterns and tables are data; a broken line hides more than a long one

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise

from lumen.common.text import fold

ORDERS = ("dmy", "mdy", "ymd")
# how a month begins in English, German, French, Spanish, Italian, Dutch, Polish, Portuguese and Hindi
_MONTHS = {
    beginning: number
    for number, beginnings in enumerate(
        (
            "jan ene gen sty",
            "feb fev lut far",
            "mar mrt maa mae mrz",
            "apr avr abr kwi",
            "may mai mei mag maj mayo",
            "jun juin giu cze joon",
            "jul juil lug lip joo",
            "aug aou ago sie aga agu",
            "sep set wrz sit",
            "oct okt out ott paz akt",
            "nov lis nav",
            "dec dez dic dis gru",
        ),
        start=1,
    )
    for beginning in beginnings.split()
}
_REST = r"(?:(?:[T, -]|\s+-\s+)+(\d.*))?$"
_NUMERIC = re.compile(rf"^\D{{0,4}}?(\d{{1,4}})\s?[-/. ]\s?(\d{{1,2}})\s?[-/. ]\s?(\d{{1,4}})\.?{_REST}")
_NAMED = re.compile(
    rf"^(?:[^\W\d_]{{2,12}}\.?,? )?(\d{{1,2}})(?:st|nd|rd|th|er|o)?[-/.]? ?(?:de |of )?([^\W\d_]{{3,12}})[-/., ]{{0,3}}(?:de |del )?(\d{{4}}|\d{{2}}){_REST}"
)
_NAMED_FIRST = re.compile(
    rf"^(?:[^\W\d_]{{2,12}},? )?([^\W\d_]{{3,12}})[-. ]{{1,2}}(\d{{1,2}})(?:st|nd|rd|th)?[-, ]{{1,2}}(\d{{4}}){_REST}"
)
_YEAR_NAMED = re.compile(rf"^(\d{{4}})[-/. ]([^\W\d_]{{3,12}})[-/. ](\d{{1,2}}){_REST}")
_COMPACT = re.compile(r"^((?:19|20)\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(?:[.\[Z+-].*)?$")
_COMPACT_DAY_FIRST = re.compile(r"^(\d{2})(\d{2})((?:19|20)\d{2})$")
_SERIAL = re.compile(r"^([2-7]\d{4})(?:[.,](\d{1,12}))?$")
_EPOCH = re.compile(r"^(\d{10})(?:\.\d+|\d{3})?$")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:[.,]\d+)?\s*([ap]\.?\s?m)?", re.IGNORECASE)
# 2025年9月1日 and 2025년 9월 1일 are 2025/9/1
_EAST_ASIAN = {ord("'"): ""} | {ord(mark): "/" for mark in "年月년월"} | {ord(mark): " " for mark in "日일"}
_FIRST_YEAR = 1970
_SERIAL_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Stamp:
    day: date
    clock: time | None


@lru_cache(maxsize=1 << 16)
def read_stamp(cell: str, order: str) -> Stamp | None:
    """A date, with its clock time when there is one; `order` settles numeric dates.

    Day numbers of spreadsheets and seconds since 1970 are read too, so ask only about cells that
    should be dates.
    """
    text = " ".join(cell[:60].translate(_EAST_ASIAN).split())
    if not text:
        return None
    return _numeric(text, order) or _named(fold(text)) or _bare_digits(text)


def looks_like_date(cell: str) -> bool:
    """Whether a cell is written as a date; mere numbers are not."""
    if not any(char.isdigit() for char in cell[:14]) or cell.replace(".", "", 1).isdigit():
        return bool(_COMPACT.match(cell)) and read_stamp(cell, "ymd") is not None
    return any(read_stamp(cell, order) for order in ORDERS)


def read_clock(cell: str) -> time | None:
    return _clock(cell)


def _numeric(text: str, order: str) -> Stamp | None:
    match = _NUMERIC.match(text)
    if not match:
        return None
    first, second, third, rest = match.groups()
    a, b, c = int(first), int(second), int(third)
    if len(first) == 4:
        return _made(a, b, c, rest) if a >= 100 else None  # "0024" is a slip, not 2024
    if len(first) == 3 or len(third) in {1, 3}:
        return None
    if order == "ymd" and len(third) == 2:
        return _made(a, b, c, rest)
    return _made(c, a, b, rest) if order == "mdy" else _made(c, b, a, rest)


def _named(text: str) -> Stamp | None:
    if match := _NAMED.match(text):
        return _made(int(match[3]), month_named(match[2]), int(match[1]), match[4])
    if match := _NAMED_FIRST.match(text):
        return _made(int(match[3]), month_named(match[1]), int(match[2]), match[4])
    if match := _YEAR_NAMED.match(text):
        return _made(int(match[1]), month_named(match[2]), int(match[3]), match[4])
    return None


def month_named(word: str) -> int:
    """The number of a month by its name in one of nine languages, 0 when it is none."""
    folded = fold(word)
    return _MONTHS.get(folded[:4]) or _MONTHS.get(folded[:3], 0)


def _bare_digits(text: str) -> Stamp | None:
    if match := _COMPACT.match(text):
        clock = f"{match[4]}:{match[5]}:{match[6] or '00'}" if match[4] else None
        return _made(int(match[1]), int(match[2]), int(match[3]), clock)
    if match := _COMPACT_DAY_FIRST.match(text):
        return _made(int(match[3]), int(match[2]), int(match[1]), None)
    if match := _SERIAL.match(text):
        return Stamp(_SERIAL_EPOCH + timedelta(days=int(match[1])), _part_of_day(match[2]))
    if match := _EPOCH.match(text):
        moment = datetime.fromtimestamp(int(match[1]), UTC)
        return Stamp(moment.date(), moment.time())
    return None


def _part_of_day(fraction: str | None) -> time | None:
    if not fraction or not int(fraction):
        return None
    seconds = min(round(float(f"0.{fraction}") * 86_400), 86_399)
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def _made(year: int, month: int, day: int, rest: str | None) -> Stamp | None:
    try:
        made = date(_century(year), month, day)
    except ValueError:
        return None
    return Stamp(made, _clock(rest)) if made.year >= _FIRST_YEAR else None


def _century(year: int) -> int:
    """Two digits mean 1970 to 2069."""
    if year >= 100:
        return year
    return year + (1900 if year >= _FIRST_YEAR % 100 else 2000)


def _clock(rest: str | None) -> time | None:
    match = _CLOCK.search(rest or "")
    if not match:
        return None
    hour = int(match[1])
    if match[4]:
        hour = hour % 12 + (12 if match[4].lower().startswith("p") else 0)
    try:
        return time(hour, int(match[2]), int(match[3] or 0))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class DateOrder:
    order: str
    is_certain: bool


def date_order(cells: Iterable[str]) -> DateOrder:
    """The order of day, month and year that fits all dates of a column.

    When several fit every date, the one that keeps the file in order of time wins, and the answer
    is marked as uncertain so that a person is asked.
    """
    numeric = [cell for cell in cells if _is_open(cell)]
    if not numeric:
        return DateOrder("dmy", is_certain=True)
    read = {order: [stamp.day for cell in numeric if (stamp := read_stamp(cell, order))] for order in ORDERS}
    most = max(len(days) for days in read.values())
    if not most:
        return DateOrder("dmy", is_certain=False)
    fitting = [order for order in ORDERS if len(read[order]) == most]
    scores = {order: _orderliness(read[order]) for order in fitting}
    best = max(fitting, key=lambda order: (scores[order], -ORDERS.index(order)))
    same = all(read[order] == read[best] for order in fitting)
    rivals = [order for order in fitting if scores[order] > 0.95 * scores[best]]
    return DateOrder(best, is_certain=same or len(rivals) == 1)


def order_beside(cells: list[str], beside: Iterable[list[str]]) -> DateOrder | None:
    """The order that another column of days settles, such as a value day with the month in words."""
    for others in beside:
        plain = [
            read_stamp(other, "ymd") if looks_like_date(other) and not _is_open(other) else None
            for other in others
        ]
        if sum(one is not None for one in plain) < max(2, len(cells) // 2):
            continue
        gaps = {}
        for order in ("dmy", "mdy"):
            pairs = [(read_stamp(cell, order), other) for cell, other in zip(cells, plain, strict=False)]
            gaps[order] = sum(abs((a.day - b.day).days) if a else 400 for a, b in pairs if b)
        best, worst = sorted(gaps, key=lambda order: gaps[order])
        if gaps[best] * 3 < gaps[worst]:
            return DateOrder(best, is_certain=True)
    return None


def _is_open(cell: str) -> bool:
    """Whether the order of a date's parts is not plain from how it is written."""
    match = _NUMERIC.match(" ".join(cell.split()))
    return bool(match) and len(match[1]) < 4 if match else False


def _orderliness(days: list[date]) -> float:
    """Share of neighbours in order, less for files that would span many years."""
    if len(days) < 2:
        return 0.5
    pairs = list(pairwise(days))
    rising = sum(a <= b for a, b in pairs) / len(pairs)
    falling = sum(a >= b for a, b in pairs) / len(pairs)
    years = (max(days) - min(days)).days / 366
    return max(rising, falling) / (1 + max(0.0, years - 2) / 10)
