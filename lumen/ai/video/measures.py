"""What changes from one frame of a film to the next, in numbers."""

import math
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Row = NDArray[np.float32]

WIDTH = 128  # pixels that frames are compared at
SIGNATURE = (16, 9)  # pixels that are kept of every frame
BINS = [12, 4, 6]  # of hue, saturation, brightness
RANGES = [0, 180, 0, 256, 0, 256]
STILL = 0.35  # a change of pixels that coding alone makes
STROKE = 30  # of 255: what a letter that comes or goes changes, when looked at a little blurred
FAINT = 12  # of 255: below this nothing came or went
BLUR = {True: (5, 5), False: (3, 3)}  # of wide and of narrow pictures
WIDE = 240
LOUD, SLIGHT = 2.0, 0.9
MOVED = 0.4  # of a change that is left when the picture is pushed back into place: it only moved
FARTHEST, WITHIN = (
    3,
    0.4,
)  # of a picture: the part that it is pushed back by at most, and what must stay in it
BLACK, WHITE, SPREAD = 10.0, 245.0, 6.0  # of 255


@dataclass(slots=True)
class Steps:
    """What changed from each frame to the next; the first frame changed nothing.

    Args:
        change: mean absolute difference of their pixels, 0..255.
        moved: most of the change is gone once the picture is pushed back.
        spot: what the two hundredths of the picture that changed most changed by.
        letters: the share of the picture in which a stroke came or went.
        gathered: how much of the change lies in those strokes, 0..1; noise lies everywhere.
        uneven: the change without what moved the whole picture by one tint.
        tint: how far the mean colour moved.
        palette: how far the counts of its colours moved, 0..1; motion hardly moves them.
        blank: nothing but black or white is shown.
        signatures: what is kept of each frame.
    """

    at_ms: list[float] = field(default_factory=list)
    change: list[float] = field(default_factory=list)
    moved: list[bool] = field(default_factory=list)
    spot: list[float] = field(default_factory=list)
    letters: list[float] = field(default_factory=list)
    gathered: list[float] = field(default_factory=list)
    uneven: list[float] = field(default_factory=list)
    tint: list[float] = field(default_factory=list)
    palette: list[float] = field(default_factory=list)
    blank: list[bool] = field(default_factory=list)
    signatures: list[Picture] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.at_ms)

    def distance(self, one: int, other: int) -> float:
        """How far two frames are apart, seen from afar."""
        return float(cv2.absdiff(self.signatures[one], self.signatures[other]).mean())

    def add(self, new: "Frame", last: "Frame", at_ms: float) -> None:
        """Measure one more frame beside the one before."""
        difference = cv2.absdiff(new.small, last.small)
        change, is_still = float(difference.mean()), int(difference.max()) < FAINT
        calm = max(self.change[-1] if self.change else 0.0, SLIGHT)
        shift = new.mean - last.mean
        letters, gathered = (0.0, 0.0) if is_still else strokes(last.detail, new.detail)
        self.at_ms.append(at_ms)
        self.change.append(change)
        self.moved.append(change > LOUD * calm and _is_moved(last.small, new.small))
        self.letters.append(letters)
        self.gathered.append(gathered)
        self.tint.append(float(np.abs(shift).max()))
        self.palette.append(float(np.abs(new.palette - last.palette).sum()) / 2)
        self.blank.append(new.is_blank)
        self.signatures.append(new.signature)
        if change > STILL:
            signed = new.small.astype(np.float32) - last.small
            self.spot.append(float(np.percentile(difference.max(axis=2), 98)))
            self.uneven.append(float(np.abs(signed - shift).mean()))
        else:
            self.spot.append(0.0)
            self.uneven.append(0.0)


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame as it is compared: small, and grey in more detail."""

    small: Picture
    detail: Picture
    mean: Row
    palette: Row

    @classmethod
    def of(cls, picture: Picture) -> "Frame":
        small = _small(picture)
        detail: Any = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        return cls(small, detail, small.mean(axis=(0, 1), dtype=np.float32), _palette(small))

    @property
    def is_blank(self) -> bool:
        light = float(self.mean.mean())
        return not BLACK <= light <= WHITE and float(self.small.std()) < SPREAD

    @property
    def signature(self) -> Picture:
        found: Any = cv2.resize(self.small, SIGNATURE, interpolation=cv2.INTER_AREA)
        return np.asarray(found, dtype=np.uint8)


def _small(frame: Picture) -> Picture:
    height, width = frame.shape[:2]
    scale = WIDTH / max(width, height)
    size = (max(2, round(width * scale)), max(2, round(height * scale)))
    found: Any = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
    return np.asarray(found, dtype=np.uint8)


def _palette(small: Picture) -> Row:
    colours: Any = cv2.cvtColor(small, cv2.COLOR_BGR2HSV)
    counts = cv2.calcHist([colours], [0, 1, 2], None, BINS, RANGES).astype(np.float32)
    spread: Row = cv2.GaussianBlur(counts.reshape(BINS[0], -1), (3, 3), 0).ravel() / (small.size / 3)
    return spread


def strokes(last: Picture, new: Picture) -> tuple[float, float]:
    """In which share of the picture strokes came or went, and how much of all change lies there."""
    if last.shape != new.shape:
        return 1.0, 1.0
    signed = cv2.subtract(new, last, dtype=cv2.CV_32F)
    changed = np.abs(cv2.blur(signed, BLUR[new.shape[1] >= WIDE]))
    strong = changed > STROKE
    whole = float(changed.sum())
    return float(strong.mean()), float(changed[strong].sum()) / whole if whole else 0.0


def _is_moved(last: Picture, new: Picture) -> bool:
    """Whether little is left of a change when the new frame is shifted to where the last one was."""
    gray = [cv2.cvtColor(one, cv2.COLOR_BGR2GRAY).astype(np.float32) for one in (last, new)]
    window = cv2.createHanningWindow(gray[0].shape[::-1], cv2.CV_32F)
    (x, y), _ = cv2.phaseCorrelate(gray[0], gray[1], window)
    height, width = last.shape[:2]
    if not (abs(x) < width / FARTHEST and abs(y) < height / FARTHEST):
        return False
    back: Any = cv2.warpAffine(new, np.array([[1, 0, -x], [0, 1, -y]], np.float32), (width, height))
    left, top = math.ceil(abs(x)) + 1, math.ceil(abs(y)) + 1
    inside = (slice(top, height - top), slice(left, width - left))
    if (height - 2 * top) * (width - 2 * left) < WITHIN * height * width:
        return False
    before = float(cv2.absdiff(new, last)[inside].mean())
    is_like_the_rest = before >= float(cv2.absdiff(new, last).mean()) / 2
    return is_like_the_rest and float(cv2.absdiff(back, last)[inside].mean()) < MOVED * before
