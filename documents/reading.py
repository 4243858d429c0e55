"""A paper open at a page: which page, which passage, and the passages before and after it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString

from documents import selectors
from documents.forms import PassageForm
from documents.highlights import passage
from documents.laid_out import laid_out
from documents.models import Document, Page
from documents.places import boxes_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from documents.selectors import Results

MOST_MARKS = 60


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A stretch of a page's text that can be stepped to."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the viewer shows; `index` is the place of the current mark, from 1, or 0."""

    document: Document
    page: Page | None
    number: int
    start: int | None
    end: int | None
    q: str
    results: "Results | None"
    words: SafeString
    marks: list[Mark]
    index: int
    previous: Mark | None
    next: Mark | None
    kept_marks: str = ""
    seconds: float | None = None  # of a recording: where its player begins

    @property
    def top(self) -> float:
        """How far down the page the passage begins, 0..1."""
        if not self.page or self.start is None or not self.end:
            return 0.0
        boxes = boxes_of(self.page.blocks, self.start, self.end)
        return min((box[1] for box in boxes), default=0.0)


def shown(document: Document, query: "Mapping[str, Any]") -> Shown:
    """The page and the passage that an address asks for; nonsense in it is forgiven."""
    form = PassageForm(query)
    asked = form.cleaned_data if form.is_valid() else {}
    page = _page(document, asked.get("page") or 1)
    number = page.number if page else 1
    start, end = asked.get("start"), asked.get("end")
    start = 0 if end and start is None else start
    text, kept = asked.get("q") or "", str(query.get("marks", ""))[:2_000]
    results = selectors.find(workspace=document.workspace, text=text, document=document)
    marks = _marks(kept) or sorted(
        {Mark(each.hit.page, each.hit.start, each.hit.end) for each in _hits(results)}
    )
    here = Mark(number, -1 if start is None else start, end or 0)
    before = [mark for mark in marks if mark < here]
    after = [mark for mark in marks if mark > here]
    return Shown(
        document=document,
        page=page,
        number=number,
        start=start if end else None,
        end=end,
        q=text,
        results=results,
        words=words_of(document, page, start, end),
        marks=marks,
        index=marks.index(here) + 1 if here in marks else 0,
        previous=before[-1] if before else None,
        next=after[0] if after else None,
        kept_marks=kept,
        seconds=asked.get("t"),
    )


def words_of(document: Document, page: Page | None, start: int | None, end: int | None) -> SafeString:
    """The text of a page; where there is no picture to look at, laid out."""
    if page is None:
        return SafeString("")
    if document.has_pictures:
        return passage(page.text, start, end)
    return laid_out(page.text, page.blocks, start, end)


def _page(document: Document, number: int) -> Page | None:
    """The page asked for, or the nearest one there is."""
    pages = Page.objects.filter(document=document)
    return pages.filter(number=number).first() or pages.filter(number__lt=number).last() or pages.first()


def _hits(results: "Results | None") -> list[Any]:
    return results.hits if results else []


def _marks(text: str) -> list[Mark]:
    """Places out of an address: `2.427.905~3.10.80`."""
    found = []
    for part in text.split("~")[:MOST_MARKS]:
        numbers = part.split(".")
        if len(numbers) == 3 and all(each.isdecimal() and len(each) < 8 for each in numbers):
            found.append(Mark(*map(int, numbers)))
    return sorted(set(found))
