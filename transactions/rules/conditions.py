"""One question a rule asks of a payment: checked when it is written, compiled once, asked of thousands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from lumen.common.errors import LumenError
from lumen.common.text import fold, slug_key
from transactions.rules import globs
from transactions.rules.facts import Facts

MOST_CONDITIONS = 20
MAX_TEXT = 200
_MOST = Decimal(10) ** 14

TEXT_OPS = ("contains", "is", "starts", "ends", "words", "pattern")
NUMBER_OPS = ("is", "less", "more", "between")
TIME_OPS = ("less", "more", "between")
CHOICE_OPS = ("is",)
TEXT_FIELDS = ("text", "merchant", "note", "method")
FIELDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(TEXT_FIELDS, TEXT_OPS),
    "amount": NUMBER_OPS,
    "direction": CHOICE_OPS,
    "account": CHOICE_OPS,
    "category": (*CHOICE_OPS, "empty"),
    "source": CHOICE_OPS,
    "currency": CHOICE_OPS,
    "weekday": CHOICE_OPS,
    "day": NUMBER_OPS,
    "month": CHOICE_OPS,
    "time": TIME_OPS,
}
DIRECTIONS = ("out", "in")
SOURCES = ("sms", "mail", "file", "form", "api")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY_SETS = {"workdays": frozenset(range(5)), "weekend": frozenset({5, 6})}
MONTHS = tuple(str(number) for number in range(1, 13))
_FIXED = {
    "direction": DIRECTIONS,
    "source": SOURCES,
    "weekday": (*WEEKDAYS, *_WEEKDAY_SETS),
    "month": MONTHS,
}

Predicate = Callable[[Facts], bool]


class BadConditionError(LumenError):
    status, code, title = 422, "bad-condition", "This condition cannot be understood"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a condition may name.

    Attributes:
        categories: id -> folded names of the category and of those in its group.
        accounts: ids.
    """

    categories: Mapping[str, frozenset[str]]
    accounts: frozenset[str]


def clean(conditions: Sequence[Mapping[str, Any]], known: Known) -> list[dict[str, Any]]:
    """The conditions as they are kept.

    Raises:
        BadConditionError: with a sentence that says which one and what to write instead.
    """
    if not conditions:
        raise BadConditionError(_("A rule needs at least one condition. Say which payments it is about."))
    if len(conditions) > MOST_CONDITIONS:
        raise BadConditionError(
            _("A rule may have up to %(most)d conditions.") % {"most": MOST_CONDITIONS}, at=MOST_CONDITIONS
        )
    cleaned = []
    for at, condition in enumerate(conditions):
        try:
            cleaned.append(_clean(condition, known))
        except BadConditionError as error:
            raise BadConditionError(error.detail, at=at) from None
    return cleaned


def _clean(condition: Mapping[str, Any], known: Known) -> dict[str, Any]:
    field, op = str(condition.get("field", "")), str(condition.get("op", ""))
    if field not in FIELDS:
        raise BadConditionError(_("Choose what the condition looks at: the text, the amount, the account…"))
    if op not in FIELDS[field]:
        raise BadConditionError(_("Choose how to compare: %(ops)s.") % {"ops": ", ".join(FIELDS[field])})
    value = condition.get("value", "")
    kept: dict[str, Any] = {"field": field, "op": op, "value": _value(field, op, value, known)}
    if condition.get("not"):
        kept["not"] = True
    return kept


def _value(field: str, op: str, value: Any, known: Known) -> Any:
    if op == "empty":
        return ""
    if field in TEXT_FIELDS:
        return _clean_text(op, value)
    if field in {"amount", "day", "time"}:
        reader = {"amount": _amount, "day": _day, "time": _clock}[field]
        return _range(value, reader) if op == "between" else reader(value)
    if field == "currency":
        return _currency(value)
    return _choices(field, value, known)


def _clean_text(op: str, value: Any) -> str:
    text = " ".join(str(value if isinstance(value, str | int | float) else "").split())
    bare = text.strip("*? ") if op == "pattern" else text
    if not bare:
        raise BadConditionError(_("Write the words to look for."))
    if op == "words" and not slug_key(text):
        raise BadConditionError(_("Write at least one word of letters or digits."))
    if len(text) > MAX_TEXT:
        raise BadConditionError(_("Write at most %(most)d characters.") % {"most": MAX_TEXT})
    if op == "pattern" and text.count("*") > globs.MOST_STARS:
        raise BadConditionError(_("Use at most %(most)d stars in a pattern.") % {"most": globs.MOST_STARS})
    return text


def _amount(value: Any) -> str:
    written = str(value).replace(",", "").replace(" ", "").lstrip("₹$€£")
    try:
        amount = Decimal(written)
    except InvalidOperation:
        raise BadConditionError(_("Write the amount in digits, such as 1,250 or 99.50.")) from None
    if not amount.is_finite() or amount < 0 or amount >= _MOST:
        raise BadConditionError(
            _("Write the amount without a sign; “direction” says whether it went out or came in.")
        )
    return f"{amount:f}"


def _day(value: Any) -> str:
    written = str(value).strip()
    if not (written.isdecimal() and len(written) <= 2 and 1 <= int(written) <= 31):
        raise BadConditionError(_("Write a day of the month from 1 to 31."))
    return str(int(written))


