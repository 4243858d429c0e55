"""A transaction's fields as JSON keeps them, for putting back what was changed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Manager, QuerySet

from transactions.models import Account, Category, Merchant, Transaction

_LINKS: dict[str, type[Account] | type[Category] | type[Merchant]] = {
    "merchant": Merchant,
    "account": Account,
    "category": Category,
}
_READERS: dict[str, Callable[[str], Any]] = {
    "booked_on": date.fromisoformat,
    "booked_at": time.fromisoformat,
    "amount": Decimal,
    "base_amount": Decimal,
    "edited_at": datetime.fromisoformat,
    "deleted_at": datetime.fromisoformat,
}


def plain(row: Transaction, name: str) -> Any:
    """A field's value as JSON keeps it."""
    if name in _LINKS:
        key = getattr(row, f"{name}_id")
        return str(key) if key else None
    value = getattr(row, name)
    if isinstance(value, date | time):
        return value.isoformat()
    return f"{value:.2f}" if isinstance(value, Decimal) else value


def write(row: Transaction, name: str, value: Any) -> None:
    """Put a value kept by `plain` back into the row, unsaved."""
    if name in _LINKS:
        setattr(row, f"{name}_id", UUID(value) if value else None)
        return
    reader = _READERS.get(name)
    setattr(row, name, reader(value) if reader and value is not None else value)


def is_gone(name: str, value: Any) -> bool:
    """Whether a value kept by `plain` names what was merged or removed since."""
    if name not in _LINKS or not value:
        return False
    manager: Manager[Any] = _LINKS[name].objects
    return not manager.filter(pk=value).exists()


def still_there(rows: QuerySet[Any], wanted: Iterable[str | None]) -> set[str]:
    """Which of these ids exist; no query when there are none."""
    ids = {pk for pk in wanted if pk}
    return {str(pk) for pk in rows.filter(pk__in=ids).values_list("pk", flat=True)} if ids else set()


def snapshot(row: Transaction, names: Iterable[str]) -> dict[str, Any]:
    return {name: plain(row, name) for name in names}


def differences(before: Mapping[str, Any], row: Transaction) -> dict[str, list[Any]]:
    """{field: [before, after]} of what is not as the snapshot says."""
    return {name: [was, now] for name, was in before.items() if (now := plain(row, name)) != was}
