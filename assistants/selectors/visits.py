"""What a visitor of a widget may see: their own conversation in this channel."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistants.models import Channel, Contact, Enquiry, EnquiryMessage, Identity

if TYPE_CHECKING:
    from datetime import datetime

NEWEST_MESSAGES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One open widget: in which channel, and whose it is as far as that is proved."""

    channel: Channel
    token: str
    value: str  # of the identity in the channel
    external_id: str = ""  # the business's own number; only when the business signed it
    contact: Contact | None = None  # null until something is written

    @property
    def is_verified(self) -> bool:
        return bool(self.external_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the visitor's latest matter stands."""

    enquiry_id: str = ""
    state: str = ""
    is_with_person: bool = False
    is_asked_for_rating: bool = False


def widget_channel(public_key: str) -> Channel | None:
    """The website of this key, if it is switched on."""
    found = Channel.objects.live().filter(kind=Channel.Kind.WIDGET, public_key=public_key)
    return found.select_related("assistant", "workspace").first()


def contact_behind(channel: Channel, value: str, *, is_verified: bool) -> Contact | None:
    """The contact of an identity in a channel.

    A visitor who proved nothing is never somebody who did, whatever was merged: a browser's token alone does
    not open the conversation of a customer that the business vouched for.
    """
    known = Identity.objects.filter(channel=channel, value=value).select_related("contact__merged_into")
    identity = known.first()
    if identity is None:
        return None
    contact = identity.contact.merged_into or identity.contact
    if not is_verified and contact.identities.filter(verified_at__isnull=False).exists():
        return None
    return contact


def messages_of(visit: Visit) -> list[EnquiryMessage]:
    """The newest messages between the visitor and the business here, oldest first."""
    if visit.contact is None:
        return []
    found = EnquiryMessage.objects.for_customer().filter(
        enquiry__contact=visit.contact, enquiry__channel=visit.channel
    )
    newest = found.select_related("user").prefetch_related("files").order_by("-created_at", "-seq")
    return list(reversed(newest[:NEWEST_MESSAGES]))


def latest_enquiry(visit: Visit) -> Enquiry | None:
    if visit.contact is None:
        return None
    own = Enquiry.objects.in_workspace(visit.channel.workspace).kept()
    return own.filter(contact=visit.contact, channel=visit.channel).order_by("-last_message_at").first()


def standing_of(visit: Visit) -> Standing:
    enquiry = latest_enquiry(visit)
    if enquiry is None:
        return Standing()
    return Standing(
        enquiry_id=str(enquiry.pk),
        state=enquiry.state,
        is_with_person=enquiry.is_with_person,
        is_asked_for_rating=_is_asked(enquiry),
    )


def unread_of(visit: Visit, *, until: "datetime") -> list[EnquiryMessage]:
    """What the business wrote up to a moment that the visitor has not seen."""
    if visit.contact is None:
        return []
    found = EnquiryMessage.objects.for_customer().filter(
        enquiry__contact=visit.contact, enquiry__channel=visit.channel, seen_at__isnull=True
    )
    return list(
        found.exclude(author=EnquiryMessage.Author.CUSTOMER)
        .filter(created_at__lte=until)
        .select_related("enquiry__workspace")
    )


def _is_asked(enquiry: Enquiry) -> bool:
    if enquiry.state != Enquiry.State.RESOLVED:
        return False
    asked = getattr(enquiry, "satisfaction", None)
    return asked is not None and asked.answered_at is None
