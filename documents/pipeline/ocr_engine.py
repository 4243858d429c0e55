"""The two models of rapidocr on ONNX Runtime: where words stand, and what they say.

Their files come with the rapidocr wheel. Its own wrapper is left out: it takes a second to import,
knows no places of letters, and looks for text in pictures so large that 1 GB is not enough.
"""

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from documents.pipeline.parsed import Word

DETECT_PIXELS = 1_100_000  # what fits into 1 GB
DETECT_STEP = 32
THRESHOLD = 0.3
LOWEST_BOX_SCORE = 0.5
GROWTH = 1.6  # of a box around the core of a line that the model marks
SMALLEST_SIDE = 3
MOST_BOXES = 1_000
LINE_HEIGHT = 48
BATCH_WIDTH = 1_600  # pixels of one batch of lines
LONGEST_LINE = 3_200
TURN_SAMPLE = 9
SUSPECTED = 0.6
HIDDEN_SPACE = 0.15  # likely enough that two words were read as one

_CHINESE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x3002: "."}

Picture = NDArray[np.uint8]  # height, width, blue-green-red
Quad = NDArray[np.float32]  # four corners from the top left, clockwise


@dataclass(frozen=True, slots=True)
class Reading:
    """A line as the model reads it: letters with where each begins (0..1 of the line's length)."""

    text: str
    confidences: tuple[float, ...]
    places: tuple[float, ...]

    @property
    def confidence(self) -> float:
        return sum(self.confidences) / len(self.confidences) if self.confidences else 0.0


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A line's corners in pixels of the upright picture, and its words in shares of it."""

    quad: Quad
    words: list[Word]


@lru_cache(maxsize=3)
def _session(name: str) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.enable_cpu_mem_arena = False
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    path = _models() / name
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _models() -> Path:
    found = find_spec("rapidocr")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("rapidocr")
    return Path(found.origin).parent / "models"


def _run(name: str, batch: NDArray[np.float32]) -> Any:
    session = _session(name)
    return session.run(None, {session.get_inputs()[0].name: batch})[0]


def _as_input(picture: Any) -> NDArray[np.float32]:
    values: NDArray[np.float32] = picture.astype(np.float32).transpose(2, 0, 1)
    values /= 127.5
    values -= 1.0
    return values


def detect(picture: Picture, *, least_side: int) -> list[Quad]:
    """Corners of every line of text.

    Args:
        least_side: a picture whose shorter side is smaller is enlarged first.
    """
    height, width = picture.shape[:2]
    scale = max(1.0, least_side / min(height, width))
    scale = min(scale, math.sqrt(DETECT_PIXELS / (height * width)))
    across, down = (max(1, round(side * scale / DETECT_STEP)) * DETECT_STEP for side in (width, height))
    sized = cv2.resize(picture, (across, down))
    heat = _run("PP-OCRv6_det_small.onnx", _as_input(sized)[np.newaxis])[0, 0]
    return _quads(heat, width / across, height / down, (width, height))


