"""Pages for what the inbox was taught, what waits for a bank, and what is told."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest
from transactions.models import Expectation, OwnTemplate, Source
from transactions.services import expectations, inbox, paid_in_cash, recording, taught

SHOWN = 50


@require_safe
@login_required
def taught_list(request: MemberRequest) -> HttpResponse:
    """The shapes this workspace taught, with an example and how often each was used."""
    context = {
        "templates": list(taught.templates(request.workspace)),
        "can_edit": can_edit(request.membership),
    }
    return render(request, "transactions/inbox_taught.html", context)


def _template(request: MemberRequest, pk: UUID) -> OwnTemplate:
    templates = OwnTemplate.objects.in_workspace(request.workspace)
    return get_object_or_404(templates.select_related("workspace", "learnt_from"), pk=pk)


@require_POST
@login_required
def taught_action(request: MemberRequest, pk: UUID, action: str) -> HttpResponse:
    """Switch a shape off and on, or forget it."""
    require_edit(request.membership)
    template = _template(request, pk)
    if action == "delete":
        taught.forget(template=template, actor=request.user)
        messages.success(request, _("Forgotten. Messages read so far stay as they are."))
    else:
        taught.set_active(template=template, actor=request.user, active=action == "resume")
    return redirect("transactions:inbox-taught")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def taught_earlier(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Earlier messages of a shape: what reading them anew would do, and doing it."""
    template = _template(request, pk)
    if request.method == "POST":
        require_edit(request.membership)
        count = taught.apply_to_earlier(template=template, actor=request.user, now=timezone.now())
        told = ngettext(
            "%(n)d earlier message was read anew.", "%(n)d earlier messages were read anew.", count
        )
        messages.success(request, told % {"n": count})
        return redirect("transactions:inbox")
    found = taught.earlier(template=template)
    context = {
        "template": template,
        "found": found[:SHOWN],
        "count": len(found),
        "more": max(0, len(found) - SHOWN),
        "can_edit": can_edit(request.membership),
    }
    return render(request, "transactions/inbox_earlier.html", context)


@require_POST
@login_required
def expected_action(request: MemberRequest, pk: UUID, action: str) -> HttpResponse:
    """Wait no longer for the bank's word about an order, or record it as paid in cash."""
    require_edit(request.membership)
    waiting = get_object_or_404(Expectation.objects.in_workspace(request.workspace), pk=pk)
    try:
        if action == "cash":
            row = paid_in_cash.record_as_cash(expectation=waiting, actor=request.user)
            messages.success(request, _("Recorded as paid in cash."))
            return redirect("transactions:detail", row.pk)
        expectations.drop(expectation=waiting, actor=request.user)
        messages.success(request, _("It is not waited for any more."))
    except LumenError as error:
        messages.error(request, error.detail)
    return redirect("transactions:inbox")


@require_POST
@login_required
def source_notify(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Whether a source tells about every payment, or only about what stands out."""
    require_edit(request.membership)
    source = get_object_or_404(Source.objects.in_workspace(request.workspace), pk=pk)
    is_all = request.POST.get("notify") == recording.NOTIFY_ALL
    wanted = recording.NOTIFY_ALL if is_all else recording.NOTIFY_UNUSUAL
    inbox.set_notify(source=source, actor=request.user, wanted=wanted)
    messages.success(request, _("Saved."))
    return redirect("transactions:source", source.pk)
