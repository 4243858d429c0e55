"""The typed question: everything a sentence about money can mean, and nothing else.

A rule parser and a language model fill the same object; only the executor turns it into numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from lumen.common.dates import Period
from lumen.common.errors import LumenError

INTENTS = frozenset(
    [
        "aggregate",
        "list",
        "extreme",
        "rank",
        "breakdown",
        "compare",
        "recurring",
        "duplicates",
        "budget",
        "exists",
        "follow_up",
        "none",
    ]
)
STATUSES = frozenset(["ok", "clarify", "unanswerable", "no_data", "refused"])
KINDS = frozenset(["expense", "refund", "income", "transfer"])
OPS = frozenset(
    [
        "sum",
        "gross",
        "count",
        "avg",
        "median",
        "min",
        "max",
        "distinct",
        "avg_per",
        "diff",
        "growth_pct",
        "share_pct",
        "income_minus_spend",
        "savings_rate_pct",
        "budget_left",
        "latest",
    ]
)
MULTI_OPS = frozenset(["sum", "count", "avg", "min", "max", "income", "spend"])
GROUPS = frozenset(
    [
        "date",
        "weekday",
        "weekend",
        "week",
        "month",
        "quarter",
        "year",
        "category",
        "merchant",
        "method",
        "account",
        "currency",
    ]
)
GRAINS = frozenset(["day", "week", "month", "quarter", "year"])
CHOICES = {
    "which": frozenset(["max", "min", "latest", "earliest"]),
    "sort": frozenset(("amount desc", "amount asc", "date desc", "date asc")),
    "change": frozenset(["increase", "decrease", "stopped"]),
    "field": frozenset(["date", "amount", "merchant"]),
    "unit": frozenset(["base", "original"]),
    "group_by": GROUPS,
    "intent": INTENTS,
    "status": STATUSES,
}


class InvalidQueryError(LumenError):
    status, code, title = 422, "invalid-ledger-query", "This is not a question the ledger understands"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryPeriod:
    """`start` is in, `end` is out; `None` is open. `text` is how it was said."""

    start: date | None = None
    end: date | None = None
    text: str = ""
    grain: str = ""

    @property
    def period(self) -> Period:
        return Period(self.start, self.end)

    def as_dict(self) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "start": self.start.isoformat() if self.start else None,
            "end": self.end.isoformat() if self.end else None,
        }
        return shown | {name: getattr(self, name) for name in ("text", "grain") if getattr(self, name)}

    @classmethod
    def from_dict(cls, found: Mapping[str, Any] | None) -> "QueryPeriod | None":
        if found is None:
            return None
        _refuse_unknown(found, {"start", "end", "text", "grain"})
        if not {"start", "end"} <= found.keys():
            raise InvalidQueryError("A period needs a start and an end.")
        grain = found.get("grain") or ""
        if grain and grain not in GRAINS:
            raise InvalidQueryError(f"{grain} is not a length of time.")
        return cls(
            start=_day(found["start"]), end=_day(found["end"]), text=found.get("text") or "", grain=grain
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What is computed. `of` is what it is computed over: spending unless said otherwise."""

    op: str = "sum"
    of: str = "spend"
    unit: str = "base"
    field: str = ""
    per: str = ""
    n: int | None = None
    minus_period: QueryPeriod | None = None
    base_period: QueryPeriod | None = None

    def as_dict(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"op": self.op}
        if self.of != "spend":
            shown["of"] = self.of
        if self.unit != "base":
            shown["unit"] = self.unit
        shown |= {name: getattr(self, name) for name in ("field", "per", "n") if getattr(self, name)}
        for name in ("minus_period", "base_period"):
            if (period := getattr(self, name)) is not None:
                shown[name] = period.as_dict()
        return shown

    @classmethod
    def from_dict(cls, found: str | Mapping[str, Any]) -> "Measure":
        known: dict[str, Any] = {"op": found} if isinstance(found, str) else dict(found)
        _refuse_unknown(known, {entry.name for entry in fields(cls)})
        if known.get("op") not in OPS:
            raise InvalidQueryError(f"{known.get('op')} cannot be computed.")
        _check(known, "of", {"spend", "refund", "income", "transfer"})
        _check(known, "unit", {"base", "original"})
        _check(known, "field", {"merchant", "category", "date", "month"})
        _check(known, "per", GRAINS)
        for name in ("minus_period", "base_period"):
            if name in known:
                known[name] = QueryPeriod.from_dict(known[name])
        return cls(**known)


