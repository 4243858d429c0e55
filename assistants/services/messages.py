"""Messages in and out of enquiries: the one place where they are written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.models import F, Max

from assistants.models import Channel, Contact, Draft, Enquiry, EnquiryFile, EnquiryMessage
from assistants.services import hooks, live, sla
from lumen.common.tasks import enqueue

if TYPE_CHECKING:
    from accounts.models import User, Workspace

REOPENS_WITHIN = timedelta(days=7)  # later, the same customer has another matter
LONGEST_TEXT = 20_000
Author, Kind, State = EnquiryMessage.Author, EnquiryMessage.Kind, EnquiryMessage.State


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingFile:
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A customer's message as a channel read it.

    `external_id` is the channel's own name of the message (the same one arriving twice is one message),
    `thread` its name of the conversation (empty: the contact's unfinished enquiry there).
    """

    text: str
    at: datetime
    external_id: str = ""
    thread: str = ""
    subject: str = ""
    files: Sequence[IncomingFile] = ()
    details: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def receive(*, channel: Channel, contact: Contact, incoming: Incoming) -> EnquiryMessage:
    """Keep a customer's message, in the enquiry it belongs to, and have the assistant look at it.

    The same message twice gives the first one again. An open draft is overtaken: it did not know this.
    """
    _one_at_a_time(channel.workspace)
    if (known := _known(channel, incoming.external_id)) is not None:
        return known
    enquiry = _enquiry_for(channel, contact, incoming) or _new_enquiry(channel, contact, incoming)
    message = _append(
        enquiry,
        author=Author.CUSTOMER,
        state=State.RECEIVED,
        text=incoming.text[:LONGEST_TEXT],
        at=incoming.at,
        external_id=incoming.external_id,
        details=incoming.details,
    )
    _keep_files(message, incoming.files)
    if contact.blocked_at:
        return _silenced(message)
    _wait(enquiry, incoming.at)
    overtake_drafts(enquiry)
    Contact.objects.filter(pk=contact.pk).update(last_seen_at=incoming.at)
    live.tell_members(enquiry, what="message", author=Author.CUSTOMER)
    live.tell_contact(contact, type="message", enquiry=str(enquiry.pk), message=live.customer_view(message))
    hooks.message_created(message, is_first=message.seq == 1)
    enqueue("assistants.tasks.respond", message_id=str(message.pk))
    return message


@transaction.atomic
def send(
    *,
    enquiry: Enquiry,
    author: str,
    text: str,
    now: datetime,
    user: "User | None" = None,
    action: str = "",
    reason: str = "",
    citations: Sequence[dict[str, Any]] = (),
    details: dict[str, Any] | None = None,
    keeps_waiting: bool = False,
) -> EnquiryMessage:
    """Write to the customer; the channel delivers it after the commit.

    Args:
        author: `ai` or `human`.
        keeps_waiting: the customer still waits for an answer, as after the words of a handover.
    """
    message = _append(
        enquiry,
        author=author,
        state=State.SENDING,
        text=text,
        at=now,
        user=user,
        action=action,
        reason=reason,
        citations=list(citations),
        details=details or {},
    )
    changes: dict[str, Any] = {} if keeps_waiting else {"waiting_since": None}
    if enquiry.first_reply_at is None and not keeps_waiting:
        changes["first_reply_at"] = now
    _update(enquiry, **changes)
    live.tell_members(enquiry, what="message", author=author)
    live.tell_contact(
        enquiry.contact, type="message", enquiry=str(enquiry.pk), message=live.customer_view(message)
    )
    hooks.message_created(message, is_first=False)
    enqueue("assistants.tasks.deliver", message_id=str(message.pk))
    return message


@transaction.atomic
def write_note(
    *, enquiry: Enquiry, user: "User", text: str, now: datetime, mentions: Iterable["User"] = ()
) -> EnquiryMessage:
    """Write something only the team reads."""
    message = _append(
        enquiry, author=Author.HUMAN, kind=Kind.NOTE, state=State.SENT, text=text, at=now, user=user
    )
    message.mentions.set(mentions)
    live.tell_members(enquiry, what="note")
    return message


@transaction.atomic
def note_event(
    *, enquiry: Enquiry, what: str, now: datetime, user: "User | None" = None, **facts: Any
) -> EnquiryMessage:
    """Keep what happened to an enquiry among its messages, for the team."""
    author = Author.HUMAN if user else Author.AI
    details = {"what": what, **facts}
    message = _append(
        enquiry, author=author, kind=Kind.EVENT, state=State.SENT, text="", at=now, user=user, details=details
    )
    live.tell_members(enquiry, what=what)
    return message


