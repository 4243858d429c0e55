"""Cutting a page into passages that a search can find and a model can read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from documents.pipeline.parsed import ParsedPage
from documents.pipeline.sentences import Span, paragraph_spans, sentence_spans

VERSION = "1"
FEWEST_CHARACTERS = 350
MOST_CHARACTERS = 950
MOST_TOKENS = 240
CONTEXT_CHARACTERS = 80
LONGEST_HEADING = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """`page.text[start:end]`, and the heading it stands under."""

    page: int
    start: int
    end: int
    text: str
    heading: str


def chunk_pages(pages: list[ParsedPage], *, count_tokens: Callable[[str], int]) -> Iterator[Passage]:
    """Passages of 350 to 950 characters, never across a page, cut at sentences or table rows.

    A heading goes on to later pages until the next one. There is no overlap.
    """
    heading = ""
    for page in pages:
        headings = _headings(page)
        for start, end in _pack(page.text, headings, count_tokens):
            before = [text for at, text in headings.items() if at <= start]
            heading = before[-1] if before else heading
            inside = [text for at, text in headings.items() if start <= at < end]
            yield Passage(page=page.number, start=start, end=end, text=page.text[start:end], heading=heading)
            heading = inside[-1] if inside else heading


def _headings(page: ParsedPage) -> dict[int, str]:
    """Offset of each heading of a page: those the parser saw, and short lines that look like one."""
    known = {b["start"] for b in page.blocks if b.get("kind") == "heading"}
    spans = paragraph_spans(page.text)
    found = {}
    for index, (start, end) in enumerate(spans):
        text = page.text[start:end]
        if start in known or (index + 1 < len(spans) and looks_like_heading(text)):
            found[start] = text.split("\n")[0][:CONTEXT_CHARACTERS]
    return found


def looks_like_heading(text: str) -> bool:
    """A short line that begins like a title and does not end like a sentence."""
    return (
        "\n" not in text
        and 3 <= len(text) <= LONGEST_HEADING
        and text[0].isalnum()
        and not text[0].islower()
        and text[-1] not in ".,;:!?-"
        and sum(c.isalpha() for c in text) > 0.6 * len(text)
    )


def _pack(text: str, headings: dict[int, str], count_tokens: Callable[[str], int]) -> Iterator[Span]:
    start, end = -1, -1
    for a, b in _units(text, headings, count_tokens):
        if start >= 0 and (_is_full(text, start, b, count_tokens) or _is_new_section(a, start, headings)):
            yield start, end
            start = a
        start = a if start < 0 else start
        end = b
    if start >= 0:
        yield start, end


def _is_full(text: str, start: int, end: int, count_tokens: Callable[[str], int]) -> bool:
    if end - start > MOST_CHARACTERS:
        return True
    return end - start > FEWEST_CHARACTERS and count_tokens(text[start:end]) > MOST_TOKENS


def _is_new_section(at: int, start: int, headings: dict[int, str]) -> bool:
    return at in headings and at - start >= FEWEST_CHARACTERS


def _units(text: str, headings: dict[int, str], count_tokens: Callable[[str], int]) -> Iterator[Span]:
    """Paragraphs, and the sentences of those that are too long to stay whole."""
    for start, end in paragraph_spans(text):
        if not _is_full(text, start, end, count_tokens):
            yield start, end
            continue
        for a, b in sentence_spans(text, start, end):
            yield from _pieces(text, a, b, count_tokens)


def _pieces(text: str, start: int, end: int, count_tokens: Callable[[str], int]) -> Iterator[Span]:
    """A sentence too long for one passage, cut at spaces."""
    while _is_full(text, start, end, count_tokens):
        limit = start + FEWEST_CHARACTERS
        cut = max(text.rfind(" ", start, limit), text.rfind("\n", start, limit))
        cut = cut if cut > start else limit
        yield start, cut
        start = cut + 1 if text[cut : cut + 1].isspace() else cut
    if start < end:
        yield start, end
