"""Reading the audit log."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone

from lumen.audit.models import AuditEvent
from lumen.audit.sentences import sentence_of

if TYPE_CHECKING:
    from accounts.models import User, Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event as people read it. `actor` is empty when Lumen acted by itself."""

    event: AuditEvent
    actor: str
    sentence: str


def events_in(
    *,
    workspace: "Workspace",
    action: str = "",
    actor_id: UUID | None = None,
    start: date | None = None,
    end: date | None = None,
) -> QuerySet[AuditEvent]:
    """A workspace's events, newest first; `start` is in, `end` is out (dates in the active zone)."""
    events = AuditEvent.objects.filter(workspace_id=workspace.pk).order_by("-sequence")
    if action:
        events = events.filter(action=action)
    if actor_id:
        events = events.filter(actor_id=actor_id)
    if start:
        events = events.filter(created_at__gte=_midnight(start))
    if end:
        events = events.filter(created_at__lt=_midnight(end))
    return events


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001  made aware here


def actions_in(workspace: "Workspace") -> list[str]:
    events = AuditEvent.objects.filter(workspace_id=workspace.pk).order_by("action")
    return list(events.values_list("action", flat=True).distinct())


def actors_in(workspace: "Workspace") -> dict[UUID, str]:
    """Everybody who ever acted here, also those who have left."""
    events = AuditEvent.objects.filter(workspace_id=workspace.pk, actor_id__isnull=False)
    return names_of(events.order_by().values_list("actor_id", flat=True).distinct())


def names_of(user_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    wanted = {user_id for user_id in user_ids if user_id}
    people = get_user_model().objects.filter(pk__in=wanted)
    return {person.pk: person.display_name for person in people}


def described(events: Iterable[AuditEvent]) -> list[Entry]:
    """Events with names and sentences, with one query for all names."""
    kept = list(events)
    names = names_of(event.actor_id for event in kept)
    return [
        Entry(
            event=event,
            actor=names.get(event.actor_id, "") if event.actor_id else "",
            sentence=sentence_of(event.action, event.facts),
        )
        for event in kept
    ]


def events_of_person(*, user: "User", limit: int = 10) -> list[Entry]:
    """The latest sign-ins and credential changes of one person."""
    events = AuditEvent.objects.filter(actor_id=user.pk, workspace_id__isnull=True)
    return described(events.order_by("-sequence")[:limit])
