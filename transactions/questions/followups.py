"""Short replies that edit the question before: another month, another shop, `list them`, `in dollars`."""

from dataclasses import dataclass, replace
from typing import Any

from transactions.questions.composer import Composer, shifted
from transactions.questions.continuing import continued, says_the_same_time
from transactions.questions.facts import Facts, wants_base
from transactions.questions.leaning import is_follow_up
from transactions.questions.merging import merged_filters
from transactions.questions.periods import Clock
from transactions.questions.periods.ranges import same_month_near
from transactions.questions.query import Filters, LedgerQuery, Measure, QueryPeriod
from transactions.questions.reading import Reading

__all__ = ["Previous", "edited", "is_follow_up"]

_OPERATIONS = (
    "measure",
    "list",
    "top",
    "often",
    "group",
    "per",
    "duplicates",
    "recurring",
    "budget",
    "question",
    "dim",
    "noun",
)
_SPENDING = frozenset(
    ("spend", "spent", "spending", "expenses", "expense", "expenditure", "outgoings", "kharcha", "kharch")
)
_TOTALS = frozenset(("total", "totals", "in total", "sum", "altogether", "total kitna", "overall total"))


@dataclass(frozen=True, slots=True)
class Previous:
    """The last question that was understood."""

    query: LedgerQuery
    had_year: bool = False  # its month was said with a year, so a bare month stays near it
    earlier: LedgerQuery | None = None  # the one before that


def edited(facts: Facts, previous: Previous, clock: Clock) -> LedgerQuery | None:
    """The previous query with what the new text says put in its place; nothing when nothing changed."""
    reading, before = facts.reading, previous.query
    if _asks_which(reading) and (pair := _pair(previous)) is not None:
        return replace(
            pair, which="min" if reading.has("more", "less") or reading.has("extreme", "min") else "max"
        )
    if (kept := continued(reading, before)) is not None:
        return kept
    if before.intent == "extreme" and (field := _asked_about_it(reading)):
        return replace(before, field=field)
    if reading.has("follow", "both") and not reading.named and (both := _together(previous)) is not None:
        return both
    merged = _merged(facts, previous, clock)
    if _asks_how_far(facts) and (pair := _pair(previous)) is not None:
        return _same_comparison(pair, "", reading)
    if _compares_with_new_time(facts, before):
        return _compared(merged, before, clock, previous)
    if _has_operation(facts):
        return _recomposed(merged, before, clock)
    return _replaced(merged, before)


def _asks_how_far(facts: Facts) -> bool:
    reading = facts.reading
    asks = reading.has("measure", "growth") or reading.has("measure", "diff")
    return asks and not facts.included and not facts.periods and not reading.has("relative_period")


def _asked_about_it(reading: Reading) -> str:
    """`how much was it`, `when was that`, `where`: about the one payment just shown."""
    if reading.periods or reading.named or any(reading.has(kind) for kind in ("extreme", "noun", "of")):
        return ""
    for kind, value, field in (
        ("question", "when", "date"),
        ("question", "where", "merchant"),
    ):
        if reading.has(kind, value):
            return field
    asks_amount = any(
        item.means("measure", "sum") and item.said.lower() not in _TOTALS for item in reading.items
    )
    return "amount" if asks_amount else ""


def _pair(previous: Previous) -> LedgerQuery | None:
    """What `which is higher` compares: a comparison, or the last two answers when one thing differs."""
    now, before = previous.query, previous.earlier
    if now.intent == "compare":
        return now
    if (
        before is None
        or now.intent != "aggregate"
        or before.intent != "aggregate"
        or now.measure != before.measure
    ):
        return None
    if now.filters == before.filters and now.period and before.period:
        return LedgerQuery(
            intent="compare", measure=now.measure, filters=now.filters, periods=(before.period, now.period)
        )
    if now.period != before.period:
        return None
    for kind in ("merchant", "category", "method", "account"):
        one, two = getattr(before.filters, kind), getattr(now.filters, kind)
        if len(one) == len(two) == 1 and before.filters.changed(**{kind: two}) == now.filters:
            bare = now.filters.changed(**{kind: ()})
            return LedgerQuery(
                intent="compare", measure=now.measure, filters=bare, groups=(*one, *two), period=now.period
            )
    return None


def _together(previous: Previous) -> LedgerQuery | None:
    """`both together`: the two names spoken of, added up."""
    pair = _pair(previous)
    if pair is None or not pair.groups:
        return None
    now, before = previous.query.filters, previous.earlier.filters if previous.earlier else Filters()
    kinds = ("merchant", "category", "method", "account")
    kind = next((k for k in kinds if set(pair.groups) <= {*getattr(now, k), *getattr(before, k)}), "")
    if not kind:
        return None
    filters = pair.filters.changed(**{kind: pair.groups})
    return LedgerQuery(intent="aggregate", measure=pair.measure, filters=filters, period=pair.period)


