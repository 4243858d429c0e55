"""A clearer copy of a photo: straight, evenly lit, without grain. The original stays as it is."""

import math
from dataclasses import dataclass
from statistics import median
from typing import Any

from PIL import Image

MEASURED_SIDE = 1_000  # of the copy on which the slant is measured
LEAST_SLANT, MOST_SLANT = 0.4, 20.0  # degrees
FEWEST_LINES = 5
LIMIT, TILES = 2.5, (8, 8)  # of the contrast's equalisation
LEAST_SPREAD, WIDE_SPREAD = 12.0, 235.0  # of 255: a blank page stays blank, a full picture as it is
GRAIN_FROM = 3.0  # of 255: the noise of a phone in a dark room
STRENGTH = 6  # of the filter against grain


@dataclass(frozen=True, slots=True)
class Enhanced:
    """The clearer picture and what was done to it."""

    picture: Image.Image
    turned: float  # degrees, counter-clockwise
    grain: float  # measured before, of 255
    is_calmed: bool


def enhance(picture: Image.Image) -> Enhanced:
    """Straighten, calm and even out a picture in RGB."""
    turned = slant_of(picture)
    straight = _turned(picture, turned) if turned else picture
    grain = grain_of(straight)
    calm = _calmed(straight) if grain >= GRAIN_FROM else straight
    return Enhanced(even_light(calm), turned, round(grain, 1), grain >= GRAIN_FROM)


def even_light(picture: Image.Image) -> Image.Image:
    """Contrast stretched over the whole and then tile by tile (CLAHE), in lightness alone."""
    import cv2
    import numpy as np

    if picture.mode == "L":
        return Image.fromarray(_stretched(np.asarray(picture)))
    lab = cv2.cvtColor(np.asarray(picture.convert("RGB")), cv2.COLOR_RGB2LAB)
    lab[:, :, 0] = _stretched(lab[:, :, 0])
    return Image.fromarray(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB))


def _stretched(light: Any) -> Any:
    import cv2
    import numpy as np

    low, high = (float(value) for value in np.percentile(light, (0.5, 99.5)))
    if LEAST_SPREAD <= high - low < WIDE_SPREAD:
        wide = (light.astype(np.float32) - low) * (255.0 / (high - low))
        light = np.clip(wide, 0, 255).astype(np.uint8)
    return cv2.createCLAHE(clipLimit=LIMIT, tileGridSize=TILES).apply(np.ascontiguousarray(light))


def slant_of(picture: Image.Image) -> float:
    """How far the lines on it slant, in degrees to turn it back by; 0 where nothing says."""
    import cv2
    import numpy as np

    small = picture.convert("L")
    small.thumbnail((MEASURED_SIDE, MEASURED_SIDE))
    edges = cv2.Canny(np.asarray(small), 60, 180)
    found: Any = cv2.HoughLinesP(
        edges, 1, np.pi / 720, threshold=80, minLineLength=max(small.size) // 6, maxLineGap=8
    )
    angles = [_angle(line) for line in found.reshape(-1, 4)] if found is not None else []
    flat = [angle for angle in angles if abs(angle) <= MOST_SLANT]
    if len(flat) < FEWEST_LINES or len(flat) < len(angles) / 4:
        return 0.0
    middle = median(flat)
    agreeing = [angle for angle in flat if abs(angle - middle) <= 1.5]
    if len(agreeing) < len(flat) / 2 or abs(middle) < LEAST_SLANT:
        return 0.0
    return round(median(agreeing), 2)


def _angle(line: Any) -> float:
    """Of a line to the nearest of flat and upright, -45 to 45 degrees."""
    x0, y0, x1, y1 = (float(value) for value in line)
    return (math.degrees(math.atan2(y1 - y0, x1 - x0)) + 45) % 90 - 45


def grain_of(picture: Image.Image) -> float:
    """The standard deviation of the noise, after Immerkaer (1996)."""
    import cv2
    import numpy as np

    gray = np.asarray(picture.convert("L"), dtype=np.float32)
    if min(gray.shape) < 3:
        return 0.0
    mask = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], dtype=np.float32)
    found = np.abs(cv2.filter2D(gray, -1, mask))[1:-1, 1:-1]
    return float(np.median(found)) / 0.6745 / 6.0


def _turned(picture: Image.Image, degrees: float) -> Image.Image:
    edge: Any = picture.resize((1, 1)).getpixel((0, 0))
    return picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=edge)


def _calmed(picture: Image.Image) -> Image.Image:
    import cv2
    import numpy as np

    pixels = np.asarray(picture.convert("RGB"))
    return Image.fromarray(cv2.fastNlMeansDenoisingColored(pixels, None, STRENGTH, STRENGTH, 5, 13))
