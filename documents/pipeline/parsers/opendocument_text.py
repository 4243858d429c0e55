"""The flow of an OpenDocument text: paragraphs, lists, tables, and what stands beside them."""

from dataclasses import dataclass, field

from documents.pipeline.parsed import COMMENT, LIST, NOTE, Line
from documents.pipeline.parsers.markup import Element, attribute, child, children, every, local, text_of
from documents.pipeline.parsers.tables import table_lines

MOST_REPEATS = 50
MOST_SPACES = 200
_NOT_TEXT = frozenset(
    {
        "note-citation", "tracked-changes", "sequence-decls", "variable-decls", "forms",
        "user-field-decls", "index-title-template", "table-of-content-source", "change", "ruby-text",
        "title", "desc", "event-listeners", "object", "image", "soft-page-break", "shapes",
        "annotation-end"
    }
)  # fmt: skip

_WHITE = {"s": " ", "tab": "\t", "line-break": "\n"}
_BESIDE = frozenset({"note", "annotation", "frame", "custom-shape", "g", "rect"})


@dataclass(slots=True)
class Flow:
    """Pages as the program last laid them out."""

    pages: list[list[Line]] = field(default_factory=lambda: [[]])
    title: str = ""
    breaking: frozenset[str] = frozenset()  # styles that begin a page
    parents: dict[str, str] = field(default_factory=dict)
    _beside: list[Line] = field(default_factory=list)
    _breaks: bool = False

    @classmethod
    def of(cls, root: Element) -> "Flow":
        """With the styles the text is written in."""
        styles = list(children(child(root, "automatic-styles"), "style"))
        breaking = {
            attribute(one, "name")
            for one in styles
            for facts in children(one, "paragraph-properties", "table-properties")
            if attribute(facts, "break-before") == "page"
        }
        parents = {attribute(one, "name"): attribute(one, "parent-style-name") for one in styles}
        return cls(breaking=frozenset(breaking), parents=parents)

    def blocks(self, element: Element, *, is_item: bool = False) -> None:
        for one in element:
            name = local(one)
            if name in _NOT_TEXT:
                self._breaks = self._breaks or name == "soft-page-break"
            elif name in ("p", "h"):
                self.paragraph(one, is_item=is_item)
                is_item = False
            elif name in ("list-item", "list-header"):
                self.blocks(one, is_item=True)
            elif name == "table":
                self.begin(one)
                self.pages[-1] += self.table(one)
            elif name == "annotation":
                self._annotation(one)
            else:
                self.blocks(one)

    def begin(self, element: Element) -> None:
        """Start a page where the style or the program says so."""
        if (self._breaks or attribute(element, "style-name") in self.breaking) and self.pages[-1]:
            self.pages.append([])
        self._breaks = False

    def paragraph(self, element: Element, *, is_item: bool) -> None:
        self.begin(element)
        style = attribute(element, "style-name")
        style = self.parents.get(style) or style
        is_title = style == "Title"
        is_heading = local(element) == "h" or is_title
        texts = [" ".join(piece.split()) for piece in self.words(element).split("\n")]
        texts = [" ".join(texts)] if is_heading else texts
        if is_title and not self.title:
            self.title = texts[0]
        for index, text in enumerate(filter(None, texts)):
            self.pages[-1].append(
                Line(
                    text=text,
                    is_heading=is_heading,
                    starts_paragraph=not index and not is_item,
                    kind=LIST if is_item else "",
                )
            )
        self.pages[-1] += self._beside
        self._beside = []

    def words(self, element: Element) -> str:
        """The words of a paragraph; notes, remarks and boxes in it are put beside it."""
        pieces = [element.text or ""]
        for one in element:
            name = local(one)
            if name in _WHITE:
                count = attribute(one, "c", "1")
                pieces.append(_WHITE[name] * min(int(count) if count.isdigit() else 1, MOST_SPACES))
            elif name in _BESIDE:
                self._put_beside(one, name)
            elif name not in _NOT_TEXT:
                pieces.append(self.words(one))
            self._breaks = self._breaks or name == "soft-page-break"
            pieces.append(one.tail or "")
        return "".join(pieces)

    def _put_beside(self, element: Element, name: str) -> None:
        if name == "annotation":
            self._annotation(element)
            return
        inner = Flow(parents=self.parents)
        inner.blocks(element)
        for line in (line for page in inner.pages for line in page):
            kind = line.kind or (NOTE if name == "note" else "")
            self._beside.append(
                Line(text=line.text, kind=kind, is_heading=line.is_heading, starts_paragraph=True)
            )

    def _annotation(self, element: Element) -> None:
        author = text_of(child(element, "creator")).strip()
        said = " ".join(text_of(one).strip() for one in children(element, "p", "list"))
        text = f"Comment by {author}: {said}" if author else f"Comment: {said}"
        self._beside.append(Line(text=text, kind=COMMENT, starts_paragraph=True))

    def table(self, table: Element) -> list[Line]:
        named = child(table, "table-header-rows")
        rows = []
        for row in _own_rows(table):
            cells: list[str] = []
            for cell in children(row, "table-cell", "covered-table-cell"):
                repeats = attribute(cell, "number-columns-repeated", "1")
                text = self._cell(cell)
                cells += [text] * (min(int(repeats), MOST_REPEATS) if repeats.isdigit() else 1)
            rows.append(cells)
        lines = table_lines(rows, has_header=True if named is not None and len(rows) > 1 else None)
        lines += self._beside
        self._beside = []
        return lines

    def _cell(self, cell: Element) -> str:
        inner = Flow(parents=self.parents)
        inner.blocks(cell)
        lines = [line for page in inner.pages for line in page]
        self._beside += [line for line in lines if line.kind in (NOTE, COMMENT)]
        return " ".join(line.text for line in lines if line.kind not in (NOTE, COMMENT))


def _own_rows(table: Element) -> "list[Element]":
    """Rows of this table, not of those inside its cells."""
    rows = []
    for one in table:
        name = local(one)
        if name == "table-row":
            rows.append(one)
        elif name in ("table-header-rows", "table-rows", "table-row-group"):
            rows += _own_rows(one)
    return rows


def cell_words(cell: Element) -> str:
    """The words of a sheet's cell, without remarks on it."""
    flow = Flow()
    texts = [flow.words(one) for one in children(cell, "p")]
    return " ".join(" ".join(texts).split())


def cell_remarks(cell: Element) -> list[str]:
    """Remarks on a sheet's cell."""
    return [
        " ".join(text_of(one).strip() for one in children(remark, "p", "list"))
        for remark in every(cell, "annotation")
    ]
