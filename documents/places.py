"""Where a stretch of a page's text stands on the paper."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

EDGE_SCALE = 10_000  # `x` of a block counts in ten-thousandths of the page's width
SAME_LINE = 0.6  # of the lower box's height that two boxes share


def boxes_of(blocks: Iterable[dict[str, Any]], start: int, end: int) -> list[list[float]]:
    """Boxes around `text[start:end]`, one a line, in 0..1 of the page from its top left.

    A line that is only partly meant is cut at its words where they are known, otherwise in proportion
    to its characters.
    """
    boxes: list[list[float]] = []
    for block in blocks:
        first, last = max(start, block["start"]), min(end, block["end"])
        if not block.get("box") or first >= last:
            continue
        box = _part(block, first, last)
        if boxes and _are_beside(boxes[-1], box):
            boxes[-1] = _around([boxes[-1], box])
        else:
            boxes.append(box)
    return boxes


def moment_of(blocks: Iterable[dict[str, Any]], start: int) -> int | None:
    """When `text[start:]` of a recording begins to be said or shown, in milliseconds; `None` on paper."""
    found = None
    for block in blocks:
        if "ms" in block and (found is None or block["start"] <= start):
            found = int(block["ms"])
    return found


def _part(block: dict[str, Any], first: int, last: int) -> list[float]:
    x0, y0, x1, y1 = block["box"]
    if first == block["start"] and last == block["end"]:
        return [x0, y0, x1, y1]
    if inside := [box for a, b, box, _ in block.get("words", ()) if a < last and b > first]:
        return _around(inside)
    stops = _stops(block)
    left, right = (_place(stops, at - block["start"]) for at in (first, last))
    return [round(left, 5), y0, round(right, 5), y1] if left < right else [x0, y0, x1, y1]


def _stops(block: dict[str, Any]) -> list[tuple[int, float]]:
    """Offsets in the block and where they are known to stand: its ends, and the beginnings of words."""
    x0, _, x1, _ = block["box"]
    known = block.get("x", [])
    edges = [(at, edge / EDGE_SCALE) for at, edge in zip(known[::2], known[1::2], strict=False)]
    places = [x0, *(edge for _, edge in edges[1:]), x1]
    if places != sorted(places):  # written from right to left
        edges = []
    return [(0, x0), *edges[1:], (block["end"] - block["start"], x1)]


def _place(stops: list[tuple[int, float]], at: int) -> float:
    for (a, left), (b, right) in pairwise(stops):
        if at <= b:
            return left + (right - left) * (at - a) / max(b - a, 1)
    return stops[-1][1]


def _are_beside(left: list[float], right: list[float]) -> bool:
    shared = min(left[3], right[3]) - max(left[1], right[1])
    return shared > SAME_LINE * min(left[3] - left[1], right[3] - right[1])


def _around(boxes: list[list[float]]) -> list[float]:
    return [
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    ]
