"""Places in arguments that take what an earlier task found: `{t1}`, `{t1.unit}`, `{t1.transactions}`.

An open place names a kind of value and no task yet: `{money}`. Planning closes it: `{t1.money}`.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from lumen.ai.answers import Answer
from lumen.common.money import SYMBOLS, format_money

_PLACE = re.compile(r"\{(t\d+)(?:\.(\w+))?\}")
_OPEN = re.compile(r"\{([a-z]{3,})\}")
MONEY = "money"  # {"amount": "1240.00", "currency": "INR"}; stands in arguments as people write it
_FIELDS = ("value", "unit", "transactions", "ids", "labels", "query")


class NothingThereError(Exception):
    """The task before did not find what this place wants."""


def tasks_in(arguments: Mapping[str, Any]) -> frozenset[str]:
    """The ids of the tasks whose results these arguments take."""
    return frozenset(match[1] for text in _texts(arguments) for match in _PLACE.finditer(text))


def sources_of(arguments: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Which argument takes what from which task: its name and the task's id, each once."""
    found = [
        (name, match[1])
        for name, value in arguments.items()
        for text in _texts({name: value})
        for match in _PLACE.finditer(text)
    ]
    return list(dict.fromkeys(found))


def kinds_in(arguments: Mapping[str, Any]) -> frozenset[str]:
    """The kinds of values that its open places wait for."""
    return frozenset(match[1] for text in _texts(arguments) for match in _OPEN.finditer(text))


def closed(arguments: Any, tasks: Mapping[str, str]) -> Any:
    """The arguments with every open place given to a task.

    Args:
        tasks: the id of the task that gives each kind.
    """
    if isinstance(arguments, Mapping):
        return {name: closed(value, tasks) for name, value in arguments.items()}
    if isinstance(arguments, list | tuple):
        return [closed(value, tasks) for value in arguments]
    if isinstance(arguments, str):
        return _OPEN.sub(lambda place: f"{{{tasks[place[1]]}.{place[1]}}}", arguments)
    return arguments


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def filled(arguments: Mapping[str, Any], answers: Mapping[str, Answer]) -> dict[str, Any]:
    """The arguments with every place taken by what its task found.

    Raises:
        NothingThereError: a task found nothing that could stand there.
    """
    return {name: _filled(value, answers) for name, value in arguments.items()}


def _filled(value: Any, answers: Mapping[str, Answer]) -> Any:
    if isinstance(value, Mapping):
        return filled(value, answers)
    if isinstance(value, list | tuple):
        return [_filled(inner, answers) for inner in value]
    if not isinstance(value, str):
        return value
    if whole := _PLACE.fullmatch(value):
        return _found(answers, whole[1], whole[2])
    return _PLACE.sub(lambda place: str(_found(answers, place[1], place[2])), value)


def _found(answers: Mapping[str, Answer], task: str, field: str | None) -> Any:
    answer = answers.get(task)
    if answer is None or answer.status != "ok":
        raise NothingThereError(task)
    found = _in_words(answer) if field is None else _field(answer, field)
    if found in (None, "", []):
        raise NothingThereError(task)
    return found


def _field(answer: Answer, field: str) -> Any:
    if field in _FIELDS:
        return getattr(answer, field)
    found = answer.given.get(field)
    return _written(Decimal(found["amount"]), found["currency"]) if found and field == MONEY else found


def _in_words(answer: Answer) -> str | None:
    """A number with its currency as people write it; a date or a name as it is."""
    if isinstance(answer.value, str):
        return answer.value
    if isinstance(answer.value, bool) or not isinstance(answer.value, int | float):
        return None
    value = Decimal(str(answer.value))
    if answer.unit and answer.unit.isupper():
        return _written(value, answer.unit)
    return f"{value:f}{'%' if answer.unit == '%' else ''}"


def _written(value: Decimal, currency: str) -> str:
    return format_money(value, currency) if currency in SYMBOLS else f"{value:f} {currency}"
