"""PDF by pypdfium2: the text that is in the file, and OCR only for pages that have none."""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import pypdfium2
from pypdfium2 import raw

from documents.pipeline import ocr
from documents.pipeline.parsed import OCR, Box, Line, ParsedPage, UnreadableDocumentError, page_of
from documents.pipeline.parsers.base import Outline

MAX_PAGES = 2_000
DEVICE = 100_000  # a fine grid to turn page coordinates into shares of the page
FEWEST_LETTERS = 8
GARBAGE_SHARE = 0.3
PARAGRAPH_PITCH = 1.3  # of the usual distance between two lines
HEADING_SIZE = 1.12  # of the usual letter height
LONGEST_HEADING = 90
_PAGE_NUMBER = re.compile(r"^[-–— ]*(page\s*)?\d{1,4}(\s*(of|/)\s*\d{1,4})?[-–— ]*$", re.IGNORECASE)
_NO_TITLE = re.compile(r"^(untitled|microsoft word -|document\d*$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Run:
    """A line as pdfium knows it."""

    text: str
    box: Box
    baseline: float
    size: float


def open_pdf(content: bytes) -> pypdfium2.PdfDocument:
    """Open a PDF.

    Raises:
        UnreadableDocumentError: it needs a password, or is damaged.
    """
    try:
        document = pypdfium2.PdfDocument(content)
        page_count = len(document)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise UnreadableDocumentError(
                "This PDF is locked with a password. Open it with the password, save or print it as a "
                "new PDF without one, and upload that."
            ) from error
        raise UnreadableDocumentError(
            "This PDF is damaged and cannot be opened. Download or export it again and upload the new copy."
        ) from error
    if not page_count:
        raise UnreadableDocumentError("This PDF has no pages. Export it again and upload the new copy.")
    if page_count > MAX_PAGES:
        raise UnreadableDocumentError(
            f"This PDF has {page_count} pages; Lumen reads up to {MAX_PAGES}. Split it and upload the parts."
        )
    return document


class PdfParser:
    def __init__(self, content: bytes, *, password: str = "") -> None:
        self._document = open_pdf(content)
        title = self._document.get_metadata_dict(skip_empty=True).get("Title", "")
        shown = "" if _NO_TITLE.match(title) else title.strip()
        self.outline = Outline(page_count=len(self._document), title=shown)

    def pages(self, *, after: int = 0) -> Iterator[ParsedPage]:
        for index in range(after, self.outline.page_count):
            try:
                page = self._document[index]
            except pypdfium2.PdfiumError:
                yield ParsedPage(number=index + 1, text="")
                continue
            yield read_page(page, index + 1)
            page.close()


def read_page(page: Any, number: int) -> ParsedPage:
    """One page: embedded text when there is some, otherwise what OCR sees."""
    width, height = page.get_size()
    runs = _runs(page)
    if _is_readable("".join(run.text for run in runs)):
        return page_of(number, _lines(runs), width=width, height=height)
    if not _has_marks(page):
        return ParsedPage(number=number, text="", width=width, height=height)
    lines = ocr.read(ocr.render(page))
    if not lines:
        return page_of(number, _lines(runs), width=width, height=height)
    return page_of(number, lines, width=width, height=height, origin=OCR)


def _is_readable(text: str) -> bool:
    """Enough letters, and few that stand for a glyph without a known meaning."""
    letters = sum(char.isalnum() for char in text)
    strange = sum(char == "\ufffd" or "\ue000" <= char <= "\uf8ff" for char in text)
    return letters >= FEWEST_LETTERS and strange <= GARBAGE_SHARE * max(len(text), 1)


def _has_marks(page: Any) -> bool:
    return next(iter(page.get_objects(max_depth=2)), None) is not None


def _runs(page: Any) -> list[_Run]:
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        text = textpage.get_text_range() if count else ""
        if len(text) != count:  # a character outside the basic plane or one without a meaning
            text = "".join(_character(textpage, index) for index in range(count))
        found, start = [], 0
        for line in text.split("\n"):
            if stripped := line.replace("\ufffe", "-").strip():
                offset = start + len(line) - len(line.lstrip())
                run = _run(page, textpage, stripped, offset, len(line.strip()))
                if run and not _is_page_number(run):
                    found.append(run)
            start += len(line) + 1
        return found
    finally:
        textpage.close()


def _is_page_number(run: _Run) -> bool:
    is_at_edge = run.box[1] > 0.9 or run.box[3] < 0.08
    return is_at_edge and bool(_PAGE_NUMBER.match(run.text))


def _character(textpage: Any, index: int) -> str:
    code = raw.FPDFText_GetUnicode(textpage, index)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _run(page: Any, textpage: Any, text: str, start: int, length: int) -> _Run | None:
    boxes = [textpage.get_rect(i) for i in range(textpage.count_rects(start, length))]
    if not boxes:
        return None
    left, bottom = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, top = max(box[2] for box in boxes), max(box[3] for box in boxes)
    (x0, y0), (x1, y1) = _share(page, left, top), _share(page, right, bottom)
    box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return _Run(text, box, _baseline(page, textpage, start), raw.FPDFText_GetFontSize(textpage, start))


def _share(page: Any, x: float, y: float) -> tuple[float, float]:
    """A point of the page as shares of its width and height, rotation and crop box applied."""
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, DEVICE, DEVICE, 0, x, y, across, down)
    return _clamped(across.value / DEVICE), _clamped(down.value / DEVICE)


def _clamped(value: float) -> float:
    return min(1.0, max(0.0, value))


def _baseline(page: Any, textpage: Any, index: int) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(textpage, index, x, y)
    return _share(page, x.value, y.value)[1]


def _lines(runs: list[_Run]) -> list[Line]:
    if not runs:
        return []
    size = median(run.size for run in runs for _ in range(len(run.text)))
    pitches = [b.baseline - a.baseline for a, b in pairwise(runs)]
    pitch = median([p for p in pitches if p > 0] or [1.0])
    lines: list[Line] = []
    before: _Run | None = None
    for run in runs:
        is_heading = run.size > HEADING_SIZE * size and len(run.text) <= LONGEST_HEADING
        gap = run.baseline - before.baseline if before else 0.0
        is_apart = gap > PARAGRAPH_PITCH * pitch or gap < -pitch / 2
        was_heading = bool(lines) and lines[-1].is_heading
        lines.append(
            Line(
                text=run.text,
                box=run.box,
                is_heading=is_heading,
                starts_paragraph=is_apart or was_heading,
            )
        )
        before = run
    return lines
