"""What stands at the top and foot of every page: said once, left out from then on."""

import re

from documents.pipeline.layout_pieces import Piece, Row, rows_of

EDGE = 0.12  # of the page's height
MOST_EDGE_ROWS = 3
SAME_PLACE = 0.02
PAGES_BACK = 2
_PAGE_NUMBER = re.compile(
    r"^[-–—|\s]*(?:(?:page|seite|página|pagina|стр\.?|पृष्ठ|第)\s*)?"
    r"(?:\d{1,5}|(?=[ivxl])(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3}))"
    r"(?:\s*(?:of|/|von|de|из|\|)\s*\d{1,5})?\s*(?:页)?[-–—|\s]*$",
    re.IGNORECASE,
)

Seen = dict[int, tuple[float, list[str]]]


class Furniture:
    """Remembers the edges of the pages before."""

    def __init__(self) -> None:
        self._before: dict[int, list[tuple[float, list[str]]]] = {}

    def without(self, pieces: list[Piece], height: float, number: int) -> list[Piece]:
        """The pieces of page `number` without page numbers and lines met on one of the two before.

        The first time a running line stays: it may be the only place that names the sender.
        """
        dropped: set[int] = set()
        edges = _edge_rows(pieces, height)
        known = [line for back in range(1, PAGES_BACK + 1) for line in self._lines(number - back, back)]
        for row in edges:
            if _is_page_number(row.text) or _is_known(row, height, known):
                dropped.update(id(piece) for piece in row.pieces)
        self._before = {n: lines for n, lines in self._before.items() if n >= number - PAGES_BACK}
        self._before[number] = [(row.middle / height, row.text.split()) for row in edges]
        return [piece for piece in pieces if id(piece) not in dropped] if dropped else pieces

    def _lines(self, number: int, back: int) -> list[tuple[float, list[str], int]]:
        return [(place, words, back) for place, words in self._before.get(number, [])]


def _edge_rows(pieces: list[Piece], height: float) -> list[Row]:
    upper = rows_of([p for p in pieces if p.middle < EDGE * height])
    lower = rows_of([p for p in pieces if p.middle > (1 - EDGE) * height])
    return upper[:MOST_EDGE_ROWS] + lower[-MOST_EDGE_ROWS:]


def _is_page_number(text: str) -> bool:
    return len(text) < 24 and any(map(str.isalnum, text)) and bool(_PAGE_NUMBER.match(text))


def _is_known(row: Row, height: float, known: list[tuple[float, list[str], int]]) -> bool:
    text = row.text
    if sum(map(str.isalpha, text)) < 3:
        return False
    place, words = row.middle / height, text.split()
    return any(abs(place - at) < SAME_PLACE and _are_same(words, other, back) for at, other, back in known)


def _are_same(words: list[str], before: list[str], back: int) -> bool:
    """Equal but for a page number that has gone on with the pages."""
    if len(words) != len(before):
        return False
    return all(a == b or _is_next(a, b, back) for a, b in zip(words, before, strict=True))


def _is_next(word: str, before: str, back: int) -> bool:
    return word.isdigit() and before.isdigit() and len(word) < 6 and int(word) - int(before) == back
