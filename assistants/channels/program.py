"""A program of the business's own: signed messages in, signed replies out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from assistants.channels.base import DeliveryError
from assistants.channels.doors import require_active
from assistants.models import Channel, EnquiryMessage, Identity
from assistants.services import messages
from assistants.services.contacts import Person, contact_for
from assistants.services.messages import Incoming
from lumen.notifications import outgoing
from lumen.notifications.outgoing import HookFailedError

CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A customer's message as a program tells it; `is_verified`: the program knows who they are."""

    text: str
    external_id: str
    thread: str = ""
    contact_id: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    is_verified: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    message: EnquiryMessage
    is_new: bool


@transaction.atomic
def take(*, channel: Channel, told: Told, now: datetime) -> Taken:
    """Keep a message; the same `external_id` again gives the first one.

    Raises:
        PausedChannelError: the channel was turned off meanwhile.
    """
    # one at a time, so that exactly one of two equal requests is new
    rows = Channel.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("workspace", "assistant").get(pk=channel.pk)
    require_active(row)
    known = EnquiryMessage.objects.filter(external_id=told.external_id, enquiry__channel=row)
    if (first := known.select_related("enquiry").first()) is not None:
        return Taken(first, is_new=False)
    contact = contact_for(channel=row, person=_person(told), now=now)
    is_likely = told.at is not None and told.at <= now + CLOCKS_DIFFER
    incoming = Incoming(
        text=told.text,
        at=min(told.at, now) if told.at and is_likely else now,
        external_id=told.external_id,
        thread=told.thread,
    )
    message = messages.receive(channel=row, contact=contact, incoming=incoming)
    Channel.objects.filter(pk=row.pk).update(worked_at=now)
    return Taken(message, is_new=True)


def _person(told: Told) -> Person:
    """By the program's own number of them where it has one."""
    named = (
        ("id", told.contact_id),
        ("mail", told.email.lower()),
        ("tel", told.phone),
        ("thread", told.thread),
    )
    value = next((f"{kind}:{name}" for kind, name in named if name), f"message:{told.external_id}")
    return Person(
        value=value[:200],
        name=told.name,
        email=told.email,
        phone=told.phone,
        external_id=told.contact_id,
        is_verified=told.is_verified,
    )


class ProgramOutlet:
    """Replies as signed events to the program's address; without one they wait to be fetched."""

    def deliver(self, message: EnquiryMessage) -> str:
        channel = message.enquiry.channel
        url = str(channel.settings.get("url", ""))
        if not url:
            return ""
        body = {
            "event": "reply",
            "key": f"reply:{message.pk}",
            "at": message.created_at.isoformat(),
            "data": _reply(message),
        }
        try:
            outgoing.send(
                url=url, key=channel.key, payload=body, delivery=str(message.pk), now=timezone.now()
            )
        except HookFailedError as error:
            raise DeliveryError(error.detail, is_lasting=error.is_lasting) from error
        return ""


def _reply(message: EnquiryMessage) -> dict[str, Any]:
    enquiry = message.enquiry
    known = Identity.objects.filter(channel=enquiry.channel, contact=enquiry.contact).first()
    theirs = enquiry.messages.filter(author=EnquiryMessage.Author.CUSTOMER, seq__lt=message.seq)
    answered = theirs.order_by("-seq").values_list("external_id", flat=True).first()
    return {
        "id": str(message.pk),
        "enquiry": str(enquiry.pk),
        "number": enquiry.number,
        "thread": enquiry.thread,
        "in_reply_to": answered or None,
        "contact": {"id": known.external_id if known else "", "email": enquiry.contact.email},
        "author": message.author,
        "name": message.user.first_name if message.user else enquiry.assistant.name,
        "text": message.text,
    }
