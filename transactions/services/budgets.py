"""Setting budgets: for every month, for one month, with or without roll-over."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from lumen.audit import services as audit
from lumen.common.dates import add_months
from lumen.common.errors import LumenError
from transactions.models import Budget, BudgetMonth, Category

if TYPE_CHECKING:
    from accounts.models import User, Workspace


class NotSpendingError(LumenError):
    code, title = "not-spending", "A budget is for spending"


class NoBudgetError(LumenError):
    status, code, title = 404, "no-budget", "There is no budget"


def require_spending(category: Category) -> Category:
    """The category, if people may plan for it. A ledger file may budget what it likes.

    Raises:
        NotSpendingError: it is for income or transfers.
    """
    if category.kind != Category.Kind.EXPENSE:
        raise NotSpendingError("Choose a category for spending; income and transfers have no budget.")
    return category


@transaction.atomic
def set_budget(
    *,
    workspace: "Workspace",
    actor: "User",
    category: Category,
    monthly_amount: Decimal | None,
    month: date | None = None,
) -> Budget | None:
    """Set what a category may cost every month; `None` or zero takes the budget away.

    Args:
        month: the month the person looks at. What earlier months of a roll-over planned stays as it was,
            and an amount for this month alone goes away.
    """
    if not monthly_amount:
        remove(workspace=workspace, actor=actor, category=category)
        return None
    budget = _budget_of(workspace, category)
    if month and budget.pk and monthly_amount != budget.monthly_amount:
        _keep_earlier(budget, month.replace(day=1))
    budget.monthly_amount = monthly_amount
    budget.save()
    if month:
        budget.months.filter(month=month.replace(day=1)).delete()
    audit.record(workspace=workspace, actor=actor, action="budget.set", category_id=category.pk)
    return budget


@transaction.atomic
def set_month(
    *, workspace: "Workspace", actor: "User", category: Category, month: date, amount: Decimal | None
) -> Budget:
    """Plan another amount for one month alone; `None` goes back to the amount of every month."""
    budget, month = _budget_of(workspace, category), month.replace(day=1)
    budget.save()
    if amount is None:
        budget.months.filter(month=month).delete()
    else:
        BudgetMonth.objects.update_or_create(budget=budget, month=month, defaults={"amount": amount})
    audit.record(workspace=workspace, actor=actor, action="budget.month_set", category_id=category.pk)
    return budget


@transaction.atomic
def set_roll_over(
    *, workspace: "Workspace", actor: "User", category: Category, rolls_over: bool, month: date
) -> Budget:
    """Let what a month leaves, or overspends, go on to the next, beginning with `month`.

    Raises:
        NoBudgetError: the category has no budget.
    """
    budget = Budget.objects.in_workspace(workspace).select_for_update().filter(category=category).first()
    if budget is None:
        raise NoBudgetError("Set an amount first; then what is left of it can roll over.")
    budget.rolls_over = rolls_over
    budget.starts_on = month.replace(day=1) if rolls_over else None
    budget.save(update_fields=["rolls_over", "starts_on", "updated_at"])
    audit.record(workspace=workspace, actor=actor, action="budget.rollover_set", category_id=category.pk)
    return budget


@transaction.atomic
def remove(*, workspace: "Workspace", actor: "User", category: Category) -> None:
    """Take the budget of a category away, with its single months."""
    Budget.objects.in_workspace(workspace).filter(category=category).delete()
    audit.record(workspace=workspace, actor=actor, action="budget.removed", category_id=category.pk)


@transaction.atomic
def set_many(
    *,
    workspace: "Workspace",
    actor: "User",
    amounts: Mapping[Category, Decimal],
    month: date,
    is_only_this_month: bool,
) -> int:
    """Accept several proposed amounts at once; returns how many."""
    for category, amount in amounts.items():
        if is_only_this_month:
            set_month(workspace=workspace, actor=actor, category=category, month=month, amount=amount)
        else:
            set_budget(
                workspace=workspace, actor=actor, category=category, monthly_amount=amount, month=month
            )
    return len(amounts)


def merge(*, workspace: "Workspace", category: Category, into: Category) -> None:
    """Two budgets become one of their sum, also in months that have an amount of their own."""
    budgets = {
        budget.category_id: budget
        for budget in Budget.objects.in_workspace(workspace)
        .filter(category__in=[category, into])
        .prefetch_related("months")
    }
    ours, theirs = budgets.get(category.pk), budgets.get(into.pk)
    if ours is None:
        return
    if theirs is None:
        ours.category = into
        ours.save(update_fields=["category", "updated_at"])
        return
    _add_months(ours, theirs)
    theirs.monthly_amount += ours.monthly_amount
    theirs.save(update_fields=["monthly_amount", "updated_at"])


def _add_months(ours: Budget, theirs: Budget) -> None:
    mine, yours = ({row.month: row.amount for row in one.months.all()} for one in (ours, theirs))
    for month in mine.keys() | yours.keys():
        amount = mine.get(month, ours.monthly_amount) + yours.get(month, theirs.monthly_amount)
        BudgetMonth.objects.update_or_create(budget=theirs, month=month, defaults={"amount": amount})


def _budget_of(workspace: "Workspace", category: Category) -> Budget:
    """The budget of a category, locked; a new one of nothing where it has none."""
    Category.objects.select_for_update(no_key=True).get(pk=category.pk)  # no budget may be there to lock
    budget = Budget.objects.in_workspace(workspace).select_for_update().filter(category=category).first()
    return budget or Budget(workspace=workspace, category=category, monthly_amount=Decimal(0))


def _keep_earlier(budget: Budget, month: date) -> None:
    """Write down what past months of a roll-over planned, so that what they left stays the same."""
    if not budget.rolls_over or budget.starts_on is None:
        return
    at, kept = budget.starts_on.replace(day=1), []
    while at < month:
        kept.append(BudgetMonth(budget=budget, month=at, amount=budget.monthly_amount))
        at = add_months(at, 1)
    BudgetMonth.objects.bulk_create(kept, ignore_conflicts=True)
