"""Topics of an assistant: how far each may go, on which figures, and what it was taught by."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import can_administer, can_edit, require_administer, require_edit
from assistants.models import Assistant, LearnedPattern, Phase, Topic
from assistants.selectors import progress
from assistants.services import phases
from assistants.services import topics as services
from assistants.views.common import assistant_or_404
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest, render_page
from lumen.common.text import fold

PER_PAGE, PATTERNS_PER_PAGE = 50, 30
SWITCHES = ("may_automate", "may_read_money", "is_active")


@require_safe
@login_required
def topic_list(request: MemberRequest, slug: str) -> HttpResponse:
    """Every topic with its phase, its decisions and what they prove; most judged first."""
    assistant = assistant_or_404(request, slug)
    wanted = fold(request.GET.get("q", ""))
    standings = phases.standings_of(assistant)
    found = [one for one in standings.topics if wanted in fold(one.topic.name)]
    found.sort(key=lambda one: (-one.standing.evidence.decisions, -one.standing.messages, one.topic.name))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "assistant": assistant,
        "tab": "topics",
        "page": page,
        "rows": [{"one": one, "bar": progress.bar_of(one.standing.evidence)} for one in page],
        "q": request.GET.get("q", ""),
        "inactive": assistant.topics.filter(is_active=False),
        "may_edit": can_edit(request.membership),
        "may_administer": can_administer(request.membership),
    }
    return render_page(request, "assistants/learning/topics.html", context, fragment="topic-table")


@require_POST
@login_required
def topic_new(request: MemberRequest, slug: str) -> HttpResponse:
    """Make a topic by hand."""
    require_edit(request.membership)
    assistant = assistant_or_404(request, slug)
    try:
        topic = services.create(assistant=assistant, actor=request.user, name=request.POST.get("name", ""))
    except LumenError as error:
        messages.error(request, error.detail)
        return redirect("assistants:topics", slug)
    messages.success(request, _("Made. Give it a few questions as customers ask them."))
    return redirect("assistants:topic", slug, topic.pk)


@require_POST
@login_required
def topic_merge(request: MemberRequest, slug: str) -> HttpResponse:
    """Join the ticked topics into the one that is named."""
    require_administer(request.membership)
    assistant = assistant_or_404(request, slug)
    ids = _uuids(request.POST.getlist("topic"))
    into = get_object_or_404(
        assistant.topics.select_related("assistant__workspace"), pk__in=_uuids([request.POST.get("into", "")])
    )
    others = list(assistant.topics.filter(pk__in=ids).exclude(pk=into.pk))
    try:
        services.merge(into=into, others=others, actor=request.user)
    except LumenError as error:
        messages.error(request, error.detail)
        return redirect("assistants:topics", slug)
    said = ngettext(
        "%(n)d topic is now part of %(name)s.", "%(n)d topics are now part of %(name)s.", len(others)
    )
    messages.success(request, said % {"n": len(others), "name": into.name})
    return redirect("assistants:topic", slug, into.pk)


@require_safe
@login_required
def topic_detail(request: MemberRequest, slug: str, pk: UUID) -> HttpResponse:
    """One topic: its figures, its switches, its replies and the questions it is known by."""
    assistant = assistant_or_404(request, slug)
    topic = _topic_or_404(assistant, pk)
    return _detail(request, assistant, topic)


def _detail(
    request: MemberRequest, assistant: Assistant, topic: Topic, *, status: int = 200, **more: Any
) -> HttpResponse:
    standing = next((one for one in phases.standings_of(assistant).topics if one.topic == topic), None)
    patterns = topic.patterns.teaching().select_related("approved_by", "source", "message__enquiry")
    wanted = request.GET.get("q", "").strip()
    if wanted:
        patterns = patterns.filter(question__icontains=wanted) | patterns.filter(reply__icontains=wanted)
    page = Paginator(patterns.order_by("-approved_at", "-created_at", "pk"), PATTERNS_PER_PAGE)
    context = {
        "assistant": assistant,
        "tab": "topics",
        "topic": topic,
        "standing": standing,
        "needs": progress.needs_of(standing.standing) if standing else [],
        "bar": progress.bar_of(standing.standing.evidence) if standing else None,
        "page": page.get_page(request.GET.get("page")),
        "q": wanted,
        "changes": topic.phase_changes.select_related("changed_by")[:8],
        "handlings": Topic.Handling.choices,
        "phases": Phase.choices,
        "may_edit": can_edit(request.membership),
        "may_administer": can_administer(request.membership),
        **more,
    }
    return render(request, "assistants/learning/topic.html", context, status=status)


@require_POST
@login_required
def topic_change(request: MemberRequest, slug: str, pk: UUID) -> HttpResponse:
    """Rename a topic, turn its switches, say how it is handled."""
    require_administer(request.membership)
    assistant = assistant_or_404(request, slug)
    topic = _topic_or_404(assistant, pk)
    fields: dict[str, Any] = {name: request.POST.get(name) == "on" for name in SWITCHES}
    fields |= {name: request.POST[name] for name in ("name", "description") if name in request.POST}
    fields["description"] = fields.get("description", topic.description)[:300]
    if request.POST.get("handling") in Topic.Handling:
        fields["handling"] = request.POST["handling"]
    try:
        services.change(topic=topic, actor=request.user, **fields)
    except LumenError as error:
        return _detail(request, assistant, topic, status=422, problem=error.detail)
    messages.success(request, _("Saved."))
    return redirect("assistants:topic", slug, pk)


@require_POST
@login_required
def topic_phase(request: MemberRequest, slug: str, pk: UUID) -> HttpResponse:
    """Set a topic's phase by hand: down at any time, up as far as it may."""
    require_administer(request.membership)
    assistant = assistant_or_404(request, slug)
    topic = _topic_or_404(assistant, pk)
    _set_phase(request, assistant, topic)
    return redirect("assistants:topic", slug, pk)


