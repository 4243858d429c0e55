"""Where one shot ends and the next begins, decided frame by frame beside its neighbours.

A hard cut is a change that stands out from the changes around it, however small: between two still
pictures of nearly one colour a small step is enough, in a shaking scene only a large one. Three measures of
two following frames are looked at, each with its own floor:

- change: mean absolute difference of their pixels;
- tint: how far the mean colour of the whole picture moved;
- palette: how far the counts of its colours moved, which motion hardly changes.

A picture that comes back after a flash is no cut; neither is a change that goes on for several frames, as in
a dissolve. Through black, the cut is in the middle of the dark.
"""

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scenedetect.detector import SceneDetector

if TYPE_CHECKING:
    from scenedetect import FrameTimecode

Picture = NDArray[np.uint8]
Row = NDArray[np.float32]

WIDTH = 128  # pixels that frames are compared at
SIGNATURE = (16, 9)  # pixels that are kept of every frame
BINS = [12, 4, 6]  # of hue, saturation, brightness
RANGES = [0, 180, 0, 256, 0, 256]
WINDOW = 8  # frames on each side
CALM = 80  # percentile of the changes around: two more cuts among them do not hide one
CHANGE_OUT = 2.6  # times the changes around
TINT, TINT_OUT = 1.2, 5.0  # the least one, and how many times those around
PALETTE, PALETTE_OUT = 0.05, 2.6
STILL_CHANGE, STILL_TINT, STILL_PALETTE = 0.35, 0.12, 0.015  # what coding alone changes
AMID, TINT_AMID = 1.25, 1.5  # times the changes around that it needs where tint or palette tell a cut
COARSE = 0.25  # of a change: grain that is coded anew leaves the picture as a whole alone
SMALL, SLIGHT = 8.0, 0.9  # changes below the first must be one of two kinds, above the second:
SPOT = 28.0  # something small changed through and through, as letters do: 98th percentile of the differences
EVEN = 0.35  # the whole picture moved by one tint: what is left of the change without it
WARM_UP, WARM_UP_CHANGE = 3, 12.0  # frames in which a coder finds its feet
RUN = 3  # frames of one long change
MOVED = 0.4  # of a change that is left when the picture is pushed back into place: it only moved
LOUD = 2.0
STEP_SECONDS, FEWEST_STEPS, STEP_SHARE = 1.2, 3, 0.35  # motion at fewer frames a second than the film has
STEP_PALETTE, STEP_TINT, STEP_REST = 0.1, 0.5, 0.1
FLASH_FRAMES = 2
LONGER_FLASH_FRAMES, LONGER_FLASH_SECONDS = 4, 0.14
SAME_AGAIN = 0.3  # of the change that a flash makes
BLACK, BLACK_SPREAD = 10.0, 6.0  # of 255


@dataclass(slots=True)
class Steps:
    """What changed from each frame to the next; the first frame changed nothing."""

    at_ms: list[float] = field(default_factory=list)
    change: list[float] = field(default_factory=list)
    moved: list[bool] = field(default_factory=list)  # most of the change is gone once it is pushed back
    spot: list[float] = field(default_factory=list)
    uneven: list[float] = field(default_factory=list)  # change without the tint
    tint: list[float] = field(default_factory=list)
    palette: list[float] = field(default_factory=list)
    dark: list[bool] = field(default_factory=list)
    signatures: list[Picture] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.at_ms)


