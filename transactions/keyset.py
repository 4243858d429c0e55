"""Pages of the ledger by position, so that page 900 costs what page 1 costs."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db.models import Q

from transactions.models import Transaction, TransactionQuerySet
from transactions.selectors import with_size

PAGE_ROWS = 50
NEWEST, OLDEST, LARGEST, SMALLEST = "-date", "date", "-amount", "amount"
_BY_DATE = (("booked_on", date.fromisoformat), ("day_time", time.fromisoformat), ("id", UUID))
_BY_SIZE = (("size", Decimal), ("id", UUID))
SORTS: dict[str, tuple[Any, bool]] = {
    NEWEST: (_BY_DATE, True),
    OLDEST: (_BY_DATE, False),
    LARGEST: (_BY_SIZE, True),
    SMALLEST: (_BY_SIZE, False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPage:
    """Some rows, where they stand in the whole, and how to get to their neighbours."""

    rows: list[Transaction]
    first: int  # 1-based; 0 when empty
    next: str | None
    previous: str | None

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1 if self.rows else 0


@dataclass(frozen=True, slots=True)
class _Cursor:
    """After (or before) which row a page lies, and how many rows are in front of it."""

    position: tuple[Any, ...]
    is_backward: bool
    offset: int


def page_of(
    rows: TransactionQuerySet, *, sort: str = NEWEST, cursor: str = "", size: int = PAGE_ROWS
) -> LedgerPage:
    """One page in one query. A cursor that makes no sense gives the first page."""
    fields, is_descending = SORTS.get(sort, SORTS[NEWEST])
    names = [name for name, _parse in fields]
    here = _decode(cursor, fields)
    backward = here is not None and here.is_backward
    ordered = _ordered(rows, names, is_descending=is_descending != backward)
    if here:
        ordered = ordered.filter(_beyond(names, here.position, is_descending=is_descending != backward))
    found = list(ordered.for_lists()[: size + 1])
    has_more, found = len(found) > size, found[:size]
    offset = here.offset if here else 0
    if backward:
        found.reverse()
        offset = max(0, offset - len(found)) if has_more else 0
    return _page(found, names, offset, has_more=has_more, here=here)


def _page(
    found: list[Transaction], names: list[str], offset: int, *, has_more: bool, here: _Cursor | None
) -> LedgerPage:
    backward = here is not None and here.is_backward
    has_next = bool(found) and (has_more or backward)
    has_previous = bool(found) and (has_more if backward else here is not None)
    return LedgerPage(
        rows=found,
        first=offset + 1 if found else 0,
        next=_encode(found[-1], names, offset + len(found)) if has_next else None,
        previous=_encode(found[0], names, offset, is_backward=True) if has_previous else None,
    )


def _ordered(rows: TransactionQuerySet, names: list[str], *, is_descending: bool) -> TransactionQuerySet:
    if "size" in names:
        rows = with_size(rows)
    return rows.order_by(*(f"-{name}" if is_descending else name for name in names))


def _beyond(names: list[str], position: tuple[Any, ...], *, is_descending: bool) -> Q:
    """Rows after `position` in the order: row comparison, spelled out, bounded by its first field."""
    beyond = "lt" if is_descending else "gt"
    wanted = Q()
    for at in range(len(names)):
        same = Q(**dict(zip(names[:at], position[:at], strict=True)))
        wanted |= same & Q(**{f"{names[at]}__{beyond}": position[at]})
    return Q(**{f"{names[0]}__{beyond}e": position[0]}) & wanted


def _encode(row: Transaction, names: list[str], offset: int, *, is_backward: bool = False) -> str:
    position = [str(getattr(row, name)) for name in names]
    raw = json.dumps([position, is_backward, offset], separators=(",", ":"))
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _decode(cursor: str, fields: Any) -> _Cursor | None:
    try:
        raw = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        position, is_backward, offset = raw
        parsed = tuple(parse(text) for (_name, parse), text in zip(fields, position, strict=True))
        return _Cursor(parsed, bool(is_backward), max(0, int(offset)))
    except (ValueError, TypeError, binascii.Error, InvalidOperation):
        return None
