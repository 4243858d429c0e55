"""What members do in one enquiry: write, decide about drafts, run macros, merge, fetch files."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import require_edit
from assistants.forms_inbox import DecisionForm, ReplyForm, first_problem
from assistants.models import CannedReply, Draft, Enquiry, EnquiryFile, Macro
from assistants.selectors import threads
from assistants.services import canned, enquiries, macros, mentions, merging, undoing
from assistants.services.undoing import Change
from assistants.views.inbox import enquiry_context
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest

MOST_CANNED = 200


@require_POST
@login_required
def enquiry_reply(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Send what stands in the box: a reply, a note, or a draft with changes; and resolve if asked."""
    found = _enquiry(request, pk)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _answer(request, found, problem=first_problem(form))
    said = form.cleaned_data

    def write() -> Change | None:
        _write(request, found, said)
        if said["canned"]:
            canned.count_use(workspace=request.workspace, shortcut=said["canned"])
        if not said["resolves"]:
            return None
        return enquiries.resolve(enquiry=found, actor=request.user, now=timezone.now())

    told = _("Sent and resolved.") if said["resolves"] else ""
    return _done(request, found, write, said=told, sent=True)


def _write(request: MemberRequest, enquiry: Enquiry, said: dict[str, Any]) -> None:
    words = {"actor": request.user, "text": said["text"], "now": timezone.now()}
    if said["kind"] == "note":
        mentions.write_note(enquiry=enquiry, **words)
    elif said["draft"]:
        from assistants.services import drafts

        draft = get_object_or_404(Draft, enquiry=enquiry, pk=said["draft"])
        drafts.edit(draft=draft, version=said["version"] or 0, **words)
    else:
        enquiries.reply(enquiry=enquiry, **words)


@require_POST
@login_required
def draft_decision(request: MemberRequest, pk: UUID, draft_pk: UUID) -> HttpResponse:
    """Send a draft as it is, reject it with a reason, take that back, or have it made again."""
    found = _enquiry(request, pk)
    draft = get_object_or_404(Draft, enquiry=found, pk=draft_pk)
    sent = request.POST.copy()
    if sent.get("reason"):  # a button of its menu says why, and with it that it is no good
        sent["decision"] = "reject"
    form = DecisionForm(sent)
    if not form.is_valid():
        return _answer(request, found, problem=first_problem(form))

    def decide() -> None:
        from assistants.services import drafts

        asked = form.cleaned_data
        common = {"draft": draft, "actor": request.user, "version": asked["version"]}
        if asked["decision"] == "accept":
            drafts.accept(**common, now=timezone.now())
        elif asked["decision"] == "reject":
            drafts.reject(**common, reason=asked["reason"], remark=asked["remark"], now=timezone.now())
        elif asked["decision"] == "restore":
            drafts.undo_reject(**common)
        else:
            drafts.ask_again(**common)

    if form.cleaned_data["decision"] != "reject":
        return _done(request, found, decide)
    return _done(request, found, decide, said=_("The draft is rejected."), rejected=draft)


@require_safe
@login_required
def macro_preview(request: MemberRequest, pk: UUID, macro_pk: UUID) -> HttpResponse:
    """What a macro will do here, before it does it."""
    found = _enquiry(request, pk)
    macro = get_object_or_404(Macro.objects.in_workspace(request.workspace), pk=macro_pk)
    context: dict[str, Any] = {"macro": macro, "enquiry": found}
    try:
        now = timezone.now()
        context["lines"] = macros.preview(macro=macro, enquiry=found, actor=request.user, now=now)
    except LumenError as error:
        context["problem"] = error.detail
    return render(request, "assistants/inbox/_macro_preview.html", context)


