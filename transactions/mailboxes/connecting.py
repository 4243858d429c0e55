"""Connecting a mailbox, for the first time or again."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lumen.audit import services as audit
from lumen.common.crypto import encrypt
from lumen.common.mailboxes.base import MailboxError
from lumen.common.mailboxes.imap import Imap, Login
from lumen.common.tasks import enqueue
from transactions.mailboxes.gmail import Gmail
from transactions.mailboxes.google_oauth import Tokens
from transactions.models import Source

if TYPE_CHECKING:
    from accounts.models import User, Workspace


class OtherMailboxError(MailboxError):
    status = 409
    code, title = "other-mailbox", "This is another mailbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A mailbox that was seen to work."""

    kind: str
    address: str
    credentials: str  # JSON
    settings: dict[str, str | int]


def gmail_connection(*, tokens: Tokens, reads: str) -> Connection:
    """Ask Gmail whose mailbox the tokens open.

    Raises:
        MailboxError: it does not open.
    """
    fresh = [tokens]
    mailbox = Gmail(tokens, keep_tokens=fresh.append, now=timezone.now)
    try:
        address = mailbox.address()
    finally:
        mailbox.close()
    return Connection(
        kind=Source.Kind.GMAIL,
        address=address,
        credentials=fresh[-1].to_json(),
        settings={"address": address, "reads": reads},
    )


def imap_connection(*, login: Login, address: str, reads: str, now: datetime) -> Connection:
    """Sign in and open the folder.

    Raises:
        MailboxError: with what is wrong in words.
    """
    check_imap(login=login, now=now)
    told: dict[str, str | int] = {
        "host": login.host,
        "port": login.port,
        "user": login.user,
        "folder": login.folder,
    }
    return Connection(
        kind=Source.Kind.IMAP,
        address=address.lower(),
        credentials=json.dumps({"password": login.password}),
        settings={**told, "address": address.lower(), "reads": reads},
    )


def check_imap(*, login: Login, now: datetime) -> int:
    """How many mails the folder holds.

    Raises:
        MailboxError: with what is wrong in words.
    """
    mailbox = Imap(login, since=now)
    try:
        return mailbox.check()
    finally:
        mailbox.close()


@transaction.atomic
def connect(
    *, workspace: "Workspace", actor: "User", connection: Connection, expected: Source | None = None
) -> Source:
    """Keep a working connection and begin to read; the same mailbox again is the same source.

    Raises:
        OtherMailboxError: `expected` was to be connected again, but this is another mailbox.
    """
    if expected is not None and expected.settings.get("address") != connection.address:
        raise OtherMailboxError(
            f"This is {connection.address}. Sign in as {expected.settings.get('address')} instead."
        )
    known = expected or _known(workspace, connection)
    source = known or Source(
        workspace=workspace,
        kind=connection.kind,
        name=connection.address[:80],
        secret=encrypt(secrets.token_urlsafe(32)),
    )
    if known and _reads_elsewhere(known, connection):
        source.cursor = {}
    source.credentials = encrypt(connection.credentials)
    source.settings = dict(connection.settings)
    source.state, source.problem, source.is_active = Source.State.WORKING, "", True
    source.save()
    action = "source.reconnected" if known else "source.created"
    audit.record(workspace=workspace, actor=actor, action=action, source_id=source.pk, kind=connection.kind)
    _begin(source)
    return source


def _begin(source: Source) -> None:
    enqueue("transactions.tasks.poll_mailbox", source_id=str(source.pk))
    if source.kind == Source.Kind.GMAIL and settings.GMAIL_PUBSUB_TOPIC:
        enqueue("transactions.tasks.watch_mailbox", source_id=str(source.pk))


def _known(workspace: "Workspace", connection: Connection) -> Source | None:
    mine = Source.objects.in_workspace(workspace).filter(kind=connection.kind)
    return mine.filter(settings__address=connection.address).first()


def _reads_elsewhere(known: Source, connection: Connection) -> bool:
    """Another folder, or other mails of it: what was read before says nothing about it."""
    return any(known.settings.get(name) != connection.settings.get(name) for name in ("folder", "reads"))
