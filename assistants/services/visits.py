"""What a visitor of a website does in its widget: open it, write, prove who they are, ask for a person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction
from django.utils.translation import gettext as _

from assistants.models import Contact, Enquiry, EnquiryMessage, HandoverReason, Identity
from assistants.selectors import visits as selectors
from assistants.selectors.visits import Visit
from assistants.services import contacts, live, messages, satisfaction
from assistants.services.contacts import Person
from assistants.services.messages import Incoming, IncomingFile
from assistants.widget import limits, tokens
from lumen.common.errors import LumenError

LONGEST_ID = 64
LONGEST_EXTERNAL_ID = 120


class NoWidgetError(LumenError):
    status, code, title = 404, "no-widget", "There is no widget with this key"


class NotSignedError(LumenError):
    status, code, title = 403, "not-signed", "This identity is not signed by the business"


class SignedOutError(LumenError):
    status, code, title = 401, "signed-out", "This identity has ended"


class BadMessageError(LumenError):
    status, code, title = 422, "bad-message", "This message cannot be sent"


class BlockedError(LumenError):
    status, code, title = 403, "blocked", "You cannot write here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who a site says its visitor is. Only the number is signed: a name and an address prove nothing."""

    external_id: str
    signature: str
    name: str = ""
    email: str = ""


def open_visit(*, public_key: str, token: object) -> Visit:
    """Whose widget this is. A token that is not ours, or none, gives a new visitor.

    Raises:
        NoWidgetError: there is no such widget, or it is switched off.
        SignedOutError: a customer's token is over; the site has to identify them again.
    """
    channel = selectors.widget_channel(public_key)
    if channel is None:
        raise NoWidgetError(_("This widget does not exist, or it is switched off."))
    bearer = tokens.read(token, public_key=public_key, secret=channel.key)
    if bearer is None and str(token or "").startswith(f"{tokens.MEMBER}."):
        raise SignedOutError(_("Please sign in again."))
    if bearer is None:
        token = tokens.new_anonymous(public_key)
        bearer = tokens.read(token, public_key=public_key, secret="")
    if bearer is None:
        raise NoWidgetError(_("This widget does not exist, or it is switched off."))
    visit = Visit(channel=channel, token=str(token), value=bearer.value, external_id=bearer.external_id)
    return look_again(visit)


def look_again(visit: Visit) -> Visit:
    """The same visit with the contact as it stands now."""
    found = selectors.contact_behind(visit.channel, visit.value, is_verified=visit.is_verified)
    return replace(visit, contact=found)


@transaction.atomic
def identify(*, visit: Visit, claim: Claim, now: datetime) -> Visit:
    """Make a visitor the customer that the business signed; what they wrote before comes along.

    Raises:
        NotSignedError: the signature does not fit; the visitor stays who they were.
    """
    external_id = claim.external_id.strip()
    if len(external_id) > LONGEST_EXTERNAL_ID or not tokens.is_signed(
        visit.channel.key, external_id, claim.signature
    ):
        raise NotSignedError(
            _(
                "The hash does not fit. It has to be the hex HMAC-SHA256 of the id, made on your server "
                "with this widget's secret."
            )
        )
    bearer = tokens.member(external_id)
    person = Person(
        value=bearer.value, name=claim.name, email=claim.email, external_id=external_id, is_verified=True
    )
    contact = contacts.contact_for(channel=visit.channel, person=person, now=now)
    contact = contact.merged_into or contact
    _bring_along(visit, contact, claim)
    token = tokens.new_member(visit.channel.public_key, visit.channel.key, external_id)
    return replace(visit, token=token, value=bearer.value, external_id=external_id, contact=contact)


def say(
    *, visit: Visit, text: str, client_id: str, now: datetime, files: Sequence[IncomingFile] = ()
) -> tuple[Visit, EnquiryMessage]:
    """Write a message; the same `client_id` again is the same message.

    Raises:
        BadMessageError: there is nothing in it, or too much.
        TooFastError: the visitor, or the whole workspace, is over its limit.
        BlockedError: the business blocked this contact.
    """
    text = text.strip()
    _check_text(text, has_files=bool(files))
    limits.check_writing(visit.channel, visit.value)
    return _say(visit=visit, text=text, client_id=client_id, now=now, files=files)


@transaction.atomic
def _say(
    *, visit: Visit, text: str, client_id: str, now: datetime, files: Sequence[IncomingFile]
) -> tuple[Visit, EnquiryMessage]:
    visit = _with_contact(visit, now)
    assert visit.contact is not None  # noqa: S101  made a line above
    if visit.contact.blocked_at:
        raise BlockedError(_("You cannot write here any more."))
    # the visitor's own name of it, so that nobody meets another's message by choosing the same
    external_id = f"{visit.value[-24:]}.{client_id[:LONGEST_ID]}" if client_id else ""
    incoming = Incoming(text=text, at=now, external_id=external_id, files=files)
    return visit, messages.receive(channel=visit.channel, contact=visit.contact, incoming=incoming)