_AMOUNTS = ("amount_gt", "amount_gte", "amount_lt", "amount_lte", "amount_eq", "original_amount_gt")
_NAMES = ("category", "not_category", "merchant", "not_merchant", "method", "account")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which rows count. Amounts are absolute, in the base currency unless the query says original."""

    category: tuple[str, ...] = ()
    not_category: tuple[str, ...] = ()
    merchant: tuple[str, ...] = ()
    not_merchant: tuple[str, ...] = ()
    amount_gt: Decimal | None = None
    amount_gte: Decimal | None = None
    amount_lt: Decimal | None = None
    amount_lte: Decimal | None = None
    amount_eq: Decimal | None = None
    original_amount_gt: Decimal | None = None
    currency: str = ""
    not_currency: str = ""
    method: tuple[str, ...] = ()
    account: tuple[str, ...] = ()
    weekend: bool | None = None
    hour_gte: int | None = None
    text: str = ""
    tag: str = ""

    def as_dict(self) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        for entry in fields(self):
            value = getattr(self, entry.name)
            if value is None or value in ((), ""):
                continue
            if entry.name in _AMOUNTS:
                value = float(value)
            shown[entry.name] = list(value) if isinstance(value, tuple) else value
        return shown

    def changed(self, **parts: Any) -> "Filters":
        """The same filters with these parts instead."""
        return replace(self, **parts)

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> "Filters":
        _refuse_unknown(found, {entry.name for entry in fields(cls)})
        known: dict[str, Any] = dict(found)
        for name in _NAMES:
            if name in known:
                known[name] = (known[name],) if isinstance(known[name], str) else tuple(known[name])
        for name in _AMOUNTS:
            if known.get(name) is not None:
                known[name] = _decimal(known[name])
        return cls(**known)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerQuery:
    """One question about a ledger."""

    intent: str
    status: str = "ok"
    of: tuple[str, ...] = ()
    measure: Measure | None = None
    measures: tuple[str, ...] = ()  # several at once; `measure` in JSON
    filters: Filters = field(default_factory=Filters)
    period: QueryPeriod | None = None
    periods: tuple[QueryPeriod, ...] = ()
    groups: tuple[str, ...] = ()
    group_by: str = ""
    unit: str = ""
    which: str = ""
    rank: int | None = None
    sort: str = ""
    limit: int | None = None
    active: bool | None = None
    change: str = ""
    next: bool | None = None
    exceeded: bool | None = None
    field: str = ""

    def as_dict(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"intent": self.intent, "status": self.status}
        if self.of:
            shown["of"] = self.of[0] if len(self.of) == 1 else list(self.of)
        if self.measure or self.measures:
            shown["measure"] = self.measure.as_dict() if self.measure else list(self.measures)
        parts = {
            "filters": self.filters.as_dict(),
            "period": self.period.as_dict() if self.period else None,
            "periods": [period.as_dict() for period in self.periods],
            "groups": list(self.groups),
        }
        shown |= {name: part for name, part in parts.items() if part}
        for name in ("group_by", "unit", "which", "rank", "sort", "limit", "change", "field"):
            if value := getattr(self, name):
                shown[name] = value
        flags = {name: getattr(self, name) for name in ("active", "next", "exceeded")}
        return shown | {name: value for name, value in flags.items() if value is not None}

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> "LedgerQuery":
        """Build it from JSON.

        Raises:
            InvalidQueryError: a field or value the schema does not know.
        """
        known: dict[str, Any] = dict(found)
        _refuse_unknown(known, {entry.name for entry in fields(cls)} - {"measures"})
        for name, allowed in CHOICES.items():
            _check(known, name, allowed)
        if "intent" not in known:
            raise InvalidQueryError("A question needs an intent.")
        _check_numbers(known)
        known["of"] = _kinds(known.get("of"))
        measure = known.pop("measure", None)
        if isinstance(measure, list | tuple):
            known["measures"] = _measures(measure)
        elif measure is not None:
            known["measure"] = Measure.from_dict(measure)
        known["filters"] = Filters.from_dict(known.get("filters") or {})
        known["period"] = QueryPeriod.from_dict(known.get("period"))
        known["periods"] = tuple(
            QueryPeriod.from_dict(period) or QueryPeriod() for period in known.get("periods") or ()
        )
        known["groups"] = tuple(known.get("groups") or ())
        return cls(**{name: value for name, value in known.items() if value is not None})


def _refuse_unknown(found: Mapping[str, Any], known: set[str]) -> None:
    if extra := set(found) - known:
        raise InvalidQueryError("The question has parts the ledger does not know.", unknown=sorted(extra))


def _check(found: Mapping[str, Any], name: str, allowed: frozenset[str] | set[str]) -> None:
    if found.get(name) and found[name] not in allowed:
        raise InvalidQueryError(
            f"{found[name]} is not a known {name.replace('_', ' ')}.", allowed=sorted(allowed)
        )


def _check_numbers(found: Mapping[str, Any]) -> None:
    if not 1 <= (found.get("limit") or 1) <= 100:
        raise InvalidQueryError("A list holds 1 to 100 rows.")
    if (found.get("rank") or 1) < 1:
        raise InvalidQueryError("A rank starts at 1.")
    if len(found.get("periods") or (1, 2)) != 2:
        raise InvalidQueryError("A comparison needs two periods.")


def _kinds(found: str | list[str] | None) -> tuple[str, ...]:
    kinds = (found,) if isinstance(found, str) else tuple(found or ())
    if unknown := set(kinds) - KINDS:
        raise InvalidQueryError(f"{min(unknown)} is not a kind of transaction.")
    return kinds


def _measures(found: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    if len(found) < 2 or set(found) - MULTI_OPS:
        raise InvalidQueryError("These measures cannot be asked together.")
    return tuple(found)


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        raise InvalidQueryError(f"{text} is not a date.") from None


def _decimal(value: Any) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise InvalidQueryError(f"{value} is not an amount.") from None
