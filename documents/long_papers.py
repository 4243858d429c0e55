"""Long papers, such as yearly reports: which of them a question names, and one passage a page.

In a hundred pages of one company its name says nothing about the page, while the title page and the
signatures hold it most often. So a paper that is named is searched by itself, without the words of its name.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Left

from documents import statements, terms
from documents.models import Chunk, Document, Page
from documents.periods import years_of

if TYPE_CHECKING:
    from accounts.models import Workspace

Row = tuple[UUID, float | None, float, float]  # chunk, cosine, BM25, score
LONG = 30  # pages
MOST = 1_000  # long papers that are looked at, the newest first
FEW = 5  # long papers, of which none need be named
COVER_CHARACTERS = 1_500
NAMED_FROM = 0.7  # of the weight that the best named paper shares with the question
OTHER_YEAR = 0.25  # nearness of a paper of another year than the question's
NEAR = 0.4  # points for a passage of a named paper
STATEMENT = 0.4  # points for a table of the statement from which the question is answered
UNNAMED = 0.6  # share of them where no paper is named
REPEATED = 0.3  # points lost with each better passage of the same page
_WORD = re.compile(r"[^\W\d_][\w&.'’-]*")
_IDLE = frozenset(
    terms.words(
        "document paper file pdf form 10-k 10k 10-q 10q 8-k 8k 20-f annual yearly quarterly report reports "
        "account accounts results earnings final inc corp corporation company group plc ltd limited the of "
        "and sec exchange commission united states securities common stock"
    )
)


@dataclass(frozen=True, slots=True)
class Paper:
    """What a paper calls itself."""

    name: frozenset[str]
    cover: frozenset[str]  # words with a capital on the first page, of a long paper
    years: frozenset[int]
    is_long: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """The papers that a question is about, 0..1 each, and the words that name them."""

    papers: Mapping[UUID, float]
    long: Sequence[UUID]  # those that are worth a search of their own
    words: frozenset[str]
    statements: frozenset[str]  # that the question is answered from
    is_named: bool


@dataclass(frozen=True, slots=True)
class _Place:
    document: UUID
    page: int
    is_long: bool
    is_asked: bool  # a table of a statement that the question needs


@dataclass(frozen=True, slots=True)
class _Said:
    words: frozenset[str]
    capitalised: frozenset[str]
    joined: Mapping[str, tuple[str, str]]  # "bestbuy" of "Best Buy", as names of files have it


_Key = tuple[UUID, int, str, str, str]
_known: dict[_Key, Paper] = {}


def long_papers(workspace: "Workspace", within: Collection[UUID | str] | None = None) -> dict[UUID, Paper]:
    """The readable papers of a workspace of 30 pages and more, or those of them that are chosen."""
    papers = Document.objects.in_workspace(workspace).readable().filter(page_count__gte=LONG)
    if within is not None:
        papers = papers.filter(pk__in=within)
    return _read(papers.order_by("-created_at")[:MOST])


def called(papers: Mapping[UUID, Paper], rows: Sequence[Row], text: str, *, are_chosen: bool) -> Called:
    """What a question names: of the long `papers`, and of those in which something was found.

    Args:
        are_chosen: the search is held to these papers, so they are meant without being named.
    """
    found = Document.objects.filter(chunks__in=[row[0] for row in rows]).distinct()
    every = {**_read(found), **papers}
    said, years = _said(text), years_of(text)
    held = {key: words for key, paper in every.items() if (words := _shared(said, paper))}
    best = _best(held, len(every))
    if not best and (are_chosen or len(papers) <= FEW):
        best = set(papers)
    near = _by_year({key: every[key] for key in best}, years)
    return Called(
        papers=near,
        long=[key for key in best if every[key].is_long],
        words=frozenset(word for key in best for word in held.get(key, ())),
        statements=statements.needed(text),
        is_named=bool(held),
    )


def _read(papers: QuerySet[Document]) -> dict[UUID, Paper]:
    columns = ("pk", "version", "filename", "title", "correspondent__name", "issued_on", "page_count")
    found: dict[UUID, tuple[_Key, date | None, bool]] = {}
    for pk, version, filename, title, name, issued_on, pages in papers.values_list(*columns):
        found[pk] = ((pk, version, filename, title, name or ""), issued_on, pages >= LONG)
    new = {pk: one for pk, one in found.items() if one[0] not in _known}
    covers = _covers([pk for pk, (_, _, is_long) in new.items() if is_long])
    if len(_known) > 10 * MOST:
        _known.clear()
    read = {pk: _paper(*one, cover=covers.get(pk, "")) for pk, one in new.items()}
    _known.update({one[0]: read[pk] for pk, one in new.items()})
    return {pk: read.get(pk) or _known[key] for pk, (key, _, _) in found.items()}


def _covers(papers: Collection[UUID]) -> dict[UUID, str]:
    if not papers:
        return {}
    pages = Page.objects.filter(document__in=papers, number=1)
    return dict(pages.annotate(cover=Left("text", COVER_CHARACTERS)).values_list("document", "cover"))


def _paper(key: _Key, issued_on: date | None, is_long: bool, *, cover: str) -> Paper:  # noqa: FBT001
    _, _, filename, title, correspondent = key
    name = f"{filename.rpartition('.')[0] or filename} {title} {correspondent}"
    years = years_of(name)
    if not years and issued_on:  # a year that ends in January is called after the one before
        years = {issued_on.year - (issued_on.month == 1)}
    return Paper(
        name=frozenset(terms.words(name)) - _IDLE,
        cover=frozenset(_capitalised(cover)) - _IDLE,
        years=frozenset(years),
        is_long=is_long,
    )


def _capitalised(text: str) -> Iterable[str]:
    """The stems of words that begin with a capital."""
    return (stem for word in _WORD.findall(text) if word[0].isupper() for stem in terms.words(word))


def _said(text: str) -> _Said:
    words = frozenset(word for word in terms.question_words(text) if not word.isdigit()) - _IDLE
    plain = [word.casefold() for word in _WORD.findall(text)]
    joined = {
        "".join(filter(str.isalnum, first + second)): (first, second) for first, second in pairwise(plain)
    }
    return _Said(words, words & frozenset(_capitalised(text)), joined)


def _shared(said: _Said, paper: Paper) -> frozenset[str]:
    """The words of the question that name the paper."""
    found = (said.words & paper.name) | (said.capitalised & paper.cover)
    for whole, parts in said.joined.items():
        if whole in paper.name or terms.stem(whole) in paper.name:
            found |= {word for part in parts for word in terms.words(part)}
    return found


def _best(held: Mapping[UUID, frozenset[str]], papers: int) -> set[UUID]:
    """Those that share the most with the question, rare words before common ones."""
    bearers = Counter(word for words in held.values() for word in words)
    weights = {word: math.log(1 + (papers - n + 0.5) / (n + 0.5)) for word, n in bearers.items()}
    sums = {key: sum(weights[word] for word in words) for key, words in held.items()}
    return {key for key, total in sums.items() if total >= NAMED_FROM * max(sums.values())}


def _by_year(papers: Mapping[UUID, Paper], years: Collection[int]) -> dict[UUID, float]:
    """How near each is; those of another year than the question's are less so."""
    fits = {key for key, paper in papers.items() if not years or paper.years & set(years)}
    return {key: 1.0 if key in fits or not fits else OTHER_YEAR for key in papers}


