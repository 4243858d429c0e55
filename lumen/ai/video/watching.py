"""What happens in a shot: how much moves, what moves through it, and its best frame."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Box = tuple[float, float, float, float]

WIDTH = 160
SAMPLE_MS = 90
MOST_SAMPLES = 12_000  # of a whole film
BACKGROUND_FRAMES = 21
STANDS_OUT = 24  # of 255, from the background
LEAST_AREA = 0.002  # of the picture
CAMERA_AREA = 0.5  # where so much moves, the camera does
SAME = 0.2  # overlap from which two boxes are one thing
MISSED = 3  # samples that a thing may be hidden
FEWEST_SIGHTINGS = 3
LEAST_WAY = 0.02  # of the picture's width
MOST_TRACKS, MOST_PLACES = 12, 24
MIDDLE = 0.6  # of a shot: there its key frame is looked for
OFF_CENTRE = 0.5  # how much less a frame at the edge of the middle counts


@dataclass(slots=True)
class Samples:
    """Small grey frames of a film, a few each second."""

    every_ms: float = SAMPLE_MS
    at_ms: list[float] = field(default_factory=list)
    frames: list[Picture] = field(default_factory=list)

    @classmethod
    def of(cls, duration_ms: int) -> "Samples":
        return cls(every_ms=max(SAMPLE_MS, duration_ms / MOST_SAMPLES))

    def add(self, frame: Picture, at_ms: float) -> None:
        """Keep this frame when it is time for one, and there is room."""
        is_due = not self.at_ms or at_ms - self.at_ms[-1] >= self.every_ms - 1
        if is_due and len(self.frames) < MOST_SAMPLES:
            height, width = frame.shape[:2]
            size = (WIDTH, max(2, round(height * WIDTH / width)))
            small: Any = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
            self.frames.append(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY))
            self.at_ms.append(at_ms)

    def between(self, start_ms: float, end_ms: float) -> "Samples":
        chosen = [index for index, at in enumerate(self.at_ms) if start_ms <= at < end_ms]
        return Samples(self.every_ms, [self.at_ms[i] for i in chosen], [self.frames[i] for i in chosen])


@dataclass(slots=True)
class Track:
    """One thing on its way; boxes are x0, y0, x1, y1 in 0..1."""

    at_ms: list[float]
    boxes: list[Box]
    missed: int = 0

    @property
    def expected(self) -> Box:
        """Where it should be next, if it goes on as it did."""
        if len(self.boxes) < 2:
            return self.boxes[-1]
        before, last = self.boxes[-2:]
        x, y = (
            (last[0] + last[2] - before[0] - before[2]) / 2,
            (last[1] + last[3] - before[1] - before[3]) / 2,
        )
        return last[0] + x, last[1] + y, last[2] + x, last[3] + y

    @property
    def way(self) -> float:
        """How far it went, step by step, in widths of the picture."""
        middles = [((a + c) / 2, (b + d) / 2) for a, b, c, d in self.boxes]
        return float(sum(np.hypot(x - u, y - v) for (u, v), (x, y) in pairwise(middles)))

    def as_dict(self) -> dict[str, Any]:
        """Its way with at most 24 places."""
        chosen = np.unique(np.linspace(0, len(self.boxes) - 1, MOST_PLACES).round().astype(int))
        path = [
            {"ms": round(self.at_ms[i]), "box": [round(value, 4) for value in self.boxes[i]]} for i in chosen
        ]
        return {"starts_ms": round(self.at_ms[0]), "ends_ms": round(self.at_ms[-1]), "path": path}


def sharpness(frame: Picture) -> float:
    """How much detail a frame has; a blurred one has little."""
    gray: Any = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
    return float(cv2.Laplacian(gray, cv2.CV_32F).var())


def key_frame(at_ms: list[float], sharp: list[float]) -> float:
    """When the sharpest frame near the middle of a shot is shown."""
    start, end = at_ms[0], at_ms[-1]
    middle, half = (start + end) / 2, max((end - start) / 2, 1.0)
    away = np.abs(np.array(at_ms) - middle) / half
    worth = (np.array(sharp) + 1e-3) * (1 - OFF_CENTRE * away)
    worth[away > max(MIDDLE, float(away.min()))] = -1
    return at_ms[int(worth.argmax())]


def tracks_of(samples: Samples) -> list[Track]:
    """What moved through a shot in front of what stands still; nothing where the camera itself moves."""
    if len(samples.frames) < FEWEST_SIGHTINGS:
        return []
    chosen = np.linspace(0, len(samples.frames) - 1, BACKGROUND_FRAMES).round().astype(int)
    background = np.median([samples.frames[i] for i in np.unique(chosen)], axis=0).astype(np.uint8)
    going: list[Track] = []
    ended: list[Track] = []
    for at_ms, frame in zip(samples.at_ms, samples.frames, strict=True):
        boxes = _moving(frame, background)
        if boxes is None:
            return []
        going, lost = _followed(going, boxes, at_ms)
        ended += lost
    found = [one for one in ended + going if len(one.boxes) >= FEWEST_SIGHTINGS and one.way >= LEAST_WAY]
    return sorted(found, key=lambda one: -one.way)[:MOST_TRACKS]


def _moving(frame: Picture, background: Picture) -> list[Box] | None:
    """Boxes around what is not background; `None` where that is most of the picture."""
    difference = cv2.GaussianBlur(cv2.absdiff(frame, background), (3, 3), 0)
    mask = (difference > STANDS_OUT).astype(np.uint8)
    if mask.mean() > CAMERA_AREA:
        return None
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    _count, _labels, stats, _middles = cv2.connectedComponentsWithStats(joined, connectivity=8)
    height, width = mask.shape
    least = LEAST_AREA * height * width
    return [
        (x / width, y / height, (x + w) / width, (y + h) / height)
        for x, y, w, h, area in stats[1:].tolist()
        if area >= least
    ]


def _followed(going: list[Track], boxes: list[Box], at_ms: float) -> tuple[list[Track], list[Track]]:
    """Every box goes to the track that it overlaps most, and starts one where there is none."""
    pairs = sorted(
        (
            (overlap(track.expected, box), t, b)
            for t, track in enumerate(going)
            for b, box in enumerate(boxes)
        ),
        reverse=True,
    )
    taken_tracks: set[int] = set()
    taken_boxes: set[int] = set()
    for share, t, b in pairs:
        if share < SAME or t in taken_tracks or b in taken_boxes:
            continue
        going[t].at_ms.append(at_ms)
        going[t].boxes.append(boxes[b])
        going[t].missed = 0
        taken_tracks.add(t)
        taken_boxes.add(b)
    for t, track in enumerate(going):
        track.missed += t not in taken_tracks
    new = [Track([at_ms], [box]) for b, box in enumerate(boxes) if b not in taken_boxes]
    kept = [track for track in going if track.missed <= MISSED]
    return kept + new, [track for track in going if track.missed > MISSED]


def overlap(one: Box, other: Box) -> float:
    """The common area of two boxes over their joint area."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    joint = (one[2] - one[0]) * (one[3] - one[1]) + (other[2] - other[0]) * (other[3] - other[1])
    return width * height / (joint - width * height)
