"""Telling members."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from lumen.audit import services as audit
from lumen.common import events
from lumen.common.tasks import enqueue
from lumen.notifications.models import Notification, Preference

if TYPE_CHECKING:
    from accounts.models import User, Workspace


@transaction.atomic
def notify(
    *,
    workspace: "Workspace",
    users: "Iterable[User]",
    kind: str,
    title: str,
    body: str = "",
    url: str = "",
    key: str = "",
) -> list[Notification]:
    """Tell each user once per `key`: in the app at once, by mail where they asked for it."""
    people = list(users)
    by_email = set(
        Preference.objects.filter(user__in=people, kind=kind, by_email=True).values_list("user_id", flat=True)
    )
    told = [
        Notification(workspace=workspace, user=user, kind=kind, title=title, body=body, url=url, key=key)
        for user in people
    ]
    Notification.objects.bulk_create(told, ignore_conflicts=True)
    ids = [notification.pk for notification in told]
    created = list(Notification.objects.in_workspace(workspace).filter(pk__in=ids))
    for notification in created:
        transaction.on_commit(partial(_announce, notification))
        if notification.user_id in by_email:
            enqueue("lumen.notifications.tasks.send_email", notification_id=str(notification.pk))
    return created


def _announce(notification: Notification) -> None:
    events.publish(
        workspace_id=notification.workspace_id,
        user_ids=[notification.user_id],
        type="notification",
        id=notification.pk,
        kind=notification.kind,
        title=notification.title,
        body=notification.body,
        url=notification.url,
    )


def mark_read(*, notification: Notification, now: datetime) -> None:
    if notification.read_at is None:
        notification.read_at = now
        notification.save(update_fields=["read_at"])


def mark_all_read(*, workspace: "Workspace", user: "User", now: datetime) -> int:
    return Notification.objects.in_workspace(workspace).unread_by(user).update(read_at=now)


@transaction.atomic
def save_email_kinds(*, user: "User", kinds: Iterable[str], known: Iterable[str]) -> None:
    """Remember of each `known` kind whether the person wants it by mail."""
    wanted = set(kinds)
    for kind in known:
        Preference.objects.update_or_create(user=user, kind=kind, defaults={"by_email": kind in wanted})
    audit.record(workspace=None, actor=user, action="notification_preferences.changed", kinds=sorted(wanted))
