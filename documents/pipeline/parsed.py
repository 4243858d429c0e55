"""What every parser gives: pages of text, with each line's kind, offsets and place."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

Box = tuple[float, float, float, float]  # x0, y0, x1, y1 in 0..1 of the page, from its top left

EMBEDDED, OCR, OFFICE = "embedded", "ocr", "office"
HEADING, LIST, ROW, HEADER = "heading", "list", "row", "header"  # HEADER: the row that names the columns
NOTE, COMMENT = "note", "comment"  # beside the text: foot notes, speaker notes; remarks of readers
CELL = " | "  # stands between the cells of a row
TAB = "\t"  # the same in a PDF, whose words a quote repeats with nothing but white space between them
TEXT_PAGE_CHARACTERS = 4_000


class UnreadableDocumentError(Exception):
    """The file cannot be read; the message is the sentence for the person.

    `code` is one word for `Document.problem_code`: "password" (ask for it and read again), "damaged",
    "too_large" (pages or pixels), "gave_up" (time or memory), "unsupported".
    """

    def __init__(self, message: str, *, code: str = "damaged") -> None:
        super().__init__(message)
        self.code = code


class Word(NamedTuple):
    """A word that OCR saw."""

    text: str
    box: Box
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of a line with a place of its own, such as a cell.

    Args:
        edges: where words begin: offset into `text` and left edge, in turns; edges in ten-thousandths of
            the page's width.
        words: what OCR saw; `edges` are not needed then.
    """

    text: str
    box: Box | None = None
    edges: tuple[int, ...] = ()
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line as it stands on the page.

    Args:
        text: the whole line; taken from `parts` and `joint` when there are parts.
        kind: LIST, ROW, HEADER, NOTE, COMMENT or nothing for prose; headings say so by `is_heading`.
        ends_mid_word: the next line goes on with the same word; its hyphen is left out already.
    """

    text: str = ""
    box: Box | None = None
    is_heading: bool = False
    starts_paragraph: bool = False
    kind: str = ""
    parts: tuple[Part, ...] = ()
    joint: str = " "
    ends_mid_word: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedPage:
    """Lines are joined by a line feed, paragraphs by an empty line; blocks point into `text`.

    A block is `{"start", "end", "box", "kind", "x", "words"}`: offsets, a box in 0..1 of the page, the
    kind where it is not prose, and where single words stand: `x` lists each word's offset in the block
    and left edge in turns (ten-thousandths of the width), `words` `[start, end, box, confidence]`.
    """

    number: int
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    width: float = 0.0
    height: float = 0.0
    origin: str = EMBEDDED
    warning: str = ""  # a sentence when this page lacks something; not a field of the stored page

    def as_dict(self) -> dict[str, Any]:
        """The fields of a stored page."""
        return {
            "number": self.number,
            "text": self.text,
            "blocks": self.blocks,
            "width": self.width,
            "height": self.height,
            "origin": self.origin,
        }


def page_of(
    number: int, lines: list[Line], *, width: float = 0.0, height: float = 0.0, origin: str = EMBEDDED
) -> ParsedPage:
    """Lay lines out as text and remember where each one went."""
    layout = _Layout()
    for line in lines:
        layout.add(line)
    return ParsedPage(
        number=number, text=layout.text, blocks=layout.blocks, width=width, height=height, origin=origin
    )


class _Layout:
    """Text as it grows, and the blocks in it."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._is_mid_word = False
        self.blocks: list[dict[str, Any]] = []

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def add(self, line: Line) -> None:
        parts = [(clean, part) for part in line.parts if (clean := _clean(part.text))]
        if not line.parts and (clean := _clean(line.text)):
            parts = [(clean, Part(text=clean, box=line.box))]
        if not parts:
            return
        if self._length and not self._is_mid_word:
            self._write("\n\n" if line.starts_paragraph or line.is_heading else "\n")
        kind = HEADING if line.is_heading else line.kind
        for position, (clean, part) in enumerate(parts):
            if position:
                self._write(line.joint)
            self.blocks.append(_block(clean, part, self._length, kind))
            self._write(clean)
        self._is_mid_word = line.ends_mid_word

    def _write(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)


def _clean(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())


def _block(text: str, part: Part, start: int, kind: str) -> dict[str, Any]:
    block: dict[str, Any] = {"start": start, "end": start + len(text)}
    if part.box:
        block["box"] = [round(value, 5) for value in part.box]
    if kind:
        block["kind"] = kind
    if part.edges:
        block["x"] = list(part.edges)
    if part.words:
        block["words"] = _words(text, part.words, start)
    return block


def _words(text: str, words: tuple[Word, ...], start: int) -> list[list[Any]]:
    placed, at = [], 0
    for word in words:
        found = text.find(word.text, at)
        if found < 0:
            continue
        at = found + len(word.text)
        box = [round(value, 4) for value in word.box]
        placed.append([start + found, start + at, box, round(word.confidence, 2)])
    return placed


def pages_of_flow(lines: list[Line]) -> list[ParsedPage]:
    """Cut text that has no pages of its own into pages of about 4,000 characters, at paragraphs."""
    pages: list[list[Line]] = [[]]
    size = 0
    for line in lines:
        if size > TEXT_PAGE_CHARACTERS and (line.starts_paragraph or line.is_heading):
            pages.append([])
            size = 0
        pages[-1].append(line)
        size += len(line.text) + sum(len(part.text) for part in line.parts) + 1
    return [page_of(number, page) for number, page in enumerate(pages, start=1)]
