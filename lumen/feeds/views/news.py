"""The page of news: what the feeds told, read and unread."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lumen.common.http import MemberRequest, render_page
from lumen.feeds import selectors
from lumen.feeds.models import Entry, Feed
from lumen.feeds.services import feeds as services
from lumen.feeds.views import shared

PAGE_SIZE = 40


@require_safe
@login_required
def entry_list(request: MemberRequest) -> HttpResponse:
    """Entries newest first; feed, words and unread live in the address."""
    return _page(request)


def _page(request: MemberRequest) -> HttpResponse:
    feeds = list(selectors.feeds_of(request.membership))
    chosen = next((feed for feed in feeds if str(feed.pk) == request.GET.get("feed")), None)
    words, only_unread = request.GET.get("q", "").strip()[:120], request.GET.get("unread") == "1"
    rows = selectors.entries_of(
        request.membership, feed=chosen.pk if chosen else None, words=words, only_unread=only_unread
    )
    context = {
        **shared.frame(request, "news"),
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "feeds": feeds,
        "failing": sum(feed.state == Feed.State.FAILING for feed in feeds),
        "chosen": chosen,
        "words": words,
        "only_unread": only_unread,
        "unread": sum(feed.unread for feed in feeds),  # type: ignore[attr-defined]
        "total": sum(feed.entry_count for feed in feeds),  # type: ignore[attr-defined]
        "shown_at": timezone.now().isoformat(),
        "marked": _marked(request),
    }
    return render_page(request, "feeds/news.html", context, fragment="news")


def _marked(request: MemberRequest) -> str:
    """What to say when everything was just marked as read."""
    count = request.GET.get("marked", "")
    if not (count.isascii() and count.isdigit() and _moment(request.GET.get("at", ""))):
        return ""
    said = ngettext("%(n)d entry marked as read.", "%(n)d entries marked as read.", int(count[:9]))
    return said % {"n": int(count[:9])}


@require_POST
@login_required
def mark_read(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Read or not read, for the member alone; viewers read too."""
    entry = get_object_or_404(Entry.objects.in_workspace(request.workspace).shown(), pk=pk)
    is_read = request.POST.get("read") != "0"
    services.mark_read(entry=entry, user=request.user, is_read=is_read, now=timezone.now())
    return HttpResponse(status=204) if request.htmx else redirect("feeds:news")


@require_POST
@login_required
def mark_all_read(request: MemberRequest) -> HttpResponse:
    """All that the page knew of, of the chosen feed or of all; what came since is not read with it."""
    chosen = request.POST.get("feed", "")
    feed = None
    if chosen:
        feed = get_object_or_404(Feed.objects.in_workspace(request.workspace).kept(), pk=_uuid(chosen))
    now = timezone.now()
    until = _moment(request.POST.get("until", "")) or now
    count = services.mark_all_read(
        workspace=request.workspace, user=request.user, feed=feed, until=until, now=now
    )
    return _back(feed=chosen, marked=str(count) if count else "", at=now.isoformat() if count else "")


@require_POST
@login_required
def take_back_read(request: MemberRequest) -> HttpResponse:
    """What was marked at once becomes unread again."""
    if at := _moment(request.POST.get("at", "")):
        services.take_back_read(workspace=request.workspace, user=request.user, at=at)
    return _back(feed=request.POST.get("feed", ""))


def _back(**said: str) -> HttpResponse:
    kept = {name: value for name, value in said.items() if value}
    return redirect(f"{reverse('feeds:news')}?{urlencode(kept)}" if kept else "feeds:news")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        said = parse_datetime(text)
    except ValueError:
        return None
    return said if said and timezone.is_aware(said) else None
