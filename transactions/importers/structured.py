"""What the readers of structured files share: letters, figures, accounts, and rows that are checked."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from lumen.common.money import CURRENCIES
from transactions.importers.formats import Asked, Section
from transactions.importers.rows import StatementRow
from transactions.importers.statement import MAX_AMOUNT
from transactions.importers.text import UnreadableFileError

NOTHING_IN_IT = "There are no payments in this file. It was read, and there is nothing to import."
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_FIGURE = re.compile(r"\d{1,20}(?:\.\d{1,12})?|\.\d{1,12}")
_SIGNS = re.compile(r"^[-+(]+|[-+)]+$")
_UNUSABLE_IDS = {"", "0", "NONE", "NONREF", "NOTPROVIDED", "N/A", "NA", "NULL", "UNKNOWN", "NOREF"}
_LIMITS = {
    "description": 500,
    "merchant": 200,
    "category": 80,
    "method": 40,
    "reference": 80,
    "note": 2000,
    "external_id": 120,
    "account_hint": 100,
}


def decode(content: bytes, declared: str = "") -> tuple[str, str]:
    """The text of a file and the encoding it is in.

    What the file says of itself counts only where its bytes are no UTF-8: many banks write a header
    they do not keep to.

    Raises:
        UnreadableFileError: it is not text.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace"), encoding.removesuffix("-sig")
    head = content[:400]
    if head.count(0) * 3 > len(head) >= 4:
        wide = "utf-16-be" if head[:1] == b"\x00" else "utf-16-le"
        return content.decode(wide, errors="replace"), wide
    for encoding in ("utf-8", declared, "cp1252"):
        try:
            return content.decode(encoding), encoding
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("latin-1"), "latin-1"


def clean(text: str) -> str:
    """One line without control characters."""
    return " ".join(text.translate(_CONTROLS).split())


_CONTROLS = dict.fromkeys((*range(32), 127), " ")


def read_figure(text: str, mark: str = "") -> Decimal | None:
    """A signed figure as files write it: -12.5, +1,234.56, 1.234,56, (50,00), 1 234.00-, $5.

    Args:
        mark: the decimal mark of the file, for figures that leave it open, such as 1.234.
    """
    if re.search(r"\d[^\W\d_]+[.,]?\d|[.,]{2}", text):
        return None  # letters within the figure, or two marks together, are a slip
    bare = re.sub(r"[^\d.,()+-]", "", text.replace("−", "-"))
    signs = "".join(_SIGNS.findall(bare))
    bare = _SIGNS.sub("", bare)
    plain = _with_point(bare, _mark_of(bare, mark))
    if not _FIGURE.fullmatch(plain):
        return None
    value = Decimal(plain)
    return -value if "-" in signs or "(" in signs else value


def _mark_of(figure: str, mark: str) -> str:
    """The last of two separators; a single one that stands often, or before three digits, may only group."""
    last = max(figure.rfind("."), figure.rfind(","))
    if last < 0:
        return "."
    found = figure[last]
    other = "," if found == "." else "."
    if figure.count(found) > 1:
        return other
    is_open = other not in figure and len(figure) - last == 4 and 0 < last <= 3 and figure[0] != "0"
    return (mark or ".") if is_open else found


def _with_point(figure: str, mark: str) -> str:
    other = "." if mark == "," else ","
    return figure.replace(other, "").replace(mark, ".").removesuffix(".")


def read_day(text: str) -> date | None:
    """A day that begins with its year: 20250131, 20250131120000[+1:CET], 2025-01-31T12:00:00Z."""
    match = re.match(r"\s*(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|(\d{2})(\d{2}))", text)
    if not match:
        return None
    return made_day(match[1], match[3] or match[5], match[4] or match[6])


def made_day(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def currency_or(code: str, fallback: str) -> str:
    """The currency a file names, or `fallback` where it names none that exists."""
    found = code.strip().upper()
    return found if found in CURRENCIES else fallback


def last4_of(identifier: str) -> str:
    """The last four digits of an account as files name it; empty when it has none."""
    found = re.search(r"(\d{4})\D{0,2}$", re.sub(r"[\s-]", "", identifier))
    return found[1] if found else ""


class Sections:
    """The accounts of a file; one that is told twice, as daily statements do, is one section."""

    def __init__(self) -> None:
        self._found: list[Section] = []
        self._places: dict[tuple[str, str], int] = {}

    def place_of(self, section: Section) -> int:
        """Its index; the first opening balance and the latest closing balance stay."""
        place = self._places.setdefault((section.key, section.name), len(self._found))
        if place == len(self._found):
            self._found.append(section)
            return place
        known = self._found[place]
        is_later = section.closing_balance is not None and (
            known.closing_on is None or section.closing_on is None or section.closing_on >= known.closing_on
        )
        closing = section if is_later else known
        opening = known if known.opening_balance is not None else section
        self._found[place] = replace(
            known,
            opening_balance=opening.opening_balance,
            closing_balance=closing.closing_balance,
            closing_on=closing.closing_on,
        )
        return place

    def as_tuple(self) -> tuple[Section, ...]:
        return tuple(self._found)


def checked(rows: Iterable[StatementRow], asked: Asked) -> list[StatementRow]:
    """The rows as an import takes them: each line number once, texts clean, every flaw said in a sentence."""
    found = list(rows)
    told = Counter((row.section, row.external_id) for row in found if row.external_id)
    line, done = 0, []
    for row in found:
        line = max(line + 1, row.line)
        is_own = told[row.section, row.external_id] == 1 and row.external_id.upper() not in _UNUSABLE_IDS
        done.append(_checked(row, line, asked, external_id=row.external_id if is_own else ""))
    return done


def _checked(row: StatementRow, line: int, asked: Asked, *, external_id: str) -> StatementRow:
    texts: dict[str, Any] = {name: clean(getattr(row, name))[:limit] for name, limit in _LIMITS.items()}
    texts["external_id"] = clean(external_id)[: _LIMITS["external_id"]]
    amount, is_possible = row.amount, row.amount is None or abs(row.amount) <= MAX_AMOUNT
    if amount is not None:
        amount = amount.quantize(Decimal("0.01")) if is_possible else None
    balance = row.balance if row.balance is None or abs(row.balance) <= MAX_AMOUNT else None
    return replace(
        row,
        line=line,
        amount=amount,
        balance=balance,
        problem=row.problem or _flaw(replace(row, amount=amount), asked.today, is_possible=is_possible),
        **texts,
    )


def _flaw(row: StatementRow, today: date, *, is_possible: bool) -> str:
    if not is_possible:
        return "The amount is too large to be right."
    if row.amount is None:
        return "There is no amount in this entry."
    if row.booked_on is None:
        return "There is no date in this entry."
    if row.amount == 0:
        return "The amount is zero."
    if row.booked_on > today:
        return "This date is in the future. Correct the file or leave the line out."
    return (
        "This date is before 1970. Correct the file or leave the line out."
        if row.booked_on.year < 1970
        else ""
    )


def broken(name: str) -> UnreadableFileError:
    """What is raised when a file says it is of a kind and holds nothing of it."""
    return UnreadableFileError(
        f"This looks like {name}, but there is no account and no payment in it. "
        "Download the statement from your bank again and try once more."
    )
