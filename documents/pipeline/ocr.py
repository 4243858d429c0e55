"""Reading pictures: lines of words with places and confidence, whichever way the paper lies."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median
from typing import Any

import cv2
import numpy as np

from documents.pipeline import limits, ocr_engine, ocr_tesseract
from documents.pipeline.layout import lines_of
from documents.pipeline.layout_pieces import Piece
from documents.pipeline.parsed import Box, Line, Word

DPI = 200
LONGEST_SIDE = 2_400
LOWEST_CONFIDENCE = 0.5
LEAST_SIDE = 736  # smaller pictures are enlarged before lines are looked for
FEWEST_TALL = 0.6  # share of lines that stand upright on a page lying on its side
DOUBTFUL = 0.85  # below this, a clearer picture is tried, and Tesseract for scripts the models do not know
FEWEST_LINES = 4  # and with fewer than these
GRAIN = 1.3  # pixels
BLANK_SPREAD = 1.5  # of 255: less than one short word on a page gives

Picture = ocr_engine.Picture


@dataclass(frozen=True, slots=True)
class _Turn:
    """How the picture was turned to stand upright, and the way back."""

    quarters: int  # counter-clockwise

    def apply(self, picture: Picture) -> Picture:
        return np.ascontiguousarray(np.rot90(picture, self.quarters)) if self.quarters else picture

    def back(self, box: Box) -> Box:
        x0, y0, x1, y1 = box
        return ((x0, y0, x1, y1), (1 - y1, x0, 1 - y0, x1), (1 - x1, 1 - y1, 1 - x0, 1 - y0),
                (y0, 1 - x1, y1, 1 - x0))[self.quarters % 4]  # fmt: skip


def render(page: Any) -> Any:
    """A PDF page as a picture at 200 dpi, its long side at most 2,400 pixels."""
    width, height = page.get_size()
    scale = min(DPI / 72, LONGEST_SIDE / max(width, height, 1.0))
    return page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")


def read(image: Any) -> list[Line]:
    """The lines of a picture (PIL) in reading order; places are shares of the picture as given."""
    picture = np.ascontiguousarray(np.asarray(image.convert("RGB"))[:, :, ::-1])
    if is_blank(picture):
        return []
    limits.allow_scan()
    return _read(picture)


def is_blank(picture: Picture) -> bool:
    """Paper alone: nothing on it stands out."""
    _, spread = cv2.meanStdDev(picture)
    return float(spread.max()) < BLANK_SPREAD


@dataclass(frozen=True, slots=True)
class _Look:
    """What the models see on a picture turned upright."""

    picture: Picture
    turn: _Turn
    read: list[tuple[ocr_engine.Quad, ocr_engine.Reading]]

    @property
    def sure(self) -> float:
        return _mean([reading.confidence for _, reading in self.read])

    @property
    def worth(self) -> float:
        """Letters that are believed."""
        return sum(len(reading.text) * reading.confidence**2 for _, reading in self.read)


def _read(picture: Picture) -> list[Line]:
    look = _look(picture)
    if look.sure < DOUBTFUL or len(look.read) < FEWEST_LINES:
        look = max(look, _look(_clearer(picture)), key=lambda one: one.worth)
    if look.read and look.sure < DOUBTFUL:
        other = ocr_tesseract.read(look.picture, better_than=look.sure)
        if other:
            return _lines(other, look.picture, look.turn)
    kept = [(quad, reading) for quad, reading in look.read if reading.confidence >= LOWEST_CONFIDENCE]
    seen = [ocr_engine.SeenLine(quad, _words(quad, reading, look.picture)) for quad, reading in kept]
    return _lines(seen, look.picture, look.turn)


def _look(picture: Picture) -> _Look:
    turn, quads, picture = _upright(picture)
    crops = [ocr_engine.cut(picture, quad) for quad in quads]
    if ocr_engine.is_upside_down(crops):
        turn = _Turn((turn.quarters + 2) % 4)
        quads = [_half_turned(quad, picture) for quad in quads]
        picture = _Turn(2).apply(picture)
        crops = [ocr_engine.cut(picture, quad) for quad in quads]
    return _Look(picture, turn, list(zip(quads, ocr_engine.recognize(crops), strict=True)))


def _clearer(picture: Picture) -> Picture:
    """Small pictures enlarged, grain smoothed, faint print made darker than its paper."""
    scale = min(2.0, LONGEST_SIDE / max(picture.shape[:2]))
    gray: Any = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    if scale > 1.2:
        gray = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    smooth = cv2.GaussianBlur(gray, (0, 0), GRAIN)
    even = cv2.createCLAHE(clipLimit=3.0, tileGridSize=(8, 8)).apply(smooth)
    clear: Picture = cv2.cvtColor(even, cv2.COLOR_GRAY2BGR).astype(np.uint8)
    return clear


def _upright(picture: Picture) -> tuple[_Turn, list[Any], Picture]:
    """The picture turned so that most lines lie flat, and the lines on it."""
    quads = ocr_engine.detect(picture, least_side=LEAST_SIDE)
    tall = sum(_is_tall(quad) for quad in quads)
    if len(quads) < 3 or tall < FEWEST_TALL * len(quads):
        return _Turn(0), quads, picture
    turned = _Turn(1).apply(picture)
    return _Turn(1), ocr_engine.detect(turned, least_side=LEAST_SIDE), turned


def _is_tall(quad: Any) -> bool:
    across, down = quad[1] - quad[0], quad[3] - quad[0]
    return math.hypot(*down) > 1.5 * math.hypot(*across)


def _half_turned(quad: Any, picture: Picture) -> Any:
    height, width = picture.shape[:2]
    return (quad * -1 + (width - 1, height - 1))[[2, 3, 0, 1]].astype("float32")


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _words(quad: Any, reading: ocr_engine.Reading, picture: Picture) -> list[Word]:
    """Split a line at its spaces; each word gets its share of the line's box."""
    letters = list(zip(reading.text, reading.places, reading.confidences, strict=True))
    gaps = [b[1] - a[1] for a, b in pairwise(letters)]
    pitch = median(gaps) if gaps else 0.5
    groups = groupby(letters, key=lambda letter: letter[0].isspace())
    return [_word(list(group), quad, pitch, picture) for is_space, group in groups if not is_space]


