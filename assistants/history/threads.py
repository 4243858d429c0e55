"""Messages of conversations, paired into what was asked and what a person answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistants.history.base import NOT_HUMAN, History

MOST_TOGETHER = 5  # messages in a row that one reply answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message; neither of a customer nor of a person means: of a machine."""

    thread: str
    is_customer: bool
    is_human: bool
    text: str
    at: Any = None
    name: str = ""  # of who wrote it
    email: str = ""
    label: str = ""  # of the conversation


def exchanges_of(said: Sequence[Said], found: History) -> History:
    """Pair what customers wrote with the next thing a person answered, thread by thread."""
    threads: dict[str, list[Said]] = {}
    for one in said:
        threads.setdefault(one.thread, []).append(one)
    for thread in threads.values():
        _pair(thread, found)
    return found


def _pair(thread: Sequence[Said], found: History) -> None:
    waiting: list[Said] = []
    for one in thread:
        if not one.text.strip():
            continue
        if one.is_customer:
            waiting = [*waiting, one][-MOST_TOGETHER:]
        elif one.is_human and waiting:
            found.add(_exchange(waiting, one))
            waiting = []
        elif not one.is_human:
            found.skipped[NOT_HUMAN] += 1
    if waiting:
        found.add(_exchange(waiting, None))


def _exchange(waiting: Sequence[Said], reply: Said | None) -> dict[str, Any]:
    return {
        "customer": "\n".join(one.text.strip() for one in waiting),
        "reply": reply.text.strip() if reply else "",
        "label": next((one.label for one in waiting if one.label), None),
        "at": (reply or waiting[-1]).at,
        "names": [value for one in waiting for value in (one.name, one.email) if value],
    }