def _clock(value: Any) -> str:
    try:
        return time.fromisoformat(str(value).strip()).replace(second=0, microsecond=0).isoformat("minutes")
    except ValueError:
        raise BadConditionError(_("Write the time as hours and minutes, such as 22:30.")) from None


def _range(value: Any, reader: Callable[[Any], str]) -> list[str]:
    if not (isinstance(value, list | tuple) and len(value) == 2):
        raise BadConditionError(_("“Between” needs two values: from and to."))
    low, high = reader(value[0]), reader(value[1])
    if reader is not _clock and Decimal(low) > Decimal(high):
        raise BadConditionError(_("“From” must not be larger than “to”."))
    return [low, high]


def _currency(value: Any) -> list[str]:
    codes = [str(code).strip().upper() for code in _listed(value)]
    if not codes or not all(len(code) == 3 and code.isalpha() and code.isascii() for code in codes):
        raise BadConditionError(_("Write the currency as three letters, such as INR or EUR."))
    return codes


def _choices(field: str, value: Any, known: Known) -> list[str]:
    chosen = [str(one) for one in _listed(value)]
    allowed = _FIXED.get(field) or (known.accounts if field == "account" else known.categories)
    if not chosen or not all(one in allowed for one in chosen):
        raise BadConditionError(
            {
                "account": _("Choose one of your accounts."),
                "category": _("Choose one of your categories."),
            }.get(field)
            or _("Choose one of: %(choices)s.") % {"choices": ", ".join(_FIXED.get(field, ()))}
        )
    return chosen


def _listed(value: Any) -> list[Any]:
    if isinstance(value, list | tuple):
        return list(value)[:MOST_CONDITIONS]
    return [value] if value not in {"", None} else []


def compile_condition(condition: Mapping[str, Any], known: Known) -> Predicate:
    """A condition as a function; one that can no longer be understood holds for nothing."""
    try:
        holds = _predicate(str(condition["field"]), str(condition["op"]), condition.get("value", ""), known)
    except (KeyError, ValueError, TypeError, InvalidOperation):
        return _never
    return partial(_not, holds) if condition.get("not") else holds


def _never(_facts: Facts) -> bool:
    return False


def _not(holds: Predicate, facts: Facts) -> bool:
    return not holds(facts)


def _predicate(field: str, op: str, value: Any, known: Known) -> Predicate:
    if field in TEXT_FIELDS:
        return _text_predicate(field, op, value)
    if field in {"amount", "day"}:
        return _number_predicate(field, op, value)
    if field == "time":
        return _time_predicate(op, value)
    if op == "empty":
        return lambda facts: not facts.category
    return _choice_predicate(field, frozenset(_listed(value)), known)


def _choice_predicate(field: str, wanted: frozenset[str], known: Known) -> Predicate:
    if field == "category":
        names = frozenset[str]().union(*(known.categories.get(pk, frozenset()) for pk in wanted))
        return lambda facts: facts.category in names
    if field == "weekday":
        days = frozenset[int]().union(*(_weekdays(name) for name in wanted))
        return lambda facts: facts.booked_on.weekday() in days
    if field == "month":
        months = frozenset(int(month) for month in wanted)
        return lambda facts: facts.booked_on.month in months
    if field in {"direction", "account", "source", "currency"}:
        return lambda facts: getattr(facts, field) in wanted
    return _never


def _weekdays(name: str) -> frozenset[int]:
    return _WEEKDAY_SETS.get(name) or frozenset({WEEKDAYS.index(name)})


def _text_predicate(field: str, op: str, value: str) -> Predicate:
    wanted = fold(value)
    if op == "words":
        words = frozenset(slug_key(value).split())
        return lambda facts: words <= facts.words(field)
    if op == "pattern":
        pattern = globs.compile_glob(wanted)
        return lambda facts: pattern.found_in(getattr(facts, field))
    tests: dict[str, Predicate] = {
        "contains": lambda facts: wanted in getattr(facts, field),
        "is": lambda facts: getattr(facts, field) == wanted,
        "starts": lambda facts: getattr(facts, field).startswith(wanted),
        "ends": lambda facts: getattr(facts, field).endswith(wanted),
    }
    return tests[op]


def _number_predicate(field: str, op: str, value: Any) -> Predicate:
    read: Callable[[Facts], Decimal | int] = (
        (lambda facts: facts.size) if field == "amount" else (lambda facts: facts.booked_on.day)
    )
    if op == "between":
        low, high = (Decimal(each) for each in value)
        return lambda facts: low <= read(facts) <= high
    bound = Decimal(value)
    tests: dict[str, Predicate] = {
        "is": lambda facts: read(facts) == bound,
        "less": lambda facts: read(facts) < bound,
        "more": lambda facts: read(facts) > bound,
    }
    return tests[op]


def _time_predicate(op: str, value: Any) -> Predicate:
    """A payment whose time is not known fits no time."""
    if op == "between":
        low, high = (time.fromisoformat(each) for each in value)
        if low <= high:
            return lambda facts: facts.booked_at is not None and low <= facts.booked_at <= high
        return lambda facts: facts.booked_at is not None and not high < facts.booked_at < low
    bound = time.fromisoformat(value)
    if op == "less":
        return lambda facts: facts.booked_at is not None and facts.booked_at < bound
    return lambda facts: facts.booked_at is not None and facts.booked_at >= bound