def overtake_drafts(enquiry: Enquiry) -> None:
    """Proposed replies that no longer answer the latest message cannot be sent any more."""
    Draft.objects.open().filter(enquiry=enquiry).update(
        state=Draft.State.SUPERSEDED, version=F("version") + 1
    )


def _one_at_a_time(workspace: "Workspace") -> None:
    """Two messages of one workspace may not open two enquiries, or give two the same number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [f"enquiries:{workspace.pk}"])


def _known(channel: Channel, external_id: str) -> EnquiryMessage | None:
    if not external_id:
        return None
    found = EnquiryMessage.objects.filter(external_id=external_id, enquiry__channel=channel)
    return found.select_related("enquiry").first()


def _enquiry_for(channel: Channel, contact: Contact, incoming: Incoming) -> Enquiry | None:
    """The enquiry a message goes on with: of its thread, else the contact's latest here."""
    rows = Enquiry.objects.select_for_update(of=("self",))
    here = rows.filter(channel=channel, merged_into__isnull=True)
    if incoming.thread:
        own = rows.filter(channel=channel, thread=incoming.thread, contact=contact).first()
        return rows.get(pk=own.merged_into_id) if own and own.merged_into_id else own
    latest = here.filter(contact=contact).order_by("-last_message_at").first()
    if latest is None or latest.state != Enquiry.State.RESOLVED:
        return latest
    is_same_matter = latest.resolved_at and incoming.at - latest.resolved_at <= REOPENS_WITHIN
    return latest if is_same_matter else None


def _new_enquiry(channel: Channel, contact: Contact, incoming: Incoming) -> Enquiry:
    everywhere = Enquiry.objects.in_workspace(channel.workspace)
    number = (everywhere.aggregate(last=Max("number"))["last"] or 0) + 1
    enquiry = Enquiry.objects.create(
        workspace=channel.workspace,
        assistant=channel.assistant,
        channel=channel,
        contact=contact,
        number=number,
        subject=(incoming.subject or " ".join(incoming.text.split()))[:200],
        thread=incoming.thread,
    )
    sla.set_due(enquiry, incoming.at)
    return enquiry


def _silenced(message: EnquiryMessage) -> EnquiryMessage:
    """What a blocked customer writes is kept; nobody waits, nobody is told, nothing answers."""
    _update(message.enquiry, state=Enquiry.State.RESOLVED)
    return message


def _append(enquiry: Enquiry, *, at: datetime, **fields: Any) -> EnquiryMessage:
    Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
    Enquiry.objects.filter(pk=enquiry.pk).update(seq=F("seq") + 1)
    enquiry.refresh_from_db(fields=["seq"])
    message = EnquiryMessage.objects.create(enquiry=enquiry, seq=enquiry.seq, created_at=at, **fields)
    if message.kind == Kind.REPLY:
        _update(enquiry, last_message_at=at)
    return message


def _wait(enquiry: Enquiry, at: datetime) -> None:
    """The customer waits; a finished enquiry is open again, and its resolution did not hold."""
    changes: dict[str, Any] = {"waiting_since": enquiry.waiting_since or at}
    if enquiry.state == Enquiry.State.SNOOZED:
        sla.resume(enquiry, now=at)
    if enquiry.state == Enquiry.State.RESOLVED:
        sla.set_due(enquiry, at)
        changes |= {"reopened": enquiry.reopened + 1, "resolution": "", "resolved_at": None}
        changes |= {"handed_over_at": None, "handover_reason": ""}
    if enquiry.state in (Enquiry.State.RESOLVED, Enquiry.State.SNOOZED):
        has_person = enquiry.is_with_person or enquiry.assignee_id is not None
        is_with_person = has_person and enquiry.state == Enquiry.State.SNOOZED
        changes["state"] = Enquiry.State.OPEN if is_with_person else Enquiry.State.PENDING
        changes["snoozed_until"] = None
    _update(enquiry, **changes)


def _update(enquiry: Enquiry, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(enquiry, name, value)
    enquiry.save(update_fields=[*changes, "updated_at"])


def _keep_files(message: EnquiryMessage, files: Sequence[IncomingFile]) -> None:
    for file in files:
        kept = EnquiryFile(
            message=message,
            name=file.name[:255],
            content_type=file.content_type[:100],
            size=len(file.content),
        )
        kept.file.save(str(kept.pk), ContentFile(file.content), save=True)
