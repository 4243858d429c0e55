"""Suggestions as cards: taken as they are, in other words, or never shown again."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from assistants.models import Assistant, Suggestion
from assistants.services import suggestions as services
from assistants.views.common import assistant_or_404
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest

PER_PAGE = 20
Kind, State = Suggestion.Kind, Suggestion.State
_USEFUL_FIRST = Case(
    *(When(kind=kind, then=place) for place, kind in enumerate((Kind.ANSWER, Kind.REPLY, Kind.TOPIC))),
    default=3,
    output_field=IntegerField(),
)


@require_safe
@login_required
def suggestion_list(request: MemberRequest, slug: str) -> HttpResponse:
    """What waits for a decision, the most frequent first; decided ones on request."""
    assistant = assistant_or_404(request, slug)
    kind = request.GET.get("kind", "")
    shows_decided = request.GET.get("decided") == "1"
    rows = assistant.suggestions.select_related("topic", "decided_by")
    rows = (
        rows.exclude(state__in=[State.OPEN, State.DISMISSED])
        if shows_decided
        else rows.filter(state=State.OPEN)
    )
    if kind in Kind:
        rows = rows.filter(kind=kind)
    rows = (
        rows.order_by("-decided_at")
        if shows_decided
        else rows.order_by(_USEFUL_FIRST, "-count", "created_at")
    )
    context = {
        "assistant": assistant,
        "tab": "suggestions",
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "kinds": _kinds(assistant, kind),
        "all_count": assistant.suggestions.filter(state=State.OPEN).count(),
        "kind": kind,
        "shows_decided": shows_decided,
        "may_edit": can_edit(request.membership),
    }
    return render(request, "assistants/learning/suggestions.html", context)


def _kinds(assistant: Assistant, current: str) -> list[dict[str, Any]]:
    waiting = assistant.suggestions.filter(state=State.OPEN).order_by()
    counts = dict(waiting.values_list("kind").annotate(n=Count("pk")))
    return [
        {
            "kind": kind.value,
            "label": kind.label,
            "count": counts.get(kind.value, 0),
            "current": kind == current,
        }
        for kind in Kind
    ]


@require_POST
@login_required
def suggestion_decide(request: MemberRequest, slug: str, pk: UUID) -> HttpResponse:
    """Approve, edit, dismiss, or take that back; answers the card."""
    require_edit(request.membership)
    assistant = assistant_or_404(request, slug)
    suggestion = get_object_or_404(assistant.suggestions.select_related("topic"), pk=pk)
    context: dict[str, Any] = {"assistant": assistant, "may_edit": True}
    status = 200
    try:
        suggestion = _decided(request, suggestion)
    except LumenError as error:
        context["problem"], status = error.detail, 422
    context["one"] = suggestion
    if request.htmx:
        return render(request, "assistants/learning/_suggestion.html", context, status=status)
    return redirect("assistants:suggestions", slug)


def _decided(request: MemberRequest, suggestion: Suggestion) -> Suggestion:
    action, text = request.POST.get("action", ""), request.POST.get("text", "").replace("\r\n", "\n")
    if action == "undo":
        return services.undo(suggestion=suggestion, actor=request.user)
    if action == "dismiss":
        return services.dismiss(suggestion=suggestion, actor=request.user, now=timezone.now())
    proposed = suggestion.title if suggestion.kind == Kind.TOPIC else suggestion.text
    if text.strip() in ("", proposed.strip()):
        return services.approve(suggestion=suggestion, actor=request.user, now=timezone.now())
    return services.edit(suggestion=suggestion, actor=request.user, text=text, now=timezone.now())
