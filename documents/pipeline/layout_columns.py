"""Columns of prose: which stretches of a page are read one after the other, top to bottom."""

import itertools
from statistics import median

from documents.pipeline.layout_pieces import Piece

GUTTER = 0.7  # of the letters' height
FEWEST_LINES = 3
FEWEST_PROSE_CHARACTERS = 22
PROSE_FILL = 0.55  # of the column's width
CELL_CHARACTERS = 11
MOST_DEPTH = 5

Span = tuple[float, float]


def regions(pieces: list[Piece], size: float, depth: int = 0) -> list[list[Piece]]:
    """Cut a page into parts to be read row by row, in reading order.

    A band of the page with a free strip from top to bottom is read column by column where both sides
    are prose, and row by row where they are cells of a table.
    """
    found: list[list[Piece]] = []
    is_open = False
    for band, gutters in _bands(pieces, size):
        gutter = _prose_gutter(band, gutters) if gutters and depth < MOST_DEPTH else None
        if gutter is None:
            if is_open:
                found[-1] += band
            else:
                found.append(list(band))
            is_open = True
            continue
        left, right = _sides(band, gutter)
        found += regions(left, size, depth + 1) + regions(right, size, depth + 1)
        is_open = False
    return found


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
    if changes <= max(3, 0.2 * lines):
        return True  # the file itself holds one side after the other
    return changes >= 0.8 * (2 * lines - 1) and _is_prose(left) and _is_prose(right)


def _are_cells(side: list[Piece]) -> bool:
    """Mostly short or mostly numbers."""
    if median(len(piece.text) for piece in side) < CELL_CHARACTERS:
        return True
    numeric = sum(2 * sum(map(str.isdigit, p.text)) > sum(map(str.isalnum, p.text)) for p in side)
    return 2 * numeric > len(side)


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
