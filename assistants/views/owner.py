"""An owner's assistants: the list, a new one, each at a glance, its end and its return."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import can_administer, require_administer
from assistants.forms.owner import NewAssistantForm
from assistants.models import Assistant
from assistants.selectors import overview, status
from assistants.services import assistants as service
from assistants.views.common import assistant_or_404
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest


@require_safe
@login_required
def assistant_list(request: MemberRequest) -> HttpResponse:
    """All of the workspace's assistants with what waits in each."""
    context = {
        "cards": overview.cards(request.workspace),
        "may_administer": can_administer(request.membership),
        "deleted": _just_deleted(request),
    }
    return render(request, "assistants/owner/list.html", context)


def _just_deleted(request: MemberRequest) -> Assistant | None:
    """The assistant that was deleted a moment ago, to offer undo."""
    try:
        key = UUID(request.GET.get("deleted", ""))
    except ValueError:
        return None
    gone = Assistant.objects.in_workspace(request.workspace).filter(deleted_at__isnull=False)
    return gone.filter(pk=key).first()


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def assistant_new(request: MemberRequest) -> HttpResponse:
    """Make an assistant; it begins with a website channel."""
    require_administer(request.membership)
    form = NewAssistantForm(request.POST or None)
    if form.is_valid():
        try:
            made = service.create(
                workspace=request.workspace, actor=request.user, website=_("Website"), **form.cleaned_data
            )
        except LumenError as error:
            form.add_error(None, error.detail)
        else:
            return redirect("assistants:detail", made.slug)
    state = 422 if form.is_bound else 200
    return render(request, "assistants/owner/new.html", {"form": form}, status=state)


@require_safe
@login_required
def assistant_detail(request: MemberRequest, slug: str) -> HttpResponse:
    """Overview: how far it is and why, what to do next, and what happened today."""
    assistant = assistant_or_404(request, slug)
    now = timezone.now()
    steps = [_with_link(step, assistant) for step in overview.first_steps(assistant)]
    found = status.status_of(assistant, now=now)
    context = {
        "assistant": assistant,
        "tab": "detail",
        "status": found,
        "parts": [_with_link(part, assistant) for part in found.parts],
        "steps": steps,
        "done_steps": sum(step["item"].is_done for step in steps),
        "today": overview.today(assistant, since=_midnight(now)),
        "changes": overview.phase_changes(assistant),
        "website": service.website_of(assistant),
        "may_administer": can_administer(request.membership),
    }
    return render(request, "assistants/owner/detail.html", context)


def _with_link(item: Any, assistant: Assistant) -> dict[str, Any]:
    return {"item": item, "url": page_of(assistant, item.page)}


def page_of(assistant: Assistant, page: str) -> str:
    """Where a page of an assistant is; the inbox belongs to the whole workspace."""
    if page == "inbox":
        return f"{reverse('assistants:inbox')}?assistant={assistant.slug}"
    return reverse(f"assistants:{page}", args=[assistant.slug])


def _midnight(now: datetime) -> datetime:
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


@require_POST
@login_required
def assistant_delete(request: MemberRequest, slug: str) -> HttpResponse:
    require_administer(request.membership)
    assistant = assistant_or_404(request, slug)
    service.delete(assistant=assistant, actor=request.user, now=timezone.now())
    return redirect(f"{reverse('assistants:list')}?deleted={assistant.pk}")


@require_POST
@login_required
def assistant_restore(request: MemberRequest, pk: UUID) -> HttpResponse:
    require_administer(request.membership)
    gone = Assistant.objects.in_workspace(request.workspace).filter(deleted_at__isnull=False)
    assistant = get_object_or_404(gone, pk=pk)
    service.restore(assistant=assistant, actor=request.user)
    messages.success(request, _("%(name)s is back. Its switch is off.") % {"name": assistant.name})
    return redirect("assistants:detail", assistant.slug)
