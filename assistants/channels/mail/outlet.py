"""Replies to customers by mail."""

import re
from collections.abc import Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assistants.channels.base import DeliveryError
from assistants.channels.mail import mailbox, smtp, writing
from assistants.channels.mail.writing import Reply
from assistants.models import EnquiryMessage, Identity

MOST_QUOTED = 8_000  # characters
MOST_LOOKED_AT = 60  # latest messages of an enquiry
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
Author = EnquiryMessage.Author


class MailOutlet:
    """Sends a reply into the thread of the customer's own mail."""

    def deliver(self, message: EnquiryMessage) -> str:
        channel = message.enquiry.channel
        reply = reply_of(message)
        try:
            mail = writing.compose(reply)
        except ValueError as error:
            told = _("%(address)s is no address that mail can be sent to.") % {"address": reply.to}
            raise DeliveryError(told, is_lasting=True, is_channels=False) from error
        smtp.send(mailbox.server_of(channel), mail, sender=reply.from_address, to=reply.to)
        return reply.message_id


def reply_of(message: EnquiryMessage) -> Reply:
    """A reply with all that its mail says.

    Raises:
        DeliveryError: nobody knows the customer's address.
    """
    enquiry, channel = message.enquiry, message.enquiry.channel
    said = _said_before(message)
    theirs = [one for one in said if one.author == Author.CUSTOMER]
    last = theirs[-1] if theirs else None
    address = mailbox.address_of(channel)
    return Reply(
        message_id=writing.message_id(name=message.pk.hex, address=address),
        to=_recipient(message, last),
        from_address=address,
        from_name=str(channel.settings.get("from_name") or channel.name),
        reply_to=_reply_to(message, address),
        subject=writing.subject_of(_subject(message, theirs), enquiry.number),
        text=message.text,
        at=message.created_at,
        channel=channel.public_key,
        related=_related(said, last),
        quote=last.text[:MOST_QUOTED] if last else "",
        quoted_as=_quoted_as(last, str(enquiry.contact)) if last else "",
        is_automatic=message.author == Author.AI and message.user_id is None,
    )


def _said_before(message: EnquiryMessage) -> list[EnquiryMessage]:
    """The latest messages of the conversation, oldest first."""
    earlier = message.enquiry.messages.filter(kind=EnquiryMessage.Kind.REPLY, seq__lt=message.seq)
    return list(earlier.order_by("-seq")[:MOST_LOOKED_AT])[::-1]


def _recipient(message: EnquiryMessage, last: EnquiryMessage | None) -> str:
    """Where the customer wrote from last, else the address they are known by."""
    told = str(last.details.get("from", "")) if last else ""
    contact = message.enquiry.contact
    if not told:
        known = Identity.objects.filter(channel=message.enquiry.channel, contact=contact)
        told = known.values_list("value", flat=True).first() or contact.email
    if "@" not in told:
        raise DeliveryError(
            _("Nobody knows the mail address of this customer."), is_lasting=True, is_channels=False
        )
    return told


def _reply_to(message: EnquiryMessage, address: str) -> str:
    channel = message.enquiry.channel
    if not channel.settings.get("uses_plus"):
        return address
    return writing.plus_address(address=address, number=message.enquiry.number, key=channel.key)


def _subject(message: EnquiryMessage, theirs: Sequence[EnquiryMessage]) -> str:
    told = next((one.details["subject"] for one in reversed(theirs) if one.details.get("subject")), "")
    return str(told or message.enquiry.subject)


def _related(said: Sequence[EnquiryMessage], last: EnquiryMessage | None) -> tuple[str, ...]:
    """Message-IDs of the thread, the one that is answered at the end."""
    ids = [one.external_id for one in said if _MESSAGE_ID.fullmatch(one.external_id)]
    if last is not None and last.external_id in ids:
        ids.remove(last.external_id)
        ids.append(last.external_id)
    return tuple(dict.fromkeys(ids))


def _quoted_as(last: EnquiryMessage, name: str) -> str:
    when = date_format(timezone.localtime(last.created_at), "DATETIME_FORMAT")
    return _("On %(when)s %(name)s wrote:") % {"when": when, "name": " ".join(name.split())}
