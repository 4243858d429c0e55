"""Pages of cases: the list of what is not settled yet, and the checklist on a finding's page."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import require_edit
from anomalies import selectors, services
from anomalies.forms import CloseForm, NoteForm, StepForm
from anomalies.models import Case
from anomalies.views.findings import detail_context
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest

PAGE_SIZE = 20


@require_safe
@login_required
def case_list(request: MemberRequest) -> HttpResponse:
    """Open cases first, with how far each is."""
    rows = selectors.cases(request.workspace)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "anomalies/cases.html", {"page": page})


@require_POST
@login_required
def case_step(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Tick a step, or untick it."""
    form = StepForm(request.POST)

    def change(case: Case) -> None:
        services.set_step(case=case, actor=request.user, now=timezone.now(), **form.to_step())

    return _changed(request, pk, form, change)


@require_POST
@login_required
def case_note(request: MemberRequest, pk: UUID) -> HttpResponse:
    form = NoteForm(request.POST)

    def change(case: Case) -> None:
        services.save_note(case=case, note=form.cleaned_data["note"], actor=request.user)

    return _changed(request, pk, form, change)


@require_POST
@login_required
def case_close(request: MemberRequest, pk: UUID) -> HttpResponse:
    form = CloseForm(request.POST)

    def change(case: Case) -> None:
        outcome = form.cleaned_data["outcome"]
        services.close_case(case=case, outcome=outcome, actor=request.user, now=timezone.now())

    return _changed(request, pk, form, change)


@require_POST
@login_required
def case_reopen(request: MemberRequest, pk: UUID) -> HttpResponse:
    def change(case: Case) -> None:
        services.reopen_case(case=case, actor=request.user, now=timezone.now())

    return _changed(request, pk, None, change)


def _changed(
    request: MemberRequest,
    pk: UUID,
    form: StepForm | NoteForm | CloseForm | None,
    change: Callable[[Case], None],
) -> HttpResponse:
    """Change the case of a finding, and answer with what the finding's page shows of it."""
    case = get_object_or_404(Case.objects.in_workspace(request.workspace), finding=pk)
    require_edit(request.membership)
    problem = ""
    if form is not None and not form.is_valid():
        problem = " ".join(str(message) for errors in form.errors.values() for message in errors)
    else:
        try:
            change(case)
        except LumenError as error:
            problem = error.detail
    if not request.htmx:
        if problem:
            messages.error(request, problem)
        return redirect("anomalies:detail", pk=pk)
    return _answer(request, pk, problem)


def _answer(request: MemberRequest, pk: UUID, problem: str) -> HttpResponse:
    finding = get_object_or_404(selectors.findings(request.workspace), pk=pk)
    context = {**detail_context(request, finding), "problem": problem}
    template = "anomalies/detail.html#finding-answer"
    return render(request, template, context, status=422 if problem else 200)
