"""Stretches of text on a page, and the rows they stand in."""

# ruff: noqa: PLR1730  for every word of a page: calls of min() and max() take longer than the rest
from documents.pipeline.parsed import Word

CELL_GAP = 0.8  # of the letters' height: wider than that, and it is another cell or column
SHIFT = 0.5  # of the letters' height, up or down: another line
RIGHT_TO_LEFT = "\u0590"
LAST_RIGHT_TO_LEFT = "\u08ff"


class Piece:
    """Words of one line without a wide gap; places in points from the page's top left."""

    __slots__ = (
        "_words",
        "edges",
        "height",
        "is_bold",
        "is_upended",
        "order",
        "seen",
        "x0",
        "x1",
        "y0",
        "y1",
    )

    def __init__(
        self, text: str, x0: float, y0: float, x1: float, y1: float, *, is_bold: bool = False, order: int = 0,
        seen: tuple[Word, ...] = (),
    ) -> None:  # fmt: skip
        self._words = [text]
        self.x0, self.y0, self.x1, self.y1 = x0, y0, x1, y1
        self.height = max(y1 - y0, 0.1)
        self.is_bold = is_bold
        self.is_upended = len(text) > 2 and self.height > 2.5 * (x1 - x0)
        self.order = order
        self.edges = [x0]
        self.seen = seen

    @property
    def text(self) -> str:
        if len(self._words) > 1:
            self._words = [" ".join(self._words)]
        return self._words[0]

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2

    def takes(self, word: str, x0: float, y0: float, x1: float, y1: float) -> bool:
        """Whether a word goes on with this stretch."""
        if abs(y0 + y1 - self.y0 - self.y1) > 2 * SHIFT * self.height:
            return False
        gap = x0 - self.x1
        if RIGHT_TO_LEFT <= word[0] <= LAST_RIGHT_TO_LEFT and x1 < self.x1:
            gap = self.x0 - x1
        return -0.5 * self.height < gap < CELL_GAP * self.height

    def add(self, word: str, x0: float, y0: float, x1: float, y1: float) -> None:
        self._words.append(word)
        self.edges.append(x0)
        if x0 < self.x0:
            self.x0 = x0
        if x1 > self.x1:
            self.x1 = x1
        if y1 - y0 <= 1.1 * self.height:
            if y0 < self.y0:
                self.y0 = y0
            if y1 > self.y1:
                self.y1 = y1

    def replace_end(self, text: str) -> None:
        self._words = [text]


class Row:
    """Pieces side by side, from left to right."""

    __slots__ = ("ends_mid_word", "is_heading", "joint", "kind", "pieces", "starts_paragraph")

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        self.kind = ""
        self.joint = " "
        self.is_heading = self.starts_paragraph = self.ends_mid_word = False

    @property
    def text(self) -> str:
        pieces = self.pieces
        return pieces[0].text if len(pieces) == 1 else self.joint.join(piece.text for piece in pieces)

    @property
    def x0(self) -> float:
        return self.pieces[0].x0

    @property
    def middle(self) -> float:
        return self.pieces[0].middle

    @property
    def height(self) -> float:
        return self.pieces[0].height

    @property
    def is_bold(self) -> bool:
        return all(piece.is_bold for piece in self.pieces)

    @property
    def is_scanned(self) -> bool:
        return bool(self.pieces[0].seen)

    def absorb(self, row: "Row") -> None:
        """The second line of a heading."""
        self.pieces = [*self.pieces, *row.pieces]

    def drop_hyphen(self) -> None:
        last = self.pieces[-1]
        last.replace_end(last.text[:-1])


def rows_of(pieces: list[Piece]) -> list[Row]:
    """Group what stands on one line of the paper."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: p.middle):
        if rows and _is_beside(piece, rows[-1]):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    for row in rows:
        if len(row) > 1:
            is_reversed = RIGHT_TO_LEFT <= row[0].text[0] <= LAST_RIGHT_TO_LEFT
            row.sort(key=lambda p: -p.x1 if is_reversed else p.x0)
    return [Row(row) for row in rows]


def _is_beside(piece: Piece, row: list[Piece]) -> bool:
    nearest = min(row, key=lambda p: max(piece.x0 - p.x1, p.x0 - piece.x1))
    if abs(piece.middle - nearest.middle) > SHIFT * min(piece.height, nearest.height):
        return False
    slack = 0.3 * piece.height
    return all(piece.x0 > other.x1 - slack or piece.x1 < other.x0 + slack for other in row)
