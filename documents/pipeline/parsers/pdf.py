"""PDF by pypdfium2: the text that is in the file, and OCR only for pages that have none."""

from collections.abc import Iterator
from itertools import islice
from string import ascii_letters
from typing import Any

import pypdfium2
from pypdfium2 import raw

from documents.pipeline.layout import lines_of
from documents.pipeline.layout_furniture import Furniture
from documents.pipeline.layout_pieces import Piece
from documents.pipeline.parsed import OCR, ParsedPage, page_of
from documents.pipeline.parsers.base import Outline
from documents.pipeline.parsers.pdf_open import REPAIRED, open_pdf
from documents.pipeline.parsers.pdf_text import PageFrame, pieces_of
from documents.pipeline.parsers.pdf_title import bookmarks, title_of

FEWEST_LETTERS = 8
FEW_LETTERS = 200  # a page with fewer may still be a scan with a stamp on it
MANY_SHAPES = 100
SCAN_SHARE = 0.5  # of the page that a picture covers
GARBAGE_SHARE = 0.3
ENOUGH_LETTERS = 200
SAMPLE_CHARACTERS = 3_000  # of a page, to judge it by
FEWEST_VOWELS = 0.12
MOST_ANNOTATIONS = 300
WRITTEN = frozenset({raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP})
VOWELS = "aeiouyAEIOUY"
BROKEN_PAGE = "Page {number} is damaged and could not be read."
UNREADABLE_SCAN = "Page {number} is a picture in which no words could be made out."


class PdfParser:
    def __init__(self, content: bytes, *, password: str = "") -> None:
        opened = open_pdf(content, password=password)
        self._document = opened.document
        self._bookmarks = bookmarks(opened.document, opened.page_count)
        self._furniture = Furniture()
        self.outline = Outline(
            page_count=opened.page_count,
            title=title_of(opened.document, self._first_pieces()),
            warnings=(REPAIRED,) if opened.is_repaired else (),
        )

    def _first_pieces(self) -> tuple[list[Piece], float]:
        try:
            page = self._document[0]
        except pypdfium2.PdfiumError:
            return [], 1.0
        frame = PageFrame(page)
        pieces = pieces_of(page, frame)
        page.close()
        return pieces, frame.height

    def pages(self, *, after: int = 0) -> Iterator[ParsedPage]:
        for index in range(max(0, after - 2), self.outline.page_count):
            number = index + 1
            try:
                page = _with_filled_fields(self._document, index)
            except pypdfium2.PdfiumError:
                if number > after:
                    yield ParsedPage(number=number, text="", warning=BROKEN_PAGE.format(number=number))
                continue
            try:
                if number > after:
                    yield self.read(page, number)
                else:  # only to know again what stands at the top and foot of every page
                    frame = PageFrame(page)
                    self._furniture.without(pieces_of(page, frame), frame.height, number)
            finally:
                page.close()

    def read(self, page: Any, number: int) -> ParsedPage:
        """One page: embedded text when there is some, otherwise what OCR sees."""
        frame = PageFrame(page)
        pieces = pieces_of(page, frame)
        size = {"width": frame.width, "height": frame.height}
        warning = ""
        if _wants_ocr(page, pieces, frame):
            scanned, warning = _scanned(page, number, pieces)
            if scanned:
                return scanned
        kept = self._furniture.without(pieces, frame.height, number)
        lines = lines_of(kept, headings=self._bookmarks.get(number, frozenset()), **size)
        found = page_of(number, lines, **size)
        return ParsedPage(**found.as_dict(), warning=warning)


def _with_filled_fields(document: Any, index: int) -> Any:
    """A page on which what was typed into fields and notes counts as its text."""
    page = document[index]
    if not any(_is_written(page, number) for number in range(_annotation_count(page))):
        return page
    raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    page.close()
    return document[index]


def _annotation_count(page: Any) -> int:
    count: int = raw.FPDFPage_GetAnnotCount(page)
    return min(count, MOST_ANNOTATIONS)


def _is_written(page: Any, number: int) -> bool:
    annotation = raw.FPDFPage_GetAnnot(page, number)
    if not annotation:
        return False
    kind = raw.FPDFAnnot_GetSubtype(annotation)
    raw.FPDFPage_CloseAnnot(annotation)
    return kind in WRITTEN


def _scanned(page: Any, number: int, pieces: list[Piece]) -> tuple[ParsedPage | None, str]:
    """What OCR sees, when it sees more than the file says."""
    from documents.pipeline import ocr

    lines = ocr.read(ocr.render(page))
    seen = sum(len(line.text) + sum(len(part.text) for part in line.parts) for line in lines)
    if not seen:
        return None, "" if pieces else UNREADABLE_SCAN.format(number=number)
    if is_readable(pieces) and seen < sum(len(piece.text) for piece in pieces):
        return None, ""
    width, height = page.get_size()
    return page_of(number, lines, width=width, height=height, origin=OCR), ""


def is_readable(pieces: list[Piece]) -> bool:
    """Enough letters, few glyphs without a known meaning, and vowels where there are Latin letters."""
    text = "".join(piece.text for piece in pieces)[:SAMPLE_CHARACTERS]
    if not any(map(str.isalnum, text)):
        return False
    if not text.isascii():
        strange = sum(char == "\ufffd" or "\ue000" <= char <= "\uf8ff" for char in text)
        return strange <= GARBAGE_SHARE * len(text)
    latin = sum(map(text.count, ascii_letters))
    return latin < ENOUGH_LETTERS or sum(map(text.count, VOWELS)) >= FEWEST_VOWELS * latin


def _wants_ocr(page: Any, pieces: list[Piece], frame: PageFrame) -> bool:
    """Whether the page says less in letters than it shows."""
    if not pieces:
        return next(iter(page.get_objects(max_depth=2)), None) is not None
    if not is_readable(pieces):
        return True
    length = sum(len(piece.text) for piece in pieces)
    if length >= FEW_LETTERS:
        return False
    return _is_scan(page, frame) or (length < FEWEST_LETTERS and _is_drawn(page))


def _is_drawn(page: Any) -> bool:
    """Letters may be drawn as shapes."""
    shapes = page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3)
    return next(islice(shapes, MANY_SHAPES, None), None) is not None


def _is_scan(page: Any, frame: PageFrame) -> bool:
    """Whether one picture covers most of the page."""
    for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = image.get_bounds()
        if (right - left) * (top - bottom) >= SCAN_SHARE * frame.width * frame.height:
            return True
    return False