def _asks_which(reading: Reading) -> bool:
    asks = reading.has("list", "which") or reading.has("question", "where") or reading.has("exists")
    return (
        (asks or len(reading.items) <= 3)
        and (reading.has("more") or reading.has("extreme") or reading.has("top"))
        and not reading.has("noun")
    )


def _has_operation(facts: Facts) -> bool:
    reading = facts.reading
    if reading.has("extreme") and not reading.periods:
        return True
    if reading.has("extreme", "max") or reading.has("extreme", "min"):
        return True
    return any(reading.has(kind) for kind in _OPERATIONS) and not _is_plain_question(reading)


def _is_plain_question(reading: Reading) -> bool:
    """`what about`, `how much in October`: words that ask without saying what to compute."""
    meanings = {meaning for item in reading.items for meaning in item.meanings if meaning[0] in _OPERATIONS}
    return (
        meanings <= {("list", "which"), ("noun", "transaction")}
        and not reading.has("list", "show")
        and not reading.has("follow", "that")
    )


def _compares_with_new_time(facts: Facts, before: LedgerQuery) -> bool:
    reading = facts.reading
    wants = (
        reading.has("compare", "vs")
        or reading.has("measure", "growth")
        or reading.has("measure", "diff")
        or reading.has("more")
    )
    has_time = bool(facts.periods) or reading.has("relative_period")
    return wants and has_time and not facts.included and before.period is not None


def _compared(merged: Facts, before: LedgerQuery, clock: Clock, previous: Previous) -> LedgerQuery:
    """`compare to last month`: the period before beside the one just said."""
    reading = merged.reading
    old = merged.periods[0] if merged.periods else before.period or QueryPeriod()
    if shift := reading.value("relative_period"):
        old = shifted(before.period or QueryPeriod(), shift)
    measure = before.measure or Measure()
    if measure.op in ("diff", "growth_pct"):
        measure = replace(measure, op="sum", minus_period=None, base_period=None)
    now = before.period or QueryPeriod()
    if old.start == now.start and old.end == now.end:
        old = shifted(now, "before")
    if reading.has("measure", "growth"):
        return LedgerQuery(
            intent="aggregate",
            measure=replace(measure, op="growth_pct", base_period=old),
            filters=merged.filters,
            period=now,
        )
    if reading.has("measure", "diff"):
        return LedgerQuery(
            intent="aggregate",
            measure=replace(measure, op="diff", minus_period=old),
            filters=merged.filters,
            period=now,
        )
    return LedgerQuery(
        intent="compare", measure=measure, filters=merged.filters, periods=(now, old), unit=before.unit
    )


def _recomposed(merged: Facts, before: LedgerQuery, clock: Clock) -> LedgerQuery:
    """The new words say what to compute; rows and time come from both."""
    reading = merged.reading
    if (
        before.group_by
        and not reading.has("dim")
        and not reading.has("noun")
        and (reading.has("top") or reading.has("extreme"))
    ):
        which = "min" if reading.has("extreme", "min") or reading.has("top", "bottom") else "max"
        number = next((item.number for item in reading.numbers), None)
        return replace(
            before,
            intent="rank",
            which=which,
            limit=number or 1,
            rank=None,
            filters=merged.filters,
            period=merged.period,
            sort="amount asc" if which == "min" else "amount desc",
        )
    if before.group_by and reading.has("often") and not reading.has("dim"):
        return replace(
            before, measure=Measure(op="count", of=merged.of), filters=merged.filters, period=merged.period
        )
    if _only_shows(reading):
        return LedgerQuery(
            intent="list",
            of=("expense" if merged.of == "spend" else merged.of,),
            filters=merged.filters,
            period=merged.period,
            unit=merged.unit,
        )
    query = Composer(merged, clock).compose()
    if before.intent == "rank" and query.intent == "breakdown" and reading.has("dim"):
        return replace(before, group_by=query.group_by, filters=merged.filters, period=merged.period)
    says_nothing_else = not reading.named and not reading.periods
    if before.intent == "compare" and query.intent == "aggregate" and says_nothing_else:
        return _same_comparison(before, query.measure.op if query.measure else "sum", reading)
    if (
        query.intent == "aggregate"
        and query.measure
        and query.measure.op == "sum"
        and not reading.has("measure")
        and not (reading.has("spend") and before.measure and before.measure.op == "count")
        and _keeps(before)
    ):
        return _replaced(merged, before)
    return query


def _only_shows(reading: Reading) -> bool:
    """`list dikhao`, `show me`: the rows behind what was just said."""
    kinds = {kind for item in reading.items for kind, _ in item.meanings}
    return reading.has("list", "show") and kinds <= {"list", "follow", "noun"} and not reading.numbers


def _keeps(before: LedgerQuery) -> bool:
    return before.intent in ("aggregate", "compare", "breakdown", "rank")


