"""Columns of prose: which stretches of a page are read one after the other, top to bottom."""

import itertools
import re
from itertools import pairwise
from statistics import median

from documents.pipeline.layout_pieces import Piece

GUTTER = 0.7  # of the letters' height
FEWEST_LINES = 2
FEWEST_PROSE_CHARACTERS = 22
PROSE_FILL = 0.55  # of the column's width
CELL_CHARACTERS = 11
MOST_DEPTH = 5
APART = 0.6  # of the letters' height, between a line and the next: more than in a paragraph
LINES_A_CELL = 1.3
FEW_CHANGES = 0.2  # of a side's lines
ALTERNATING = 0.8  # of all lines

_DIGIT = re.compile("[0-9]")
Span = tuple[float, float]
Judged = tuple[list[Piece], Span | None, list[list[Piece]]]  # a band, the gutter of its columns, its cells


def regions(pieces: list[Piece], size: float, depth: int = 0) -> list[list[Piece]]:
    """Cut a page into parts to be read row by row, in reading order.

    A band of the page with a free strip from top to bottom is read column by column where both sides
    are prose, and row by row where they are cells of a table.
    """
    found: list[list[Piece]] = []
    is_open = False
    for band, gutter, cells in _merged(_judged(pieces, size)):
        columns: list[list[Piece]] = cells
        if gutter and depth < MOST_DEPTH:
            left, right = _sides(band, gutter)
            columns = regions(left, size, depth + 1) + regions(right, size, depth + 1)
        if not columns:
            if is_open:
                found[-1] += band
            else:
                found.append(list(band))
        found += columns
        is_open = not columns
    return found


def _judged(pieces: list[Piece], size: float) -> list[Judged]:
    judged: list[Judged] = []
    for part in _apart(pieces, size):
        for band, gutters in _bands(part, size):
            gutter = _prose_gutter(band, gutters)
            cells = _cells(band, gutters[0]) if not gutter and len(gutters) == 1 else []
            judged.append((band, gutter, cells))
    return judged


def _merged(judged: list[Judged]) -> list[Judged]:
    """Columns go on over gaps that run across the page, and where only the right one goes on."""
    merged: list[Judged] = []
    for band, gutter, cells in judged:
        if merged and (before := merged[-1])[1]:
            shared = _shared(before[1], gutter) if gutter else before[1]
            if shared and _goes_on(before[0], band, shared):
                merged[-1] = (before[0] + band, shared, [])
                continue
        merged.append((band, gutter, cells))
    return merged


def _goes_on(before: list[Piece], band: list[Piece], gutter: Span) -> bool:
    """Whether the file, too, holds one side of both bands after the other; or neither of either's."""
    both = before + band
    left, right = _sides(both, gutter)
    if not _sides(band, gutter)[1]:
        return False  # text after the columns
    if _changes(both, gutter) <= max(1, FEW_CHANGES * min(len(left), len(right))):
        return True
    return all(_alternates(part, gutter) for part in (before, band))


def _alternates(band: list[Piece], gutter: Span) -> bool:
    """Whether the file goes from side to side with every line."""
    left, right = _sides(band, gutter)
    return _changes(band, gutter) >= ALTERNATING * (2 * min(len(left), len(right)) - 1)


def _shared(one: Span, other: Span) -> Span | None:
    start, end = max(one[0], other[0]), min(one[1], other[1])
    return (start, end) if start < end else None


def _apart(band: list[Piece], size: float) -> list[list[Piece]]:
    """The band cut where nothing stands for more than a line."""
    parts: list[list[Piece]] = []
    bottom = 0.0
    for piece in sorted(band, key=lambda p: p.y0):
        if parts and piece.y0 - bottom < APART * size:
            parts[-1].append(piece)
        else:
            parts.append([piece])
        bottom = max(bottom, piece.y1)
    return parts


