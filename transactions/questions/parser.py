"""A text becomes a typed query, a question back, or an honest no."""

from dataclasses import replace
from itertools import pairwise

from transactions.questions.composer import Composer, shifted
from transactions.questions.doubts import doubt_of, impossible
from transactions.questions.facts import Facts, gather, wants_base
from transactions.questions.followups import Previous, edited, is_follow_up
from transactions.questions.outcome import Option, Parsed, Scope, clarify, not_understood
from transactions.questions.pointing import adds_up_everything, asked_about_nothing, leans_on_nothing
from transactions.questions.query import LedgerQuery, QueryPeriod
from transactions.questions.reading import Reading, read
from transactions.questions.refusals import refusal_of
from transactions.questions.residue import unheard, unused

__all__ = ["Option", "Parsed", "Scope", "parse"]

_MONEY = (
    "measure",
    "spend",
    "noun",
    "of",
    "budget",
    "recurring",
    "duplicates",
    "extreme",
    "top",
    "often",
    "income_word",
    "foreign",
)
_MOST_WORDS = 80
_A_YEAR_EARLIER = ("a year earlier", "the year earlier", "one year earlier", "a year before")


def parse(text: str, scope: Scope, previous: Previous | None = None) -> Parsed:
    """Understand one text. Wrong is worse than declined: what is not understood is asked about."""
    refusal = refusal_of(text, is_follow_up=previous is not None)
    if refusal is not None:
        return Parsed(LedgerQuery(intent="none", status=refusal.status), refusal.text)
    reading = read(text, scope.names, scope.clock)
    if (problem := impossible(reading.tokens)) is not None:
        return problem
    if reading.has("follow", "reset") and not is_follow_up(_after_reset(reading)):
        previous = None
    if previous is None and (asked := asked_about_nothing(reading)) is not None:
        return asked
    if not _is_about_money(reading, previous) or len(reading.tokens) > _MOST_WORDS:
        return (leans_on_nothing(reading) if previous is None else None) or not_understood()
    facts = gather(reading, scope.kinds_of, scope.base_currency)
    _know_rhythms(facts, scope)
    _take_text_filter(facts)
    _take_foreign(facts, scope)
    doubt = doubt_of(
        facts,
        scope,
        is_about_money=lambda: _is_about_money(reading, None),
        is_first=previous is None,
    )
    if (doubt := doubt or unheard(facts)) is not None:
        return doubt
    return _composed(facts, scope, previous)


def _after_reset(reading: Reading) -> Reading:
    """`never mind, what am I subscribed to`: what is left when the word for a fresh start is taken away."""
    items = [item for item in reading.items if not item.means("follow", "reset")]
    return Reading(reading.text, reading.tokens, items, reading.corrections)


def _composed(facts: Facts, scope: Scope, previous: Previous | None) -> Parsed:
    query = None
    reading = facts.reading
    _settle_periods(facts, keeps_two=_compares(reading))
    _take_series(facts)
    if len(facts.periods) > 2:
        return clarify("I found more than two periods. Which two should I compare?")
    if previous is not None and is_follow_up(reading):
        query = edited(facts, previous, scope.clock)
    if query is None:
        query = Composer(facts, scope.clock).compose()
        if previous is None and (asked := adds_up_everything(query, reading)) is not None:
            return asked
    if (spare := unused(query, reading)) is not None:
        return spare
    has_year = bool(reading.periods) and reading.periods[0].has_year and not reading.periods[0].is_relative
    return Parsed(
        query,
        had_year=has_year or bool(previous and previous.had_year and not reading.periods),
        needs_expensive=facts.has_expensive,
        corrections=reading.corrections,
    )


def _is_about_money(reading: Reading, previous: Previous | None) -> bool:
    if reading.named or any(reading.has(kind) for kind in _MONEY) or reading.amounts:
        return True
    if reading.periods and any(reading.has(kind) for kind in ("group", "per", "compare", "dim", "size")):
        return True
    if previous is None:
        return False
    if any(item.currency or item.number for item in reading.items) or wants_base(reading):
        return True
    return bool(reading.periods) or any(
        reading.has(kind)
        for kind in (
            "list",
            "group",
            "per",
            "follow",
            "more",
            "time_filter",
            "relative_period",
            "compare",
            "not",
            "question",
        )
    )


