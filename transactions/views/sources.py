"""Pages of the ways in: connecting them, their health, trying them out."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from lumen.common.http import MemberRequest, render_page
from lumen.common.tasks import enqueue
from transactions.forms_sources import (
    ChecksForm,
    DisconnectForm,
    MailUploadForm,
    RenameForm,
    SourceForm,
    TestMessageForm,
)
from transactions.mailboxes import google_oauth
from transactions.models import MailUpload, Source
from transactions.services import sources
from transactions.sources import deliveries, guides
from transactions.views import sources_context

RECENT_UPLOADS = 5


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def source_list(request: MemberRequest) -> HttpResponse:
    """Ways in with their health, and cards to connect another; a new one shows its key once."""
    form = SourceForm(request.POST or None)
    if request.method == "POST":
        require_edit(request.membership)
        if form.is_valid():
            return _made(request, form)
    uploads = MailUpload.objects.in_workspace(request.workspace)[:RECENT_UPLOADS]
    context = {
        **sources_context.source_list(request.workspace),
        "phones": [guide for guide in guides.GUIDES if guide.kind == "sms"],
        "mails": [guide for guide in guides.GUIDES if guide.kind == "mail"],
        "form": form,
        "upload_form": MailUploadForm(),
        "uploads": uploads,
        "has_google": google_oauth.is_configured(),
        "can_edit": can_edit(request.membership),
    }
    status = 422 if form.errors else 200
    return render_page(request, "transactions/sources.html", context, fragment="source-list", status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def source_new(request: MemberRequest, app: str) -> HttpResponse:
    """Name a source for one app; then its key and its steps are shown."""
    guide = next((guide for guide in guides.GUIDES if guide.code == app), None)
    if guide is None:
        raise Http404
    form = SourceForm(request.POST or None)
    if request.method == "POST":
        require_edit(request.membership)
        if form.is_valid():
            return _made(request, form)
    context = {"form": form, "guide": guide, "can_edit": can_edit(request.membership)}
    return render(request, "transactions/sources_new.html", context, status=422 if form.errors else 200)


def _made(request: MemberRequest, form: SourceForm) -> HttpResponse:
    guide = next((guide for guide in guides.GUIDES if guide.code == form.cleaned_data["app"]), None)
    made = sources.create_source(
        workspace=request.workspace,
        actor=request.user,
        name=form.cleaned_data["name"],
        kind=guide.kind if guide else form.cleaned_data["kind"] or Source.Kind.SMS,
        app=guide.code if guide else "",
        takes_key=guide.takes_key if guide else False,
    )
    return _source_page(request, made.source, secret=made.secret)


def _source(request: MemberRequest, pk: UUID) -> Source:
    return get_object_or_404(Source.objects.in_workspace(request.workspace), pk=pk)


@require_safe
@login_required
def source_detail(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One way in: how to connect it, and how it is doing."""
    return _source_page(request, _source(request, pk))


def _source_page(
    request: MemberRequest, source: Source, *, secret: str = "", status: int = 200, **forms: Any
) -> HttpResponse:
    context = sources_context.source_page(request, source, secret) | forms
    context["can_edit"] = can_edit(request.membership)
    return render_page(
        request, "transactions/sources_detail.html", context, fragment="source-health", status=status
    )


@require_POST
@login_required
def source_action(request: MemberRequest, pk: UUID, action: str) -> HttpResponse:
    """Pause, resume, look now, rename, change the checks, give a new key, or disconnect."""
    require_edit(request.membership)
    source = _source(request, pk)
    if action == "key":
        return _new_key(request, source)
    if action in {"delete", "disconnect"}:
        return _disconnected(request, source)
    if action in {"rename", "checks"}:
        return _changed(request, source, action)
    if action == "check":
        enqueue("transactions.tasks.poll_mailbox", source_id=str(source.pk))
        messages.info(request, _("Lumen looks into the mailbox now."))
    elif action in {"pause", "resume"}:
        sources.set_active(source=source, actor=request.user, active=action == "resume")
        messages.success(
            request, _("Resumed.") if source.is_active else _("Paused. Nothing is taken in until you resume.")
        )
    else:
        raise Http404
    return redirect("transactions:source", source.pk)


def _new_key(request: MemberRequest, source: Source) -> HttpResponse:
    at_once = request.POST.get("at_once") == "on"
    made = sources.rotate_key(source=source, actor=request.user, now=timezone.now(), at_once=at_once)
    if at_once:
        messages.success(request, _("The old key stopped working."))
    else:
        messages.success(request, _("The old key still works for ten minutes."))
    return _source_page(request, made.source, secret=made.secret)


def _disconnected(request: MemberRequest, source: Source) -> HttpResponse:
    form = DisconnectForm(request.POST)
    if not form.is_valid():
        return _source_page(request, source, status=422, disconnect=form)
    keep = form.cleaned_data["keep"]
    sources.disconnect(source=source, actor=request.user, keep=keep, now=timezone.now())
    told = {
        sources.EVERYTHING: _("Disconnected. Its messages and payments stay."),
        sources.BOOKED: _("Disconnected. Its payments stay, with the messages that told about them."),
        sources.PAYMENTS: _("Disconnected, its messages deleted. The payments they told about stay."),
        sources.NOTHING: _("Disconnected. Its messages, and the payments only it told about, are deleted."),
    }
    messages.success(request, told[keep])
    return redirect("transactions:sources")


def _changed(request: MemberRequest, source: Source, action: str) -> HttpResponse:
    if action == "rename":
        rename = RenameForm(request.POST)
        if not rename.is_valid():
            return _source_page(request, source, status=422, rename=rename)
        sources.rename(source=source, actor=request.user, name=rename.cleaned_data["name"])
    else:
        checks = ChecksForm(request.POST)
        if not checks.is_valid():
            return _source_page(request, source, status=422, checks=checks)
        sources.set_forwarder(source=source, actor=request.user, **checks.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("transactions:source", source.pk)


@require_POST
@login_required
def source_test(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Sign a message with the source's key, check it as a delivery and show what it says."""
    require_edit(request.membership)
    source = _source(request, pk)
    form = TestMessageForm(request.POST)
    result = None
    if form.is_valid():
        result = deliveries.try_message(
            source=source,
            sender=form.cleaned_data["sender"],
            text=form.cleaned_data["text"],
            now=timezone.now(),
        )
    context = {"form": form, "result": result, "source": source}
    status = 422 if form.errors else 200
    return render(request, "transactions/sources_test.html", context, status=status)
