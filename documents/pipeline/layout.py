"""From stretches of text with places to lines in reading order: columns, tables, paragraphs, headings."""

import re
from itertools import accumulate, chain, pairwise
from statistics import median

from documents.pipeline import layout_columns, layout_tables
from documents.pipeline.layout_pieces import Piece, Row, rows_of
from documents.pipeline.parsed import LIST, Box, Line, Part

PARAGRAPH_PITCH = 1.3  # of the usual distance between two lines
TABLE_PITCH = 3.0  # of the letters' height, between rows of one table
HEADING_SIZE = 1.12  # of the usual letter height
HEADING_PITCH = 1.45  # of its letters' height, between its lines
SCANNED_HEADING_SIZE = 1.5  # a scan tells sizes less well
LONGEST_HEADING = 110
LONGEST_BOLD_HEADING = 80
INDENT = 0.7  # of the letters' height
_BULLET = re.compile(r"^(?:[•◦▪●‣∙·–—*-]|\(?\d{1,2}[.)]|\(?[a-z][.)]|\(?[ivx]{1,4}[.)])\s+\S")
_SENTENCE_END = tuple(".!?:;)”\"'’»。！？")
_HYPHENATED = re.compile(r"\w+-\w+")


def lines_of(
    pieces: list[Piece], *, width: float, height: float, headings: frozenset[str] = frozenset()
) -> list[Line]:
    """Lines in the order a person reads them.

    Args:
        pieces: in the order of the file, places in points (or pixels) from the page's top left.
        width, height: of the page in the same unit.
        headings: what bookmarks call this page's headings, as `plain` writes it.
    """
    if not pieces:
        return []
    size = _usual_size(pieces)
    upright = [piece for piece in pieces if not piece.is_upended]
    regions = layout_columns.regions(upright, size) if upright else []
    groups = [rows_of(region) for region in regions]
    if len(upright) < len(pieces):
        groups.append([Row([piece]) for piece in pieces if piece.is_upended])
    page = _Page(size, has_bold_body=_has_bold_body(pieces), headings=headings)
    for rows in groups:
        page.add(rows)
    return page.lines(width, height)


def _usual_size(pieces: list[Piece]) -> float:
    weighted = sorted((piece.height, len(piece.text)) for piece in pieces)
    half, seen = sum(length for _, length in weighted) / 2, 0
    for height, length in weighted:
        seen += length
        if seen >= half:
            return height
    return weighted[-1][0]


def _has_bold_body(pieces: list[Piece]) -> bool:
    bold = sum(len(piece.text) for piece in pieces if piece.is_bold)
    return 2 * bold > sum(len(piece.text) for piece in pieces)


class _Page:
    """Rows of all regions, each told what it is."""

    def __init__(self, size: float, *, has_bold_body: bool, headings: frozenset[str]) -> None:
        self._size = size
        self._has_bold_body = has_bold_body
        self._headings = headings
        self._rows: list[Row] = []

    def add(self, rows: list[Row]) -> None:
        layout_tables.mark(rows)
        pitches = [b.middle - a.middle for a, b in pairwise(rows)]
        pitch = median([p for p in pitches if p > 0.3 * self._size] or [self._size])
        edge = min((row.x0 for row in rows), default=0.0)
        before: Row | None = None
        for row in rows:
            last = before or (self._rows[-1] if self._rows else None)
            row.starts_paragraph = (
                self._is_apart(before, row, pitch, edge)
                if before
                else not (last and _goes_on(last.text, row.text))
            )
            row.is_heading = self._is_heading(row)
            if before and _is_second_line(before, row):
                before.absorb(row)
                continue
            if before and before.is_heading:
                row.starts_paragraph = True
            self._rows.append(row)
            before = row

    def _is_apart(self, before: Row, row: Row, pitch: float, edge: float) -> bool:
        gap = row.middle - before.middle
        if row.kind and before.kind:
            return gap > TABLE_PITCH * self._size
        if gap > PARAGRAPH_PITCH * max(pitch, self._size) or gap < -pitch / 2:
            return True
        if not row.is_scanned and not 0.88 < row.height / before.height < 1.14:
            return True
        indent = row.x0 - edge
        is_indented = (
            INDENT * self._size < indent < 5 * self._size and before.x0 - edge < INDENT * self._size / 2
        )
        return is_indented and before.text.endswith(_SENTENCE_END) and not row.kind

    def _is_heading(self, row: Row) -> bool:
        text = row.text
        if row.kind or len(text) > LONGEST_HEADING or not any(char.isalpha() for char in text):
            return False
        if row.is_scanned:
            return len(row.pieces) == 1 and row.height > SCANNED_HEADING_SIZE * self._size
        if row.height > HEADING_SIZE * self._size:
            return True
        if self._headings and plain(text) in self._headings:
            return True
        return (
            row.is_bold
            and not self._has_bold_body
            and row.starts_paragraph
            and len(row.pieces) == 1
            and len(text) <= LONGEST_BOLD_HEADING
            and text[-1] not in ".,;"
        )

    def lines(self, width: float, height: float) -> list[Line]:
        texts = [text for row in self._rows if "-" in (text := row.text)]
        words = {word.lower() for text in texts for word in _HYPHENATED.findall(text)}
        for row, after in pairwise(self._rows):
            _join_broken_word(row, after, words)
        return [_line(row, width, height) for row in self._rows]


