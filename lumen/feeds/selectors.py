"""Reading feeds, entries, watches and prices."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from accounts.models import Membership, Workspace
from lumen.feeds.models import Entry, EntryQuerySet, EntryRead, Feed, SharePrice, Watch

LAST_VALUES = 30


def feeds_of(membership: Membership) -> "QuerySet[Feed]":
    """The feeds of a workspace by age, each with `entry_count` and the member's `unread`. One query."""
    read = EntryRead.objects.filter(entry=OuterRef("entries__pk"), user=membership.user)
    kept = Feed.objects.in_workspace(membership.workspace).kept()
    return kept.annotate(
        entry_count=Count("entries"),
        unread=Count("entries", filter=Q(entries__isnull=False) & Q(~Exists(read))),
    )


def entries_of(
    membership: Membership, *, feed: UUID | None = None, words: str = "", only_unread: bool = False
) -> EntryQuerySet:
    """Entries of a workspace, newest first, each with its feed and the member's `is_read`."""
    rows = Entry.objects.in_workspace(membership.workspace).shown().select_related("feed")
    if feed:
        rows = rows.filter(feed=feed)
    if words:
        rows = rows.holding(words)
    if only_unread:
        rows = rows.unread_by(membership.user)
    return rows.with_read_by(membership.user).order_by("-published_at", "-pk")


def watches_of(workspace: Workspace) -> "QuerySet[Watch]":
    """What is watched; those that ended last."""
    return Watch.objects.in_workspace(workspace).kept().order_by("is_over", "created_at", "pk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of the workspace's own files: its latest close and those before it, oldest first."""

    symbol: str
    name: str
    on: date
    close: Decimal
    currency: str
    count: int
    values: list[Decimal]

    @property
    def change(self) -> Decimal | None:
        """Against the close before, in per cent."""
        if len(self.values) < 2:
            return None
        return (self.values[-1] - self.values[-2]) / self.values[-2] * 100


def shares_of(workspace: Workspace) -> list[Share]:
    """Every share with prices, by symbol. Two queries."""
    kept = SharePrice.objects.in_workspace(workspace).kept()
    counts = dict(kept.values_list("symbol").annotate(Count("pk")).order_by())
    newest = Window(RowNumber(), partition_by=F("symbol"), order_by=F("on").desc())
    rows = kept.annotate(place=newest).filter(place__lte=LAST_VALUES).order_by("symbol", "on")
    grouped: dict[str, list[SharePrice]] = {}
    for row in rows:
        grouped.setdefault(row.symbol, []).append(row)
    return [_share(rows, counts[symbol]) for symbol, rows in grouped.items()]


def _share(rows: list[SharePrice], count: int) -> Share:
    last = rows[-1]
    return Share(
        symbol=last.symbol,
        name=last.name,
        on=last.on,
        close=last.close,
        currency=last.currency,
        count=count,
        values=[row.close for row in rows if row.currency == last.currency],
    )
