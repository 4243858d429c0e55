"""Rows themselves: lists, the biggest and the latest, whether there are any."""

from typing import Any

from transactions.questions.executor.numbers import unit_of
from transactions.questions.executor.result import Result
from transactions.questions.executor.rows import Ledger, is_original, select
from transactions.questions.query import LedgerQuery

MOST_IDS = 500
_ORDERS = {
    "amount desc": ("-size", "booked_on", "booked_at", "pk"),
    "amount asc": ("size", "booked_on", "booked_at", "pk"),
    "date desc": ("-booked_on", "-booked_at", "-external_id", "-pk"),
    "date asc": ("booked_on", "booked_at", "external_id", "pk"),
}
_SORTS = {"max": "amount desc", "min": "amount asc", "latest": "date desc", "earliest": "date asc"}


def list_rows(ledger: Ledger, query: LedgerQuery) -> Result:
    rows = _rows(ledger, query)
    ordered = rows.order_by(*_ORDERS[query.sort or "date desc"])
    chosen = list(ordered.select_related("merchant", "category")[: query.limit or MOST_IDS])
    count = len(chosen) if len(chosen) < (query.limit or MOST_IDS) else rows.count()
    return Result(transactions=chosen, count=count, unit=unit_of(ledger, query))


def extreme(ledger: Ledger, query: LedgerQuery) -> Result:
    """The n-th row in the asked order; its date, merchant or amount when one of them is asked for."""
    sort = _SORTS[query.which or "max"]
    rows = _rows(ledger, query)
    if sort.startswith("amount"):
        rows = rows.filter(size__isnull=False)
    nth = query.rank or 1
    found = rows.order_by(*_ORDERS[sort]).select_related("merchant", "category")[nth - 1 : nth]
    chosen = list(found)
    if not chosen:
        return Result(reason="empty", unit=unit_of(ledger, query), count=0)
    row = chosen[0]
    amount = (
        abs(row.amount)
        if is_original(query)
        else abs(row.base_amount if row.base_amount is not None else row.amount)
    )
    value: Any = {"date": row.booked_on, "merchant": row.title}.get(query.field, amount)
    result = Result(value=value, transactions=chosen, count=1, unit=unit_of(ledger, query), total=amount)
    if query.field in ("date", "merchant"):
        result.unit = ""
    return result


def exists(ledger: Ledger, query: LedgerQuery) -> Result:
    rows = _rows(ledger, query)
    newest = list(rows.order_by(*_ORDERS["date desc"]).select_related("merchant", "category")[:50])
    count = len(newest) if len(newest) < 50 else rows.count()
    return Result(value=count > 0, count=count, transactions=newest, unit=unit_of(ledger, query))


def _rows(ledger: Ledger, query: LedgerQuery) -> Any:
    return select(ledger, query, kinds=query.of or ("expense",))
