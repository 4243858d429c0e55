"""What a language model reads when it words a reply: rules, knowledge, and the customer behind a fence."""

import re
from collections.abc import Mapping, Sequence

from assistants.drafting.base import Source
from lumen.ai.agent.trust import fenced
from lumen.ai.llm import prompts
from lumen.ai.llm.base import Message
from lumen.ai.llm.redaction import masked

PROMPT = "reply_customer_1"
LONGEST_QUESTION = 4_000
LONGEST_SOURCE = 1_500
_WORD = re.compile(r"\w+")
_SHINGLE = 8  # words in a row that nobody writes by chance


def messages(
    *,
    question: str,
    language: str,
    business: str,
    purpose: str,
    habits: Mapping[str, str],
    knowledge: Sequence[Source],
    examples: Sequence[Source],
) -> list[Message]:
    """What is sent: the rules, how the business writes, what it knows, and the customer's words as data."""
    parts = [
        f"Business: {_line(business)}",
        f"It answers customers about: {_line(purpose)}" if purpose else "",
        f"Reply in the language with the code: {_line(language)}",
        *(f"{_line(name)}: {_line(value)}" for name, value in habits.items()),
        fenced("knowledge", masked(_listed(knowledge))),
        fenced("earlier-replies", masked(_listed(examples))) if examples else "",
        fenced("customer", masked(question[:LONGEST_QUESTION])),
        "Write the reply.",
    ]
    return [
        Message("system", prompts.load(PROMPT)),
        Message("user", "\n\n".join(part for part in parts if part)),
    ]


def _listed(sources: Sequence[Source]) -> str:
    lines = []
    for number, source in enumerate(sources, start=1):
        title = f" {_line(source.title)}:" if source.title else ""
        lines.append(f"[{number}]{title} {' '.join(source.text[:LONGEST_SOURCE].split())}")
    return "\n\n".join(lines)


def _line(text: str) -> str:
    return " ".join(str(text).split())


def repeats_rules(text: str) -> bool:
    """Whether a reply says the rules it was given, as somebody may have asked it to."""
    said = _shingles(text)
    return bool(said & _shingles(prompts.load(PROMPT)))


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return {tuple(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1)}