def _compares(reading: Reading) -> bool:
    return any(
        (
            reading.has("compare"),
            reading.has("more"),
            reading.has("measure", "diff"),
            reading.has("measure", "growth"),
        )
    )


def _take_series(facts: Facts) -> None:
    """Three or more months (weeks, years) in a row are one table over all of them."""
    periods = sorted(facts.periods, key=lambda period: str(period.start))
    grains = {period.grain for period in periods}
    touches = all(one.end == other.start for one, other in pairwise(periods))
    if len(periods) < 3 or len(grains) != 1 or not touches or not periods[0].grain:
        return
    facts.series = "date" if periods[0].grain == "day" else periods[0].grain
    text = f"{periods[0].text} to {periods[-1].text}"
    facts.periods = [QueryPeriod(start=periods[0].start, end=periods[-1].end, text=text)]


def _settle_periods(facts: Facts, *, keeps_two: bool) -> None:
    """Nested periods become the inner one; two that touch become one unless they are compared."""
    if len(facts.periods) > 1:
        bounded = [period for period in facts.periods if period.start or period.end]
        facts.periods = bounded or facts.periods[:1]
    if len(facts.periods) != 2:
        return
    first, second = facts.periods = [_same_but_earlier(facts.periods, at) for at in (0, 1)]
    if merged := _up_to(first, second):
        facts.periods = [merged]
        return
    if inner := _inner(first, second):
        facts.periods = [inner]
    elif not keeps_two and first.end and first.end == second.start:
        facts.periods = [
            QueryPeriod(start=first.start, end=second.end, text=f"{first.text} and {second.text}")
        ]


def _same_but_earlier(periods: list[QueryPeriod], at: int) -> QueryPeriod:
    """`October against the same month last year`: October a year ago, not the running month."""
    one, other = periods[at], periods[1 - at]
    said = one.text.lower()
    is_same = said.startswith(("same ", "the same ")) and "last year" in said
    if is_same or said in _A_YEAR_EARLIER:
        return shifted(other, "year_ago")
    return one


def _up_to(first: QueryPeriod, second: QueryPeriod) -> QueryPeriod | None:
    """`the year 2025 to date`: the second only says where the first one ends."""
    if not first.start or second.start or not second.end or not first.start < second.end:
        return None
    end = min(first.end or second.end, second.end)
    return QueryPeriod(start=first.start, end=end, text=f"{first.text} {second.text}")


def _inner(one: QueryPeriod, other: QueryPeriod) -> QueryPeriod | None:
    for inner, outer in ((one, other), (other, one)):
        if (
            inner.start
            and inner.end
            and outer.start
            and outer.end
            and outer.start <= inner.start
            and inner.end <= outer.end
            and inner.grain == "day"
            and outer.grain != "day"
        ):
            return inner
    return None


def _know_rhythms(facts: Facts, scope: Scope) -> None:
    subscriptions = scope.names.find("subscriptions")
    if subscriptions is not None:
        facts.subscriptions = tuple(name.name for name in subscriptions.names if name.kind == "category")
    kinds = ("expense" if facts.of == "spend" else facts.of,)
    facts.is_regular = lambda: scope.is_regular(
        LedgerQuery(intent="recurring", filters=facts.filters, of=kinds)
    )


def _take_text_filter(facts: Facts) -> None:
    """`payments containing goa`: the words after it are looked for in descriptions."""
    reading = facts.reading
    marker = reading.first("containing")
    if marker is None:
        return
    at = reading.items.index(marker) + 1
    wanted = [item for item in reading.items[at : at + 3] if item.is_unknown or item.hit]
    if wanted:
        facts.filters = replace(facts.filters, text=" ".join(item.said for item in wanted).strip("'\""))
        reading.items = [item for item in reading.items if item not in wanted]
        facts.choices = [choice for choice in facts.choices if choice.item not in wanted]


def _take_foreign(facts: Facts, scope: Scope) -> None:
    if facts.reading.has("foreign") and not facts.filters.currency:
        facts.filters = replace(facts.filters, not_currency=scope.base_currency)
