"""Pages that connect mailboxes: Gmail, IMAP, and files of mails."""

import hmac
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest, render_page
from lumen.common.mailboxes.base import MailboxError
from lumen.common.mailboxes.presets import PRESETS
from transactions.forms_sources import GmailForm, ImapForm, MailUploadForm
from transactions.mailboxes import connecting, google_oauth, uploads
from transactions.mailboxes.connecting import Connection
from transactions.mailboxes.google_oauth import Challenge
from transactions.models import MailUpload, Source
from transactions.services import sources

_SESSION = "gmail-connect"


def _asked_again(request: MemberRequest, kind: str) -> Source | None:
    """The source that is to be connected again, when one is named."""
    wanted = request.POST.get("source") or request.GET.get("source")
    if not wanted:
        return None
    mine = Source.objects.in_workspace(request.workspace).filter(kind=kind)
    return get_object_or_404(mine, pk=_uuid_or_404(wanted))


def _uuid_or_404(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)  # names nothing


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def gmail_connect(request: MemberRequest) -> HttpResponse:
    """What Lumen will read, and off to Google; without Google's credentials, how to get them."""
    source = _asked_again(request, Source.Kind.GMAIL)
    form = GmailForm(request.POST or None, initial=source.settings if source else None)
    if request.method == "POST":
        require_edit(request.membership)
        if google_oauth.is_configured() and form.is_valid():
            return _off_to_google(request, source, form.cleaned_data["reads"])
    context = {
        "form": form,
        "source": source,
        "is_configured": google_oauth.is_configured(),
        "redirect_uri": _redirect_uri(request),
        "first_days": settings.MAILBOX_FIRST_DAYS,
        "has_push": bool(settings.GMAIL_PUBSUB_TOPIC),
        "can_edit": can_edit(request.membership),
    }
    return render(request, "transactions/sources_gmail.html", context, status=422 if form.errors else 200)


def _redirect_uri(request: MemberRequest) -> str:
    return request.build_absolute_uri(reverse("transactions:gmail-callback"))


def _off_to_google(request: MemberRequest, source: Source | None, reads: str) -> HttpResponse:
    challenge = Challenge.make()
    request.session[_SESSION] = {
        "state": challenge.state,
        "verifier": challenge.verifier,
        "workspace": str(request.workspace.pk),
        "source": str(source.pk) if source else "",
        "reads": reads,
    }
    address = str(source.settings.get("address", "")) if source else ""
    url = google_oauth.authorize_url(
        challenge=challenge, redirect_uri=_redirect_uri(request), address=address
    )
    return redirect(url)


@require_safe
@login_required
def gmail_callback(request: MemberRequest) -> HttpResponse:
    """Google's answer: believed only in the browser and the workspace that asked."""
    require_edit(request.membership)
    asked = request.session.pop(_SESSION, None)
    told = request.GET.get("state", "")
    if not asked or not hmac.compare_digest(asked["state"].encode(), told.encode()):
        messages.error(request, _("This answer of Google belongs to no question of yours. Begin again."))
        return redirect("transactions:gmail")
    if asked["workspace"] != str(request.workspace.pk):
        messages.error(request, _("You changed the workspace meanwhile. Begin again."))
        return redirect("transactions:gmail")
    if "code" not in request.GET:
        messages.error(request, _("Google was not allowed to share the mailbox. Nothing was connected."))
        return redirect("transactions:gmail")
    return _connected(request, asked)


def _connected(request: MemberRequest, asked: dict[str, Any]) -> HttpResponse:
    mine = Source.objects.in_workspace(request.workspace).filter(kind=Source.Kind.GMAIL)
    expected = mine.filter(pk=asked["source"]).first() if asked["source"] else None
    try:
        tokens = google_oauth.exchange(
            code=request.GET["code"],
            verifier=asked["verifier"],
            redirect_uri=_redirect_uri(request),
            now=timezone.now(),
        )
        connection = connecting.gmail_connection(tokens=tokens, reads=asked["reads"])
        return _begun(request, connection, expected)
    except MailboxError as error:
        messages.error(request, error.detail)
        return redirect("transactions:gmail")


def _begun(request: MemberRequest, connection: Connection, expected: Source | None) -> HttpResponse:
    source = connecting.connect(
        workspace=request.workspace, actor=request.user, connection=connection, expected=expected
    )
    messages.success(request, _("Connected. Lumen reads it now; what it finds appears in the inbox."))
    return redirect("transactions:source", source.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def imap_connect(request: MemberRequest) -> HttpResponse:
    """Connect a mailbox by IMAP, or only try whether it would work."""
    source = _asked_again(request, Source.Kind.IMAP)
    form = ImapForm(request.POST or None, initial=source.settings if source else None)
    works = ""
    if request.method == "POST":
        require_edit(request.membership)
        if form.is_valid():
            try:
                if "connect" in request.POST:
                    return _begun(request, _imap_connection(form), source)
                works = _tried(form)
            except MailboxError as error:
                form.add_error(None, error.detail)
    context = {
        "form": form,
        "source": source,
        "works": works,
        "presets": PRESETS,
        "first_days": settings.MAILBOX_FIRST_DAYS,
        "can_edit": can_edit(request.membership),
    }
    status = 422 if form.errors else 200
    return render_page(
        request, "transactions/sources_imap.html", context, fragment="imap-form", status=status
    )


def _imap_connection(form: ImapForm) -> Connection:
    return connecting.imap_connection(
        login=form.login(),
        address=form.cleaned_data["address"],
        reads=form.cleaned_data["reads"],
        now=timezone.now(),
    )


def _tried(form: ImapForm) -> str:
    count = connecting.check_imap(login=form.login(), now=timezone.now())
    told = _("It works: %(folder)s holds %(count)s mails. Press Connect to begin.")
    return told % {"folder": form.login().folder, "count": count}


@require_POST
@login_required
def upload_start(request: MemberRequest) -> HttpResponse:
    """Take in an .eml, .mbox or .zip."""
    require_edit(request.membership)
    form = MailUploadForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, str(form.errors["file"][0]))
        return redirect("transactions:sources")
    try:
        upload = uploads.start(
            workspace=request.workspace,
            actor=request.user,
            source=sources.upload_source(workspace=request.workspace, actor=request.user),
            file=form.cleaned_data["file"],
        )
    except LumenError as error:
        messages.error(request, error.detail)
        return redirect("transactions:sources")
    return redirect("transactions:mail-upload", upload.pk)


@require_safe
@login_required
def upload_detail(request: MemberRequest, pk: UUID) -> HttpResponse:
    """How far a file of mails is, and what was in it."""
    upload = get_object_or_404(MailUpload.objects.in_workspace(request.workspace), pk=pk)
    context = {"upload": upload, "is_busy": upload.state == MailUpload.State.READING}
    return render_page(request, "transactions/mail_upload.html", context, fragment="mail-upload")
