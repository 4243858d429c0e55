"""Telling members."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from lumen.audit import services as audit
from lumen.common import events
from lumen.common.tasks import enqueue
from lumen.notifications.models import Delivery, Notification, Preference

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
    details: Mapping[str, Any] | None = None,
    email_to: "Iterable[User]" = (),
    sms_to: Mapping[UUID, str] | None = None,
) -> list[Notification]:
    """Tell each user once per `key`: in the app at once, by mail where they asked for it.

    Args:
        details: what a mail or a program is told beyond the words.
        email_to: those who get this one by mail whatever they chose for its kind.
        sms_to: phone numbers by user of those who get a text message too.
    """
    people = list(users)
    by_email = _wants_mail(people, kind) | {user.pk for user in email_to}
    told = [
        Notification(
            workspace=workspace,
            user=user,
            kind=kind,
            title=title[:200],
            body=body,
            url=url,
            key=key,
            details=dict(details or {}),
        )
        for user in people
    ]
    Notification.objects.bulk_create(told, ignore_conflicts=True)
    ids = [notification.pk for notification in told]
    created = list(Notification.objects.in_workspace(workspace).filter(pk__in=ids))
    for notification in created:
        transaction.on_commit(partial(_announce, notification))
        if notification.user_id in by_email:
            enqueue("lumen.notifications.tasks.send_email", notification_id=str(notification.pk))
        if phone := (sms_to or {}).get(notification.user_id):
            _text(notification, phone)
    return created


def _wants_mail(people: "list[User]", kind: str) -> set[UUID]:
    wanted = Preference.objects.filter(user__in=people, kind=kind, by_email=True)
    return set(wanted.values_list("user_id", flat=True))


def _text(notification: Notification, phone: str) -> None:
    delivery = Delivery.objects.create(notification=notification, channel=Delivery.SMS, address=phone)
    enqueue("lumen.notifications.tasks.send_sms", delivery_id=delivery.pk)


@transaction.atomic
def amend(
    *, notification: Notification, title: str, body: str, url: str, details: Mapping[str, Any] | None = None
) -> None:
    """Say more in a notification that was told: the same row, unread again, and live on open pages."""
    notification.title, notification.body, notification.url = title[:200], body, url
    notification.details, notification.read_at = dict(details or {}), None
    notification.save(update_fields=["title", "body", "url", "details", "read_at"])
    transaction.on_commit(partial(_announce, notification))


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
