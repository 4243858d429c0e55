"""Questions inside a task: `20% of what I spent on food`, `how many days until my next rent`.

Each proposal names the inner question and the sentence around it with a stand-in where the answer goes.
Whether a tool takes that sentence is for the planner to ask. With papers in hand, "this" may stand for what
they ask to be paid, and a tool that needs to know a paper first is given one that reads it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

from lumen.ai.agent import places
from lumen.ai.agent.plans import Candidate, Task
from lumen.ai.tools import registry
from lumen.ai.tools.registry import Effect, Tool

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


_PAPER = r"(?:bill|receipt|invoice|slip|ticket|check|cheque|photo|picture|paper|document|pdf|file)"
_SUM = r"(?:total|amount|sum|price|bill amount|total amount|amount due)"
_THIS = r"(?:this|that|the|my)"
_POINTS = re.compile(
    rf"\b(?:the )?{_SUM} (?:on|of|in|for) {_THIS} {_PAPER}\b|\b{_THIS} (?:{_PAPER}'?s? )?{_SUM}\b"
    rf"|\b{_THIS} {_PAPER}\b|\b(?:this|that|it|ye|yeh|iska|isko)\b",
    re.IGNORECASE,
)
_BEGINS_WITH_IN = re.compile(r"^(?:and\s+|aur\s+)?(?:what about |how about )?(?=in(?:to)?\s)", re.IGNORECASE)
_PRICE_IN = re.compile(
    r"(?P<price>.*\b(?:(?:share|stock)s?\b.*\b(?:price|worth|value|trading)"
    r"|price of [A-Z]{2,5}(?:\.[A-Z]{1,3})?)\b.*?)"
    r"\s+in(?:to)?\s+(?P<money>[a-zA-Z]+(?: [a-zA-Z]+)?)"
)
OTHER_MONEY = "$7310977.53"  # a rupee stand-in cannot be asked for in rupees


@dataclass(frozen=True, slots=True)
class Flow:
    """Ask `questions` first, then do what `around` says; stand-in number n is for question n."""

    questions: tuple[str, ...]
    around: str
    stand_ins: tuple[str, ...]


def proposed(message: str) -> Iterator[Flow]:
    """Ways to read a message as a task around a question, the longest question first."""
    text = _COURTESY.sub("", message.strip()).rstrip(" ?.!")
    yield from islice(chain(_around_price(text), _around_day(text), _around_amount(text)), MOST_PROPOSED)


def _around_price(text: str) -> Iterator[Flow]:
    """`price of AAPL in rupees` asks for the price first."""
    if match := _PRICE_IN.fullmatch(text):
        for stand_in in (OTHER_MONEY, NUMBER):
            yield Flow((match["price"],), f"{stand_in} in {match['money']}", (stand_in,))


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


def around_paper(text: str) -> Iterator[tuple[str, str]]:
    """The sentence with an amount where it points at a paper in hand, and that amount.

    `how much is this in dollars` becomes `how much is ₹7310977.53 in dollars`.
    """
    plain = _COURTESY.sub("", text.strip()).rstrip(" ?.!")
    for stand_in in (NUMBER, OTHER_MONEY):
        if _BEGINS_WITH_IN.match(plain):
            yield _BEGINS_WITH_IN.sub(f"{stand_in} ", plain, count=1), stand_in
        elif _POINTS.search(plain):
            yield _POINTS.sub(stand_in, plain, count=1), stand_in


def with_open_place(arguments: dict[str, Any], stand_in: str) -> dict[str, Any]:
    """The arguments a tool claimed, waiting for the money of a paper where the stand-in stands."""
    return with_task(arguments, stand_in, places.MONEY)


def with_task(arguments: dict[str, Any], stand_in: str, task: str) -> dict[str, Any]:
    """The arguments a tool claimed, taking the answer of a task where the stand-in stands."""
    return {
        name: value.replace(stand_in, f"{{{task}}}") if isinstance(value, str) else value
        for name, value in arguments.items()
    }


def with_givers(
    text: str, ranked: Sequence[Candidate], earlier: Sequence[Task], document_ids: Sequence[str]
) -> tuple[list[Task], list[Candidate]]:
    """What must be found out first, as tasks, and the candidates with their open places closed.

    A candidate for whose places nobody can give anything is left out.
    """
    added: list[Task] = []
    ready: list[Candidate] = []
    for number, candidate in enumerate(ranked):
        kinds = places.kinds_in(candidate.arguments)
        known = _givers(kinds, [*earlier, *added])
        if number == 0 and kinds - known.keys():
            added += _new_givers(text, kinds - known.keys(), len(earlier), document_ids)
            known |= _givers(kinds, added)
        if kinds <= known.keys():
            ready.append(replace(candidate, arguments=places.closed(candidate.arguments, known)))
    return added, ready or list(ranked)


def _givers(kinds: frozenset[str], tasks: Sequence[Task]) -> dict[str, str]:
    """The latest task that gives each kind."""
    return {kind: task.id for kind in kinds for task in tasks if kind in registry.get(task.choice.tool).gives}


def _new_givers(text: str, kinds: frozenset[str], count: int, document_ids: Sequence[str]) -> list[Task]:
    givers = {
        tool.name: tool for kind in sorted(kinds) for tool in registry.all_tools() if _gives(tool, kind)
    }
    return [
        Task(
            id=f"t{number}",
            text=text,
            choice=Candidate(
                tool=tool.name,
                arguments={"document_ids": list(document_ids)},
                score=1.0,
                reason="what it finds is needed next",
            ),
            priority=tool.priority,
            timeout_seconds=tool.timeout_seconds,
        )
        for number, tool in enumerate(givers.values() if document_ids else (), start=count + 1)
    ]


def _gives(tool: Tool, kind: str) -> bool:
    required = set(tool.parameters.get("required", ()))
    return tool.effect is Effect.READ and kind in tool.gives and required <= {"document_ids"}
