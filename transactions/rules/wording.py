"""Rules in words, for lists and for rules that nobody named."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from transactions.rules.engine import ANY, Spec

FIELD_WORDS = {
    "text": gettext_lazy("text"),
    "merchant": gettext_lazy("merchant"),
    "note": gettext_lazy("note"),
    "method": gettext_lazy("method"),
    "amount": gettext_lazy("amount"),
    "direction": gettext_lazy("direction"),
    "account": gettext_lazy("account"),
    "category": gettext_lazy("category"),
    "source": gettext_lazy("source"),
    "currency": gettext_lazy("currency"),
    "weekday": gettext_lazy("weekday"),
    "day": gettext_lazy("day of the month"),
    "month": gettext_lazy("month"),
    "time": gettext_lazy("time"),
}
OP_WORDS = {
    "contains": gettext_lazy("contains"),
    "is": gettext_lazy("is"),
    "starts": gettext_lazy("starts with"),
    "ends": gettext_lazy("ends with"),
    "words": gettext_lazy("has the words"),
    "pattern": gettext_lazy("fits the pattern"),
    "less": gettext_lazy("is less than"),
    "more": gettext_lazy("is more than"),
    "between": gettext_lazy("is between"),
    "empty": gettext_lazy("is empty"),
}
NOT_WORDS = {
    "contains": gettext_lazy("does not contain"),
    "is": gettext_lazy("is not"),
    "starts": gettext_lazy("does not start with"),
    "ends": gettext_lazy("does not end with"),
    "words": gettext_lazy("lacks one of the words"),
    "pattern": gettext_lazy("does not fit the pattern"),
    "less": gettext_lazy("is not less than"),
    "more": gettext_lazy("is not more than"),
    "between": gettext_lazy("is not between"),
    "empty": gettext_lazy("is not empty"),
}
_TIME_WORDS = {"less": gettext_lazy("is before"), "more": gettext_lazy("is at or after")}
_TIME_NOT = {"less": gettext_lazy("is not before"), "more": gettext_lazy("is not after")}
CHOICE_WORDS = {
    "out": gettext_lazy("money out"),
    "in": gettext_lazy("money in"),
    "sms": gettext_lazy("a bank message"),
    "mail": gettext_lazy("a mail"),
    "file": gettext_lazy("a file"),
    "form": gettext_lazy("the form"),
    "api": gettext_lazy("the API"),
    "mon": gettext_lazy("Monday"),
    "tue": gettext_lazy("Tuesday"),
    "wed": gettext_lazy("Wednesday"),
    "thu": gettext_lazy("Thursday"),
    "fri": gettext_lazy("Friday"),
    "sat": gettext_lazy("Saturday"),
    "sun": gettext_lazy("Sunday"),
    "workdays": gettext_lazy("Monday to Friday"),
    "weekend": gettext_lazy("Saturday or Sunday"),
}
MONTH_WORDS = {
    "1": gettext_lazy("January"),
    "2": gettext_lazy("February"),
    "3": gettext_lazy("March"),
    "4": gettext_lazy("April"),
    "5": gettext_lazy("May"),
    "6": gettext_lazy("June"),
    "7": gettext_lazy("July"),
    "8": gettext_lazy("August"),
    "9": gettext_lazy("September"),
    "10": gettext_lazy("October"),
    "11": gettext_lazy("November"),
    "12": gettext_lazy("December"),
}


def op_words(field: str, op: str, *, is_negated: bool = False) -> str:
    """How a comparison reads: a time is before or after, an amount less or more."""
    if field == "time":
        found = (_TIME_NOT if is_negated else _TIME_WORDS).get(op)
        if found:
            return str(found)
    return str((NOT_WORDS if is_negated else OP_WORDS).get(op, op))


def condition_words(condition: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """One condition: `text contains “swiggy”`.

    Args:
        names: of accounts and categories, by id.
    """
    field, op = str(condition.get("field", "")), str(condition.get("op", ""))
    words = f"{FIELD_WORDS.get(field, field)} {op_words(field, op, is_negated=bool(condition.get('not')))}"
    if op == "empty":
        return words
    return f"{words} {_value_words(field, op, condition.get('value', ''), names)}"


def _value_words(field: str, op: str, value: Any, names: Mapping[str, str]) -> str:
    if op == "between" and isinstance(value, list) and len(value) == 2:
        return _("%(low)s and %(high)s") % {"low": value[0], "high": value[1]}
    values = value if isinstance(value, list) else [value]
    shown = [_one_value(field, str(each), names) for each in values]
    return _(" or ").join(shown)


def _one_value(field: str, value: str, names: Mapping[str, str]) -> str:
    if field in {"account", "category"}:
        return names.get(value, _("(no longer there)"))
    if field == "month":
        return str(MONTH_WORDS.get(value, value))
    if field in {"direction", "source", "weekday"}:
        return str(CHOICE_WORDS.get(value, value))
    return f"“{value}”" if field in {"text", "merchant", "note", "method"} else value


def conditions_words(spec: Spec, names: Mapping[str, str]) -> str:
    """All conditions of a rule, joined by and / or."""
    join = _(" or ") if spec.match == ANY else _(" and ")
    return join.join(condition_words(condition, names) for condition in spec.conditions)


def actions_words(spec: Spec) -> list[str]:
    """What a rule does, one phrase an action."""
    said = []
    if spec.ignores:
        said.append(_("leave it out"))
    if spec.marks_transfer:
        said.append(_("mark it as a transfer"))
    if spec.category:
        said.append(_("file it under %(category)s") % {"category": spec.category})
    if spec.rename_to:
        said.append(_("call it %(name)s") % {"name": spec.rename_to})
    if spec.add_tags:
        said.append(_("tag it %(tags)s") % {"tags": " ".join(f"#{tag}" for tag in spec.add_tags)})
    if spec.splits:
        count = len(spec.splits)
        said.append(ngettext("split it into %(n)d part", "split it into %(n)d parts", count) % {"n": count})
    if spec.stops:
        said.append(_("ask no further rule"))
    return said


def sentence(spec: Spec, names: Mapping[str, str]) -> str:
    """The whole rule: what it asks and what it does."""
    return f"{conditions_words(spec, names)} → {', '.join(actions_words(spec))}"
