"""Arguing with an answer: change a part of it, ask the question differently, say what was wrong."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chat import attachments, changing, following, presenting, selectors, services
from chat.forms import AskForm, ChangeForm, ReasonForm
from chat.models import Conversation, Message
from chat.refining import hint_of
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest

STOP_SECONDS = 2.0  # to end what is asked differently; it takes one at most


def _my_answer(request: MemberRequest, pk: UUID) -> Message:
    found = selectors.messages_of(request.membership).filter(role=Message.Role.ASSISTANT)
    return get_object_or_404(found.select_related("conversation__workspace").for_display(), pk=pk)


def _my_question(request: MemberRequest, pk: UUID) -> Message:
    found = selectors.messages_of(request.membership).filter(role=Message.Role.USER)
    return get_object_or_404(found.select_related("conversation__workspace", "previous"), pk=pk)


def _shown_again(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The answer itself for htmx, its place in the page for everybody else."""
    fresh = _my_answer(request, pk)
    if request.htmx:
        return render(request, "chat/_message.html", {"shown": presenting.show(fresh)})
    target = redirect("chat:conversation", pk=fresh.conversation_id)
    target["Location"] += f"#message-{fresh.pk}"
    return target


@login_required
@require_GET
def choices(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What a part of the interpretation could be instead: the list inside a chip's menu."""
    answer = _my_answer(request, pk)
    form = ChangeForm(request.GET)
    if not form.is_valid():
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    asked = form.cleaned_data
    try:
        found = _offered(request, answer, asked)
    except LumenError as problem:
        return HttpResponse(problem.detail, status=problem.status, content_type="text/plain; charset=utf-8")
    context = {"answer": answer, "asked": asked, "choices": found, "hint": hint_of(asked["part"])}
    name = "chat/_choices.html" if request.htmx else "chat/choices.html"
    return render(request, name, context)


def _offered(request: MemberRequest, answer: Message, asked: dict[str, Any]) -> Sequence[Any]:
    return changing.offered(
        message=answer,
        membership=request.membership,
        number=asked["number"],
        part=asked["part"],
        typed=asked["typed"],
        now=timezone.now(),
    )


@login_required
@require_POST
def change(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Change, add or remove one part; the answer is computed again in its place."""
    answer, form = _my_answer(request, pk), ChangeForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    try:
        chosen = _chosen(request, answer, form)
        changing.change_part(
            message=answer,
            membership=request.membership,
            number=form.cleaned_data["number"],
            change=chosen,
            now=timezone.now(),
        )
    except LumenError as problem:
        messages.warning(request, problem.detail)
    return _shown_again(request, pk)


def _chosen(request: MemberRequest, answer: Message, form: ChangeForm) -> dict[str, object]:
    """The pressed line of the menu, or the first one that fits what was typed."""
    asked = form.cleaned_data
    if request.POST.get("choice"):
        return form.change()
    offered = _offered(request, answer, asked)
    if not offered or not asked["typed"]:
        raise changing.nothing_found(asked["typed"])
    return form.change({"part": offered[0].part, "value": offered[0].value})


@login_required
@require_POST
def edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ask one's own question differently; what followed stays as an earlier version.

    An answer that is still being made is stopped first.
    """
    question, form = _my_question(request, pk), AskForm(request.POST)
    try:
        if not form.is_valid():
            raise services.EmptyQuestionError(str(next(iter(form.errors.values()))[0]))
        following.stop_open(question.conversation, STOP_SECONDS)
        services.start_turn(
            workspace=request.workspace,
            membership=request.membership,
            conversation=question.conversation,
            text=form.cleaned_data["text"],
            document_ids=question.documents,
            edits=question,
            now=timezone.now(),
        )
    except LumenError as problem:
        messages.warning(request, problem.detail)
    return _path(request, question.conversation)


@login_required
@require_POST
def version(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Go back to another version of an edited question, with all that followed it."""
    question = _my_question(request, pk)
    try:
        services.choose_version(question=question, now=timezone.now())
    except LumenError as problem:
        messages.warning(request, problem.detail)
    return _path(request, question.conversation)


def _path(request: MemberRequest, conversation: Conversation) -> HttpResponse:
    """All messages as they are now shown."""
    if not request.htmx:
        return redirect("chat:conversation", pk=conversation.pk)
    stored = list(conversation.messages.for_display().select_related("conversation"))
    shown = attachments.with_papers(presenting.show_path(stored), request.membership)
    return render(request, "chat/_turn.html", {"shown_messages": shown})


@login_required
@require_POST
def reason(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say what was wrong with an answer."""
    answer, form = _my_answer(request, pk), ReasonForm(request.POST)
    if form.is_valid():
        services.explain_rating(message=answer, **form.cleaned_data)
        messages.success(request, form.thanks)
    else:
        messages.warning(request, str(next(iter(form.errors.values()))[0]))
    return _shown_again(request, pk)
