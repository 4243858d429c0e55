"""The colours of a picture: which, how much of it, and what people call them."""

import colorsys
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from PIL import Image
from PIL.Image import Palette, Quantize

SIDE = 160  # of the copy that is counted
CUTS = 12
MOST = 5
LEAST_SHARE = 0.03
ALIKE = 70.0  # distance of two colours that count as one
HUES = (
    (0, "red"),
    (14, "orange"),
    (44, "yellow"),
    (70, "green"),
    (165, "teal"),
    (195, "blue"),
    (255, "purple"),
    (290, "pink"),
    (340, "red"),
    (361, ""),
)  # fmt: skip  from these degrees on
NAMES = (
    *("black", "grey", "white", "brown", "beige"),
    *dict.fromkeys(name for _from, name in HUES if name),
)

Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Colour:
    hex: str
    share: float  # 0..1 of the picture
    name: str


def dominant(picture: Image.Image) -> list[Colour]:
    """Up to five colours, the one with the largest share first."""
    small = picture.convert("RGB").resize(_size(picture), Image.Resampling.BOX, reducing_gap=2.0)
    cut = small.quantize(CUTS, method=Quantize.MEDIANCUT, kmeans=3)
    palette = cut.convert("RGB", palette=Palette.ADAPTIVE) if cut.palette is None else cut
    shades = palette.getpalette("RGB") or []
    found_colours: list[Any] = list(palette.getcolors(CUTS + 1) or [])
    counted = sorted(found_colours, reverse=True)
    groups: list[tuple[Rgb, int]] = []
    for count, index in counted:
        at = 3 * index
        _add(groups, (shades[at], shades[at + 1], shades[at + 2]), count)
    total = small.width * small.height
    groups.sort(key=lambda group: -group[1])
    found = [Colour(_hex(rgb), round(count / total, 3), name_of(rgb)) for rgb, count in groups]
    return [colour for colour in found if colour.share >= LEAST_SHARE][:MOST]


def name_of(rgb: Rgb) -> str:
    """What people call a colour, in one English word of `NAMES`."""
    hue, light, strength = colorsys.rgb_to_hls(*(value / 255 for value in rgb))
    degrees, spread = hue * 360, max(rgb) - min(rgb)
    if light < 0.11:
        return "black"
    if spread < 18 or strength < 0.1:
        return "white" if light > 0.86 else "black" if light < 0.17 else "grey"
    if 10 <= degrees < 48:
        if light < 0.42 and strength < 0.85:
            return "brown"
        if light > 0.66 and strength < 0.62:
            return "beige"
    return next(name for (low, name), (high, _next) in pairwise(HUES) if low <= degrees < high)


def _size(picture: Image.Image) -> tuple[int, int]:
    scale = min(1.0, SIDE / max(picture.size))
    return max(1, round(picture.width * scale)), max(1, round(picture.height * scale))


def _add(groups: list[tuple[Rgb, int]], rgb: Rgb, count: int) -> None:
    """To a group of a colour like it, whose shade stays that of its largest part."""
    for at, (known, sum_of) in enumerate(groups):
        if _distance(known, rgb) < ALIKE:
            groups[at] = (known, sum_of + count)
            return
    groups.append((rgb, count))


def _distance(one: Rgb, other: Rgb) -> float:
    """As eyes see it, roughly ("redmean")."""
    mean = (one[0] + other[0]) / 2
    red, green, blue = (a - b for a, b in zip(one, other, strict=True))
    squares = (2 + mean / 256) * red**2 + 4 * green**2 + (2 + (255 - mean) / 256) * blue**2
    return float(squares**0.5)


def _hex(rgb: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)
