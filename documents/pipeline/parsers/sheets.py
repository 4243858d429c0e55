"""XLSX: a sheet starts a page; values as shown, each with its heading. A stream: only filled cells count."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from documents.pipeline.parsed import COMMENT, Line
from documents.pipeline.parsers.base import Paper
from documents.pipeline.parsers.markup import (
    Element,
    attribute,
    child,
    children,
    damaged,
    every,
    local,
    text_of,
)  # fmt: skip
from documents.pipeline.parsers.number_formats import BUILT_IN, plain, shown
from documents.pipeline.parsers.package import Package, reference
from documents.pipeline.parsers.tables import sheet_lines

WHAT = "Excel file"
MAX_CELLS = 2_000_000
MAX_COLUMNS = 500
MAX_SHEETS = 300
LONGEST_CELL = 32_768
MOST_MERGED_ROWS = 200
MOST_MERGES = 50_000
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})\"")
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
Cells = dict[int, str]


def read(content: bytes) -> Paper:
    """A workbook, sheet by sheet; sheets of charts and empty ones are left out.

    Raises:
        UnreadableDocumentError: it is damaged, locked or a bomb.
    """
    package = Package(content, WHAT)
    main = package.main_part("xl/workbook.xml")
    root = package.xml(main)
    if root is None:
        raise damaged(WHAT)
    relations = package.relations(main)
    book = _Book.of(package, main, root)
    paper = Paper(sections=[])
    for sheet in list(children(child(root, "sheets"), "sheet"))[:MAX_SHEETS]:
        relation = relations.get(reference(sheet))
        if relation is None or relation.target not in package:
            continue
        if lines := _sheet_lines(book, relation.target, attribute(sheet, "name")):
            paper.sections.append(lines)
    if book.left < 0:
        paper.warnings.append(f"This workbook is very large; only its first {MAX_CELLS:,} cells were read.")
    return package.describe(paper)


def _sheet_lines(book: "_Book", part: str, name: str) -> list[Line]:
    before = book.left
    rows = list(_dense(book.rows(part)))
    comments = _comments(book.package, part)
    lines = list(sheet_lines(rows, cells=before - book.left)) + comments
    return [Line(text=name, is_heading=True, starts_paragraph=True), *lines] if lines else []


@dataclass(slots=True)
class _Book:
    """What all sheets share: texts, formats, and how many cells may still be read."""

    package: Package
    texts: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    from_1904: bool = False
    left: int = MAX_CELLS

    @classmethod
    def of(cls, package: Package, main: str, root: Element) -> "_Book":
        folder = posixpath.dirname(main)
        facts = child(root, "workbookPr")
        book = cls(package)
        book.from_1904 = facts is not None and attribute(facts, "date1904") in ("1", "true")
        names = package.related(main, "sharedStrings") or [f"{folder}/sharedStrings.xml"]
        if names[0] in package:
            book.texts = [_rich_text(one) for _, one in package.stream(names[0], "si")]
        styles = package.optional((package.related(main, "styles") or [f"{folder}/styles.xml"])[0])
        book.codes = _format_codes(styles)
        return book

    def rows(self, part: str) -> Iterator[tuple[int, Cells]]:
        """Filled rows with their numbers; a value merged over rows stands in each of them."""
        merged = _merged(self.package, part)
        carried: dict[int, tuple[int, str]] = {}  # column -> last row, value
        number = 0
        for _, row in self.package.stream(part, "row"):
            given = attribute(row, "r")
            number = int(given) if given.isdigit() and len(given) < 8 else number + 1
            cells = self._cells(row)
            for column, (last, text) in carried.items():
                if number <= last:
                    cells.setdefault(column, text)
            for column, text in cells.items():
                if last := merged.get((number, column), 0):
                    carried[column] = (last, text)
            if cells:
                yield number, cells
            if self.left < 0:
                return

    def _cells(self, row: Element) -> Cells:
        """The filled cells of a row. Millions come by here, so it asks lxml for little."""
        cells: Cells = {}
        column = 0
        for cell in row:
            found = _REFERENCE.match(cell.get("r") or "")
            column = _column(found.group(1)) if found else column + 1
            if column <= MAX_COLUMNS and len(cell) and (text := self._text(cell)):
                cells[column] = text[:LONGEST_CELL]
        self.left -= len(cells)
        return cells

    def _text(self, cell: Element) -> str:
        kind = cell.get("t")
        if kind == "inlineStr":
            return _rich_text(child(cell, "is"))
        value = next((one.text or "" for one in cell if local(one) == "v"), "")
        if kind in (None, "n"):
            return self._number(value, cell.get("s") or "0") if value else ""
        if kind == "s":
            return self.texts[int(value)] if value.isdigit() and int(value) < len(self.texts) else ""
        return {"1": "TRUE", "0": "FALSE"}.get(value, value) if kind == "b" else value

    def _number(self, value: str, style: str) -> str:
        try:
            number = float(value)
        except ValueError:
            return value
        code = self.codes[int(style)] if style.isdigit() and int(style) < len(self.codes) else "General"
        try:
            return plain(number) if code == "General" else shown(number, code, from_1904=self.from_1904)
        except (ValueError, OverflowError, KeyError):
            return value


def _rich_text(element: Element | None) -> str:
    """The words of a cell, without how its signs are read aloud."""
    runs = children(element, "t", "r")
    return "".join(text_of(one if local(one) == "t" else child(one, "t")) for one in runs).strip()


def _format_codes(styles: Element | None) -> list[str]:
    named = every(child(styles, "numFmts"), "numFmt")
    own = {attribute(one, "numFmtId"): attribute(one, "formatCode") for one in named}
    codes = []
    for one in children(child(styles, "cellXfs"), "xf"):
        key = attribute(one, "numFmtId", "0")
        codes.append(own.get(key) or BUILT_IN.get(int(key) if key.isdigit() else 0, "General"))
    return codes


def _merged(package: Package, part: str) -> dict[tuple[int, int], int]:
    """First cell of each merge over several rows -> its last row. They are listed behind all the rows."""
    found: dict[tuple[int, int], int] = {}
    for first, top, bottom in package.search(part, _MERGE):
        start, end = int(top), int(bottom)
        if start < end <= start + MOST_MERGED_ROWS and len(found) < MOST_MERGES:
            found[start, _column(first.decode())] = end
    return found


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _dense(rows: Iterator[tuple[int, Cells]]) -> Iterator[list[str]]:
    """Rows as lists; a gap of empty rows, however long, is one empty row."""
    before = 0
    for number, cells in rows:
        if before and number > before + 1:
            yield []
        width = max(cells)
        yield [cells.get(column, "") for column in range(1, width + 1)]
        before = number


def _comments(package: Package, part: str) -> list[Line]:
    lines = []
    for name in package.related(part, "comments"):
        root = package.optional(name)
        authors = [text_of(one) for one in children(child(root, "authors"), "author")]
        for one in every(child(root, "commentList"), "comment"):
            at = attribute(one, "authorId", "")
            author = authors[int(at)] if at.isdigit() and int(at) < len(authors) else ""
            said = " ".join(_rich_text(child(one, "text")).removeprefix(f"{author}:").split())
            by = f" by {author}" if author else ""
            text = f"Comment{by} on {attribute(one, 'ref')}: {said}"
            lines.append(Line(text=text, kind=COMMENT, starts_paragraph=True))
    return lines
