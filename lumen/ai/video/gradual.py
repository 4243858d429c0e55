"""Shots that go over into each other: through black or white, or by a dissolve. The cut lies in the middle.

A dissolve is a straight way from one picture to another: half-way, the frame is the mean of both. Motion
takes no straight way, and before and after a dissolve hardly anything changes.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lumen.ai.video.measures import Steps

Ways = NDArray[np.float32]

LENGTHS = (0.35, 0.55, 0.8, 1.1, 1.5, 2.0)  # seconds of a dissolve that are looked for
FEWEST_FRAMES = 4
LEAST = 9.0  # of 255: the way from one picture to the other
BENT = 0.13  # of the way: how far frames may lie beside it
ASIDE = 0.13  # of the way: what changes before and after in a third of the time
JUMP = 0.45  # of the way: what no single frame changes
QUARTERS = (0.25, 0.5, 0.75)
AT_ONCE = 2_048  # frames


@dataclass(frozen=True, slots=True, order=True)
class _Dissolve:
    worth: float
    first: int
    last: int


def changes(steps: Steps, hard: list[int], loud: list[int]) -> list[int]:
    """The first frames of shots that begin slowly; `hard`: cuts that are known, `loud`: flashes too."""
    blank = _through_blank(steps, loud)
    return blank + _dissolves(steps, sorted({*hard, *blank}))


def _through_blank(steps: Steps, loud: list[int]) -> list[int]:
    """The middle of every black or white stretch that is faded into and out of."""
    found, start = [], 0
    for index in range(1, len(steps) + 1):
        is_blank = index < len(steps) and steps.blank[index]
        if is_blank and not steps.blank[index - 1]:
            start = index
        ends = not is_blank and steps.blank[index - 1] and start > 0 and index < len(steps)
        if ends and not any(start <= change <= index for change in loud):
            found.append((start + index) // 2)
    return found


def _dissolves(steps: Steps, cuts: list[int]) -> list[int]:
    """The middles of all dissolves between known cuts, the plainest first."""
    found: list[_Dissolve] = []
    seconds = max(steps.at_ms[-1] - steps.at_ms[0], 1.0) / 1_000 if len(steps) else 1.0
    rate = (len(steps) - 1) / seconds
    lengths = sorted({max(FEWEST_FRAMES, round(length * rate)) for length in LENGTHS})
    for first, after in zip([0, *cuts], [*cuts, len(steps)], strict=True):
        for length in lengths:
            found += _straight(steps, first, after, length)
    kept: list[_Dissolve] = []
    for one in sorted(found, reverse=True):
        if all(one.last <= other.first or one.first >= other.last for other in kept):
            kept.append(one)
    return sorted((one.first + one.last + 1) // 2 for one in kept)


def _straight(steps: Steps, first: int, after: int, length: int) -> Iterator[_Dissolve]:
    """Dissolves of one length within one shot."""
    aside = max(2, length // 3)
    whole = length + 2 * aside
    for start in range(first, after - whole, AT_ONCE):
        stop = min(start + AT_ONCE + whole, after)
        pictures = np.stack(steps.signatures[start:stop]).astype(np.float32)
        count = len(pictures) - whole
        begin, end = aside, aside + length

        def at(offset: int, pictures: Ways = pictures, count: int = count) -> Ways:
            return pictures[offset : offset + count]

        way = _apart(at(begin), at(end))
        likely = np.flatnonzero(way >= LEAST)
        if not len(likely):
            continue
        beside = [
            _apart(at(begin + round(part * length)), at(begin) * (1 - part) + at(end) * part)
            for part in QUARTERS
        ]
        bent = np.mean(beside, axis=0)
        before, behind = _apart(at(0), at(begin)), _apart(at(end), at(whole))
        single = np.abs(np.diff(pictures, axis=0)).mean(axis=(1, 2, 3))
        for place in likely:
            one = float(way[place])
            is_straight = bent[place] <= BENT * one and max(before[place], behind[place]) <= ASIDE * one
            jump = float(single[place + begin : place + end].max())
            low, high = start + int(place) + begin, start + int(place) + end
            if is_straight and jump <= max(JUMP, 1.6 / length) * one and not _is_edge(steps, low, high):
                worth = one - float(bent[place]) - float(before[place]) - float(behind[place])
                yield _Dissolve(worth, low, high)


def _apart(one: Ways, other: Ways) -> Ways:
    found: Ways = np.abs(one - other).mean(axis=(1, 2, 3))
    return found


def _is_edge(steps: Steps, low: int, high: int) -> bool:
    """Whether a film comes out of black or white here for the first time, or goes into it for good."""
    return all(steps.blank[: low + 1]) or all(steps.blank[high:])
