"""What the stretches of a question say together: which rows, when, and of which kind."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

from transactions.questions.amounts import AmountSpan
from transactions.questions.kinds import meant_kind
from transactions.questions.names import Hit, Name, words_of
from transactions.questions.periods import PeriodSpan
from transactions.questions.query import Filters, QueryPeriod
from transactions.questions.reading import Item, Reading

KindsOf = Callable[[tuple[Name, ...]], frozenset[str]]
_FLOOR = {"weekend": True, "weekday": False}
NIGHT_BEGINS = 22
SMALL_BELOW = Decimal(100)
_OPPOSITE = {
    "amount_gt": "amount_lte",
    "amount_gte": "amount_lt",
    "amount_lt": "amount_gte",
    "amount_lte": "amount_gt",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """The names an item stands for. More than one alternative means: ask."""

    item: Item
    names: tuple[Name, ...]
    alternatives: tuple[Name, ...] = ()
    is_excluded: bool = False

    @property
    def kind(self) -> str:
        return self.names[0].kind if self.names else ""


@dataclass(slots=True)
class Facts:
    reading: Reading
    choices: list[Choice] = field(default_factory=list)
    filters: Filters = field(default_factory=Filters)
    periods: list[QueryPeriod] = field(default_factory=list)
    of: str = "spend"
    unit: str = ""
    series: str = ""  # three or more months (weeks, days) named one by one
    subscriptions: tuple[str, ...] = ()  # the categories this ledger files subscriptions under
    is_regular: Callable[[], bool] = lambda: False  # whether the names asked about are paid in a rhythm

    @property
    def period(self) -> QueryPeriod | None:
        return self.periods[0] if self.periods else None

    @property
    def included(self) -> list[Choice]:
        return [choice for choice in self.choices if not choice.is_excluded and choice.names]

    @property
    def ambiguous(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.alternatives]

    @property
    def has_expensive(self) -> bool:
        return self.reading.has("size", "expensive") and not self.reading.has("extreme")


def gather(reading: Reading, kinds_of: KindsOf, base_currency: str) -> Facts:
    """Everything the composition needs, resolved once."""
    facts = Facts(reading)
    facts.choices = _without_repeats(_told_by_others(_choices(reading)), reading.words)
    facts.periods = [query_period(span) for span in reading.periods]
    facts.filters = _with_amounts(
        _with_words(_with_names(Filters(), facts.choices), reading), reading, base_currency
    )
    facts.unit = "original" if facts.filters.currency and not wants_base(reading) else ""
    facts.of = _kind(reading, facts, kinds_of)
    return facts


def query_period(span: PeriodSpan) -> QueryPeriod:
    grain = span.grain if span.grain in ("day", "week", "month", "quarter", "year") else ""
    return QueryPeriod(start=span.period.start, end=span.period.end, text=span.text, grain=grain)


def wants_base(reading: Reading) -> bool:
    """`in rupees`: convert instead of counting in the currency of the payment."""
    words = reading.words
    return any(a in ("in", "into") and b in ("rupees", "inr", "rs") for a, b in pairwise(words))


# Names


def _choices(reading: Reading) -> list[Choice]:
    excluded = _excluded_items(reading)
    return [
        _choice(item, reading, is_excluded=item in excluded)
        for item in reading.named
        if not _is_just_a_word(item, reading)
    ]


def _is_just_a_word(item: Item, reading: Reading) -> bool:
    """A word such as `subscriptions` or `savings` that the question uses for its own purpose."""
    if item.hit is None or item.hit.how != "synonym" or not item.meanings:
        return False
    takes_out = item.means("not", "before") and _names_follow(reading, item)
    return item.means("recurring") or item.means("measure") or takes_out


def _choice(item: Item, reading: Reading, *, is_excluded: bool) -> Choice:
    hit = item.hit or Hit((), "")
    if hit.is_group:
        return Choice(item, hit.names, is_excluded=is_excluded)
    names = meant_kind(hit, item, reading)
    if len(names) == 1 and _is_a_place(item, hit, names[0], reading):
        return Choice(item, (), names, is_excluded)
    if len(names) <= 1:
        return Choice(item, names, is_excluded=is_excluded)
    return Choice(item, (), names, is_excluded)


def _is_a_place(item: Item, hit: Hit, name: Name, reading: Reading) -> bool:
    """`in Paris`, `Goa trip`: the last word of a merchant's name may be a place, so ask."""
    if hit.how != "partial" or words_of(name.name)[:1] == words_of(item.said)[:1]:
        return False
    before, after = reading.before(item), reading.after(item)
    says_in = before is not None and before.said.lower() == "in"
    return says_in or (after is not None and after.said.lower() in ("trip", "trips", "visit"))


