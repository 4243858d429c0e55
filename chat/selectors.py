"""What is asked of conversations."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch, Q

from chat.models import Conversation, ConversationQuerySet, Message, MessageQuerySet, ModelConsent
from lumen.ai.llm import router
from lumen.common import events

if TYPE_CHECKING:
    from accounts.models import Membership, Workspace


@dataclass(frozen=True, slots=True)
class Progress:
    """What a running answer has said, up to event number `seq`."""

    text: str
    status: str
    seq: int


@dataclass(frozen=True, slots=True)
class ModelState:
    """The language model of a workspace: which one, and whether it may be asked."""

    name: str
    endpoint: str
    consent: ModelConsent | None

    @property
    def is_on(self) -> bool:
        return bool(self.name and self.consent and self.consent.model == self.name)


def conversations_of(membership: "Membership", text: str = "") -> ConversationQuerySet:
    """A member's own conversations, newest first, with how many questions each holds."""
    mine = Conversation.objects.in_workspace(membership.workspace).of(membership.user)
    if text:
        ids = mine.mentioning(text).values("pk")
        mine = mine.filter(pk__in=ids)
    questions = Count("messages", filter=Q(messages__role=Message.Role.USER))
    return mine.annotate(questions=questions).order_by("-updated_at", "-pk")


def messages_of(membership: "Membership") -> MessageQuerySet:
    """Every message a member may see."""
    return Message.objects.in_workspace(membership.workspace).of(membership.user)


def with_messages(conversations: ConversationQuerySet) -> ConversationQuerySet:
    return conversations.prefetch_related(
        Prefetch("messages", queryset=Message.objects.order_by("created_at", "-role").for_display())
    )


def progress_of(reply: Message) -> Progress:
    """What the live channel has said about a running answer."""
    workspace_id, user_id = reply.conversation.workspace_id, reply.conversation.user_id
    seen = events.events_after(workspace_id=workspace_id, user_id=user_id, seq=0)
    mine = [event for event in seen if event.payload.get("run") == str(reply.run)]
    said = "".join(str(event.payload["content"]) for event in mine if event.type == "delta")
    tools = [str(event.payload["tool"]) for event in mine if event.type == "tool_started"]
    return Progress(said, tools[-1] if tools else "", seen[-1].seq if seen else 0)


def is_agreed(workspace: "Workspace", model: str, use: str) -> bool:
    """Whether the workspace's owner agreed to this model for `answers`, or for another use too.

    For `speech` it is the recogniser that must be agreed to, whichever language model is.
    """
    if use == "speech":
        return ModelConsent.objects.filter(workspace=workspace, speech_model=model).exists()
    given = ModelConsent.objects.filter(workspace=workspace, model=model)
    also = {"tools": "uses_tools", "mails": "reads_mails", "pictures": "sees_pictures"}.get(use)
    return given.filter(**{also: True} if also else {}).exists()


def model_state(workspace: "Workspace") -> ModelState:
    name = router.configured_name()
    consent = ModelConsent.objects.filter(workspace=workspace).first()
    return ModelState(name, router.endpoint() if name else "", consent)
