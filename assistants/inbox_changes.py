"""One thing done to several enquiries: all of them, or none."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import Membership
from assistants import snoozes
from assistants.models import Enquiry, Topic
from assistants.services import enquiries
from assistants.services.undoing import Change

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def carry_out(
    chosen: Sequence[Enquiry],
    *,
    change: str,
    value: str,
    until: datetime | None,
    actor: "User",
    now: datetime,
) -> list[Change]:
    """Do `change` to each.

    Raises:
        LumenError: what the service refuses; then nothing was changed.
    """
    done = (
        _one(enquiry, change=change, value=value, until=until, actor=actor, now=now) for enquiry in chosen
    )
    return [one for one in done if one is not None]


def _one(
    enquiry: Enquiry, *, change: str, value: str, until: datetime | None, actor: "User", now: datetime
) -> Change | None:
    if change in ("block", "unblock"):
        _contact(enquiry, change, actor, now)
        return None
    common: dict[str, Any] = {"enquiry": enquiry, "actor": actor, "now": now}
    steps: dict[str, Callable[[], Change | None]] = {
        "resolve": partial(enquiries.resolve, **common),
        "confirm": partial(enquiries.resolve, **common, resolution=Enquiry.Resolution.CONFIRMED),
        "reopen": partial(enquiries.reopen, **common),
        "take": partial(enquiries.take, **common),
        "snooze": lambda: enquiries.snooze(**common, until=until or _moment(enquiry, value, now)),
        "assign": lambda: enquiries.assign(**common, assignee=_member(enquiry, value, actor)),
        "priority": partial(enquiries.set_priority, **common, priority=value),
        "label": partial(enquiries.add_labels, **common, labels=[value]),
        "unlabel": lambda: enquiries.set_labels(**common, labels=_without(enquiry, value)),
        "topic": lambda: enquiries.correct_topic(**common, topic=_topic(enquiry, value)),
    }
    return steps[change]()


def _contact(enquiry: Enquiry, change: str, actor: "User", now: datetime) -> None:
    if change == "block":
        enquiries.block_contact(contact=enquiry.contact, actor=actor, now=now)
    else:
        enquiries.unblock_contact(contact=enquiry.contact, actor=actor)


def _moment(enquiry: Enquiry, value: str, now: datetime) -> datetime:
    return snoozes.moment_of(value, now=now, zone=ZoneInfo(enquiry.workspace.time_zone))


def _without(enquiry: Enquiry, label: str) -> list[str]:
    return [one for one in enquiry.labels if one.casefold() != label.strip().casefold()]


def _member(enquiry: Enquiry, value: str, actor: "User") -> "User | None":
    if value in ("", "me"):
        return actor if value else None
    members = Membership.objects.filter(workspace=enquiry.workspace, user=UUID(value))
    found = members.select_related("user").first()
    if found is None:
        raise enquiries.NotAbleError("Choose an owner or a member of this workspace.")
    return found.user


def _topic(enquiry: Enquiry, value: str) -> Topic | None:
    if not value:
        return None
    topic = Topic.objects.filter(pk=UUID(value), assistant=enquiry.assistant_id).first()
    if topic is None:
        raise enquiries.WrongTopicError("Choose a topic of this enquiry's assistant.")
    return topic
