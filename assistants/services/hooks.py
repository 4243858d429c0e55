"""Events for a workspace's own programs: kept with what happened, and told until they are taken."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assistants.models import Channel, EnquiryMessage, HookDelivery
from assistants.services.delivery import note_health
from lumen.audit import services as audit
from lumen.common.errors import LumenError
from lumen.common.tasks import enqueue
from lumen.notifications import outgoing
from lumen.notifications.outgoing import HookFailedError

if TYPE_CHECKING:
    from accounts.models import User, Workspace

EVENTS = {
    "message.created": gettext_lazy("A message came or went"),
    "enquiry.created": gettext_lazy("A customer began an enquiry"),
    "enquiry.handed_over": gettext_lazy("An enquiry was handed to a person"),
    "enquiry.resolved": gettext_lazy("An enquiry was resolved"),
    "draft.decided": gettext_lazy("A draft was accepted, edited or rejected"),
}
WAITS = (30, 120, 600, 1_800, 3_600, 7_200, 14_400, 21_600, 28_800)  # seconds: twenty-two hours together
AT_ONCE, OF_ONE_CHANNEL = 200, 20  # of one look at what is due, so that a dead program keeps no worker
KEPT_FOR = timedelta(days=30)  # what was delivered or given up


class StillWaitingError(LumenError):
    status, code, title = 409, "still-waiting", "This event is on its way"


def emit(*, workspace: "Workspace", event: str, key: str, payload: Mapping[str, Any]) -> int:
    """Tell the programs that asked for an event, after the surrounding transaction; how many they are.

    Args:
        key: of what happened; the same key reaches a program once, however often it is emitted.
    """
    programs = Channel.objects.in_workspace(workspace).live().filter(kind=Channel.Kind.WEBHOOK)
    asked = programs.filter(settings__events__contains=event, settings__has_key="url").exclude(
        settings__url=""
    )
    now = timezone.now()
    rows = [
        HookDelivery(channel=channel, event=event, key=key[:120], payload=dict(payload), next_at=now)
        for channel in asked
    ]
    if not rows:
        return 0
    HookDelivery.objects.bulk_create(rows, ignore_conflicts=True)
    for made in HookDelivery.objects.filter(pk__in=[row.pk for row in rows]):
        enqueue("assistants.tasks.deliver_hook", delivery_id=str(made.pk))
    return len(rows)


def message_created(message: EnquiryMessage, *, is_first: bool) -> None:
    """Tell of a message to or from a customer, and of the enquiry that it begins."""
    enquiry = message.enquiry
    about = {
        "id": str(enquiry.pk),
        "number": enquiry.number,
        "subject": enquiry.subject,
        "state": enquiry.state,
        "assistant": str(enquiry.assistant_id),
        "channel": str(enquiry.channel_id),
        "contact": str(enquiry.contact_id),
    }
    workspace = enquiry.workspace
    if is_first:
        emit(
            workspace=workspace,
            event="enquiry.created",
            key=f"created:{enquiry.pk}",
            payload={"enquiry": about},
        )
    said = {
        "id": str(message.pk),
        "author": message.author,
        "text": message.text,
        "at": message.created_at.isoformat(),
    }
    emit(
        workspace=workspace,
        event="message.created",
        key=f"message:{message.pk}",
        payload={"message": said, "enquiry": about},
    )


def deliver(*, delivery_id: str, now: datetime) -> None:
    """Call the program, unless it took this already; a second worker at the same time does nothing."""
    with transaction.atomic():
        rows = HookDelivery.objects.select_for_update(of=("self",), skip_locked=True)
        row = rows.select_related("channel__workspace", "channel__assistant").filter(pk=delivery_id).first()
        if row is None or row.next_at is None:
            return
        try:
            _call(row, now)
        except HookFailedError as error:
            _missed(row, error, now)
            note_health(row.channel, now, problem=error.detail)
        else:
            row.delivered_at, row.next_at, row.problem = now, None, ""
            _note_try(row, now)
            note_health(row.channel, now)
        row.save()


def deliver_due(*, now: datetime) -> int:
    """Queue the events whose wait is over; how many."""
    due = HookDelivery.objects.filter(next_at__lte=now).order_by("next_at")
    taken: dict[Any, int] = {}
    for pk, channel_id in list(due.values_list("pk", "channel_id")[: AT_ONCE * 5]):
        if taken.get(channel_id, 0) < OF_ONE_CHANNEL and sum(taken.values()) < AT_ONCE:
            taken[channel_id] = taken.get(channel_id, 0) + 1
            enqueue("assistants.tasks.deliver_hook", delivery_id=str(pk))
    HookDelivery.objects.filter(next_at__isnull=True, created_at__lt=now - KEPT_FOR).delete()
    return sum(taken.values())


@transaction.atomic
def send_again(*, delivery: HookDelivery, actor: "User", now: datetime) -> HookDelivery:
    """Tell the program once more, also what it took before; it sees the same number of delivery.

    Raises:
        StillWaitingError: the next try is planned already.
    """
    rows = HookDelivery.objects.select_for_update(of=("self",)).select_related("channel__workspace")
    row = rows.get(pk=delivery.pk)
    if row.next_at is not None and row.attempts == 0:
        raise StillWaitingError(_("Its first try is under way."))
    row.next_at, row.attempts, row.delivered_at = now, 0, None
    row.save(update_fields=["next_at", "attempts", "delivered_at"])
    audit.record(
        workspace=row.channel.workspace, actor=actor, action="hook_delivery.sent_again", delivery_id=row.pk
    )
    enqueue("assistants.tasks.deliver_hook", delivery_id=str(row.pk))
    return row


def send_test(*, channel: Channel, actor: "User", now: datetime) -> None:
    """Call the program with an event that says it is a test.

    Raises:
        HookFailedError: it was not taken, and why.
    """
    audit.record(workspace=channel.workspace, actor=actor, action="channel.tested", channel_id=channel.pk)
    body = {"event": "test", "at": now.isoformat(), "data": {"channel": str(channel.pk)}}
    try:
        outgoing.send(
            url=str(channel.settings.get("url", "")),
            key=channel.key,
            payload=body,
            delivery=f"test-{channel.pk}-{int(now.timestamp())}",
            now=now,
        )
    except HookFailedError as error:
        note_health(channel, now, problem=error.detail)
        raise
    note_health(channel, now)


def _call(row: HookDelivery, now: datetime) -> None:
    channel = row.channel
    if channel.deleted_at or not channel.is_active:
        raise HookFailedError(_("The channel is turned off."), is_lasting=True)
    body = {"event": row.event, "key": row.key, "at": row.created_at.isoformat(), "data": row.payload}
    outgoing.send(
        url=str(channel.settings.get("url", "")),
        key=channel.key,
        payload=body,
        delivery=str(row.pk),
        now=now,
    )


def _missed(row: HookDelivery, error: HookFailedError, now: datetime) -> None:
    row.problem = error.detail[:300]
    is_over = error.is_lasting or row.attempts >= len(WAITS)
    row.next_at = None if is_over else now + timedelta(seconds=WAITS[row.attempts])
    _note_try(row, now)


def _note_try(row: HookDelivery, now: datetime) -> None:
    row.attempts += 1
    row.tries = [*row.tries, {"at": now.isoformat(), "problem": row.problem}]
