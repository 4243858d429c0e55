"""From sentences to quotes: those that stand in the stored page, neighbours joined, each with its place."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from documents.evidence import Sentence
from documents.models import Page
from documents.places import boxes_of, moment_of
from lumen.ai.answers import Citation

MOST_QUOTES = 3
NEAR_BEST = 0.85  # of the best sentence's score
SAME_PASSAGE = 0.72
MOST_ROWS = 8
LONGEST_LIST = 600
_INTRODUCES = re.compile(r"[:：]\s*$")
_PLACE = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Quote:
    """A citation that was found in its page, the title of the paper, and how good it is: 0 is the best."""

    citation: Citation
    title: str
    rank: int


@dataclass(frozen=True, slots=True)
class _Stretch:
    """`page.text[start:end]`, as a passage had it."""

    sentence: Sentence
    start: int
    end: int
    rank: int


def quotes_of(sentences: Sequence[Sentence]) -> list[Quote]:
    """The best sentences as quotes, in the order in which they stand, the best page first."""
    chosen = _choose(sentences)
    pages = pages_of({(str(one.hit.document_id), one.hit.page) for one in chosen})
    placed = []
    for rank, one in enumerate(chosen):
        page = pages.get((str(one.hit.document_id), one.hit.page))
        span = located(page.text, one.text, one.start) if page else None
        if page and span:
            placed.append(_Stretch(one, *_with_rows(page.text, *span), rank=rank))
    return [_quote(stretch, pages) for stretch in _joined(placed, pages)]


def _choose(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The best sentence and those nearly as good; a heading only where there is nothing else."""
    said = [one for one in sentences if not (one.fit.is_heading or one.fit.is_title)] or sentences
    if not said:
        return []
    best, chosen = said[0], [said[0]]
    for sentence in said[1:]:
        is_beside = sentence.hit.chunk_id == best.hit.chunk_id
        if sentence.score >= (SAME_PASSAGE if is_beside else NEAR_BEST) * best.score:
            chosen.append(sentence)
        if len(chosen) == MOST_QUOTES:
            break
    return chosen


def pages_of(places: Iterable[_PLACE]) -> dict[_PLACE, Page]:
    """The stored pages with these numbers of these documents; one query."""
    wanted = set(places)
    stored = Page.objects.filter(
        document_id__in={key for key, _ in wanted}, number__in={number for _, number in wanted}
    )
    return {(str(page.document_id), page.number): page for page in stored}


def located(text: str, quote: str, start: int) -> tuple[int, int] | None:
    """Where `quote` stands in a page's text, white space aside; where it should, if it does."""
    if text[start : start + len(quote)] == quote:
        return start, start + len(quote)
    words = [re.escape(word) for word in quote.split()]
    if not words:
        return None
    found = re.search(r"\s+".join(words), text)
    return found.span() if found else None


def _with_rows(text: str, start: int, end: int) -> tuple[int, int]:
    """A line that introduces a list, together with the list."""
    if not _INTRODUCES.search(text[start:end]):
        return start, end
    at, rows = end, 0
    for line in re.finditer(r"\n+([^\n]+)", text[end : end + LONGEST_LIST]):
        is_next = rows == 0 or line.group(0).count("\n") == 1
        if rows == MOST_ROWS or not is_next or _INTRODUCES.search(line.group(1)):
            break
        at, rows = end + line.end(), rows + 1
    return start, at


def _joined(stretches: Sequence[_Stretch], pages: dict[_PLACE, Page]) -> list[_Stretch]:
    """Neighbours on a page become one stretch; the page of the best comes first."""
    first: dict[_PLACE, int] = {}
    for one in stretches:
        first.setdefault((str(one.sentence.hit.document_id), one.sentence.hit.page), one.rank)
    ordered = sorted(stretches, key=lambda one: (first[_place(one)], one.start, -one.end))
    joined: list[_Stretch] = []
    for one in ordered:
        last = joined[-1] if joined else None
        if last and _place(last) == _place(one) and _touch(pages[_place(one)].text, last.end, one.start):
            joined[-1] = replace(last, end=max(last.end, one.end), rank=min(last.rank, one.rank))
        else:
            joined.append(one)
    return joined


def _place(one: _Stretch) -> _PLACE:
    return str(one.sentence.hit.document_id), one.sentence.hit.page


def _touch(text: str, end: int, start: int) -> bool:
    return start <= end or not text[end:start].strip()


def _quote(stretch: _Stretch, pages: dict[_PLACE, Page]) -> Quote:
    hit, page = stretch.sentence.hit, pages[_place(stretch)]
    return Quote(cited(page, hit.filename, stretch.start, stretch.end), hit.title, stretch.rank)


def cited(page: Page, filename: str, start: int, end: int) -> Citation:
    """The citation of `page.text[start:end]`, without white space around it."""
    text = page.text[start:end]
    start += len(text) - len(text.lstrip())
    end -= len(text) - len(text.rstrip())
    return Citation(
        document=str(page.document_id),
        external_name=filename,
        page=page.number,
        quote=page.text[start:end],
        start=start,
        end=end,
        boxes=boxes_of(page.blocks, start, end),
        at_ms=moment_of(page.blocks, start),
    )
