"""Reading pictures with rapidocr; the models are inside its wheel."""

import math
from functools import lru_cache
from statistics import median
from typing import Any

import numpy as np

from documents.pipeline.parsed import Line

DPI = 200
LONGEST_SIDE = 2_400
MAX_PIXELS = 80_000_000
LOWEST_CONFIDENCE = 0.5
PARAGRAPH_GAP = 1.1  # of a line's height


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR

    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    return RapidOCR(params={"Global.log_level": "error", "Global.max_side_len": LONGEST_SIDE, **threads})


def render(page: Any) -> Any:
    """A PDF page as a picture at 200 dpi, its long side at most 2,400 pixels."""
    scale = min(DPI / 72, LONGEST_SIDE / max(page.get_size()))
    return page.render(scale=scale).to_pil().convert("RGB")


def read(image: Any) -> list[Line]:
    """The lines of a picture from top to bottom; pieces side by side become one line."""
    found = _engine()(np.asarray(image)[:, :, ::-1])
    if found.boxes is None:
        return []
    pieces = [
        (np.asarray(box, dtype=float), text)
        for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
        if score >= LOWEST_CONFIDENCE and text.strip()
    ]
    return _lines_of_rows(_rows(pieces), image.width, image.height)


def _rows(pieces: list[tuple[Any, str]]) -> list[list[tuple[float, float, float, Any, str]]]:
    """Group pieces that stand on one line of the paper, allowing for a slightly turned scan."""
    if not pieces:
        return []
    angle = median(math.atan2(box[1][1] - box[0][1], box[1][0] - box[0][0]) for box, _ in pieces)
    placed = []
    for box, text in pieces:
        x, y = box.mean(axis=0)
        height = float(np.linalg.norm(box[3] - box[0]))
        upright_y = y * math.cos(angle) - x * math.sin(angle)
        placed.append((upright_y, x, height, box, text))
    rows: list[list[tuple[float, float, float, Any, str]]] = []
    for piece in sorted(placed, key=lambda p: p[0]):
        if rows and piece[0] - rows[-1][0][0] < 0.5 * min(piece[2], rows[-1][0][2]):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda p: p[1]) for row in rows]


def _lines_of_rows(rows: list[Any], width: int, height: int) -> list[Line]:
    lines: list[Line] = []
    before: tuple[float, float] | None = None
    for row in rows:
        points = np.concatenate([box for *_, box, _ in row])
        (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
        middle, tall = row[0][0], row[0][2]
        is_apart = before is not None and middle - before[0] > (1 + PARAGRAPH_GAP) * max(tall, before[1])
        lines.append(
            Line(
                text=" ".join(text for *_, text in row),
                box=(
                    max(0.0, float(x0) / width),
                    max(0.0, float(y0) / height),
                    min(1.0, float(x1) / width),
                    min(1.0, float(y1) / height),
                ),
                starts_paragraph=is_apart,
            )
        )
        before = (middle, tall)
    return lines
