"""What keeps a text from being answered: a day that never comes, a name nobody has, an unknown word."""

from calendar import monthrange
from collections.abc import Callable
from itertools import pairwise

from transactions.questions.carriers import is_harmless
from transactions.questions.facts import Choice, Facts
from transactions.questions.names import Name, Names
from transactions.questions.outcome import Option, Parsed, Scope, clarify, no_data, not_understood, unclear
from transactions.questions.periods.words import MONTH_NAMES, MONTHS
from transactions.questions.reading import Item, Reading
from transactions.questions.suggesting import near_in_meaning
from transactions.questions.tokens import Token

LEAP_YEAR, MOST_DAYS, MOST_ROWS = 2024, 31, 100
_COUNTED = frozenset(("top", "first", "last", "bottom", "biggest", "largest", "highest", "smallest"))
_POINTERS = frozenset(
    (
        "him",
        "her",
        "the big ones",
        "the small ones",
        "ones",
        "it",
        "that",
        "there",
        "those",
        "them",
        "these",
        "they",
        "that one",
        "the one",
        "uska",
        "iska",
    )
)
_PLACING = frozenset(("at", "in", "from", "to", "on", "for", "with"))
_POINTING = frozenset(("the", "that", "this", "a", "some", "us", "my"))
_THINGS = frozenset(
    [
        "shop",
        "store",
        "place",
        "thing",
        "restaurant",
        "company",
        "app",
        "site",
        "website",
        "guy",
        "person",
        "vendor",
        "merchant",
        "seller",
        "dukaan",
        "dukan",
        "item",
        "service",
        "provider",
        "bank",
        "account",
        "one",
    ]
)


def impossible(tokens: list[Token]) -> Parsed | None:
    """A day the calendar lacks, or a number of rows that is none."""
    for one, other in pairwise(tokens):
        for day, month in ((one, other), (other, one)):
            if problem := _no_such_day(day.norm, month.norm):
                return no_data(problem)
    for first, sign, number in zip(tokens, tokens[1:], tokens[2:], strict=False):
        is_negative = sign.norm in ("-", "−") and sign.end == number.start
        if first.norm in _COUNTED and is_negative and number.norm.isdigit():
            return clarify(f"I can show the top 1 to {MOST_ROWS}. How many would you like?")
    for one, other in pairwise(tokens):
        if one.norm == "top" and other.norm.isdigit() and not 1 <= int(other.norm) <= MOST_ROWS:
            return clarify(f"I can show the top 1 to {MOST_ROWS}. How many would you like?")
    return None


def _no_such_day(day: str, month: str) -> str:
    """`February 30th`. A leap year is assumed, so only days that never come are told off."""
    digits = day[:-2] if day[-2:] in ("st", "nd", "rd", "th") else day
    number = MONTHS.get(month)
    if number is None or not digits.isdigit() or not 1 <= int(digits) <= MOST_DAYS:
        return ""
    last = monthrange(LEAP_YEAR, number)[1]
    if int(digits) <= last:
        return ""
    name = MONTH_NAMES[number - 1].capitalize()
    return f"There is no {int(digits)} {name}: {name} has {last} days at most."


def doubt_of(
    facts: Facts, scope: Scope, *, is_about_money: Callable[[], bool], is_first: bool
) -> Parsed | None:
    """Why these facts are not answered as they stand, or nothing."""
    if facts.ambiguous:
        return _which_one(facts.ambiguous[0], facts.reading)
    vague = _vague_at_first(facts) if is_first else None
    return vague or _vague(facts) or _unknown_words(facts, scope, is_about_money=is_about_money)


def _vague_at_first(facts: Facts) -> Parsed | None:
    if pointer := _points_at_nothing(facts):
        return clarify(f"What do you mean by “{pointer}”? Name a merchant, a category or a time.")
    if place := _unnamed_place(facts):
        return clarify(f"Which {place} do you mean? Say its name and I will look.")
    return None


def _vague(facts: Facts) -> Parsed | None:
    reading = facts.reading
    if reading.has("extreme") and _wants_one_each(reading):
        return clarify(
            "I can show the largest of one stretch of time, or totals by month. Which would you like?"
        )
    if _speaks_of_cancelled_rows(reading):
        return clarify("The ledger does not know which payments were cancelled. Shall I look at all of them?")
    if reading.has("best") and not _is_good_when_high(facts):
        return clarify("Do you mean where you spent the most, or the least?", _most_or_least(reading))
    return None


