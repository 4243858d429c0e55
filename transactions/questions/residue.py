"""What of a question its query leaves unsaid: a number, an hour, a weekday that comes back.

Every word of a question is either carried by the query, known to carry nothing, or asked about. Here stand
the parts that are understood as words and still find no place in what would be computed.
"""

from decimal import Decimal
from itertools import pairwise

from transactions.questions.facts import Choice, Facts
from transactions.questions.lexicon import is_filler
from transactions.questions.outcome import Option, Parsed, clarify, no_data
from transactions.questions.periods.words import UNITS, WEEKDAYS
from transactions.questions.query import Filters, LedgerQuery
from transactions.questions.reading import Item, Reading

MOST_MONEY = Decimal("1e15")
_CLOCK = frozenset(("am", "pm", "oclock", "baje", "hours", "hrs"))
_JOINERS = frozenset(
    [
        "and",
        "or",
        "vs",
        "versus",
        "aur",
        "ya",
        ",",
        "&",
        "/",
        "+",
        ";",
        "plus",
        "than",
        "to",
        "with",
        "against",
        "by",
        "from",
        "compared",
        "then",
        "-",
        "–",
        "—",
        "n",
        "se",
        "ki",
    ]
)
_SPEAKING = frozenset(["i", "we", "my", "our", "mai", "main", "hum", "ham", "mein", "koi"])
_OWN = frozenset(
    [
        "family",
        "household",
        "money",
        "side",
        "own",
        "whole",
        "total",
        "average",
        "overall",
        "net",
        "spending",
        "expenses",
    ]
)
_ASIDE = frozenset(("one", "two", "ek", "do", "both"))
_DATING = frozenset(
    [
        "in",
        "year",
        "since",
        "during",
        "fy",
        "ay",
        "of",
        "from",
        "for",
        "until",
        "till",
        "by",
        "before",
        "after",
        "on",
    ]
)
_EACH = frozenset(("every", "each", "har", "all"))
_HABITS = frozenset(("hota", "hote", "hoti"))
_PLACING = frozenset(("at", "from", "with", "on", "by", "for", "via"))
_DETERMINERS = frozenset(
    ("the", "my", "our", "a", "an", "this", "that", "these", "those", "your", "some", "any")
)
_NOBODY = frozenset(
    ("me", "us", "myself", "you", "now", "all", "what", "which", "how", "each", "every", "money")
)
_SPHERES = frozenset(("family", "home", "work", "team", "office"))
_COMPARING = ("compare", "more")
_CHANGES = ("diff", "growth")


def unheard(facts: Facts) -> Parsed | None:
    """A question back about a part no query can carry, before anything is composed."""
    reading = facts.reading
    return (
        _narrowing(reading)
        or _said_of_nothing(reading)
        or _hours(reading)
        or _weekdays_again(reading)
        or _somebody_else(reading)
        or _turned_round(reading)
        or _bounds_apart(facts.filters)
        or _beside_each_other(facts)
    )


def unused(query: LedgerQuery, reading: Reading) -> Parsed | None:
    """A question back about a number or a time that the composed query does not hold."""
    for item in reading.items:
        if _is_spare_number(item, query):
            return _spare(item, reading)
        if _is_spare_ordinal(item, query):
            return _asked(item.said)
    return _two_times(query, reading) or _change_unsaid(query, reading)


# Before composing


def _narrowing(reading: Reading) -> Parsed | None:
    item = reading.first("narrows")
    if item is None:
        return None
    return clarify(
        f"The ledger cannot tell which payments are “{item.said}”. Shall I answer without that?",
        [Option(f"Without “{item.said}”", _without(reading, item))],
    )


def _said_of_nothing(reading: Reading) -> Parsed | None:
    """`at home`, `with my team`, `work lunches`: words that say nothing by themselves."""
    taken = {at for item in reading.items for at in range(item.first, item.last)}
    words = reading.words
    for item in reading.items:
        at = item.last
        if item.means("where_prep") and item.said.lower() in _PLACING:
            while at < len(words) and words[at] in _DETERMINERS:
                at += 1
            if at < len(words) and at not in taken and _is_mute(words[at]):
                return _unclear_part(reading, item.first, at + 1)
        before = item.first - 1
        if (
            before >= 0
            and before not in taken
            and words[before] in _SPHERES
            and (item.hit or item.means("noun"))
        ):
            return _unclear_part(reading, before, item.last)
    return None


