"""The category tree with one month of each category."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Sum

from lumen.common.dates import month_of
from transactions.budgeting import ZERO, BudgetLine, budget_lines
from transactions.models import Category, Transaction
from transactions.selectors import in_tree_order

if TYPE_CHECKING:
    from accounts.models import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryLine:
    """A category and one month of it; `plan` is its budget, if it has one."""

    category: Category
    is_child: bool
    spent: Decimal
    rows: int
    plan: BudgetLine | None


def category_lines(workspace: "Workspace", *, month: date) -> list[CategoryLine]:
    """The category tree with a month's net amounts and budgets, in five queries."""
    period = month_of(month)
    net = {
        row["category_id"]: row
        for row in Transaction.objects.in_workspace(workspace)
        .live()
        .between(period.start, period.end)
        .exclude(category=None)
        .order_by()
        .values("category_id")
        .annotate(net=Sum("base_amount", default=ZERO), n=Count("pk"))
    }
    plans = {line.category.pk: line for line in budget_lines(workspace, month=month)}
    return [
        CategoryLine(
            category=category,
            is_child=category.parent_id is not None,
            spent=_signed(category, net[category.pk]["net"]) if category.pk in net else ZERO,
            rows=net[category.pk]["n"] if category.pk in net else 0,
            plan=plans.get(category.pk),
        )
        for category in in_tree_order(list(Category.objects.in_workspace(workspace).order_by("name")))
    ]


def _signed(category: Category, net: Decimal) -> Decimal:
    return net if category.kind == Category.Kind.INCOME else -net or ZERO
