"""A PDF statement becomes a table, and the table a statement whose balances are checked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

from transactions.importers import apart, running, tables
from transactions.importers.formats import Asked, Statement
from transactions.importers.pdf import centred, grid, lines, titles, totals, years
from transactions.importers.pdf.grid import Heading
from transactions.importers.pdf.lines import PageLine
from transactions.importers.statement import FOOTER, NOT_A_PAYMENT
from transactions.importers.text import Line, Sheet, UnreadableFileError

_FEWEST_LETTERS = 40
_GAVE_UP = (
    "Reading this PDF took too much time or memory, so Lumen stopped. "
    "Download the statement as CSV or Excel from your bank and upload that."
)
_SCAN = (
    "This PDF is a scan: a picture of a statement without text in it. Download the statement from your bank "
    "as CSV, Excel or PDF and upload that."
)
_NO_TABLE = (
    "No table of payments was found in this PDF. Download the statement from your bank as CSV or Excel, "
    "or upload this file as a document."
)
_UNCHECKED = (
    "This PDF has no running balance, so Lumen could not check that every line was read. "
    "Compare the rows with the statement before you import them."
)


def detects(content: bytes, _filename: str) -> bool:
    return b"%PDF-" in content[:1024]


def read(content: bytes, asked: Asked) -> Statement:
    """Read the table of payments of a PDF.

    Raises:
        UnreadableFileError: it is locked, damaged, a scan, or has no such table.
    """
    pages = apart.parts_of("pdf", content, gave_up=_GAVE_UP)
    if sum(len(word[0]) for page in pages for word in page["words"]) < _FEWEST_LETTERS:
        raise UnreadableFileError(_SCAN)
    try:
        sheet, figures = _sheet(pages, asked)
        statement = tables.statement_of(sheet, asked)
    except UnreadableFileError as error:
        raise UnreadableFileError(_NO_TABLE) from error
    return _checked(statement, figures)


def _sheet(pages: Sequence[dict[str, Any]], asked: Asked) -> tuple[Sheet, totals.Totals]:
    found = lines.lines_of(pages)
    heading = grid.heading_of(found)
    if heading is None:
        raise UnreadableFileError(_NO_TABLE)
    preamble = [line for line in found[: heading.at] if not grid.is_heading_again(line, heading)]
    body = [line for line in found[heading.at + 1 :] if not grid.is_heading_again(line, heading)]
    period = years.period_in([line.text for line in found], asked.today)
    signs = titles.signs_of(found) if not {"debit", "credit", "balance"} & heading.roles.keys() else {}
    pieces = [_piece(line, heading, period, signs) for line in body if not (signs and titles.sign_of(line))]
    rows = _with_days(_rows(pieces), heading)
    around = [*preamble, *(piece.line for piece in pieces if not piece.has_day)]
    table = [
        *((line.text,) for line in preamble),
        heading.texts,
        *(tuple(row) for row in rows),
    ]
    numbered = tuple(Line(number, cells) for number, cells in enumerate(table, start=1))
    return Sheet(encoding="", delimiter="", lines=numbered, format="pdf"), totals.totals_of(around)


def _with_days(rows: list[list[str]], heading: Heading) -> list[list[str]]:
    """Rows without a day are of the day above; British banks write it once."""
    at, day = heading.roles["date"], ""
    money = [heading.roles[role] for role in ("amount", "debit", "credit") if role in heading.roles]
    for row in rows:
        if row[at]:
            day = row[at]
        elif day and any(row[index] for index in money):
            row[at] = day
    return rows


@dataclass
class _Piece:
    """A line of the body with what it has."""

    line: PageLine
    cells: list[str]
    has_day: bool
    has_amount: bool


def _rows(pieces: Sequence[_Piece]) -> list[list[str]]:
    dated = [piece for piece in pieces if piece.has_day]
    amounts_come_last = sum(piece.has_amount for piece in dated) * 2 < len(dated)
    return _grouped(pieces, amounts_come_last=amounts_come_last)


def _piece(line: PageLine, heading: Heading, period: years.Period | None, signs: dict[int, int]) -> _Piece:
    found = grid.cells_of(line, heading)
    day = heading.roles["date"]
    has_day = grid.is_day(found[day])
    if has_day:
        for index in {day, *(i for i, text in enumerate(found) if i != day and grid.is_day(text))}:
            found[index] = years.completed(found[index], period)
    money = [heading.roles[role] for role in ("amount", "debit", "credit") if role in heading.roles]
    if money and (sign := signs.get(id(line))) and found[money[0]][:1].isalnum():
        found[money[0]] = f"{'-' if sign < 0 else '+'}{found[money[0]]}"
    return _Piece(line, found, has_day, any(found[index] for index in money))


def _grouped(pieces: Sequence[_Piece], *, amounts_come_last: bool) -> list[list[str]]:
    """Lines that belong to one payment, joined column by column.

    Args:
        amounts_come_last: the amount stands on the last line of a payment, not on its first.
    """
    pitch = _pitch(pieces)
    rows: list[list[str]] = []
    is_complete, before = True, None
    leads = centred.leading([(one.line, one.has_day, one.has_amount) for one in pieces])
    is_led = False
    for place, piece in enumerate(pieces):
        text = " ".join(piece.cells).strip()
        if not text:
            continue
        begins = piece.has_day or (is_complete and (piece.has_amount or amounts_come_last))
        if NOT_A_PAYMENT.match(text) or FOOTER.search(text) or _stands_apart(piece, before, pitch):
            begins = True
        if place in leads or is_led:
            begins = not is_led
        is_led = place in leads
        if begins:
            rows.append(list(piece.cells))
            is_complete = False
        elif rows:
            rows[-1] = [f"{a} {b}".strip() for a, b in zip(rows[-1], piece.cells, strict=True)]
        is_complete = is_complete or piece.has_amount
        before = piece
    return rows


def _stands_apart(piece: _Piece, before: _Piece | None, pitch: float) -> bool:
    """Text far below the last line of a payment is no part of it."""
    if piece.has_amount or piece.has_day or before is None or before.line.page != piece.line.page:
        return False
    return piece.line.top - before.line.top > 1.9 * pitch


def _pitch(pieces: Sequence[_Piece]) -> float:
    steps = [
        below.line.top - above.line.top
        for above, below in pairwise(pieces)
        if above.line.page == below.line.page
    ]
    return median(steps) if steps else 12.0


def _checked(statement: Statement, figures: totals.Totals) -> Statement:
    """A statement whose balances or totals do not add up must be looked at."""
    told = [row for row in statement.rows if row.balance is not None]
    if len(told) < 2:
        amounts = [row.amount for row in statement.rows if row.amount is not None and not row.problem]
        if len(amounts) == len(statement.rows) and totals.add_up(amounts, figures):
            return totals.with_balances(statement, figures)
        return replace(statement, needs_review=_UNCHECKED)
    wrong = running.breaks(statement.rows)
    if not wrong:
        return statement
    return replace(
        statement,
        needs_review=f"In {wrong} of {len(statement.rows)} lines the balance does not follow from the line "
        "before. Something may be missing or read wrongly: compare the rows with the statement before you "
        "import them.",
    )
