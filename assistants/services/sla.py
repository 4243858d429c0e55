"""How soon an enquiry has to be answered and ended: in business hours, and not while it is snoozed."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from assistants import hours
from assistants.models import Assistant, Enquiry

FIRST_REPLY, RESOLUTION = "first_reply", "resolution"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What an enquiry is due for next."""

    kind: str  # first_reply or resolution
    due_at: datetime
    is_overdue: bool
    is_paused: bool
    minutes: float  # open minutes left, or over


def hours_of(assistant: Assistant) -> hours.Hours:
    return hours.read_hours(
        zone=ZoneInfo(assistant.workspace.time_zone),
        week=assistant.business_hours or {},
        holidays=assistant.holidays,
    )


def set_due(enquiry: Enquiry, now: datetime) -> None:
    """Start the clocks of a new or reopened enquiry; a first reply that was given stays given."""
    first, resolution = _minutes_of(enquiry.assistant, enquiry.priority)
    opening = hours_of(enquiry.assistant)
    if enquiry.first_reply_at is None:
        enquiry.first_reply_due_at = hours.shift(opening, now, first) if first else None
    enquiry.resolve_due_at = hours.shift(opening, now, resolution) if resolution else None
    _save(enquiry)


def change_priority(enquiry: Enquiry, *, before: str) -> None:
    """Move the moments by what the new priority allows more or less."""
    old, new = (_minutes_of(enquiry.assistant, priority) for priority in (before, enquiry.priority))
    opening = hours_of(enquiry.assistant)
    enquiry.first_reply_due_at = _moved(opening, enquiry.first_reply_due_at, new[0] - old[0])
    enquiry.resolve_due_at = _moved(opening, enquiry.resolve_due_at, new[1] - old[1])
    _save(enquiry)


def pause(enquiry: Enquiry, *, until: datetime, now: datetime) -> None:
    """Give the time of a snooze back: what is left now will be left then. What is overdue stays so."""
    _keep_rest(enquiry, since=now, then=until)


def resume(enquiry: Enquiry, *, now: datetime) -> None:
    """End a snooze before its time, with what was left when it began."""
    if enquiry.snoozed_until and enquiry.snoozed_until > now:
        _keep_rest(enquiry, since=enquiry.snoozed_until, then=now)


def clock_of(enquiry: Enquiry, now: datetime) -> Clock | None:
    """What is due next, or nothing: it is resolved, or no time was promised."""
    if enquiry.state == Enquiry.State.RESOLVED:
        return None
    first, last = enquiry.first_reply_due_at, enquiry.resolve_due_at
    kind, due = (FIRST_REPLY, first) if first and enquiry.first_reply_at is None else (RESOLUTION, last)
    if due is None:
        return None
    is_paused = enquiry.state == Enquiry.State.SNOOZED and due > now
    counts_from = enquiry.snoozed_until if is_paused and enquiry.snoozed_until else now
    minutes = abs(hours.minutes_between(hours_of(enquiry.assistant), counts_from, due))
    return Clock(kind=kind, due_at=due, is_overdue=due <= now, is_paused=is_paused, minutes=minutes)


def _keep_rest(enquiry: Enquiry, *, since: datetime, then: datetime) -> None:
    opening = hours_of(enquiry.assistant)
    for name in ("first_reply_due_at", "resolve_due_at"):
        due = getattr(enquiry, name)
        if due and due > since:
            left = hours.minutes_between(opening, since, due)
            setattr(enquiry, name, hours.shift(opening, then, left))
    _save(enquiry)


def _moved(opening: hours.Hours, due: datetime | None, minutes: int) -> datetime | None:
    return hours.shift(opening, due, minutes) if due and minutes else due


def _minutes_of(assistant: Assistant, priority: str) -> tuple[int, int]:
    """Minutes to the first answer and to the end; 0: none was promised."""
    first, resolution = (*(assistant.response_minutes or {}).get(priority, (0, 0)), 0, 0)[:2]
    return first, resolution


def _save(enquiry: Enquiry) -> None:
    enquiry.save(update_fields=["first_reply_due_at", "resolve_due_at", "updated_at"])
