"""What of a conversation a model is shown: the last turns that fit, and older ones in a line each."""

from collections.abc import Sequence
from dataclasses import dataclass

RECENT_CHARACTERS = 6_000
SUMMARY_CHARACTERS = 2_000
_LINE = 160


@dataclass(frozen=True, slots=True)
class Turn:
    question: str
    answer: str

    def __len__(self) -> int:
        return len(self.question) + len(self.answer)


@dataclass(frozen=True, slots=True)
class Kept:
    """The newest turns whole, oldest first, and a line for each older one."""

    recent: tuple[Turn, ...]
    summary: tuple[str, ...]


def fitting(
    turns: Sequence[Turn], *, recent: int = RECENT_CHARACTERS, summary: int = SUMMARY_CHARACTERS
) -> Kept:
    """Whole turns from the newest back while they fit; the rest shortened, while those fit.

    The newest turn is always kept whole.

    Args:
        turns: oldest first.
        recent, summary: characters that each of the two may take.
    """
    first = len(turns)
    room = recent
    while first and (first == len(turns) or len(turns[first - 1]) <= room):
        first -= 1
        room -= len(turns[first])
    return Kept(tuple(turns[first:]), _summarised(turns[:first], summary))


def _summarised(turns: Sequence[Turn], room: int) -> tuple[str, ...]:
    lines: list[str] = []
    for turn in reversed(turns):
        line = f"{_short(turn.question)} → {_short(turn.answer)}"
        if len(line) > room:
            break
        lines.append(line)
        room -= len(line)
    return tuple(reversed(lines))


def _short(text: str) -> str:
    """The first sentence, at most one line of it, cut between words."""
    plain = " ".join(text.split())
    sentence = plain.split(". ")[0]
    if len(sentence) <= _LINE:
        return sentence
    return f"{sentence[:_LINE].rsplit(' ', 1)[0]}…"


def as_text(kept: Kept, facts: Sequence[str]) -> str:
    """For a prompt; empty when there is nothing to remember."""
    parts = [
        ("What the person asked you to remember", [f"- {fact}" for fact in facts]),
        ("Earlier in this conversation, in short", [f"- {line}" for line in kept.summary]),
        ("Just before", [f"Person: {turn.question}\nLumen: {turn.answer}" for turn in kept.recent]),
    ]
    return "\n\n".join("\n".join([f"{title}:", *lines]) for title, lines in parts if lines)
