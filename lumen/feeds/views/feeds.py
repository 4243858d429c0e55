"""The feeds of a workspace: adding, how each does, lists of other readers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import require_edit
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest, render_page
from lumen.feeds import opml, selectors
from lumen.feeds.forms import FeedForm, ListForm, NameForm
from lumen.feeds.models import Feed
from lumen.feeds.services import feeds as services
from lumen.feeds.views import shared

ACTIONS = {"pause", "resume", "refresh", "restore"}


@require_safe
@login_required
def feed_list(request: MemberRequest) -> HttpResponse:
    """Each feed with how its last reading went."""
    return _page(request)


def _page(request: MemberRequest, *, status: int = 200, **forms: Any) -> HttpResponse:
    gone = Feed.objects.in_workspace(request.workspace).filter(deleted_at__isnull=False)
    feeds = list(selectors.feeds_of(request.membership))
    context = {
        **shared.frame(request, "news"),
        "feeds": feeds,
        "is_waiting": any(feed.state == Feed.State.WAITING for feed in feeds),
        "deleted": shared.named_in(request, "deleted", gone),
        "form": FeedForm(),
        "list_form": ListForm(),
        **forms,
    }
    return render_page(request, "feeds/feeds.html", context, fragment="feed-list", status=status)


@require_POST
@login_required
def add(request: MemberRequest) -> HttpResponse:
    """Follow a feed, or the site that names one."""
    require_edit(request.membership)
    form = FeedForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    try:
        services.add_feed(
            workspace=request.workspace, actor=request.user, now=timezone.now(), **form.cleaned_data
        )
    except LumenError as error:
        form.add_error("url", error.detail)
        return _page(request, form=form, status=422)
    messages.success(request, _("Added. Lumen reads it now; this page shows when it is there."))
    return redirect("feeds:feeds")


@require_POST
@login_required
def refresh(request: MemberRequest) -> HttpResponse:
    """Read all feeds now; viewers may, since nothing of the workspace's own is changed."""
    kept = Feed.objects.in_workspace(request.workspace).kept()
    count = services.refresh_now(feeds=kept, now=timezone.now())
    said = ngettext("Reading %(n)d feed…", "Reading %(n)d feeds…", count) % {"n": count}
    messages.info(request, said if count else _("All feeds were read a moment ago."))
    return redirect("feeds:news")


@require_safe
@login_required
def export_list(request: MemberRequest) -> HttpResponse:
    """The feeds as a list other readers take."""
    feeds = list(Feed.objects.in_workspace(request.workspace).kept())
    content = opml.write(feeds, title=request.workspace.name)
    return HttpResponse(
        content,
        content_type="text/x-opml; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="feeds.opml"'},
    )


@require_POST
@login_required
def import_list(request: MemberRequest) -> HttpResponse:
    """Follow the feeds of another reader's list."""
    require_edit(request.membership)
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, list_form=form, status=422)
    try:
        added = services.add_feeds(
            workspace=request.workspace,
            actor=request.user,
            wanted=opml.read(form.cleaned_data["file"].read()),
            now=timezone.now(),
        )
    except LumenError as error:
        form.add_error("file", error.detail)
        return _page(request, list_form=form, status=422)
    messages.success(request, _said(added))
    return redirect("feeds:feeds")


def _said(added: services.Added) -> str:
    parts = [ngettext("%(n)d feed added", "%(n)d feeds added", added.new) % {"n": added.new}]
    if added.known:
        parts.append(ngettext("%(n)d was here", "%(n)d were here", added.known) % {"n": added.known})
    if added.refused:
        parts.append(
            ngettext("%(n)d is no address", "%(n)d are no addresses", added.refused) % {"n": added.refused}
        )
    return f"{', '.join(parts)}."


@require_POST
@login_required
def rename(request: MemberRequest, pk: UUID) -> HttpResponse:
    feed, form = shared.own(request, Feed, pk), NameForm(request.POST)
    if form.is_valid():
        name = form.cleaned_data["name"]
        services.change_feed(feed=feed, actor=request.user, name=name, now=timezone.now())
    return redirect(f"{reverse('feeds:feeds')}#feed-{feed.pk}")


@require_POST
@login_required
def delete(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take a feed away; the page offers to bring it back."""
    feed = shared.own(request, Feed, pk)
    if feed.deleted_at is None:
        services.delete_feed(feed=feed, actor=request.user, now=timezone.now())
    return redirect(f"{reverse('feeds:feeds')}?deleted={feed.pk}")


@require_POST
@login_required
def act(request: MemberRequest, pk: UUID, action: str) -> HttpResponse:
    """Pause, resume, refresh or restore."""
    feed, now = shared.own(request, Feed, pk), timezone.now()
    if action not in ACTIONS or (feed.deleted_at is None) == (action == "restore"):
        raise Http404
    if action == "restore":
        try:
            services.restore_feed(feed=feed, actor=request.user, now=now)
        except LumenError as error:
            messages.error(request, error.detail)
    elif action == "refresh":
        services.refresh_now(feeds=[feed], now=now)
    else:
        services.change_feed(feed=feed, actor=request.user, is_active=action == "resume", now=now)
    return redirect(f"{reverse('feeds:feeds')}#feed-{feed.pk}")
