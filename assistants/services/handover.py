"""Giving an enquiry to people: once, with a reason, and the customer always reads that it happened."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.permissions import EDITORS
from assistants import hours
from assistants.drafting import phrases
from assistants.models import Enquiry, EnquiryMessage, HandoverReason
from assistants.services import hooks, live, messages, sla
from lumen.audit import services as audit
from lumen.notifications import services as notifications

if TYPE_CHECKING:
    from collections.abc import Iterable

QUIET = timedelta(hours=24)  # the same reason for the same enquiry is not told twice within
ACTION = "handover"
EVENT = "handed_over"
MATTERS_MORE = {HandoverReason.ANGER: Enquiry.Priority.HIGH}
_ORDER = [Enquiry.Priority.LOW, Enquiry.Priority.NORMAL, Enquiry.Priority.HIGH, Enquiry.Priority.URGENT]


@transaction.atomic
def hand_over(
    *,
    enquiry: Enquiry,
    reason: str,
    now: datetime,
    message: EnquiryMessage | None = None,
    user: "User | None" = None,
) -> Enquiry:
    """Leave an enquiry to people until it is resolved; a second time changes nothing.

    Args:
        message: what made it necessary.
        user: the member who wanted it; nobody when the assistant or the customer did.
    """
    reason = HandoverReason(reason).value
    locked = Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
    if locked.is_with_person and locked.state != Enquiry.State.RESOLVED:
        return _seen(enquiry, locked)
    speaks = _speaks(locked, reason, now)
    _update(locked, reason, now)
    _keep(locked, reason, now, message, user)
    if speaks:
        messages.send(
            enquiry=locked,
            author=EnquiryMessage.Author.AI,
            text=text_for(locked, now),
            now=now,
            action=ACTION,
            reason=reason,
            keeps_waiting=True,
        )
    _tell(locked, reason, now, user)
    live.tell_standing(locked)
    return _seen(enquiry, locked)


def text_for(enquiry: Enquiry, now: datetime) -> str:
    """What the customer reads: the owner's words, or ours in the customer's language."""
    assistant = enquiry.assistant
    language = assistant.language or enquiry.language or enquiry.contact.language
    if hours.is_open(sla.hours_of(assistant), now):
        return assistant.handover_text or phrases.said(phrases.HANDOVER, language)
    return assistant.away_text or phrases.said(phrases.AWAY, language)


def raised(priority: str, least: str) -> str:
    """The higher of two priorities."""
    return max(priority, least, key=lambda one: _ORDER.index(Enquiry.Priority(one)))


def _speaks(enquiry: Enquiry, reason: str, now: datetime) -> bool:
    """Not twice in a row, and not again and again for one reason; who asks for a person is answered."""
    ours = EnquiryMessage.objects.for_customer().filter(enquiry=enquiry)
    ours = ours.exclude(author=EnquiryMessage.Author.CUSTOMER)
    latest = ours.order_by("-seq").first()
    if latest is not None and latest.action == ACTION:
        return False
    if reason == HandoverReason.CUSTOMER_ASKED:
        return True
    same = ours.filter(action=ACTION, reason=reason, created_at__gt=now - QUIET)
    return not same.exists()


def _update(enquiry: Enquiry, reason: str, now: datetime) -> None:
    before = enquiry.priority
    changes: dict[str, Any] = {
        "state": Enquiry.State.OPEN,
        "handed_over_at": now,
        "handover_reason": reason,
        "snoozed_until": None,
        "resolved_at": None,
        "resolution": "",
        "priority": raised(before, MATTERS_MORE.get(HandoverReason(reason), Enquiry.Priority.LOW)),
    }
    if enquiry.state == Enquiry.State.RESOLVED:
        changes["reopened"] = enquiry.reopened + 1
    for name, value in changes.items():
        setattr(enquiry, name, value)
    enquiry.save(update_fields=[*changes, "updated_at"])
    if enquiry.priority != before:
        sla.change_priority(enquiry, before=before)


def _keep(
    enquiry: Enquiry, reason: str, now: datetime, message: EnquiryMessage | None, user: "User | None"
) -> None:
    about = {"message": str(message.pk)} if message else {}
    messages.note_event(enquiry=enquiry, what=EVENT, now=now, user=user, reason=reason, **about)
    audit.record(
        workspace=enquiry.workspace,
        actor=user,
        action="enquiry.handed_over",
        enquiry=enquiry.pk,
        reason=reason,
    )


def _tell(enquiry: Enquiry, reason: str, now: datetime, user: "User | None") -> None:
    """Members by notification, the workspace's programs by their hooks."""
    moment = f"{enquiry.pk}:{now.isoformat()}"
    notifications.notify(
        workspace=enquiry.workspace,
        users=[one for one in _people(enquiry) if one != user],
        kind="enquiry",
        title=_("#%(number)d waits for a person") % {"number": enquiry.number},
        body=str(HandoverReason(reason).label),
        url=reverse("assistants:enquiry", args=[enquiry.pk]),
        key=f"handed-over:{moment}",
    )
    payload = {"enquiry": str(enquiry.pk), "number": enquiry.number, "reason": reason}
    hooks.emit(
        workspace=enquiry.workspace, event="enquiry.handed_over", key=f"handed-over:{moment}", payload=payload
    )


def _people(enquiry: Enquiry) -> "Iterable[User]":
    """Who has it; else everybody who may take it."""
    able = Membership.objects.filter(workspace=enquiry.workspace_id, role__in=EDITORS).select_related("user")
    people = [membership.user for membership in able]
    mine = [user for user in people if user.pk == enquiry.assignee_id]
    return mine or people


def _seen(enquiry: Enquiry, locked: Enquiry) -> Enquiry:
    """The caller's object learns what changed."""
    for field in Enquiry._meta.concrete_fields:
        setattr(enquiry, field.attname, getattr(locked, field.attname))
    return enquiry