class CutDetector(SceneDetector):  # type: ignore[misc]  # it comes without types
    """A detector for PySceneDetect; it decides at the end, when both sides of each frame are known."""

    def __init__(self) -> None:
        super().__init__()
        self.steps = Steps()
        self._last: _Frame | None = None
        self._timecodes: list[FrameTimecode] = []

    def process_frame(self, timecode: "FrameTimecode", frame_img: Picture) -> "list[FrameTimecode]":
        """Measure one more frame; nothing is decided yet."""
        self._timecodes.append(timecode)
        self.add(frame_img, at_ms=timecode.seconds * 1_000)
        return []

    def post_process(self, timecode: "FrameTimecode") -> "list[FrameTimecode]":
        """All cuts; each is the first frame of a shot."""
        return [self._timecodes[index] for index in self.cuts()]

    def add(self, frame: Picture, *, at_ms: float) -> float:
        """Measure one more frame; returns how much changed since the one before, 0..255."""
        new, last, steps = _Frame.of(frame), self._last, self.steps
        last = last or new
        difference = cv2.absdiff(new.small, last.small)
        change = float(difference.mean())
        calm = max(steps.change[-1] if steps.change else 0.0, SLIGHT)
        steps.at_ms.append(at_ms)
        steps.change.append(change)
        steps.moved.append(change > LOUD * calm and _pushed_back(last.small, new.small) < MOVED * change)
        steps.spot.append(float(np.percentile(difference.max(axis=2), 98)) if change > STILL_CHANGE else 0.0)
        shift = new.mean - last.mean
        signed = new.small.astype(np.float32) - last.small
        steps.uneven.append(float(np.abs(signed - shift).mean()) if change > STILL_CHANGE else 0.0)
        steps.tint.append(float(np.abs(shift).max()))
        steps.palette.append(float(np.abs(new.palette - last.palette).sum()) / 2)
        steps.dark.append(bool(new.small.mean() < BLACK and new.small.std() < BLACK_SPREAD))
        signature: Any = cv2.resize(new.small, SIGNATURE, interpolation=cv2.INTER_AREA)
        steps.signatures.append(signature)
        self._last = new
        return change

    def cuts(self) -> list[int]:
        """The first frames of all shots but the first, from 1."""
        loud = [index for index in range(1, len(self.steps)) if _stands_out(self.steps, index)]
        hard = _without_flashes(self.steps, loud)
        return sorted({*hard, *_through_black(self.steps, hard)})


@dataclass(frozen=True, slots=True)
class _Frame:
    small: Picture
    mean: Row
    palette: Row

    @classmethod
    def of(cls, frame: Picture) -> "_Frame":
        small = _small(frame)
        return cls(small, small.mean(axis=(0, 1), dtype=np.float32), _palette(small))


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


def _pushed_back(last: Picture, new: Picture) -> float:
    """The change that is left when the new frame is shifted to where the last one was."""
    gray = [cv2.cvtColor(one, cv2.COLOR_BGR2GRAY).astype(np.float32) for one in (last, new)]
    window = cv2.createHanningWindow(gray[0].shape[::-1], cv2.CV_32F)
    (x, y), _ = cv2.phaseCorrelate(gray[0], gray[1], window)
    height, width = last.shape[:2]
    if not (abs(x) < width / 3 and abs(y) < height / 3):
        return float("inf")
    back: Any = cv2.warpAffine(new, np.array([[1, 0, -x], [0, 1, -y]], np.float32), (width, height))
    left, top = math.ceil(abs(x)) + 1, math.ceil(abs(y)) + 1
    inside = (slice(top, height - top), slice(left, width - left))
    return float(cv2.absdiff(back, last)[inside].mean())


def _stands_out(steps: Steps, index: int) -> bool:
    """Whether one of the three measures leaves those of the frames around it behind."""
    change, calm = steps.change[index], _calm(steps.change, index)
    if steps.moved[index] or change < AMID * calm or _is_step(steps, index):
        return False
    if change < SMALL:
        return _is_slight_cut(steps, index, calm)
    if index < WARM_UP and change < WARM_UP_CHANGE:
        return False
    is_recoloured = steps.palette[index] >= PALETTE and _is_peak(
        steps.palette, index, PALETTE_OUT, STILL_PALETTE
    )
    is_tinted = change >= TINT_AMID * calm and _is_peak(steps.tint, index, TINT_OUT, STILL_TINT)
    is_whole = _distance(steps, index - 1, index) >= COARSE * change
    return (
        is_recoloured or is_tinted or (is_whole and _is_peak(steps.change, index, CHANGE_OUT, STILL_CHANGE))
    )


