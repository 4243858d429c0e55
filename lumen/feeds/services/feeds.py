"""Keeping feeds: adding, naming, pausing, taking away with a way back, and what was read of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Workspace
from lumen.audit import services as audit
from lumen.common.errors import LumenError
from lumen.common.tasks import enqueue
from lumen.feeds.fetching import FeedAddressError, check_address
from lumen.feeds.models import Entry, EntryRead, Feed

if TYPE_CHECKING:
    from accounts.models import User

MOST_FEEDS = 200
BATCH = 2_000
UNDO_DAYS = 1
_FRESH = timedelta(seconds=20)  # two presses of "refresh" are one


class TooManyFeedsError(LumenError):
    status, code, title = 409, "too-many-feeds", "There are too many feeds"


class KnownFeedError(LumenError):
    status, code, title = 409, "known-feed", "This feed is here already"


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """How many of a list of feeds are new; the rest was there already, or is no address."""

    new: int
    known: int
    refused: int


@transaction.atomic
def add_feed(*, workspace: Workspace, actor: "User", url: str, name: str = "", now: datetime) -> Feed:
    """Keep a feed or the site that names one; it is read at once in the background.

    Raises:
        FeedAddressError: no address of the web.
        KnownFeedError: it is here already.
        TooManyFeedsError: there are as many as there can be.
    """
    address = check_address(url)
    _lock(workspace)
    mine = Feed.objects.in_workspace(workspace).kept()
    if mine.filter(url=address).exists():
        raise KnownFeedError(_("You follow this feed already."))
    _require_room(mine.count())
    feed = Feed.objects.create(
        workspace=workspace, url=address, name=_name(name), next_at=now, created_by=actor
    )
    audit.record(workspace=workspace, actor=actor, action="feed.added", feed_id=feed.pk)
    enqueue("lumen.feeds.tasks.refresh_feed", feed_id=str(feed.pk))
    return feed


def _lock(workspace: Workspace) -> None:
    """One writer at a time, so that an address or an article is here once."""
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)


def _require_room(count: int) -> None:
    if count >= MOST_FEEDS:
        raise TooManyFeedsError(
            _("You follow %(most)d feeds, as many as there can be. Delete one you do not read.")
            % {"most": MOST_FEEDS}
        )


def _name(said: str) -> str:
    return " ".join(said.split())[:120]


@transaction.atomic
def add_feeds(
    *, workspace: Workspace, actor: "User", wanted: Iterable[tuple[str, str]], now: datetime
) -> Added:
    """Keep many feeds at once, such as those of another reader; each is read in the background.

    Args:
        wanted: address and name of each.

    Raises:
        TooManyFeedsError: they are more than there can be; none is kept.
    """
    _lock(workspace)
    known = set(Feed.objects.in_workspace(workspace).kept().values_list("url", flat=True))
    fresh: dict[str, Feed] = {}
    before = refused = 0
    for url, name in wanted:
        try:
            address = check_address(url)
        except FeedAddressError:
            refused += 1
            continue
        if address in known or address in fresh:
            before += 1
            continue
        _require_room(len(known) + len(fresh))
        fresh[address] = Feed(
            workspace=workspace, url=address, name=_name(name), next_at=now, created_by=actor
        )
    Feed.objects.bulk_create(fresh.values())
    audit.record(workspace=workspace, actor=actor, action="feeds.imported", count=len(fresh))
    for feed in fresh.values():
        enqueue("lumen.feeds.tasks.refresh_feed", feed_id=str(feed.pk))
    return Added(new=len(fresh), known=before, refused=refused)


@transaction.atomic
def change_feed(
    *, feed: Feed, actor: "User", name: str | None = None, is_active: bool | None = None, now: datetime
) -> Feed:
    """Call a feed otherwise, pause it, or read it again from now on."""
    feed = Feed.objects.select_for_update().get(pk=feed.pk)
    changed = []
    if name is not None and _name(name) != feed.name:
        feed.name = _name(name)
        changed.append("name")
    if is_active is not None and is_active != feed.is_active:
        feed.is_active = is_active
        changed.append("is_active")
        if is_active:
            feed.next_at, feed.failures, feed.problem = now, 0, ""
            enqueue("lumen.feeds.tasks.refresh_feed", feed_id=str(feed.pk))
    if changed:
        feed.save()
        _audit(feed, actor, "feed.changed", fields=changed)
    return feed


@transaction.atomic
def delete_feed(*, feed: Feed, actor: "User", now: datetime) -> None:
    """Take a feed away; for a day it can come back with all it told."""
    feed.deleted_at = now
    feed.save(update_fields=["deleted_at", "updated_at"])
    _audit(feed, actor, "feed.deleted")


@transaction.atomic
def restore_feed(*, feed: Feed, actor: "User", now: datetime) -> None:
    """Bring a feed back.

    Raises:
        KnownFeedError: somebody has added it again meanwhile.
        TooManyFeedsError: there is no room any more.
    """
    _lock(feed.workspace)
    mine = Feed.objects.in_workspace(feed.workspace).kept()
    if mine.filter(url=feed.url).exists():
        raise KnownFeedError(_("You follow this feed already."))
    _require_room(mine.count())
    feed.deleted_at, feed.next_at = None, now
    feed.save(update_fields=["deleted_at", "next_at", "updated_at"])
    _audit(feed, actor, "feed.restored")


def refresh_now(*, feeds: "Iterable[Feed]", now: datetime) -> int:
    """Have feeds read again in the background; how many were not read just now."""
    stale = [feed for feed in feeds if feed.is_active and (not feed.tried_at or now - feed.tried_at > _FRESH)]
    for feed in stale:
        enqueue("lumen.feeds.tasks.refresh_feed", feed_id=str(feed.pk))
    return len(stale)


def mark_read(*, entry: Entry, user: "User", is_read: bool, now: datetime) -> None:
    """Note for one member that an entry was read, or take that back."""
    if is_read:
        EntryRead.objects.get_or_create(entry=entry, user=user, defaults={"read_at": now})
    else:
        EntryRead.objects.filter(entry=entry, user=user).delete()


def mark_all_read(
    *, workspace: Workspace, user: "User", feed: Feed | None, until: datetime, now: datetime
) -> int:
    """Note for one member that what was stored until a moment was read, of one feed or of all."""
    unread = Entry.objects.in_workspace(workspace).shown().unread_by(user).filter(created_at__lte=until)
    if feed is not None:
        unread = unread.filter(feed=feed)
    reads = [EntryRead(entry_id=pk, user=user, read_at=now) for pk in unread.values_list("pk", flat=True)]
    EntryRead.objects.bulk_create(reads, batch_size=BATCH, ignore_conflicts=True)
    return len(reads)


def take_back_read(*, workspace: Workspace, user: "User", at: datetime) -> int:
    """Make unread again what one member marked as read at that very moment."""
    marked = EntryRead.objects.filter(user=user, entry__workspace=workspace, read_at=at)
    return marked.delete()[0]


def _audit(feed: Feed, actor: "User", action: str, **facts: Any) -> None:
    audit.record(workspace=feed.workspace, actor=actor, action=action, feed_id=feed.pk, **facts)