def _unknown_words(facts: Facts, scope: Scope, *, is_about_money: Callable[[], bool]) -> Parsed | None:
    unknown = [
        item
        for item in facts.reading.unknown
        if (len(item.said) > 1 or item.said.isalnum())
        and not is_harmless(item, facts.reading)
        and not _is_trade_of_a_name(item, facts, scope)
    ]
    if not unknown:
        return None
    objects = [item for item in unknown if _is_object(item, facts.reading)]
    if objects:
        return _unknown_name(facts.reading, objects[0], scope)
    said = ", ".join(f"“{item.said}”" for item in unknown[:3])
    if not is_about_money():
        return not_understood()
    return unclear(said)


def _is_trade_of_a_name(item: Item, facts: Facts, scope: Scope) -> bool:
    """`cab rides on Zipride`: what a merchant sells, said beside its name, narrows nothing."""
    is_trade = item.said.lower() in scope.names.trades
    return is_trade and any(choice.kind == "merchant" for choice in facts.included)


def _unnamed_place(facts: Facts) -> str:
    """`at the shop`, `on that thing`: something is meant, and nobody said which."""
    reading = facts.reading
    asks_which = any(reading.has(kind) for kind in ("top", "often", "extreme", "group", "list", "question"))
    if facts.included or asks_which or reading.has("measure", "distinct"):
        return ""
    for preposition, pointer, thing in zip(reading.words, reading.words[1:], reading.words[2:], strict=False):
        if preposition in _PLACING and pointer in _POINTING and thing in _THINGS:
            return thing
    return ""


def _points_at_nothing(facts: Facts) -> str:
    """`how much did that cost` as the first thing said."""
    reading = facts.reading
    says_more = any(
        reading.has(kind) for kind in ("noun", "of", "dim", "budget", "recurring", "net", "top", "group")
    )
    if facts.included or reading.periods or reading.amounts or says_more or reading.has("measure", "net"):
        return ""
    pointing = (item.said for item in reading.items if item.means("follow", "that"))
    return next((said for said in pointing if said.lower() in _POINTERS), "")


def _speaks_of_cancelled_rows(reading: Reading) -> bool:
    cancelled = any(item.said.lower().startswith("cancel") for item in reading.items)
    return cancelled and reading.has("noun") and not reading.has("recurring")


def _wants_one_each(reading: Reading) -> bool:
    """`my biggest expense each month` is a table of rows, which no query holds."""
    each = any(
        item.means("per") and item.said.lower().startswith(("each", "every", "har")) for item in reading.items
    )
    return each and not reading.has("measure") and reading.has("list") and not reading.has("dim")


def _is_good_when_high(facts: Facts) -> bool:
    return (
        facts.of == "income"
        or facts.reading.has("measure", "net")
        or facts.reading.has("measure", "savings_rate")
    )


def _most_or_least(reading: Reading) -> list[Option]:
    item = reading.first("best")
    said = item.said if item else ""
    return [Option(word, reading.text.replace(said, word, 1)) for word in ("highest", "lowest")]


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
    last = _end_of_name(reading, item)
    start, end = reading.tokens[item.first].start, reading.tokens[last.last - 1].end
    name = reading.text[start:end]
    likely = _names_like(scope.names, scope.names.nearest(item.said.lower()))
    options = [
        Option(found.name, f"{reading.text[:start]}{found.name}{reading.text[end:]}")
        for found in likely or near_in_meaning(name, scope.names)
    ]
    asked = " Did you mean one of these?" if options else ""
    message = f"Nothing in this ledger is called “{name}”, so there is nothing to add up.{asked}"
    return no_data(message, options, unknown_name=name)


def _end_of_name(reading: Reading, item: Item) -> Item:
    """The last of the unknown words that follow one another from here, four at most."""
    last = item
    for following in reading.items[reading.items.index(item) + 1 :][:3]:
        if not following.is_unknown or following.first != last.last:
            break
        last = following
    return last


def _names_like(names: Names, keys: list[str]) -> list[Name]:
    found = [name for key in keys if (hit := names.find(key)) for name in hit.names]
    return sorted(set(found))[:4]


def _which_one(choice: Choice, reading: Reading) -> Parsed:
    options = [Option(name.name, _with_name(reading, choice.item, name)) for name in choice.alternatives[:6]]
    names = _listed([name.name for name in choice.alternatives[:6]])
    return clarify(f"“{choice.item.said}” could mean {names}. Which one?", options)


def _with_name(reading: Reading, item: Item, name: Name) -> str:
    start, end = reading.tokens[item.first].start, reading.tokens[item.last - 1].end
    return f"{reading.text[:start]}{name.name}{reading.text[end:]}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
