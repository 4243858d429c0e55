"""Looking for codes: in the picture as it is, then in cut-outs of likely places, then in changed copies.

A cut-out of bars is turned upright, and its rows are taken together: bars at any angle, in grain, in small
print are read without trying angles one by one. Places of squares, and copies of the whole where nothing
was found, are tried larger, sharper, calmer, clearer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from lumen.ai.media import code_copies as copies
from lumen.ai.media.code_copies import Copy
from lumen.ai.media.code_spots import Spot, spots

MOST_CODES = 20
FIRST_SIDE = 2_400  # pixels of the first look
SHORTEST_ITF = 14
SHORTEST_BARS = 4  # characters: shorter ones are read out of any stripes
EVERYTHING, BARS, SQUARES = "All", "AllLinear", "AllMatrix"


@dataclass(frozen=True, slots=True)
class Sighting:
    """A code as it was read, and its corners in the picture that was searched."""

    symbology: str
    text: str
    corners: tuple[tuple[int, int], ...]


def search(picture: Image.Image, *, is_thorough: bool) -> list[Sighting]:
    """What is read in the picture, each code once.

    Args:
        is_thorough: also look at likely places and at changed copies.
    """
    first = copies.whole(picture, min(1.0, FIRST_SIDE / max(picture.size)))
    found = _read(first, picture)
    if is_thorough:
        found = _with_more(found, picture)
    return found[:MOST_CODES]


def _with_more(found: list[Sighting], picture: Image.Image) -> list[Sighting]:
    """What was seen, and what likely places beside it hold; where that is nothing, copies of the whole."""
    gray = picture.convert("L")
    base = copies.whole(gray, min(1.0, copies.SIDE / max(picture.size)))
    for spot in spots(base.image):
        if not any(_is_in(seen, *base.back(*spot.centre)) for seen in found):
            found = _joined(found, _at(spot, base, gray))
    return found or _first_of(copies.changed(base), picture, SQUARES)


def _at(spot: Spot, base: Copy, gray: Image.Image) -> list[Sighting]:
    if spot.turn is None:
        return _first_of(copies.of_squares(spot, base, gray), gray, SQUARES)
    return _first_of(copies.of_bars(spot, base, gray), gray, BARS)


def _first_of(tried: Iterator[Copy], picture: Image.Image, wanted: str) -> list[Sighting]:
    return next((found for copy in tried if (found := _read(copy, picture, wanted))), [])


def _joined(found: list[Sighting], more: Sequence[Sighting]) -> list[Sighting]:
    """Without what was seen at that place before."""
    return found + [
        each
        for each in more
        if not any(each.text == seen.text and _is_in(seen, *_middle(each)) for seen in found)
    ]


def _middle(seen: Sighting) -> tuple[float, float]:
    return sum(x for x, _y in seen.corners) / 4, sum(y for _x, y in seen.corners) / 4


def _is_in(seen: Sighting, x: float, y: float) -> bool:
    """Whether a place lies within the box around a code."""
    across = [place[0] for place in seen.corners]
    down = [place[1] for place in seen.corners]
    margin = 0.1 * max(max(across) - min(across), max(down) - min(down))
    is_across = min(across) - margin <= x <= max(across) + margin
    return is_across and min(down) - margin <= y <= max(down) + margin


def _read(copy: Copy, picture: Image.Image, wanted: str = EVERYTHING) -> list[Sighting]:
    import zxingcpp

    read = zxingcpp.read_barcodes(
        copy.image, formats=getattr(zxingcpp.BarcodeFormat, wanted), try_rotate=wanted != BARS
    )
    return [_sighting(each, copy, picture) for each in read if each.valid and _is_whole(each, wanted)]


def _is_whole(found: Any, wanted: str) -> bool:
    """Not part of a longer code: interleaved 2 of 5 ends anywhere, and changed copies hold chance stripes."""
    length = len(str(found.text))
    if "ITF" in str(found.format):
        return length >= SHORTEST_ITF
    return length >= (SHORTEST_BARS if wanted == BARS else 1)


def _sighting(found: Any, copy: Copy, picture: Image.Image) -> Sighting:
    place = found.position
    points = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    back = (copy.back(point.x, point.y) for point in points)
    corners = tuple(
        (min(max(round(x), 0), picture.width), min(max(round(y), 0), picture.height)) for x, y in back
    )
    return Sighting(str(found.format).rsplit(".", 1)[-1].replace(" ", ""), found.text, corners)
