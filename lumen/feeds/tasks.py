"""Reading feeds and checking watches in the background."""

from celery import shared_task
from django.utils import timezone

from lumen.feeds.models import Feed, Watch
from lumen.feeds.services import checking, prices, refreshing


@shared_task(name="lumen.feeds.tasks.refresh_feed")
def refresh_feed(*, feed_id: str) -> int:
    """Ask one feed what is new."""
    feed = Feed.objects.kept().filter(pk=feed_id).select_related("workspace").first()
    return refreshing.refresh(feed=feed, now=timezone.now()) if feed and feed.is_active else 0


@shared_task(name="lumen.feeds.tasks.refresh_due")
def refresh_due() -> int:
    """Ask every feed whose turn it is, each by a task of its own."""
    ids = refreshing.claim_due(now=timezone.now())
    for feed_id in ids:
        refresh_feed.delay(feed_id=feed_id)
    return len(ids)


@shared_task(name="lumen.feeds.tasks.check_watch")
def check_watch(*, watch_id: str) -> bool:
    """Look at one watch."""
    watch = Watch.objects.kept().filter(pk=watch_id).select_related("workspace").first()
    return watch is not None and not watch.is_over and checking.check(watch=watch, now=timezone.now())


@shared_task(name="lumen.feeds.tasks.check_due")
def check_due() -> int:
    """Look at every watch whose turn it is, each by a task of its own."""
    ids = checking.claim_due(now=timezone.now())
    for watch_id in ids:
        check_watch.delay(watch_id=watch_id)
    return len(ids)


@shared_task(name="lumen.feeds.tasks.check_words")
def check_words(*, workspace_id: str) -> int:
    """Look for watched words in what a feed just brought."""
    told = [
        checking.check(watch=watch, now=timezone.now())
        for watch in checking.words_watched(workspace_id=workspace_id)
    ]
    return sum(told)


@shared_task(name="lumen.feeds.tasks.forget_old")
def forget_old() -> None:
    """Delete what nobody needs any more."""
    now = timezone.now()
    refreshing.forget_old(now=now)
    checking.forget_deleted(now=now)
    prices.forget_deleted(now=now)
