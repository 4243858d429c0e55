"""Words of a page as lines of segments: what stands together between two gaps."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

_GAP = 0.75  # of a line's height ends a segment
_MONEY = re.compile(
    r"^[-+−(]?(?:[₹$€£]|Rs\.?)?[-−]?\d[\d,.'’]*[.,]\d{2}[)\-+−]?(?:\(?(?:cr|dr|c|d)\)?)?$", re.IGNORECASE
)
_FUSED = re.compile(r"^([-+(]?[\d,]*\d\.\d{2})(?=[-+(]?\d[\d,]*\.\d{2}(?!\d))")
_AFTER_MONEY = re.compile(r"^(?:\(?(?:cr|dr|c|d|h|s)\.?\)?|[-+−]|€|EUR|INR)$", re.IGNORECASE)
_BEFORE_MONEY = re.compile(r"^(?:[-+−]|[₹$€£]|Rs\.?|INR)$")


@dataclass(frozen=True, slots=True)
class Segment:
    text: str
    left: float
    right: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line as it is seen on a page; `top` and `height` in points."""

    page: int
    top: float
    height: float
    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        return " ".join(segment.text for segment in self.segments)


def lines_of(pages: Sequence[dict[str, Any]]) -> list[PageLine]:
    """All lines from top to bottom; of those that stand on several pages only the first page's head stays."""
    found = [line for page in pages for line in _page_lines(page)]
    if len(pages) < 2:
        return found
    seen = Counter((_skeleton(line.text), round(line.top / 4)) for line in found)
    return [
        line
        for line in found
        if seen[(_skeleton(line.text), round(line.top / 4))] < 2
        or _is_of_table(line)
        or (line.page == pages[0]["page"] and line.top < pages[0]["height"] / 3)
    ]


def _skeleton(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _is_of_table(line: PageLine) -> bool:
    """Rows and headings may well be alike on two pages."""
    return any(is_money(segment.text) for segment in line.segments) or len(line.segments) > 2


def is_money(text: str) -> bool:
    first, last = text.split(" ", maxsplit=1)[0], text.rsplit(" ", maxsplit=1)[-1]
    return bool(_MONEY.match(first) or _MONEY.match(last))


def _page_lines(page: dict[str, Any]) -> list[PageLine]:
    words = sorted(page["words"], key=lambda word: ((word[2] + word[4]) / 2, word[1]))
    if not words:
        return []
    usual = median(word[4] - word[2] for word in words)
    rows: list[list[Any]] = []
    level = -100.0
    for word in words:
        middle = (word[2] + word[4]) / 2
        if middle - level > max(2.5, usual * 0.55):
            rows.append([])
            level = middle
        rows[-1].append(word)
    return [_line(page["page"], row, usual) for row in rows]


def _line(page: int, words: list[Any], usual: float) -> PageLine:
    ordered = sorted((part for word in words for part in _unfused(word)), key=lambda word: word[1])
    groups: list[list[Any]] = []
    for word in ordered:
        if groups and _belongs(groups[-1], word, usual):
            groups[-1].append(word)
        else:
            groups.append([word])
    segments = tuple(
        Segment(" ".join(word[0] for word in group), group[0][1], group[-1][3]) for group in groups
    )
    return PageLine(page, min(word[2] for word in words), usual, segments)


def _unfused(word: Any) -> list[Any]:
    """Two amounts of neighbouring columns that touch each other."""
    fused = _FUSED.match(word[0])
    if not fused:
        return [word]
    text, left, top, right, bottom = word
    split = left + (right - left) * fused.end(1) / len(text)
    return [(fused[1], left, top, split, bottom), (text[fused.end(1) :], split, top, right, bottom)]


def _belongs(group: list[Any], word: Any, usual: float) -> bool:
    """Whether a word goes on with the segment before it; amounts stand alone, with their sign or flag."""
    last = group[-1]
    gap = word[1] - last[3]
    if _MONEY.match(last[0]):
        return bool(_AFTER_MONEY.match(word[0])) and gap < usual * 2
    if _MONEY.match(word[0]):
        return bool(_BEFORE_MONEY.match(last[0])) and gap < usual and len(group) == 1
    return bool(gap < max(3.5, usual * _GAP))