def _word(letters: list[tuple[str, float, float]], quad: Any, pitch: float, picture: Picture) -> Word:
    height, width = picture.shape[:2]
    start, end = max(0.0, letters[0][1] - pitch / 2), min(1.0, letters[-1][1] + pitch / 2)
    top, bottom = quad[1] - quad[0], quad[2] - quad[3]
    corners = (quad[0] + start * top, quad[0] + end * top, quad[3] + start * bottom, quad[3] + end * bottom)
    xs, ys = [float(x) for x, _ in corners], [float(y) for _, y in corners]
    box = (
        max(0.0, min(xs) / width),
        max(0.0, min(ys) / height),
        min(1.0, max(xs) / width),
        min(1.0, max(ys) / height),
    )
    return Word("".join(text for text, _, _ in letters), box, _mean([sure for _, _, sure in letters]))


def _lines(seen: list[ocr_engine.SeenLine], picture: Picture, turn: _Turn) -> list[Line]:
    """Lay out what was seen as if the scan were straight; words keep their places on the picture."""
    height, width = picture.shape[:2]
    angle = median(_angle(item.quad) for item in seen) if seen else 0.0
    turned = _unturner(angle)
    pieces: list[Piece] = []
    for item in sorted(seen, key=lambda s: tuple(turned(*s.quad.mean(axis=0)))[::-1]):
        if not item.words:
            continue
        (x0, _), (x1, _) = (
            turned(*(item.quad[0] + item.quad[3]) / 2),
            turned(*(item.quad[1] + item.quad[2]) / 2),
        )
        _, middle = turned(*item.quad.mean(axis=0))
        tall = math.hypot(*(item.quad[3] - item.quad[0]))
        words = tuple(Word(word.text, turn.back(word.box), word.confidence) for word in item.words)
        text = " ".join(word.text for word in words)
        pieces.append(
            Piece(text, x0, middle - tall / 2, x1, middle + tall / 2, order=len(pieces), seen=words)
        )
    return lines_of(pieces, width=width, height=height)


def _angle(quad: Any) -> float:
    across = quad[1] - quad[0]
    return math.atan2(across[1], across[0])


def _unturner(angle: float) -> Callable[[float, float], tuple[float, float]]:
    sine, cosine = math.sin(angle), math.cos(angle)
    return lambda x, y: (float(x * cosine + y * sine), float(y * cosine - x * sine))
