"""Ways in: making, pausing and removing them, and the keys they sign with."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from lumen.audit import services as audit
from lumen.common.crypto import decrypt, encrypt
from lumen.common.errors import LumenError
from transactions.models import RawItem, Source
from transactions.parsing import Reading, read_message
from transactions.services import inbox
from transactions.services.inbox import Received
from transactions.sources import payloads, signatures

if TYPE_CHECKING:
    from accounts.models import User, Workspace

MANUAL_NAME = "Pasted by hand"
MAX_BYTES = 64 * 1024
MAX_MAIL_BYTES = 1024 * 1024


class UnknownSourceError(LumenError):
    status = 401
    code, title = "unknown-source", "This source is not known"


class PausedSourceError(LumenError):
    status = 403
    code, title = "paused-source", "This source is paused"


class TooLargeError(LumenError):
    status = 413
    code, title = "too-large", "This delivery is too large"


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A source with the key that is shown this once."""

    source: Source
    secret: str


@transaction.atomic
def create_source(*, workspace: "Workspace", actor: "User", name: str, kind: str) -> NewSecret:
    secret = secrets.token_urlsafe(32)
    source = Source.objects.create(workspace=workspace, kind=kind, name=name, secret=encrypt(secret))
    audit.record(workspace=workspace, actor=actor, action="source.created", source_id=source.pk, kind=kind)
    return NewSecret(source, secret)


@transaction.atomic
def rotate_key(*, source: Source, actor: "User") -> NewSecret:
    """A new key; deliveries signed with the old one are refused from now on."""
    secret = secrets.token_urlsafe(32)
    source.secret = encrypt(secret)
    source.save(update_fields=["secret", "updated_at"])
    audit.record(workspace=source.workspace, actor=actor, action="source.key_rotated", source_id=source.pk)
    return NewSecret(source, secret)


@transaction.atomic
def set_active(*, source: Source, actor: "User", active: bool) -> None:
    source.is_active = active
    source.save(update_fields=["is_active", "updated_at"])
    action = "source.resumed" if active else "source.paused"
    audit.record(workspace=source.workspace, actor=actor, action=action, source_id=source.pk)


@transaction.atomic
def delete_source(*, source: Source, actor: "User") -> None:
    """Remove a way in with its messages; the payments they told about stay in the ledger."""
    audit.record(
        workspace=source.workspace,
        actor=actor,
        action="source.deleted",
        source_id=source.pk,
        items=RawItem.objects.filter(source=source).count(),
    )
    source.delete()


@transaction.atomic
def manual_source(*, workspace: "Workspace", actor: "User | None") -> Source:
    """The source of messages a person pastes in; it has no key that anyone knows."""
    existing = Source.objects.in_workspace(workspace).filter(name=MANUAL_NAME, kind=Source.Kind.SMS).first()
    if existing:
        return existing
    source = Source.objects.create(
        workspace=workspace,
        kind=Source.Kind.SMS,
        name=MANUAL_NAME,
        secret=encrypt(secrets.token_urlsafe(32)),
    )
    audit.record(
        workspace=workspace, actor=actor, action="source.created", source_id=source.pk, kind="manual"
    )
    return source


def secret_of(source: Source) -> str:
    return decrypt(source.secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A signed request as it came over the wire."""

    source_id: str
    timestamp: str
    signature: str
    content_type: str
    body: bytes


def accept_message(*, delivery: Delivery, now: datetime) -> Received:
    """Store a signed bank message.

    Raises:
        TooLargeError, UnknownSourceError, SignatureError, StaleDeliveryError, PausedSourceError,
        UnreadablePayloadError: nothing is stored.
    """
    source, signed_at = _authenticated(delivery, Source.Kind.SMS, now)
    told = payloads.read_payload(delivery.body, delivery.content_type)
    told_at = signatures.parse_moment(told.stamp)
    received_at = told_at if told_at and told_at <= now else signed_at
    return inbox.receive(
        source=source,
        sender=told.sender,
        text=told.text,
        received_at=received_at,
        stamp=told.stamp,
        channel_id=told.channel_id,
    )


def accept_mail(*, delivery: Delivery, now: datetime) -> Received:
    """Store a signed mail; the body of the request is the mail itself.

    Raises: as `accept_message`.
    """
    source, signed_at = _authenticated(delivery, Source.Kind.MAIL, now)
    return inbox.receive_mail(source=source, raw=delivery.body, received_at=signed_at)


def try_message(*, source: Source, sender: str, text: str, now: datetime) -> Reading:
    """Sign a message with the source's key and take it through signature and reader; keeps nothing."""
    body = json.dumps({"from": sender, "body": text, "timestamp": now.isoformat()}).encode()
    stamp = str(int(now.timestamp()))
    secret = secret_of(source)
    signature = signatures.sign(secret=secret, timestamp=stamp, body=body)
    signatures.verify(secret=secret, timestamp=stamp, signature=signature, body=body, now=now)
    told = payloads.read_payload(body, "application/json")
    return read_message(told.sender, told.text, now)


def _authenticated(delivery: Delivery, kind: str, now: datetime) -> tuple[Source, datetime]:
    if len(delivery.body) > (MAX_MAIL_BYTES if kind == Source.Kind.MAIL else MAX_BYTES):
        raise TooLargeError("A delivery may hold up to 64 KB. Send one message at a time.")
    source = _source(delivery.source_id, kind)
    signed_at = signatures.verify(
        secret=secret_of(source),
        timestamp=delivery.timestamp,
        signature=delivery.signature,
        body=delivery.body,
        now=now,
    )
    if not source.is_active:
        raise PausedSourceError("This source is paused. Resume it on the Sources page, then send again.")
    return source, signed_at


def _source(source_id: str, kind: str) -> Source:
    from django.core.exceptions import ValidationError

    try:
        source = Source.objects.select_related("workspace", "account").filter(pk=source_id, kind=kind).first()
    except (ValidationError, ValueError):
        source = None
    if source is None:
        raise UnknownSourceError(
            "X-Lumen-Source names no source of this kind. Copy the id from the Sources page."
        )
    return source