def _is_mute(word: str) -> bool:
    return word.isalpha() and is_filler(word) and word not in _NOBODY


def _unclear_part(reading: Reading, first: int, last: int) -> Parsed:
    said = reading.text[reading.tokens[first].start : reading.tokens[last - 1].end]
    return clarify(f"I do not know which payments are meant by “{said}”. Could you say it another way?")


def _hours(reading: Reading) -> Parsed | None:
    """`before 9 am`, `between 6 and 8 pm`, `at 10:30`: only `after 9 pm` can be looked for."""
    known = {at for item in reading.items if item.hour is not None for at in range(item.first, item.last)}
    tokens = reading.tokens
    for at, (one, other) in enumerate(pairwise(tokens)):
        is_hour = one.norm.isdecimal() and len(one.norm) < 3 and at not in known
        glued = one.end == other.start and at + 2 < len(tokens) and tokens[at + 2].norm[:1].isdigit()
        if is_hour and (other.norm in _CLOCK or (other.norm == ":" and glued)):
            return clarify("I can look for payments after an hour, such as “after 6 pm”, no finer.")
    return None


def _weekdays_again(reading: Reading) -> Parsed | None:
    """`on Tuesdays`, `every Sunday`, `Somwar ko kitna hota hai`: not the latest one, and no filter either."""
    for item in reading.items:
        if item.period is None or not _comes_back(item, reading):
            continue
        return clarify(
            "I can add up one such day, or show all days of the week side by side.",
            [Option("By day of the week", _replaced(reading, item, "by day of the week"))],
        )
    return None


def _comes_back(item: Item, reading: Reading) -> bool:
    tokens = reading.tokens[item.first : item.last]
    days = [token for token in tokens if _weekday(token.norm)]
    if not days or len(tokens) > 2:
        return False
    is_plural = any(day.norm not in WEEKDAYS and "'" not in day.text and "’" not in day.text for day in days)
    before = reading.words[item.first - 1] if item.first else ""
    return is_plural or before in _EACH or bool(_HABITS & set(reading.words))


def _weekday(word: str) -> bool:
    return word in WEEKDAYS or (word.endswith("s") and word[:-1] in WEEKDAYS and len(word) > 5)


def _somebody_else(reading: Reading) -> Parsed | None:
    """`mere bhai ne kitna kharcha kiya`, `what did my boss spend`: payments are the workspace's own."""
    words = reading.words
    named = {at for item in reading.named for at in range(item.first, item.last)}
    for at, word in enumerate(words):
        if word == "ne" and at and at - 1 not in named and words[at - 1] not in _SPEAKING:
            return _not_theirs(words[at - 1])
        if word in ("did", "does", "has", "have") and words[at + 1 : at + 2] in (["my"], ["our"]):
            who = words[at + 2] if at + 2 < len(words) else ""
            verb = next((item for item in reading.items if item.first == at + 3), None)
            if is_filler(who) and who not in _OWN and at + 2 not in named and verb and verb.means("spend"):
                return _not_theirs(who)
    return None


def _not_theirs(who: str) -> Parsed:
    return clarify(f"The ledger holds this workspace's own payments, not those of “{who}” alone.")


def _turned_round(reading: Reading) -> Parsed | None:
    """`from December to January` of one year: the end lies before the beginning."""
    if _compares(reading):
        return None
    for one, other in pairwise(item for item in reading.items if item.period):
        if one.period is None or other.period is None:
            continue
        between = reading.words[one.last : other.first]
        opener = {"from", "between", *(("from",) if one.said.lower().startswith("from") else ())}
        opened = one.said.lower().split()[0] in opener or reading.words[max(0, one.first - 1)] in opener
        first, last = one.period.period.start, other.period.period.start
        if (
            opened
            and between in (["to"], ["and"], ["till"], ["until"], ["-"])
            and first
            and last
            and last < first
        ):
            said = one.said[5:] if one.said.lower().startswith("from ") else one.said
            start = reading.tokens[one.first].start
            head, tail = reading.text[:start], reading.text[reading.tokens[other.last - 1].end :]
            begins = "" if reading.words[max(0, one.first - 1)] in opener else "from "
            ends = "and" if between == ["and"] else "to"
            text = f"{head}{begins}{other.said} {ends} {said}{tail}"
            return clarify(
                f"“{other.said}” comes before “{said}”. Did you mean it the other way round?",
                [Option(f"{other.said} to {said}", text)],
            )
    return None


