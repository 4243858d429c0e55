"""Two enquiries of one customer about the same thing become one."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from assistants.models import Draft, Enquiry, EnquiryMessage
from assistants.services import messages
from lumen.audit import services as audit
from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from accounts.models import User


class NotMergeableError(LumenError):
    status, code, title = 422, "not-mergeable", "These enquiries cannot be merged"


@transaction.atomic
def merge(*, into: Enquiry, others: Sequence[Enquiry], actor: "User", now: datetime | None = None) -> int:
    """Bring the messages of others over; they end, and what comes to their thread goes on here.

    Raises:
        NotMergeableError: of another customer or assistant, merged before, or the same one.
    """
    moment = now or timezone.now()
    rows = Enquiry.objects.select_for_update(of=("self",)).select_related("workspace").order_by("pk")
    locked = {row.pk: row for row in rows.filter(pk__in=[into.pk, *(one.pk for one in others)])}
    here = locked[into.pk]
    for other in others:
        _check(here, locked[other.pk])
    for other in others:
        _move(locked[other.pk], here)
        facts = {"number": other.number}
        messages.note_event(enquiry=here, what="merged", now=moment, user=actor, **facts)
        audit.record(
            workspace=here.workspace, actor=actor, action="enquiry.merged", enquiry=other.pk, into=here.pk
        )
    return len(others)


def _check(into: Enquiry, other: Enquiry) -> None:
    if other.pk == into.pk or other.merged_into_id or into.merged_into_id:
        raise NotMergeableError(f"#{other.number} cannot be merged here: it is the same one.")
    if other.contact_id != into.contact_id:
        raise NotMergeableError(
            f"#{other.number} is another customer's: they would read each other's messages."
        )
    if other.assistant_id != into.assistant_id:
        raise NotMergeableError(f"#{other.number} belongs to another assistant.")


def _move(other: Enquiry, into: Enquiry) -> None:
    """Messages keep their moments; their numbers go on after those that are here."""
    messages.overtake_drafts(other)
    known = set(into.messages.exclude(external_id="").values_list("external_id", flat=True))
    for message in EnquiryMessage.objects.filter(enquiry=other).order_by("seq"):
        into.seq += 1
        message.enquiry, message.seq = into, into.seq
        if message.external_id in known:
            message.external_id = ""
        message.save(update_fields=["enquiry", "seq", "external_id"])
    Draft.objects.filter(enquiry=other).update(enquiry=into)
    waiting = [moment for moment in (into.waiting_since, other.waiting_since) if moment]
    into.waiting_since = min(waiting) if waiting else None
    spoken = [moment for moment in (into.last_message_at, other.last_message_at) if moment]
    into.last_message_at = max(spoken) if spoken else None
    if into.state == Enquiry.State.RESOLVED and other.state != Enquiry.State.RESOLVED:
        into.state, into.resolved_at, into.resolution = other.state, None, ""
    labels: list[str] = sorted({*map(str, into.labels), *map(str, other.labels)}, key=str.casefold)
    into.labels = labels
    into.save(
        update_fields=[
            *("seq", "waiting_since", "last_message_at", "state", "resolved_at", "resolution", "labels"),
            "updated_at",
        ]
    )
    other.merged_into, other.state, other.waiting_since = into, Enquiry.State.RESOLVED, None
    other.save(update_fields=["merged_into", "state", "waiting_since", "updated_at"])
    Enquiry.objects.filter(merged_into=other).update(merged_into=into)
