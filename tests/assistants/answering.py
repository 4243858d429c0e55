"""An assistant that knows a few things, customers who write to it, and a reader of our choosing."""

from datetime import timedelta
from typing import Any

from assistants.models import Assistant, Draft, EnquiryMessage, Phase, Topic
from assistants.services import knowledge, messages
from assistants.services.messages import Incoming
from assistants.triage import signals
from assistants.triage.base import Reading
from tests.assistants import making

QUESTION = "Where is my parcel?"
REPLY = "Hi {name},\nit left us and is on its way to you."


def read_as(label: str | None = "parcel", **wanted: Any) -> Any:
    """A reader that is sure of the topic, and takes the rest from the wording."""

    def read(*, assistant: Assistant, text: str) -> Reading:
        told = signals.signals(text)
        facts = {"confidence": 0.97, "in_scope_score": 0.93, "agreement": 0.95} | wanted
        return Reading(
            label=label,
            language=facts.pop("language", told.language),
            anger=told.anger,
            urgency=told.urgency,
            entities=told.entities,
            wants_person=told.wants_person,
            **facts,
        )

    return read


def make_known(topic: Topic, question: str = QUESTION, reply: str = REPLY, **extra: Any) -> Any:
    """An approved reply with the meaning of its question."""
    extra.setdefault("question_vector", knowledge.vector_of(question))
    return making.make_pattern(topic, question, reply, approved_at=making.NOW, language="en", **extra)


def earn(topic: Topic, channel: Any, decisions: int = 100) -> None:
    """Enough accepted drafts for the topic to answer by itself, and both switches on."""
    assistant = topic.assistant
    enquiry = making.make_enquiry(channel, state="resolved", resolved_at=making.NOW - timedelta(days=30))
    asked = making.make_message(enquiry)
    Draft.objects.bulk_create(
        Draft(
            assistant=assistant,
            enquiry=enquiry,
            message=asked,
            topic=topic,
            state=Draft.State.ACCEPTED,
            action="draft",
            origin=Draft.Origin.APPROVED,
            text="On its way.",
            sent_text="On its way.",
            confidence=0.9,
            edit_distance=0.0,
            phase=Phase.SUPERVISED,
            decided_at=making.NOW - timedelta(days=1),
        )
        for _decision in range(decisions)
    )
    Topic.objects.filter(pk=topic.pk).update(phase=Phase.AUTOMATED)
    Assistant.objects.filter(pk=assistant.pk).update(phase=Phase.AUTOMATED, may_automate=True)
    topic.refresh_from_db()
    assistant.refresh_from_db()


def write(channel: Any, contact: Any, text: str = QUESTION, **extra: Any) -> EnquiryMessage:
    """A customer's message as a channel brings it; call it where on-commit callbacks run."""
    incoming = Incoming(text=text, at=extra.pop("at", making.NOW), **extra)
    return messages.receive(channel=channel, contact=contact, incoming=incoming)


def said_to(enquiry: Any) -> list[EnquiryMessage]:
    """What the customer got from the business."""
    shown = EnquiryMessage.objects.for_customer().filter(enquiry=enquiry)
    return list(shown.exclude(author=EnquiryMessage.Author.CUSTOMER).order_by("seq"))
