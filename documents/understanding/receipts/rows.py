"""The rows of a paper as a reader sees them: pieces side by side are one row."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median
from typing import Any

from lumen.common.text import fold

LONGEST_ROW = 240
LONGEST_JOINED = 1_000  # of pieces side by side
MOST_ROWS = 1_200  # of a page
SAME_ROW = 0.5  # of the lower piece's height that must overlap
LEAST_RUN = 0.08  # of the page's width between the words that tell how a photo slants
_WIDE = {ord(wide): chr(ord(wide) - 0xFEE0) for wide in map(chr, range(0xFF01, 0xFF5F))}
_WIDE |= {0x3000: " ", ord("，"): ",", ord("。"): ".", ord("’"): "'", ord("–"): "-", ord("—"): "-"}
_LOOKALIKES = str.maketrans({"0": "o", "1": "l", "5": "s", "8": "b", "|": "l", "!": "l", "$": "s"})
_WORD = re.compile(r"[^\W_][\w|!$]*")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of text: `page.text[start:end]`, and where it stands on the page (0..1 from the top left).

    `is_aligned` says that offsets in `text` are offsets in the page's text from `start` on.
    """

    text: str
    page: int = 1
    start: int = 0
    end: int = 0
    top: float = 0.0
    bottom: float = 0.0
    left: float = 0.0
    right: float = 0.0
    is_aligned: bool = True

    @property
    def height(self) -> float:
        return self.bottom - self.top


def rows_of_text(text: str) -> list[Row]:
    """Rows of plain text, without places."""
    return rows_of_page(1, text, [])


def rows_of_page(number: int, text: str, blocks: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The rows of a stored page, from top to bottom."""
    if any(block.get("box") for block in blocks):
        slant = _slant(blocks)
        pieces = [_piece(number, text, block, slant) for block in blocks if block.get("box")]
        return [_joined(group) for group in _groups(pieces[:MOST_ROWS])]
    rows, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            rows.append(Row(narrow(line), number, at, at + len(line)))
        at += len(line) + 1
    return rows[:MOST_ROWS]


def _slant(blocks: Sequence[Mapping[str, Any]]) -> float:
    """How far the lines of a photo fall over the width of the page, as the words of its lines show."""
    falls = []
    for words in (block.get("words") or () for block in blocks):
        if len(words) > 1:
            (left, middle), (right, last) = (_centre(words[at][2]) for at in (0, -1))
            if right - left >= LEAST_RUN:
                falls.append((last - middle) / (right - left))
    return median(falls) if falls else 0.0


def _centre(box: Sequence[float]) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _piece(number: int, text: str, block: Mapping[str, Any], slant: float) -> Row:
    """A piece where it would stand on a straight photo, as high as its letters."""
    left, top, right, bottom = block["box"]
    start, end = block["start"], block["end"]
    fall = abs(slant) * (right - left)
    lean = fall / 2 if fall < bottom - top else 0.0
    drop = slant * (left + right) / 2
    top, bottom = top + lean - drop, bottom - lean - drop
    return Row(narrow(text[start:end]), number, start, end, top, bottom, left, right)


def _groups(pieces: Iterable[Row]) -> list[list[Row]]:
    groups: list[list[Row]] = []
    for piece in pieces:
        if groups and _side_by_side(groups[-1][-1], piece):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _side_by_side(one: Row, other: Row) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    is_apart = one.right <= other.left or other.right <= one.left
    return is_apart and overlap > SAME_ROW * min(one.height, other.height) > 0


def _joined(group: list[Row]) -> Row:
    if len(group) == 1:
        return group[0]
    return Row(
        " ".join(piece.text for piece in sorted(group, key=lambda piece: piece.left))[:LONGEST_JOINED],
        group[0].page,
        min(piece.start for piece in group),
        max(piece.end for piece in group),
        min(piece.top for piece in group),
        max(piece.bottom for piece in group),
        min(piece.left for piece in group),
        max(piece.right for piece in group),
        is_aligned=False,
    )


def narrow(text: str) -> str:
    """Full-width characters of East Asian readers as plain ones, bars between cells gone; offsets stay.

    What a row says beyond its first 240 characters is prose, and left out.
    """
    return text[:LONGEST_ROW].translate(_WIDE).replace(" | ", "   ").replace("\t", " ")


@lru_cache(maxsize=5_000)
def letters(text: str) -> str:
    """Only the letters of a row, lower case and without spaces: readers glue words and take O for 0."""
    return "".join(re.findall(r"[^\W\d_]", fold(_WORD.sub(_as_word, text))))


def _as_word(match: "re.Match[str]") -> str:
    word = match[0]
    count = sum(character.isalpha() for character in word)
    return word.translate(_LOOKALIKES) if count >= 2 and count >= len(word) / 2 else word
