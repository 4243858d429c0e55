"""What becomes of each mail: a customer's message, a reply that came back, or nothing."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from assistants.channels.mail import mailbox, reading, threads
from assistants.channels.mail.automatic import Bounce, Skip
from assistants.channels.mail.reading import Letter, UnreadableMailError
from assistants.models import Channel, Contact, EnquiryMessage
from assistants.services import delivery, messages
from assistants.services.contacts import Person, contact_for
from assistants.services.messages import Incoming, IncomingFile
from lumen.common.mailboxes.base import FetchedMail

log = structlog.get_logger(__name__)

LONGEST_WHOLE = 50_000  # characters that are kept of quotes and signature
MOST_AN_HOUR = 30  # mails of one customer: more is two machines talking to each other
CLOCKS_DIFFER = timedelta(hours=1)


class Outcome(StrEnum):
    """What one mail was; counted for the channel's page."""

    MESSAGE = "message"
    KNOWN = "known"
    OWN = "own"
    OLD = "old"
    AUTOMATIC = "automatic"
    LIST = "list"
    BOUNCE = "bounce"
    SPAM = "spam"
    TOO_MANY = "too_many"
    EMPTY = "empty"
    UNREADABLE = "unreadable"


_SKIPPED = {Skip.AUTOMATIC: Outcome.AUTOMATIC, Skip.LIST: Outcome.LIST, Skip.SPAM: Outcome.SPAM}


def take(*, channel: Channel, mail: FetchedMail, now: datetime) -> Outcome:
    """Keep one mail as what it is. The same mail again changes nothing."""
    own = mailbox.address_of(channel)
    try:
        letter = reading.read(mail.raw, own=own)
    except UnreadableMailError:
        log.warning("mail.unreadable", channel_id=str(channel.pk))
        return Outcome.UNREADABLE
    if letter.skip == Skip.BOUNCE:
        if letter.bounce is not None:
            _returned(channel, letter.bounce, now)
        return Outcome.BOUNCE
    if _is_own(letter, own) or letter.channel == channel.public_key:
        return Outcome.OWN
    if letter.skip != Skip.NOTHING:
        return _SKIPPED[letter.skip]
    if not letter.text and not letter.files:
        return Outcome.EMPTY
    return _keep(channel, letter, mail, now)


def _is_own(letter: Letter, own: str) -> bool:
    """Written by the mailbox itself; a form of one's own site that names the customer in Reply-To is not."""
    plain = letter.address.partition("@")
    without_plus = f"{plain[0].partition('+')[0]}@{plain[2]}"
    return own in {letter.address, without_plus}


@transaction.atomic
def _keep(channel: Channel, letter: Letter, mail: FetchedMail, now: datetime) -> Outcome:
    known = EnquiryMessage.objects.filter(external_id=letter.message_id, enquiry__channel=channel)
    if known.exists():
        return Outcome.KNOWN
    person = Person(value=letter.address[:200], name=letter.name, email=letter.address)
    contact = contact_for(channel=channel, person=person, now=now)
    if _writes_too_much(channel, contact, now):
        log.warning("mail.loop", channel_id=str(channel.pk), contact_id=str(contact.pk))
        return Outcome.TOO_MANY
    incoming = Incoming(
        text=letter.text or _("(only files)"),
        at=_moment(letter, mail, now),
        external_id=letter.message_id,
        thread=threads.thread_of(channel=channel, contact=contact, letter=letter),
        subject=letter.subject,
        files=[
            IncomingFile(name=file.name, content_type=file.content_type, content=file.content)
            for file in letter.files
        ],
        details=_details(letter),
    )
    messages.receive(channel=channel, contact=contact, incoming=incoming)
    return Outcome.MESSAGE


def _details(letter: Letter) -> dict[str, Any]:
    told: dict[str, Any] = {"from": letter.address, "subject": letter.subject}
    if letter.whole.strip() != letter.text:
        told["whole"] = letter.whole[:LONGEST_WHOLE]
    if letter.left_out:
        told["left_out"] = list(letter.left_out)
    if letter.is_suspicious:
        told["is_suspicious"] = True
    return told


def _moment(letter: Letter, mail: FetchedMail, now: datetime) -> datetime:
    """When it arrived; the sender's own clock counts only where it is likely."""
    arrived = min(mail.received_at, now)
    sent = letter.sent_at
    return sent if sent and arrived - CLOCKS_DIFFER <= sent <= arrived else arrived


def _writes_too_much(channel: Channel, contact: Contact, now: datetime) -> bool:
    theirs = EnquiryMessage.objects.filter(
        enquiry__channel=channel, enquiry__contact=contact, author=EnquiryMessage.Author.CUSTOMER
    )
    return theirs.filter(created_at__gt=now - timedelta(hours=1)).count() >= MOST_AN_HOUR


def _returned(channel: Channel, bounce: Bounce, now: datetime) -> None:
    """A reply that came back is marked as not delivered; one that is only late is not."""
    if not bounce.is_final or not bounce.message_ids:
        return
    sent = EnquiryMessage.objects.filter(
        external_id__in=bounce.message_ids, enquiry__channel=channel, state=EnquiryMessage.State.SENT
    ).exclude(author=EnquiryMessage.Author.CUSTOMER)
    reason = bounce.reason or _("the other server gave no reason")
    related = sent.select_related("user", "enquiry__workspace", "enquiry__contact", "enquiry__assistant")
    for message in related[:5]:
        told = _("The mail came back: %(reason)s") % {"reason": reason}
        delivery.came_back(message=message, problem=told, now=now)
