"""A page without a picture of it as HTML: headings, lists and tables as they were meant."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from documents.highlights import passage, reflowed
from documents.pipeline.parsed import CELL, HEADER, HEADING, LIST, ROW

NAMED = ": "  # between the name of a column and its cell, in rows that repeat the names
_FAMILY = {ROW: "table", HEADER: "table", LIST: "list", HEADING: "heading"}
_BULLETS = "•◦▪-–*"
Span = tuple[int, int]


@dataclass(slots=True)
class _Text:
    """The text of a page, handed out as HTML with what is cited inside `<mark>`."""

    text: str
    start: int
    end: int
    is_marked: bool = False  # the first mark carries the name that the page scrolls to

    def html(self, first: int, last: int) -> SafeString:
        a, b = max(first, self.start), min(last, self.end)
        if a >= b:
            return format_html("{}", self.text[first:last])
        name = SafeString("") if self.is_marked else SafeString(' id="passage"')
        self.is_marked = True
        return format_html(
            "{}<mark{}>{}</mark>{}", self.text[first:a], name, self.text[a:b], self.text[b:last]
        )


def laid_out(
    text: str, blocks: Sequence[Mapping[str, Any]], start: int | None, end: int | None
) -> SafeString:
    """The page with the stretch `start` to `end` marked; plain text where the blocks leave some of it out."""
    if not _are_whole(text, blocks):
        return passage(text, start, end)
    shown = reflowed(text)
    is_cited = start is not None and end is not None and 0 <= start < end <= len(shown)
    page = _Text(shown, start or 0, end or 0) if is_cited else _Text(shown, 0, 0)
    groups = groupby(blocks, key=lambda block: _FAMILY.get(block.get("kind", ""), ""))
    html = [_AS_HTML[family](page, [(one["start"], one["end"]) for one in group]) for family, group in groups]
    return format_html_join("", "{}", ((piece,) for piece in html))


def _are_whole(text: str, blocks: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the blocks follow each other and nothing but white space stands between them."""
    at = 0
    for block in blocks:
        if block["start"] < at or text[at : block["start"]].strip():
            return False
        at = block["end"]
    return bool(blocks) and not text[at:].strip()


def _prose(page: _Text, spans: Sequence[Span]) -> SafeString:
    return format_html('<div class="words-prose">{}</div>', page.html(spans[0][0], spans[-1][1]))


def _headings(page: _Text, spans: Sequence[Span]) -> SafeString:
    return format_html_join("", '<h2 class="words-heading">{}</h2>', ((page.html(*span),) for span in spans))


def _list(page: _Text, spans: Sequence[Span]) -> SafeString:
    starts = [page.text[start : start + 3].lstrip() for start, _ in spans]
    has_signs = all(one[:1].isdigit() or one[:1] in _BULLETS for one in starts)
    items = format_html_join("", "<li>{}</li>", ((page.html(*span),) for span in spans))
    return format_html('<ul class="words-list{}">{}</ul>', " has-signs" if has_signs else "", items)


def _table(page: _Text, spans: Sequence[Span]) -> SafeString:
    rows = [list(_cells(page.text, *span)) for span in spans]
    names = [page.text[a:b] for a, b in rows[0]]
    named = [_by_name(page.text, row, names) for row in rows[1:]]
    if not named or None in named:
        body = [_row(page, row, "td") for row in rows]
        return _scrolling(format_html_join("", "{}", ((row,) for row in body)))
    head = _row(page, rows[0], "th")
    below = [_row(page, row, "td") for row in named if row is not None]
    return _scrolling(
        format_html(
            "<thead>{}</thead><tbody>{}</tbody>", head, format_html_join("", "{}", ((row,) for row in below))
        )
    )


def _scrolling(rows: SafeString) -> SafeString:
    return format_html(
        '<div class="words-scroll" tabindex="0"><table class="words-table">{}</table></div>', rows
    )


def _row(page: _Text, cells: Sequence[Span], tag: str) -> SafeString:
    tag_html = SafeString(tag)
    inside = format_html_join("", "<{}>{}</{}>", ((tag_html, page.html(*cell), tag_html) for cell in cells))
    return format_html("<tr>{}</tr>", inside)


def _cells(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    while (bar := text.find(CELL, at, end)) >= 0:
        yield at, bar
        at = bar + len(CELL)
    yield at, end


def _by_name(text: str, cells: Sequence[Span], names: Sequence[str]) -> list[Span] | None:
    """Cells that say their column, each under its name; `None` when one of them does not."""
    placed = [(0, 0)] * len(names)
    column = 0
    for start, end in cells:
        found = (at for at in range(column, len(names)) if text.startswith(names[at] + NAMED, start, end))
        at = next(found, None)
        if at is None:
            return None
        placed[at] = (start + len(names[at]) + len(NAMED), end)
        column = at + 1
    return placed


_AS_HTML = {"table": _table, "list": _list, "heading": _headings, "": _prose}
