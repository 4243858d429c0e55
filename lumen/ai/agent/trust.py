"""Whether a language model's words may be shown: nothing in them that was not in what it was given."""

import re

from lumen.ai.answers import Answer
from lumen.ai.llm.numbers import unsupported

MAX_CHARACTERS = 4_000
MAX_ROWS = 30
_MARK = re.compile(r"\[(\d{1,2})\]")
ADDRESS = re.compile(
    r"\b(?:https?://|www\.)\S+|\b[\w.+-]+@[\w-]+\.\w+|\b[\w-]+\.(?:com|net|org|io|app|xyz|ru|info)\b",
    re.IGNORECASE,
)
_DECLINED = frozenset(("", "no", "nein", "nahi"))


def distrust(text: str, answer: Answer, evidence: str) -> str:
    """Why these words are not used for this answer; empty when they are."""
    if text.strip(" .!").lower() in _DECLINED or len(text) > MAX_CHARACTERS:
        return "empty-or-too-long"
    if unsupported(text, evidence):
        return "number-not-in-the-result"
    if any(address.lower() not in evidence.lower() for address in ADDRESS.findall(text)):
        return "address-not-in-the-result"
    marks = {int(mark) for mark in _MARK.findall(text)}
    if any(not 1 <= mark <= len(answer.citations) for mark in marks):
        return "citation-that-does-not-exist"
    if answer.citations and not marks and _MARK.search(answer.text):
        return "citation-left-out"
    return ""


def fenced(name: str, text: str) -> str:
    """Quoted material between two marks that it cannot close by itself."""
    return f"<{name}>\n{text.replace('</', '< /')}\n</{name}>"