def ranked(rows: Sequence[Row], near: Sequence[Row], about: Called, k: int) -> list[Row]:
    """The best `k` of all rows and of those of the named papers.

    A passage of a named paper gains points, and one of a long paper loses some with each better passage
    of its page.
    """
    places = _places([row[0] for row in (*rows, *near)], about.statements)
    best: dict[UUID, Row] = {}
    for row in (*rows, *near):
        score = row[3] + _points(places[row[0]], about)
        if row[0] not in best or score > best[row[0]][3]:
            best[row[0]] = (*row[:3], score)
    seen: Counter[int] = Counter()
    spread: list[Row] = []
    for row in sorted(best.values(), key=lambda one: -one[3]):
        place = places[row[0]]
        spread.append((*row[:3], row[3] - REPEATED * seen[place.page] * place.is_long))
        seen[place.page] += 1
    return sorted(spread, key=lambda one: -one[3])[:k]


def _points(place: _Place, about: Called) -> float:
    nearness = about.papers.get(place.document, 0.0)
    if about.is_named:
        return nearness * (NEAR + STATEMENT * place.is_asked)
    return nearness * UNNAMED * STATEMENT * place.is_asked


def _places(chunks: Collection[UUID], asked: Collection[str]) -> dict[UUID, _Place]:
    rows = (
        Chunk.objects.filter(pk__in=set(chunks))
        .annotate(top=Left("page__text", statements.TOP_CHARACTERS))
        .values_list("pk", "document_id", "page_id", "document__page_count", "top", "text")
    )
    return {
        chunk: _Place(
            document,
            page,
            pages >= LONG,
            pages >= LONG and bool(asked) and statements.shown(top) in asked and statements.has_figures(text),
        )
        for chunk, document, page, pages, top, text in rows
    }
