"""Lines of segments as a table: its headings, and which column every segment stands in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from transactions.importers import cells, headings, stamps
from transactions.importers.pdf.lines import PageLine, Segment, is_money

_MONEY_ROLES = {"amount", "debit", "credit", "balance"}
_BESIDE_MONEY = {"reference", "description", "date"}
_MOST_WORDS = 10
_FARTHEST = 90.0  # points between an amount and the heading of its column
_DAY_MONTH = re.compile(
    r"^(\d{1,2})[/. -](\d{1,2})\.?$|^(\d{1,2})[ -]?([^\W\d_]{3,9})\.?$|^([^\W\d_]{3,9})\.? ?(\d{1,2})$"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """The headings of a table.

    Attributes:
        at: index of its (last) line among all lines.
        roles: role -> index of a column.
    """

    at: int
    columns: tuple[Segment, ...]
    roles: dict[str, int]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(column.text for column in self.columns)


def heading_of(lines: Sequence[PageLine]) -> Heading | None:
    """The best headings of a table of payments: one line, or two or three that belong together."""
    best: Heading | None = None
    for at in range(len(lines)):
        for count in (1, 2, 3):
            found = _heading(lines, at, count)
            if found and (best is None or len(found.roles) > len(best.roles)):
                best = found
    return best


def _heading(lines: Sequence[PageLine], at: int, count: int) -> Heading | None:
    block = lines[at : at + count]
    if len(block) < count or any(line.page != block[0].page for line in block):
        return None
    if any(below.top - above.top > 2.2 * above.height for above, below in pairwise(block)):
        return None
    columns = _stacked(block)
    if any(_is_value(column.text) for column in columns):
        return None
    roles = headings.columns_of([column.text for column in columns])
    has_money = roles.keys() & {"amount", "debit", "credit"}
    return (
        Heading(at + count - 1, columns, roles)
        if "date" in roles and has_money and len(columns) > 2
        else None
    )


def _is_value(text: str) -> bool:
    return is_money(text) or stamps.looks_like_date(text)


def _stacked(block: Sequence[PageLine]) -> tuple[Segment, ...]:
    """Segments that stand above each other are one heading."""
    columns: list[Segment] = []
    for line in block:
        for segment in (part for one in line.segments for part in _touching(one)):
            over = next((c for c in columns if c.left < segment.right and segment.left < c.right), None)
            if over is None:
                columns.append(segment)
                continue
            columns[columns.index(over)] = Segment(
                f"{over.text} {segment.text}", min(over.left, segment.left), max(over.right, segment.right)
            )
    return tuple(sorted(columns, key=lambda column: column.left))


def _touching(segment: Segment) -> list[Segment]:
    """Headings that stand so close that they look like one."""
    words = segment.text.split()
    parts = _parts(words) if 1 < len(words) <= _MOST_WORDS else []
    roles = {headings.role_of(part) for part in parts}
    has_two = bool(roles & _MONEY_ROLES) and len(roles & (_MONEY_ROLES | _BESIDE_MONEY)) > 1
    if len(parts) < 2 or not (has_two or {"date", "description"} <= roles):
        return [segment]
    found, letters = [], 0
    width = (segment.right - segment.left) / len(segment.text)
    for part in parts:
        left = segment.left + letters * width
        letters += len(part) + 1
        found.append(Segment(part, left, left + len(part) * width))
    return found


def _parts(words: Sequence[str]) -> list[str]:
    """The words as headings that are all known well and mean different things; nothing if they are not."""
    if not words:
        return []
    for count in range(len(words), 0, -1):
        first = " ".join(words[:count])
        if 0 not in headings.ranks_of(first).values():
            continue
        rest = _parts(words[count:])
        if count == len(words) or (rest and headings.role_of(first) not in map(headings.role_of, rest)):
            return [first, *rest]
    return []


def is_heading_again(line: PageLine, heading: Heading) -> bool:
    """The headings of the next page, or a line of them."""
    words = {word for text in heading.texts for word in text.lower().split()}
    own = [word for segment in line.segments for word in segment.text.lower().split()]
    return bool(own) and sum(word in words for word in own) >= 0.8 * len(own) and not any(map(is_money, own))


def cells_of(line: PageLine, heading: Heading) -> list[str]:
    """The line's text for every column of the table."""
    found: list[list[str]] = [[] for _ in heading.columns]
    for segment in _split_dates(line.segments, heading):
        index = _column(segment, heading)
        if index is not None:
            found[index].append(segment.text)
    return [" ".join(texts) for texts in found]


def _split_dates(segments: Sequence[Segment], heading: Heading) -> list[Segment]:
    """A date that stands close to the text behind it becomes a segment of its own."""
    date = heading.columns[heading.roles["date"]]
    found: list[Segment] = []
    for segment in segments:
        words = segment.text.split(" ")
        length = next((n for n in (3, 2, 1) if n < len(words) and is_day(" ".join(words[:n]))), 0)
        if not length or is_day(segment.text) or abs(segment.left - date.left) > 45:
            found.append(segment)
            continue
        split = segment.left + (segment.right - segment.left) * len(" ".join(words[:length])) / len(
            segment.text
        )
        found.append(Segment(" ".join(words[:length]), segment.left, split))
        found.append(Segment(" ".join(words[length:]), split + 2, segment.right))
    return found


def is_day(text: str) -> bool:
    """A date, perhaps without its year."""
    if stamps.looks_like_date(text):
        return True
    match = _DAY_MONTH.match(text)
    if not match:
        return False
    if match[1]:
        return 0 < int(match[1]) <= 31 and 0 < int(match[2]) <= 31
    return bool(stamps.month_named(match[4] or match[5]))


def _column(segment: Segment, heading: Heading) -> int | None:
    money = {index for role, index in heading.roles.items() if role in _MONEY_ROLES}
    indexes = range(len(heading.columns))
    if is_money(segment.text) and cells.read_amount(segment.text, ".") is not None:
        nearest = min(money, key=lambda index: _distance(segment, heading.columns[index]))
        texts = [i for i in indexes if i not in money and _overlap(segment, heading.columns[i]) > 0]
        is_far = _distance(segment, heading.columns[nearest]) > _FARTHEST
        return (
            texts[0]
            if texts and _distance(segment, heading.columns[nearest]) > 25
            else None
            if is_far
            else nearest
        )
    if segment.text in {"-", "--", "—"}:
        return None
    others = [index for index in indexes if index not in money] or list(indexes)
    return max(
        others,
        key=lambda index: (
            _overlap(segment, heading.columns[index]),
            -_edge_distance(segment, heading.columns[index]),
        ),
    )


def _distance(a: Segment, b: Segment) -> float:
    return min(abs(a.right - b.right), abs(a.middle - b.middle), abs(a.left - b.left))


def _overlap(a: Segment, b: Segment) -> float:
    return max(0.0, min(a.right, b.right) - max(a.left, b.left))


def _edge_distance(a: Segment, b: Segment) -> float:
    return max(b.left - a.right, a.left - b.right, 0.0)
