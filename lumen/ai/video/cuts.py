"""Where one shot ends and the next begins, decided frame by frame beside its neighbours.

A hard cut is a change that stands out from the changes around it, however small: between two still
pictures of nearly one colour a small step is enough, in a shaking scene only a large one. The change of the
pixels, of the tint, of the palette and of single letters are looked at, each with its own floor.

A picture that comes back after a flash is no cut. What goes over slowly is left to `gradual`.
"""

from typing import TYPE_CHECKING

import numpy as np
from scenedetect.detector import SceneDetector

from lumen.ai.video import gradual
from lumen.ai.video.measures import SLIGHT, STILL, Frame, Picture, Steps

if TYPE_CHECKING:
    from scenedetect import FrameTimecode

WINDOW = 8  # frames on each side
CALM = 80  # percentile of the changes around: two more cuts among them do not hide one
CHANGE_OUT = 2.6  # times the changes around
TINT, TINT_OUT = 2.6, 5.0  # the least one, and how many times those around
PALETTE, PALETTE_OUT = 0.05, 2.6
STILL_TINT, STILL_PALETTE = 0.12, 0.015  # what coding alone changes
AMID, TINT_AMID = 1.25, 1.5  # times the changes around that it needs where tint or palette tell a cut
COARSE = 0.25  # of a change: grain that is coded anew leaves the picture as a whole alone
SMALL = 8.0  # a change below it must be of one kind:
SPOT = 28.0  # something small changed through and through;
LETTERS, LETTERS_OUT, GATHERED = 0.00015, 5.0, 0.45  # or letters did, and hardly anything else;
ANEW, ANEW_TINT, ANEW_AFAR, ANEW_GATHERED = 12.0, 0.2, 0.6, 0.2  # a picture that is only coded anew
EVEN = 0.35  # or the whole picture moved by one tint: what is left of the change without it
WARM_UP, WARM_UP_CHANGE = 3, 12.0  # frames in which a coder finds its feet
RUN = 3  # frames of one long change
STEP_SECONDS, FEWEST_STEPS, STEP_SHARE = 1.2, 3, 0.35  # motion at fewer frames a second than the film has
STEP_PALETTE, STEP_TINT, STEP_REST = 0.1, 0.5, 0.1
FLASH_FRAMES, FLASH_SECONDS = 4, 0.14
SAME_AGAIN = 0.3  # of the change that a flash makes
UNSEEN = 0.2  # of 255: from afar nothing changed
SHORTEST_SECONDS = 0.16  # of a shot
HALF_WAY = 0.4  # of a change: a frame that is mixed of both shots belongs to the second


class CutDetector(SceneDetector):  # type: ignore[misc]  # it comes without types
    """A detector for PySceneDetect; it decides at the end, when both sides of each frame are known."""

    def __init__(self) -> None:
        super().__init__()
        self.steps = Steps()
        self._last: Frame | None = None
        self._timecodes: list[FrameTimecode] = []

    def process_frame(self, timecode: "FrameTimecode", frame_img: Picture) -> "list[FrameTimecode]":
        """Measure one more frame; nothing is decided yet."""
        self._timecodes.append(timecode)
        self.add(frame_img, at_ms=timecode.seconds * 1_000)
        return []

    def post_process(self, timecode: "FrameTimecode") -> "list[FrameTimecode]":
        """All cuts; each is the first frame of a shot."""
        return [self._timecodes[index] for index in self.cuts()]

    def add(self, frame: Picture, *, at_ms: float) -> None:
        """Measure one more frame."""
        new = Frame.of(frame)
        self.steps.add(new, self._last or new, at_ms)
        self._last = new

    def cuts(self) -> list[int]:
        """The first frames of all shots but the first, from 1."""
        steps = self.steps
        loud = [index for index in range(1, len(steps)) if _stands_out(steps, index)]
        hard = _apart(steps, _without_flashes(steps, loud))
        return sorted({*hard, *gradual.changes(steps, hard, loud)})


def _stands_out(steps: Steps, index: int) -> bool:
    """Whether one of the measures leaves those of the frames around it behind."""
    change, calm = steps.change[index], _calm(steps.change, index)
    is_push = steps.moved[index] and calm >= STILL
    if is_push or change < AMID * calm or _is_step(steps, index) or _is_coded_anew(steps, index):
        return False
    if change < SMALL:
        return _is_slight_cut(steps, index, calm)
    if index < WARM_UP and change < WARM_UP_CHANGE:
        return False
    is_recoloured = steps.palette[index] >= PALETTE and _is_peak(
        steps.palette, index, PALETTE_OUT, STILL_PALETTE
    )
    is_tinted = change >= TINT_AMID * calm and _is_peak(steps.tint, index, TINT_OUT, STILL_TINT)
    is_whole = steps.distance(index - 1, index) >= COARSE * change
    return is_recoloured or is_tinted or (is_whole and _is_peak(steps.change, index, CHANGE_OUT, STILL))


def _is_coded_anew(steps: Steps, index: int) -> bool:
    """Whether grain moved everywhere and nothing else did, as when a weak coder draws a picture again."""
    change = steps.change[index]
    is_evenly_lit = (
        steps.tint[index] < ANEW_TINT * change and steps.distance(index - 1, index) < ANEW_AFAR * change
    )
    return change < ANEW and steps.gathered[index] < ANEW_GATHERED and is_evenly_lit


def _is_slight_cut(steps: Steps, index: int, calm: float) -> bool:
    """A cut between pictures that are nearly the same; coding a picture anew changes as much, but evenly."""
    change = steps.change[index]
    if index < WARM_UP:
        return False
    is_even = steps.uneven[index] < EVEN * change and steps.tint[index] >= TINT
    if is_even and change >= TINT_AMID * calm:
        return _is_peak(steps.tint, index, TINT_OUT, STILL_TINT)
    is_written = steps.letters[index] >= LETTERS and steps.gathered[index] >= GATHERED
    if is_written and calm < STILL and _is_peak(steps.letters, index, LETTERS_OUT, LETTERS / LETTERS_OUT):
        return change >= CHANGE_OUT * calm
    is_spot = steps.spot[index] >= SPOT and change >= SLIGHT
    return is_spot and _is_peak(steps.change, index, CHANGE_OUT, STILL)


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
    if frames > FLASH_FRAMES or (frames > 1 and seconds > FLASH_SECONDS):
        return False
    there, again = steps.distance(first - 1, first), steps.distance(back - 1, back)
    if max(there, again) < UNSEEN:
        one, other = sorted((steps.letters[first], steps.letters[back]))
        return one > (1 - SAME_AGAIN) * other
    return steps.distance(first - 1, back) < SAME_AGAIN * min(there, again)


def _apart(steps: Steps, cuts: list[int]) -> list[int]:
    """Of cuts that no shot has room between, the one that changes most, or begins to."""
    kept: list[int] = []
    for index in cuts:
        last = kept[-1] if kept else 0
        if steps.at_ms[index] - steps.at_ms[last] >= SHORTEST_SECONDS * 1_000:
            kept.append(index)
        elif kept and steps.change[last] < HALF_WAY * steps.change[index]:
            kept[-1] = index
    return kept
