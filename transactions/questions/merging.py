"""The filters of a question after a short reply to it: replaced, added, narrowed, dropped."""

from dataclasses import fields

from transactions.questions.query import Filters, LedgerQuery
from transactions.questions.reading import Reading

_NAME_FIELDS = ("merchant", "category", "method", "account")
_AMOUNT_FIELDS = tuple(entry.name for entry in fields(Filters) if "amount" in entry.name)
_WORD_FIELDS = (
    "currency",
    "not_currency",
    "weekend",
    "hour_gte",
    "text",
    "tag",
    "not_category",
    "not_merchant",
)


def merged_filters(new: Filters, before: LedgerQuery, reading: Reading) -> Filters:
    """The filters before with what the reply says put in their place."""
    found = before.filters
    if _drops_amounts(reading):
        found = found.changed(**dict.fromkeys(_AMOUNT_FIELDS))
    found = found.changed(**_dropped(found, reading))
    if reading.has("time_filter", "all"):
        found = found.changed(weekend=None, hour_gte=None)
    if any(getattr(new, name) is not None for name in _AMOUNT_FIELDS):
        found = found.changed(**{name: getattr(new, name) for name in _AMOUNT_FIELDS})
    for name in _WORD_FIELDS:
        if getattr(new, name) not in (None, "", ()):
            found = found.changed(**{name: _joined(getattr(found, name), getattr(new, name))})
    return _with_new_names(_opened_for(found, reading), new, reading)


def _dropped(found: Filters, reading: Reading) -> dict[str, object]:
    """`remove the category filter`, `all merchants`: nothing is asked of that part any more."""
    words = set(reading.words)
    drops = words & {"remove", "drop", "clear", "without", "forget", "lose"} and "filter" in words
    opens = words & {"all", "any", "every", "sab", "saare", "sabhi"}
    if not (drops or opens) or reading.has("top") or reading.has("extreme"):
        return {}
    empty = Filters()
    said = [reading.value("dim")] if opens else [item.value_of("dim") for item in reading.items]
    gone = {name: getattr(empty, name) for name in _NAME_FIELDS if name in said}
    if drops and "weekend" in words:
        gone["weekend"] = None
    return gone


def _opened_for(found: Filters, reading: Reading) -> Filters:
    """`top 5 categories` after a question about one category asks about all of them."""
    kind = reading.value("dim")
    if kind in _NAME_FIELDS and len(getattr(found, kind)) == 1 and not reading.has("follow"):
        return found.changed(**{kind: ()})
    return found


def _joined(old: object, new: object) -> object:
    return tuple(dict.fromkeys((*old, *new))) if isinstance(old, tuple) and isinstance(new, tuple) else new


def _drops_amounts(reading: Reading) -> bool:
    words = set(reading.words)
    return bool(words & {"amount", "amounts", "limit", "size"}) and bool(
        words & {"any", "all", "drop", "remove", "without", "regardless", "no", "ignore"}
    )


def _with_new_names(found: Filters, new: Filters, reading: Reading) -> Filters:
    if reading.has("restore"):
        found, new = _restored(found, new)
    said = {kind: getattr(new, kind) for kind in _NAME_FIELDS if getattr(new, kind)}
    narrows = reading.has("follow", "only") or reading.has("follow", "that")
    adds = bool({"also", "bhi", "include", "plus", "too"} & set(reading.words))
    for kind, names in said.items():
        old = getattr(found, kind)
        if adds and not old and kind in ("merchant", "category") and (out := getattr(found, f"not_{kind}")):
            found = found.changed(**{f"not_{kind}": (*out, *names)})  # `exclude Swiggy`, `and Zomato too`
            continue
        found = found.changed(**{kind: tuple(dict.fromkeys((*old, *names))) if adds else names})
        if not narrows and kind in ("merchant", "category"):
            other = "category" if kind == "merchant" else "merchant"
            if other not in said:
                found = found.changed(**{other: ()})
    return _without_contradictions(found, new)


def _restored(found: Filters, new: Filters) -> tuple[Filters, Filters]:
    """`put the rent back`: what was left out is let in again, and nothing is narrowed to it."""
    for kind in ("merchant", "category"):
        out, names = getattr(found, f"not_{kind}"), getattr(new, kind)
        if names and set(names) <= set(out):
            found = found.changed(**{f"not_{kind}": tuple(name for name in out if name not in names)})
            new = new.changed(**{kind: ()})
    return found, new


def _without_contradictions(found: Filters, new: Filters) -> Filters:
    """What was said last holds: a name now left out is no longer asked for, and the other way round."""
    for kind in ("merchant", "category"):
        left_out_now = getattr(new, f"not_{kind}")
        inside = tuple(name for name in getattr(found, kind) if name not in left_out_now)
        outside = tuple(name for name in getattr(found, f"not_{kind}") if name not in inside)
        found = found.changed(**{kind: inside, f"not_{kind}": outside})
    return found
