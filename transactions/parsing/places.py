"""Where the facts of a message stand in its text."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from transactions.parsing import dates, fields
from transactions.parsing.amounts import NUMBER, find_bare_numbers, find_money

_TIME = re.compile(r"(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]\.?m\b\.?)?", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+|[\w.\-]+@[\w.\-]+[\w]")
_CODE = re.compile(r"(?<=#)\w+|(?<![\w{])(?=\w*\d)(?=\w*[A-Za-z])\w{3,}(?![\w}])")
_NUMBER = re.compile(r"\d(?:[\d.,'’]*\d)?")
_UPPER_WORD = re.compile(r" [A-Z][A-Z&'.]+(?= |$)")
_NOT_NAME = re.compile(
    r" (?:UPI|REF|RRN|AVL|BAL|INFO|ON|AT|NEFT|IMPS|INR|RS|USD|VPA|UTR|NOT|IF|CALL|TO|FROM)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """What a person says a message means, as far as it can be found in the text."""

    amount: Decimal | None = None
    merchant: str = ""
    told_merchant: str = ""  # what the reader had taken for the merchant
    day: date | None = None
    last4: str = ""


class Gaps:
    """Where a text changes: spans that do not overlap, first come first served."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans: list[tuple[int, int, str]] = []

    def take(self, name: str, start: int, end: int) -> bool:
        if start >= end or any(start < b and a < end for a, b, _name in self.spans):
            return False
        self.spans.append((start, end, name))
        return True

    def shape(self) -> str:
        parts, place = [], 0
        for start, end, name in sorted(self.spans):
            parts += [_escaped(self.text[place:start]), f"{{{name}}}"]
            place = end
        return "".join([*parts, _escaped(self.text[place:])])


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def find_merchant(gaps: Gaps, taught: Taught) -> None:
    """The other party: as the person calls it, or as the reader had read it."""
    for name in (taught.merchant, taught.told_merchant):
        found = _place_of(gaps.text, name)
        if found:
            gaps.take("merchant", *_whole_name(gaps.text, *found))
            return


def _place_of(text: str, name: str) -> tuple[int, int] | None:
    words = [re.escape(word) for word in name.split()]
    if not words or len(name.strip()) < 2:
        return None
    spaced = r"\W{0,3}".join(words)
    match = re.search(rf"(?<!\w){spaced}(?!\w)", text, re.IGNORECASE)
    return match.span() if match else None


def _whole_name(text: str, start: int, end: int) -> tuple[int, int]:
    """Banks write names in capitals: BLUE TOKAI in BLUE TOKAI COFFEE ROASTERS is all of it."""
    if not text[start:end].isupper():
        return start, end
    while (more := _UPPER_WORD.match(text, end)) and not _NOT_NAME.match(text, end):
        end = more.end()
    return start, end


def find_amount(gaps: Gaps, amount: Decimal) -> bool:
    balances = fields.balance_span(gaps.text)
    candidates = [*find_money(gaps.text), *find_bare_numbers(gaps.text)]
    fitting = [found for found in candidates if found.value == amount]
    fitting.sort(key=lambda found: any(a <= found.start < b for a, b in balances))
    return any(gaps.take("amount", *number_span(gaps.text, found.start, found.end)) for found in fitting)


def number_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the digits of an amount stand, without its currency."""
    match = re.compile(NUMBER).search(text, start, end)
    return match.span() if match else (start, end)


def find_dates(gaps: Gaps, day: date | None, near: date | None) -> None:
    found = sorted(dates.find_dates(gaps.text, near=near), key=lambda one: (one.day != day, one.start))
    for one in found:
        gaps.take("date", one.start, one.end)
    for clock in _TIME.finditer(gaps.text):
        gaps.take("time", *clock.span())


def find_rest(gaps: Gaps, taught: Taught) -> None:
    """Account digits, balance, reference, addresses, and every other number."""
    text = gaps.text
    digits = re.search(rf"{re.escape(taught.last4)}(?![\d.,]*\d)", text) if taught.last4 else None
    if digits:
        gaps.take("last4", *digits.span())
    if spans := fields.balance_span(text):
        gaps.take("balance", *number_span(text, *spans[0]))
    reference = fields.reference(text)
    if reference and (place := text.find(reference)) >= 0:
        gaps.take("reference", place, place + len(reference))
    for name, pattern in (("word", _ADDRESS), ("code", _CODE), ("number", _NUMBER)):
        for match in pattern.finditer(text):
            gaps.take(name, *match.span())


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a message, and which fact it tells; plain text tells none."""

    text: str
    name: str = ""


def pieces(text: str, told: Taught, *, near: date | None) -> list[Piece]:
    """The message in order, with the facts that were found in it marked."""
    gaps = Gaps(text)
    find_merchant(gaps, told)
    if told.amount is not None:
        find_amount(gaps, abs(told.amount))
    if told.day is not None:
        for one in dates.find_dates(text, near=near):
            if one.day == told.day:
                gaps.take("date", one.start, one.end)
    if told.last4 and (digits := re.search(rf"{re.escape(told.last4)}(?![\d.,]*\d)", text)):
        gaps.take("last4", *digits.span())
    found, place = [], 0
    for start, end, name in sorted(gaps.spans):
        found += [Piece(text[place:start]), Piece(text[start:end], name)]
        place = end
    return [piece for piece in [*found, Piece(text[place:])] if piece.text]
