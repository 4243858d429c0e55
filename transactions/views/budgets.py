"""Budgets: what a month may cost, by category."""

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from lumen.common.dates import add_months, today_in
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest, render_page
from transactions import budgeting
from transactions.forms.budgets import EVERY, ONLY, SCOPES, BudgetForm, NewBudgetForm, ProposalForm
from transactions.models import Category
from transactions.services import budgets, catalog

if TYPE_CHECKING:
    from transactions.budgeting import Proposal

TABLE = "budget-table"
AHEAD = 12  # months that can be planned before they come
EARLIEST = date(1970, 1, 1)
AVERAGE, LAST = "average", "last"


@require_safe
@login_required
def budget_list(request: MemberRequest) -> HttpResponse:
    """A month of every budget; `?month=2026-03`."""
    catalog.ensure_catalog(request.workspace)
    return _page(request)


def _page(request: MemberRequest, *, form: NewBudgetForm | None = None, status: int = 200) -> HttpResponse:
    today, month = _today(request), _month(request)
    plan = budgeting.month_plan(request.workspace, month=month)
    left = budgeting.days_left(month, today=today)
    total = plan.total
    context = {
        "plan": plan,
        "total": total,
        "month": month,
        "this_month": today.replace(day=1),
        "previous": add_months(month, -1) if month > EARLIEST else None,
        "following": add_months(month, 1) if month < add_months(today.replace(day=1), AHEAD) else None,
        "days_left": left,
        "is_running": month == today.replace(day=1),
        "a_day": total.left / left if left and total.left > 0 and month == today.replace(day=1) else None,
        "form": form or NewBudgetForm(workspace=request.workspace),
        "scopes": SCOPES,
        "may_edit": can_edit(request.membership),
        "currency": request.workspace.base_currency,
    }
    return render_page(request, "transactions/budgets.html", context, fragment=TABLE, status=status)


def _today(request: MemberRequest) -> date:
    return today_in(request.workspace.time_zone, timezone.now())


def _month(request: MemberRequest) -> date:
    """The month of the address or the form; this one where it makes no sense."""
    this_month = _today(request).replace(day=1)
    try:
        asked = date.fromisoformat(f"{request.POST.get('month') or request.GET.get('month', '')}-01")
    except ValueError:
        return this_month
    return asked if EARLIEST <= asked <= add_months(this_month, AHEAD) else this_month


def _address(request: MemberRequest) -> str:
    return f"{reverse('transactions:budgets')}?month={_month(request):%Y-%m}"


def _answer(request: MemberRequest, *, status: int = 200) -> HttpResponse:
    return _page(request, status=status) if request.htmx else redirect(_address(request))


def _category(request: MemberRequest, pk: UUID) -> Category:
    return get_object_or_404(Category.objects.in_workspace(request.workspace), pk=pk)


@require_POST
@login_required
def budget_set(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Set the amount of a category, for every month or only this one."""
    require_edit(request.membership)
    category = _category(request, pk)
    form = BudgetForm(request.POST)
    if form.is_valid():
        try:
            _save(request, category, form)
        except LumenError as error:
            form.add_error("amount", error.detail)
    if form.errors:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return _answer(request, status=422 if form.errors else 200)


def _save(request: MemberRequest, category: Category, form: BudgetForm) -> None:
    shared: dict[str, Any] = {"workspace": request.workspace, "actor": request.user}
    amount, month = form.cleaned_data["amount"], _month(request)
    budgets.require_spending(category)
    if form.is_only_this_month:
        budgets.set_month(category=category, month=month, amount=amount, **shared)
    else:
        budgets.set_budget(category=category, monthly_amount=amount, month=month, **shared)


@require_POST
@login_required
def budget_new(request: MemberRequest) -> HttpResponse:
    """Give a category its first budget."""
    require_edit(request.membership)
    form = NewBudgetForm(request.POST, workspace=request.workspace)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    _save(request, form.cleaned_data["category"], form)
    return _answer(request)


@require_POST
@login_required
def budget_roll_over(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Let what is left roll over from this month on, or stop it."""
    require_edit(request.membership)
    category = _category(request, pk)
    try:
        budgets.set_roll_over(
            workspace=request.workspace,
            actor=request.user,
            category=category,
            rolls_over=request.POST.get("rolls_over") == "1",
            month=_month(request),
        )
    except LumenError as error:
        messages.error(request, error.detail)
        return _answer(request, status=422)
    return _answer(request)


@require_POST
@login_required
def budget_remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take a budget away; its payments stay."""
    require_edit(request.membership)
    category = _category(request, pk)
    budgets.remove(workspace=request.workspace, actor=request.user, category=category)
    messages.success(request, _("The budget of {name} is gone.").format(name=category.name))
    return _answer(request)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def budget_proposals(request: MemberRequest, source: str) -> HttpResponse:
    """Preview amounts from the months before, then take those that are ticked."""
    require_edit(request.membership)
    catalog.ensure_catalog(request.workspace)
    month = _month(request)
    given = request.POST if request.method == "POST" else None
    forms = [ProposalForm(given, proposal=one) for one in _proposals(request, source, month)]
    if given is not None and not any(form.errors for form in forms):
        _take(request, forms, month)
        return redirect(_address(request))
    context = {
        "forms": forms,
        "source": source,
        "month": month,
        "months": [add_months(month, at) for at in range(-budgeting.LOOK_BACK, 0)],
        "scopes": SCOPES,
        "scope": ONLY if source == LAST else EVERY,
        "currency": request.workspace.base_currency,
        "back_url": _address(request),
    }
    status = 422 if given is not None else 200
    return render(request, "transactions/budgets_proposed.html", context, status=status)


def _proposals(request: MemberRequest, source: str, month: date) -> "list[Proposal]":
    read = budgeting.of_last_month if source == LAST else budgeting.suggestions
    return read(request.workspace, month=month)


def _take(request: MemberRequest, forms: list[ProposalForm], month: date) -> None:
    count = budgets.set_many(
        workspace=request.workspace,
        actor=request.user,
        amounts={form.proposal.category: form.taken for form in forms if form.taken},
        month=month,
        is_only_this_month=request.POST.get("scope") == ONLY,
    )
    said = ngettext("%(count)d budget set.", "%(count)d budgets set.", count)
    messages.success(request, said % {"count": count})
