"""Assistants, customers and what they write, with sensible defaults."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from accounts.models import Workspace
from assistants.models import (
    Assistant,
    Channel,
    Contact,
    Draft,
    Enquiry,
    EnquiryMessage,
    Identity,
    LearnedPattern,
    Phase,
    Topic,
)
from lumen.common import crypto

NOW = datetime(2026, 11, 18, 10, 30, tzinfo=UTC)  # a Wednesday


def make_assistant(workspace: Workspace, **extra: Any) -> Assistant:
    name = extra.pop("name", "Shop help")
    fields = {"name": name, "slug": Assistant.new_slug(name), "phase": Phase.SUPERVISED, **extra}
    owner = workspace.memberships.order_by("created_at").first()
    fields.setdefault("created_by", owner.user if owner else None)
    return Assistant.objects.create(workspace=workspace, **fields)


def make_channel(assistant: Assistant, kind: str = Channel.Kind.WIDGET, **extra: Any) -> Channel:
    fields = {"name": "Our site", "secret": crypto.encrypt("channel-secret"), **extra}
    return Channel.objects.create(workspace=assistant.workspace, assistant=assistant, kind=kind, **fields)


def make_contact(channel: Channel, **extra: Any) -> Contact:
    verified_at = extra.pop("verified_at", None)
    value = extra.pop("value", uuid4().hex)
    fields = {"name": "Nora Lind", "email": "nora@example.com", **extra}
    contact = Contact.objects.create(workspace=channel.workspace, **fields)
    Identity.objects.create(contact=contact, channel=channel, value=value, verified_at=verified_at)
    return contact


def make_enquiry(channel: Channel, contact: Contact | None = None, **extra: Any) -> Enquiry:
    last = Enquiry.objects.in_workspace(channel.workspace).order_by("-number").first()
    fields = {
        "number": (last.number if last else 0) + 1,
        "subject": "Where is my parcel?",
        "last_message_at": NOW,
        "waiting_since": NOW,
        **extra,
    }
    return Enquiry.objects.create(
        workspace=channel.workspace,
        assistant=channel.assistant,
        channel=channel,
        contact=contact or make_contact(channel),
        **fields,
    )


def make_message(enquiry: Enquiry, text: str = "Where is my parcel?", **extra: Any) -> EnquiryMessage:
    enquiry.seq += 1
    enquiry.save(update_fields=["seq"])
    fields = {"author": EnquiryMessage.Author.CUSTOMER, "created_at": NOW, **extra}
    return EnquiryMessage.objects.create(enquiry=enquiry, seq=enquiry.seq, text=text, **fields)


def make_topic(assistant: Assistant, label: str = "parcel", **extra: Any) -> Topic:
    fields = {"name": label.replace("_", " ").capitalize(), "phase": Phase.SUPERVISED, **extra}
    return Topic.objects.create(assistant=assistant, label=label, **fields)


def make_pattern(topic: Topic, question: str, reply: str = "", **extra: Any) -> LearnedPattern:
    fields = {"origin": LearnedPattern.Origin.HISTORY, "said_at": NOW, **extra}
    return LearnedPattern.objects.create(
        assistant=topic.assistant, topic=topic, question=question, reply=reply, **fields
    )


def make_draft(message: EnquiryMessage, text: str = "It left us yesterday.", **extra: Any) -> Draft:
    fields = {"action": "draft", "phase": Phase.SUPERVISED, "origin": Draft.Origin.APPROVED, **extra}
    return Draft.objects.create(
        assistant=message.enquiry.assistant, enquiry=message.enquiry, message=message, text=text, **fields
    )
