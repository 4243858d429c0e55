"""Pages of findings."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from anomalies import lessons, presenting, selectors, services
from anomalies.checklists import case_of
from anomalies.forms import FeedbackForm
from anomalies.models import Finding
from anomalies.views.telling import import_of
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest, render_page

PAGE_SIZE = 20


@require_safe
@login_required
def finding_list(request: MemberRequest) -> HttpResponse:
    """Open findings first; filters live in the address."""
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    batch = import_of(request)
    rows = selectors.findings(request.workspace, state=state, kind=kind, batch=batch)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "state": state,
        "kind": kind,
        "states": Finding.State.choices,
        "kinds": Finding.Kind.choices,
        "is_filtered": bool(state or kind or batch),
        "batch": batch,
        "has_history": batch is not None and services.has_history(batch, timezone.now()),
        "open_cases": selectors.cases(request.workspace).filter(closed_at__isnull=True).count(),
        "can_edit": can_edit(request.membership),
    }
    return render_page(request, "anomalies/list.html", context, fragment="finding-list")


@require_safe
@login_required
def finding_detail(request: MemberRequest, pk: UUID) -> HttpResponse:
    return render(request, "anomalies/detail.html", detail_context(request, _finding(request, pk)))


@require_POST
@login_required
def finding_feedback(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Answer a finding; htmx gets the card again with its undo."""
    require_edit(request.membership)
    finding = _finding(request, pk)
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return _answer(request, finding, problem=_("Choose one of the buttons."))
    try:
        services.give_feedback(finding=finding, actor=request.user, now=timezone.now(), **form.to_answer())
    except LumenError as error:
        return _answer(request, finding, problem=error.detail)
    return _answer(request, _finding(request, pk))


@require_POST
@login_required
def finding_undo(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take the answer back; from the page of what was learnt one returns there."""
    require_edit(request.membership)
    finding = _finding(request, pk)
    try:
        services.undo_feedback(finding=finding, actor=request.user, now=timezone.now())
    except services.NothingToUndoError as error:
        return _answer(request, finding, problem=error.detail)
    if request.POST.get("from") == "learnt":
        messages.success(request, _("Unlearned. The finding is open again."))
        return redirect("anomalies:learnt")
    return _answer(request, _finding(request, pk))


@require_safe
@login_required
def learnt(request: MemberRequest) -> HttpResponse:
    """What people's answers taught, each with a way to unlearn it."""
    now = timezone.now()
    said = selectors.feedback_in_force(request.workspace, now)
    context = {
        "groups": lessons.grouped(said, request.workspace.base_currency),
        "weights": lessons.moved_weights(selectors.learned(request.workspace, now)),
        "can_edit": can_edit(request.membership),
    }
    return render(request, "anomalies/learnt.html", context)


def _finding(request: MemberRequest, pk: UUID) -> Finding:
    rows = Finding.objects.in_workspace(request.workspace).for_lists()
    return get_object_or_404(rows, pk=pk)


def detail_context(request: MemberRequest, finding: Finding) -> dict[str, object]:
    """What the page of one finding shows, and every part of it that is shown again."""
    return {
        "view": presenting.present(finding),
        "finding": finding,
        "case": case_of(finding),
        "dispute_text": presenting.dispute_text(finding),
        "can_edit": can_edit(request.membership),
    }


def _answer(request: MemberRequest, finding: Finding, problem: str = "") -> HttpResponse:
    """The row for the list, the panel for the detail page, a redirect without htmx."""
    status = 422 if problem else 200
    if not request.htmx:
        if problem:
            messages.error(request, problem)
        return redirect("anomalies:detail", pk=finding.pk)
    template = _template_of(request)
    context = {**detail_context(request, finding), "problem": problem}
    return render(request, template, context, status=status)


def _template_of(request: HttpRequest) -> str:
    is_detail = request.htmx.target == "finding-answer"  # type: ignore[attr-defined]
    return "anomalies/detail.html#finding-answer" if is_detail else "anomalies/_card.html"
