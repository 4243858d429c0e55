"""What a PDF is called and which headings its bookmarks name."""

import re
from collections import defaultdict
from itertools import islice, pairwise
from typing import Any

import pypdfium2

from documents.pipeline.layout import plain
from documents.pipeline.layout_pieces import Piece, rows_of

MOST_BOOKMARKS = 2_000
LONGEST_TITLE = 160
FEWEST_LETTERS = 4
LARGER = 1.2  # than the usual letters of the first page
TOP = 0.6  # of the page, where a title stands
_NO_TITLE = re.compile(
    r"^(?:untitled|microsoft (?:word|powerpoint|excel) -|(?:document|presentation|book|slide)\s?\d*$)"
    r"|\.(?:docx?|pdf|indd|qxd|dvi|tex|pptx?|xlsx?|rtf|odt|html?|ps|eps|ai|tmp|fm|p65)$"
    r"|^(?:https?://|about:blank|file:|[a-z]:\\)|^[\W\d_]*$",
    re.IGNORECASE,
)


def title_of(document: Any, first_page: tuple[list[Piece], float]) -> str:
    """The title in the file's properties, or the largest line on its first page when that one is no title."""
    told = _told(document)
    return told or _shown(*first_page)


def _told(document: Any) -> str:
    try:
        title = document.get_metadata_value("Title")
    except (pypdfium2.PdfiumError, UnicodeDecodeError):
        return ""
    clean = " ".join("".join(char if char.isprintable() else " " for char in title).split())
    letters = sum(map(str.isalpha, clean))
    if letters < FEWEST_LETTERS or "\ufffd" in clean or _NO_TITLE.search(clean):
        return ""
    if " " not in clean and not clean.isalpha():  # "final_v3-print": a file's name
        return ""
    return clean[:LONGEST_TITLE]


def _shown(pieces: list[Piece], height: float) -> str:
    upper = [piece for piece in pieces if piece.middle < TOP * height and not piece.is_upended]
    if not upper:
        return ""
    usual = sorted(piece.height for piece in pieces)[len(pieces) // 2]
    worded = [piece for piece in upper if sum(map(str.isalpha, piece.text)) >= FEWEST_LETTERS]
    if not worded:
        return ""
    largest = max(piece.height for piece in worded)
    if largest < LARGER * usual:
        return ""
    rows = rows_of([piece for piece in upper if piece.height > 0.93 * largest])
    title = rows[0].text
    for before, row in pairwise(rows):
        if row.middle - before.middle > 2 * largest or len(title) + len(row.text) > LONGEST_TITLE:
            break
        title += " " + row.text
    return title if len(title) <= LONGEST_TITLE else ""


def bookmarks(document: Any, page_count: int) -> dict[int, frozenset[str]]:
    """Titles of the bookmarks that lead to a page, by page number, as `layout` compares them."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    try:
        for mark in islice(document.get_toc(max_depth=6), MOST_BOOKMARKS):
            target = mark.get_dest()
            index = target.get_index() if target else None
            title = plain(mark.get_title())
            if index is not None and 0 <= index < page_count and title:
                found[index + 1].add(title)
    except (pypdfium2.PdfiumError, UnicodeDecodeError):
        pass
    return {number: frozenset(titles) for number, titles in found.items()}
