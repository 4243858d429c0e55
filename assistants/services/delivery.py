"""Bringing replies to customers: once, again later while it fails, and saying so when it does not work."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from assistants.channels.base import DeliveryError
from assistants.channels.outlets import outlet_of
from assistants.models import Channel, EnquiryMessage
from assistants.services import live
from lumen.audit import services as audit
from lumen.common.errors import LumenError
from lumen.common.tasks import enqueue
from lumen.notifications.services import notify

if TYPE_CHECKING:
    from accounts.models import User

WAITS = (30, 120, 480, 1_800, 3_600, 7_200, 14_400)  # seconds before each further try: eight hours
LOST_AFTER = timedelta(minutes=2)  # a first try that nobody made by then
AT_ONCE = 200  # of one look at what is due
SENDING, READING = "Sending", "Reading"  # in which direction a channel's problem lies
State = EnquiryMessage.State


class NotFailedError(LumenError):
    status, code, title = 409, "not-failed", "This reply did not fail"


def deliver(*, message_id: str, now: datetime) -> None:
    """Hand a reply to its channel, unless that was done; a second worker at the same time does nothing."""
    with transaction.atomic():
        message = _locked(message_id)
        if message is None:
            return
        channel = message.enquiry.channel
        try:
            external_id = outlet_of(channel).deliver(message)
        except DeliveryError as error:
            _missed(message, error, now)
            if error.is_channels:
                note_health(channel, now, problem=error.detail)
        else:
            _delivered(message, external_id, now)
            note_health(channel, now)


def deliver_due(*, now: datetime) -> int:
    """Queue the replies whose wait is over, and those that were never tried; how many."""
    is_waiting = Q(details__next_at__lte=int(now.timestamp()))
    is_lost = Q(details__next_at__isnull=True, created_at__lte=now - LOST_AFTER)
    due = EnquiryMessage.objects.filter(is_waiting | is_lost, state=State.SENDING).order_by("created_at")
    ids = list(due.values_list("pk", flat=True)[:AT_ONCE])
    for pk in ids:
        enqueue("assistants.tasks.deliver", message_id=str(pk))
    return len(ids)


@transaction.atomic
def try_again(*, message: EnquiryMessage, actor: "User") -> EnquiryMessage:
    """Send a reply that was given up once more.

    Raises:
        NotFailedError: it is on its way, or was delivered.
    """
    row = EnquiryMessage.objects.select_for_update().get(pk=message.pk)
    if row.state != State.FAILED:
        raise NotFailedError(_("It is on its way, or was delivered already."))
    row.details = _without_tries(row.details)
    row.state, row.problem = State.SENDING, ""
    row.save(update_fields=["state", "problem", "details"])
    enquiry = message.enquiry
    audit.record(
        workspace=enquiry.workspace, actor=actor, action="enquiry_message.sent_again", message_id=row.pk
    )
    live.tell_members(enquiry, what="sending", message=str(row.pk))
    enqueue("assistants.tasks.deliver", message_id=str(row.pk))
    return row


@transaction.atomic
def came_back(*, message: EnquiryMessage, problem: str, now: datetime) -> bool:
    """A reply that was taken at first and returned later; whether that is news."""
    row = EnquiryMessage.objects.select_for_update().get(pk=message.pk)
    if row.state != State.SENT:
        return False
    row.state, row.problem = State.FAILED, problem[:300]
    row.save(update_fields=["state", "problem"])
    _tell(row, now)
    return True


def note_health(channel: Channel, now: datetime, *, problem: str = "", direction: str = SENDING) -> None:
    """How the last try of a channel went; a success clears only what was wrong in its own direction."""
    row = Channel.objects.filter(pk=channel.pk)
    if problem:
        row.update(tried_at=now, problem=f"{direction}: {problem}"[:300])
        return
    row.update(tried_at=now, worked_at=now)
    row.filter(problem__startswith=f"{direction}: ").update(problem="")


def _locked(message_id: str) -> EnquiryMessage | None:
    rows = EnquiryMessage.objects.select_for_update(of=("self",), skip_locked=True)
    related = rows.select_related(
        "user", "enquiry__workspace", "enquiry__assistant", "enquiry__contact", "enquiry__channel__workspace"
    )
    return related.filter(pk=message_id, state=State.SENDING).first()


def _delivered(message: EnquiryMessage, external_id: str, now: datetime) -> None:
    message.state, message.problem, message.delivered_at = State.SENT, "", now
    message.external_id = external_id[:300]
    message.details = _without_tries(message.details)
    message.save(update_fields=["state", "problem", "delivered_at", "external_id", "details"])
    live.tell_members(message.enquiry, what="delivered", message=str(message.pk))


def _missed(message: EnquiryMessage, error: DeliveryError, now: datetime) -> None:
    tries = int(message.details.get("tries", 0))
    message.problem = error.detail[:300]
    if error.is_lasting or tries >= len(WAITS):
        message.state = State.FAILED
    else:
        wait = max(WAITS[tries], error.seconds)
        due = int((now + timedelta(seconds=wait)).timestamp())
        message.details = {**message.details, "tries": tries + 1, "next_at": due}
    message.save(update_fields=["state", "problem", "details"])
    if message.state == State.FAILED:
        _tell(message, now)


def _tell(message: EnquiryMessage, now: datetime) -> None:
    """The team: this reply did not arrive."""
    enquiry = message.enquiry
    live.tell_members(enquiry, what="failed", message=str(message.pk))
    writer = message.user or enquiry.assignee or enquiry.assistant.created_by
    notify(
        workspace=enquiry.workspace,
        users=[writer] if writer else [],
        kind="channel",
        title=_("A reply to %(name)s was not delivered") % {"name": enquiry.contact},
        body=message.problem,
        url=reverse("assistants:enquiry", args=[enquiry.pk]),
        key=f"message-failed:{message.pk}:{now.isoformat()}",
    )


def _without_tries(details: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in details.items() if key not in {"tries", "next_at"}}