@require_POST
@login_required
def assistant_phase(request: MemberRequest, slug: str) -> HttpResponse:
    """Set the assistant's own phase by hand."""
    require_administer(request.membership)
    assistant = assistant_or_404(request, slug)
    _set_phase(request, assistant, None)
    return redirect("assistants:learning", slug)


def _set_phase(request: MemberRequest, assistant: Assistant, topic: Topic | None) -> None:
    wanted = request.POST.get("phase", "")
    if wanted not in Phase:
        messages.error(request, _("Choose a phase."))
        return
    try:
        phases.set_phase(
            assistant=assistant, topic=topic, phase=wanted, actor=request.user, now=timezone.now()
        )
    except LumenError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, _("Now: %(phase)s.") % {"phase": Phase(wanted).label})


@require_POST
@login_required
def topic_delete(request: MemberRequest, slug: str, pk: UUID) -> HttpResponse:
    require_administer(request.membership)
    assistant = assistant_or_404(request, slug)
    topic = _topic_or_404(assistant, pk)
    count = services.delete(topic=topic, actor=request.user)
    said = ngettext("Removed, with %(n)d example.", "Removed, with %(n)d examples.", count)
    messages.success(request, said % {"n": count})
    return redirect("assistants:topics", slug)


@require_POST
@login_required
def pattern_new(request: MemberRequest, slug: str, pk: UUID) -> HttpResponse:
    """Teach a topic a question, and the reply to it."""
    require_edit(request.membership)
    assistant = assistant_or_404(request, slug)
    topic = _topic_or_404(assistant, pk)
    question, reply = request.POST.get("question", ""), request.POST.get("reply", "")
    try:
        services.add_pattern(topic=topic, actor=request.user, question=question, reply=reply)
    except LumenError as error:
        more = {"problem": error.detail, "question": question, "reply": reply}
        return _detail(request, assistant, topic, status=422, **more)
    messages.success(request, _("Learnt."))
    return redirect("assistants:topic", slug, pk)


@require_POST
@login_required
def pattern_change(request: MemberRequest, slug: str, pk: UUID, pattern_pk: UUID) -> HttpResponse:
    """Change an example's words, let its reply be used, or unlearn it."""
    require_edit(request.membership)
    assistant = assistant_or_404(request, slug)
    topic = _topic_or_404(assistant, pk)
    rows = topic.patterns.teaching().select_related("assistant__workspace")
    pattern = get_object_or_404(rows, pk=pattern_pk)
    try:
        messages.success(request, _act(request, pattern))
    except LumenError as error:
        return _detail(request, assistant, topic, status=422, problem=error.detail)
    return redirect("assistants:topic", slug, pk)


def _act(request: MemberRequest, pattern: LearnedPattern) -> str:
    action = request.POST.get("action", "")
    if action == "remove":
        services.remove_pattern(pattern=pattern, actor=request.user)
        return _("Unlearnt.")
    if action in ("approve", "withdraw"):
        is_approved = action == "approve"
        services.approve_pattern(pattern=pattern, actor=request.user, is_approved=is_approved)
        return _("This reply may be used.") if is_approved else _("This reply is not used any more.")
    services.edit_pattern(
        pattern=pattern,
        actor=request.user,
        question=request.POST.get("question", ""),
        reply=request.POST.get("reply", ""),
    )
    return _("Saved.")


def _topic_or_404(assistant: Assistant, pk: UUID) -> Topic:
    return get_object_or_404(assistant.topics.select_related("assistant__workspace"), pk=pk)


def _uuids(values: list[str]) -> list[UUID]:
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found
