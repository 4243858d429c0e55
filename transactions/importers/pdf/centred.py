"""Rows whose text is centred around the line with the date: some of it stands above that line."""

from collections.abc import Sequence
from itertools import pairwise

from transactions.importers.pdf.lines import PageLine
from transactions.importers.statement import NOT_A_PAYMENT

_CLEARLY = 1.25  # times the next larger gap is where one row ends and another begins


def leading(pieces: Sequence[tuple[PageLine, bool, bool]]) -> set[int]:
    """Places of the lines that belong to the dated line below them.

    Args:
        pieces: lines in order, whether each has a day, and whether it has an amount.
    """
    found: set[int] = set()
    dated = [place for place, (_, has_day, _) in enumerate(pieces) if has_day]
    inner: list[float] = []
    for above, below in pairwise(dated):
        cut = _cut(pieces, above, below)
        if cut is not None:
            found |= set(range(cut, below))
            inner += [_gap(pieces, at) for at in range(above, below) if at + 1 != cut]
    if not found:
        return found
    return found | {place for start in dated for place in _above(pieces, start, max(inner), found)}


def _cut(pieces: Sequence[tuple[PageLine, bool, bool]], above: int, below: int) -> int | None:
    """The first line of the lower row, where one gap between two dated lines is clearly the largest."""
    if below - above < 3 or not all(_is_text(pieces[at]) for at in range(above + 1, below)):
        return None
    if pieces[above][0].page != pieces[below][0].page:
        return None
    gaps = sorted(((_gap(pieces, at), at + 1) for at in range(above, below)), reverse=True)
    is_clear = gaps[0][0] > _CLEARLY * gaps[1][0] and gaps[0][1] < below
    return gaps[0][1] if is_clear else None


def _above(
    pieces: Sequence[tuple[PageLine, bool, bool]], start: int, widest: float, found: set[int]
) -> list[int]:
    """Lines close above the first dated line of a page, in a file that is written so."""
    places: list[int] = []
    at = start - 1
    while at >= 0 and at not in found and _is_text(pieces[at]) and 0 < _gap(pieces, at) <= widest * 1.1:
        places.append(at)
        at -= 1
    is_first = at < 0 or pieces[at][0].page != pieces[start][0].page or not _is_text(pieces[at])
    has_own = at >= 0 and pieces[at][1] and 0 < _gap(pieces, at) <= widest * 1.1
    return places if is_first and not has_own else []


def _is_text(piece: tuple[PageLine, bool, bool]) -> bool:
    line, has_day, has_amount = piece
    return not has_day and not has_amount and not NOT_A_PAYMENT.match(line.text)


def _gap(pieces: Sequence[tuple[PageLine, bool, bool]], at: int) -> float:
    return pieces[at + 1][0].top - pieces[at][0].top
