"""Whether an answer of `ask` is the right one, judged leniently where a question can be read two ways."""

import json
import re
from collections.abc import Iterable
from typing import Any

Answer = dict[str, Any]  # a row that `ask` prints
Gold = dict[str, Any]  # {"type": scalar|pair|ids|table|label|labels|bool|date|status, ...}
DECLINED = frozenset(("unanswerable", "no_data", "refused"))
_MONTHS = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)


def is_right(gold: Gold, answer: Answer) -> bool:
    """Judge one answer against its gold answer and the accepted other readings."""
    if gold["type"] == "status":
        return _is_status_right(gold, answer)
    if answer["status"] != "ok":
        return answer["status"] == "no_data" and _is_empty(gold)
    return _JUDGES[gold["type"]](gold, answer)


def _is_empty(gold: Gold) -> bool:
    return (gold["type"] == "scalar" and gold["value"] == 0) or (gold["type"] == "ids" and not gold["ids"])


def _is_status_right(gold: Gold, answer: Answer) -> bool:
    said = f"{json.dumps(answer['value'])} {answer['text']}"
    if any(word in said for word in gold["forbid"]):
        return False
    wanted, got = gold["value"], answer["status"]
    if got == wanted or (wanted in DECLINED and got in DECLINED):
        return True
    return any(is_close(answer["value"], value) for value in gold["ok_values"])


def is_close(value: Any, wanted: Any, unit: str = "INR") -> bool:
    """Money to a whole unit, percentages to a twentieth, counts exactly."""
    try:
        first, second = float(value), float(wanted)
    except (TypeError, ValueError):
        return False
    if unit == "count":
        return abs(first - second) < 1e-6
    if unit == "%":
        return min(abs(first - second), abs(abs(first) - abs(second))) <= 0.06
    return abs(first - second) <= max(0.51, 5e-5 * abs(second))


def _scalar(gold: Gold, answer: Answer) -> bool:
    value = answer["value"]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    said = [value] if is_number else _numbers(answer["text"])
    readings = [gold["value"], *gold["accept"]]
    return any(is_close(number, reading, gold["unit"]) for number in said for reading in readings)


def _pair(gold: Gold, answer: Answer) -> bool:
    wanted = (gold["a"], gold["b"])
    value, rows = answer["value"], answer["rows"]
    if isinstance(value, list) and len(value) == 2:
        return _are_close(value, wanted)
    if rows and len(rows) == 2:
        return _are_close([row[-1] for row in rows], wanted)
    said = _numbers(answer["text"])
    return all(any(is_close(number, one) for number in said) for one in wanted)


def _are_close(got: list[Any], wanted: tuple[float, float]) -> bool:
    orders = (wanted, wanted[::-1])
    return any(is_close(got[0], first) and is_close(got[1], second) for first, second in orders)


def _ids(gold: Gold, answer: Answer) -> bool:
    got = answer["ids"]
    if got is None:
        return False
    if gold.get("any_of"):
        return len(got) == 1 and got in [gold["ids"], *gold["accept"]]
    return any(set(got) == set(reading) for reading in [gold["ids"], *gold["accept"]])


def _table(gold: Gold, answer: Answer) -> bool:
    if answer["rows"] is None:
        return False
    got = [(plain_label(label), float(value or 0)) for label, value in answer["rows"]]
    wanted = [(plain_label(label), float(value)) for label, value in gold["rows"]]
    if gold["ordered"]:
        return len(got) == len(wanted) and all(map(_is_same_row, got, wanted))
    got, wanted = ([row for row in rows if abs(row[1]) > 0.005] for rows in (got, wanted))
    values = dict(got)
    return len(values) == len(wanted) and all(is_close(values.get(label), value) for label, value in wanted)


def _is_same_row(got: tuple[str, float], wanted: tuple[str, float]) -> bool:
    return got[0] == wanted[0] and is_close(got[1], wanted[1])


def _label(gold: Gold, answer: Answer) -> bool:
    readings = [gold["value"], *gold.get("accept", [])]
    value = answer["value"]
    if not isinstance(value, str) and answer["rows"]:
        value = answer["rows"][0][0]
    if isinstance(value, str):
        return plain_label(value) in map(plain_label, readings)
    return any(_plain(reading) in _plain(answer["text"]) for reading in readings)


def _labels(gold: Gold, answer: Answer) -> bool:
    got = answer["labels"] or [row[0] for row in answer["rows"] or ()]
    if not got and answer["rows"] is None:
        return all(_plain(value) in _plain(answer["text"]) for value in gold["values"])
    named, needed = _plain_all(got), _plain_all(gold["values"])
    return needed <= named <= (needed | _plain_all(gold["may_include"]))


def _bool(gold: Gold, answer: Answer) -> bool:
    if isinstance(answer["value"], bool):
        return bool(answer["value"] == gold["value"])
    first = re.match(r"\s*(yes|no|haan|nahi)\b", answer["text"].lower())
    return bool(first) and (first[1] in {"yes", "haan"}) == gold["value"]  # type: ignore[index]


def _date(gold: Gold, answer: Answer) -> bool:
    if gold["value"] in str(answer["value"] or ""):
        return True
    _, month, day = gold["value"].split("-")
    name = _MONTHS[int(month) - 1][:3]
    pattern = rf"{gold['value']}|{int(day)}(st|nd|rd|th)? {name}|{name}\w* {int(day)}\b"
    return bool(re.search(pattern, answer["text"].lower()))


_JUDGES = {
    "scalar": _scalar,
    "pair": _pair,
    "ids": _ids,
    "table": _table,
    "label": _label,
    "labels": _labels,
    "bool": _bool,
    "date": _date,
}


def _numbers(text: str) -> list[float]:
    found = re.findall(r"(?<![\w.])[-−]?\d[\d,]*(?:\.\d+)?", text)
    return [float(number.replace(",", "").replace("−", "-")) for number in found]


def _plain(text: object) -> str:
    return re.sub(r"[^a-z0-9+]+", " ", str(text).lower()).strip()


def _plain_all(texts: Iterable[str]) -> set[str]:
    return {_plain(text) for text in texts}


def plain_label(label: str) -> str:
    """A label of a table, months and quarters in one spelling: `Oct 2025` and `2025-10-01` are `2025-10`."""
    text = label.strip().lower()
    if found := re.fullmatch(r"(\d{4}-\d{2})(?:-01)?", text):
        return found[1]
    if found := re.fullmatch(r"([a-z]{3,9})\.?[ ,'-]*(\d{4})", text):
        for number, name in enumerate(_MONTHS, 1):
            if name.startswith(found[1][:3]):
                return f"{found[2]}-{number:02d}"
    if found := re.fullmatch(r"q([1-4])[ -]*(\d{4})", text):
        return f"{found[2]}-q{found[1]}"
    if found := re.fullmatch(r"(\d{4})[ -]*q([1-4])", text):
        return f"{found[1]}-q{found[2]}"
    return _plain(text)
