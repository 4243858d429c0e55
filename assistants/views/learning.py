"""Learning from the past: imports with a look before, what they taught, and their undoing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import can_administer, can_edit, require_edit
from assistants.models import Assistant, LearningSource, Phase
from assistants.selectors import progress
from assistants.services import imports, learning, phases
from assistants.views.common import assistant_or_404
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest

State = LearningSource.State
COLUMNS = ("customer", "reply", "label", "at")


@require_safe
@login_required
def learning_page(request: MemberRequest, slug: str) -> HttpResponse:
    """What it has learnt and from where, what the phases are and what is missing to the next."""
    return _page(request, assistant_or_404(request, slug))


def _page(
    request: MemberRequest, assistant: Assistant, *, status: int = 200, problem: str = ""
) -> HttpResponse:
    standings = phases.standings_of(assistant)
    sources = assistant.sources.select_related("created_by")
    context = {
        "assistant": assistant,
        "tab": "learning",
        "problem": problem,
        "sources": sources,
        "is_running": any(source.state == State.RUNNING for source in sources),
        "standing": standings.own,
        "needs": progress.needs_of(standings.own),
        "phases": _phases(assistant),
        "changes": assistant.phase_changes.select_related("topic", "changed_by")[:20],
        "may_edit": can_edit(request.membership),
        "may_administer": can_administer(request.membership),
    }
    return render(request, "assistants/learning/learning.html", context, status=status)


def _phases(assistant: Assistant) -> list[dict[str, Any]]:
    says = {
        Phase.OBSERVE: _("Reads along and keeps what people reply. Shows nothing."),
        Phase.RECOGNISE: _("Tells topics apart and suggests replies, topics and terms for you to approve."),
        Phase.SUPERVISED: _("Drafts replies. Nothing is sent before you accept it."),
        Phase.AUTOMATED: _(
            "Answers by itself where your judgements prove it; everything else stays a draft."
        ),
    }
    return [
        {"phase": phase.value, "label": phase.label, "says": text, "current": phase == assistant.phase}
        for phase, text in says.items()
    ]


@require_POST
@login_required
def source_upload(request: MemberRequest, slug: str) -> HttpResponse:
    """Keep a file and show what it would teach."""
    require_edit(request.membership)
    assistant = assistant_or_404(request, slug)
    file = request.FILES.get("file")
    if file is None:
        return _page(request, assistant, status=422, problem=_("Choose a file first."))
    try:
        source = imports.upload(assistant=assistant, actor=request.user, file=file)
    except LumenError as error:
        return _page(request, assistant, status=422, problem=error.detail)
    return redirect("assistants:source", slug, source.pk)


@require_safe
@login_required
def source_detail(request: MemberRequest, slug: str, pk: UUID) -> HttpResponse:
    """One import: a preview while it waits, how far it is while it is read, what it taught."""
    assistant = assistant_or_404(request, slug)
    source = _source_or_404(assistant, pk)
    waits = source.state == State.WAITING
    context = {
        "assistant": assistant,
        "tab": "learning",
        "source": source,
        "preview": imports.preview(source) if waits else None,
        "own": ", ".join(_own(source)),
        "columns": _column_fields(),
        "may_edit": can_edit(request.membership),
    }
    if request.htmx and request.htmx.target == "source-state":
        return render(request, "assistants/learning/_source_state.html", context)
    return render(request, "assistants/learning/source.html", context)


@require_POST
@login_required
def source_act(request: MemberRequest, slug: str, pk: UUID) -> HttpResponse:
    """Look again with other choices, learn it, discard it, or undo it."""
    require_edit(request.membership)
    assistant = assistant_or_404(request, slug)
    source = _source_or_404(assistant, pk)
    try:
        where = _act(request, source)
    except LumenError as error:
        messages.error(request, error.detail)
        where = reverse("assistants:source", args=[slug, pk])
    return redirect(where)


def _act(request: MemberRequest, source: LearningSource) -> str:
    action, slug = request.POST.get("action", ""), source.assistant.slug
    everything = reverse("assistants:learning", args=[slug])
    if action == "undo":
        count = learning.unlearn(source=source, actor=request.user)
        said = ngettext("%(n)d example was unlearnt.", "%(n)d examples were unlearnt.", count)
        messages.success(request, said % {"n": count})
        return everything
    if action == "discard":
        imports.discard(source=source)
        messages.success(request, _("Discarded; nothing was learnt."))
        return everything
    own = request.POST.get("own", "").replace(";", ",").split(",")
    chosen = {name: request.POST.get(f"column_{name}", "") for name in COLUMNS}
    imports.choose(source=source, own=own, columns={k: v for k, v in chosen.items() if v})
    if action == "learn":
        imports.start(source=source, actor=request.user)
    return reverse("assistants:source", args=[slug, source.pk])


def _column_fields() -> list[dict[str, str]]:
    return [
        {"name": "customer", "label": _("What the customer wrote")},
        {"name": "reply", "label": _("What you replied")},
        {"name": "label", "label": _("Topic")},
        {"name": "at", "label": _("When")},
    ]


def _own(source: LearningSource) -> list[str]:
    told = source.own_addresses
    return [str(one) for one in told.get("own", [])] if isinstance(told, dict) else []


def _source_or_404(assistant: Assistant, pk: UUID) -> LearningSource:
    return get_object_or_404(assistant.sources.select_related("assistant__workspace", "created_by"), pk=pk)
