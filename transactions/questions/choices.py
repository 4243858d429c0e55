"""What a part of a question could be instead: a few good choices, or what the typed words mean."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count
from rapidfuzz import fuzz, process

from transactions.questions import wording
from transactions.questions.amounts import find_amounts
from transactions.questions.editing import AMOUNTS
from transactions.questions.executor import Ledger
from transactions.questions.names import Names, squeeze
from transactions.questions.periods import Clock, find_periods
from transactions.questions.query import LedgerQuery, QueryPeriod

MOST = 8
_CLOSE_ENOUGH = 75
_PERIODS = (
    ("This month", "this month"),
    ("Last month", "last month"),
    ("Last 3 months", "last 3 months"),
    ("This year", "this year"),
    ("Last year", "last year"),
    ("This financial year", "this financial year"),
    ("Last 30 days", "last 30 days"),
)
_MEASURES = (
    ("Total", "sum"),
    ("Count", "count"),
    ("Average", "avg"),
    ("Median", "median"),
    ("Average per month", "avg_per:month"),
    ("Largest", "max"),
    ("Smallest", "min"),
    ("List", "list"),
)
_OF = (("Spending", "spend"), ("Income", "income"), ("Refunds", "refund"), ("Transfers", "transfer"))
_GROUPS = ("category", "merchant", "month", "week", "weekday", "quarter", "year", "account", "method")
_BOUNDS = (500, 1_000, 5_000, 10_000)
_HOURS = (18, 20, 22)
_FIELDS = {
    "category": "category__name",
    "merchant": "merchant__name",
    "account": "account__name",
    "method": "method",
}
ADDED = ("category", "merchant", "account", "method")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One line of a menu: what it says, and what the part becomes."""

    label: str
    value: Any
    part: str  # of an added filter: which one it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the menu is for."""

    ledger: Ledger
    query: LedgerQuery
    part: str
    typed: str
    names: Names

    @property
    def clock(self) -> Clock:
        workspace = self.ledger.workspace
        return Clock(self.ledger.today, workspace.week_starts_on, workspace.financial_year_start_month)


def choices_for(asked: Asked) -> list[Choice]:
    """The menu of a part, narrowed to what was typed; the best first."""
    if asked.part == "add":
        return [choice for part in _addable(asked) for choice in _choices_of(asked, part)][: 2 * MOST]
    return _choices_of(asked, asked.part)


def _addable(asked: Asked) -> tuple[str, ...]:
    """Without typing, a few kinds of names; typed words may be an amount or free text too."""
    if not asked.typed:
        return ("category", "merchant")
    return (*ADDED, "amount", "tag", "text")


def _choices_of(asked: Asked, part: str) -> list[Choice]:
    maker = _MAKERS.get(part) or _names
    return maker(asked, part)


def _static(pairs: tuple[tuple[str, Any], ...]) -> Callable[[Asked, str], list[Choice]]:
    def make(asked: Asked, part: str) -> list[Choice]:
        typed = asked.typed.casefold()
        return [
            Choice(label=label, value=value, part=part) for label, value in pairs if typed in label.casefold()
        ]

    return make


def _periods(asked: Asked, part: str) -> list[Choice]:
    if asked.typed:
        spans = find_periods(asked.typed, asked.clock)
        periods = [
            QueryPeriod(start=s.period.start, end=s.period.end, text=s.text, grain=s.grain) for s in spans
        ]
        return [Choice(label=_sentence(period), value=period.as_dict(), part=part) for period in periods]
    found = []
    for label, words in _PERIODS:
        span = find_periods(words, asked.clock)[0]
        period = QueryPeriod(start=span.period.start, end=span.period.end, text=words, grain=span.grain)
        found.append(Choice(label=label, value=period.as_dict(), part=part))
    return [*found, Choice(label="All time", value=None, part=part)]


def _sentence(period: QueryPeriod) -> str:
    label = wording.period(period)
    return label[:1].upper() + label[1:]


def _names(asked: Asked, part: str) -> list[Choice]:
    kind = part.removeprefix("not_")
    known = _used(asked, kind)
    if asked.typed:
        known = _like(asked, kind, known)
    chosen = {name.casefold() for name in getattr(asked.query.filters, part, ()) or ()}
    return [Choice(label=name, value=[name], part=part) for name in known if name.casefold() not in chosen][
        :MOST
    ]