def _excluded_items(reading: Reading) -> list[Item]:
    """Names after `except` (and those joined to them), or before `ke alawa`."""
    found: list[Item] = []
    negating = False
    chain: list[Item] = []
    for item in reading.items:
        if item.means("not", "before") and _names_follow(reading, item):
            negating, chain = True, []
        elif item.hit and negating:
            found.append(item)
            negating = not _is_prefix(reading.before(item))
        elif item.hit:
            chain.append(item)
        elif item.means("not", "after"):
            found += chain
            chain = []
        elif not _joins_names(item) or _begins_anew(item, reading):
            negating, chain = False, []
    return found


def _is_prefix(item: Item | None) -> bool:
    """`non-food card payments`: it takes out the one name it is glued to."""
    return item is not None and item.said.lower() == "non"


def _begins_anew(item: Item, reading: Reading) -> bool:
    """`apart from Swiggy on food`: what follows a name without an `and` is no longer left out."""
    before = reading.before(item)
    return item.means("where_prep") and before is not None and before.hit is not None


def _names_follow(reading: Reading, item: Item) -> bool:
    following = reading.items[reading.items.index(item) + 1 :][:3]
    for nearby in following:
        if nearby.hit:
            return True
        if not _joins_names(nearby):
            return False
    return False


def _joins_names(item: Item) -> bool:
    return (
        item.means("follow", "and")
        or item.means("compare", "or")
        or item.means("where_prep")
        or item.means("noun")
    )


def _told_by_others(choices: list[Choice]) -> list[Choice]:
    """`power bills from Sahyadri`: what else is said fits one of the names a part could mean."""
    settled = [set(choice.names) for choice in choices]
    found: list[Choice] = []
    for choice in choices:
        same = {name for names in settled for name in names & set(choice.alternatives)}
        found.append(replace(choice, names=tuple(same), alternatives=()) if len(same) == 1 else choice)
    return found


def _is_said_by_an_account(choice: Choice, choices: list[Choice]) -> bool:
    """`card payments on Kaveri Credit Card`: the account already says which card."""
    methods = bool(choice.alternatives) and all(name.kind == "method" for name in choice.alternatives)
    return methods and any(other.kind == "account" for other in choices if other is not choice)


def _is_only_included(choice: Choice, before: list[Choice], words: list[str]) -> bool:
    """`Health including pharmacy`: already in it, so it narrows nothing."""
    said_so = {"including", "incl", "includes"} & set(
        words[max(0, choice.item.first - 2) : choice.item.first]
    )
    return bool(said_so) and any(other.kind not in ("", choice.kind) for other in before)


def _without_repeats(choices: list[Choice], words: list[str]) -> list[Choice]:
    """A class of merchants said beside one of them (`jio recharge`) adds nothing."""
    named = {
        name
        for choice in choices
        if choice.item.hit and choice.item.hit.how != "synonym"
        for name in choice.names
    }
    kept: list[Choice] = []
    for choice in choices:
        if _is_kind_of_bill(choice, kept) or _is_inside_another(choice, choices):
            continue
        if _is_only_included(choice, kept, words):
            continue
        names = set(choice.names) | set(choice.alternatives)
        if _is_said_by_an_account(choice, choices):
            continue
        is_class = bool(
            choice.item.hit and choice.item.hit.how == "synonym" and any(n.kind == "merchant" for n in names)
        )
        if not (is_class and names & named):
            kept.append(choice)
    return kept


def _is_inside_another(choice: Choice, choices: list[Choice]) -> bool:
    """`cash` beside `Cash Withdrawal` is no payment method of its own."""
    if choice.kind not in ("method", "account"):
        return False
    words = set(words_of(choice.names[0].name))
    others = [name for other in choices for name in other.names if name.kind in ("category", "merchant")]
    return any(words < set(words_of(name.name)) for name in others)


def _is_kind_of_bill(choice: Choice, before: list[Choice]) -> bool:
    """`gym fees`, `uber charges`: the second word only says what was paid."""
    said = choice.item.said.lower()
    return (
        bool(before)
        and said in ("fee", "fees", "premium", "recharge")
        and before[-1].item.last == choice.item.first
    )


