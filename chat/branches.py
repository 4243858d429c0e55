"""Which messages a conversation shows once questions have been edited: one version of each."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chat.models import Conversation, Message


@dataclass(frozen=True, slots=True)
class Versions:
    """Where a question stands among its versions, and its neighbours."""

    number: int
    total: int
    before: UUID | None
    after: UUID | None


def shown(messages: Iterable[Message]) -> list[Message]:
    """The current version of each question, with its answer, along one path.

    Args:
        messages: all of a conversation, oldest first.
    """
    kept: dict[UUID, Message] = {}
    for message in messages:
        if _belongs(message, kept):
            kept[message.pk] = message
    return list(kept.values())


def _belongs(message: Message, kept: Container[UUID]) -> bool:
    if message.role == Message.Role.USER:
        return message.is_current and (message.previous_id is None or message.previous_id in kept)
    return message.question_id is None or message.question_id in kept


def versions_of(messages: Sequence[Message]) -> dict[UUID, Versions]:
    """For each shown question that was edited: its place among its versions."""
    rivals: dict[UUID | None, list[Message]] = {}
    for message in messages:
        if message.role == Message.Role.USER:
            rivals.setdefault(message.previous_id, []).append(message)
    found: dict[UUID, Versions] = {}
    for same in rivals.values():
        current = [question for question in same if question.is_current]
        if len(same) > 1 and len(current) == 1:
            found[current[0].pk] = _place(same, same.index(current[0]))
    return found


def _place(same: Sequence[Message], at: int) -> Versions:
    before = same[at - 1].pk if at else None
    after = same[at + 1].pk if at + 1 < len(same) else None
    return Versions(at + 1, len(same), before, after)


def path_of(conversation: Conversation) -> list[Message]:
    """The shown messages as the database has them now; one query."""
    return shown(conversation.messages.order_by("created_at", "-role").defer("answer", "plan"))


def last_answer(path: Sequence[Message]) -> Message | None:
    return next((one for one in reversed(path) if one.role == Message.Role.ASSISTANT), None)


def memory_after(path: Sequence[Message]) -> dict[str, Any]:
    """What tools knew after the last finished answer of a path."""
    done = (m for m in reversed(path) if m.role == Message.Role.ASSISTANT and m.state == Message.State.DONE)
    return next((dict(message.memory) for message in done), {})


def path_before(question: Message) -> list[Message]:
    """What had been said when a question was asked."""
    messages = {m.pk: m for m in question.conversation.messages.all()}
    path: list[Message] = []
    previous = messages.get(question.previous_id) if question.previous_id else None
    while previous is not None:
        path.append(previous)
        asked = messages.get(previous.question_id) if previous.question_id else None
        if asked is None:
            break
        path.append(asked)
        previous = messages.get(asked.previous_id) if asked.previous_id else None
    return path[::-1]
