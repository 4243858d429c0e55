"""ODT, ODS and ODP, zipped or as one XML file: what stands where in them."""

from documents.pipeline import sniff
from documents.pipeline.parsed import COMMENT, NOTE, Line
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
    xml,
)
from documents.pipeline.parsers.opendocument_sheets import read_sheets
from documents.pipeline.parsers.opendocument_text import Flow
from documents.pipeline.parsers.package import Package, iso_date

WHAT = "OpenDocument file"
ROW_HEIGHT = 1.0  # centimetres: frames whose tops differ by less stand side by side
_UNITS = {"mm": 0.1, "cm": 1.0, "in": 2.54, "pt": 2.54 / 72, "px": 2.54 / 96}
_LEFT_OUT = frozenset({"page-number", "date-time", "footer", "header"})


def read(content: bytes) -> Paper:
    """A text on its pages, a workbook sheet by sheet, a presentation slide by slide.

    Raises:
        UnreadableDocumentError: it is damaged, locked or a bomb.
    """
    if not content.startswith(b"PK"):
        root = xml(content, WHAT)
        return _described(_paper(root, root), root)
    package = Package(content, WHAT)
    manifest = package.optional("META-INF/manifest.xml")
    if next(every(manifest, "encryption-data"), None) is not None:
        raise sniff.locked(WHAT)
    kind = package.bytes_of("mimetype").decode("ascii", "replace") if "mimetype" in package else ""
    if "spreadsheet" in kind:
        paper = read_sheets(package.stream("content.xml", "table", "table-row", starts=True))
    else:
        root = package.xml("content.xml")
        if root is None:
            raise damaged(WHAT)
        paper = _paper(root, package.optional("styles.xml"))
    return _described(paper, package.optional("meta.xml"))


def _paper(root: Element, styles: Element | None) -> Paper:
    body = child(root, "body")
    if (text := child(body, "text")) is not None:
        flow = Flow.of(root)
        flow.blocks(text)
        above, below = _margins(styles)
        pages = [page for page in flow.pages if page] or [[]]
        pages[0] = above + pages[0]
        pages[-1] = pages[-1] + below
        return Paper(sections=pages, title=flow.title)
    if (deck := child(body, "presentation")) is not None:
        return Paper(sections=[_slide(page, root) for page in children(deck, "page")])
    if (book := child(body, "spreadsheet")) is not None:
        return read_sheets(_events(book))
    raise damaged(WHAT)


def _events(book: Element) -> "list[tuple[str, Element]]":
    found = []
    for table in children(book, "table"):
        found.append(("start", table))
        found += [("end", row) for row in every(table, "table-row")]
    return found


def _margins(styles: Element | None) -> tuple[list[Line], list[Line]]:
    """Headers and footers of the page styles, each text once."""
    sides: list[list[Line]] = []
    for names in (("header", "header-first", "header-left"), ("footer", "footer-first", "footer-left")):
        lines: dict[str, Line] = {}
        for one in every(child(styles, "master-styles"), *names):
            flow = Flow()
            flow.blocks(one)
            for line in flow.pages[0]:
                if any(letter.isalpha() for letter in line.text):
                    lines.setdefault(line.text, line)
        sides.append(list(lines.values()))
    return sides[0], sides[1]


def _slide(page: Element, root: Element) -> list[Line]:
    frames = [one for one in page if local(one) in ("frame", "custom-shape", "g", "line", "rect", "ellipse")]
    lines: list[Line] = []
    for frame in sorted(frames, key=_rank):
        role = attribute(frame, "class")
        if role in _LEFT_OUT:
            continue
        flow = Flow.of(root)
        flow.blocks(frame)
        found = [line for part in flow.pages for line in part]
        if role == "title" and found:
            text = " ".join(line.text for line in found)
            found = [Line(text=text, is_heading=True, starts_paragraph=True)]
        lines += found
    for one in children(page, "annotation"):
        said = " ".join(text_of(part).strip() for part in children(one, "p", "list"))
        lines.append(Line(text=f"Comment: {said}", kind=COMMENT, starts_paragraph=True))
    for notes in children(page, "notes"):
        for frame in children(notes, "frame"):
            if attribute(frame, "class") not in _LEFT_OUT:
                flow = Flow()
                flow.blocks(frame)
                lines += [Line(text=one.text, kind=NOTE, starts_paragraph=True) for one in flow.pages[0]]
    return lines


def _rank(frame: Element) -> tuple[int, float, float]:
    if attribute(frame, "class") == "title":
        return (0, 0.0, 0.0)
    return (1, _centimetres(attribute(frame, "y")) // ROW_HEIGHT, _centimetres(attribute(frame, "x")))


def _centimetres(length: str) -> float:
    try:
        return float(length[:-2]) * _UNITS.get(length[-2:], 1.0)
    except ValueError:
        return 0.0


def _described(paper: Paper, meta: Element | None) -> Paper:
    facts: dict[str, str] = {}
    for one in every(meta, "title", "creator", "initial-creator", "creation-date", "language"):
        facts.setdefault(local(one), text_of(one).strip())
    headings = (line.text for page in paper.sections[:1] for line in page if line.is_heading)
    is_text = not paper.title and len(paper.sections) > 0
    paper.title = facts.get("title") or paper.title or (next(headings, "") if is_text else "")
    paper.author = facts.get("initial-creator") or facts.get("creator", "")
    paper.created_on = iso_date(facts.get("creation-date", ""))
    paper.language = facts.get("language", "")
    return paper
