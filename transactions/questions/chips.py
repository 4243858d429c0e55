"""How a question was understood, as small parts a person can check and change."""

from decimal import Decimal
from typing import Any

from transactions.questions import wording
from transactions.questions.query import LedgerQuery

_MEASURES = {
    "sum": "Total",
    "gross": "Total before refunds",
    "count": "Count",
    "avg": "Average",
    "median": "Median",
    "min": "Smallest",
    "max": "Largest",
    "distinct": "Different ones",
    "avg_per": "Average per",
    "diff": "Difference",
    "growth_pct": "Change in percent",
    "share_pct": "Share",
    "income_minus_spend": "Saved",
    "savings_rate_pct": "Savings rate",
    "budget_left": "Budget left",
    "latest": "Latest",
}
_INTENTS = {
    "list": "List",
    "exists": "Whether any",
    "duplicates": "Duplicates",
    "recurring": "Regular payments",
    "budget": "Budget",
    "compare": "Comparison",
    "rank": "Ranking",
    "breakdown": "Breakdown",
}
_WHICH = {"max": "Largest", "min": "Smallest", "latest": "Latest", "earliest": "First"}


def chips_of(query: LedgerQuery, unit: str) -> list[dict[str, Any]]:
    """One chip a part: measure, kind of money, period(s), filters, grouping."""
    chips = [_chip("measure", _measure(query), query.measure.op if query.measure else query.intent)]
    of = query.of[0] if query.of else query.measure.of if query.measure else ""
    if of in ("refund", "income", "transfer"):
        chips.append(_chip("of", wording.KIND_NOUNS[of][1].capitalize(), of))
    periods = query.periods or ((query.period,) if query.period else ())
    chips += [_chip("period", wording.period(chosen), chosen.as_dict()) for chosen in periods]
    if not query.periods and query.period is None and query.intent not in ("recurring", "budget"):
        chips.append(_chip("period", "All time", None))
    for name, value in query.filters.as_dict().items():
        chips.append(_chip(name, _filter(name, value, unit), value))
    chips += [_chip("group", name, name) for name in query.groups]
    if query.group_by:
        chips.append(_chip("group_by", f"By {query.group_by}", query.group_by))
    return chips


def _chip(kind: str, label: str, value: Any) -> dict[str, Any]:
    return {"kind": kind, "label": label[:1].upper() + label[1:], "value": value}


def _measure(query: LedgerQuery) -> str:
    if query.measures:
        return wording.listed([op.capitalize() for op in query.measures])
    if query.which and query.intent == "extreme":
        return _WHICH[query.which]
    if query.intent in _INTENTS and query.intent not in ("compare", "breakdown", "rank"):
        return _INTENTS[query.intent]
    word = _MEASURES[query.measure.op] if query.measure else _INTENTS.get(query.intent, "Total")
    return f"{word} {query.measure.per}" if query.measure and query.measure.per else word


def _filter(name: str, value: Any, unit: str) -> str:
    if isinstance(value, list):
        joined = wording.listed([str(part) for part in value])
        return f"without {joined}" if name.startswith("not_") else joined
    if "amount" in name:
        sign = {"gt": ">", "gte": "≥", "lt": "<", "lte": "≤", "eq": "="}[name.rpartition("_")[2]]
        return f"{sign} {wording.money(Decimal(str(value)), unit)}"
    if name == "weekend":
        return "Weekends" if value else "Weekdays"
    return f"after {value}:00" if name == "hour_gte" else str(value)
