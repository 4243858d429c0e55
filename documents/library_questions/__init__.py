"""Questions about the library itself: how many papers, which, the newest, what they come to.

Read by a small grammar into a `LibraryQuery` and answered by the database over what is known of each
paper; the nearest passages are never counted.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, F, Sum

from documents.library_questions import matching, phrasing
from documents.library_questions.matching import PAPER_DAY, Matched
from documents.library_questions.phrasing import SHOWN, Sums
from documents.library_questions.reading import LibraryQuery, Measure, read
from documents.models import Document, DocumentQuerySet
from lumen.ai.answers import Answer
from lumen.common.dates import today_in
from lumen.common.phrases import Calendar

if TYPE_CHECKING:
    from accounts.models import Workspace

SOURCE = "library"
_ORDERS: dict[Measure, tuple[Any, ...]] = {
    Measure.NEWEST: (F("paper_day").desc(), "-created_at"),
    Measure.OLDEST: (F("paper_day").asc(), "created_at"),
    Measure.LARGEST: (F("amount").desc(), "-created_at"),
    Measure.SMALLEST: (F("amount").asc(), "-created_at"),
}


def answer(
    *,
    workspace: "Workspace",
    text: str,
    now: datetime,
    document_ids: Sequence[UUID | str] | None = None,
    only_known: bool = False,
) -> Answer | None:
    """Answer when `text` counts, sums or lists documents; `None` when it asks about their content.

    Args:
        only_known: also `None` when the newest or largest of something is asked for and there is none, for
            "the first contract with Nasa" may be in the text of a paper.
    """
    query = read(text, calendar_of(workspace, now))
    if query is None:
        return None
    chosen = list(document_ids) if document_ids is not None else None
    matched = matching.match(workspace=workspace, query=query, document_ids=chosen)
    if query.measure in _ORDERS:
        return None if only_known and not matched.papers.exists() else _best(query, matched)
    if query.measure in (Measure.SUM, Measure.AVERAGE):
        return _summed(query, matched)
    return _counted(query, matched)


def has_any(workspace: "Workspace", query: LibraryQuery) -> bool:
    """Whether there are papers of the kind that is asked about; one query."""
    return Document.objects.in_workspace(workspace).live().filter(query.noun.matching()).exists()


def calendar_of(workspace: "Workspace", now: datetime) -> Calendar:
    return Calendar(
        today_in(workspace.time_zone, now), workspace.week_starts_on, workspace.financial_year_start_month
    )


def _newest_first(papers: DocumentQuerySet) -> list[Document]:
    keys = papers.order_by().values("pk")
    return list(Document.objects.filter(pk__in=keys).order_by("-created_at", "-pk")[:SHOWN])


def _counted(query: LibraryQuery, matched: Matched) -> Answer:
    total = matched.papers.order_by().values("pk").distinct().count()
    papers = _newest_first(matched.papers)
    return Answer(
        status="ok",
        text=phrasing.count_sentence(query, matched, papers, total),
        value=float(total),
        unit="count",
        labels=[paper.filename for paper in papers],
        source=SOURCE,
    )


def _summed(query: LibraryQuery, matched: Matched) -> Answer:
    total = matched.papers.order_by().values("pk").distinct().count()
    if not total:
        return _counted(query, matched)
    keys = matched.papers.order_by().values("pk")
    rows = (
        Document.objects.filter(pk__in=keys, amount__isnull=False)
        .order_by("currency")
        .values("currency")
        .annotate(total=Sum("amount"), papers=Count("pk"))
    )
    totals = {row["currency"]: row["total"] for row in rows}
    papers = {row["currency"]: row["papers"] for row in rows}
    sums = Sums(totals=totals, counted=papers, unknown=total - sum(papers.values()))
    shown = _newest_first(matched.papers)
    return Answer(
        status="ok",
        text=phrasing.sum_sentence(query, matched, shown, total, sums),
        value=_one_value(query, sums),
        unit=next(iter(totals)) or None if len(totals) == 1 else None,
        rows=[(currency or "?", float(amount)) for currency, amount in totals.items()],
        labels=[paper.filename for paper in shown],
        source=SOURCE,
    )


def _one_value(query: LibraryQuery, sums: Sums) -> float | None:
    if len(sums.totals) != 1:
        return None
    [(currency, amount)] = sums.totals.items()
    divisor = sums.counted[currency] if query.measure == Measure.AVERAGE else 1
    return float((amount / Decimal(divisor)).quantize(Decimal("0.01")))


def _best(query: LibraryQuery, matched: Matched) -> Answer | None:
    keys = matched.papers.order_by().values("pk")
    papers = Document.objects.filter(pk__in=keys).annotate(paper_day=PAPER_DAY)
    if query.measure in (Measure.LARGEST, Measure.SMALLEST):
        papers = papers.filter(amount__isnull=False)
    how_many = min(query.how_many or (5 if query.noun.is_plural else 1), SHOWN)
    best = list(papers.order_by(*_ORDERS[query.measure])[:how_many])
    if not best:
        return _counted(query, matched)
    return Answer(
        status="ok",
        text=phrasing.best_sentence(query, matched, best),
        value=best[0].filename,
        labels=[paper.filename for paper in best],
        source=SOURCE,
    )
