"""Ways in and out of an assistant: setting them up, turning them off, taking them away."""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from assistants.models import Assistant, Channel
from assistants.models.channels import new_public_key
from assistants.services.delivery import deliver, deliver_due, try_again
from lumen.audit import services as audit
from lumen.common import crypto
from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from accounts.models import User, Workspace

__all__ = [
    "create",
    "credentials_of",
    "delete",
    "deliver",
    "deliver_due",
    "rotate_key",
    "try_again",
    "turn",
    "update",
]

MOST_CHANNELS = 50
BRINGS_ITS_KEY = {Channel.Kind.SLACK}  # the other side makes the key, and tells it


class TooManyChannelsError(LumenError):
    status, code, title = 409, "too-many-channels", "There are too many channels"


class SameMailboxError(LumenError):
    status, code, title = 409, "same-mailbox", "This mailbox is connected already"


class ForeignKeyError(LumenError):
    status, code, title = 422, "foreign-key", "This key is made elsewhere"


@transaction.atomic
def create(
    *,
    assistant: Assistant,
    actor: "User | None",
    kind: str,
    name: str,
    settings: Mapping[str, Any] | None = None,
    credentials: Mapping[str, str] | None = None,
    secret: str = "",
    origins: Sequence[str] = (),
) -> Channel:
    """Set a channel up; without a `secret` one is made (`channel.key` says it).

    Raises:
        TooManyChannelsError: the workspace has as many as it may.
        SameMailboxError: another channel reads this mailbox.
    """
    _require_room(assistant.workspace)
    if kind == Channel.Kind.EMAIL:
        _require_other_mailbox(assistant.workspace, settings or {})
    channel = Channel.objects.create(
        workspace=assistant.workspace,
        assistant=assistant,
        kind=kind,
        name=name[:80],
        secret=crypto.encrypt(secret or secrets.token_urlsafe(32)),
        credentials=_sealed(credentials) if credentials else None,
        settings=dict(settings or {}),
        origins=list(origins),
    )
    _audit(channel, actor, "channel.created")
    return channel


@transaction.atomic
def update(
    *,
    channel: Channel,
    actor: "User",
    name: str | None = None,
    settings: Mapping[str, Any] | None = None,
    credentials: Mapping[str, str] | None = None,
    secret: str = "",
    origins: Sequence[str] | None = None,
) -> Channel:
    """Change what is given; settings and credentials are laid over those there are."""
    row = _locked(channel)
    if name is not None:
        row.name = name[:80]
    if settings is not None:
        row.settings = {**row.settings, **settings}
    if credentials:
        row.credentials = _sealed({**credentials_of(row), **credentials})
    if secret:
        row.secret = crypto.encrypt(secret)
    if origins is not None:
        row.origins = list(origins)
    row.problem = ""
    row.save()
    changed = [key for key, value in (("name", name), ("settings", settings), ("origins", origins)) if value]
    _audit(row, actor, "channel.changed", changed=changed, has_new_credentials=bool(credentials or secret))
    return row


@transaction.atomic
def turn(*, channel: Channel, actor: "User", is_active: bool) -> Channel:
    row = _locked(channel)
    row.is_active = is_active
    row.save(update_fields=["is_active", "updated_at"])
    _audit(row, actor, "channel.turned", is_active=is_active)
    return row


@transaction.atomic
def rotate_key(*, channel: Channel, actor: "User") -> str:
    """Make another key; the one before is worth nothing from now on.

    Raises:
        ForeignKeyError: the key comes from the other side.
    """
    if channel.kind in BRINGS_ITS_KEY:
        raise ForeignKeyError(_("Make a new signing secret at Slack, then enter it here."))
    row = _locked(channel)
    key = secrets.token_urlsafe(32)
    row.secret = crypto.encrypt(key)
    row.save(update_fields=["secret", "updated_at"])
    _audit(row, actor, "channel.key_rotated")
    return key


@transaction.atomic
def delete(*, channel: Channel, actor: "User", now: datetime) -> None:
    """Take a channel away: its secrets are forgotten at once, what customers wrote there stays."""
    row = _locked(channel)
    if row.deleted_at:
        return
    row.deleted_at, row.is_active = now, False
    row.secret = row.credentials = None
    row.public_key, row.cursor, row.problem = new_public_key(), {}, ""
    row.save()
    row.deliveries.filter(next_at__isnull=False).update(next_at=None)
    _audit(row, actor, "channel.deleted")


def credentials_of(channel: Channel) -> dict[str, str]:
    """Passwords and tokens of a channel, in the clear."""
    if not channel.credentials:
        return {}
    told: dict[str, str] = json.loads(crypto.decrypt(channel.credentials))
    return told


def _require_room(workspace: "Workspace") -> None:
    if Channel.objects.in_workspace(workspace).kept().count() >= MOST_CHANNELS:
        told = _("A workspace has at most %(most)s channels. Delete one first.") % {"most": MOST_CHANNELS}
        raise TooManyChannelsError(told)


def _require_other_mailbox(workspace: "Workspace", settings: Mapping[str, Any]) -> None:
    """Two readers of one folder would make two enquiries of each mail."""
    kept = Channel.objects.in_workspace(workspace).kept().filter(kind=Channel.Kind.EMAIL)
    same = kept.filter(settings__address=settings.get("address"), settings__folder=settings.get("folder"))
    if (other := same.first()) is not None:
        raise SameMailboxError(_("The channel %(name)s reads it.") % {"name": other.name})


def _locked(channel: Channel) -> Channel:
    return Channel.objects.select_for_update(of=("self",)).select_related("workspace").get(pk=channel.pk)


def _sealed(credentials: Mapping[str, str]) -> bytes:
    return crypto.encrypt(json.dumps(dict(credentials)))


def _audit(channel: Channel, actor: "User | None", action: str, **facts: Any) -> None:
    audit.record(
        workspace=channel.workspace,
        actor=actor,
        action=action,
        channel_id=channel.pk,
        kind=channel.kind,
        **facts,
    )
