"""Charges that look like one payment taken twice."""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import Count

from transactions.models import Transaction
from transactions.questions.executor.numbers import unit_of
from transactions.questions.executor.result import Result
from transactions.questions.executor.rows import Ledger, select
from transactions.questions.query import LedgerQuery

CLOSE = timedelta(minutes=10)
WORTH_TELLING = Decimal(100)  # two equal metro tickets are two people


def duplicates(ledger: Ledger, query: LedgerQuery) -> Result:
    """Same merchant, day and amount within ten minutes of each other."""
    rows: Any = select(ledger, query, kinds=("expense",))
    rows = rows.filter(size__gte=WORTH_TELLING)
    keys = ("merchant", "booked_on", "amount", "currency")
    repeated = rows.order_by().values(*keys).annotate(n=Count("pk")).filter(n__gt=1)
    wanted = {tuple(entry[key] for key in keys) for entry in repeated}
    near = rows.filter(merchant__in={key[0] for key in wanted}, booked_on__in={key[1] for key in wanted})
    ordered = near.select_related("merchant", "category").order_by(*keys, "booked_at")
    found = [row for row in ordered if _key(row) in wanted]
    pairs = _close_ones(found)
    return Result(transactions=pairs, count=len(pairs), unit=unit_of(ledger, query))


def _close_ones(rows: list[Transaction]) -> list[Transaction]:
    chosen: dict[Any, Transaction] = {}
    for earlier, later in pairwise(rows):
        if _key(earlier) == _key(later) and _is_close(earlier, later):
            chosen[earlier.pk] = earlier
            chosen[later.pk] = later
    return sorted(chosen.values(), key=lambda row: (row.booked_on, str(row.booked_at or ""), str(row.pk)))


def _key(row: Transaction) -> tuple[Any, ...]:
    return row.merchant_id, row.booked_on, row.amount, row.currency


def _is_close(earlier: Transaction, later: Transaction) -> bool:
    if earlier.booked_at is None or later.booked_at is None:
        return True
    gap = datetime.combine(later.booked_on, later.booked_at) - datetime.combine(
        earlier.booked_on, earlier.booked_at
    )
    return abs(gap) <= CLOSE
