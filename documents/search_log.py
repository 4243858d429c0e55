"""What people look for, what came of it, and what they opened: a row a search, kept for a while."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, Max, Q
from django.db.models.functions import Lower
from django.utils import timezone

from documents.models import Document, SearchLog

if TYPE_CHECKING:
    from accounts.models import User, Workspace

SEARCH, QUESTION = "search", "question"
LONGEST = 1_000
STILL_TYPING = timedelta(seconds=20)
OPENED_WITHIN = timedelta(minutes=30)
SHOWN = 100


@dataclass(slots=True)
class Noted:
    """Filled in by who searches."""

    hits: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """Something that was looked for and not found, however often."""

    text: str
    times: int
    people: int
    last_at: datetime
    hits: int  # the most that ever came of it; none of them was opened


@contextmanager
def noting(workspace: "Workspace", user: "User | None", text: str, asked_as: str) -> Iterator[Noted]:
    """Time what is done inside and note it; what fails is not noted."""
    noted, started = Noted(), time.perf_counter()
    yield noted
    milliseconds = int((time.perf_counter() - started) * 1000)
    record(
        workspace=workspace,
        user=user,
        text=text,
        asked_as=asked_as,
        hits=int(noted.hits),
        milliseconds=milliseconds,
    )


def record(
    *, workspace: "Workspace", user: "User | None", text: str, asked_as: str, hits: int, milliseconds: int
) -> None:
    """Note one search; the letters of one that is still being typed count as one. Two statements."""
    text = " ".join(text.split())[:LONGEST]
    if not text or not settings.SEARCH_LOG_DAYS:
        return
    values = {"text": text, "hits": hits, "milliseconds": milliseconds}
    if asked_as == SEARCH and (typed := _typed_before(workspace, user, text)):
        SearchLog.objects.filter(pk=typed).update(**values, asked_at=timezone.now())
        return
    SearchLog.objects.create(workspace=workspace, user=user, asked_as=asked_as, **values)


def _typed_before(workspace: "Workspace", user: "User | None", text: str) -> int | None:
    """The row of the same search a few letters earlier."""
    latest = (
        SearchLog.objects.in_workspace(workspace)
        .filter(user=user, asked_as=SEARCH, opened=None, asked_at__gte=timezone.now() - STILL_TYPING)
        .order_by("-asked_at")
        .values_list("pk", "text")
        .first()
    )
    if latest is None:
        return None
    before, now = latest[1].casefold(), text.casefold()
    return int(latest[0]) if now.startswith(before) or before.startswith(now) else None


def note_opened(*, workspace: "Workspace", user: "User", document: Document, text: str) -> None:
    """A paper was opened from the results of a search for `text`: one statement."""
    recent = SearchLog.objects.in_workspace(workspace).filter(
        user=user,
        text=" ".join(text.split())[:LONGEST],
        opened=None,
        asked_at__gte=timezone.now() - OPENED_WITHIN,
    )
    SearchLog.objects.filter(pk__in=recent.order_by("-asked_at").values("pk")[:1]).update(opened=document)


def missed(workspace: "Workspace", *, since: datetime) -> list[Missed]:
    """What was looked for and not found: nothing came of it, or nothing that came was opened. One query."""
    rows = (
        SearchLog.objects.in_workspace(workspace)
        .filter(asked_at__gte=since)
        .annotate(said=Lower("text"))
        .order_by()
        .values("said")
        .annotate(
            times=Count("pk"),
            people=Count("user", distinct=True),
            last_at=Max("asked_at"),
            most=Max("hits"),
            opened_ones=Count("opened"),
            answered=Count("pk", filter=Q(asked_as=QUESTION, hits__gt=0)),
        )
        .filter(opened_ones=0, answered=0)
        .order_by("most", "-times", "-last_at")[:SHOWN]
    )
    return [
        Missed(
            text=row["said"],
            times=row["times"],
            people=row["people"],
            last_at=row["last_at"],
            hits=row["most"],
        )
        for row in rows
    ]


def newest(workspace: "Workspace") -> "list[SearchLog]":
    """The latest searches with who asked and what was opened."""
    rows = SearchLog.objects.in_workspace(workspace).select_related("user", "opened")
    return list(rows.order_by("-asked_at")[:SHOWN])


def forget_old(*, now: datetime) -> int:
    """Delete what is older than `SEARCH_LOG_DAYS`; with 0 nothing is kept at all."""
    removed, _kinds = SearchLog.objects.filter(
        asked_at__lt=now - timedelta(days=settings.SEARCH_LOG_DAYS)
    ).delete()
    return removed