def _with_names(filters: Filters, choices: list[Choice]) -> Filters:
    found: dict[str, Any] = {}
    for choice in choices:
        for name in choice.names:
            if name.kind == "tag":
                found["tag"] = name.name
                continue
            if choice.is_excluded and name.kind not in ("category", "merchant"):
                continue
            key = f"not_{name.kind}" if choice.is_excluded else name.kind
            found[key] = (*found.get(key, ()), *(() if name.name in found.get(key, ()) else (name.name,)))
    return filters.changed(**found)


def _with_words(filters: Filters, reading: Reading) -> Filters:
    found: dict[str, Any] = {}
    if (time_filter := reading.value("time_filter")) in _FLOOR:
        found["weekend"] = _FLOOR[time_filter]
    elif _says_weekday_spending(reading):
        found["weekend"] = False
    elif time_filter == "night":
        found["hour_gte"] = NIGHT_BEGINS
    if (small := reading.first("size", "small")) and not reading.has("extreme"):
        found["amount_gte" if _is_left_out(small, reading) else "amount_lt"] = SMALL_BELOW
    for item in reading.items:
        if item.hour is not None:
            found["hour_gte"] = item.hour
        if item.currency:
            found["currency"] = item.currency
    return filters.changed(**found)


def _says_weekday_spending(reading: Reading) -> bool:
    """`weekday spending`, `weekday lunches`: the days of work, not a table of days."""
    item = reading.first("dim", "weekday")
    after = reading.after(item) if item is not None and item.said.lower() == "weekday" else None
    grouped = reading.has("group") or reading.has("compare") or reading.has("list", "which")
    return (
        after is not None and not grouped and bool(after.hit or after.means("spend") or after.means("noun"))
    )


# Amounts


def _with_amounts(filters: Filters, reading: Reading, base_currency: str) -> Filters:
    for item in reading.items:
        if item.amount is not None:
            found = _bounds(item.amount, base_currency)
            filters = filters.changed(**(_inverted(found) if _is_left_out(item, reading) else found))
    return filters


def _is_left_out(item: Item, reading: Reading) -> bool:
    """`excluding anything under 1000`."""
    before = reading.before(item)
    while before is not None and (before.means("noun") or before.means("exists")):
        before = reading.before(before)
    return before is not None and before.means("not", "before") and before.said.lower() != "not"


def _inverted(found: dict[str, Any]) -> dict[str, Any]:
    """What is left when these amounts are taken away; a stretch or one exact amount leaves two sides."""
    if len(found) != 1 or not set(found) <= set(_OPPOSITE):
        return found
    ((edge, amount),) = found.items()
    return {_OPPOSITE[edge]: amount}


def _is_paid(item: Item, reading: Reading) -> bool:
    """`which merchant received the most`: what a merchant takes in is spent."""
    before = reading.before(item)
    takes = item.said.lower() in ("received", "receive", "receives", "got paid", "earned", "earns")
    return takes and before is not None and before.means("dim", "merchant")


def _bounds(span: AmountSpan, base_currency: str) -> dict[str, Any]:
    amount = span.amount
    is_foreign = bool(amount.currency and amount.currency != base_currency)
    found: dict[str, Any] = {"currency": amount.currency} if is_foreign else {}
    if amount.low is not None and amount.low == amount.high:
        return found | {"amount_eq": amount.low}
    if amount.low is not None:
        edge = "amount_gte" if amount.low_inclusive else "original_amount_gt" if is_foreign else "amount_gt"
        found[edge] = amount.low
    if amount.high is not None:
        found["amount_lte" if amount.high_inclusive else "amount_lt"] = amount.high
    return found


# Which kind of row


def _kind(reading: Reading, facts: Facts, kinds_of: KindsOf) -> str:
    names = tuple(
        name for choice in facts.included for name in choice.names if name.kind in ("merchant", "category")
    )
    known = kinds_of(names) if names else frozenset()
    said = {
        item.value_of("of")
        for item in reading.items
        if item.means("of") and not _is_left_out(item, reading) and not _is_paid(item, reading)
    }
    if "refund" in said and (not known or "refund" in known or "expense" in known):
        return "refund"
    if "transfer" in said and (not known or "transfer" in known):
        return "transfer"
    if "income" in said and known and "income" not in known and "expense" in known:
        return "income" if reading.has("measure", "share") else "spend"
    if known and "expense" not in known:
        return next((kind for kind in ("income", "transfer", "refund") if kind in known), "spend")
    if said & {"income"} or reading.has("income_word"):
        return "income"
    return "spend"