def _used(asked: Asked, kind: str) -> list[str]:
    """The names of a kind, most used first; one query."""
    field = _FIELDS[kind]
    rows = asked.ledger.rows.order_by().values(field).annotate(n=Count("pk")).order_by("-n", field)
    return [row[field] for row in rows if row[field]]


def _like(asked: Asked, kind: str, known: list[str]) -> list[str]:
    """Those that contain the words, then those the words are another name for or nearly spell."""
    typed = asked.typed.casefold()
    inside = [name for name in known if typed in name.casefold()]
    hit = asked.names.find(squeeze(asked.typed))
    meant = [name.name for name in hit.names if name.kind == kind] if hit else []
    near = process.extract(
        typed, known, scorer=fuzz.WRatio, processor=str.casefold, score_cutoff=_CLOSE_ENOUGH
    )
    close = [name for name, _score, _at in near] if not inside and not meant else []
    return list(dict.fromkeys((*meant, *inside, *close)))


def _amounts(asked: Asked, part: str) -> list[Choice]:
    unit = asked.ledger.workspace.base_currency
    if asked.typed:
        bounds = [_bound(span.amount, part) for span in find_amounts(_as_money(asked.typed))]
    else:
        name = part if part in AMOUNTS else "amount_gte"
        bounds = [(name, Decimal(value)) for value in _BOUNDS]
    return [
        Choice(
            label=f"{_SIGNS[name.rpartition('_')[2]]} {wording.money(value, unit)}",
            value=float(value),
            part=name,
        )
        for name, value in filter(None, bounds)
    ]


_SIGNS = {"gt": ">", "gte": "≥", "lt": "<", "lte": "≤", "eq": "="}


def _as_money(typed: str) -> str:
    """A bare number in the box of an amount is one."""
    return f"₹{typed}" if typed[:1].isdigit() else typed


def _bound(amount: Any, part: str) -> tuple[str, Decimal] | None:
    """The first edge of what was typed; an amount without a word takes the place of the edge there was."""
    if amount.low is not None and amount.low == amount.high:
        return (part if part in AMOUNTS else "amount_gte", amount.low)
    if amount.low is not None:
        return ("amount_gte" if amount.low_inclusive else "amount_gt", amount.low)
    if amount.high is not None:
        return ("amount_lte" if amount.high_inclusive else "amount_lt", amount.high)
    return None


def _texts(asked: Asked, part: str) -> list[Choice]:
    return [Choice(label=f"mentioning “{asked.typed}”", value=asked.typed, part=part)] if asked.typed else []


def _tags(asked: Asked, part: str) -> list[Choice]:
    tags = sorted({n.name for found in asked.names.exact.values() for n in found if n.kind == "tag"})
    return [
        Choice(label=tag, value=tag, part=part) for tag in tags if asked.typed.casefold() in tag.casefold()
    ][:MOST]


def _currencies(asked: Asked, part: str) -> list[Choice]:
    codes = asked.ledger.rows.order_by("currency").values_list("currency", flat=True).distinct()
    return [Choice(label=code, value=code, part=part) for code in codes if asked.typed.upper() in code]


def _either(asked: Asked, part: str) -> list[Choice]:
    """The sides of a comparison are names of any kind."""
    return [
        Choice(label=choice.label, value=choice.label, part=part)
        for kind in ("category", "merchant")
        for choice in _names(asked, kind)
    ][:MOST]


_MAKERS: dict[str, Callable[[Asked, str], list[Choice]]] = {
    "measure": _static(_MEASURES),
    "of": _static(_OF),
    "period": _periods,
    "group_by": _static(tuple((f"By {name}", name) for name in _GROUPS)),
    "groups": _either,
    "text": _texts,
    "tag": _tags,
    "currency": _currencies,
    "not_currency": _currencies,
    "weekend": _static((("Weekends", True), ("Weekdays", False))),
    "hour_gte": _static(tuple((f"after {hour}:00", hour) for hour in _HOURS)),
    "amount": _amounts,
    **dict.fromkeys(AMOUNTS, _amounts),
}
