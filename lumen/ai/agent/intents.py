"""Where one message asks more than one thing."""

import re
from dataclasses import dataclass

MOST_PARTS = 4
_OPENERS = (
    "how|what|what's|whats|which|who|when|where|why|did|do|does|is|are|was|were|have|has|can|"
    "show|list|find|tell|give|compare|calculate|kitna|kitne|kitni|kya|kab|kaun|kaunsa|kahan"
)
_BOUNDARY = re.compile(
    rf"(?P<mark>[?;.]\s*,?\s*(?:and\s+|also\s+|then\s+|aur\s+)*|,?\s+(?:and\s+also|and\s+then|and|also|plus|aur|&)\s+)"
    rf"(?=(?:{_OPENERS})\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One clause that could be a question by itself."""

    text: str
    is_separate: bool  # a full stop or question mark stands before it, not only an "and"


def split(text: str) -> list[Part]:
    """The clauses of a message that begin like questions; the whole message when there is one.

    This only proposes: the planner keeps a split when the tools recognise the parts.
    """
    parts: list[Part] = []
    start, is_separate = 0, False
    for boundary in _BOUNDARY.finditer(text):
        if len(parts) == MOST_PARTS - 1:
            break
        clause = text[start : boundary.start()].strip(" ,")
        if clause:
            parts.append(Part(clause, is_separate))
            is_separate = boundary["mark"].lstrip()[:1] in "?;."
        start = boundary.end()
    rest = text[start:].strip()
    return [*parts, Part(rest, is_separate)] if rest else parts
