"""Ways in: making, pausing and ending them, and the keys they sign with."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet

from lumen.audit import services as audit
from lumen.common.crypto import decrypt, encrypt
from lumen.common.errors import LumenError
from transactions.mailboxes import opening
from transactions.models import Evidence, RawItem, Source, Transaction
from transactions.services.changes import delete_transactions

if TYPE_CHECKING:
    from accounts.models import User, Workspace

MANUAL_NAME = "Pasted by hand"
UPLOAD_NAME = "Uploaded mails"
GRACE = timedelta(minutes=10)  # a forwarder is given its new key without losing what comes meanwhile
EVERYTHING, BOOKED, PAYMENTS, NOTHING = "everything", "booked", "payments", "nothing"
KEEPS = (EVERYTHING, BOOKED, PAYMENTS, NOTHING)


class NotAKeyKindError(LumenError):
    code, title = "not-a-key-kind", "This kind of source is connected on its page"


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A source with the key that is shown this once."""

    source: Source
    secret: str


@transaction.atomic
def create_source(
    *, workspace: "Workspace", actor: "User", name: str, kind: str, app: str = "", takes_key: bool = False
) -> NewSecret:
    """A way in that others push to.

    Args:
        app: which forwarder it is for; its page shows that one's steps.
        takes_key: the key itself in a header is enough, for apps that cannot sign.

    Raises:
        NotAKeyKindError: mailboxes have no key; they are connected.
    """
    if kind not in {Source.Kind.SMS, Source.Kind.MAIL}:
        raise NotAKeyKindError("Gmail and IMAP mailboxes are connected on the Sources page.")
    secret = secrets.token_urlsafe(32)
    told = {"app": app, "takes_key": takes_key} if app or takes_key else {}
    source = Source.objects.create(
        workspace=workspace, kind=kind, name=name, secret=encrypt(secret), settings=told
    )
    audit.record(workspace=workspace, actor=actor, action="source.created", source_id=source.pk, kind=kind)
    return NewSecret(source, secret)


@transaction.atomic
def rotate_key(*, source: Source, actor: "User", now: datetime, at_once: bool = False) -> NewSecret:
    """A new key. The old one still works for ten minutes, unless it has to stop `at_once`."""
    secret = secrets.token_urlsafe(32)
    told = credentials_of(source)
    told.pop("old_key", None)
    if not at_once:
        told |= {"old_key": secret_of(source), "old_until": (now + GRACE).isoformat()}
    source.secret = encrypt(secret)
    source.credentials = encrypt(json.dumps(told))
    source.save(update_fields=["secret", "credentials", "updated_at"])
    audit.record(workspace=source.workspace, actor=actor, action="source.key_rotated", source_id=source.pk)
    return NewSecret(source, secret)


@transaction.atomic
def set_active(*, source: Source, actor: "User", active: bool) -> None:
    source.is_active = active
    source.save(update_fields=["is_active", "updated_at"])
    action = "source.resumed" if active else "source.paused"
    audit.record(workspace=source.workspace, actor=actor, action=action, source_id=source.pk)


@transaction.atomic
def rename(*, source: Source, actor: "User", name: str) -> None:
    source.name = name
    source.save(update_fields=["name", "updated_at"])
    audit.record(workspace=source.workspace, actor=actor, action="source.renamed", source_id=source.pk)


@transaction.atomic
def set_forwarder(*, source: Source, actor: "User", takes_key: bool, twilio_token: str = "") -> None:
    """How strictly deliveries are checked; an empty Twilio token leaves the one that is there."""
    source.settings = {**source.settings, "takes_key": takes_key}
    if twilio_token:
        told = {**credentials_of(source), "twilio_token": twilio_token}
        source.credentials = encrypt(json.dumps(told))
    source.save(update_fields=["settings", "credentials", "updated_at"])
    audit.record(
        workspace=source.workspace,
        actor=actor,
        action="source.checks_changed",
        source_id=source.pk,
        takes_key=takes_key,
    )


