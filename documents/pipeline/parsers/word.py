"""DOCX by a walk over its parts: the body in order; tables, text boxes, notes, comments in their places."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from documents.pipeline.parsed import COMMENT, LIST, NOTE, Line
from documents.pipeline.parsers import drawings
from documents.pipeline.parsers.base import Paper
from documents.pipeline.parsers.markup import Element, attribute, child, children, damaged, every, local
from documents.pipeline.parsers.package import Package, Relation, reference
from documents.pipeline.parsers.tables import table_lines
from documents.pipeline.parsers.word_numbers import Numbering
from documents.pipeline.parsers.word_styles import Styles

WHAT = "Word file"
LONGEST_MERGED = 80  # a longer value is not repeated in the rows it was merged over
_LEFT_OUT = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText", "rPr", "pPr", "sectPr", "rt"})
_NOTES = frozenset({"footnoteReference", "endnoteReference", "commentReference"})
_DRAWINGS = frozenset({"drawing", "pict", "object", "AlternateContent"})
_SIGNS = {"noBreakHyphen": "-", "tab": "\t", "ptab": "\t", "cr": "\n", "softHyphen": ""}


def read(content: bytes) -> Paper:
    """A Word file on the pages Word last laid out, or as one flow where it never did.

    Raises:
        UnreadableDocumentError: it is damaged, locked or a bomb.
    """
    package = Package(content, WHAT)
    main = package.main_part("word/document.xml")
    root = package.xml(main)
    body = child(root, "body") if root is not None else None
    if body is None:
        raise damaged(WHAT)
    walk = _Walk.of(package, main)
    pages = walk.pages(body)
    above, below = walk.margins()
    pages[0] = above + pages[0]
    pages[-1] = pages[-1] + below
    paper = Paper(sections=pages)
    package.describe(paper)
    headings = (line.text for page in pages for line in page if line.is_heading)
    paper.title = paper.title or walk.title or next(headings, "")
    return paper


@dataclass(slots=True)
class _Paragraph:
    """A paragraph while it is read: its text, and what stands beside it."""

    text: list[str] = field(default_factory=list)
    beside: list[Line] = field(default_factory=list)  # text boxes, notes, comments
    breaks_before: bool = False
    breaks_after: bool = False

    @property
    def has_text(self) -> bool:
        return any(piece.strip() for piece in self.text)


@dataclass(slots=True)
class _Walk:
    package: Package
    main: str
    relations: dict[str, Relation]
    styles: Styles
    numbering: Numbering
    notes: dict[tuple[str, str], Element] = field(default_factory=dict)
    title: str = ""

    @classmethod
    def of(cls, package: Package, main: str) -> "_Walk":
        folder = posixpath.dirname(main)
        walk = cls(
            package,
            main,
            package.relations(main),
            Styles.of(package.optional(f"{folder}/styles.xml")),
            Numbering.of(package.optional(f"{folder}/numbering.xml")),
        )
        for part, kind in (("footnotes", "footnote"), ("endnotes", "endnote"), ("comments", "comment")):
            for one in children(package.optional(f"{folder}/{part}.xml"), kind):
                if attribute(one, "type", "normal") == "normal":
                    walk.notes[kind, attribute(one, "id")] = one
        return walk

    def pages(self, body: Element) -> list[list[Line]]:
        pages: list[list[Line]] = [[]]
        for element in _blocks(body):
            if local(element) == "tbl":
                if _has_page_break_first(element) and pages[-1]:
                    pages.append([])
                pages[-1] += self.table(element)
                continue
            paragraph = self.read(element)
            if paragraph.breaks_before and pages[-1]:
                pages.append([])
            pages[-1] += self.lines(element, paragraph)
            if paragraph.breaks_after and pages[-1]:
                pages.append([])
        return pages if pages[-1] or len(pages) == 1 else pages[:-1]

    def margins(self) -> tuple[list[Line], list[Line]]:
        """Headers and footers, each text once however many sections and pages repeat it."""
        found: dict[str, dict[str, Line]] = {"header": {}, "footer": {}}
        for relation in self.relations.values():
            if relation.type in found:
                for line in self._flow(self.package.optional(relation.target)):
                    if any(letter.isalpha() for letter in line.text):
                        found[relation.type].setdefault(line.text, line)
        return list(found["header"].values()), list(found["footer"].values())

    def lines(self, element: Element, paragraph: _Paragraph) -> list[Line]:
        """A paragraph and then what stands beside it."""
        style = self.styles.of_paragraph(element)
        number = self.numbering.next(style.list_id, style.list_level) if style.list_id else ""
        text = "".join(paragraph.text)
        if style.is_title and text.strip() and not self.title:
            self.title = " ".join(text.split())
        texts = [piece for piece in text.split("\n") if piece.strip()]
        if texts and number:
            texts[0] = f"{number} {texts[0]}"
        lines = [
            Line(
                text=piece,
                is_heading=style.is_heading,
                starts_paragraph=not index and not style.list_id,
                kind=LIST if style.list_id else "",
            )
            for index, piece in enumerate([" ".join(texts)] if style.is_heading else texts)
        ]
        return [line for line in lines if line.text] + paragraph.beside

    def table(self, table: Element) -> list[Line]:
        """Rows with their cells; a value merged over several rows stands in each."""
        rows: list[list[str]] = []
        above: dict[int, str] = {}
        beside: list[Line] = []
        has_header = None
        for row in _unwrapped(table, "tr"):
            cells, column = [], 0
            for cell in _unwrapped(row, "tc"):
                facts = child(cell, "tcPr")
                merge = child(facts, "vMerge")
                text = self._cell(cell, beside)
                if merge is not None and attribute(merge, "val", "continue") == "continue":
                    text = text or above.get(column, "")
                if len(text) <= LONGEST_MERGED:
                    above[column] = text
                cells.append(text)
                span = child(facts, "gridSpan")
                width = attribute(span, "val", "1") if span is not None else "1"
                column += int(width) if width.isdigit() and len(width) < 5 else 1
            if child(row, "trPr", "tblHeader") is not None and not rows:
                has_header = True
            rows.append(cells)
        return table_lines(rows, has_header=has_header) + beside

    def _cell(self, cell: Element, beside: list[Line]) -> str:
        texts = []
        for block in _blocks(cell):
            if local(block) == "tbl":
                texts += [line.text for line in self.table(block)]
            else:
                paragraph = self.read(block)
                texts += [line.text for line in self.lines(block, _Paragraph(text=paragraph.text))]
                beside += paragraph.beside
        return " ".join(texts)

    def read(self, element: Element) -> _Paragraph:
        paragraph = _Paragraph()
        if child(element, "pPr", "pageBreakBefore") is not None:
            paragraph.breaks_before = True
        self._inside(element, paragraph)
        return paragraph

    def _inside(self, element: Element, into: _Paragraph) -> None:
        for one in element:
            name = local(one)
            if name in _LEFT_OUT or (name == "r" and _is_hidden(one)):
                continue
            if name == "t":
                into.text.append(one.text or "")
            elif name in _SIGNS:
                into.text.append(_SIGNS[name])
            elif name in ("br", "lastRenderedPageBreak"):
                self._break("page" if name != "br" else attribute(one, "type"), into)
            elif name in _NOTES:
                into.beside += self._note(name.removesuffix("Reference"), attribute(one, "id"))
            elif name in _DRAWINGS:
                into.beside += self._drawing(one)
            else:
                self._inside(one, into)

    def _break(self, kind: str, into: _Paragraph) -> None:
        if kind != "page":
            into.text.append("\n")
        elif into.has_text:
            into.breaks_after = True
        else:
            into.breaks_before = True

    def _note(self, kind: str, note_id: str) -> list[Line]:
        note = self.notes.pop((kind, note_id), None)
        if note is None:
            return []
        text = " ".join(line.text for line in self._flow(note))
        if kind != "comment":
            return [Line(text=text, kind=NOTE, starts_paragraph=True)]
        author = attribute(note, "author")
        return [
            Line(text=f"Comment by {author}: {text}" if author else text, kind=COMMENT, starts_paragraph=True)
        ]

    def _drawing(self, element: Element) -> list[Line]:
        """Text boxes (what stands there twice for old programs once), diagrams and charts."""
        lines = []
        for box in _text_boxes(element):
            lines += self._flow(box)
        for one in every(element, "relIds", "chart"):
            relation = self.relations.get(reference(one, "dm") or reference(one))
            if relation:
                lines += drawings.graphic_lines(self.package, relation.target)
        return lines

    def _flow(self, element: Element | None) -> list[Line]:
        lines: list[Line] = []
        for block in _blocks(element):
            if local(block) == "tbl":
                lines += self.table(block)
            else:
                lines += self.lines(block, self.read(block))
        return lines


def _blocks(element: Element | None) -> Iterator[Element]:
    """Paragraphs and tables, also those inside content controls and tracked insertions."""
    for one in () if element is None else element:
        name = local(one)
        if name in ("p", "tbl"):
            yield one
        elif name not in _LEFT_OUT and name not in ("tblPr", "tcPr"):
            yield from _blocks(one)


def _unwrapped(element: Element, wanted: str) -> Iterator[Element]:
    """Rows or cells, also those inside content controls; deleted rows are left out."""
    for one in element:
        name = local(one)
        if name == wanted:
            if child(one, "trPr", "del") is None:
                yield one
        elif name in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _unwrapped(one, wanted)


def _text_boxes(element: Element) -> Iterator[Element]:
    for one in element:
        name = local(one)
        if name == "txbxContent":
            yield one
        elif name != "Fallback":
            yield from _text_boxes(one)


def _is_hidden(run: Element) -> bool:
    mark = child(run, "rPr", "vanish")
    return mark is not None and attribute(mark, "val", "1") not in ("0", "false", "off")


def _has_page_break_first(table: Element) -> bool:
    row = next(iter(_unwrapped(table, "tr")), None)
    return any(True for _ in every(row, "lastRenderedPageBreak"))
