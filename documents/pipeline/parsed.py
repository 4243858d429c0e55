"""What every parser gives: pages of text, with each line's offsets and place."""

from dataclasses import asdict, dataclass, field
from typing import Any

Box = tuple[float, float, float, float]  # x0, y0, x1, y1 in 0..1 of the page, from its top left

EMBEDDED, OCR = "embedded", "ocr"
TEXT_PAGE_CHARACTERS = 4_000


class UnreadableDocumentError(Exception):
    """The file cannot be read; the message is the sentence for the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line as it stands on the page."""

    text: str
    box: Box | None = None
    is_heading: bool = False
    starts_paragraph: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedPage:
    """Lines are joined by a line feed, paragraphs by an empty line; blocks point into `text`."""

    number: int
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    width: float = 0.0
    height: float = 0.0
    origin: str = EMBEDDED

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def page_of(
    number: int, lines: list[Line], *, width: float = 0.0, height: float = 0.0, origin: str = EMBEDDED
) -> ParsedPage:
    """Lay lines out as text and remember where each one went."""
    text, blocks = "", []
    for line in lines:
        clean = " ".join(line.text.replace("\x00", "").split())
        if not clean:
            continue
        if text:
            text += "\n\n" if line.starts_paragraph or line.is_heading else "\n"
        block: dict[str, Any] = {"start": len(text), "end": len(text) + len(clean)}
        if line.box:
            block["box"] = [round(value, 5) for value in line.box]
        if line.is_heading:
            block["kind"] = "heading"
        blocks.append(block)
        text += clean
    return ParsedPage(number=number, text=text, blocks=blocks, width=width, height=height, origin=origin)


def pages_of_flow(lines: list[Line]) -> list[ParsedPage]:
    """Cut text that has no pages of its own into pages of about 4,000 characters, at paragraphs."""
    pages: list[list[Line]] = [[]]
    size = 0
    for line in lines:
        if size > TEXT_PAGE_CHARACTERS and (line.starts_paragraph or line.is_heading):
            pages.append([])
            size = 0
        pages[-1].append(line)
        size += len(line.text) + 1
    return [page_of(number, page) for number, page in enumerate(pages, start=1)]