def disconnect(*, source: Source, actor: "User", keep: str, now: datetime) -> None:
    """End a way in: give Google's permission back, forget key and password, delete what is asked.

    Args:
        keep: "everything"; "booked": only messages that a payment rests on; "payments": no messages;
            "nothing": also the payments that rest on nothing else go.
    """
    opening.release(source)
    with transaction.atomic():
        items = RawItem.objects.filter(source=source)
        if keep == NOTHING:
            _delete_payments(source, actor, now)
        deleted = _unwanted(items, keep).delete()[1].get("transactions.RawItem", 0)
        audit.record(
            workspace=source.workspace,
            actor=actor,
            action="source.deleted",
            source_id=source.pk,
            items=deleted,
            keep=keep,
        )
        if items.exists():
            _end(source)
        else:
            source.delete()


def _unwanted(items: QuerySet[RawItem], keep: str) -> QuerySet[RawItem]:
    if keep == EVERYTHING:
        return items.none()
    return items.filter(evidence=None) if keep == BOOKED else items


def _delete_payments(source: Source, actor: "User", now: datetime) -> None:
    """Those that nothing but this source told and no reconciliation rests on."""
    told = Transaction.objects.in_workspace(source.workspace).live().filter(evidence__raw_item__source=source)
    elsewhere = Evidence.objects.filter(transaction__in=told.values("pk")).exclude(raw_item__source=source)
    rows = Transaction.objects.filter(pk__in=told.values("pk"), reconciled_at=None)
    delete_transactions(
        workspace=source.workspace,
        actor=actor,
        rows=rows.exclude(pk__in=elsewhere.values("transaction")),
        now=now,
    )


def _end(source: Source) -> None:
    """The row stays behind its messages, without anything that opens a door."""
    source.is_active = False
    source.secret = encrypt(secrets.token_urlsafe(32))
    source.credentials, source.cursor = b"", {}
    source.settings = {**source.settings, "disconnected": True}
    source.state, source.problem = Source.State.WORKING, ""
    source.save()


def is_disconnected(source: Source) -> bool:
    return bool(source.settings.get("disconnected"))


def manual_source(*, workspace: "Workspace", actor: "User | None") -> Source:
    """The source of messages a person pastes in; it has no key that anyone knows."""
    return _own_source(workspace, actor, name=MANUAL_NAME, kind=Source.Kind.SMS, told="manual")


def upload_source(*, workspace: "Workspace", actor: "User | None") -> Source:
    """The source of mails that are uploaded as files; it has no key that anyone knows."""
    return _own_source(workspace, actor, name=UPLOAD_NAME, kind=Source.Kind.MAIL, told="upload")


@transaction.atomic
def _own_source(workspace: "Workspace", actor: "User | None", *, name: str, kind: str, told: str) -> Source:
    existing = Source.objects.in_workspace(workspace).filter(name=name, kind=kind).first()
    if existing:
        return existing
    source = Source.objects.create(
        workspace=workspace, kind=kind, name=name, secret=encrypt(secrets.token_urlsafe(32))
    )
    audit.record(workspace=workspace, actor=actor, action="source.created", source_id=source.pk, kind=told)
    return source


def is_own(source: Source) -> bool:
    """Whether people fill it by hand: there is nothing to connect."""
    return source.name in {MANUAL_NAME, UPLOAD_NAME}


def secret_of(source: Source) -> str:
    return decrypt(source.secret)


def secrets_of(source: Source, *, now: datetime) -> list[str]:
    """The key, and the old one while it still works."""
    told = credentials_of(source)
    is_old_good = "old_key" in told and datetime.fromisoformat(told["old_until"]) > now
    return [secret_of(source), *([told["old_key"]] if is_old_good else [])]


def credentials_of(source: Source) -> dict[str, Any]:
    if not source.credentials:
        return {}
    told: dict[str, Any] = json.loads(decrypt(source.credentials))
    return told
