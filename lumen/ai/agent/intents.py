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

_STORY = re.compile(
    r"(?:hi|hello|hey|sorry|ok|okay|so|well|oh|thanks|thank you|also|and|but)?\W*"
    r"(?:(?:i|we|he|she|they|it|there|you)(?:'\w+)?|my|our|the|this|that|mera|meri|maine|humne)\b",
    re.IGNORECASE,
)
_OPENER = re.compile(
    r"\b(?:how|what|what's|whats|which|when|where|who|why|show|list|find|tell|give|compare|calculate|total|average|"
    r"kitna|kitne|kitni|kab|kaun|kaunsa|kahan)\b",
    re.IGNORECASE,
)

_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_TIME = re.compile(
    r"\b(?:(?:in|during|since|for|from)\s+)?(?:the\s+)?"
    r"(?:(?:this|last|past|previous)\s+(?:\d+\s+)?(?:day|week|weekend|month|quarter|year|financial year|fy)s?"
    rf"|today|yesterday|(?:{_MONTHS})[a-z]*(?:\s+\d{{4}})?|20\d\d|(?:pichle|is)\s+(?:mahine|hafte|saal))\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"^(?:and\s+|aur\s+)?(?:is|was|are|were|how does|how do|does|did)\s+(?:that|it|this|those|they|these)\b",
    re.IGNORECASE,
)
_THAN_BEFORE = re.compile(r"\bthan before\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """One clause that could be a question by itself."""

    text: str
    is_separate: bool  # a full stop or question mark stands before it, not only an "and"

    @property
    def points_back(self) -> bool:
        """`is that more than before?` leans on the clause in front of it."""
        return bool(_POINTS_BACK.match(self.text))


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
        if _is_story(clause):
            continue
        if clause:
            parts.append(Part(clause, is_separate))
            is_separate = boundary["mark"].lstrip()[:1] in "?;."
        start = boundary.end()
    rest = text[start:].strip()
    parts = [*parts, Part(rest, is_separate)] if rest else parts
    return [_completed(part) for part in parts]


def _is_story(clause: str) -> bool:
    """`My sister eats out a lot` only leads to the question behind it, which may need what it names."""
    return bool(_STORY.match(clause)) and not _OPENER.search(clause)


def _completed(part: Part) -> Part:
    """`is that more than before?` means the period before the one just spoken of."""
    if not part.points_back:
        return part
    return Part(_THAN_BEFORE.sub("than the period before", part.text), part.is_separate)


def with_shared_time(texts: list[str]) -> list[str]:
    """`what did I earn in May and how much did I spend`: the one time that was said holds for all."""
    said = [match[0] for text in texts if (match := _TIME.search(text))]
    if len(said) != 1:
        return texts
    return [text if _TIME.search(text) else f"{text.rstrip(' ?.')} {said[0]}" for text in texts]
