"""The pages of the chat."""

import csv
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import permissions
from chat import attachments, examples, exporting, presenting, selectors, services, speaking, usage
from chat.following import wait_until_closed
from chat.forms import AskForm, TitleForm
from chat.ledger_links import list_url
from chat.models import Conversation, Message
from lumen.ai.speech import configured
from lumen.ai.world import disclosure
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest, render_page

CONVERSATIONS_SHOWN = 100
STOP_SECONDS = 1.0
ASKED_TWICE = timedelta(seconds=5)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: MemberRequest) -> HttpResponse:
    """The list of conversations and a place to ask; `?q=` asks at once."""
    if request.method == "POST":
        form = AskForm(request.POST)
        if form.is_valid():
            return _ask_in_new(request, form)
        return _home_page(request, form, status=422)
    if question := request.GET.get("q", "").strip():
        return _ask_once(request, question)
    return _home_page(request, AskForm())


def _home_page(request: MemberRequest, form: AskForm, status: int = 200) -> HttpResponse:
    search = request.GET.get("search", "").strip()
    found = selectors.conversations_of(request.membership, search)[:CONVERSATIONS_SHOWN]
    context = {
        **_box(request, form),
        "conversations": found,
        "search": search,
        "examples": examples.examples_for(request.membership, timezone.now()),
        "deleted": _deleted(request),
        "model_state": selectors.model_state(request.workspace),
    }
    return render_page(request, "chat/home.html", context, fragment="conversation-list", status=status)


def _box(request: MemberRequest, form: AskForm) -> dict[str, Any]:
    """What the box needs: the papers it already has, and what this person and machine can do."""
    return {
        "form": form,
        "chosen_papers": attachments.described(request.membership, form.paper_ids),
        "can_attach": permissions.can_edit(request.membership),
        "most_bytes": settings.DOCUMENT_MAX_BYTES,
        "voices": speaking.voices(),
    }


def _deleted(request: MemberRequest) -> Conversation | None:
    """The conversation that was just deleted, to offer undoing it."""
    try:
        key = UUID(request.GET.get("deleted", ""))
    except ValueError:
        return None
    mine = Conversation.objects.in_workspace(request.workspace).filter(user=request.user)
    return mine.filter(pk=key, deleted_at__isnull=False).first()


def _ask_once(request: MemberRequest, question: str) -> HttpResponse:
    """Ask what the address says, unless reloading it asked the same a moment ago."""
    just_now = timezone.now() - ASKED_TWICE
    asked = selectors.messages_of(request.membership).filter(
        role=Message.Role.USER, text=question, created_at__gte=just_now
    )
    if same := asked.order_by("-created_at").first():
        return redirect("chat:conversation", pk=same.conversation_id)
    form = AskForm({"text": question, "document_ids": request.GET.get("document_ids", "")})
    if not form.is_valid():
        return _home_page(request, form, status=422)
    return _ask_in_new(request, form)


def _ask_in_new(request: MemberRequest, form: AskForm) -> HttpResponse:
    turn = services.start_turn(
        workspace=request.workspace,
        membership=request.membership,
        conversation=None,
        text=form.cleaned_data["text"],
        document_ids=form.cleaned_data["document_ids"],
        now=timezone.now(),
    )
    return redirect("chat:conversation", pk=turn.conversation.pk)


def _mine(request: MemberRequest, pk: UUID) -> Conversation:
    return get_object_or_404(selectors.conversations_of(request.membership), pk=pk)


def _my_answer(request: MemberRequest, pk: UUID) -> Message:
    """An answer as it now is; one that nobody works on any more is settled first."""
    found = selectors.messages_of(request.membership).filter(role=Message.Role.ASSISTANT)
    related = found.select_related("conversation__workspace").for_display()
    answer = get_object_or_404(related, pk=pk)
    return services.settle(reply=answer, now=timezone.now())


