"""What a message is about and how far the assistant may go there."""

from assistants.models import Enquiry, EnquiryMessage, Topic
from assistants.services import handover, phases, sla, triage
from assistants.triage.base import Reading
from assistants.triage.deciding import Decision

MOST_TOGETHER = 5  # messages in a row that are read as one
LONGEST_TEXT = 6_000
ANGRY_FROM = URGENT_FROM = 0.7


def text_of(message: EnquiryMessage) -> str:
    """Everything the customer wrote since they were last answered, the oldest first."""
    said = EnquiryMessage.objects.for_customer().filter(enquiry=message.enquiry_id, seq__lte=message.seq)
    texts: list[str] = []
    for one in said.order_by("-seq")[:MOST_TOGETHER]:
        if one.author != EnquiryMessage.Author.CUSTOMER:
            break
        texts.append(one.text)
    return "\n".join(reversed(texts))[-LONGEST_TEXT:]


def keep(enquiry: Enquiry, reading: Reading) -> None:
    """Store what a message was read as; anger and haste raise the priority, nothing lowers it."""
    before = enquiry.priority
    topics = Topic.objects.filter(assistant=enquiry.assistant_id, is_active=True)
    enquiry.topic = topics.filter(label=reading.label).first() if reading.label else None
    enquiry.confidence, enquiry.in_scope_score = reading.confidence, reading.in_scope_score
    enquiry.anger, enquiry.urgency = reading.anger, reading.urgency
    enquiry.language = reading.language[:8]
    is_angry, is_urgent = reading.anger >= ANGRY_FROM, reading.urgency >= URGENT_FROM
    least = (Enquiry.Priority.LOW, Enquiry.Priority.HIGH, Enquiry.Priority.URGENT)[is_angry + is_urgent]
    enquiry.priority = handover.raised(before, least)
    read = ("topic", "confidence", "in_scope_score", "anger", "urgency", "language", "priority")
    enquiry.save(update_fields=[*read, "updated_at"])
    if enquiry.priority != before:
        sla.change_priority(enquiry, before=before)


def phase_of(enquiry: Enquiry) -> str:
    """How far the assistant may go here; without a topic, as far as the assistant itself may."""
    return str(phases.phase_of(enquiry.assistant, enquiry.topic))


def decide(enquiry: Enquiry, reading: Reading) -> Decision:
    """Answer, draft or hand over, by what was earned and what the owner allows."""
    return triage.decide_all(assistant=enquiry.assistant, readings=[reading])[0]
