"""What is planned, carried over, spent and left of every budget in a month.

A budget on a group counts what its children spend too, unless a child has a budget of its own. What a
month leaves or overspends is computed from the rows each time it is asked, and never stored.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from lumen.common.dates import add_months, month_of
from transactions.models import Budget, Category, Transaction
from transactions.selectors import in_tree_order

if TYPE_CHECKING:
    from accounts.models import Workspace

LOOK_BACK = 3  # months behind a suggestion
ZERO = Decimal(0)
Spent = Mapping[tuple[UUID | None, date], Decimal]  # by category and month


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLine:
    """A budget in one month. `carried` is what earlier months left, negative where they overspent."""

    category: Category
    budget: Budget
    month: date
    planned: Decimal
    carried: Decimal
    spent: Decimal
    is_only_this_month: bool = False
    covers: tuple[str, ...] = ()  # the children that count in it

    @property
    def available(self) -> Decimal:
        return self.planned + self.carried

    @property
    def left(self) -> Decimal:
        return self.available - self.spent

    @property
    def over(self) -> Decimal:
        return max(-self.left, ZERO)

    @property
    def percent(self) -> int:
        return share_of(self.spent, self.available)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplanned:
    """Spending of a month that no budget counts; `category` is `None` for rows without one."""

    category: Category | None
    spent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The budgets of a top-level category and of its children."""

    top: Category
    lines: list[BudgetLine]

    @property
    def total(self) -> "Total":
        return total_of(self.lines)

    @property
    def is_several(self) -> bool:
        """Whether a subtotal says something."""
        return len(self.lines) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """Several budgets as one."""

    planned: Decimal
    carried: Decimal
    spent: Decimal

    @property
    def available(self) -> Decimal:
        return self.planned + self.carried

    @property
    def left(self) -> Decimal:
        return self.available - self.spent

    @property
    def over(self) -> Decimal:
        return max(-self.left, ZERO)

    @property
    def percent(self) -> int:
        return share_of(self.spent, self.available)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPlan:
    """Everything about the budgets of a calendar month; the month starts on `month`."""

    month: date
    groups: list[Group]
    unplanned: list[Unplanned]
    income: Decimal

    @property
    def lines(self) -> list[BudgetLine]:
        return [line for group in self.groups for line in group.lines]

    @property
    def total(self) -> Total:
        return total_of(self.lines)

    @property
    def spent_unplanned(self) -> Decimal:
        return sum((one.spent for one in self.unplanned), ZERO)

    @property
    def to_plan(self) -> Decimal:
        """Income of the month that no budget has a use for yet."""
        return self.income - self.total.planned


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An amount for a category, beside what is planned for it now (`None`: no budget)."""

    category: Category
    now: Decimal | None
    amount: Decimal
    months: tuple[Decimal, ...] = ()  # what it is taken from, oldest first


def share_of(spent: Decimal, available: Decimal) -> int:
    """Percent of the available money that is gone, 0 or more."""
    if available <= 0:
        return 100 if spent > 0 else 0
    return max(0, round(100 * spent / available))


def total_of(lines: Iterable[BudgetLine]) -> Total:
    kept = list(lines)
    return Total(
        planned=sum((line.planned for line in kept), ZERO),
        carried=sum((line.carried for line in kept), ZERO),
        spent=sum((line.spent for line in kept), ZERO),
    )


def days_left(month: date, *, today: date) -> int:
    """Days of the month that are still to come, today included; 0 for months gone by."""
    start = month.replace(day=1)
    return max(0, (add_months(start, 1) - max(today, start)).days)


def nothing_planned(budget: Budget, month: date) -> BudgetLine:
    """The line of a budget in a month it does not count in."""
    return BudgetLine(
        category=budget.category, budget=budget, month=month, planned=ZERO, carried=ZERO, spent=ZERO
    )


def budget_lines(workspace: "Workspace", *, month: date) -> list[BudgetLine]:
    """The budgets of a month, by name of their category. Four queries."""
    categories = _categories(workspace)
    budgets = _budgets(workspace)
    spent = _spent(workspace, _first_month(budgets, month.replace(day=1)), month)
    return sorted(_lines(budgets, categories, spent, month), key=lambda line: line.category.name)


def month_plan(workspace: "Workspace", *, month: date) -> MonthPlan:
    """Budgets in the order of the tree, spending outside of them, and income. Five queries."""
    month = month.replace(day=1)
    categories = _categories(workspace)
    budgets = _budgets(workspace)
    spent = _spent(workspace, _first_month(budgets, month), month)
    lines = {line.category.pk: line for line in _lines(budgets, categories, spent, month)}
    return MonthPlan(
        month=month,
        groups=_groups(categories, lines),
        unplanned=_unplanned(categories, lines, spent, month),
        income=_income(workspace, month),
    )


def suggestions(workspace: "Workspace", *, month: date) -> list[Proposal]:
    """The median of the three months before, rounded, for what is spent on regularly."""
    month = month.replace(day=1)
    categories, budgets = _categories(workspace), _budgets(workspace)
    first = add_months(month, -LOOK_BACK)
    spent = _spent(workspace, min(first, _first_month(budgets, month)), month)
    planned = {line.category.pk: line for line in _lines(budgets, categories, spent, month)}
    covered = {
        child.pk for line in planned.values() for child in _covered(line.category, categories, planned)
    }
    found = []
    for category in in_tree_order([row for row in categories if row.kind == Category.Kind.EXPENSE]):
        if category.pk in covered:
            continue
        line = planned.get(category.pk)
        counted = [category, *(_covered(category, categories, planned) if line else [])]
        months = tuple(_sum(spent, counted, add_months(first, at)) for at in range(LOOK_BACK))
        amount = rounded(median(months))
        now = line.planned if line else None
        if amount > 0 and amount != now:
            found.append(Proposal(category=category, now=now, amount=amount, months=months))
    return found


def of_last_month(workspace: "Workspace", *, month: date) -> list[Proposal]:
    """What was planned for the month before, where this month plans something else."""
    now = {line.category.pk: line.planned for line in budget_lines(workspace, month=month)}
    before = budget_lines(workspace, month=add_months(month.replace(day=1), -1))
    return [
        Proposal(category=line.category, now=now.get(line.category.pk), amount=line.planned)
        for line in before
        if line.planned and line.planned != now.get(line.category.pk)
    ]


def rounded(amount: Decimal) -> Decimal:
    """Two leading digits say enough of a plan: 4,873 is 4,900, and 62.40 is 62."""
    if amount <= 0:
        return ZERO
    step = Decimal(1).scaleb(max(0, amount.adjusted() - 1))
    return (amount / step).quantize(Decimal(1)) * step


def carried_into(
    month: date, *, budget: Budget, overrides: Mapping[date, Decimal], spent: Mapping[date, Decimal]
) -> Decimal:
    """What the months from the start of the roll-over to the one before `month` left in all."""
    if not budget.rolls_over or budget.starts_on is None or budget.starts_on >= month:
        return ZERO
    start = budget.starts_on.replace(day=1)
    passed = (month.year - start.year) * 12 + month.month - start.month
    others = [amount for at, amount in overrides.items() if start <= at < month]
    used = sum((amount for at, amount in spent.items() if start <= at < month), ZERO)
    return (passed - len(others)) * budget.monthly_amount + sum(others, ZERO) - used


def _categories(workspace: "Workspace") -> list[Category]:
    return list(Category.objects.in_workspace(workspace).order_by("name"))


def _budgets(workspace: "Workspace") -> list[Budget]:
    rows = Budget.objects.in_workspace(workspace).select_related("category", "workspace")
    return list(rows.prefetch_related("months"))


def _first_month(budgets: list[Budget], month: date) -> date:
    """Where the sums have to begin: at the first month that rolls over."""
    starts = [row.starts_on.replace(day=1) for row in budgets if row.rolls_over and row.starts_on]
    return min([month, *starts])


def _spent(workspace: "Workspace", first: date, month: date) -> dict[tuple[UUID | None, date], Decimal]:
    """Net spending by category and month, up to the end of `month`. One query."""
    rows = (
        Transaction.objects.in_workspace(workspace)
        .live()
        .spending()
        .between(first, month_of(month).end)
        .order_by()
        .annotate(month=TruncMonth("booked_on"))
        .values_list("category_id", "month")
        .annotate(net=Sum("base_amount"))
    )
    return {(category, at): -(net or ZERO) for category, at, net in rows}


def _income(workspace: "Workspace", month: date) -> Decimal:
    period = month_of(month)
    rows = Transaction.objects.in_workspace(workspace).live().between(period.start, period.end)
    found: Decimal = rows.filter(kind=Transaction.Kind.INCOME).aggregate(
        total=Sum("base_amount", default=ZERO)
    )["total"]
    return found


def _lines(budgets: list[Budget], categories: list[Category], spent: Spent, month: date) -> list[BudgetLine]:
    month = month.replace(day=1)
    with_own = {budget.category_id: budget for budget in budgets if _counts_in(budget, month)}
    found = []
    for budget in with_own.values():
        children = _covered(budget.category, categories, with_own)
        overrides = {row.month: row.amount for row in budget.months.all()}
        by_month: dict[date, Decimal] = {}
        counted = {budget.category_id, *(child.pk for child in children)}
        for (category, at), amount in spent.items():
            if category in counted:
                by_month[at] = by_month.get(at, ZERO) + amount
        found.append(
            BudgetLine(
                category=budget.category,
                budget=budget,
                month=month,
                planned=overrides.get(month, budget.monthly_amount),
                carried=carried_into(month, budget=budget, overrides=overrides, spent=by_month),
                spent=by_month.get(month, ZERO),
                is_only_this_month=month in overrides,
                covers=tuple(child.name for child in children),
            )
        )
    return found


def _counts_in(budget: Budget, month: date) -> bool:
    """A budget that plans nothing but single months is there in those alone."""
    has_own = any(row.month == month for row in budget.months.all())
    return bool(budget.monthly_amount) or budget.rolls_over or has_own


def _covered(
    category: Category, categories: list[Category], with_own: Mapping[UUID, object]
) -> list[Category]:
    """The children that a budget on `category` counts: those without one of their own."""
    return [row for row in categories if row.parent_id == category.pk and row.pk not in with_own]


def _groups(categories: list[Category], lines: Mapping[UUID, BudgetLine]) -> list[Group]:
    groups: dict[UUID, Group] = {}
    by_id = {row.pk: row for row in categories}
    for category in in_tree_order(categories):
        if category.pk in lines:
            top = by_id[category.parent_id] if category.parent_id else category
            groups.setdefault(top.pk, Group(top=top, lines=[])).lines.append(lines[category.pk])
    return list(groups.values())


def _unplanned(
    categories: list[Category], lines: Mapping[UUID, BudgetLine], spent: Spent, month: date
) -> list[Unplanned]:
    """Largest first; rows without a category last."""
    found = [
        Unplanned(category=row, spent=amount)
        for row in categories
        if row.pk not in lines
        and (row.parent_id is None or row.parent_id not in lines)
        and (amount := spent.get((row.pk, month), ZERO))
    ]
    found.sort(key=lambda one: -one.spent)
    if nowhere := spent.get((None, month), ZERO):
        found.append(Unplanned(category=None, spent=nowhere))
    return found


def _sum(spent: Spent, categories: list[Category], month: date) -> Decimal:
    return sum((spent.get((row.pk, month), ZERO) for row in categories), ZERO)
