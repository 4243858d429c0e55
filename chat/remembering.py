"""What a conversation and its person have said before, as a model's prompt tells it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chat import branches, facts
from chat.models import Message
from lumen.ai.agent import memory
from lumen.ai.agent.memory import Turn

if TYPE_CHECKING:
    from accounts.models import Membership


def remembered(membership: "Membership", question: Message | None = None) -> str:
    """Pinned facts, older turns in short and the last turns that fit; empty when there are none."""
    path = branches.path_before(question) if question else []
    pinned = list(facts.facts_of(membership).values_list("text", flat=True))
    return memory.as_text(memory.fitting(turns_of(path)), pinned)


def turns_of(path: Sequence[Message]) -> list[Turn]:
    """Questions with their finished answers, oldest first."""
    asked = {message.pk: message for message in path if message.role == Message.Role.USER}
    answers = [m for m in path if m.role == Message.Role.ASSISTANT and m.state == Message.State.DONE]
    return [
        Turn(asked[answer.question_id].text, answer.text)
        for answer in answers
        if answer.question_id in asked and answer.text
    ]
