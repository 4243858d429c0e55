"""What is declined before any number is looked for: changes, tricks, and facts no ledger holds.

The patterns stand in `refusals.toml`.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from lumen.ai.tools.builtin import cannot

NAMES_A_SECRET = 0.88  # `change my PIN` is for a bank: what is meant may go before it
UNCHANGED = (
    "I can only look things up here; nothing was changed. Open the transaction to edit or delete it yourself."
)
_PARTS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]])*\]|.")  # an escaped sign, a set of signs, any sign
_PATTERNS = tomllib.loads(Path(__file__).with_name("refusals.toml").read_text(encoding="utf-8"))


def _compiled(text: str) -> re.Pattern[str]:
    """The pattern, with one look for the beginning of a word before all its choices that need one."""
    choices = _choices("".join(text.splitlines()))
    of_words = [choice.removeprefix(r"\b") for choice in choices if choice.startswith(r"\b")]
    others = [choice for choice in choices if not choice.startswith(r"\b")]
    first = [rf"\b(?:{'|'.join(of_words)})"] if of_words else []
    return re.compile("|".join((*first, *others)), re.IGNORECASE)


def _choices(pattern: str) -> list[str]:
    """What stands between the bars that are in no brackets."""
    choices, depth = [""], 0
    for part in _PARTS.findall(pattern):
        depth += (part == "(") - (part == ")")
        if part == "|" and not depth:
            choices.append("")
        else:
            choices[-1] += part
    return choices


_CHANGES, _EDITS, _CHANGES_INSIDE, _TRICKS, _SECRETS = (
    _compiled(_PATTERNS["refused"][name])
    for name in ("changes", "edits", "changes_inside", "tricks", "secrets")
)
_UNKNOWN_FACTS = {name: _compiled(text) for name, text in _PATTERNS["unanswerable"].items()}
_PAPERS = _compiled(_PATTERNS["papers"]["words"])


@dataclass(frozen=True, slots=True)
class Refusal:
    status: str  # refused or unanswerable
    text: str
    is_trick: bool = False  # an attempt on the rules, which no other tool should look at
    certainty: float = 0.98  # that it is one


def refusal_of(text: str, *, is_follow_up: bool) -> Refusal | None:
    """Why a text is declined, or nothing. `is_follow_up`: there is a question it could be editing."""
    if _TRICKS.search(text):
        return Refusal(
            "refused",
            "I only answer questions about this workspace's own ledger, by its own rules.",
            is_trick=True,
        )
    if _SECRETS.search(text):
        text = "I do not keep or show passwords, card numbers or other secrets."
        return Refusal("refused", text, is_trick=True, certainty=NAMES_A_SECRET)
    if _CHANGES_INSIDE.search(text) or (
        _CHANGES.search(text) and not _edits_the_question(text, is_follow_up=is_follow_up)
    ):
        topic = cannot.topic_of(text)
        return Refusal("refused", str(topic.text) if topic else UNCHANGED)
    for facts, pattern in _UNKNOWN_FACTS.items():
        if pattern.search(text):
            return Refusal(
                "unanswerable", f"The ledger holds payments only, so it cannot tell about {facts}."
            )
    return None


def _edits_the_question(text: str, *, is_follow_up: bool) -> bool:
    """`change it to October` and `remove the amount filter` speak about the question before."""
    words = text.lower().split()
    if not is_follow_up:
        return False
    return bool(_EDITS.match(text)) or "filter" in words or words[:1] in (["set"], ["reset"])


def is_about_papers(text: str) -> bool:
    """Whether a text speaks of what a document says rather than of money that moved."""
    return bool(_PAPERS.search(text))
