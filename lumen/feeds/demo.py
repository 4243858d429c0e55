"""Invented feeds, watches and prices for the demo, stored as they would be; nobody is asked."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import Membership, Workspace
from lumen.common.dates import today_in
from lumen.feeds.models import Entry, Feed, SharePrice, Watch
from lumen.feeds.parsing import digest

FEEDS = (
    ("https://sahyadri-courier.example/feed.xml", "Sahyadri Courier"),
    ("https://ledger-and-lamp.example/atom.xml", "Ledger & Lamp"),
)
ENTRIES = (  # feed, hours ago, title, text
    (
        0,
        2,
        "Pune adds forty electric buses on the ring road",
        "They run from five in the morning, every ten minutes.",
    ),
    (0, 7, "Monsoon leaves the Deccan a week late", "Dams are at 94 per cent, the irrigation office says."),
    (
        0,
        26,
        "Old mill at Khadki becomes a library",
        "The reading rooms open on Saturday with a fair of used books.",
    ),
    (
        0,
        51,
        "Water supply: no cut on Thursday after all",
        "Work on the main line at Parvati was finished early.",
    ),
    (
        1,
        4,
        "What a fixed deposit really earns after tax",
        "A worked example for three slabs, and where the cess comes in.",
    ),
    (1, 30, "Rates stay where they are", "The central bank waits for the next figures of prices."),
    (
        1,
        75,
        "Five lines to read first in a loan agreement",
        "Prepayment, reset dates, insurance, fees, and who may call.",
    ),
)
SHARE, SHARE_NAME = "SAHYAFUND", "Sahyadri Balanced Fund"
CLOSES = ("41.20", "41.35", "41.10", "41.62", "41.90", "41.75", "42.05", "42.31", "42.18", "42.60")
RATES = ("88.21", "88.34", "88.10", "88.52", "88.79", "88.93")


def fill(workspace: Workspace) -> int:
    """Give a workspace something to look at; a second time adds nothing. How many entries there are."""
    now = timezone.now()
    if not Feed.objects.in_workspace(workspace).exists():
        owner = Membership.objects.filter(workspace=workspace, role=Membership.Role.OWNER).first()
        _feeds(workspace, owner, now)
        _prices(workspace, now)
        _watches(workspace, owner, now)
    return Entry.objects.in_workspace(workspace).count()


def _feeds(workspace: Workspace, owner: Membership | None, now: datetime) -> None:
    """Paused, since nobody lives at these addresses."""
    feeds = [
        Feed(
            workspace=workspace,
            url=url,
            title=title,
            is_active=False,
            fetched_at=now,
            read_at=now,
            next_at=now,
            created_by=owner.user if owner else None,
        )
        for url, title in FEEDS
    ]
    Feed.objects.bulk_create(feeds)
    Entry.objects.bulk_create(
        Entry(
            workspace=workspace,
            feed=feeds[place],
            key=digest(title),
            title=title,
            summary=text,
            published_at=now - timedelta(hours=hours),
            created_at=now - timedelta(hours=hours),
            seen_at=now,
        )
        for place, hours, title, text in ENTRIES
    )


def _prices(workspace: Workspace, now: datetime) -> None:
    today = today_in(workspace.time_zone, now)
    SharePrice.objects.bulk_create(
        SharePrice(
            workspace=workspace,
            symbol=SHARE,
            name=SHARE_NAME,
            on=today - timedelta(days=len(CLOSES) - place),
            close=Decimal(close),
            currency=workspace.base_currency,
        )
        for place, close in enumerate(CLOSES)
    )


def _watches(workspace: Workspace, owner: Membership | None, now: datetime) -> None:
    """One as it was left, paused so that nobody is asked; one of the workspace's own prices and words."""
    user = owner.user if owner else None
    days = [(now - timedelta(days=len(RATES) - place)) for place in range(len(RATES))]
    said = {"workspace": workspace, "created_by": user, "next_at": now, "looked_until": now}
    Watch.objects.create(
        **said,
        kind=Watch.Kind.RATE,
        subject="USD/INR",
        condition=Watch.Condition.ABOVE,
        threshold=Decimal(90),
        is_active=False,
        value=Decimal(RATES[-1]),
        unit="INR",
        source="the demo's own numbers",
        value_at=days[-1],
        checked_at=days[-1],
        history=[[day.isoformat(timespec="seconds"), rate] for day, rate in zip(days, RATES, strict=True)],
    )
    Watch.objects.create(
        **said,
        kind=Watch.Kind.SHARE,
        subject=SHARE,
        condition=Watch.Condition.BELOW,
        threshold=Decimal(40),
    )
    Watch.objects.create(
        **said, kind=Watch.Kind.WORDS, subject="rates", condition=Watch.Condition.NEW, threshold=None
    )
