"""The sheets of an ODS, row by row; repeated empty rows and columns, however many, cost nothing."""

from collections.abc import Iterable

from documents.pipeline.parsed import COMMENT, Line
from documents.pipeline.parsers.base import Paper
from documents.pipeline.parsers.markup import Element, attribute, children, local
from documents.pipeline.parsers.opendocument_text import cell_remarks, cell_words
from documents.pipeline.parsers.tables import sheet_lines

MAX_CELLS = 2_000_000
MAX_COLUMNS = 500
MOST_REPEATED_ROWS = 1_000


def read_sheets(events: Iterable[tuple[str, Element]]) -> Paper:
    """A workbook from the starts of its tables and the ends of its rows."""
    book = _Book()
    for event, element in events:
        if local(element) == "table":
            if event == "start":
                book.finish()
                book.name = attribute(element, "name")
        elif event == "end":
            book.row(element)
        if book.left < 0:
            break
    book.finish()
    if book.left < 0:
        book.paper.warnings.append(
            f"This workbook is very large; only its first {MAX_CELLS:,} cells were read."
        )
    return book.paper


class _Book:
    def __init__(self) -> None:
        self.paper = Paper(sections=[])
        self.left = MAX_CELLS
        self.name = ""
        self._rows: list[list[str]] = []
        self._remarks: list[Line] = []

    def row(self, row: Element) -> None:
        cells: list[str] = []
        for cell in children(row, "table-cell", "covered-table-cell"):
            text = cell_words(cell) or _value(cell)
            repeats = _count(cell, "number-columns-repeated")
            cells += [text] * max(min(repeats, MAX_COLUMNS - len(cells)), 0)
            for said in cell_remarks(cell):
                text = f"Comment: {said}"
                self._remarks.append(Line(text=text, kind=COMMENT, starts_paragraph=True))
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            if self._rows and self._rows[-1]:
                self._rows.append([])
            return
        repeats = min(_count(row, "number-rows-repeated"), MOST_REPEATED_ROWS)
        self._rows += [cells] * repeats
        self.left -= len(cells) * repeats

    def finish(self) -> None:
        """The sheet is over."""
        lines = list(sheet_lines(self._rows, cells=sum(map(len, self._rows)))) + self._remarks
        if lines:
            self.paper.sections.append([Line(text=self.name, is_heading=True, starts_paragraph=True), *lines])
        self._rows, self._remarks = [], []


def _value(cell: Element) -> str:
    return "" if local(cell) == "covered-table-cell" else attribute(cell, "value")


def _count(element: Element, name: str) -> int:
    value = attribute(element, name, "1")
    return int(value) if value.isdigit() and len(value) < 9 else 1