def plain(text: str) -> str:
    """Letters and digits only, so that spaces and marks do not part what is the same."""
    return "".join(filter(str.isalnum, text)).casefold()


def _is_second_line(before: Row, row: Row) -> bool:
    """Of a heading that is too long for one."""
    return (
        before.is_heading
        and row.is_heading
        and not row.is_scanned
        and 0 < row.middle - before.middle < HEADING_PITCH * row.height
        and 0.94 < row.height / before.height < 1.06
        and len(before.text) + len(row.text) <= 2 * LONGEST_HEADING
    )


def _goes_on(text: str, after: str) -> bool:
    """A sentence that goes on in the next column."""
    return not text.endswith(_SENTENCE_END) and after[:1].islower()


def _join_broken_word(row: Row, after: Row, known: set[str]) -> None:
    """Leave out the hyphen of a word that goes on in the next line, unless it belongs to the word."""
    text = row.text
    if row.kind in layout_tables.TABULAR or not text.endswith("-") or len(text) < 3 or after.is_heading:
        return
    if not (text[-2].isalpha() and after.text[:1].islower()):
        return
    first, second = text.rsplit(None, 1)[-1], after.text.split(None, 1)[0]
    if (first + second.rstrip(".,;:!?)”\"'")).lower() not in known:
        row.drop_hyphen()
    row.ends_mid_word = True
    after.starts_paragraph = False


def _line(row: Row, width: float, height: float) -> Line:
    kind = row.kind or (LIST if not row.is_heading and _BULLET.match(row.text) else "")
    return Line(
        parts=tuple(_part(piece, width, height) for piece in row.pieces),
        joint=row.joint,
        kind=kind,
        is_heading=row.is_heading,
        starts_paragraph=row.starts_paragraph,
        ends_mid_word=row.ends_mid_word,
    )


def _part(piece: Piece, width: float, height: float) -> Part:
    if piece.seen:
        return Part(text=piece.text, box=_around([word.box for word in piece.seen]), words=piece.seen)
    box = (
        max(0.0, piece.x0 / width),
        max(0.0, piece.y0 / height),
        min(1.0, piece.x1 / width),
        min(1.0, piece.y1 / height),
    )
    return Part(text=piece.text, box=box, edges=_edges(piece, 10_000 / width))


def _edges(piece: Piece, scale: float) -> tuple[int, ...]:
    if len(piece.edges) < 2:
        return ()
    edges = [int(edge * scale) for edge in piece.edges]
    offsets = accumulate([len(word) + 1 for word in piece.text.split(" ")], initial=0)
    return tuple(chain.from_iterable(zip(offsets, edges, strict=False)))


def _around(boxes: list[Box]) -> Box:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
