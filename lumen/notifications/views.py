"""The list, opening one, marking read, and what goes out by mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lumen.common.http import MemberRequest, render_page
from lumen.notifications import selectors, services
from lumen.notifications.forms import EmailKindsForm
from lumen.notifications.kinds import CODES, KINDS

PAGE_SIZE = 30


@login_required
@require_safe
def notification_list(request: MemberRequest) -> HttpResponse:
    mine = selectors.notifications_of(request.membership)
    only_unread = request.GET.get("show") == "unread"
    shown = mine.filter(read_at__isnull=True) if only_unread else mine
    page = Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "only_unread": only_unread}
    return render_page(request, "notifications/list.html", context, fragment="notification-list")


@login_required
@require_POST
def open_notification(request: MemberRequest, notification_id: str) -> HttpResponse:
    """Mark it as read and go where it points."""
    notification = get_object_or_404(selectors.notifications_of(request.membership), pk=notification_id)
    services.mark_read(notification=notification, now=timezone.now())
    is_ours = url_has_allowed_host_and_scheme(notification.url, allowed_hosts=None)
    return redirect(notification.url if is_ours else "notifications:list")


@login_required
@require_POST
def mark_all_read(request: MemberRequest) -> HttpResponse:
    services.mark_all_read(workspace=request.workspace, user=request.user, now=timezone.now())
    return redirect("notifications:list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: MemberRequest) -> HttpResponse:
    initial = {"kinds": sorted(selectors.email_kinds_of(request.user))}
    form = EmailKindsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.save_email_kinds(user=request.user, kinds=form.cleaned_data["kinds"], known=CODES)
        messages.success(request, _("Saved."))
        return redirect("notifications:preferences")
    status = 422 if form.errors else 200
    context = {"form": form, "kinds": KINDS, "wanted": initial["kinds"]}
    return render(request, "notifications/preferences.html", context, status=status)
