"""Rows of tables: which rows belong to one, and which name its columns."""

import re
from itertools import pairwise

from documents.pipeline.layout_pieces import Row
from documents.pipeline.parsed import HEADER, ROW, TAB

TABULAR = frozenset({ROW, HEADER})
FEWEST_ROWS = 3
MOST_SINGLE_ROWS = 2
MOST_HEADER_ROWS = 3
STRETCH = 2.5  # of the letters' height: the widest gap in a justified line
EVEN = 1.35  # its gaps are alike
_YEAR = re.compile(r"^\(?(?:FY\s?)?(?:19|20)\d\d(?:\s?[-–/]\s?\d{2,4})?\)?\*?$")
_CURRENCY = re.compile(r"^(?:[$€£₹¥(]|Rs\.?|INR|USD|EUR|GBP)\(?$")
_COUNT = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[•◦▪●‣–-]|\(?[a-zA-Z][.)])$")
_CLOSING = re.compile(r"^[)%*]+$")


def mark(rows: list[Row]) -> None:
    """Say of each row whether it is one of a table, and glue currency signs to their amounts."""
    for row in rows:
        if len(row.pieces) > 1:
            _glue(row)
    is_table = [len(row.pieces) > 1 and not _is_justified(row) for row in rows]
    start: int | None = None
    last = -1
    for index in range(len(rows)):
        if is_table[index]:
            start = index if start is None else start
            last = index
        elif start is not None and index - last > MOST_SINGLE_ROWS:
            _table(rows[start : last + 1])
            start = None
    if start is not None:
        _table(rows[start : last + 1])


def _glue(row: Row) -> None:
    glued = [row.pieces[0]]
    for piece in row.pieces[1:]:
        before = glued[-1]
        is_count = before is row.pieces[0] and _COUNT.match(before.text) and piece.text[0].isalpha()
        if is_count or _CURRENCY.match(before.text) or _CLOSING.match(piece.text):
            before.add(piece.text, piece.x0, piece.y0, piece.x1, piece.y1)
        else:
            glued.append(piece)
    row.pieces = glued


def _is_justified(row: Row) -> bool:
    """A line of prose whose words were driven apart to fill it."""
    gaps = [b.x0 - a.x1 for a, b in pairwise(row.pieces)]
    if len(gaps) < 2 or max(gaps) > min(STRETCH * row.height, EVEN * max(min(gaps), 0.1)):
        return False
    worded = sum(piece.text[0].isalpha() for piece in row.pieces)
    return 2 * worded > len(row.pieces)


def _table(rows: list[Row]) -> None:
    """Mark the rows of a run that has cells in enough of them, or numbers in two."""
    cells = [row for row in rows if len(row.pieces) > 1 and not _is_justified(row)]
    numbers = sum(_has_numbers(row) for row in cells)
    if len(cells) < FEWEST_ROWS and not (len(cells) > 1 and numbers > 1):
        return
    if cells[0].is_scanned:
        return  # a scan: words as they stand are worth more than guessed cells
    for row in cells:
        row.kind, row.joint = ROW, TAB
    heads = next((i for i, row in enumerate(cells) if _has_numbers(row)), 0)
    for row in cells[: min(heads, MOST_HEADER_ROWS)]:
        row.kind = HEADER


def _has_numbers(row: Row) -> bool:
    """Whether a cell behind the first holds a number that is not a year."""
    return any(_is_number(piece.text) for piece in row.pieces[1:])


def _is_number(text: str) -> bool:
    digits = sum(map(str.isdigit, text))
    return bool(digits) and 2 * digits >= sum(map(str.isalnum, text)) and not _YEAR.match(text)
