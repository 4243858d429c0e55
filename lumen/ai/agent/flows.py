"""Questions inside a task: `20% of what I spent on food`, `how many days until my next rent`.

Each proposal names the inner question and the sentence around it with a stand-in where the answer goes.
Whether a tool takes that sentence is for the planner to ask.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

NUMBER, DAY = "₹7310977.53", "2097-11-23"  # stand-ins that nobody types
MOST_PROPOSED = 12
_COURTESY = re.compile(r"^(?:please|pls|can you|could you|hey|ok|and)\s+", re.IGNORECASE)
_AMOUNT_BEGINS = re.compile(
    r"\b(?:what(?: all)? (?:i|we|did i|did we)|how much (?:i|we|did i|did we|have i|have we|do i|do we)"
    r"|(?:maine|humne|hamne) (?:kitna|jo)|(?:the )?(?:total|amount|sum) (?:i|we|of|spent|that i)"
    r"|(?:my|our|mera|meri|mere)(?: total| average| monthly)? (?!budget)\w+)\b",
    re.IGNORECASE,
)
_DAY_BEGINS = re.compile(
    r"\b(?:(?:my|our|the|mera|meri|mere)\s+)?(?P<which>next|upcoming|agla|agli|last|latest|first|pichla|pichli)\s+"
    r"(?!\d|day|week|month|quarter|year|weekend)(?P<what>\w.*)$",
    re.IGNORECASE,
)
_PAST = {"last", "latest", "first", "pichla", "pichli"}
_ENDS = re.compile(
    r"\s+(?=(?:to|in|into|ko|among|between|by|with|plus|minus|times|divided|multiplied|split|converted|mein|me|and|or"
    r"|less|over)\b|[-+*/x×÷]\s)",
    re.IGNORECASE,
)
_IN = re.compile(r"^(?:in|mein|me|and|or|by|between)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Flow:
    """Ask `questions` first, then do what `around` says; stand-in number n is for question n."""

    questions: tuple[str, ...]
    around: str
    stand_ins: tuple[str, ...]


def proposed(message: str) -> Iterator[Flow]:
    """Ways to read a message as a task around a question, the longest question first."""
    text = _COURTESY.sub("", message.strip()).rstrip(" ?.!")
    yield from islice(chain(_around_day(text), _around_amount(text)), MOST_PROPOSED)


def _around_day(text: str) -> Iterator[Flow]:
    """`how many days until my next rent` asks when that is."""
    match = _DAY_BEGINS.search(text)
    if match is None or not match.start():
        return
    verb = "was" if match["which"].lower() in _PAST else "is"
    question = f"when {verb} my {_english(match['which'])} {match['what']}"
    yield Flow((question,), f"{text[: match.start()]}{DAY}", (DAY,))


def _english(which: str) -> str:
    words = {"agla": "next", "agli": "next", "upcoming": "next", "pichla": "last", "pichli": "last"}
    return words.get(which.lower(), which.lower())


def _around_amount(text: str) -> Iterator[Flow]:
    begins = list(_AMOUNT_BEGINS.finditer(text))
    if len(begins) == 2:
        yield from _two(text, begins[0].start(), begins[1].start())
    for begin in begins[:2]:
        before, rest = text[: begin.start()], text[begin.start() :]
        for end in (len(rest), *(match.start() for match in reversed(list(_ENDS.finditer(rest))))):
            question, after = rest[:end], rest[end:].strip()
            is_whole = not before.strip() and (not after or bool(_IN.match(after)))
            if not is_whole:
                yield Flow((question,), _joined(before, NUMBER, after), (NUMBER,))


def _two(text: str, first: int, second: int) -> Iterator[Flow]:
    """`what I spent on food minus what I spent on travel`."""
    between = list(_ENDS.finditer(text, first, second))
    if between:
        middle = between[-1]
        other = NUMBER.replace("7", "8")
        around = _joined(f"{text[:first]}{NUMBER}", text[middle.end() : second], other)
        yield Flow((text[first : middle.start()], text[second:]), around, (NUMBER, other))


def _joined(*parts: str) -> str:
    return " ".join(part.strip() for part in parts if part.strip())


def with_places(arguments: Any, flow: Flow) -> Any:
    """The arguments a tool claimed, with `{t1}` where the stand-ins stand."""
    if isinstance(arguments, dict):
        return {name: with_places(value, flow) for name, value in arguments.items()}
    if isinstance(arguments, list):
        return [with_places(value, flow) for value in arguments]
    if isinstance(arguments, str):
        for number, stand_in in enumerate(flow.stand_ins, start=1):
            arguments = arguments.replace(stand_in, f"{{t{number}}}")
    return arguments
