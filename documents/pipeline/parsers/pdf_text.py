"""The words of a PDF page with their places: two calls of pdfium a word, everything else in Python."""

# ruff: noqa: FURB136  for every word of a page: calls of min() and max() take longer than the rest
import ctypes
import re
import struct
from typing import Any

from pypdfium2 import raw

from documents.pipeline.layout_pieces import CELL_GAP, Piece

GRID = 1_000_000  # a fine grid to turn page coordinates into shares of the page
MOST_CHARACTERS = 400_000
BOLD = 600
_RECTANGLE, _RECTANGLES = struct.Struct("4f"), struct.Struct("8f")
_ask = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(
    ctypes.cast(raw.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0
)  # with plain numbers for pointers: half the time of the call that pypdfium2 offers
_LINE_END = re.compile(r"[\r\n]")
_WORD = re.compile(  # pdfium marks a hyphen at the end of a line, and goes on without a space
    r"[^\s\x00\x02\ufffe\u00a0\u2000-\u200b\u3000\ufeff]+[\x02\ufffe]?"
)
_STRAY = str.maketrans(
    {
        "\u00ad": None, "\ufffe": "-", "\u0002": "-", "\uffff": None, "\u200c": None, "\u200e": None,
        "\u200f": None, "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl",
        "\ufb05": "st", "\ufb06": "st",
    }
    | dict.fromkeys(range(32))
)  # fmt: skip


class PageFrame:
    """Turns page coordinates into points from the top left of the page as it is shown."""

    def __init__(self, page: Any) -> None:
        self.width, self.height = page.get_size()
        x0, y0 = _device(page, 0, 0)
        x1, y1 = _device(page, 1_000, 0)
        x2, y2 = _device(page, 0, 1_000)
        self._x = (x1 - x0) / 1_000, (x2 - x0) / 1_000, x0
        self._y = (y1 - y0) / 1_000, (y2 - y0) / 1_000, y0
        self.is_plain = not round(self._x[1], 9) and not round(self._y[0], 9)

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """A rectangle of the page, in points from the shown page's top left."""
        a, b, c = self._x
        d, e, f = self._y
        if self.is_plain:
            xa, xb = (a * left + c) * self.width, (a * right + c) * self.width
            ya, yb = (e * top + f) * self.height, (e * bottom + f) * self.height
        else:
            xa, xb = (a * left + b * bottom + c) * self.width, (a * right + b * top + c) * self.width
            ya, yb = (d * left + e * bottom + f) * self.height, (d * right + e * top + f) * self.height
        return (
            (xa, ya, xb, yb)
            if xa <= xb and ya <= yb
            else (min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))
        )


def _device(page: Any, x: float, y: float) -> tuple[float, float]:
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, GRID, GRID, 0, x, y, across, down)
    return across.value / GRID, down.value / GRID


def pieces_of(page: Any, frame: PageFrame) -> list[Piece]:
    """Stretches of text without a wide gap, in the order of the file."""
    handle = raw.FPDFText_LoadPage(page)
    if not handle:
        return []
    try:
        count = min(raw.FPDFText_CountChars(handle), MOST_CHARACTERS)
        return _pieces(handle, _text(handle, count), frame) if count > 0 else []
    finally:
        raw.FPDFText_ClosePage(handle)


def _text(handle: Any, count: int) -> str:
    """One character for each of pdfium's, so that positions in both agree."""
    units = (ctypes.c_ushort * (count + 1))()
    written = raw.FPDFText_GetText(handle, 0, count, units) - 1
    if written == count:
        text = bytes(units)[: 2 * count].decode("utf-16-le", errors="replace")
        if len(text) == count:
            return text
    return "".join(_character(raw.FPDFText_GetUnicode(handle, index)) for index in range(count))


def _character(code: int) -> str:
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _pieces(handle: Any, text: str, frame: PageFrame) -> list[Piece]:
    floats = (ctypes.c_float * 8)()  # two FS_RECTF: of a word's first character, and of its last
    first = ctypes.addressof(floats)
    second, text_page = first + _RECTANGLE.size, ctypes.cast(handle, ctypes.c_void_p).value
    one, two, place = _RECTANGLE.unpack_from, _RECTANGLES.unpack_from, frame.box
    ask, weigh = _ask, raw.FPDFText_GetFontWeight
    pieces: list[Piece] = []
    last: Piece | None = None
    at, middle, edge, height = 0, 0.0, 0.0, 0.0  # of the last piece: kept here, as this runs for every word
    for match in _WORD.finditer(text):
        start, end = match.span()
        if not ask(text_page, start, first):
            continue
        if end - start > 1 and ask(text_page, end - 1, second):
            left, top, right, bottom, left_2, top_2, right_2, bottom_2 = two(floats)
            left = left_2 if left_2 < left else left
            top = top_2 if top_2 > top else top
            right = right_2 if right_2 > right else right
            bottom = bottom_2 if bottom_2 < bottom else bottom
        else:
            left, top, right, bottom = one(floats)
        x0, y0, x1, y1 = place(left, bottom, right, top)
        word = match.group()
        if not (word.isascii() and word.isprintable()):
            word = word.translate(_STRAY)
            if not word:
                continue
        is_plain_gap = start - at < 2 and text[at] not in "\r\n"
        if last is not None and (is_plain_gap or not _LINE_END.search(text, at, start)):
            is_next = -height < 2 * (x0 - edge) < CELL_GAP * 2 * height and abs(y0 + y1 - middle) <= height
            if is_next or last.takes(word, x0, y0, x1, y1):
                last.add(word, x0, y0, x1, y1)
                at, edge = end, last.x1
                continue
        last = Piece(word, x0, y0, x1, y1, is_bold=weigh(handle, start) >= BOLD, order=len(pieces))
        at, middle, edge, height = end, y0 + y1, x1, last.height
        pieces.append(last)
    return pieces
