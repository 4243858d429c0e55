"""Faces in a picture, counted and boxed. Nobody is recognised: a face is a place, not a person.

Three of OpenCV's frontal cascades are asked, for each errs elsewhere: a face is what the strictest sees and
another one too, or the strictest again and again. Faces from the side have a cascade of their own, asked
both ways. What is only writing on paper is none: the cascades take lines of a receipt for brows and mouth.
"""

import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image

LONGEST_SIDE = 960
LEAST_SIDE = 480  # smaller pictures are enlarged: the cascades want faces of 30 pixels
LEAST_FACE = 26  # pixels
STEP = 1.1  # between the sizes that are tried
SAME = 0.35  # overlap from which two boxes are one face
FRONTAL = ("haarcascade_frontalface_alt", "haarcascade_frontalface_alt2", "haarcascade_frontalface_default")
PROFILE = "haarcascade_profileface"
STRICT = 8  # sightings that the strictest cascade needs where no other agrees
AGREED = 3
SIDEWAYS = 6
MOST_FACES = 60
PATCH = 64  # pixels of a box when its shading is looked at
STROKE = 13  # pixels of the patch: darker things that are thinner are strokes of writing
LEAST_SHADING = (
    0.38  # of the contrast that is left without strokes; printed lines leave 0.33 at most, faces 0.42
)
_turn = threading.Lock()  # a cascade is not made for two threads

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Face:
    """`box` is x0, y0, x1, y1 in 0..1 of the picture from its top left."""

    box: Box
    is_sideways: bool = False


def find(picture: Image.Image, *, longest_side: int = LONGEST_SIDE) -> list[Face]:
    """The faces of an upright picture, from left to right."""
    gray = _gray(picture, longest_side)
    with _turn:
        seen = [_sightings(name, gray) for name in FRONTAL]
        sideways = _profiles(gray)
    height, width = gray.shape
    frontal = [box for box in _agreed(seen) if not _is_writing(gray, box)]
    sideways = [box for box in sideways if not _is_writing(gray, box)]
    apart = [box for box in sideways if all(overlap(box, other) < SAME / 2 for other in frontal)]
    faces = [Face(_shares(box, width, height)) for box in frontal]
    faces += [Face(_shares(box, width, height), is_sideways=True) for box in apart]
    return sorted(faces, key=lambda face: face.box)[:MOST_FACES]


def overlap(one: Any, other: Any) -> float:
    """The common area of two boxes over their joint area."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    common = width * height
    return float(common / (_area(one) + _area(other) - common))


def _area(box: Any) -> float:
    return float((box[2] - box[0]) * (box[3] - box[1]))


def _gray(picture: Image.Image, longest_side: int) -> Any:
    import numpy as np

    longest = max(picture.size)
    scale = longest_side / longest if longest > longest_side else max(1.0, LEAST_SIDE / longest)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    small = picture.convert("L").resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    return np.ascontiguousarray(np.asarray(small))


@lru_cache(maxsize=8)
def _cascade(name: str) -> Any:
    import cv2

    return cv2.CascadeClassifier(str(Path(cv2.__file__).parent / "data" / f"{name}.xml"))


def _sightings(name: str, gray: Any) -> list[tuple[Box, int]]:
    """Boxes in pixels, and how many times each was seen."""
    rows, counts = _cascade(name).detectMultiScale2(
        gray, scaleFactor=STEP, minNeighbors=AGREED, minSize=(LEAST_FACE, LEAST_FACE)
    )
    return [((x, y, x + w, y + h), int(count)) for (x, y, w, h), count in zip(rows, counts, strict=True)]


def _agreed(seen: list[list[tuple[Box, int]]]) -> list[Box]:
    """Each face once: what the strictest cascade sees many times, or one of the others sees as well."""
    strictest, *others = seen
    kept: list[Box] = []
    for box, count in sorted(strictest, key=lambda sighting: -sighting[1]):
        is_shared = any(overlap(box, known) > SAME for found in others for known, _count in found)
        if (is_shared or count >= STRICT) and not any(_is_same(box, known) for known in kept):
            kept.append(box)
    return kept


def _is_same(box: Box, known: Box) -> bool:
    """Also a small box inside a large one: a mouth or an eye taken for a face."""
    inside_x = known[0] <= (box[0] + box[2]) / 2 <= known[2] or box[0] <= (known[0] + known[2]) / 2 <= box[2]
    inside_y = known[1] <= (box[1] + box[3]) / 2 <= known[3] or box[1] <= (known[1] + known[3]) / 2 <= box[3]
    return overlap(box, known) > SAME or (inside_x and inside_y)


def _is_writing(gray: Any, box: Box) -> bool:
    """Whether nothing but thin dark strokes tells a place from evenly lit paper; a face has broad shades."""
    import cv2
    import numpy as np

    x0, y0, x1, y1 = (max(0, int(edge)) for edge in box)
    patch = cv2.resize(gray[y0:y1, x0:x1], (PATCH, PATCH), interpolation=cv2.INTER_AREA).astype(np.float32)
    without = cv2.morphologyEx(patch, cv2.MORPH_CLOSE, np.ones((STROKE, STROKE), np.uint8))
    return _contrast(without) < LEAST_SHADING * _contrast(patch)


def _contrast(patch: Any) -> float:
    """How much the shades differ beyond what light that falls from a side makes."""
    import numpy as np

    down, across = np.mgrid[0:PATCH, 0:PATCH].reshape(2, -1) / PATCH
    light = np.stack([across, down, across**2, down**2, across * down, np.ones_like(across)], axis=1)
    shades = patch.ravel()
    fitted = light @ np.linalg.lstsq(light, shades, rcond=None)[0]
    return float((shades - fitted).std())


def _profiles(gray: Any) -> list[Box]:
    import cv2

    width = gray.shape[1]
    found: list[tuple[Box, int]] = []
    for is_mirrored in (False, True):
        rows, counts = _cascade(PROFILE).detectMultiScale2(
            cv2.flip(gray, 1) if is_mirrored else gray,
            scaleFactor=STEP,
            minNeighbors=SIDEWAYS,
            minSize=(LEAST_FACE, LEAST_FACE),
        )
        for (x, y, w, h), count in zip(rows, counts, strict=True):
            left = width - x - w if is_mirrored else x
            found.append(((left, y, left + w, y + h), int(count)))
    kept: list[Box] = []
    for box, _count in sorted(found, key=lambda each: -each[1]):
        if not any(_is_same(box, known) for known in kept):
            kept.append(box)
    return kept


def _shares(box: Box, width: int, height: int) -> Box:
    x0, y0, x1, y1 = box
    return (
        round(float(x0) / width, 4),
        round(float(y0) / height, 4),
        round(float(x1) / width, 4),
        round(float(y1) / height, 4),
    )
