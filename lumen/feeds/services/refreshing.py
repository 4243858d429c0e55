"""Reading a feed: asking for it, keeping what is new, waiting longer each time it fails."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import selectors as people
from accounts.models import Workspace
from lumen.common import events
from lumen.common.tasks import enqueue
from lumen.feeds import fetching, reading
from lumen.feeds.fetching import FeedProblemError, Got
from lumen.feeds.models import Entry, Feed
from lumen.feeds.parsing import ReadFeed
from lumen.feeds.reading import NoFeedError

EVERY = timedelta(minutes=30)
SPREAD_SECONDS = 300
LONGEST = timedelta(hours=24)
CLAIMED = timedelta(minutes=10)  # a worker that died gives a feed back after so long
AT_ONCE = 300
MOST_KEPT = 500  # entries of one feed


def refresh(*, feed: Feed, now: datetime) -> int:
    """Ask for a feed and keep what is new; how many entries that is. A failure is noted at the feed."""
    try:
        got, found = _found(feed)
    except FeedProblemError as error:
        _note_failure(feed, error, now)
        return 0
    return _keep(feed.pk, got, found, now)


def _found(feed: Feed) -> tuple[Got, ReadFeed | None]:
    """What the address holds, or the feed that the page there names; nothing when it has not changed."""
    got = fetching.get(feed.url, etag=feed.etag, last_modified=feed.last_modified)
    if got.content is None:
        return got, None
    try:
        return got, reading.read(got)
    except NoFeedError as error:
        if not error.named:
            raise
        named = error.named
    got = fetching.get(named)
    return _moved(got, named), reading.read(got)


def _moved(got: Got, named: str) -> Got:
    """The feed a page names is what is read from now on."""
    return replace(got, moved_to=got.moved_to or named)


@transaction.atomic
def _keep(feed_id: UUID, got: Got, found: ReadFeed | None, now: datetime) -> int:
    feed = Feed.objects.select_for_update().filter(pk=feed_id, deleted_at__isnull=True).first()
    if feed is None:
        return 0
    feed.tried_at = feed.fetched_at = now
    feed.failures, feed.problem, feed.next_at = 0, "", next_time(feed, now)
    new = 0
    if found is not None:
        feed.etag, feed.last_modified, feed.read_at = got.etag, got.last_modified, now
        feed.title, feed.site_url = found.title or feed.title, found.site_url
        new = _keep_entries(feed, found, now)  # locks the workspace: two feeds may move to one address
        _follow(feed, got.moved_to)
    feed.save()
    transaction.on_commit(partial(_announce, feed, new))
    if new:
        enqueue("lumen.feeds.tasks.check_words", workspace_id=str(feed.workspace_id))
    return new


def _follow(feed: Feed, moved_to: str) -> None:
    """A feed that moved for good is read there, unless the new address is followed already."""
    if not moved_to or len(moved_to) > 2_000:
        return
    others = Feed.objects.in_workspace(feed.workspace).kept().exclude(pk=feed.pk)
    if others.filter(url=moved_to).exists():
        feed.problem, feed.is_active = _("You follow this feed already under its own address."), False
    else:
        feed.url = moved_to


def _keep_entries(feed: Feed, found: ReadFeed, now: datetime) -> int:
    """Store what neither this feed nor another of the workspace told before. Four queries and one lock."""
    Workspace.objects.select_for_update(no_key=True).get(pk=feed.workspace_id)
    mine = Entry.objects.filter(feed=feed)
    known = dict(mine.filter(key__in=[one.key for one in found.entries]).values_list("key", "pk"))
    others = Entry.objects.in_workspace(feed.workspace).shown().exclude(feed=feed)
    links = {one.link_key for one in found.entries if one.link_key}
    told = set(others.filter(link_key__in=links).values_list("link_key", flat=True))
    fresh = [one for one in found.entries if one.key not in known and one.link_key not in told]
    stored_at = timezone.now()  # under the lock: whoever looks for words meanwhile finds it the next time
    Entry.objects.filter(pk__in=known.values()).update(seen_at=now)
    Entry.objects.bulk_create(
        [
            Entry(
                workspace_id=feed.workspace_id,
                feed=feed,
                key=one.key,
                link_key=one.link_key,
                title=one.title,
                link=one.link,
                summary=one.summary,
                author=one.author,
                published_at=min(one.published_at or now, now),
                created_at=stored_at,
                seen_at=now,
            )
            for one in fresh
        ],
        ignore_conflicts=True,
    )
    return len(fresh)


@transaction.atomic
def _note_failure(feed: Feed, error: FeedProblemError, now: datetime) -> None:
    """Say what is wrong, and come back later each time: an hour, two, four, up to a day."""
    kept = Feed.objects.select_for_update().filter(pk=feed.pk, deleted_at__isnull=True).first()
    if kept is None:
        return
    kept.failures += 1
    wait = max(EVERY * 2 ** min(kept.failures, 10), timedelta(seconds=error.wait_seconds))
    kept.tried_at, kept.problem = now, error.detail[:300]
    kept.next_at = now + min(wait, LONGEST) + timedelta(seconds=spread(kept))
    kept.is_active = kept.is_active and not (error.is_lasting and kept.fetched_at)
    kept.save()
    transaction.on_commit(partial(_announce, kept, 0))


def next_time(feed: Feed, now: datetime) -> datetime:
    """Half an hour from now, feeds spread over some minutes so that they do not come together."""
    return now + EVERY + timedelta(seconds=spread(feed))


def spread(row: "Feed") -> int:
    return row.pk.int % SPREAD_SECONDS


def _announce(feed: Feed, new: int) -> None:
    events.publish(
        workspace_id=feed.workspace_id,
        user_ids=people.member_ids(feed.workspace),
        type="progress",
        kind="news",
        id=str(feed.pk),
        new=new,
    )


@transaction.atomic
def claim_due(*, now: datetime) -> list[str]:
    """The feeds whose turn it is; nobody else gets them for some minutes."""
    due = Feed.objects.due(now).select_for_update(skip_locked=True).order_by("next_at")[:AT_ONCE]
    ids = [feed.pk for feed in due]
    Feed.objects.filter(pk__in=ids).update(next_at=now + CLAIMED)
    return [str(pk) for pk in ids]


def forget_old(*, now: datetime) -> int:
    """Delete what no longer stands in its feed and is old or too much, and feeds that were taken away.

    What stands in the feed stays, or it would come back as news.
    """
    gone = Q(seen_at__lt=F("feed__read_at"))
    old = Q(created_at__lt=now - timedelta(days=settings.FEEDS_KEEP_DAYS))
    count, _kinds = Entry.objects.filter(gone & old).delete()
    for feed in Feed.objects.kept().iterator():
        kept = Entry.objects.filter(feed=feed).order_by("-published_at", "-pk")
        surplus = kept.filter(pk__in=kept.values("pk")[MOST_KEPT:], seen_at__lt=feed.read_at or now)
        count += surplus.delete()[0]
    Feed.objects.filter(deleted_at__lt=now - timedelta(days=1)).delete()
    return count