def _same_comparison(before: LedgerQuery, op: str, reading: Reading) -> LedgerQuery:
    """`how many?` or `by what percent?` about the two things just compared."""
    of = before.measure.of if before.measure else "spend"
    if before.periods and (reading.has("measure", "growth") or reading.has("measure", "diff")):
        early, late = sorted(before.periods, key=lambda period: str(period.start))
        part: dict[str, Any] = (
            {"base_period": early} if reading.has("measure", "growth") else {"minus_period": early}
        )
        op = "growth_pct" if reading.has("measure", "growth") else "diff"
        return LedgerQuery(
            intent="aggregate", measure=Measure(op=op, of=of, **part), filters=before.filters, period=late
        )
    return replace(before, measure=Measure(op=op or "diff", of=of), which="")


def _merged(facts: Facts, previous: Previous, clock: Clock) -> Facts:
    before = previous.query
    names_something = any(choice.kind in ("merchant", "category") for choice in facts.included)
    turns = _turns_to_spending(facts.reading, before)
    narrows = facts.reading.has("follow", "only") and facts.of == "spend"
    names_anew = names_something and not narrows
    said_of = any(item.means("of") for item in facts.reading.items) or names_anew or turns
    other_side = {facts.of, _of(before)} == {"spend", "income"} or facts.reading.has("measure", "net")
    if said_of and other_side and not names_something:
        before = replace(before, filters=before.filters.changed(merchant=(), category=()))
    merged = Facts(
        reading=facts.reading,
        choices=facts.choices,
        filters=merged_filters(facts.filters, before, facts.reading),
        periods=_merged_periods(facts, previous, clock),
        of=facts.of if said_of else _of(before),
        unit=facts.unit or (before.unit if not facts.filters.currency else ""),
        subscriptions=facts.subscriptions,
    )
    if not merged.filters.currency or wants_base(facts.reading):
        merged.unit = ""
    return merged


def _turns_to_spending(reading: Reading, before: LedgerQuery) -> bool:
    """`and spending?` after income; `and what did I save` needs both sides."""
    if reading.has("measure", "net") or reading.has("measure", "savings_rate"):
        return True
    turns = any(item.means("spend") and item.said.lower() in _SPENDING for item in reading.items)
    return turns and _of(before) == "income"


def _of(before: LedgerQuery) -> str:
    if before.measure:
        return before.measure.of
    kinds = before.of or ("expense",)
    return "spend" if kinds[0] == "expense" else kinds[0]


def _merged_periods(facts: Facts, previous: Previous, clock: Clock) -> list[QueryPeriod]:
    before = previous.query
    shift = facts.reading.value("relative_period")
    if before.period and len(facts.periods) == 1 and says_the_same_time(facts.periods[0], before.period):
        return [shifted(before.period, "before")]
    if facts.periods:
        return [_near(facts, facts.periods[0], previous, clock), *facts.periods[1:]]
    anchor = before.period or (before.periods[0] if before.periods else None)
    if shift and anchor:
        return [shifted(anchor, shift)]
    return [before.period] if before.period else []


def _near(facts: Facts, period: QueryPeriod, previous: Previous, clock: Clock) -> QueryPeriod:
    """A bare month after a month of a named year means the one beside it."""
    span = facts.reading.periods[0]
    anchor = previous.query.period
    if not previous.had_year or span.month is None or anchor is None or anchor.start is None:
        return period
    found = same_month_near(clock, span.month, anchor.start)
    return replace(period, start=found.start, end=found.end)


def _replaced(merged: Facts, before: LedgerQuery) -> LedgerQuery:
    """The same question about other rows or another time."""
    reading = merged.reading
    number = next((item.number for item in reading.numbers if item.number and item.number <= 100), None)
    changed = replace(
        before,
        filters=merged.filters,
        unit=merged.unit,
    )
    if before.measure is not None and before.measure.op not in ("diff", "growth_pct"):
        measure = replace(before.measure, of=merged.of, unit=merged.unit or "base")
        changed = replace(changed, measure=measure)
    if before.of:
        changed = replace(changed, of=("expense" if merged.of == "spend" else merged.of,))
    if number and before.intent in ("list", "rank"):
        changed = replace(changed, limit=number)
    return _at_new_time(changed, merged, before)


def _at_new_time(changed: LedgerQuery, merged: Facts, before: LedgerQuery) -> LedgerQuery:
    said_time = bool(merged.reading.periods) or merged.reading.has("relative_period")
    if not said_time:
        return changed
    if len(merged.periods) == 2 and (merged.reading.has("compare") or before.intent == "compare"):
        return replace(changed, intent="compare", period=None, periods=(merged.periods[0], merged.periods[1]))
    if before.measure and before.measure.op in ("diff", "growth_pct"):
        return replace(
            changed,
            measure=replace(before.measure, op="sum", minus_period=None, base_period=None),
            period=merged.period,
        )
    if before.periods:
        op = before.measure.op if before.measure else "sum"
        return replace(
            changed,
            intent="aggregate",
            periods=(),
            period=merged.period,
            measure=Measure(op=op, of=merged.of),
        )
    return replace(changed, period=merged.period)
