"""Cutting pages into passages that a search can find and a model can read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from documents.pipeline.headings import Heading, headings_of, path_of
from documents.pipeline.parsed import HEADER, LIST, ROW, ParsedPage
from documents.pipeline.sentences import Span, paragraph_spans, row_spans, sentence_spans
from documents.words import SIGN, is_mostly_latin

VERSION = "2"
FEWEST_CHARACTERS = 350
MOST_CHARACTERS = 950
MOST_TOKENS = 240
FEWEST_TOKENS = 150  # left for the text under the longest title and headings
SIGN_CHARACTERS = 2.2  # what one sign of Chinese, Japanese, Korean or Thai says, in letters
LONGEST_HEADER = 160

CountTokens = Callable[[str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """`page.text[start:end]`, the headings it stands under, and the header of its table's columns."""

    page: int
    start: int
    end: int
    text: str
    heading: str  # path, the last heading last
    header: str = ""


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is never cut: a paragraph, a sentence or a row."""

    start: int
    end: int
    tokens: int


@dataclass(slots=True)
class _Measure:
    """How much fits into a passage of one page.

    Only where the sentence model reads the script do its tokens count; elsewhere words alone are searched.
    """

    text: str
    count_tokens: CountTokens
    most_tokens: int
    letters: float = field(init=False)
    is_read: bool = field(init=False)

    def __post_init__(self) -> None:
        signs = len(SIGN.findall(self.text)) / max(len(self.text), 1)
        self.letters = 1 + (SIGN_CHARACTERS - 1) * signs
        self.is_read = is_mostly_latin(self.text)

    def unit(self, start: int, end: int) -> _Unit:
        tokens = self.count_tokens(self.text[start:end]) - 2 if self.is_read else 0
        return _Unit(start, end, tokens)

    def fits(self, start: int, end: int, tokens: int) -> bool:
        return (end - start) * self.letters <= MOST_CHARACTERS and tokens <= self.most_tokens - 2

    def parts(self, unit: _Unit) -> int:
        """Into how many passages a unit must go."""
        by_letters = (unit.end - unit.start) * self.letters / MOST_CHARACTERS
        by_tokens = unit.tokens / (self.most_tokens - 2)
        return int(max(by_letters, by_tokens) - 1e-9) + 1

    def is_long(self, start: int, end: int) -> bool:
        return (end - start) * self.letters >= FEWEST_CHARACTERS


def chunk_pages(pages: list[ParsedPage], *, count_tokens: CountTokens, title: str = "") -> Iterator[Passage]:
    """Passages of 350 to 950 characters, never across a page, cut at sentences or table rows.

    Headings go on to later pages until the next one of their rank. There is no overlap. With `title` and
    headings a passage takes at most 240 tokens.
    """
    above: tuple[Heading, ...] = ()
    reserved = count_tokens(title) if title else 0
    for page in pages:
        headings = headings_of(page)
        longest = max((len(h.text) for h in headings), default=0)
        room = max(FEWEST_TOKENS, MOST_TOKENS - reserved - longest // 4)
        measure = _Measure(page.text, count_tokens, room)
        starts = {heading.start for heading in headings}
        for start, end in _pack(measure, list(_units(measure, page)), starts):
            above = _under(above, [h for h in headings if h.start <= start])
            yield Passage(
                page=page.number,
                start=start,
                end=end,
                text=page.text[start:end],
                heading=path_of(above),
                header=_header(page, start),
            )
            above = _under(above, [h for h in headings if start < h.start < end])


def _under(above: tuple[Heading, ...], headings: list[Heading]) -> tuple[Heading, ...]:
    """The headings in force after some more have been met."""
    for heading in headings:
        if heading not in above:
            above = (*(h for h in above if h.level < heading.level), heading)
    return above


def _header(page: ParsedPage, start: int) -> str:
    """The row that names the columns, for a passage that begins further down its table."""
    found = ""
    for block in page.blocks:
        if block["start"] >= start:
            return found if block["start"] == start and block.get("kind") == ROW else ""
        if block.get("kind") == HEADER:
            found = _line_at(page.text, block["start"])[:LONGEST_HEADER]
        elif block.get("kind") != ROW:
            found = ""
    return ""


def _line_at(text: str, at: int) -> str:
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    return text[start : end if end >= 0 else len(text)]


def _pack(measure: _Measure, units: list[_Unit], headings: set[int]) -> Iterator[Span]:
    start, end, tokens = -1, -1, 0
    for unit in units:
        is_new_section = unit.start in headings and measure.is_long(start, unit.start)
        if start >= 0 and (is_new_section or not measure.fits(start, unit.end, tokens + unit.tokens)):
            yield start, end
            start, tokens = -1, 0
        start = unit.start if start < 0 else start
        end, tokens = unit.end, tokens + unit.tokens
    if start >= 0:
        yield start, end


def _units(measure: _Measure, page: ParsedPage) -> Iterator[_Unit]:
    """Paragraphs; those that are too long in pieces of about one size."""
    rows = [block["start"] for block in page.blocks if block.get("kind") in {ROW, HEADER, LIST}]
    for start, end in paragraph_spans(page.text):
        whole = measure.unit(start, end)
        parts = measure.parts(whole)
        if parts == 1:
            yield whole
            continue
        is_table = sum(start <= row < end for row in rows) > 1
        spans = row_spans(page.text, start, end) if is_table else sentence_spans(page.text, start, end)
        small = [piece for a, b in spans for piece in _pieces(measure, a, b)]
        yield from (
            small if is_table else _grouped(measure, small, whole.tokens / parts, (end - start) / parts)
        )


def _grouped(measure: _Measure, units: list[_Unit], tokens: float, characters: float) -> Iterator[_Unit]:
    """Neighbours joined until a piece has its share of a long paragraph."""
    group: _Unit | None = None
    for unit in units:
        joined = _Unit(group.start, unit.end, group.tokens + unit.tokens) if group else unit
        if group and not measure.fits(joined.start, joined.end, joined.tokens):
            yield group
            joined = unit
        group = joined
        if joined.end - joined.start >= characters or (tokens and joined.tokens >= tokens):
            yield joined
            group = None
    if group:
        yield group


def _pieces(measure: _Measure, start: int, end: int) -> Iterator[_Unit]:
    """A sentence too long for one passage, cut at spaces."""
    unit = measure.unit(start, end)
    parts = measure.parts(unit)
    if parts == 1:
        yield unit
        return
    text, size = measure.text, max(1, (end - start) // (parts + 1))
    while end - start > size:
        limit = start + size
        cut = max(text.rfind(" ", start, limit), text.rfind("\n", start, limit))
        cut = cut if cut > start else limit
        yield from _pieces(measure, start, cut)
        start = cut + 1 if text[cut : cut + 1].isspace() else cut
    if start < end:
        yield from _pieces(measure, start, end)
