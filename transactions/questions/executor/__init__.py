"""The one place where a typed query becomes numbers: Django ORM with parameters, read only, time-limited."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from django.db import connection, transaction

from transactions.questions.executor import budgets, lists, numbers, regulars, repeats, tables
from transactions.questions.executor.result import Result, Row
from transactions.questions.executor.rows import Ledger
from transactions.questions.query import LedgerQuery, QueryPeriod

__all__ = ["Ledger", "Result", "Row", "execute", "read_only"]

TIMEOUT_MS = 5_000
_RUNNERS: dict[str, Callable[[Ledger, LedgerQuery], Result]] = {
    "aggregate": numbers.aggregate,
    "breakdown": tables.breakdown,
    "rank": tables.rank,
    "compare": tables.compare,
    "list": lists.list_rows,
    "extreme": lists.extreme,
    "exists": lists.exists,
    "budget": budgets.budget,
    "recurring": regulars.recurring,
    "duplicates": repeats.duplicates,
}
_NEEDS_NO_DATES = frozenset(("recurring", "budget"))


@contextmanager
def read_only() -> Iterator[None]:
    """A transaction that can neither write nor run for long; rolled back, so both limits end with it."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(TIMEOUT_MS)])
        yield
        transaction.set_rollback(True)


def execute(ledger: Ledger, query: LedgerQuery) -> Result:
    """Compute a query. A time wholly outside the ledger's dates is `no_data`, never a bare zero."""
    first, last = ledger.bounds()
    if first is None or last is None:
        return Result(status="no_data", reason="no rows at all")
    if query.intent not in _NEEDS_NO_DATES and _is_outside(ledger, query, first, last):
        return Result(status="no_data", reason="outside", first_day=first, last_day=last)
    result = _RUNNERS[query.intent](ledger, query)
    result.first_day, result.last_day = first, last
    return result


def _is_outside(ledger: Ledger, query: LedgerQuery, first: date, last: date) -> bool:
    periods = [period for period in (query.period, *query.periods) if period]
    until = max(last, ledger.today)
    outside = [_lies_outside(period, first, until) for period in periods]
    return bool(outside) and all(outside)


def _lies_outside(period: QueryPeriod, first: date, last: date) -> bool:
    return bool((period.end and period.end <= first) or (period.start and period.start > last))
