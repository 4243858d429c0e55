"""To which conversation a mail belongs: only ever one of the same customer in the same mailbox."""

from assistants.channels.mail import mailbox, writing
from assistants.channels.mail.reading import Letter
from assistants.models import Channel, Contact, Enquiry, EnquiryMessage


def thread_of(*, channel: Channel, contact: Contact, letter: Letter) -> str:
    """The channel's name of the conversation; a new one is named after its first mail.

    Who knows a number or a Message-ID of somebody else's conversation does not get into it: it has to be
    the customer's own.
    """
    found = _answered(channel, contact, letter) or _numbered(channel, contact, letter)
    if found is None:
        return letter.message_id[:300]
    while found.merged_into is not None and found.merged_into.channel_id == channel.pk:
        found = found.merged_into
    if not found.thread:
        found.thread = letter.message_id[:300]
        found.save(update_fields=["thread", "updated_at"])
    return found.thread


def _answered(channel: Channel, contact: Contact, letter: Letter) -> Enquiry | None:
    """By In-Reply-To and References: the nearest mail that is known."""
    if not letter.related:
        return None
    known = EnquiryMessage.objects.filter(
        external_id__in=letter.related, enquiry__channel=channel, enquiry__contact=contact
    ).select_related("enquiry__merged_into")
    order = {name: position for position, name in enumerate(letter.related)}
    nearest = min(known, key=lambda message: order[message.external_id], default=None)
    if nearest is not None:
        return nearest.enquiry
    mine = Enquiry.objects.filter(channel=channel, contact=contact, thread__in=letter.related)
    return mine.select_related("merged_into").first()


def _numbered(channel: Channel, contact: Contact, letter: Letter) -> Enquiry | None:
    """By the plus address it was sent to, else by `[#12]` in its subject."""
    own = mailbox.address_of(channel)
    at = (writing.number_at(address, own=own, key=channel.key) for address in letter.recipients)
    number = next((one for one in at if one is not None), None) or writing.number_in(letter.subject)
    if number is None:
        return None
    mine = Enquiry.objects.in_workspace(channel.workspace).filter(channel=channel, contact=contact)
    return mine.filter(number=number).select_related("merged_into").first()
