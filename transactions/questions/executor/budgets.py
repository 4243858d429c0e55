"""What is left of the monthly budgets: the budget minus net spending of its category in the month.

For a calendar month it is what the budgets page shows, with roll-over, single months and groups.
"""

from datetime import date
from decimal import Decimal

from django.db.models import Sum

from lumen.common.dates import add_months
from transactions import budgeting
from transactions.models import Budget
from transactions.questions.executor.result import Result, Row
from transactions.questions.executor.rows import Ledger
from transactions.questions.query import LedgerQuery


def budget(ledger: Ledger, query: LedgerQuery) -> Result:
    budgets = (
        Budget.objects.in_workspace(ledger.workspace).select_related("category").order_by("category__name")
    )
    wanted = query.filters.category
    if wanted:
        budgets = budgets.filter(category__name__in=wanted)
    planned = {entry.category.name: entry.monthly_amount for entry in budgets}
    if not planned:
        return Result(status="no_data", reason="no budget", unit=ledger.workspace.base_currency)
    if query.period and query.period.start and _is_month(query.period.start, query.period.end):
        return _of_month(ledger, query, list(planned), query.period.start)
    spent = _spent(ledger, query, list(planned))
    left = {name: amount - spent.get(name, Decimal(0)) for name, amount in planned.items()}
    return _result(ledger, query, planned, left)


def _is_month(start: date, end: date | None) -> bool:
    return start.day == 1 and end == add_months(start, 1)


def _of_month(ledger: Ledger, query: LedgerQuery, names: list[str], month: date) -> Result:
    found = {line.category.name: line for line in budgeting.budget_lines(ledger.workspace, month=month)}
    lines = [found[name] for name in names if name in found]
    planned = {line.category.name: line.planned for line in lines}
    return _result(ledger, query, planned, {line.category.name: line.left for line in lines})


def _spent(ledger: Ledger, query: LedgerQuery, categories: list[str]) -> dict[str, Decimal]:
    rows = ledger.rows.spending().filter(category__name__in=categories)  # type: ignore[attr-defined]
    if query.period:
        rows = rows.between(query.period.start, query.period.end)
    found = rows.order_by().values("category__name").annotate(total=Sum("base_amount"))
    return {entry["category__name"]: -(entry["total"] or Decimal(0)) for entry in found}


def _result(
    ledger: Ledger, query: LedgerQuery, planned: dict[str, Decimal], left: dict[str, Decimal]
) -> Result:
    unit = ledger.workspace.base_currency
    if query.measure and query.measure.field == "category":
        return Result(
            value=sum(planned.values(), Decimal(0)),
            unit=unit,
            rows=[Row(*entry) for entry in planned.items()],
        )
    rows = [Row(name, amount) for name, amount in left.items()]
    if query.exceeded is not None:
        over = [row for row in rows if row.value < 0]
        is_one = bool(query.filters.category)
        result = Result(
            rows=rows if is_one else over, labels=[row.label for row in over], unit=unit, count=len(over)
        )
        result.value = (bool(over) == query.exceeded) if is_one else None
        if not is_one and query.exceeded is False:
            result.rows = [row for row in rows if row.value >= 0]
            result.labels = [row.label for row in result.rows]
        return result
    return Result(value=sum(left.values(), Decimal(0)), rows=rows, unit=unit)