@require_POST
@login_required
def macro_run(request: MemberRequest, pk: UUID, macro_pk: UUID) -> HttpResponse:
    found = _enquiry(request, pk)
    macro = get_object_or_404(Macro.objects.in_workspace(request.workspace), pk=macro_pk)

    def run() -> Change:
        return macros.run(macro=macro, enquiry=found, actor=request.user, now=timezone.now())

    return _done(request, found, run, said=_("“%(name)s” is done.") % {"name": macro.name})


@require_POST
@login_required
def enquiry_merge(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Bring another enquiry of the same customer into this one."""
    found = _enquiry(request, pk)
    number = request.POST.get("number", "").strip().lstrip("#")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return _answer(request, found, problem=_("Write the number of the other enquiry."))
    other = Enquiry.objects.in_workspace(request.workspace).filter(number=int(number)).first()
    if other is None:
        return _answer(request, found, problem=_("There is no #%(number)s.") % {"number": number})

    def merge() -> None:
        merging.merge(into=found, others=[other], actor=request.user, now=timezone.now())

    return _done(request, found, merge, said=_("#%(number)s is part of this now.") % {"number": number})


@require_safe
@login_required
def canned_texts(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ready texts with this customer's facts filled in, for the box to offer."""
    found = _enquiry(request, pk, changes=False)
    rows = CannedReply.objects.in_workspace(request.workspace).order_by("-used", "shortcut")[:MOST_CANNED]
    offered = [(row, canned.fill(row.text, enquiry=found, member=request.user)) for row in rows]
    texts = [
        {"key": row.shortcut, "title": row.title, "text": filled.text, "missing": list(filled.missing)}
        for row, filled in offered
    ]
    return JsonResponse({"texts": texts})


@require_safe
@login_required
def enquiry_file(request: MemberRequest, pk: UUID) -> FileResponse:
    """A file of a message, always as a download under its own name."""
    files = EnquiryFile.objects.filter(message__enquiry__workspace=request.workspace)
    file = get_object_or_404(files, pk=pk)
    response = FileResponse(
        file.file.open("rb"),
        as_attachment=True,
        filename=file.name,
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _enquiry(request: MemberRequest, pk: UUID, *, changes: bool = True) -> Enquiry:
    found: Enquiry = get_object_or_404(threads.enquiries_with_facts(request.workspace).kept(), pk=pk)
    if changes:
        require_edit(request.membership)
    return found


def _done(
    request: MemberRequest,
    enquiry: Enquiry,
    change: Callable[[], Change | None],
    *,
    said: str = "",
    sent: bool = False,
    rejected: Draft | None = None,
) -> HttpResponse:
    """Do it and show the thread again, or say why not and keep what was typed."""
    try:
        with transaction.atomic():
            done = change()
    except LumenError as error:
        return _answer(request, enquiry, problem=error.detail)
    token = undoing.token_of(workspace=request.workspace, changes=[done]) if done else ""
    if rejected is not None:
        rejected.refresh_from_db()
    return _answer(request, enquiry, said=said, token=token, sent=sent, rejected=rejected)


def _answer(
    request: MemberRequest,
    enquiry: Enquiry,
    *,
    problem: str = "",
    said: str = "",
    token: str = "",
    sent: bool = False,
    rejected: Draft | None = None,
) -> HttpResponse:
    if not request.htmx:
        if problem or said:
            (messages.error if problem else messages.success)(request, problem or said)
        return redirect("assistants:enquiry", pk=enquiry.pk)
    fresh = threads.enquiries_with_facts(request.workspace).get(pk=enquiry.pk)
    context = enquiry_context(request, fresh) | {
        "problem": problem,
        "said": said,
        "token": token,
        "rejected": rejected,
    }
    response = render(request, "assistants/inbox/_after.html", context, status=422 if problem else 200)
    news: dict[str, Any] = {"inbox-changed": {"ids": [str(enquiry.pk)]}, "thread-answered": {}}
    if sent and not problem:
        news["composer-sent"] = {}
    response["HX-Trigger"] = json.dumps(news)
    return response
