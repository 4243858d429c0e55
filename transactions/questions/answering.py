"""From a sentence to an answer with everything that stands behind it."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from accounts.models import Workspace
from lumen.ai.answers import Answer
from lumen.common.dates import today_in
from transactions.models import Transaction
from transactions.questions import phrasing, wording
from transactions.questions.chips import chips_of
from transactions.questions.executor import Ledger, Result, execute, read_only
from transactions.questions.executor.regulars import find_regulars
from transactions.questions.executor.rows import expensive_from
from transactions.questions.followups import Previous
from transactions.questions.names import Name, names_of
from transactions.questions.parser import Parsed, Scope, parse
from transactions.questions.periods import Clock
from transactions.questions.query import LedgerQuery
from transactions.questions.tokens import tokenise

SOURCE = "ask_ledger"
MOST_SHOWN = 50
_RESET = frozenset(
    (
        "reset",
        "start over",
        "new question",
        "forget that",
        "clear",
        "start again",
        "never mind",
        "start afresh",
    )
)


def answer_question(*, workspace: Workspace, text: str, now: datetime, memory: dict[str, Any]) -> Answer:
    """Answer one question about the workspace's ledger.

    Args:
        now: the aware moment at which it is asked; today is its date in the workspace's zone.
        memory: kept per conversation, JSON only; its key `ledger` is read and replaced.
    """
    if " ".join(text.lower().strip(" .!").split()) in _RESET:
        memory.pop("ledger", None)
        return Answer(
            status="ok", text="All right, a fresh start. What would you like to know?", source=SOURCE
        )
    ledger = Ledger(workspace, today_in(workspace.time_zone, now))
    with read_only():
        parsed = parse(_resolved(text, memory), _scope(ledger), _previous(memory))
        if parsed.query.status != "ok":
            _remember_choice(memory, text, parsed)
            return _declined(parsed)
        query = _with_expensive(ledger, parsed)
        result = execute(ledger, query)
    earlier = (memory.get("ledger") or {}).get("query")
    memory["ledger"] = {"query": query.as_dict(), "had_year": parsed.had_year, "earlier": earlier}
    return present(ledger, query, result, parsed)


def _scope(ledger: Ledger) -> Scope:
    workspace = ledger.workspace
    clock = Clock(ledger.today, workspace.week_starts_on, workspace.financial_year_start_month)

    def kinds_of(names: tuple[Name, ...]) -> frozenset[str]:
        wanted: dict[str, list[str]] = {"merchant": [], "category": []}
        for name in names:
            wanted[name.kind].append(name.name)
        found: set[str] = set()
        for kind, chosen in wanted.items():
            if chosen:
                rows = ledger.rows.filter(**{f"{kind}__name__in": chosen}).order_by()
                found.update(rows.values_list("kind", flat=True).distinct())
        return frozenset(found)

    return Scope(
        names_of(workspace),
        clock,
        kinds_of,
        workspace.base_currency,
        is_regular=lambda query: bool(find_regulars(ledger, query)),
    )


# What was said before


def _previous(memory: dict[str, Any]) -> Previous | None:
    kept = memory.get("ledger") or {}
    if "query" not in kept:
        return None
    earlier = LedgerQuery.from_dict(kept["earlier"]) if kept.get("earlier") else None
    return Previous(LedgerQuery.from_dict(kept["query"]), bool(kept.get("had_year")), earlier)


def _remember_choice(memory: dict[str, Any], text: str, parsed: Parsed) -> None:
    """Options offered now may be picked in the next turn by their name or number."""
    kept = {key: value for key, value in (memory.get("ledger") or {}).items() if key != "options"}
    if parsed.options:
        kept["options"] = [{"label": option.label, "text": option.text} for option in parsed.options]
    if kept:
        memory["ledger"] = kept


def _resolved(text: str, memory: dict[str, Any]) -> str:
    """`the first one`, `2` or the name itself, after a question back."""
    options = (memory.get("ledger") or {}).get("options") or []
    said = _plain(text)
    picked = " ".join(
        word for word in said.split() if word not in ("the", "one", "option", "number", "please")
    )
    for index, option in enumerate(options, 1):
        if said == _plain(option["label"]) or (picked and picked in (str(index), _ordinal(index))):
            return str(option["text"])
    return text


def _plain(text: str) -> str:
    return " ".join(token.norm for token in tokenise(text) if token.norm not in (".", "!", "?"))


@lru_cache
def _ordinal(index: int) -> str:
    words = ("first", "second", "third", "fourth", "fifth", "sixth")
    return words[index - 1] if index <= len(words) else ""


# Answers


def _with_expensive(ledger: Ledger, parsed: Parsed) -> LedgerQuery:
    query = parsed.query
    if not parsed.needs_expensive or query.filters.amount_gt is not None:
        return query
    return replace(query, filters=replace(query.filters, amount_gt=expensive_from(ledger)))


def _declined(parsed: Parsed) -> Answer:
    return Answer(
        status=parsed.query.status,  # type: ignore[arg-type]
        text=parsed.message,
        query=parsed.query.as_dict(),
        options=[{"label": option.label, "text": option.text} for option in parsed.options],
        source=SOURCE,
        is_understood=parsed.is_understood,
    )


def present(ledger: Ledger, query: LedgerQuery, result: Result, parsed: Parsed) -> Answer:
    shown = result.transactions
    lists_rows = query.intent in ("list", "extreme", "duplicates", "exists")
    unit = result.unit or ledger.workspace.base_currency
    return Answer(
        status=result.status,  # type: ignore[arg-type]
        text=phrasing.say(query, result) + _corrected(parsed),
        value=_value(query, result),
        unit=_unit(result),
        rows=[(row.label, float(row.value)) for row in result.rows] or None,
        ids=[_external(row) for row in shown] if lists_rows else None,
        labels=result.labels or None,
        query=replace(query, status=result.status).as_dict(),
        chips=chips_of(query, unit if len(unit) == 3 else ledger.workspace.base_currency) + _noted(result),
        options=[],
        transactions=[str(row.pk) for row in shown[:MOST_SHOWN]],
        transaction_count=result.count,
        source=SOURCE,
    )


def _noted(result: Result) -> list[dict[str, Any]]:
    """What stands beside a comparison with a running period, as a part that cannot be changed."""
    like = result.like_for_like
    if like is None:
        return []
    label = f"By {wording.group_label(like.label)}: {wording.quantity(like.value, result.unit)}"
    return [{"kind": "like_for_like", "label": label, "value": float(like.value)}]


def _external(row: Transaction) -> str:
    return row.external_id or str(row.pk)


def _unit(result: Result) -> str | None:
    return None if isinstance(result.value, bool | str | date) else result.unit or None


def _value(query: LedgerQuery, result: Result) -> float | str | bool | list[float] | None:
    if query.intent == "compare" and query.which:
        return _winner(query, result)
    value = result.value
    if value is None and result.pair is not None:
        return [float(part) for part in result.pair]
    if isinstance(value, bool | str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal | int) else None


def _winner(query: LedgerQuery, result: Result) -> str:
    pick = min if query.which == "min" else max
    return pick(result.rows, key=lambda row: row.value).label


def _corrected(parsed: Parsed) -> str:
    """Say which misspelt words were read as what."""
    return "".join(
        f" (I read “{said}” as “{meant}”.)" for meant, said in list(parsed.corrections.items())[:2]
    )
