"""Tables written as HTML or as the XML of old spreadsheets, which banks like to call `.xls`."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from transactions.importers import tables
from transactions.importers.decoding import decoded
from transactions.importers.formats import Asked, Statement
from transactions.importers.text import Line, Sheet, UnreadableFileError

MAX_ROWS = 200_000
_MAX_SPAN = 50
_HEAD = 4096
_MARKS = re.compile(rb"<(?:!doctype\s+html|html|table|tr|(?:ss:)?workbook)\b", re.IGNORECASE)
_ROWS = {"tr", "row", "ss:row"}
_CELLS = {"td", "th", "cell", "ss:cell"}
_SILENT = {"style", "script", "head", "styles", "documentproperties"}


def detects(content: bytes, _filename: str) -> bool:
    """A page or an XML spreadsheet with rows of cells."""
    head = content[:_HEAD].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return head[:1] == b"<" and b"BkToCstmr" not in head and bool(_MARKS.search(head))


def read(content: bytes, asked: Asked) -> Statement:
    """Read the rows of all tables of the page as one sheet.

    Raises:
        UnreadableFileError: there is no table with payments in it.
    """
    text, encoding = decoded(content)
    parser = _Tables()
    parser.feed(text)
    parser.close()
    lines = tuple(Line(number, cells) for number, cells in parser.lines())
    if max((len(line.cells) for line in lines), default=0) < 2:
        raise UnreadableFileError(
            "This is a web page without a table of payments. Export the statement as CSV and try again."
        )
    return tables.statement_of(Sheet(encoding=encoding, delimiter="", lines=lines, format="xls"), asked)


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._rows: list[list[str]] = []
        self._open: list[list[str]] = []  # rows being written, the innermost last
        self._text: list[str] | None = None
        self._span = 1
        self._silent = 0

    def lines(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        for number, row in enumerate(self._rows, start=1):
            if any(row):
                yield number, tuple(row)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _ROWS and len(self._rows) < MAX_ROWS:
            self._end_cell()
            self._open = [*self._open[-3:], []]
        elif tag in _CELLS and self._open:
            self._end_cell()
            self._begin_cell(dict(attrs))
        elif tag in {"br", "p", "div"} and self._text is not None:
            self._text.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def _begin_cell(self, attrs: dict[str, str | None]) -> None:
        row = self._open[-1]
        index = attrs.get("ss:index") or ""
        if index.isdigit():
            row.extend([""] * min(max(0, int(index) - 1 - len(row)), _MAX_SPAN))
        span = (
            attrs.get("colspan") or str(int(attrs.get("ss:mergeacross") or 0) + 1) if _plain(attrs) else "1"
        )
        self._span = min(int(span), _MAX_SPAN) if span.isdigit() else 1
        self._text = []

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _CELLS:
            self._end_cell()
        elif tag in _ROWS and self._open:
            self._end_cell()
            self._rows.append(self._open.pop())

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._silent:
            self._text.append(data)

    def close(self) -> None:
        super().close()
        self._end_cell()
        while self._open:
            self._rows.append(self._open.pop(0))

    def _end_cell(self) -> None:
        if self._text is not None and self._open:
            self._open[-1].extend([" ".join("".join(self._text).split()), *[""] * (max(self._span, 1) - 1)])
        self._text = None


def _plain(attrs: dict[str, str | None]) -> bool:
    return (attrs.get("ss:mergeacross") or "0").isdigit()