def _is_slight_cut(steps: Steps, index: int, calm: float) -> bool:
    """A cut between pictures that are nearly the same; coding a picture anew changes as much, but evenly."""
    change = steps.change[index]
    if index < WARM_UP:
        return False
    is_even = steps.uneven[index] < EVEN * change and steps.tint[index] >= TINT
    if is_even and change >= TINT_AMID * calm:
        return _is_peak(steps.tint, index, TINT_OUT, STILL_TINT)
    is_spot = steps.spot[index] >= SPOT and change >= SLIGHT
    return is_spot and _is_peak(steps.change, index, CHANGE_OUT, STILL_CHANGE)


def _calm(values: list[float], index: int) -> float:
    around = values[max(1, index - WINDOW) : index] + values[index + 1 : index + 1 + WINDOW]
    return float(np.percentile(around, CALM)) if around else 0.0


def _is_peak(values: list[float], index: int, times: float, still: float) -> bool:
    return values[index] >= times * max(_calm(values, index), still) and _run(values, index) < RUN


def _run(values: list[float], index: int) -> int:
    """How many frames on end change about as much as this one."""
    enough = values[index] / 2
    first = last = index
    while first > 1 and values[first - 1] > enough:
        first -= 1
    while last + 1 < len(values) and values[last + 1] > enough:
        last += 1
    return last - first + 1


def _is_step(steps: Steps, index: int) -> bool:
    """Whether this is one of many like changes: motion that was drawn at fewer frames a second."""
    change = steps.change[index]
    beside = max(steps.change[index - 1], *steps.change[index + 1 : index + 2], 0.0)
    is_alone = beside < STEP_REST * change
    if not is_alone or steps.palette[index] > STEP_PALETTE or steps.tint[index] > STEP_TINT * change:
        return False
    like, at = 0, steps.at_ms[index]
    for way in (-1, 1):
        other = index + way
        while 0 < other < len(steps) and abs(steps.at_ms[other] - at) < STEP_SECONDS * 1_000:
            like += STEP_SHARE * change < steps.change[other] < change / STEP_SHARE
            other += way
    return like >= FEWEST_STEPS


def _without_flashes(steps: Steps, loud: list[int]) -> list[int]:
    """Two changes that undo each other within a blink are none."""
    kept: list[int] = []
    for index in loud:
        if kept and _is_flash(steps, kept[-1], index):
            kept.pop()
        else:
            kept.append(index)
    return kept


def _is_flash(steps: Steps, first: int, back: int) -> bool:
    frames, seconds = back - first, (steps.at_ms[back] - steps.at_ms[first]) / 1_000
    if frames > FLASH_FRAMES and (frames > LONGER_FLASH_FRAMES or seconds > LONGER_FLASH_SECONDS):
        return False
    left = _distance(steps, first - 1, back)
    return left < SAME_AGAIN * min(_distance(steps, first - 1, first), _distance(steps, back - 1, back))


def _distance(steps: Steps, one: int, other: int) -> float:
    return float(cv2.absdiff(steps.signatures[one], steps.signatures[other]).mean())


def _through_black(steps: Steps, hard: list[int]) -> list[int]:
    """The middle of every dark stretch that is faded into and out of."""
    found, start = [], 0
    for index in range(1, len(steps) + 1):
        is_dark = index < len(steps) and steps.dark[index]
        if is_dark and not steps.dark[index - 1]:
            start = index
        ends = not is_dark and steps.dark[index - 1] and start > 0 and index < len(steps)
        if ends and not any(start <= cut <= index for cut in hard):
            found.append((start + index) // 2)
    return found
