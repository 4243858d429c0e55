"""What members (and the clock) do with enquiries. Every change says what stood before, to undo it."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.permissions import EDITORS
from assistants.models import Contact, Enquiry, EnquiryMessage, Topic
from assistants.services import live, messages, satisfaction, sla
from assistants.services.undoing import Change
from lumen.audit import services as audit
from lumen.common.errors import LumenError
from lumen.common.tasks import enqueue
from lumen.notifications import services as notifications

if TYPE_CHECKING:
    from accounts.models import User

State, Resolution = Enquiry.State, Enquiry.Resolution
LONGEST_LABEL, MOST_LABELS = 40, 20
CHANGING = (
    *("state", "priority", "labels", "assignee", "topic", "confidence", "seq", "reopened", "waiting_since"),
    *("snoozed_until", "resolved_at", "resolution", "first_reply_due_at", "resolve_due_at"),
)


class EmptyReplyError(LumenError):
    status, code, title = 422, "empty-reply", "There is nothing to send"


class BlockedContactError(LumenError):
    status, code, title = 409, "contact-blocked", "This customer is blocked"


class NotAbleError(LumenError):
    status, code, title = 422, "not-able", "This member cannot take enquiries"


class NotSnoozableError(LumenError):
    status, code, title = 422, "snooze-in-the-past", "This moment is over"


class WrongTopicError(LumenError):
    status, code, title = 422, "topic-of-another", "This topic belongs to another assistant"


@transaction.atomic
def reply(*, enquiry: Enquiry, actor: "User", text: str, now: datetime) -> EnquiryMessage:
    """Write to the customer as a member: the enquiry is theirs now, drafts are overtaken, it teaches.

    Raises:
        EmptyReplyError: no words.
        BlockedContactError: nothing is sent to a blocked customer.
    """
    words = text.strip()
    if not words:
        raise EmptyReplyError("Write a reply first.")
    if enquiry.contact.blocked_at:
        raise BlockedContactError("Unblock the customer before you write to them.")
    locked = _locked(enquiry)
    messages.overtake_drafts(enquiry)
    taken: dict[str, Any] = {} if locked.assignee_id else {"assignee_id": actor.pk}
    if locked.state != State.OPEN:
        sla.resume(enquiry, now=now)
        taken |= {"state": State.OPEN, "snoozed_until": None, "resolution": "", "resolved_at": None}
    _set(enquiry, **taken)
    message = messages.send(
        enquiry=enquiry, author=EnquiryMessage.Author.HUMAN, text=words, user=actor, now=now
    )
    audit.record(
        workspace=enquiry.workspace,
        actor=actor,
        action="enquiry.replied",
        enquiry=enquiry.pk,
        message=message.pk,
    )
    enqueue("assistants.tasks.learn_from_reply", message_id=str(message.pk))
    return message


@transaction.atomic
def resolve(
    *,
    enquiry: Enquiry,
    now: datetime,
    actor: "User | None" = None,
    resolution: str = Resolution.ASSUMED,
) -> Change:
    """End an enquiry; the customer is asked how it was a little later, unless this is undone."""
    if _locked(enquiry).state == State.RESOLVED:
        return _nothing(enquiry)
    messages.overtake_drafts(enquiry)
    change = _changed(
        enquiry,
        state=State.RESOLVED,
        resolved_at=now,
        resolution=resolution,
        waiting_since=None,
        snoozed_until=None,
    )
    _note(enquiry, "resolved", actor, now, resolution=resolution)
    live.tell_standing(enquiry)
    satisfaction.ask_later(enquiry)
    _emit(enquiry, "enquiry.resolved", key=f"resolved:{enquiry.pk}:{now.timestamp():.0f}")
    return change


@transaction.atomic
def confirm(*, enquiry: Enquiry, now: datetime) -> Change:
    """The customer says that it is solved."""
    if _locked(enquiry).state != State.RESOLVED:
        return resolve(enquiry=enquiry, now=now, resolution=Resolution.CONFIRMED)
    change = _changed(enquiry, resolution=Resolution.CONFIRMED)
    if change.before:
        _note(enquiry, "confirmed", None, now)
    return change


@transaction.atomic
def reopen(*, enquiry: Enquiry, now: datetime, actor: "User | None" = None) -> Change:
    """Go on with a resolved enquiry, or end a snooze; a resolution that did not hold is taken back."""
    locked = _locked(enquiry)
    if locked.state == State.RESOLVED:
        fields = ("resolve_due_at", "first_reply_due_at")
        before = {name: getattr(enquiry, name) for name in fields}
        sla.set_due(enquiry, now)
        change = _changed(
            enquiry, state=State.OPEN, resolution="", resolved_at=None, reopened=locked.reopened + 1
        )
        return _with(_noted(enquiry, change, "reopened", actor, now), before, enquiry)
    if locked.state == State.SNOOZED:
        return _wake(enquiry, now=now, actor=actor)
    return _nothing(enquiry)


@transaction.atomic
def take(*, enquiry: Enquiry, actor: "User", now: datetime) -> Change:
    """A member answers from here on: the assistant only drafts."""
    if _locked(enquiry).state != State.PENDING:
        return assign(enquiry=enquiry, assignee=actor, actor=actor, now=now)
    assignee = assign(enquiry=enquiry, assignee=actor, actor=actor, now=now)
    change = _changed(enquiry, state=State.OPEN)
    return Change(
        enquiry=enquiry.pk,
        before=assignee.before | change.before,
        after=assignee.after | change.after,
    )


@transaction.atomic
def snooze(*, enquiry: Enquiry, until: datetime, actor: "User | None", now: datetime) -> Change:
    """Put an enquiry aside until a moment; its clocks rest.

    Raises:
        NotSnoozableError: the moment is over.
    """
    if until <= now:
        raise NotSnoozableError("Choose a moment that is still to come.")
    _locked(enquiry)
    due = {name: getattr(enquiry, name) for name in ("first_reply_due_at", "resolve_due_at")}
    if enquiry.state == State.SNOOZED:
        sla.resume(enquiry, now=now)
    sla.pause(enquiry, until=until, now=now)
    change = _changed(enquiry, state=State.SNOOZED, snoozed_until=until, resolution="", resolved_at=None)
    return _with(_noted(enquiry, change, "snoozed", actor, now, until=until.isoformat()), due, enquiry)


def wake_due(now: datetime, *, most: int = 500) -> int:
    """End the snoozes whose moment has come, and tell who has them."""
    due = Enquiry.objects.filter(state=State.SNOOZED, snoozed_until__lte=now).order_by("snoozed_until")
    return sum(_wake_one(pk, now) for pk in due.values_list("pk", flat=True)[:most])


@transaction.atomic
def _wake_one(pk: Any, now: datetime) -> int:
    sleeping = Enquiry.objects.select_for_update(skip_locked=True, of=("self",))
    found = sleeping.filter(pk=pk, state=State.SNOOZED, snoozed_until__lte=now)
    enquiry = found.select_related("workspace", "assistant", "assignee").first()
    if enquiry is None:
        return 0
    _wake(enquiry, now=now, actor=None)
    if enquiry.assignee:
        _tell(enquiry, [enquiry.assignee], _("#%(number)d is back from its snooze"), f"woke:{now:%s}")
    return 1


def _wake(enquiry: Enquiry, *, now: datetime, actor: "User | None") -> Change:
    due = {name: getattr(enquiry, name) for name in ("first_reply_due_at", "resolve_due_at")}
    sla.resume(enquiry, now=now)
    is_for_people = enquiry.is_with_person or enquiry.assignee_id
    state = State.OPEN if is_for_people else State.PENDING
    change = _changed(enquiry, state=state, snoozed_until=None)
    return _with(_noted(enquiry, change, "woke", actor, now), due, enquiry)


@transaction.atomic
def assign(*, enquiry: Enquiry, assignee: "User | None", actor: "User | None", now: datetime) -> Change:
    """Give an enquiry to a member, or to nobody.

    Raises:
        NotAbleError: not a member of the workspace, or one who only views.
    """
    able = Membership.objects.filter(workspace=enquiry.workspace, role__in=EDITORS)
    if assignee and not able.filter(user=assignee).exists():
        raise NotAbleError("Choose an owner or a member of this workspace.")
    _locked(enquiry)
    change = _changed(enquiry, assignee_id=assignee.pk if assignee else None)
    enquiry.assignee = assignee
    if not change.before:
        return change
    name = assignee.display_name if assignee else ""
    _note(enquiry, "assigned", actor, now, to=str(assignee.pk) if assignee else "", name=name)
    if assignee and assignee != actor:
        _tell(enquiry, [assignee], _("#%(number)d is yours now"), f"assigned:{now.timestamp():.0f}")
    return change


@transaction.atomic
def set_priority(*, enquiry: Enquiry, priority: str, actor: "User | None", now: datetime) -> Change:
    """Say how much it matters; the clocks follow."""
    before = _locked(enquiry).priority
    due = {name: getattr(enquiry, name) for name in ("first_reply_due_at", "resolve_due_at")}
    change = _changed(enquiry, priority=Enquiry.Priority(priority).value)
    if not change.before:
        return change
    sla.change_priority(enquiry, before=before)
    return _with(_noted(enquiry, change, "prioritised", actor, now, to=priority), due, enquiry)


@transaction.atomic
def set_labels(*, enquiry: Enquiry, labels: Iterable[str], actor: "User | None", now: datetime) -> Change:
    """Replace the labels; the same word in other letters is one label."""
    _locked(enquiry)
    change = _changed(enquiry, labels=_tidy(labels))
    return _noted(enquiry, change, "labelled", actor, now) if change.before else change


@transaction.atomic
def add_labels(*, enquiry: Enquiry, labels: Iterable[str], actor: "User | None", now: datetime) -> Change:
    wanted = [*_locked(enquiry).labels, *labels]
    return set_labels(enquiry=enquiry, labels=wanted, actor=actor, now=now)


@transaction.atomic
def correct_topic(*, enquiry: Enquiry, topic: Topic | None, actor: "User", now: datetime) -> Change:
    """Say what it is really about; the assistant learns from it.

    Raises:
        WrongTopicError: the topic is another assistant's.
    """
    if topic and topic.assistant_id != enquiry.assistant_id:
        raise WrongTopicError("Choose a topic of this enquiry's assistant.")
    _locked(enquiry)
    change = _changed(enquiry, topic_id=topic.pk if topic else None, confidence=None)
    enquiry.topic = topic
    if "topic_id" not in change.before:
        return _nothing(enquiry)
    _note(enquiry, "topic_corrected", actor, now, to=topic.name if topic else "")
    if topic:
        enqueue("assistants.tasks.learn_topic", enquiry_id=str(enquiry.pk))
    return change


@transaction.atomic
def block_contact(*, contact: Contact, actor: "User", now: datetime) -> None:
    """What a blocked customer writes is kept, and bothers nobody."""
    if contact.blocked_at is None:
        contact.blocked_at = now
        contact.save(update_fields=["blocked_at", "updated_at"])
        audit.record(workspace=contact.workspace, actor=actor, action="contact.blocked", contact=contact.pk)


@transaction.atomic
def unblock_contact(*, contact: Contact, actor: "User") -> None:
    if contact.blocked_at is not None:
        contact.blocked_at = None
        contact.save(update_fields=["blocked_at", "updated_at"])
        audit.record(workspace=contact.workspace, actor=actor, action="contact.unblocked", contact=contact.pk)


def _locked(enquiry: Enquiry) -> Enquiry:
    """The row as it is now, for us alone until the end; the caller's object learns of it."""
    Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
    enquiry.refresh_from_db(fields=CHANGING)
    return enquiry


