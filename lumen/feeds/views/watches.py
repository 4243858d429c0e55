"""The watch-list: values with their last course, and the form of one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import require_edit
from lumen.common.http import MemberRequest, render_page
from lumen.common.tasks import enqueue
from lumen.feeds import selectors, wording
from lumen.feeds.forms import WatchForm, initial_of
from lumen.feeds.models import Watch
from lumen.feeds.services import watches as services
from lumen.feeds.services.watches import BadWatchError, TooManyWatchesError
from lumen.feeds.views import shared

ACTIONS = {"pause", "resume", "check", "restore"}


@require_safe
@login_required
def watch_list(request: MemberRequest) -> HttpResponse:
    """What is watched, its last value with source and moment, and how it went."""
    zone = request.workspace.time_zone
    gone = Watch.objects.in_workspace(request.workspace).filter(deleted_at__isnull=False)
    context = {
        **shared.frame(request, "watches"),
        "lines": [line_of(watch, zone) for watch in selectors.watches_of(request.workspace)],
        "deleted": shared.named_in(request, "deleted", gone),
    }
    return render_page(request, "feeds/watches.html", context, fragment="watch-list")


def line_of(watch: Watch, zone: str) -> dict[str, Any]:
    """A watch as the list shows it."""
    has_value = watch.value is not None and watch.kind != Watch.Kind.WORDS
    return {
        "watch": watch,
        "what": wording.capital(wording.subject_of(watch)),
        "condition": wording.condition_of(watch),
        "value": wording.number(watch.value, watch.unit) if has_value and watch.value is not None else "",
        "source": wording.said_by(watch, zone) if has_value else "",
        "values": watch.values if len(watch.history) > 1 else [],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def watch_edit(request: MemberRequest, pk: UUID | None = None) -> HttpResponse:
    """Write a watch or change one."""
    watch = get_object_or_404(selectors.watches_of(request.workspace), pk=pk) if pk else None
    require_edit(request.membership)
    if request.method != "POST":
        initial = initial_of(watch) if watch else {"kind": request.GET.get("kind", Watch.Kind.RATE)}
        return _form(request, WatchForm(initial=initial), watch)
    form = WatchForm(request.POST)
    if not form.is_valid():
        return _form(request, form, watch, status=422)
    try:
        services.save_watch(
            workspace=request.workspace,
            actor=request.user,
            watch=watch,
            draft=form.to_draft(),
            now=timezone.now(),
        )
    except (BadWatchError, TooManyWatchesError) as error:
        form.add_error(getattr(error, "field", None), error.detail)
        return _form(request, form, watch, status=422)
    messages.success(request, _("Saved. Lumen looks now, and every half hour from then on."))
    return redirect("feeds:watches")


def _form(request: MemberRequest, form: WatchForm, watch: Watch | None, *, status: int = 200) -> HttpResponse:
    context = {**shared.frame(request, "watches"), "form": form, "watch": watch}
    return render(request, "feeds/watch_edit.html", context, status=status)


@require_POST
@login_required
def delete(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take a watch away; the page offers to bring it back."""
    watch = shared.own(request, Watch, pk)
    if watch.deleted_at is None:
        services.delete_watch(watch=watch, actor=request.user, now=timezone.now())
    return redirect(f"{reverse('feeds:watches')}?deleted={watch.pk}")


@require_POST
@login_required
def act(request: MemberRequest, pk: UUID, action: str) -> HttpResponse:
    """Pause, resume, check or restore."""
    watch, now = shared.own(request, Watch, pk), timezone.now()
    if action not in ACTIONS or (watch.deleted_at is None) == (action == "restore"):
        raise Http404
    if action == "restore":
        try:
            services.restore_watch(watch=watch, actor=request.user, now=now)
        except TooManyWatchesError as error:
            messages.error(request, error.detail)
    elif action == "check":
        enqueue("lumen.feeds.tasks.check_watch", watch_id=str(watch.pk))
        messages.info(request, _("Looking now…"))
    else:
        services.turn(watch=watch, actor=request.user, is_active=action == "resume", now=now)
    return redirect(f"{reverse('feeds:watches')}#watch-{watch.pk}")
