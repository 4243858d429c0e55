"""Changing one part of how a question was understood: the chips under an answer."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from transactions.questions.query import (
    Filters,
    InvalidQueryError,
    LedgerQuery,
    Measure,
    QueryPeriod,
)

NAMED = ("category", "not_category", "merchant", "not_merchant", "method", "account")
AMOUNTS = ("amount_gt", "amount_gte", "amount_lt", "amount_lte", "amount_eq", "original_amount_gt")
FILTERS = (*NAMED, *AMOUNTS, "currency", "not_currency", "weekend", "hour_gte", "text", "tag")
_FIXED = frozenset(("budget", "recurring", "duplicates"))
_TABLE_OPS = frozenset(("sum", "gross", "count", "avg", "median"))
_TABLES = frozenset(("breakdown", "rank"))


def changed(query: LedgerQuery, *, part: str, value: Any, index: int = 0) -> LedgerQuery:
    """The query with one part set to `value`, or without it when that is null.

    Args:
        part: `measure`, `of`, `period`, `group_by`, `groups`, or the name of a filter.
        index: which one, where a query has two periods or several groups.

    Raises:
        InvalidQueryError: there is no such part, or it cannot have this value.
    """
    change = _CHANGES.get(part) or (_filter_change(part) if part in FILTERS else None)
    if change is None:
        raise InvalidQueryError(f"{part} cannot be changed.")
    return LedgerQuery.from_dict(change(query, value, index).as_dict())


def with_filter_added(query: LedgerQuery, part: str, value: Any) -> LedgerQuery:
    """One more name beside those there are; anything else takes the place of what there was."""
    before = getattr(query.filters, part, None)
    if part in NAMED and isinstance(before, tuple):
        value = list(dict.fromkeys((*before, *_names(value))))
    return changed(query, part=part, value=value)


def can_change(query: LedgerQuery, part: str) -> bool:
    """Whether a menu for this part makes sense for this kind of question."""
    if query.intent in _FIXED:
        return part in FILTERS
    return part in _CHANGES or part in FILTERS


def _filter_change(part: str) -> Callable[[LedgerQuery, Any, int], LedgerQuery]:
    def change(query: LedgerQuery, value: Any, index: int) -> LedgerQuery:
        return replace(query, filters=_with(query.filters, part, value))

    return change


def _with(filters: Filters, part: str, value: Any) -> Filters:
    """The filters with this one set or dropped; two exact bounds of an amount do not go together."""
    known = {name: kept for name, kept in filters.as_dict().items() if name != part}
    if part == "amount_eq" and value is not None:
        known = {name: kept for name, kept in known.items() if name not in AMOUNTS}
    if value not in (None, "", []):
        known[part] = _names(value) if part in NAMED else value
    return Filters.from_dict(known)


def _names(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


# Measures


def _of(query: LedgerQuery) -> str:
    kind = query.of[0] if query.of else query.measure.of if query.measure else "spend"
    return "spend" if kind == "expense" else kind


def _kinds(of: str) -> tuple[str, ...]:
    return ("expense",) if of == "spend" else (of,)


def _single_period(query: LedgerQuery) -> QueryPeriod | None:
    return query.period or (query.periods[0] if query.periods else None)


def _measured(query: LedgerQuery, value: Any, index: int) -> LedgerQuery:
    """`list`, `largest` and `smallest` show rows; everything else is a number, or a table of them."""
    of, unit = _of(query), query.unit
    if value in ("list", "max", "min"):
        is_list = value == "list"
        return LedgerQuery(
            intent="list" if is_list else "extreme",
            of=_kinds(of),
            filters=query.filters,
            period=_single_period(query),
            which="" if is_list else value,
            sort="date desc" if is_list else "",
            unit=unit,
        )
    op, _, per = str(value or "sum").partition(":")
    measure = Measure(op=op, of=of, per=per, unit=query.measure.unit if query.measure else "base")
    if query.intent in _TABLES and query.group_by and op in _TABLE_OPS:
        return replace(query, measure=measure)
    if query.intent == "compare" and op in _TABLE_OPS:
        return replace(query, measure=measure, which="")
    period = _single_period(query)
    return LedgerQuery(intent="aggregate", measure=measure, filters=query.filters, period=period, unit=unit)


def _of_changed(query: LedgerQuery, value: Any, index: int) -> LedgerQuery:
    of = str(value or "spend")
    if query.measure:
        query = replace(query, measure=replace(query.measure, of=of))
    return replace(query, of=_kinds(of)) if query.of else query


# Time


def _timed(query: LedgerQuery, value: Any, index: int) -> LedgerQuery:
    chosen = QueryPeriod.from_dict(value)
    if not query.periods:
        return replace(query, period=chosen)
    if chosen is None:
        kept = query.periods[1 - index]
        return LedgerQuery(intent="aggregate", measure=query.measure, filters=query.filters, period=kept)
    both = (chosen, query.periods[1]) if index == 0 else (query.periods[0], chosen)
    return replace(query, periods=both)


# Tables


def _grouped(query: LedgerQuery, value: Any, index: int) -> LedgerQuery:
    measure = query.measure if query.measure and query.measure.op in _TABLE_OPS else Measure(of=_of(query))
    period = _single_period(query)
    if value is None:
        return LedgerQuery(intent="aggregate", measure=measure, filters=query.filters, period=period)
    if query.intent == "rank":
        return replace(query, group_by=value)
    return LedgerQuery(
        intent="breakdown",
        measure=measure,
        filters=query.filters,
        period=period,
        group_by=value,
        unit=query.unit,
    )


def _compared(query: LedgerQuery, value: Any, index: int) -> LedgerQuery:
    if value is None:
        raise InvalidQueryError("A comparison needs both of its sides.")
    groups = [*query.groups[:index], str(value), *query.groups[index + 1 :]]
    return replace(query, groups=tuple(groups))


_CHANGES: dict[str, Callable[[LedgerQuery, Any, int], LedgerQuery]] = {
    "measure": _measured,
    "of": _of_changed,
    "period": _timed,
    "group_by": _grouped,
    "groups": _compared,
}
