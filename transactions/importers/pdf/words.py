"""The words of a PDF and where they stand; runs in the child process only."""

import ctypes
from collections.abc import Iterator
from typing import Any

from pypdfium2 import PdfiumError, raw

from documents.pipeline.parsed import UnreadableDocumentError
from documents.pipeline.parsers.pdf_open import DAMAGED, open_pdf

MAX_PAGES = 400
MAX_CHARS = 60_000  # of one page
_GRID = 10  # device units in a point


def parts(content: bytes) -> Iterator[dict[str, Any]]:
    """For each page its size and its words: text, left, top, right, bottom in points from above."""
    try:
        opened = open_pdf(content)
    except UnreadableDocumentError as error:
        yield {"problem": str(error)}
        return
    if opened.is_repaired:  # rows may be lost with the pages that are
        yield {"problem": DAMAGED}
        return
    if opened.page_count > MAX_PAGES:
        yield {
            "problem": f"This PDF has {opened.page_count} pages; a statement may have up to {MAX_PAGES}. "
            "Download a shorter period and import it in parts."
        }
        return
    for index in range(opened.page_count):
        try:
            page = opened.document[index]
        except PdfiumError:
            continue
        width, height = page.get_size()
        yield {"page": index + 1, "width": width, "height": height, "words": _words(page, width, height)}
        page.close()


def _words(page: Any, width: float, height: float) -> list[tuple[str, float, float, float, float]]:
    textpage = page.get_textpage()
    try:
        boxes = list(_boxes(textpage))
    finally:
        textpage.close()
    return [(text, *_from_above(page, box, width, height)) for text, box in boxes]


def _boxes(textpage: Any) -> Iterator[tuple[str, list[float]]]:
    """Words as PDF points; a gap of a third of a letter's height ends a word too."""
    letters, box = "", [0.0, 0.0, 0.0, 0.0]
    sides = [ctypes.c_double() for _ in range(4)]
    for index in range(min(textpage.count_chars(), MAX_CHARS)):
        code = raw.FPDFText_GetUnicode(textpage, index)
        char = chr(code) if 32 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " "
        if char.isspace() or char in "\ufffe\u00ad":
            if letters:
                yield letters, box
            letters = ""
            continue
        raw.FPDFText_GetCharBox(textpage, index, *map(ctypes.byref, sides))
        left, right, bottom, top = (side.value for side in sides)
        size = raw.FPDFText_GetFontSize(textpage, index) or 8.0
        is_apart = letters and (left - box[2] > size / 3 or left < box[0] - 1 or abs(bottom - box[1]) > size)
        if is_apart:
            yield letters, box
        if is_apart or not letters:
            letters, box = char, [left, bottom, right, top]
        else:
            letters += char
            box = [min(box[0], left), min(box[1], bottom), max(box[2], right), max(box[3], top)]
    if letters:
        yield letters, box


def _from_above(
    page: Any, box: list[float], width: float, height: float
) -> tuple[float, float, float, float]:
    """Points from the upper left corner as the page is shown, rotation and crop box applied."""
    corners = []
    for x, y in ((box[0], box[3]), (box[2], box[1])):
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(
            page,
            0,
            0,
            int(width * _GRID),
            int(height * _GRID),
            0,
            x,
            y,
            ctypes.byref(across),
            ctypes.byref(down),
        )
        corners.append((across.value / _GRID, down.value / _GRID))
    (a, b), (c, d) = corners
    return min(a, c), min(b, d), max(a, c), max(b, d)