def _changed(enquiry: Enquiry, **fields: Any) -> Change:
    news = {name: value for name, value in fields.items() if getattr(enquiry, name) != value}
    before = {name: getattr(enquiry, name) for name in news}
    _set(enquiry, **news)
    return Change(enquiry=enquiry.pk, before=before, after=news)


def _set(enquiry: Enquiry, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(enquiry, name, value)
    if fields:
        enquiry.save(update_fields=[*fields, "updated_at"])


def _with(change: Change, before: dict[str, Any], enquiry: Enquiry) -> Change:
    """The same change with the moments that followed from it."""
    moved = {name: value for name, value in before.items() if getattr(enquiry, name) != value}
    after = {name: getattr(enquiry, name) for name in moved}
    return Change(enquiry=change.enquiry, before=change.before | moved, after=change.after | after)


def _nothing(enquiry: Enquiry) -> Change:
    return Change(enquiry=enquiry.pk, before={}, after={})


def _noted(
    enquiry: Enquiry, change: Change, what: str, actor: "User | None", now: datetime, **facts: Any
) -> Change:
    _note(enquiry, what, actor, now, **facts)
    return change


def _note(enquiry: Enquiry, what: str, actor: "User | None", now: datetime, **facts: Any) -> None:
    messages.note_event(enquiry=enquiry, what=what, now=now, user=actor, **facts)
    audit.record(workspace=enquiry.workspace, actor=actor, action=f"enquiry.{what}", enquiry=enquiry.pk)


def _tell(enquiry: Enquiry, users: "list[User]", title: str, key: str) -> None:
    notifications.notify(
        workspace=enquiry.workspace,
        users=users,
        kind="enquiry",
        title=title % {"number": enquiry.number},
        body=enquiry.subject,
        url=reverse("assistants:enquiry", args=[enquiry.pk]),
        key=f"{key}:{enquiry.pk}",
    )


def _emit(enquiry: Enquiry, event: str, *, key: str) -> None:
    from assistants.services import hooks

    payload = {"enquiry": str(enquiry.pk), "number": enquiry.number, "state": enquiry.state}
    hooks.emit(workspace=enquiry.workspace, event=event, key=key, payload=payload)


def _tidy(labels: Iterable[str]) -> list[str]:
    kept: dict[str, str] = {}
    for label in labels:
        words = " ".join(label.split())[:LONGEST_LABEL]
        if words:
            kept.setdefault(words.casefold(), words)
    return sorted(kept.values(), key=str.casefold)[:MOST_LABELS]
