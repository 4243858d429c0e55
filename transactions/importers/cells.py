"""What a cell of a statement says: a date, an amount."""
# ruff: noqa: E501  patterns are data; a broken line hides more than a long one

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from itertools import pairwise

_MONTHS = {
    m: n
    for n, m in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_NUMERIC = re.compile(
    r"^\D{0,4}?(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{2,4})(?:[T, ]+(.+))?$",
)
_NAMED = re.compile(
    r"^(?:[A-Za-z]{3,9},? )?(\d{1,2})(?:st|nd|rd|th)?[-/. ]?([A-Za-z]{3,9})[-/., ']{0,2}(\d{2,4})(?:[T, ]+(.+))?$"
)
_NAMED_FIRST = re.compile(r"^([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?:[T, ]+(.+))?$")
_COMPACT = re.compile(r"^(20\d{2})(\d{2})(\d{2})$")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap]\.?m)?", re.IGNORECASE)
ORDERS = ("dmy", "mdy", "ymd")

_FLAG = re.compile(r"^(.*?)\s*\(?\b(cr|dr|c|d|credit|debit)\b\.?\)?$", re.IGNORECASE)
_FLAG_FIRST = re.compile(r"^\(?\b(cr|dr)\b\.?\)?\s*(.*)$", re.IGNORECASE)
_CURRENCY = re.compile(
    r"₹|rs\.?|inr|\$|€|£|¥|usd|eur|gbp|aed|[A-Z]{3}(?=\s*[-(\d])|(?<=\d)\s*[A-Z]{3}$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Stamp:
    day: date
    clock: time | None


@dataclass(frozen=True, slots=True)
class SignedCell:
    """An amount with what its cell says about direction: -1, +1, or 0 when nothing."""

    value: Decimal
    sign: int


def read_stamp(cell: str, order: str) -> Stamp | None:
    """A date, with its clock time when there is one; `order` settles numeric dates."""
    text = " ".join(cell.replace("'", "").split())
    for pattern, arrange in ((_NUMERIC, order), (_NAMED, "named"), (_NAMED_FIRST, "named-first")):
        match = pattern.match(text)
        if match:
            return _stamp(match, arrange)
    if match := _COMPACT.match(text):
        return _made(int(match[1]), int(match[2]), int(match[3]), None)
    return None


def _stamp(match: re.Match[str], arrange: str) -> Stamp | None:
    first, second, third, rest = match.groups()
    if arrange == "named":
        return _made(int(third), _MONTHS.get(second[:3].lower(), 0), int(first), rest)
    if arrange == "named-first":
        return _made(int(third), _MONTHS.get(first[:3].lower(), 0), int(second), rest)
    a, b, c = int(first), int(second), int(third)
    if len(first) == 4:
        return _made(a, b, c, rest) if a >= 100 else None  # "0024" is a slip, not 2024
    if arrange == "ymd":
        return _made(a, b, c, rest)
    return _made(c, a, b, rest) if arrange == "mdy" else _made(c, b, a, rest)


def _made(year: int, month: int, day: int, rest: str | None) -> Stamp | None:
    try:
        made = date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
    return Stamp(made, _clock(rest)) if made.year >= 1970 else None


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


def read_clock(cell: str) -> time | None:
    return _clock(cell)


@dataclass(frozen=True, slots=True)
class DateOrder:
    order: str
    is_certain: bool


def date_order(cells: Iterable[str]) -> DateOrder:
    """The order of day, month and year that fits all dates of a column.

    When several fit every date, the one that keeps the file in order of time wins, and the answer
    is marked as uncertain so that a person is asked.
    """
    filled = [cell for cell in cells if cell.strip()]
    numeric = [
        cell for cell in filled if _NUMERIC.match(" ".join(cell.split())) and not re.match(r"^\D*\d{4}", cell)
    ]
    if not numeric:
        return DateOrder("dmy", is_certain=True)
    read = {order: [stamp.day for cell in numeric if (stamp := read_stamp(cell, order))] for order in ORDERS}
    most = max(len(days) for days in read.values())
    fitting = [order for order in ORDERS if len(read[order]) == most and most]
    if not fitting:
        return DateOrder("dmy", is_certain=False)
    best = max(fitting, key=lambda order: (_orderliness(read[order]), -ORDERS.index(order)))
    same = all(read[order] == read[best] for order in fitting)
    rivals = [order for order in fitting if _orderliness(read[order]) > 0.95 * _orderliness(read[best])]
    return DateOrder(best, is_certain=same or len(fitting) == 1 or len(rivals) == 1)


def _orderliness(days: list[date]) -> float:
    """Share of neighbours in order, less for files that would span many years."""
    if len(days) < 2:
        return 0.5
    pairs = list(pairwise(days))
    rising = sum(a <= b for a, b in pairs) / len(pairs)
    falling = sum(a >= b for a, b in pairs) / len(pairs)
    years = (max(days) - min(days)).days / 366
    return max(rising, falling) / (1 + max(0.0, years - 2) / 10)


def decimal_mark(cells: Iterable[str]) -> str:
    """`,` when the amounts of a column are written 1.234,56, else `.`."""
    comma = dot = 0
    for cell in cells:
        digits = re.sub(r"[^\d.,]", "", cell)
        if re.search(r",\d{1,2}$", digits) and not re.search(r"\.\d{1,2}$", digits):
            comma += 1
        elif re.search(r"\.\d{1,2}$", digits) or re.search(r",\d{3}$", digits):
            dot += 1
    return "," if comma > dot else "."


def read_amount(cell: str, mark: str) -> SignedCell | None:
    """An amount in any style: 12,34,567.89, 1.234,56, (50.00), 50-, 50 Cr, ₹ 50.

    Returns `None` when the cell holds no amount.
    """
    text = cell.replace("−", "-").replace("\u00a0", " ").strip().strip("'\"= ")
    sign, text = _flag(text)
    if re.match(r"^\(.*\)$", text):
        sign, text = -1, text[1:-1]
    text = _CURRENCY.sub("", text).strip()
    if text.endswith("-") or text.startswith("-"):
        sign, text = -1, text.strip("- ")
    elif text.startswith("+"):
        sign, text = 1, text.lstrip("+ ")
    plain = re.sub(r"[\s'’]", "", text)
    plain = plain.replace(".", "").replace(",", ".") if mark == "," else plain.replace(",", "")
    if not re.fullmatch(r"\d+(?:\.\d+)?|\.\d+", plain):
        return None
    try:
        return SignedCell(Decimal(plain), sign)
    except InvalidOperation:
        return None


def _flag(text: str) -> tuple[int, str]:
    for pattern, flag, rest in ((_FLAG, 2, 1), (_FLAG_FIRST, 1, 2)):
        match = pattern.match(text)
        if match:
            return (1 if match[flag].lower().startswith("c") else -1), match[rest].strip()
    return 0, text


def flag_sign(cell: str) -> int:
    """What a Dr/Cr or Type column says: -1 money out, 1 money in, 0 nothing."""
    word = cell.strip().lower().rstrip(".")
    if re.match(r"^(?:cr?|credit\w*|in|income|deposit|received|refund|\+|h|haben|crédito)$", word):
        return 1
    if re.match(
        r"^(?:dr?|debit\w*|out|expense|spend\w*|withdrawal|payment|purchase|paid|sent|-|s|soll|débito)$", word
    ):
        return -1
    return 0


def looks_like_date(cell: str) -> bool:
    return any(read_stamp(cell, order) for order in ORDERS)
