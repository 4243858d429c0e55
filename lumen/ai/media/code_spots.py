"""Where in a picture codes may lie: places with many sharp edges, along one direction (bars) or both.

The structure tensor of the picture, averaged over cells, says how many edges a cell has and how much they
agree about a direction (Bigun and Granlund, 1987). Cells side by side that are alike are one spot.
"""

from dataclasses import dataclass
from typing import Any

from PIL import Image

CELL = 16  # pixels of the copy that is measured
LEAST_CELLS = 4
AGREED = 0.7  # coherence from which edges have one direction
BUSY = 0.12  # share of the busiest cells' energy from which a cell has many edges
LEAST_ENERGY = 150.0  # mean squared slope, so that grain alone is no spot
MOST_SPOTS = 6
DARK = 24.0  # shades below which differences are grain


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that may hold a code, in pixels of the copy that was measured.

    `turn` is how far, in degrees, its bars are turned from upright; nothing for a code of squares.
    """

    centre: tuple[float, float]
    size: tuple[float, float]  # along and across the direction of reading
    turn: float | None


def spots(copy: Image.Image) -> list[Spot]:
    """The likeliest places of codes in a picture in shades of grey, those of bars first."""
    import numpy as np

    xx, yy, xy = _tensor(copy)
    energy = xx + yy
    if not energy.size or float(energy.max()) < LEAST_ENERGY:
        return []
    coherence = np.hypot(xx - yy, 2 * xy) / np.maximum(energy, 1e-6)
    is_busy = energy > max(LEAST_ENERGY, BUSY * float(np.percentile(energy, 99)))
    bars = [
        _spot(ys, xs, _direction(xx[ys, xs], yy[ys, xs], xy[ys, xs]))
        for ys, xs in _groups(is_busy & (coherence > AGREED), energy)
    ]
    squares = [_spot(ys, xs, None) for ys, xs in _groups(is_busy & (coherence <= AGREED), energy)]
    return [spot for spot in bars if min(spot.size) >= 1.5 * CELL] + squares


def _tensor(copy: Image.Image) -> tuple[Any, Any, Any]:
    import cv2
    import numpy as np

    # what a shadow takes is a factor: as logarithms, edges in it count like those in the light
    gray = np.log1p(np.asarray(copy, dtype=np.float32) / DARK) * float(255 / np.log1p(255 / DARK))
    across, down = cv2.Scharr(gray, cv2.CV_32F, 1, 0) / 16, cv2.Scharr(gray, cv2.CV_32F, 0, 1) / 16
    cells = (max(1, copy.width // CELL), max(1, copy.height // CELL))
    xx, yy, xy = (
        cv2.resize(product, cells, interpolation=cv2.INTER_AREA)
        for product in (across * across, down * down, across * down)
    )
    return xx, yy, xy


def _direction(xx: Any, yy: Any, xy: Any) -> float:
    """In which direction the shade changes, in degrees."""
    import numpy as np

    return float(np.degrees(0.5 * np.arctan2(2 * xy.sum(), (xx - yy).sum())))


def _groups(mask: Any, energy: Any) -> list[tuple[Any, Any]]:
    """The rows and columns of cells that touch, groups with the most edges first."""
    import cv2
    import numpy as np

    count, labels, sizes, _centres = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    named = [label for label in range(1, count) if sizes[label][cv2.CC_STAT_AREA] >= LEAST_CELLS]
    named.sort(key=lambda label: -float(energy[labels == label].sum()))
    found = (np.nonzero(labels == label) for label in named[:MOST_SPOTS])
    return [(ys, xs) for ys, xs in found]


def _spot(ys: Any, xs: Any, turn: float | None) -> Spot:
    """The upright box around cells, in the direction of reading."""
    import numpy as np

    radians = np.radians(turn or 0.0)
    along = (xs * np.cos(radians) + ys * np.sin(radians)) * CELL
    across = (-xs * np.sin(radians) + ys * np.cos(radians)) * CELL
    middle, side = (along.min() + along.max()) / 2, (across.min() + across.max()) / 2
    half = CELL / 2
    return Spot(
        (
            float(middle * np.cos(radians) - side * np.sin(radians)) + half,
            float(middle * np.sin(radians) + side * np.cos(radians)) + half,
        ),
        (float(np.ptp(along)) + CELL, float(np.ptp(across)) + CELL),
        turn,
    )