def _cells(band: list[Piece], gutter: Span) -> list[list[Piece]]:
    """Cells of several lines each, where the file holds them one after the other: left, right, left, ..."""
    middle = (gutter[0] + gutter[1]) / 2
    cells: list[list[Piece]] = []
    for piece in sorted(band, key=lambda p: p.order):
        if cells and (cells[-1][0].x0 < middle) == (piece.x0 < middle):
            cells[-1].append(piece)
        else:
            cells.append([piece])
    if len(band) < LINES_A_CELL * len(cells):
        return []
    tops = [min(piece.y0 for piece in cell) for cell in cells]
    return cells if all(b >= a - 1 for a, b in pairwise(tops)) else []


def _bands(pieces: list[Piece], size: float) -> list[tuple[list[Piece], list[Span]]]:
    """Stretches from top to bottom that keep the same free strips; each with those strips."""
    width = GUTTER * size
    whole = [(min(p.x0 for p in pieces), max(p.x1 for p in pieces))]
    bands: list[tuple[list[Piece], list[Span]]] = []
    band: list[Piece] = []
    free = whole
    for piece in sorted(pieces, key=lambda p: p.middle):
        rest = _without(free, piece.x0, piece.x1, width)
        if not rest and band:
            bands.append((band, _gutters(band, free)))
            band = []
            rest = _without(whole, piece.x0, piece.x1, width)
        band.append(piece)
        free = rest
    bands.append((band, _gutters(band, free)))
    return bands


def _without(spans: list[Span], start: float, end: float, width: float) -> list[Span]:
    rest = []
    for a, b in spans:
        if start >= b or end <= a:
            rest.append((a, b))
            continue
        if start - a >= width:
            rest.append((a, start))
        if b - end >= width:
            rest.append((end, b))
    return rest


def _gutters(band: list[Piece], free: list[Span]) -> list[Span]:
    """Free strips with enough lines on both sides."""
    found = []
    for span in free:
        left = sum(piece.x1 <= span[0] + 0.01 for piece in band)
        if FEWEST_LINES <= left <= len(band) - FEWEST_LINES:
            found.append(span)
    return found


def _sides(band: list[Piece], gutter: Span) -> tuple[list[Piece], list[Piece]]:
    middle = (gutter[0] + gutter[1]) / 2
    return [p for p in band if p.x0 < middle], [p for p in band if p.x0 >= middle]


def _prose_gutter(band: list[Piece], gutters: list[Span]) -> Span | None:
    """The widest strip that parts two columns of prose."""
    for gutter in sorted(gutters, key=lambda span: span[0] - span[1]):
        if _parts_prose(band, gutter):
            return gutter
    return None


def _parts_prose(band: list[Piece], gutter: Span) -> bool:
    left, right = _sides(band, gutter)
    if _are_cells(left) or _are_cells(right):
        return False
    lines = min(len(left), len(right))
    changes = _changes(band, gutter)
    if changes <= max(1, min(3, lines // 2), FEW_CHANGES * lines):
        return True  # the file itself holds one side after the other
    return _alternates(band, gutter) and _is_prose(left) and _is_prose(right)


def _are_cells(side: list[Piece]) -> bool:
    """Mostly short or mostly numbers."""
    if median(len(piece.text) for piece in side) < CELL_CHARACTERS:
        return True
    return 2 * sum(_is_numeric(piece.text) for piece in side) > len(side)


def _is_numeric(text: str) -> bool:
    if text.isascii() and not _DIGIT.search(text):
        return False
    return 2 * sum(map(str.isdigit, text)) > sum(map(str.isalnum, text))


def _is_prose(side: list[Piece]) -> bool:
    lengths = median(len(piece.text) for piece in side)
    width = max(p.x1 for p in side) - min(p.x0 for p in side)
    fill = median(piece.x1 - piece.x0 for piece in side)
    return lengths >= FEWEST_PROSE_CHARACTERS and fill >= PROSE_FILL * width


def _changes(band: list[Piece], gutter: Span) -> int:
    """How often the file goes from one side to the other."""
    middle = (gutter[0] + gutter[1]) / 2
    sides = [piece.x0 < middle for piece in sorted(band, key=lambda p: p.order)]
    return sum(a != b for a, b in itertools.pairwise(sides))
