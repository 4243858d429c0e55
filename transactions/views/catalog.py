"""Pages for accounts and for categories with budgets."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from lumen.common.dates import today_in
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest, render_page
from transactions import budgeting, selectors
from transactions.category_months import category_lines
from transactions.forms import (
    AccountForm,
    CategoryForm,
    MergeForm,
)
from transactions.models import Account, Category
from transactions.services import budgets, catalog, gaps, upkeep


@require_safe
@login_required
def account_list(request: MemberRequest) -> HttpResponse:
    """Where the money is: accounts with balances."""
    catalog.ensure_catalog(request.workspace)
    accounts = list(selectors.account_balances(request.workspace))
    context = {
        "open_accounts": [row for row in accounts if not row.is_archived],
        "archived": [row for row in accounts if row.is_archived],
        "gaps": _gaps(request),
        "may_edit": can_edit(request.membership),
    }
    return render(request, "transactions/accounts.html", context)


def _gaps(request: MemberRequest) -> list[gaps.AccountGap]:
    today = today_in(request.workspace.time_zone, timezone.now())
    found = gaps.gaps_of(request.workspace, today=today)
    return sorted((gap for some in found.values() for gap in some), key=lambda gap: gap.last, reverse=True)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account_edit(request: MemberRequest, pk: UUID | None = None) -> HttpResponse:
    """Make an account or change one."""
    require_edit(request.membership)
    accounts = Account.objects.in_workspace(request.workspace)
    account = get_object_or_404(accounts, pk=pk) if pk else None
    start = {} if account else {"currency": request.workspace.base_currency}
    form = AccountForm(request.POST or None, instance=account, initial=start)
    if form.is_bound and form.is_valid():
        try:
            upkeep.save_account(
                workspace=request.workspace,
                actor=request.user,
                account=get_object_or_404(accounts, pk=pk) if pk else None,
                **form.cleaned_data,
            )
        except upkeep.NameTakenError as error:
            form.add_error("name", error.detail)
        else:
            messages.success(request, _("Account saved."))
            return redirect("transactions:accounts")
    context = {"form": form, "account": account}
    return render(request, "transactions/accounts_edit.html", context, status=_status(form))


@require_POST
@login_required
def account_archive(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Put an account away, or bring it back."""
    require_edit(request.membership)
    account = get_object_or_404(Account.objects.in_workspace(request.workspace), pk=pk)
    upkeep.save_account(
        workspace=request.workspace,
        actor=request.user,
        account=account,
        is_archived=not account.is_archived,
    )
    return redirect("transactions:accounts")


def _status(form: forms.BaseForm) -> int:
    return 422 if form.is_bound else 200


@require_safe
@login_required
def category_list(request: MemberRequest) -> HttpResponse:
    """The tree, this month of each, and budgets."""
    catalog.ensure_catalog(request.workspace)
    today = timezone.localdate()
    lines = category_lines(request.workspace, month=today.replace(day=1))
    kinds = [
        (label, [line for line in lines if line.category.kind == kind])
        for kind, label in Category.Kind.choices
    ]
    context = {
        "kinds": kinds,
        "month": today.replace(day=1),
        "may_edit": can_edit(request.membership),
        "currency": request.workspace.base_currency,
        "planned": budgeting.total_of(line.plan for line in lines if line.plan),
    }
    return render_page(request, "transactions/categories.html", context, fragment="category-table")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def category_edit(request: MemberRequest, pk: UUID | None = None) -> HttpResponse:
    """Make a category, rename it, put it into a group, give it a budget, or merge it away."""
    require_edit(request.membership)
    categories = Category.objects.in_workspace(request.workspace)
    category = get_object_or_404(categories, pk=pk) if pk else None
    budget = category.budgets.first() if category else None
    start = {"budget": budget.monthly_amount if budget else None}
    form = CategoryForm(request.POST or None, instance=category, initial=start, workspace=request.workspace)
    if form.is_bound and form.is_valid() and _save_category(request, form, pk):
        messages.success(request, _("Category saved."))
        return redirect("transactions:categories")
    merge = (
        MergeForm(others=categories.filter(kind=category.kind).exclude(pk=category.pk)) if category else None
    )
    context = {"form": form, "category": category, "merge": merge}
    return render(request, "transactions/categories_edit.html", context, status=_status(form))


def _save_category(request: MemberRequest, form: CategoryForm, pk: UUID | None) -> bool:
    cleaned = dict(form.cleaned_data)
    budget = cleaned.pop("budget")
    stored = Category.objects.in_workspace(request.workspace).filter(pk=pk).first() if pk else None
    shared: dict[str, Any] = {"workspace": request.workspace, "actor": request.user}
    try:
        category = upkeep.save_category(category=stored, **shared, **cleaned)
    except LumenError as error:
        form.add_error("name" if error.code == "name-taken" else "parent", error.detail)
        return False
    if budget or category.budgets.exists():
        budgets.set_budget(category=category, monthly_amount=budget, month=timezone.localdate(), **shared)
    return True


@require_POST
@login_required
def category_merge(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Move everything of one category into another and remove it."""
    require_edit(request.membership)
    categories = Category.objects.in_workspace(request.workspace)
    category = get_object_or_404(categories, pk=pk)
    form = MergeForm(request.POST, others=categories.filter(kind=category.kind).exclude(pk=pk))
    if not form.is_valid():
        messages.error(request, _("Choose another category of the same kind to merge into."))
        return redirect("transactions:category-edit", pk=pk)
    into = form.cleaned_data["into"]
    moved = upkeep.merge_categories(
        workspace=request.workspace, actor=request.user, category=category, into=into
    )
    said = ngettext("{n} transaction is now in {name}.", "{n} transactions are now in {name}.", moved)
    messages.success(request, said.format(n=moved, name=into.name))
    return redirect("transactions:categories")
