"""How a way in is doing: what came, what was made of it, and what was refused."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone

from lumen.common.errors import LumenError
from lumen.common.redis import client
from transactions.models import RawItem, Source

DAYS = 14
_KEEP_SECONDS = 30 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """A source with what it has brought."""

    source: Source
    by_outcome: dict[str, int]
    days: list[int]  # arrivals of the last fourteen days, oldest first
    refused: int  # deliveries of the last seven days that were turned away
    refusal: str  # why the last one was

    @property
    def total(self) -> int:
        return sum(self.by_outcome.values())

    @property
    def today(self) -> int:
        return self.days[-1]

    @property
    def week(self) -> int:
        return sum(self.days[-7:])

    @property
    def payments(self) -> int:
        return self.by_outcome.get(RawItem.Outcome.TRANSACTION, 0)

    @property
    def not_understood(self) -> int:
        return self.by_outcome.get(RawItem.Outcome.UNREADABLE, 0)


def of(sources: Sequence[Source]) -> list[Health]:
    """The health of each source, in the same number of queries for many as for one."""
    items = RawItem.objects.filter(source__in=sources).order_by()
    outcomes = list(items.values("source_id", "outcome").annotate(n=Count("pk")))
    today = timezone.localdate()
    recent = items.filter(created_at__date__gt=today - timedelta(days=DAYS))
    daily = list(recent.values("source_id", day=TruncDate("created_at")).annotate(n=Count("pk")))
    refusals = _refusals(sources)
    return [
        Health(
            source=source,
            by_outcome={row["outcome"]: row["n"] for row in outcomes if row["source_id"] == source.pk},
            days=_days(source, daily, today),
            refused=sum(refusals[source.pk].counts),
            refusal=refusals[source.pk].last,
        )
        for source in sources
    ]


def _days(source: Source, daily: list[Any], today: date) -> list[int]:
    by_day = {row["day"]: row["n"] for row in daily if row["source_id"] == source.pk}
    return [by_day.get(today - timedelta(days=age), 0) for age in range(DAYS - 1, -1, -1)]


@dataclass(frozen=True, slots=True)
class _Refusals:
    counts: list[int]
    last: str


@contextmanager
def counting_refusals(source: Source) -> Iterator[None]:
    """Remember that a delivery to a source was refused, and why."""
    try:
        yield
    except LumenError as error:
        key = _key(source)
        pipe = client().pipeline()
        pipe.hincrby(key, timezone.localdate().isoformat(), 1)
        pipe.hset(key, "last", error.title)
        pipe.expire(key, _KEEP_SECONDS)
        pipe.execute()
        raise


def _refusals(sources: Sequence[Source]) -> dict[object, _Refusals]:
    days = [(timezone.localdate() - timedelta(days=age)).isoformat() for age in range(7)]
    pipe = client().pipeline()
    for source in sources:
        pipe.hmget(_key(source), [*days, "last"])
    answers = cast("list[list[str | None]]", pipe.execute())
    return {
        source.pk: _Refusals([int(count or 0) for count in told[:-1]], told[-1] or "")
        for source, told in zip(sources, answers, strict=True)
    }


def _key(source: Source) -> str:
    return f"lumen:source:{source.pk}:refused"
