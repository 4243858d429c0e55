"""From how a money question was understood to the list of transactions with the same filters."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

_NAMED = ("category", "merchant", "account")
_BOUNDS = {"amount_gt": "min", "amount_gte": "min", "amount_lt": "max", "amount_lte": "max"}


def list_url(query: dict[str, Any]) -> str:
    """The address of the list that shows a query's rows, as near as the list's filters come."""
    filters = query.get("filters") or {}
    pairs = [(name, value) for name in _NAMED for value in _values(filters.get(name))]
    pairs += [(_BOUNDS[name], str(filters[name])) for name in _BOUNDS if filters.get(name) is not None]
    pairs += [("currency", filters["currency"])] if filters.get("currency") else []
    pairs += _days(query.get("period") or {})
    pairs += [("kind", _kind(query))] if _kind(query) else []
    return f"{reverse('transactions:list')}?{urlencode(pairs)}"


def _values(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])


def _days(period: dict[str, Any]) -> list[tuple[str, str]]:
    """The list's days are both included; a query's end is not."""
    days = [("from", period["start"])] if period.get("start") else []
    if period.get("end"):
        last = date.fromisoformat(period["end"]) - timedelta(days=1)
        days.append(("to", last.isoformat()))
    return days


def _kind(query: dict[str, Any]) -> str:
    """One kind of movement; none where a sum nets refunds against purchases of one thing."""
    measure = query.get("measure") if isinstance(query.get("measure"), dict) else {}
    of = (measure or {}).get("of", "spend")
    if of != "spend":
        return str(of)
    is_net = (measure or {}).get("op") == "sum" and any((query.get("filters") or {}).get(n) for n in _NAMED)
    return "" if is_net else "expense"
