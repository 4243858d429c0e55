"""Words that point at something said before, when nothing was: `how much did I pay him`, `compare them`."""

from itertools import pairwise

from transactions.questions.outcome import Parsed, clarify
from transactions.questions.query import Filters, LedgerQuery
from transactions.questions.reading import Reading

_PEOPLE = ("him", "her", "them", "they", "that guy", "that person")
_ONES = (
    "the other one",
    "other one",
    "the others",
    "the second one",
    "second one",
    "the latter",
    "the former",
    "the big one",
    "the small one",
)
_NEEDS_A_NAME = frozenset((*_PEOPLE, *_ONES, "there", "the usual"))
_VAGUE = frozenset(("recently", "lately"))
_SPANS = frozenset(("day", "week", "weekend", "month", "quarter", "year", "time", "trip"))
_SAYS_ITSELF = (
    "spend",
    "of",
    "noun",
    "dim",
    "question",
    "exists",
    "list",
    "budget",
    "recurring",
    "duplicates",
)
_SAYS_WHAT = ("measure", "compare", "more", "group", "per", "extreme", "top", "next", "left")


def asked_about_nothing(reading: Reading) -> Parsed | None:
    """A question back for a first text that needs one before it, or nothing."""
    pointing = [item.said for item in reading.items if item.means("follow", "that")]
    lonely = [said for said in pointing if said.lower() in _NEEDS_A_NAME]
    if lonely and not reading.named and not _shows_what_it_asked(reading):
        return clarify(f"What do you mean by “{lonely[0]}”? Name a merchant, a category or a person.")
    if (when := _vague_time(reading)) and not reading.periods:
        return clarify(f"Which time do you mean by “{when}”? Say for example: last month, or since 1 May.")
    first = reading.items[0] if reading.items else None
    if first is not None and first.means("follow", "and") and reading.named and not _says_more(reading):
        return clarify(f"What would you like to know about {reading.named[0].said}, and for which time?")
    if reading.items and all(_only_asks_how_much(item.meanings) for item in reading.items):
        return clarify("How much of what? Name a merchant, a category or a time.")
    return None


def _shows_what_it_asked(reading: Reading) -> bool:
    """`anything in dollars? show them`, `charges that look as if they went twice`: rows named before."""
    last = reading.items[-2:]
    asks = reading.has("exists") or reading.has("noun")
    if reading.has("duplicates"):
        return True
    return len(last) == 2 and last[0].means("list", "show") and last[1].means("follow", "that") and asks


def adds_up_everything(query: LedgerQuery, reading: Reading) -> Parsed | None:
    """`what's the total`, `how much is my bill`: nothing says which rows, so they are not all added up."""
    is_bare = query.intent == "aggregate" and query.filters == Filters() and query.period is None
    if not is_bare or query.measures or query.measure is None or query.measure.of != "spend":
        return None
    nouns = {item.said.lower() for item in reading.items if item.means("noun")}
    if reading.has("spend") or nouns - {"bill"} or query.measure.op not in ("sum", "avg", "count", "median"):
        return None
    return clarify("Of what? Name a merchant, a category or a time.")


def _vague_time(reading: Reading) -> str:
    """`recently`, `that month`, `the other day`."""
    words = reading.words
    asks = reading.has("measure") or reading.has("spend")
    if (item := reading.first("vague_time")) is not None:
        return item.said
    for before, word in pairwise(words):
        if before == "that" and word in _SPANS and asks:
            return f"that {word}"
    last = words[-1] if words and words[-1] not in "?.!" else (words[-2] if len(words) > 1 else "")
    if last == "then" and asks and not reading.named:
        return "then"
    said = _VAGUE & set(words)
    is_asked = (
        asks and not reading.has("price_change") and not reading.has("question") and "most" not in words
    )
    return min(said) if said and is_asked else ""


def _says_more(reading: Reading) -> bool:
    kinds = (*_SAYS_ITSELF, *_SAYS_WHAT)
    return bool(reading.periods or reading.amounts) or any(reading.has(kind) for kind in kinds)


def leans_on_nothing(reading: Reading) -> Parsed | None:
    """The same for a text in which nothing else was understood."""
    if not any(item.means("follow") or item.means("compare") or item.means("more") for item in reading.items):
        return None
    return clarify("I do not know what that is about yet. Name a merchant, a category or a time.")


def _only_asks_how_much(meanings: frozenset[tuple[str, str]]) -> bool:
    return ("measure", "sum") in meanings and all(kind == "measure" for kind, _ in meanings)