@transaction.atomic
def ask_for_person(*, visit: Visit, client_id: str, now: datetime) -> Visit:
    """Hand the visitor's matter to the team, whatever the assistant may answer by itself.

    Raises: as `say`, because the request is a message like any other where none is open.
    """
    from assistants.services import handover

    enquiry = selectors.latest_enquiry(visit)
    message = None
    if enquiry is None or enquiry.state == Enquiry.State.RESOLVED:
        text = _("I would like to talk to a person.")
        visit, message = say(visit=visit, text=text, client_id=client_id, now=now)
        enquiry = message.enquiry
    elif visit.contact is not None and visit.contact.blocked_at:
        raise BlockedError(_("You cannot write here any more."))
    else:
        limits.check_writing(visit.channel, visit.value)
    handover.hand_over(enquiry=enquiry, reason=HandoverReason.CUSTOMER_ASKED, now=now, message=message)
    return visit


@transaction.atomic
def note_seen(*, visit: Visit, until: datetime, now: datetime) -> int:
    """Remember that the visitor saw what the business wrote up to a moment; how many that was."""
    unread = selectors.unread_of(visit, until=until)
    EnquiryMessage.objects.filter(pk__in=[message.pk for message in unread]).update(seen_at=now)
    for enquiry in {message.enquiry_id: message.enquiry for message in unread}.values():
        live.tell_members(enquiry, what="seen")
    return len(unread)


def note_typing(*, visit: Visit) -> None:
    """Tell the team that the visitor is writing; nothing is kept."""
    enquiry = selectors.latest_enquiry(visit)
    if enquiry is not None and enquiry.state != Enquiry.State.RESOLVED:
        live.tell_members(enquiry, what="typing")


def rate(*, visit: Visit, score: int, comment: str, now: datetime) -> None:
    """Keep what the visitor says about the matter they were asked about.

    Raises:
        BadMessageError: they were not asked, or the score is none.
    """
    enquiry = selectors.latest_enquiry(visit)
    asked = getattr(enquiry, "satisfaction", None)
    if asked is None or not 1 <= score <= 5:
        raise BadMessageError(_("Choose a number from 1 to 5."))
    satisfaction.keep_answer(asked, score, comment, now=now)


@transaction.atomic
def _with_contact(visit: Visit, now: datetime) -> Visit:
    """The visit with a contact, made at the first message."""
    visit = look_again(visit)
    if visit.contact is not None:
        return visit
    # a token whose contact became somebody verified is nobody's any more
    Identity.objects.filter(channel=visit.channel, value=visit.value, verified_at__isnull=True).delete()
    person = Person(value=visit.value, external_id=visit.external_id, is_verified=visit.is_verified)
    contact = contacts.contact_for(channel=visit.channel, person=person, now=now)
    _tell_windows(visit)
    return replace(visit, contact=contact)


def _bring_along(visit: Visit, customer: Contact, claim: Claim) -> None:
    """Move what this browser wrote anonymously to the customer it now proved to be.

    Only what is theirs: a contact known by this token alone, who gave no other address and is not blocked.
    The token is nobody's afterwards, so that it does not open the customer's conversation.
    """
    if visit.is_verified:
        return
    visitor = selectors.contact_behind(visit.channel, visit.value, is_verified=False)
    if visitor is None or visitor.pk == customer.pk or not _is_only(visitor, claim):
        return
    Enquiry.objects.in_workspace(visit.channel.workspace).filter(contact=visitor).update(contact=customer)
    Identity.objects.filter(contact=visitor).delete()
    visitor.merged_into = customer
    visitor.save(update_fields=["merged_into", "updated_at"])
    for enquiry in Enquiry.objects.in_workspace(visit.channel.workspace).filter(contact=customer):
        live.tell_members(enquiry, what="contact")
    _tell_windows(visit)


def _is_only(visitor: Contact, claim: Claim) -> bool:
    is_other_address = bool(visitor.email) and visitor.email.casefold() != claim.email.strip().casefold()
    return visitor.blocked_at is None and not is_other_address and visitor.identities.count() == 1


def _check_text(text: str, *, has_files: bool) -> None:
    if not text and not has_files:
        raise BadMessageError(_("Write something first."))
    if len(text) > limits.LONGEST_MESSAGE:
        raise BadMessageError(
            _("This is longer than %(most)s characters. Please send it in parts.")
            % {"most": limits.LONGEST_MESSAGE}
        )


def group_of(visit: Visit) -> str:
    """The group of all windows with this token."""
    return f"widget.{visit.channel.pk.hex}.{visit.value[-24:]}"


def _tell_windows(visit: Visit) -> None:
    """The visitor's other windows look again whose they are."""
    layer = get_channel_layer()
    transaction.on_commit(
        partial(async_to_sync(layer.group_send), group_of(visit), {"type": "visitor.changed"})
    )
