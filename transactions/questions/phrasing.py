"""Sentences around results. Every number in them comes from the result or the query, nowhere else."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from transactions.questions import wording
from transactions.questions.executor import Result
from transactions.questions.query import LedgerQuery, Measure
from transactions.questions.wording import day, group_label, listed, money, quantity

_SHOWN = 5
_GROUP_WORDS = {
    "date": "day",
    "weekday": "day of the week",
    "weekend": "weekends and weekdays",
    "method": "payment method",
}
_VERBS = {
    "spend": ("You spent", "on"),
    "refund": ("You got back", "from"),
    "income": ("You received", "from"),
    "transfer": ("You moved", ""),
}


def say(query: LedgerQuery, result: Result) -> str:
    """The answer in one or two sentences."""
    if result.status == "no_data":
        return _no_data(query, result)
    writers: dict[str, Callable[[LedgerQuery, Result], str]] = {
        "aggregate": _aggregate,
        "breakdown": _table,
        "rank": _rank,
        "compare": _compare,
        "list": _list,
        "extreme": _extreme,
        "exists": _exists,
        "budget": _budget,
        "recurring": _recurring,
        "duplicates": _duplicates,
    }
    return writers[query.intent](query, result) + wording.left_out(result)


def _where(query: LedgerQuery, result: Result) -> str:
    return f"{wording.filters(query.filters, result.unit or 'INR')} {wording.period(query.period)}"


def _no_data(query: LedgerQuery, result: Result) -> str:
    if result.reason == "outside" and result.first_day and result.last_day:
        return (
            f"Your records run from {day(result.first_day)} to {day(result.last_day)}; there is "
            f"nothing for the time you asked about."
        )
    reasons = {
        "no rows at all": "There are no transactions in this workspace yet.",
        "no budget": f"There is no budget{wording.filters(query.filters, 'INR')} yet.",
        "base": "There was no spending in the earlier period, so there is no percentage to give.",
        "whole": f"There is nothing to take a share of {wording.period(query.period)}.",
        "income": f"There was no income {wording.period(query.period)}, so there is no savings rate.",
        "not regular": f"I see no regular active payment{wording.filters(query.filters, 'INR')} to expect.",
    }
    return reasons.get(result.reason, "There is no data for this question.")


# Single numbers


def _aggregate(query: LedgerQuery, result: Result) -> str:
    if query.measures:
        return _several(query, result)
    measure = query.measure or Measure()
    special = {
        "avg_per": _average_per,
        "diff": _difference,
        "growth_pct": _growth,
        "share_pct": _share,
        "income_minus_spend": _saved,
        "savings_rate_pct": _saved,
        "count": _count,
        "distinct": _distinct,
        "avg": _statistic,
        "median": _statistic,
        "min": _statistic,
        "max": _statistic,
    }
    return special.get(measure.op, _sum)(query, result)


def _amount(result: Result) -> str:
    value = result.value if isinstance(result.value, Decimal) else Decimal(0)
    return money(value, result.unit)


def _sum(query: LedgerQuery, result: Result) -> str:
    measure = query.measure or Measure()
    verb, _ = _VERBS[measure.of]
    gross = " before refunds" if measure.op == "gross" else ""
    count = (
        f" ({result.count:,} {wording.KIND_NOUNS[measure.of][result.count != 1]})"
        if result.count and measure.of != "spend"
        else ""
    )
    if result.count == 0:
        return (
            f"Nothing: there is no {_noun_of(measure)}{_where(query, result)}, so the total is "
            f"{_amount(result)}."
        )
    return f"{verb} {_amount(result)}{gross}{_where(query, result)}{count}."


def _noun_of(measure: Measure) -> str:
    return {"spend": "spending", "refund": "refund", "income": "income", "transfer": "transfer"}[measure.of]


def _count(query: LedgerQuery, result: Result) -> str:
    one, many = wording.nouns(query)
    count = int(result.value) if isinstance(result.value, int) else 0
    return f"{count:,} {one if count == 1 else many}{_where(query, result)}."


def _distinct(query: LedgerQuery, result: Result) -> str:
    measure = query.measure or Measure()
    noun = {"merchant": "merchants", "category": "categories", "date": "days", "month": "months"}[
        measure.field
    ]
    return f"{result.value} different {noun} with purchases{_where(query, result)}."


def _statistic(query: LedgerQuery, result: Result) -> str:
    measure = query.measure or Measure()
    if not result.count:
        return f"There are no purchases{_where(query, result)} to take one from."
    word = {"avg": "average", "median": "median", "min": "smallest", "max": "largest"}[measure.op]
    one, many = wording.nouns(query)
    return (
        f"The {word} {one}{_where(query, result)} is {_amount(result)}, over {result.count:,} "
        f"{one if result.count == 1 else many}."
    )


def _average_per(query: LedgerQuery, result: Result) -> str:
    measure = query.measure or Measure()
    total = money(result.total or Decimal(0), result.unit)
    return f"{_amount(result)} per {measure.per} on average{_where(query, result)}, from a total of {total}."


def _difference(query: LedgerQuery, result: Result) -> str:
    value = result.value if isinstance(result.value, Decimal) else Decimal(0)
    new, old = result.rows
    word = "more" if value >= 0 else "less"
    shown = money(abs(value), result.unit)
    return (
        f"{shown} {word}{_where(query, result)}: {money(new.value, result.unit)} against "
        f"{money(old.value, result.unit)} for {old.label}."
    )


def _growth(query: LedgerQuery, result: Result) -> str:
    old, new = result.rows
    value = result.percent or Decimal(0)
    word = "up" if value >= 0 else "down"
    unit = query.measure.unit if query.measure else ""
    currency = query.filters.currency if unit == "original" and query.filters.currency else "INR"
    return (
        f"{wording.filters(query.filters, currency).strip() or 'Your spending'} went {word} {abs(value):f}%: "
        f"from {money(old.value, currency)} ({old.label}) to {money(new.value, currency)} ({new.label})."
    ).replace("on ", "", 1)


def _share(query: LedgerQuery, result: Result) -> str:
    part, whole = result.rows
    unit = "INR"
    return (
        f"{result.percent:f}%{_where(query, Result(unit=unit))}: {money(part.value, unit)} of "
        f"{money(whole.value, unit)}."
    )


def _saved(query: LedgerQuery, result: Result) -> str:
    income, spend = result.rows
    unit = "INR" if result.unit == "%" else result.unit
    parts = f"{money(income.value, unit)} came in and {money(spend.value, unit)} went out"
    if result.unit == "%":
        return (
            f"Your savings rate {wording.period(query.period)} is "
            f"{quantity(result.percent or Decimal(0), '%')}: {parts}."
        )
    value = result.value if isinstance(result.value, Decimal) else Decimal(0)
    if value < 0:
        return (
            f"You spent {money(-value, unit)} more than you earned {wording.period(query.period)} "
            f"(saved {money(value, unit)}): {parts}."
        )
    return f"You saved {money(value, unit)} {wording.period(query.period)}: {parts}."


def _several(query: LedgerQuery, result: Result) -> str:
    words = {
        "sum": "total",
        "count": "count",
        "avg": "average",
        "min": "smallest",
        "max": "largest",
        "income": "income",
        "spend": "spending",
    }
    parts = [
        f"{words[row.label]} {quantity(row.value, unit)}"
        for row, unit in zip(result.rows, result.row_units, strict=True)
    ]
    return f"{listed(parts).capitalize()}{_where(query, result)}."


# Tables


def _table(query: LedgerQuery, result: Result) -> str:
    measure = query.measure or Measure()
    by = _GROUP_WORDS.get(query.group_by, query.group_by)
    if not result.rows:
        return f"There is nothing{_where(query, result)} to break down by {by}."
    shown = [f"{group_label(row.label)} {quantity(row.value, result.unit)}" for row in result.rows[:_SHOWN]]
    more = f" and {len(result.rows) - _SHOWN} more" if len(result.rows) > _SHOWN else ""
    what = {"count": "Number of purchases", "income_minus_spend": "Savings", "avg": "Average purchase"}.get(
        measure.op, _table_noun(measure)
    )
    return f"{what} by {by}{_where(query, result)}: {'; '.join(shown)}{more}."


def _table_noun(measure: Measure) -> str:
    return {"spend": "Spending", "refund": "Refunds", "income": "Income", "transfer": "Transfers"}[measure.of]


def _rank(query: LedgerQuery, result: Result) -> str:
    if not result.rows:
        return f"There is nothing{_where(query, result)} to rank."
    shown = [f"{group_label(row.label)} ({quantity(row.value, result.unit)})" for row in result.rows]
    end = "least" if query.which == "min" else "most"
    if len(shown) == 1:
        return (
            f"{shown[0]} is the {_GROUP_WORDS.get(query.group_by, query.group_by)} with the "
            f"{end}{_where(query, result)}."
        )
    return f"The {end}{_where(query, result)}: {'; '.join(shown)}."


def _compare(query: LedgerQuery, result: Result) -> str:
    first, second = result.rows
    a, b = quantity(first.value, result.unit), quantity(second.value, result.unit)
    gap = result.difference or Decimal(0)
    names = (_compared_name(query, 0), _compared_name(query, 1))
    if gap == 0:
        verdict = "the same"
    else:
        percent = f" ({abs(result.percent):f}%)" if result.percent is not None else ""
        word = "more" if gap > 0 else "less"
        verdict = f"{quantity(abs(gap), result.unit)} {word}{percent} for {names[0]}"
    where = wording.filters(query.filters, result.unit if len(result.unit) == 3 else "INR")
    time = f" {wording.period(query.period)}" if query.groups else ""
    note = _running_note(query, result)
    return f"{names[0]}: {a}, {names[1]}: {b}{where}{time}; {verdict}.{note}"


def _compared_name(query: LedgerQuery, index: int) -> str:
    if query.groups:
        return query.groups[index]
    text = wording.period(query.periods[index])
    lead, _, rest = text.partition(" ")
    return rest if lead in ("in", "on") else text


def _running_note(query: LedgerQuery, result: Result) -> str:
    if like := result.like_for_like:
        value = quantity(like.value, result.unit)
        day = wording.group_label(like.label)
        return f" One of the two is still running: by {day} the other had come to {value}."
    if any(
        period.end
        and result.last_day
        and period.end > result.last_day
        and period.start
        and period.start <= result.last_day
        for period in query.periods
    ):
        return " One of the two is still running."
    return ""


# Rows


def _row(row, unit: str) -> str:  # type: ignore[no-untyped-def]
    amount = row.base_amount if row.base_amount is not None else row.amount
    currency = unit if row.base_amount is not None else row.currency
    if unit == row.currency:
        amount, currency = row.amount, row.currency
    return f"{money(abs(amount), currency)} at {row.title} on {day(row.booked_on)}"


def _list(query: LedgerQuery, result: Result) -> str:
    one, many = wording.nouns(query)
    count = result.count or 0
    if not count:
        return f"There are no {many}{_where(query, result)}."
    shown = "; ".join(_row(row, result.unit) for row in result.transactions[:3])
    total = len(result.transactions)
    head = f"{total:,} of {count:,} {many}" if total < count else f"{count:,} {one if count == 1 else many}"
    lead = "" if count <= 3 else "first "
    return f"{head}{_where(query, result)}: {lead}{shown}."


def _extreme(query: LedgerQuery, result: Result) -> str:
    one, many = wording.nouns(query)
    if not result.transactions:
        return f"There are no {many}{_where(query, result)}."
    word = {"max": "largest", "min": "smallest", "latest": "latest", "earliest": "first"}[
        query.which or "max"
    ]
    rank = f"number {query.rank} of the {word}" if (query.rank or 1) > 1 else word
    return f"The {rank} {one}{_where(query, result)}: {_row(result.transactions[0], result.unit or 'INR')}."


def _exists(query: LedgerQuery, result: Result) -> str:
    one, many = wording.nouns(query)
    if not result.count:
        return f"No, there are no {many}{_where(query, result)}."
    newest = _row(result.transactions[0], result.unit)
    return (
        f"Yes, {result.count:,} {one if result.count == 1 else many}{_where(query, result)}; the "
        f"latest is {newest}."
    )


# Plans and rhythms


def _budget(query: LedgerQuery, result: Result) -> str:
    time = wording.period(query.period)
    if query.measure and query.measure.field == "category":
        return f"The monthly budget{wording.filters(query.filters, result.unit)} is {_amount(result)}."
    if query.exceeded is not None and not query.filters.category:
        if not result.rows:
            return f"No budget is {'over' if query.exceeded else 'within its limit'} {time}."
        shown = [f"{row.label} by {money(abs(row.value), result.unit)}" for row in result.rows]
        return f"{'Over' if query.exceeded else 'Within'} budget {time}: {'; '.join(shown)}."
    shown = [_left(row.label, row.value, result.unit) for row in result.rows]
    lead = {True: "Yes: ", False: "No: "}[result.value] if isinstance(result.value, bool) else ""
    return f"{lead}{'; '.join(shown)} {time}."


def _left(label: str, value: Decimal, unit: str) -> str:
    if value < 0:
        return f"{label} is over budget by {money(-value, unit)}"
    return f"{money(value, unit)} is left of the {label} budget"


def _recurring(query: LedgerQuery, result: Result) -> str:
    if not result.rows:
        return {
            "stopped": "I see no regular payment that stopped.",
            "increase": "I see no regular payment whose price went up.",
            "decrease": "I see no regular payment whose price went down.",
        }.get(query.change, "I see no regular payments.")
    shown = [
        _regular(row.label, row.value, unit, result.dates)
        for row, unit in zip(result.rows, result.row_units, strict=True)
    ]
    if query.next:
        return f"Expected next: {'; '.join(shown)}."
    head = {
        "stopped": "Regular payments that stopped",
        "increase": "Regular payments whose price went up",
        "decrease": "Regular payments whose price went down",
    }
    return f"{head.get(query.change, 'Active regular payments')} ({len(result.rows)}): {'; '.join(shown)}."


def _regular(label: str, amount: Decimal, unit: str, dates: dict[str, date]) -> str:
    when = f" on {day(dates[label])}" if label in dates else ""
    return f"{label} {money(amount, unit)}{when}"


def _duplicates(query: LedgerQuery, result: Result) -> str:
    if not result.transactions:
        return f"No, I see no charge that was taken twice{_where(query, result)}."
    seen = list(dict.fromkeys(_row(row, result.unit) for row in result.transactions))
    return (
        f"Yes: {result.count} charges look like one payment taken twice{_where(query, result)}: "
        f"{'; '.join(seen[:_SHOWN])}."
    )
