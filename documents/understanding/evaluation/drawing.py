"""Drawing a made receipt as a scan: fonts, tilt, grain and a grey light."""

import random
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from documents.understanding.evaluation.makers import PrintedRow, Sample

PAPER_WIDTH, MARGIN = 620, 26
FONTS = tuple(f"DejaVu{kind}.ttf" for kind in ("SansMono", "Sans", "SansCondensed", "SansMono-Bold", "Serif"))


def draw(sample: Sample) -> Image.Image:
    """The receipt as a picture; the same sample always gives the same one."""
    chance = random.Random(sample.number)  # noqa: S311  samples, not secrets
    name = chance.choice(FONTS)
    size = chance.choice([17, 18, 20])
    font, large = _font(name, size), _font(name, size + 7)
    step = int(size * 1.45)
    height = 2 * MARGIN + sum(step + (8 if row.is_large else 0) for row in sample.rows)
    paper = Image.new("L", (PAPER_WIDTH, height), 247)
    pen, at = ImageDraw.Draw(paper), MARGIN
    for row in sample.rows:
        chosen = large if row.is_large else font
        _write(pen, row, chosen, at)
        at += step + (8 if row.is_large else 0)
    return _aged(paper, chance)


def _font(name: str, size: int) -> Any:
    try:
        return ImageFont.truetype(name, size)
    except OSError:
        return ImageFont.load_default(size)


def _write(pen: ImageDraw.ImageDraw, row: PrintedRow, font: Any, at: int) -> None:
    width = pen.textlength(row.left, font=font)
    x = (PAPER_WIDTH - width) / 2 if row.is_centred else MARGIN
    pen.text((max(4, x), at), row.left, font=font, fill=40)
    if row.right:
        right = pen.textlength(row.right, font=font)
        pen.text((max(MARGIN + width + 12, PAPER_WIDTH - MARGIN - right), at), row.right, font=font, fill=40)


def _aged(paper: Image.Image, chance: random.Random) -> Image.Image:
    tilt = chance.uniform(-1.6, 1.6)
    turned = paper.rotate(tilt, expand=True, fillcolor=225, resample=Image.Resampling.BICUBIC)
    soft = turned.filter(ImageFilter.GaussianBlur(chance.uniform(0.2, 0.9)))
    noise = np.random.default_rng(chance.randrange(2**31))
    grain = noise.normal(0, chance.uniform(2, 12), (soft.height, soft.width))
    fade = chance.uniform(0.75, 1.0)
    pixels = 255 - (255 - np.asarray(soft, dtype=float)) * fade + grain
    return Image.fromarray(np.clip(pixels, 0, 255).astype("uint8")).convert("RGB")
