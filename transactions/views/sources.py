"""Pages of the ways in: connecting them, their health, trying them out."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from lumen.common.http import MemberRequest, render_page
from transactions.forms_inbox import MessageForm
from transactions.forms_sources import SourceForm
from transactions.models import Source
from transactions.services import sources
from transactions.views import sources_context


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def source_list(request: MemberRequest) -> HttpResponse:
    """Ways in with their health; a new one shows its key once."""
    form = SourceForm(request.POST or None)
    if request.method == "POST":
        require_edit(request.membership)
        if form.is_valid():
            made = sources.create_source(
                workspace=request.workspace,
                actor=request.user,
                name=form.cleaned_data["name"],
                kind=form.cleaned_data["kind"],
            )
            return _source_page(request, made.source, secret=made.secret)
    context = {
        "form": form,
        "sources": sources_context.sources_with_health(request.workspace),
        "can_edit": can_edit(request.membership),
    }
    status = 422 if form.errors else 200
    return render_page(request, "transactions/sources.html", context, fragment="source-list", status=status)


def _source(request: MemberRequest, pk: UUID) -> Source:
    return get_object_or_404(Source.objects.in_workspace(request.workspace), pk=pk)


@require_safe
@login_required
def source_detail(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One way in: how to connect it, and how it is doing."""
    return _source_page(request, _source(request, pk))


def _source_page(request: MemberRequest, source: Source, *, secret: str = "") -> HttpResponse:
    context = sources_context.source_page(request, source, secret)
    context["can_edit"] = can_edit(request.membership)
    return render(request, "transactions/sources_detail.html", context)


@require_POST
@login_required
def source_action(request: MemberRequest, pk: UUID, action: str) -> HttpResponse:
    """Pause, resume, give a new key, or delete."""
    require_edit(request.membership)
    source = _source(request, pk)
    if action == "key":
        made = sources.rotate_key(source=source, actor=request.user)
        return _source_page(request, made.source, secret=made.secret)
    if action == "delete":
        sources.delete_source(source=source, actor=request.user)
        messages.success(request, _("The source and its messages were deleted. Their payments stay."))
        return redirect("transactions:sources")
    sources.set_active(source=source, actor=request.user, active=action == "resume")
    messages.success(request, _("Resumed.") if source.is_active else _("Paused. Deliveries are refused."))
    return redirect("transactions:source", source.pk)


@require_POST
@login_required
def source_test(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Sign a message with the source's key, check it as a delivery and show what it says."""
    require_edit(request.membership)
    source = _source(request, pk)
    form = MessageForm(request.POST)
    result = None
    if form.is_valid():
        result = sources.try_message(
            source=source,
            sender=form.cleaned_data["sender"],
            text=form.cleaned_data["text"],
            now=timezone.now(),
        )
    context = {"form": form, "result": result, "source": source}
    status = 422 if form.errors else 200
    return render(request, "transactions/sources_test.html", context, status=status)
