"""How each member of a workspace wants to be told, and when not."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts import selectors as people
from anomalies.models import Finding, TellingPreference

if TYPE_CHECKING:
    from accounts.models import Membership, User, Workspace

RANK = {level: rank for rank, level in enumerate(Finding.Level.values)}  # info, look, urgent


def wishes_of(workspace: "Workspace") -> "dict[User, TellingPreference]":
    """Every member's wishes; the defaults for those who never chose. Two queries."""
    rows: dict[UUID, TellingPreference] = {
        row.user_id: row for row in TellingPreference.objects.in_workspace(workspace)
    }
    return {
        member.user: rows.get(member.user_id) or TellingPreference(workspace=workspace, user=member.user)
        for member in people.members_of(workspace)
    }


def wishes_of_member(membership: "Membership") -> TellingPreference:
    """One member's wishes, saved or not."""
    mine = TellingPreference.objects.in_workspace(membership.workspace).filter(user=membership.user)
    return mine.first() or TellingPreference(workspace=membership.workspace, user=membership.user)


def wants(wishes: TellingPreference, level: str) -> bool:
    return RANK[level] >= RANK[wishes.tell_from]


def quiet_until(wishes: TellingPreference, *, zone: str, now: datetime) -> datetime | None:
    """When the quiet hours end in which `now` falls; `None` outside of them."""
    starts, ends = wishes.quiet_from, wishes.quiet_until
    if starts is None or ends is None or starts == ends:
        return None
    local = now.astimezone(ZoneInfo(zone))
    at = local.time()
    if starts < ends:
        is_quiet, day = starts <= at < ends, local.date()
    else:  # over midnight
        is_quiet = at >= starts or at < ends
        day = local.date() if at < ends else local.date() + timedelta(days=1)
    return datetime.combine(day, ends, tzinfo=ZoneInfo(zone)) if is_quiet else None
