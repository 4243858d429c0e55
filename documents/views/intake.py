"""Taking papers in: files, links, passwords of locked files, reading again, stopping."""

import json
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.permissions import require_edit
from documents import services
from documents.forms import LinkForm, PasswordForm, UploadForm
from documents.models import Document
from documents.views.lookup import back, paper_or_404
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file, in words."""

    sentence: str
    document: Document | None = None
    is_new: bool = False
    is_in_bin: bool = False


@require_POST
@login_required
def upload(request: MemberRequest) -> HttpResponse:
    """Take in one file or many; answers a line for each."""
    require_edit(request.membership)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        sentence = str(next(iter(form.errors.values()))[0])
        return _answer(request, [Outcome(sentence=sentence)])
    cleaned = form.cleaned_data
    files, source, folder = cleaned["papers"], cleaned["source"], cleaned["folder"]
    if source == Document.Source.CAMERA and len(files) > 1:
        return _answer(request, [_put_together(request, files, folder)])
    return _answer(request, [_take_in(request, file, source, folder) for file in files])


def _put_together(request: MemberRequest, shots: list[Any], folder: str) -> Outcome:
    """Several shots of the camera are the pages of one paper."""
    try:
        stored = services.combine(
            workspace=request.workspace,
            actor=request.user,
            files=shots,
            name=PurePosixPath(shots[0].name).stem,
            folder=folder,
        )
    except services.RefusedUploadError as error:
        return Outcome(sentence=error.detail)
    return _outcome(stored)


def _take_in(request: MemberRequest, file: Any, source: str, folder: str) -> Outcome:
    try:
        stored = services.store_upload(
            workspace=request.workspace,
            actor=request.user,
            file=file,
            name=file.name,
            source=source,
            folder=folder,
        )
    except services.RefusedUploadError as error:
        return Outcome(sentence=error.detail)
    return _outcome(stored)


def _outcome(stored: services.Stored) -> Outcome:
    taken = _("%(name)s is here and being read.") % {"name": stored.document.filename}
    return Outcome(
        sentence=stored.note or taken,
        document=stored.document,
        is_new=stored.is_new,
        is_in_bin=stored.is_in_bin,
    )


def _answer(request: MemberRequest, outcomes: list[Outcome]) -> HttpResponse:
    is_refused = not any(outcome.document for outcome in outcomes)
    if request.htmx:
        status = 422 if is_refused else 200
        return render(request, "documents/_uploaded.html", {"outcomes": outcomes}, status=status)
    for outcome in outcomes:
        tell = messages.success if outcome.document else messages.error
        tell(request, outcome.sentence)
    return redirect("documents:list")


@require_POST
@login_required
def link(request: MemberRequest) -> HttpResponse:
    """Fetch a paper from an address."""
    require_edit(request.membership)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _answer(request, [Outcome(sentence=str(form.errors["url"][0]))])
    try:
        stored = services.fetch_link(
            workspace=request.workspace, actor=request.user, url=form.cleaned_data["url"]
        )
    except LumenError as error:
        return _answer(request, [Outcome(sentence=error.detail)])
    return _answer(request, [_outcome(stored)])


@require_POST
@login_required
def unlock(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Open a locked file with its password."""
    require_edit(request.membership)
    document = paper_or_404(request, pk)
    form = PasswordForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Type the password of this file."))
        return _after(request, document)
    try:
        services.unlock(document=document, actor=request.user, password=form.cleaned_data["password"])
    except LumenError as error:
        messages.error(request, error.detail)
    return _after(request, document)


@require_POST
@login_required
def retry(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Read a failed or cancelled paper again."""
    require_edit(request.membership)
    document = paper_or_404(request, pk)
    try:
        services.retry(document=document, actor=request.user)
    except services.NotFailedError as error:
        messages.info(request, error.detail)
    return _after(request, document)


@require_POST
@login_required
def cancel(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Stop reading a paper."""
    require_edit(request.membership)
    document = paper_or_404(request, pk)
    try:
        services.cancel(document=document, actor=request.user)
    except services.NotAtWorkError as error:
        messages.info(request, error.detail)
    return _after(request, document)


@require_POST
@login_required
def retry_all(request: MemberRequest) -> HttpResponse:
    """Read every failed paper again, except those that wait for a password."""
    require_edit(request.membership)
    count = services.retry_all(workspace=request.workspace, actor=request.user)
    said = ngettext("%(n)d paper is read again.", "%(n)d papers are read again.", count)
    messages.success(request, said % {"n": count})
    return back(request)


def _after(request: MemberRequest, document: Document) -> HttpResponse:
    """A row asks for itself again when it is told that its paper changed; a page is shown again."""
    if not request.htmx:
        return back(request, "documents:detail", document.pk)
    response = HttpResponse()
    response["HX-Trigger"] = json.dumps({"live-document": {"id": str(document.pk)}})
    return response