@login_required
@require_GET
def conversation(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One conversation with its answers; the newest may still be streaming."""
    return _conversation_page(request, pk, AskForm(initial={"document_ids": _chosen_papers(request, pk)}))


def _chosen_papers(request: MemberRequest, pk: UUID) -> str:
    """The papers that the next question keeps to, unless the address says to look at all again."""
    if "all_papers" in request.GET:
        return ""
    questions = _mine(request, pk).messages.filter(role=Message.Role.USER, is_current=True)
    newest = questions.order_by("-created_at").first()
    return ",".join(newest.documents) if newest else ""


def _conversation_page(
    request: MemberRequest, pk: UUID, form: AskForm, status: int = 200, problem: str = ""
) -> HttpResponse:
    chosen = _mine(request, pk)
    stored = chosen.messages.for_display().select_related("conversation")
    settled = [services.settle(reply=message, now=timezone.now()) for message in stored]
    shown = presenting.show_path(settled)
    context = {
        **_box(request, form),
        "conversation": chosen,
        "shown_messages": attachments.with_papers(shown, request.membership),
        "problem": problem,
        "model_state": selectors.model_state(request.workspace),
    }
    return render(request, "chat/conversation.html", context, status=status)


@login_required
@require_POST
def send(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ask the next question of a conversation."""
    chosen, form = _mine(request, pk), AskForm(request.POST)
    try:
        if not form.is_valid():
            raise services.EmptyQuestionError(str(next(iter(form.errors.values()))[0]))
        turn = services.start_turn(
            workspace=request.workspace,
            membership=request.membership,
            conversation=chosen,
            text=form.cleaned_data["text"],
            document_ids=form.cleaned_data["document_ids"],
            refines=chosen.messages.filter(pk=form.cleaned_data["refines"]).first(),
            now=timezone.now(),
        )
    except LumenError as problem:
        return _refused(request, pk, form, problem)
    if not request.htmx:
        return redirect("chat:conversation", pk=pk)
    shown = attachments.with_papers(
        presenting.show_all([turn.question, turn.reply]),
        request.membership,
        before=attachments.before(turn.question),
    )
    return render(request, "chat/_turn.html", {"shown_messages": shown})


def _refused(request: MemberRequest, pk: UUID, form: AskForm, problem: LumenError) -> HttpResponse:
    if not request.htmx:
        return _conversation_page(request, pk, form, status=422, problem=problem.detail)
    response = HttpResponse(problem.detail, status=422, content_type="text/plain; charset=utf-8")
    response["HX-Retarget"], response["HX-Reswap"] = "#ask-problem", "textContent"
    return response


@login_required
@require_GET
def message(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One answer as it now is: what the page fetches when it is done."""
    shown = presenting.show(_my_answer(request, pk))
    return render(request, "chat/_message.html", {"shown": shown})


@login_required
@require_GET
def papers(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The papers that came with a question as they now are, while some are being read."""
    found = selectors.messages_of(request.membership).filter(role=Message.Role.USER)
    question = get_object_or_404(found.select_related("previous__question"), pk=pk)
    first = presenting.show(question)
    (shown,) = attachments.with_papers([first], request.membership, before=attachments.before(question))
    return render(request, "chat/_given.html", {"shown": shown, "message": question})


def _back_to(request: MemberRequest, answer: Message) -> HttpResponse:
    """The answer itself for htmx, its place in the page for everybody else."""
    if request.htmx:
        fresh = _my_answer(request, answer.pk)
        return render(request, "chat/_message.html", {"shown": presenting.show(fresh)})
    target = redirect("chat:conversation", pk=answer.conversation_id)
    target["Location"] += f"#message-{answer.pk}"
    return target


@login_required
@require_POST
def stop(request: MemberRequest, pk: UUID) -> HttpResponse:
    answer = _my_answer(request, pk)
    services.stop_turn(reply=answer)
    wait_until_closed(answer, STOP_SECONDS)
    return _back_to(request, answer)


@login_required
@require_POST
def retry(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Answer the same question again."""
    answer = _my_answer(request, pk)
    try:
        services.retry_turn(reply=answer, now=timezone.now())
    except LumenError as problem:
        messages.warning(request, problem.detail)
    return _back_to(request, answer)


@login_required
@require_POST
def rate(request: MemberRequest, pk: UUID) -> HttpResponse:
    answer = _my_answer(request, pk)
    rating = {"up": 1, "down": -1}.get(request.POST.get("rating", ""), 0)
    services.rate_message(message=answer, rating=rating)
    return _back_to(request, answer)


@login_required
@require_GET
def rows(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The transactions behind an answer, fetched when they are unfolded."""
    answer = _my_answer(request, pk)
    shown = presenting.show(answer)
    pages = Paginator(range(shown.transaction_count), presenting.ROWS_SHOWN)
    page = pages.get_page(request.GET.get("page"))
    described = presenting.rows_behind(
        answer, request.membership, timezone.now(), offset=max(page.start_index() - 1, 0)
    )
    links = [list_url(part.query) for part in shown.parts if part.transactions and part.query]
    context = {"answer": answer, "rows": described, "page": page, "links": links}
    return render(request, "chat/_rows.html" if request.htmx else "chat/rows.html", context)


@login_required
@require_GET
def rows_csv(request: MemberRequest, pk: UUID) -> HttpResponse:
    answer = _my_answer(request, pk)
    described = presenting.rows_behind(answer, request.membership, timezone.now(), limit=None)
    response = _download("rows.csv", "text/csv; charset=utf-8")
    writer = csv.writer(response)
    writer.writerow(["Date", "Merchant", "Category", "Amount", "Currency"])
    for row in described:
        writer.writerow([row.booked_on, _cell(row.title), _cell(row.category), row.amount, row.currency])
    return response


def _cell(text: str) -> str:
    """A spreadsheet must not take a merchant's name for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


def _download(name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@require_POST
def rename(request: MemberRequest, pk: UUID) -> HttpResponse:
    chosen, form = _mine(request, pk), TitleForm(request.POST)
    if form.is_valid():
        services.rename_conversation(conversation=chosen, title=form.cleaned_data["title"])
    else:
        messages.error(request, _("Give the conversation a title of at most 120 characters."))
    return redirect("chat:conversation", pk=pk)


@login_required
@require_POST
def delete(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Delete a conversation; the list then offers to undo it."""
    services.delete_conversation(conversation=_mine(request, pk), now=timezone.now())
    response = redirect("chat:home")
    response["Location"] += f"?deleted={pk}"
    return response


@login_required
@require_POST
def restore(request: MemberRequest, pk: UUID) -> HttpResponse:
    mine = Conversation.objects.in_workspace(request.workspace).filter(user=request.user)
    services.restore_conversation(conversation=get_object_or_404(mine, pk=pk))
    return redirect("chat:conversation", pk=pk)


@login_required
@require_POST
def forget(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Let the next question stand on its own."""
    services.forget_memory(conversation=_mine(request, pk))
    messages.success(request, _("The next question starts afresh."))
    return redirect("chat:conversation", pk=pk)


@login_required
@require_GET
def export(request: MemberRequest, pk: UUID) -> HttpResponse:
    chosen = get_object_or_404(selectors.with_messages(selectors.conversations_of(request.membership)), pk=pk)
    name = slugify(str(chosen)) or "conversation"
    response = _download(f"{name}.md", "text/markdown; charset=utf-8")
    response.write(exporting.to_markdown(chosen))
    return response


@login_required
@require_GET
def export_json(request: MemberRequest, pk: UUID) -> HttpResponse:
    chosen = get_object_or_404(selectors.with_messages(selectors.conversations_of(request.membership)), pk=pk)
    response = JsonResponse(exporting.to_json(chosen), json_dumps_params={"indent": 2, "ensure_ascii": False})
    name = slugify(str(chosen)) or "conversation"
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def model_consent(request: MemberRequest) -> HttpResponse:
    """What a language model would be sent, and the switch; owners decide."""
    state = selectors.model_state(request.workspace)
    speech_model = configured.outside()
    if request.method == "POST":
        permissions.require_administer(request.membership)
        if request.POST.get("consent") == "give" and (state.name or speech_model):
            services.give_consent(
                workspace=request.workspace,
                user=request.user,
                model=state.name,
                uses_tools="uses_tools" in request.POST,
                reads_mails="reads_mails" in request.POST,
                sees_pictures="sees_pictures" in request.POST and settings.PICTURE_CAPTIONS,
                speech_model=speech_model if "hears" in request.POST else "",
            )
        else:
            services.withdraw_consent(workspace=request.workspace, user=request.user)
        return redirect("chat:model")
    may_decide = permissions.can_administer(request.membership)
    context = {
        "model_state": state,
        "speech_model": speech_model,
        "is_heard_outside": bool(speech_model)
        and selectors.is_agreed(request.workspace, speech_model, "speech"),
        "may_decide": may_decide,
        "shows_pictures": bool(state.name) and settings.PICTURE_CAPTIONS,
        "used_today": usage.of_today(request.workspace),
        "world": disclosure.asked(),
    }
    return render(request, "chat/model.html", context)
