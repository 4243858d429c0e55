"""Where a stretch of a page's text stands on the paper."""

from collections.abc import Iterable
from typing import Any


def boxes_of(blocks: Iterable[dict[str, Any]], start: int, end: int) -> list[list[float]]:
    """Boxes around `text[start:end]`, one a line, in 0..1 of the page from its top left.

    A line that is only partly meant is cut in proportion to its characters.
    """
    boxes = []
    for block in blocks:
        box = block.get("box")
        first, last = max(start, block["start"]), min(end, block["end"])
        if not box or first >= last:
            continue
        length = block["end"] - block["start"]
        x0, y0, x1, y1 = box
        left = x0 + (x1 - x0) * (first - block["start"]) / length
        right = x0 + (x1 - x0) * (last - block["start"]) / length
        boxes.append([round(left, 5), y0, round(right, 5), y1])
    return boxes
