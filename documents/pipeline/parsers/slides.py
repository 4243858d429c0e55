"""PPTX: a slide is a page. Its title, its shapes in reading order, its tables, and what the speaker notes."""

from dataclasses import dataclass, field

from documents.pipeline.parsed import COMMENT, LIST, NOTE, Line
from documents.pipeline.parsers.base import Paper
from documents.pipeline.parsers.drawings import graphic_lines, paragraph_text
from documents.pipeline.parsers.markup import (
    Element,
    attribute,
    child,
    children,
    damaged,
    every,
    local,
    text_of,
)
from documents.pipeline.parsers.package import Package, Relation, reference
from documents.pipeline.parsers.tables import table_lines

WHAT = "PowerPoint file"
ROW_HEIGHT = 360_000  # EMU: shapes whose tops differ by less stand side by side
_TITLES = frozenset({"title", "ctrTitle"})
_LEFT_OUT = frozenset({"sldNum", "dt", "hdr", "ftr"})
_SHAPES = ("sp", "grpSp", "graphicFrame", "AlternateContent", "cxnSp")

Place = tuple[int, int]


def read(content: bytes) -> Paper:
    """A presentation, a page for each slide in the order it is shown.

    Raises:
        UnreadableDocumentError: it is damaged, locked or a bomb.
    """
    package = Package(content, WHAT)
    main = package.main_part("ppt/presentation.xml")
    root = package.xml(main)
    if root is None:
        raise damaged(WHAT)
    relations = package.relations(main)
    parts = [
        relations[key].target
        for one in every(child(root, "sldIdLst"), "sldId")
        if (key := reference(one)) in relations
    ]
    authors = _authors(package)
    paper = Paper(sections=[_Slide.of(package, part, authors).lines for part in parts if part in package])
    package.describe(paper)
    headings = (line.text for page in paper.sections[:1] for line in page if line.is_heading)
    paper.title = paper.title or next(headings, "")
    return paper


