"""The workspace's own programs that Lumen calls: setting them up, trying them, and text messages."""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from lumen.audit import services as audit
from lumen.common import crypto
from lumen.notifications import outgoing
from lumen.notifications.models import Delivery, Notification, OutgoingHook
from lumen.notifications.outgoing import HookFailedError

if TYPE_CHECKING:
    from accounts.models import User, Workspace

SMS_LETTERS = 300
TURNED_OFF = "No program for text messages is set up, or it is turned off."


def sms_hook(workspace: "Workspace") -> OutgoingHook | None:
    """The program that sends this workspace's text messages, turned on or off."""
    return OutgoingHook.objects.in_workspace(workspace).filter(purpose=OutgoingHook.Purpose.SMS).first()


def can_text(workspace: "Workspace") -> bool:
    hook = sms_hook(workspace)
    return hook is not None and hook.is_active


@transaction.atomic
def save_hook(*, workspace: "Workspace", actor: "User", url: str, purpose: str) -> OutgoingHook:
    """Set up a program, or move it to another address; it is then turned on, and keeps its key.

    Raises:
        HookAddressError: this is no address of a web server; nothing is changed.
    """
    outgoing.check_address(url)
    hook, is_new = OutgoingHook.objects.select_for_update().get_or_create(
        workspace=workspace,
        purpose=purpose,
        defaults={"url": url, "secret": _new_secret(), "created_by": actor},
    )
    hook.url, hook.is_active, hook.problem = url, True, ""
    hook.save()
    _audit(hook, actor, action="hook.created") if is_new else _audit(hook, actor, action="hook.changed")
    return hook


@transaction.atomic
def turn(*, hook: OutgoingHook, actor: "User", is_active: bool) -> None:
    hook.is_active = is_active
    hook.save(update_fields=["is_active", "updated_at"])
    _audit(hook, actor, action="hook.turned", is_active=is_active)


@transaction.atomic
def rotate_key(*, hook: OutgoingHook, actor: "User") -> None:
    """From now on another key signs; the one before is worth nothing."""
    hook.secret = _new_secret()
    hook.save(update_fields=["secret", "updated_at"])
    _audit(hook, actor, action="hook.key_rotated")


@transaction.atomic
def delete_hook(*, hook: OutgoingHook, actor: "User") -> None:
    _audit(hook, actor, action="hook.deleted")
    hook.delete()


def send_test(*, hook: OutgoingHook, actor: "User", to: str, now: datetime) -> None:
    """Have a program send a message that says it is a test, also while it is turned off.

    Raises:
        HookFailedError: it was not taken, and why.
    """
    _audit(hook, actor, action="hook.tested")
    text = "Lumen: this is a test. Text messages work."
    payload = {"to": to, "text": text, "finding_id": None, "url": settings.SITE_URL}
    outgoing.post(hook=hook, payload=payload, delivery=f"test-{uuid4()}", now=now)


def deliver_sms(*, delivery_id: int, now: datetime) -> None:
    """Hand a text message to the workspace's program, unless it has taken it already.

    Raises:
        HookFailedError: it was not taken; the delivery says why.
    """
    failure: HookFailedError | None = None
    with transaction.atomic():
        found = Delivery.objects.select_for_update(of=("self",)).select_related("notification__workspace")
        delivery = found.filter(pk=delivery_id).first()
        if delivery is None or delivery.delivered_at:
            return
        try:
            _hand_over(delivery, now)
        except HookFailedError as error:
            delivery.problem, failure = error.detail[:300], error
        else:
            delivery.problem, delivery.delivered_at = "", now
        delivery.save(update_fields=["problem", "delivered_at"])
    if failure:
        raise failure


def _hand_over(delivery: Delivery, now: datetime) -> None:
    hook = sms_hook(delivery.notification.workspace)
    if hook is None or not hook.is_active:
        raise HookFailedError(TURNED_OFF, is_lasting=True)
    payload = _message(delivery.notification, delivery.address)
    outgoing.post(hook=hook, payload=payload, delivery=str(delivery.pk), now=now)


def _message(notification: Notification, to: str) -> dict[str, Any]:
    text = f"{notification.title}. {notification.body}" if notification.body else notification.title
    short = text if len(text) <= SMS_LETTERS else f"{text[: SMS_LETTERS - 1]}…"
    return {
        "to": to,
        "text": short,
        "finding_id": notification.details.get("finding_id"),
        "url": f"{settings.SITE_URL}{notification.url}",
    }


def _new_secret() -> bytes:
    return crypto.encrypt(secrets.token_urlsafe(32))


def _audit(hook: OutgoingHook, actor: "User", *, action: str, **facts: Any) -> None:
    audit.record(
        workspace=hook.workspace, actor=actor, action=action, hook_id=hook.pk, purpose=hook.purpose, **facts
    )
