"""What an answer leaves for a short question after it: "and in Goa?", "and in dollars?", "half of that".

Kept in the memory of a conversation, one answer long.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lumen.common.money import CURRENCIES, format_money

if TYPE_CHECKING:
    from lumen.ai.answers import Answer
    from lumen.ai.tools.registry import ToolContext

KEY = "before"
MOST_WORDS = 9
LONGEST_ARGUMENT = 120
_LEAD = re.compile(
    r"^(?:(?:and|or|ok|okay|now|so|then|also|aur|what about|how about|what is|what's|make it|same for)\b"
    r"[\s,]*)+",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:[\s,]+(?:then|instead|please|too|as well|though))*[\s?.!]*$", re.IGNORECASE)
_POINTS = re.compile(
    r"\b(?:that|it|this|the (?:result|total|amount|sum)|that (?:amount|much))\b", re.IGNORECASE
)
_ANOTHER = re.compile(r"(?:(?:in|to|into) )?[^\W\d]+(?: [^\W\d]+)?", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:plus|minus|times|multiplied|divided|less|[-+*/x×÷−])(?=\s)", re.IGNORECASE)


def note(memory: dict[str, Any], tool: str, arguments: Mapping[str, Any], answer: "Answer") -> None:
    """Remember the latest answer in place of the one before it."""
    plain = {
        name: value
        for name, value in arguments.items()
        if isinstance(value, str) and len(value) <= LONGEST_ARGUMENT
    }
    memory[KEY] = {"tool": tool, "arguments": plain, "value": _written(answer)}


def asked_of(context: "ToolContext", tool: str) -> dict[str, str] | None:
    """What this tool was asked just before; nothing when another tool answered."""
    kept = context.memory.get(KEY) or {}
    return dict(kept["arguments"]) if kept.get("tool") == tool else None


def addition(text: str) -> str:
    """What a short message adds to the question before: `Goa` of "and Goa?"; empty when it stands alone."""
    plain = " ".join(text.split())
    rest = _TAIL.sub("", _LEAD.sub("", plain))
    is_short = len(plain.split()) <= MOST_WORDS
    return rest if is_short and rest != _TAIL.sub("", plain) else ""


def sentences(text: str, value: str) -> Iterator[str]:
    """The sentence with a value in its place: "half of that" as `half of ₹500.00`, "and in dollars?"."""
    plain = _TAIL.sub("", " ".join(text.split()))
    if not value or len(plain.split()) > MOST_WORDS:
        return
    rest = _LEAD.sub("", plain)
    if _GOES_ON.match(rest):
        yield f"{value} {rest}"
    elif _ANOTHER.fullmatch(rest) and (rest != plain or rest.lower().startswith("in ")):
        yield f"{value} in {re.sub(r'^(?:in|to|into) ', '', rest, flags=re.IGNORECASE)}"
    if _POINTS.search(plain):
        yield _POINTS.sub(value, plain, count=1)
        yield _POINTS.sub(value, rest, count=1)


def points(text: str) -> bool:
    """Whether words point back at a value: `that in dollars`."""
    return bool(_POINTS.search(text)) or bool(re.match(r"(?:in|to|into)\b", text, re.IGNORECASE))


def value_in(memory: Mapping[str, Any]) -> str:
    """The value of the answer before, as people write it; empty when it had none."""
    kept = memory.get(KEY) or {}
    return str(kept.get("value", ""))


def _written(answer: "Answer") -> str:
    value, unit = answer.value, answer.unit
    if answer.status != "ok" or isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    number = Decimal(str(value))
    if unit in CURRENCIES:
        return format_money(number, unit)
    if unit == "%":
        return f"{number:f}%"
    return f"{number:f} {unit}" if unit and unit != "count" else f"{number:f}"
