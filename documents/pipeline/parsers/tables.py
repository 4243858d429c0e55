"""Rows of cells as lines: those of a document as they stand, those of a sheet with each value's heading."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from documents.pipeline.parsed import CELL, HEADER, ROW, TEXT_PAGE_CHARACTERS, Line

Row = Sequence[str]
LONGEST_HEADING = 60
LONGEST_VALUE = 40
LOOK_AHEAD = 12
MOST_LABELLED_CELLS = 100_000  # larger sheets have their headings once on each page
_VALUE = re.compile(r"^[^\w]*[\d.,:/\s'’%+−–-]*\d[\d.,:/\s'’%+−–-]*[^\W\d_]{0,4}[^\w]*$")
_YEAR = re.compile(r"^((FY|Q[1-4])\s?)?(19|20)\d\d([-/]\d\d)?$", re.IGNORECASE)


def table_lines(rows: Iterable[Row], *, has_header: bool | None = None) -> list[Line]:
    """A table of a document, a line for each row.

    Args:
        has_header: whether the first row names the columns; `None` looks at the cells.
    """
    filled = [clean for row in rows if any(clean := [" ".join(cell.split()) for cell in row])]
    if has_header is None:
        has_header = len(filled) > 1 and is_header(filled[0], filled[1:LOOK_AHEAD])
    lines = []
    for index, row in enumerate(filled):
        kind = HEADER if has_header and not index else ROW
        lines.append(Line(text=CELL.join(filter(None, row)), kind=kind, starts_paragraph=not index))
    return lines


def sheet_lines(rows: Iterable[Row], *, cells: int) -> Iterator[Line]:
    """The rows of a sheet. Blocks stand apart by empty rows; each may have headings of its own.

    Args:
        cells: about how many there are: in a large sheet the headings are not repeated in every row.
    """
    headings: Row = ()
    are_repeated = cells <= MOST_LABELLED_CELLS
    waiting = iter(rows)
    is_apart, size = True, 0
    window: list[Row] = []
    while True:
        window += islice(waiting, LOOK_AHEAD - len(window))
        if not window:
            return
        row = window.pop(0)
        if not any(row):
            is_apart = True
            continue
        if is_apart or not headings:
            following = [one for one in _until_empty(window) if any(one)]
            if is_header(row, following):
                headings = row
                kind = ROW if are_repeated else HEADER  # passages need no heading where each row has it
                yield Line(text=CELL.join(filter(None, row)), kind=kind, starts_paragraph=True)
                is_apart, size = False, 0
                continue
            if is_apart and not _fits(row, headings):
                headings = ()
        text = labelled(row, headings) if are_repeated else CELL.join(filter(None, row))
        if headings and not are_repeated and size > TEXT_PAGE_CHARACTERS:
            yield Line(text=CELL.join(filter(None, headings)), kind=HEADER, starts_paragraph=True)
            size = 0
        yield Line(text=text, kind=ROW, starts_paragraph=is_apart)
        is_apart = False
        size += len(text)


def labelled(row: Row, headings: Row) -> str:
    """`Date: 3 May 2026 | Amount: 12.00`."""
    return CELL.join(
        f"{headings[at].rstrip(': ')}: {cell}" if at < len(headings) and headings[at] else cell
        for at, cell in enumerate(row)
        if cell
    )


def is_header(row: Row, following: Sequence[Row]) -> bool:
    """Whether a row names the columns of those after it: words, all different, above values of one kind."""
    names = [cell for cell in row if cell]
    if len(names) < 2 or not following or len(set(names)) < len(names):
        return False
    if any(len(name) > LONGEST_HEADING or (is_value(name) and not _YEAR.match(name)) for name in names):
        return False
    if all(map(is_value, names)) or any(sum(map(bool, one)) > len(names) + 1 for one in following):
        return False
    if len(names) > 2 and sum(map(bool, chain(*following))) >= len(names) * len(following) * 0.6:
        return True
    return any(_is_column_of_values(following, at) for at, cell in enumerate(row) if cell)


def is_value(cell: str) -> bool:
    """A number, an amount, a date or a time, not a word."""
    return len(cell) <= LONGEST_VALUE and bool(_VALUE.match(cell))


def _is_column_of_values(rows: Sequence[Row], at: int) -> bool:
    column = [row[at] for row in rows if at < len(row) and row[at]]
    return len(column) >= min(3, len(rows)) and sum(map(is_value, column)) >= 0.8 * len(column)


def _until_empty(rows: Sequence[Row]) -> Iterator[Row]:
    for row in rows:
        if not any(row):
            return
        yield row


def _fits(row: Row, headings: Row) -> bool:
    """Whether a row after a gap goes on with the table before it."""
    filled = [at for at, cell in enumerate(row) if cell]
    return len(filled) > 1 and all(at < len(headings) and headings[at] for at in filled)
