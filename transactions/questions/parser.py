"""A text becomes a typed query, a question back, or an honest no."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from transactions.questions.composer import Composer
from transactions.questions.facts import Choice, Facts, KindsOf, gather, wants_base
from transactions.questions.followups import Previous, edited, is_follow_up
from transactions.questions.names import Name, Names
from transactions.questions.periods import Clock
from transactions.questions.query import LedgerQuery, QueryPeriod
from transactions.questions.reading import Item, Reading, read
from transactions.questions.refusals import refusal_of

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


@dataclass(frozen=True, slots=True)
class Scope:
    """What a text is read against."""

    names: Names
    clock: Clock
    kinds_of: KindsOf
    base_currency: str
    is_regular: Callable[[LedgerQuery], bool] = lambda _query: False


@dataclass(frozen=True, slots=True)
class Option:
    """One way to go on: a button, and the full question it asks."""

    label: str
    text: str


@dataclass(slots=True)
class Parsed:
    query: LedgerQuery
    message: str = ""  # said instead of an answer when the status is not ok
    options: list[Option] = field(default_factory=list)
    had_year: bool = False
    needs_expensive: bool = False
    corrections: dict[str, str] = field(default_factory=dict)
    unknown_name: str = ""


def parse(text: str, scope: Scope, previous: Previous | None = None) -> Parsed:
    """Understand one text. Wrong is worse than declined: what is not understood is asked about."""
    refusal = refusal_of(text, is_follow_up=previous is not None)
    if refusal is not None:
        return Parsed(LedgerQuery(intent="none", status=refusal.status), refusal.text)
    reading = read(text, scope.names, scope.clock)
    if not _is_about_money(reading, previous) or len(reading.tokens) > _MOST_WORDS:
        return _not_understood()
    facts = gather(reading, scope.kinds_of, scope.base_currency)
    _know_rhythms(facts, scope)
    _take_text_filter(facts)
    _take_foreign(facts, scope)
    doubt = _doubt(facts, scope)
    if doubt is not None:
        return doubt
    return _composed(facts, scope, previous)


def _composed(facts: Facts, scope: Scope, previous: Previous | None) -> Parsed:
    query = None
    reading = facts.reading
    _settle_periods(facts, keeps_two=_compares(reading))
    if len(facts.periods) > 2:
        return _clarify("I found more than two periods. Which one do you mean?", [])
    if previous is not None and is_follow_up(reading):
        query = edited(facts, previous, scope.clock)
    if query is None:
        query = Composer(facts, scope.clock).compose()
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
    if reading.periods and any(reading.has(kind) for kind in ("group", "per", "compare", "dim")):
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


def _not_understood() -> Parsed:
    message = (
        "I did not understand that as a question about your ledger. Ask for example: how much did "
        "I spend on food last month?"
    )
    return Parsed(LedgerQuery(intent="none", status="unanswerable"), message)


def _clarify(message: str, options: list[Option]) -> Parsed:
    return Parsed(LedgerQuery(intent="none", status="clarify"), message, options)


def _compares(reading: Reading) -> bool:
    return any(
        (
            reading.has("compare"),
            reading.has("more"),
            reading.has("measure", "diff"),
            reading.has("measure", "growth"),
        )
    )


def _settle_periods(facts: Facts, *, keeps_two: bool) -> None:
    """Nested periods become the inner one; two that touch become one unless they are compared."""
    if len(facts.periods) > 1:
        facts.periods = [period for period in facts.periods if period.start or period.end] or facts.periods[
            :1
        ]
    if len(facts.periods) != 2:
        return
    first, second = facts.periods
    if inner := _inner(first, second):
        facts.periods = [inner]
    elif not keeps_two and first.end and first.end == second.start:
        facts.periods = [
            QueryPeriod(start=first.start, end=second.end, text=f"{first.text} and {second.text}")
        ]


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


# Doubts


def _doubt(facts: Facts, scope: Scope) -> Parsed | None:
    if facts.ambiguous:
        return _which_one(facts.ambiguous[0], facts.reading)
    unknown = [item for item in facts.reading.unknown if len(item.said) > 1 or item.said.isalnum()]
    if not unknown:
        return None
    objects = [item for item in unknown if _is_object(item, facts.reading)]
    if objects:
        return _unknown_name(facts.reading, objects[0], scope)
    said = ", ".join(f"“{item.said}”" for item in unknown[:3])
    if not _is_about_money(facts.reading, None):
        return _not_understood()
    return _clarify(f"I did not understand {said}. Could you say it another way?", [])


def _is_object(item: Item, reading: Reading) -> bool:
    """What stands after `at`, `on`, `from` or before `pe`, `ko` is meant as a name."""
    before, after = reading.before(item), reading.after(item)
    if before is not None and (before.means("where_prep") or before.means("spend") or before.means("of")):
        return True
    if before is not None and before.is_unknown:
        return _is_object(before, reading)
    return after is not None and (after.means("where_prep") or after.means("noun") or after.means("spend"))


def _unknown_name(reading: Reading, item: Item, scope: Scope) -> Parsed:
    """A name the ledger does not have: say so, never answer with the total of everything."""
    at = reading.items.index(item)
    said = [item.said]
    for following in reading.items[at + 1 : at + 4]:
        if not following.is_unknown:
            break
        said.append(following.said)
    name = " ".join(said)
    near = scope.names.nearest(item.said.lower())
    options = [
        Option(found.name, reading.text.replace(item.said, found.name))
        for found in _names_like(scope.names, near)
    ]
    message = f"Nothing in this ledger is called “{name}”, so there is nothing to add up."
    return Parsed(LedgerQuery(intent="none", status="no_data"), message, options, unknown_name=name)


def _names_like(names: Names, keys: list[str]) -> list[Name]:
    found = [name for key in keys if (hit := names.find(key)) for name in hit.names]
    return sorted(set(found))[:4]


def _which_one(choice: Choice, reading: Reading) -> Parsed:
    options = [Option(name.name, _with_name(reading, choice.item, name)) for name in choice.alternatives[:6]]
    names = _listed([name.name for name in choice.alternatives[:6]])
    return _clarify(f"“{choice.item.said}” could mean {names}. Which one?", options)


def _with_name(reading: Reading, item: Item, name: Name) -> str:
    start, end = reading.tokens[item.first].start, reading.tokens[item.last - 1].end
    return f"{reading.text[:start]}{name.name}{reading.text[end:]}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