def _bounds_apart(filters: Filters) -> Parsed | None:
    lows = [bound for bound in (filters.amount_gt, filters.amount_gte) if bound is not None]
    highs = [bound for bound in (filters.amount_lt, filters.amount_lte) if bound is not None]
    said = [*lows, *highs, *([filters.amount_eq] if filters.amount_eq is not None else [])]
    if any(abs(bound) > MOST_MONEY for bound in said):
        return no_data("No payment in any ledger is that large.")
    if any(bound < 0 for bound in said):
        return clarify("Amounts are without a sign here. Which amount do you mean?")
    if lows and highs and min(highs) < max(lows):
        return clarify("No amount is above the one and below the other. Which of the two do you mean?")
    return None


def _beside_each_other(facts: Facts) -> Parsed | None:
    """`at Bazaario for electronics`: one narrows the other, or is another; it is not both added up."""
    reading = facts.reading
    if _compares(reading):
        return None
    for one, other in pairwise(facts.included):
        if (
            one.kind != other.kind
            or one.kind not in ("merchant", "category")
            or _are_joined(one, other, reading)
        ):
            continue
        labels = [choice.item.said for choice in (one, other)]
        options = [
            Option(label, _without(reading, drop.item))
            for label, drop in zip(labels, (other, one), strict=False)
        ]
        return clarify(f"Do you mean “{labels[0]}” or “{labels[1]}”?", options)
    return None


def _are_joined(one: Choice, other: Choice, reading: Reading) -> bool:
    between = reading.words[one.item.last : other.item.first]
    return not between or bool(_JOINERS & set(between)) or set(one.names) >= set(other.names)


# After composing


def _is_spare_number(item: Item, query: LedgerQuery) -> bool:
    return (
        item.number is not None
        and item.said not in _ASIDE
        and item.number not in (query.limit, query.rank)
        and not item.meanings
    )


def _is_spare_ordinal(item: Item, query: LedgerQuery) -> bool:
    if not item.means("ordinal") or len(item.meanings) > 1:
        return False
    said = int(item.value_of("ordinal"))
    return said > 1 and query.rank != said


def _spare(item: Item, reading: Reading) -> Parsed:
    """A year no calendar here reaches, or a number that names nothing."""
    before = reading.words[item.first - 1] if item.first else ""
    after = reading.words[item.last] if item.last < len(reading.words) else ""
    if len(item.said) == 4 and before in _DATING:
        return no_data(f"There are no payments from the year {item.said}.")
    if after in UNITS and len(item.said) > 2:
        return no_data(f"{item.said} {after} reach further back than any ledger.")
    return _asked(item.said)


def _asked(said: str) -> Parsed:
    return clarify(f"I did not understand what “{said}” stands for here. Could you say it another way?")


def _two_times(query: LedgerQuery, reading: Reading) -> Parsed | None:
    """Two times with nothing between them that joins or compares them."""
    if len(query.periods) != 2 or _compares(reading):
        return None
    timed = [item for item in reading.items if item.period]
    for one, other in pairwise(timed):
        if not _JOINERS & set(reading.words[one.last : other.first]):
            return clarify(f"I found two times, “{one.said}” and “{other.said}”. Which one do you mean?")
    return None


def _change_unsaid(query: LedgerQuery, reading: Reading) -> Parsed | None:
    """`has transport gone up since last quarter`: whether there were payments is no answer to that."""
    asks = any(item.means("measure", "diff") and not item.means("spend") for item in reading.items)
    if not asks or query.intent != "exists":
        return None
    return clarify("Between which two times? Say for example: from September to October.")


# Helpers


def _compares(reading: Reading) -> bool:
    is_said = any(reading.has(kind) for kind in _COMPARING)
    return is_said or any(reading.has("measure", change) for change in _CHANGES)


def _without(reading: Reading, item: Item) -> str:
    return " ".join(_replaced(reading, item, "").split())


def _replaced(reading: Reading, item: Item, text: str) -> str:
    start, end = reading.tokens[item.first].start, reading.tokens[item.last - 1].end
    return f"{reading.text[:start]}{text}{reading.text[end:]}"