@dataclass(slots=True)
class _Slide:
    package: Package
    relations: dict[str, Relation]
    places: dict[str, Place]  # of the layout's placeholders, which shapes inherit
    lines: list[Line] = field(default_factory=list)

    @classmethod
    def of(cls, package: Package, part: str, authors: dict[str, str]) -> "_Slide":
        relations = package.relations(part)
        layouts = [one.target for one in relations.values() if one.type == "slideLayout"]
        slide = cls(
            package, relations, _placeholder_places(package.optional(layouts[0]) if layouts else None)
        )
        root = package.optional(part)
        slide.shapes(child(root, "cSld", "spTree"))
        for one in relations.values():
            if one.type == "notesSlide":
                slide.notes(package.optional(one.target))
            elif one.type == "comments":
                slide.comments(package.optional(one.target), authors)
        return slide

    def shapes(self, tree: Element | None) -> None:
        ordered = sorted(enumerate(children(tree, *_SHAPES)), key=lambda pair: (self._rank(pair[1]), pair[0]))
        for _, shape in ordered:
            self.shape(shape)

    def _rank(self, shape: Element) -> tuple[int, int, int]:
        if _placeholder(shape).partition(":")[0] in _TITLES:
            return (0, 0, 0)
        x, y = self._place(shape)
        return (1, y // ROW_HEIGHT, x)

    def _place(self, shape: Element) -> Place:
        if local(shape) == "AlternateContent":
            chosen = next(children(child(shape, "Choice"), *_SHAPES), None)
            return self._place(chosen) if chosen is not None else (0, 0)
        for holder in ("spPr", "grpSpPr", None):
            frame = child(shape, holder, "xfrm") if holder else child(shape, "xfrm")
            if (offset := child(frame, "off")) is not None:
                return _number(offset, "x"), _number(offset, "y")
        kind = _placeholder(shape)
        return self.places.get(kind) or self.places.get(kind.partition(":")[0]) or (0, 0)

    def shape(self, shape: Element) -> None:
        match local(shape):
            case "grpSp":
                self.shapes(shape)
            case "AlternateContent":
                for one in children(child(shape, "Choice"), *_SHAPES):
                    self.shape(one)
            case "graphicFrame":
                self.graphic(shape)
            case _:
                self.text(shape)

    def graphic(self, frame: Element) -> None:
        for table in every(frame, "tbl"):
            rows = [[_cell_text(cell) for cell in children(row, "tc")] for row in children(table, "tr")]
            first = child(table, "tblPr")
            is_named = first is not None and attribute(first, "firstRow") in ("1", "true")
            self.lines += table_lines(rows, has_header=True if is_named and len(rows) > 1 else None)
        for one in every(frame, "relIds", "chart"):
            relation = self.relations.get(reference(one, "dm") or reference(one))
            if relation:
                self.lines += graphic_lines(self.package, relation.target)

    def text(self, shape: Element) -> None:
        kind = _placeholder(shape).partition(":")[0]
        if kind in _LEFT_OUT:
            return
        texts = [text for one in children(child(shape, "txBody"), "p") if (text := paragraph_text(one))]
        if kind in _TITLES:
            self.lines.append(Line(text=" ".join(texts), is_heading=True, starts_paragraph=True))
            return
        is_list = kind in ("body", "obj", "none") and len(texts) > 1
        for at, text in enumerate(texts):
            for nth, piece in enumerate(text.split("\n")):
                starts = not nth and (not at or not is_list)
                self.lines.append(Line(text=piece, kind=LIST if is_list else "", starts_paragraph=starts))

    def notes(self, root: Element | None) -> None:
        for shape in children(child(root, "cSld", "spTree"), "sp"):
            if _placeholder(shape).partition(":")[0] not in ("body", "none"):
                continue
            for one in children(child(shape, "txBody"), "p"):
                for text in paragraph_text(one).split("\n"):
                    self.lines.append(Line(text=text, kind=NOTE, starts_paragraph=True))

    def comments(self, root: Element | None, authors: dict[str, str]) -> None:
        for one in children(root, "cm"):
            said = text_of(child(one, "text")) or " ".join(paragraph_text(p) for p in every(one, "p"))
            author = authors.get(attribute(one, "authorId"), "")
            text = f"Comment by {author}: {said}" if author else said
            self.lines.append(Line(text=text, kind=COMMENT, starts_paragraph=True))


def _authors(package: Package) -> dict[str, str]:
    roots = (package.optional(name) for name in ("ppt/commentAuthors.xml", "ppt/authors.xml"))
    return {
        attribute(one, "id"): attribute(one, "name")
        for root in roots
        for one in children(root, "cmAuthor", "author")
    }


def _placeholder(shape: Element) -> str:
    """`type:index` of a placeholder: "none:3" where it names no type; empty for what is none."""
    for facts in children(shape, "nvSpPr", "nvGraphicFramePr"):
        mark = child(facts, "nvPr", "ph")
        if mark is not None:
            return f"{attribute(mark, 'type', 'none')}:{attribute(mark, 'idx', '0')}"
    return ""


def _placeholder_places(layout: Element | None) -> dict[str, Place]:
    places: dict[str, Place] = {}
    for shape in children(child(layout, "cSld", "spTree"), "sp"):
        offset = child(shape, "spPr", "xfrm", "off")
        if (kind := _placeholder(shape)) and offset is not None:
            place = (_number(offset, "x"), _number(offset, "y"))
            places[kind] = places[f"none:{kind.partition(':')[2]}"] = place
            places.setdefault(kind.partition(":")[0], place)
    return places


def _cell_text(cell: Element) -> str:
    return " ".join(text for one in children(child(cell, "txBody"), "p") if (text := paragraph_text(one)))


def _number(element: Element, name: str) -> int:
    value = attribute(element, name, "0")
    return int(value) if value.lstrip("-").isdigit() and len(value) < 15 else 0