def _quads(heat: Any, x_scale: float, y_scale: float, size: tuple[int, int]) -> list[Quad]:
    mask = cv2.dilate((heat > THRESHOLD).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    quads = []
    for contour in contours[:MOST_BOXES]:
        center, (across, down), angle = cv2.minAreaRect(contour)
        if min(across, down) < SMALLEST_SIDE or _score(heat, contour) < LOWEST_BOX_SCORE:
            continue
        grown = 2 * across * down * GROWTH / (2 * (across + down))
        corners = cv2.boxPoints((center, (across + grown, down + grown), angle))
        placed = np.clip(corners * np.array([x_scale, y_scale]), 0, (size[0] - 1, size[1] - 1))
        quads.append(_clockwise(placed.astype(np.float32)))
    return quads


def _score(heat: Any, contour: Any) -> float:
    x, y, across, down = cv2.boundingRect(contour)
    inside = np.zeros((down, across), np.uint8)
    cv2.fillPoly(inside, [contour - (x, y)], 1)
    return float(cv2.mean(heat[y : y + down, x : x + across], inside)[0])


def _clockwise(corners: Quad) -> Quad:
    """From the top left corner of the text, taken as upright."""
    left, right = np.split(corners[np.argsort(corners[:, 0])], 2)
    top_left, bottom_left = left[np.argsort(left[:, 1])]
    top_right, bottom_right = right[np.argsort(right[:, 1])]
    return np.array([top_left, top_right, bottom_right, bottom_left], np.float32)


def cut(picture: Picture, quad: Quad) -> Picture:
    """The line inside `quad`, straightened."""
    across = max(1, round(max(_length(quad, 0, 1), _length(quad, 3, 2))))
    down = max(1, round(max(_length(quad, 0, 3), _length(quad, 1, 2))))
    target = np.array([[0, 0], [across, 0], [across, down], [0, down]], np.float32)
    return cv2.warpPerspective(  # type: ignore[return-value]
        picture,
        cv2.getPerspectiveTransform(quad, target),
        (across, down),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )


def _length(quad: Quad, a: int, b: int) -> float:
    return float(np.linalg.norm(quad[a] - quad[b]))


def is_upside_down(crops: list[Picture]) -> bool:
    """Whether most lines stand on their heads: the classifier suspects it, and they read better turned."""
    longest = sorted(crops, key=lambda crop: -crop.shape[1] / crop.shape[0])[:TURN_SAMPLE]
    if not longest:
        return False
    starts = [crop[:, : 4 * crop.shape[0]] for crop in longest]  # the model sees pieces of 192 x 48
    batch = np.zeros((len(starts), 3, 48, 192), np.float32)
    for index, start in enumerate(starts):
        across = min(192, math.ceil(48 * start.shape[1] / start.shape[0]))
        batch[index, :, :, :across] = _as_input(cv2.resize(start, (across, 48)))
    turned = _run("ch_ppocr_mobile_v2.0_cls_mobile.onnx", batch)[:, 1]
    if np.sum(turned > SUSPECTED) <= len(starts) / 2:
        return False
    as_is, half_turned = recognize(starts), recognize([np.ascontiguousarray(s[::-1, ::-1]) for s in starts])
    return sum(r.confidence for r in half_turned) > sum(r.confidence for r in as_is)


def recognize(crops: list[Picture]) -> list[Reading]:
    """What each line says."""
    widths = [min(LONGEST_LINE, max(8, math.ceil(LINE_HEIGHT * c.shape[1] / c.shape[0]))) for c in crops]
    readings: list[Reading | None] = [None] * len(crops)
    for batch in _batches(widths):
        widest = max(320, *(widths[index] for index in batch))
        values = np.zeros((len(batch), 3, LINE_HEIGHT, widest), np.float32)
        for row, index in enumerate(batch):
            way = cv2.INTER_CUBIC if crops[index].shape[0] < LINE_HEIGHT else cv2.INTER_AREA
            sized = cv2.resize(crops[index], (widths[index], LINE_HEIGHT), interpolation=way)
            values[row, :, :, : widths[index]] = _as_input(sized)
        chances = _run("PP-OCRv6_rec_small.onnx", values)
        for row, index in enumerate(batch):
            readings[index] = _decoded(chances[row], widest / widths[index])
    return [reading for reading in readings if reading is not None]


def _batches(widths: list[int]) -> list[list[int]]:
    batches: list[list[int]] = []
    for index in sorted(range(len(widths)), key=widths.__getitem__):
        if batches and max(320, widths[index]) * (len(batches[-1]) + 1) <= BATCH_WIDTH:
            batches[-1].append(index)
        else:
            batches.append([index])
    return batches


@lru_cache(maxsize=1)
def _letters() -> list[str]:
    listed = _session("PP-OCRv6_rec_small.onnx").get_modelmeta().custom_metadata_map["character"]
    return ["", *listed.splitlines(), " "]


def _decoded(chances: Any, stretch: float) -> Reading:
    """Letters of a line: the best at each step, repetitions and blanks left out."""
    best = chances.argmax(axis=1)
    fresh = np.concatenate([[True], best[1:] != best[:-1]]) & (best > 0)
    steps = [int(step) for step in np.nonzero(fresh)[0]]
    letters = _letters()
    found: list[tuple[str, float, int]] = []
    for step in steps:
        letter = letters[best[step]].replace("\u00d7", "x")
        if found and letter.isalnum() and found[-1][0].isalnum():
            likely = float(chances[found[-1][2] + 1 : step, -1].max(initial=0.0))
            if likely >= HIDDEN_SPACE:
                found.append((" ", likely, step))
        found.append((letter, float(chances[step, best[step]]), step))
    text = "".join(letter for letter, _, _ in found)
    return Reading(
        text if _CHINESE.search(text) else text.translate(_NARROW),
        tuple(sure for _, sure, _ in found),
        tuple(step * stretch / len(best) for _, _, step in found),
    )
