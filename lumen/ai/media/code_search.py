"""Looking for codes where the first look finds none: larger, sharper, calmer, clearer and turned copies."""

import math
from collections.abc import Callable, Iterator
from typing import Any

from PIL import Image, ImageFilter

MOST_CODES = 20
FIRST_SIDE = 4_000  # pixels of the first look
SIDE = 1_600  # of the copies
SMALL, TINY = 1_000, 420  # sides up to which a copy is made two and four times as large
TURNS = (45, 22, 67, 12, 34, 56, 78)  # bars are only seen when they lie nearly flat or upright
SHORTEST_ITF = 14


def search(picture: Image.Image, *, is_thorough: bool) -> list[tuple[Any, Callable[[float, float], Any]]]:
    """What zxing reads in the picture, each with the way from its places to those of the picture.

    Args:
        is_thorough: also look at changed copies where the picture as it is shows nothing.
    """
    import zxingcpp

    for copy, scale, turn in _copies(picture, is_thorough=is_thorough):
        found = [each for each in zxingcpp.read_barcodes(copy) if each.valid and _is_whole(each)]
        if found:
            back = _way_back(picture, copy, scale, turn)
            return [(each, back) for each in found[:MOST_CODES]]
    return []


def _is_whole(found: Any) -> bool:
    """Interleaved 2 of 5 ends anywhere: a part of one reads as a shorter one."""
    return bool(found.text) and ("ITF" not in str(found.format) or len(found.text) >= SHORTEST_ITF)


def _copies(picture: Image.Image, *, is_thorough: bool) -> Iterator[tuple[Image.Image, float, int]]:
    """Copies with their scale and how far they are turned, the most promising first."""
    scale = min(1.0, FIRST_SIDE / max(picture.size))
    yield _scaled(picture, scale), scale, 0
    if not is_thorough:
        return
    scale = min(1.0, SIDE / max(picture.size))
    base = _scaled(picture.convert("L"), scale)
    longest = max(base.size)
    if longest <= SMALL:
        yield _scaled(base, 2.0), scale * 2, 0
    if longest <= TINY:
        yield _scaled(base, 4.0), scale * 4, 0
        yield _sharper(_scaled(base, 4.0), 4), scale * 4, 0
    for change in (_sharper, _sharpest, _calmer, _clearer, _blurred):
        yield change(base), scale, 0
    for share in (0.5, 0.33):
        yield _scaled(base, share), scale * share, 0
    for turn in TURNS:
        yield base.rotate(turn, expand=True, fillcolor=_paper(base)), scale, turn
    if longest <= SMALL:
        large = _sharper(_scaled(base, 2.0), 3)
        yield large, scale * 2, 0
        yield _even(_scaled(base, 2.0)), scale * 2, 0


def _scaled(picture: Image.Image, scale: float) -> Image.Image:
    if scale == 1.0:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=3.0)


def _sharper(picture: Image.Image, radius: float = 3) -> Image.Image:
    return picture.filter(ImageFilter.UnsharpMask(radius=radius, percent=300, threshold=0))


def _sharpest(picture: Image.Image) -> Image.Image:
    return picture.filter(ImageFilter.UnsharpMask(radius=6, percent=500, threshold=0))


def _calmer(picture: Image.Image) -> Image.Image:
    return picture.filter(ImageFilter.MedianFilter(3))


def _blurred(picture: Image.Image) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(2.0))


def _clearer(picture: Image.Image) -> Image.Image:
    """Faint print made dark, light falling from one side made even."""
    from lumen.ai.media.enhancing import even_light

    return even_light(picture)


def _even(picture: Image.Image) -> Image.Image:
    return _clearer(picture).filter(ImageFilter.GaussianBlur(1.0))


def _paper(picture: Image.Image) -> int:
    """The shade of the picture's edge, for the corners that turning it opens."""
    corners = [
        (0, 0),
        (picture.width - 1, 0),
        (0, picture.height - 1),
        (picture.width - 1, picture.height - 1),
    ]
    shades = sorted(_shade(picture, corner) for corner in corners)
    return shades[2]


def _shade(picture: Image.Image, corner: tuple[int, int]) -> int:
    shade: Any = picture.getpixel(corner)
    return int(shade)


def _way_back(
    picture: Image.Image, copy: Image.Image, scale: float, turn: int
) -> Callable[[float, float], tuple[int, int]]:
    """From a place in the copy to the same place in the picture."""
    sine, cosine = math.sin(math.radians(turn)), math.cos(math.radians(turn))

    def back(x: float, y: float) -> tuple[int, int]:
        across, down = x - copy.width / 2, y - copy.height / 2
        straight = (across * cosine - down * sine, across * sine + down * cosine)
        left, top = (each / scale for each in straight)
        return (
            min(max(round(left + picture.width / 2), 0), picture.width),
            min(max(round(top + picture.height / 2), 0), picture.height),
        )

    return back
