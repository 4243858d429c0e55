"""A typed query that a language model filled: checked like any other, then computed like any other."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from accounts.models import Workspace
from lumen.ai.answers import Answer
from lumen.common.dates import today_in
from transactions.questions import wording
from transactions.questions.answering import present
from transactions.questions.executor import Ledger, execute, read_only
from transactions.questions.names import Hit, Name, Names, names_of, squeeze
from transactions.questions.outcome import Parsed
from transactions.questions.query import Filters, InvalidQueryError, LedgerQuery, Measure, QueryPeriod

_COMPUTED = frozenset(
    (
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
    )
)
_TABLES = frozenset(("breakdown", "rank", "compare"))
_SAVINGS = ("income_minus_spend", "savings_rate_pct")
_IN_TABLES = frozenset(
    ("sum", "gross", "count", "avg", "median", "min", "max", "diff", "growth_pct", *_SAVINGS)
)
_NEEDS = {"distinct": "field", "avg_per": "per", "diff": "minus_period", "growth_pct": "base_period"}
_NAMED = {
    "category": ("category",),
    "not_category": ("category",),
    "merchant": ("merchant",),
    "not_merchant": ("merchant",),
    "method": ("method",),
    "account": ("account",),
}
_ANY = ("merchant", "category", "method", "account")
_LEAD = re.compile(r"^(?:in|on|from) ")


def answer_query(
    *, workspace: Workspace, question: str, query: Mapping[str, Any], now: datetime, memory: dict[str, Any]
) -> Answer:
    """Compute a query that somebody else made of the question.

    Args:
        question: the person's own words; free text in the query must stand in them.

    Raises:
        InvalidQueryError: it cannot be computed, or names what the ledger does not have.
    """
    ledger = Ledger(workspace, today_in(workspace.time_zone, now))
    with read_only():
        checked = validated(LedgerQuery.from_dict(query), names_of(workspace), question)
        result = execute(ledger, checked)
    earlier = (memory.get("ledger") or {}).get("query")
    memory["ledger"] = {"query": checked.as_dict(), "had_year": False, "earlier": earlier}
    return present(ledger, checked, result, Parsed(checked))


def validated(query: LedgerQuery, names: Names, question: str) -> LedgerQuery:
    """The query with the ledger's own names in it.

    Raises:
        InvalidQueryError: with what is wrong in a sentence.
    """
    _check_shape(query)
    _check_measure(query, query.measure or Measure())
    filters = _named_filters(query.filters, names)
    if filters.text and filters.text.casefold() not in question.casefold():
        raise InvalidQueryError("Search only for words that stand in the question.")
    groups = tuple(name for said in query.groups for name in _resolved(names, said, _ANY))
    return replace(
        query,
        filters=filters,
        groups=groups,
        period=_said(query.period),
        periods=tuple(_said(period) or QueryPeriod() for period in query.periods),
        measure=_with_said_periods(query.measure),
    )


def _check_shape(query: LedgerQuery) -> None:
    if query.intent not in _COMPUTED or query.status != "ok":
        raise InvalidQueryError("Choose an intent that can be computed, or do not call this tool.")
    if query.intent in ("breakdown", "rank") and not query.group_by:
        raise InvalidQueryError(f"A {query.intent} needs group_by.")
    if query.intent == "compare" and not (query.periods or query.groups):
        raise InvalidQueryError("A comparison needs two periods or two groups.")
    if query.measures and query.intent != "aggregate":
        raise InvalidQueryError("Several measures at once can only be an aggregate.")
    for period in (query.period, *query.periods):
        if period and period.start and period.end and period.start >= period.end:
            raise InvalidQueryError("A period ends after it starts; its end is the first day that is out.")


def _check_measure(query: LedgerQuery, measure: Measure) -> None:
    missing = _NEEDS.get(measure.op, "")
    is_compared = query.intent == "compare" and measure.op in ("diff", "growth_pct")
    if missing and not getattr(measure, missing) and not is_compared:
        raise InvalidQueryError(f"The measure {measure.op} needs {missing}.")
    if query.intent in _TABLES and measure.op not in _IN_TABLES:
        raise InvalidQueryError(f"The measure {measure.op} does not fit a {query.intent}.")
    if measure.op == "budget_left" and query.intent != "budget":
        raise InvalidQueryError("What is left of a budget is asked with the intent budget.")


def _named_filters(filters: Filters, names: Names) -> Filters:
    """The ledger's own names for what was said, exactly as the questions' own names are found."""
    found = {
        part: tuple(name for said in getattr(filters, part) for name in _resolved(names, said, kinds))
        for part, kinds in _NAMED.items()
    }
    tag = _resolved(names, filters.tag, ("tag",))[0] if filters.tag else ""
    return filters.changed(**found, tag=tag)


def _resolved(names: Names, said: str, kinds: tuple[str, ...]) -> list[str]:
    hit = names.find(squeeze(said)) or _nearly(names, squeeze(said))
    if hit is None:
        raise InvalidQueryError(f"Nothing in this ledger is called “{said}”.")
    fitting = [name for name in hit.names if name.kind in kinds]
    if not fitting:
        kind = hit.names[0].kind
        raise InvalidQueryError(f"“{said}” is a {kind} in this ledger, not a {' or '.join(kinds)}.")
    same = [name for name in fitting if name.name.casefold() == said.casefold()]
    chosen = same or fitting
    if len({name.name for name in chosen}) > 1 and not hit.is_group:
        listed = wording.listed([name.name for name in chosen[:6]], "or")
        raise InvalidQueryError(f"“{said}” could mean {listed}; ask the person which.")
    return sorted({name.name for name in chosen})


def _nearly(names: Names, squeezed: str) -> Hit | None:
    """A slip of the keyboard, when only one thing is that near."""
    near: set[Name] = {
        name for key in names.nearest(squeezed) if (hit := names.find(key)) for name in hit.names
    }
    return Hit(tuple(near), "typo") if len(near) == 1 else None


def _said(period: QueryPeriod | None) -> QueryPeriod | None:
    """With words of our own: what a model calls a period is not shown."""
    return period and replace(period, text=_LEAD.sub("", wording.period(period)))


def _with_said_periods(measure: Measure | None) -> Measure | None:
    return measure and replace(
        measure, minus_period=_said(measure.minus_period), base_period=_said(measure.base_period)
    )


# What a model needs to know before it can fill a query


def describe(*, workspace: Workspace, now: datetime, memory: Mapping[str, Any]) -> str:
    """The ledger's calendar and names, without merchants, amounts or account numbers."""
    today = today_in(workspace.time_zone, now)
    ledger = Ledger(workspace, today)
    first, last = ledger.bounds()
    names = names_of(workspace)
    month = wording.month(today.replace(month=workspace.financial_year_start_month)).split()[0]
    lines = [
        f"Today is {today:%A} {today.isoformat()}. The base currency is {workspace.base_currency}.",
        f"The week starts on day {workspace.week_starts_on} (0 is Monday); the financial year in {month}.",
        f"Payments are recorded from {first} to {last}." if first else "No payments are recorded.",
        *(_line(label, names, kind) for label, kind in _LISTED),
    ]
    before = (memory.get("ledger") or {}).get("query")
    return "\n".join(
        [*filter(None, lines), *([f"The question before was understood as: {before}"] if before else [])]
    )


_LISTED = (("Categories", "category"), ("Accounts", "account"), ("Methods", "method"), ("Tags", "tag"))
_MOST_NAMES = 100


def _line(label: str, names: Names, kind: str) -> str:
    known = sorted({name.name for found in names.exact.values() for name in found if name.kind == kind})
    return f"{label}: {', '.join(known[:_MOST_NAMES])}." if known else ""
