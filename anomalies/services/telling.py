"""Telling members what was noticed: rarely, and together what belongs together.

Each finding has a row for each member (`Telling`): held back until quiet hours end, told, or left for the
weekly digest. The workspace is locked while its rows are worked on, so that nothing is told twice.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts import selectors as people
from accounts.models import Workspace
from anomalies import weights
from anomalies.models import Finding, Telling, TellingPreference
from anomalies.telling_groups import Words, belong, groups_of, url_of, words_of
from anomalies.telling_wishes import quiet_until, wants, wishes_of
from lumen.common import events
from lumen.notifications import services as notifications
from lumen.notifications.models import Notification

if TYPE_CHECKING:
    from accounts.models import User

Way, Level, State = Telling.Way, Finding.Level, Finding.State


def tell(*, workspace: Workspace, findings: Sequence[Finding], now: datetime) -> None:
    """Show new findings on open pages at once, and tell each member what they want to hear of."""
    for finding in findings:
        announce(workspace, finding)
    zone = workspace.time_zone
    for user, wishes in wishes_of(workspace).items():
        Telling.objects.bulk_create(
            (
                Telling(finding=finding, user=user, tell_after=_tell_after(finding, wishes, zone, now))
                for finding in findings
            ),
            ignore_conflicts=True,
        )
        _tell_member(workspace, user, wishes, now)


def hold(user: "User", findings: Iterable[Finding]) -> None:
    """Note findings for a member as not to be told by themselves."""
    rows = (Telling(finding=finding, user=user) for finding in findings)
    Telling.objects.bulk_create(rows, ignore_conflicts=True)


def announce(workspace: Workspace, finding: Finding) -> None:
    """Let open pages know of a finding that is new or changed."""
    transaction.on_commit(partial(_publish, workspace, finding))


def _publish(workspace: Workspace, finding: Finding) -> None:
    events.publish(
        workspace_id=workspace.pk,
        user_ids=people.member_ids(workspace),
        type="finding",
        id=str(finding.pk),
        kind=finding.kind,
        level=finding.level,
        state=finding.state,
        title=finding.title,
        text=finding.text,
        url=url_of(finding),
    )


def _tell_after(finding: Finding, wishes: TellingPreference, zone: str, now: datetime) -> datetime | None:
    if not wants(wishes, finding.level):
        return None
    if finding.level == Level.URGENT:
        return now
    return quiet_until(wishes, zone=zone, now=now) or now


# What waits


def waiting_workspaces(*, now: datetime) -> list[UUID]:
    """Where something waited for the end of quiet hours that are over."""
    due = Telling.objects.filter(told_at__isnull=True, tell_after__lte=now, finding__state=State.OPEN)
    return list(due.order_by().values_list("finding__workspace", flat=True).distinct())


@transaction.atomic
def tell_waiting(*, workspace_id: UUID | str, now: datetime) -> None:
    """Tell the members of a workspace what waited; what another worker told meanwhile is told."""
    workspace = Workspace.objects.select_for_update(no_key=True).filter(pk=workspace_id).first()
    if workspace is None:
        return
    wishes = wishes_of(workspace)
    held = Telling.objects.filter(finding__workspace=workspace, told_at__isnull=True, tell_after__lte=now)
    held.exclude(user__in=wishes).delete()
    long_ago = now - timedelta(days=weights.NOTICE_AGE_DAYS)
    held.filter(finding__noticed_at__lt=long_ago).update(tell_after=None)
    for user, wish in wishes.items():
        _tell_member(workspace, user, wish, now)


def _tell_member(workspace: Workspace, user: "User", wishes: TellingPreference, now: datetime) -> None:
    """Tell one member all that is due to them."""
    rows = Telling.objects.filter(user=user, finding__workspace=workspace, finding__state=State.OPEN)
    due = list(
        rows.filter(told_at__isnull=True, tell_after__lte=now)
        .select_related("finding__transaction__merchant")
        .prefetch_related("finding__related")
    )
    if not due:
        return
    was_held = any(row.tell_after and row.tell_after > row.finding.noticed_at for row in due)
    groups = groups_of([row.finding for row in due])
    urgent = [group for group in groups if group[0].level == Level.URGENT]
    for group, are_related in _bundled(urgent, is_one=False):
        words = words_of(group, are_related=are_related)
        send(workspace, user, group, words, now=now, way=Way.URGENT, wishes=wishes)
    others = [group for group in groups if group not in urgent]
    told = _told_lately(workspace, user, now) if others else []
    others = [group for group in others if not _joins_told(user, group, told, now)]
    for group, are_related in _bundled(others, is_one=was_held):
        if _may_bother(workspace, user, now):
            words = words_of(group, are_related=are_related)
            send(workspace, user, group, words, now=now, way=Way.NOTICE, wishes=wishes)
        else:
            _rows(user, group).update(tell_after=None)


def _bundled(groups: list[list[Finding]], *, is_one: bool) -> list[tuple[list[Finding], bool]]:
    """Many at once, or what waited for the morning, are one notification."""
    count = sum(len(group) for group in groups)
    if len(groups) > 1 and (is_one or count >= weights.BUNDLE_FROM):
        return [([finding for group in groups for finding in group], False)]
    return [(group, True) for group in groups]


def _may_bother(workspace: Workspace, user: "User", now: datetime) -> bool:
    """At most three notifications a day and six in thirty days; the rest waits for the weekly digest."""
    told = Telling.objects.filter(user=user, finding__workspace=workspace, way=Way.NOTICE)

    def count(days: int) -> int:
        since = now - timedelta(days=days)
        return told.filter(told_at__gt=since).order_by().values("notification").distinct().count()

    return count(1) < weights.AT_MOST_A_DAY and count(30) < weights.AT_MOST_A_MONTH


def _told_lately(workspace: Workspace, user: "User", now: datetime) -> list[Telling]:
    """What a member was told within a day, the latest first. Two queries."""
    since = now - timedelta(hours=weights.MERGE_HOURS)
    rows = Telling.objects.filter(user=user, finding__workspace=workspace, told_at__gt=since)
    rows = rows.filter(way__in=[Way.NOTICE, Way.URGENT], notification__isnull=False)
    rows = rows.select_related("finding__transaction__merchant", "notification")
    return list(rows.prefetch_related("finding__related").order_by("-told_at", "-pk"))


def _joins_told(user: "User", group: list[Finding], told: Sequence[Telling], now: datetime) -> bool:
    """Whether the member was told of the same thing within a day; it is then said in that notification."""
    earlier = next((row for row in told if any(belong(row.finding, finding) for finding in group)), None)
    if earlier is None or earlier.notification is None:
        return False
    together = [row.finding for row in told if row.notification_id == earlier.notification_id]
    words = words_of([*together, *group])
    notifications.amend(
        notification=earlier.notification,
        title=words.title,
        body=words.body,
        url=words.url,
        details=words.details,
    )
    mark_told(user, group, earlier.notification, now=now, way=Way.NOTICE, lead=earlier.finding)
    return True


def tell_risen(*, workspace: Workspace, finding: Finding, now: datetime) -> None:
    """What was told as less has become urgent: that is told once, whatever was told before."""
    for user, wishes in wishes_of(workspace).items():
        row, _is_new = Telling.objects.get_or_create(finding=finding, user=user)
        if row.way != Way.URGENT:
            words = words_of([finding])
            send(workspace, user, [finding], words, now=now, way=Way.URGENT, wishes=wishes)


# Sending


def send(
    workspace: Workspace,
    user: "User",
    group: Sequence[Finding],
    words: Words,
    *,
    now: datetime,
    way: str,
    wishes: TellingPreference,
) -> None:
    """One notification for a group; what is urgent goes out by mail and text message too."""
    is_urgent = way == Way.URGENT
    by_sms = is_urgent and wishes.urgent_by_sms and wishes.phone
    key = f"finding:{group[0].pk}" + (":urgent" if is_urgent else "")
    notifications.notify(
        workspace=workspace,
        users=[user],
        kind="finding",
        title=words.title,
        body=words.body,
        url=words.url,
        key=key,
        details=words.details,
        email_to=[user] if is_urgent and wishes.urgent_by_email else [],
        sms_to={user.pk: wishes.phone} if by_sms else None,
    )
    told = Notification.objects.in_workspace(workspace).get(user=user, key=key)
    mark_told(user, group, told, now=now, way=way, lead=group[0])


def mark_told(
    user: "User",
    findings: Iterable[Finding],
    notification: Notification,
    *,
    now: datetime,
    way: str,
    lead: Finding | None = None,
) -> None:
    """Remember what a member was told; for the finding itself, when the first of them was."""
    chosen = list(findings)
    _rows(user, chosen).update(told_at=now, way=way, notification=notification)
    fresh = Finding.objects.filter(pk__in=[finding.pk for finding in chosen], told_at__isnull=True)
    if lead is not None:
        fresh.exclude(pk=lead.pk).update(told_with=lead)
    fresh.update(told_at=now)


def _rows(user: "User", findings: Iterable[Finding]) -> QuerySet[Telling]:
    return Telling.objects.filter(user=user, finding__in=[finding.pk for finding in findings])
