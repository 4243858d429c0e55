"""Saying that an enquiry is overdue: once for each moment that passed."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.permissions import EDITORS
from assistants.models import Enquiry, EnquiryMessage
from assistants.services import messages
from assistants.services.sla import FIRST_REPLY, RESOLUTION
from lumen.audit import services as audit
from lumen.notifications import services as notifications

if TYPE_CHECKING:
    from accounts.models import User

AT_ONCE = 200  # in one round of the clock


def tell_overdue(now: datetime) -> int:
    """Say once of each enquiry that it is overdue: in its thread, and to who has it (else to all)."""
    late = Enquiry.objects.overdue(now).filter(assistant__deleted_at__isnull=True)
    late = late.annotate(
        told_first=_was_said(FIRST_REPLY, "first_reply_due_at"),
        told_last=_was_said(RESOLUTION, "resolve_due_at"),
    )
    waits = Q(first_reply_at__isnull=True, first_reply_due_at__lte=now, told_first=False)
    news = late.filter(waits | Q(resolve_due_at__lte=now, told_last=False))
    found = news.select_related("workspace", "assistant", "assignee").order_by("resolve_due_at", "pk")
    return sum(_tell(enquiry, now) for enquiry in found[:AT_ONCE])


def _was_said(kind: str, due: str) -> Exists:
    """Whether this was told since it was due: a later moment is news again."""
    said = EnquiryMessage.objects.filter(
        enquiry=OuterRef("pk"), kind=EnquiryMessage.Kind.EVENT, created_at__gte=OuterRef(due)
    )
    return Exists(said.filter(details__what="overdue", details__of=kind))


@transaction.atomic
def _tell(enquiry: Any, now: datetime) -> int:
    is_first = _is_late(enquiry.first_reply_due_at, now) and not (
        enquiry.first_reply_at or enquiry.told_first
    )
    due = enquiry.first_reply_due_at if is_first else enquiry.resolve_due_at
    kind = FIRST_REPLY if is_first else RESOLUTION
    messages.note_event(enquiry=enquiry, what="overdue", now=now, of=kind)
    audit.record(
        workspace=enquiry.workspace, actor=None, action="enquiry.overdue", enquiry=enquiry.pk, of=kind
    )
    title = _("#%(number)d waits for its first answer") if is_first else _("#%(number)d is overdue")
    notifications.notify(
        workspace=enquiry.workspace,
        users=_who_cares(enquiry),
        kind="enquiry",
        title=title % {"number": enquiry.number},
        body=enquiry.subject,
        url=reverse("assistants:enquiry", args=[enquiry.pk]),
        key=f"overdue:{enquiry.pk}:{kind}:{due.timestamp():.0f}",
    )
    return 1


def _who_cares(enquiry: Enquiry) -> "list[User]":
    if enquiry.assignee:
        return [enquiry.assignee]
    able = Membership.objects.filter(workspace=enquiry.workspace, role__in=EDITORS)
    return [membership.user for membership in able.select_related("user")]


def _is_late(due: datetime | None, now: datetime) -> bool:
    return due is not None and due <= now
