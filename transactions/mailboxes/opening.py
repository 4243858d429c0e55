"""From a source's row to its mailbox, and back: credentials are kept encrypted."""

import json
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from lumen.common.crypto import decrypt, encrypt
from lumen.common.mailboxes.base import Mailbox, MailboxError
from lumen.common.mailboxes.imap import Imap, Login
from transactions.mailboxes import google_oauth, worth
from transactions.mailboxes.gmail import Gmail
from transactions.mailboxes.google_oauth import Tokens
from transactions.models import Source

POLLED = (Source.Kind.GMAIL, Source.Kind.IMAP)


def mailbox_of(source: Source, *, now: datetime) -> Mailbox:
    """The mailbox a source reads.

    Raises:
        ReconnectError: its credentials were given back.
    """
    return gmail_of(source) if source.kind == Source.Kind.GMAIL else _imap_of(source, now)


def gmail_of(source: Source) -> Gmail:
    def keep(tokens: Tokens) -> None:
        Source.objects.filter(pk=source.pk).update(credentials=encrypt(tokens.to_json()))

    return Gmail(tokens_of(source), keep_tokens=keep, now=timezone.now, everything=_reads_everything(source))


def tokens_of(source: Source) -> Tokens:
    return Tokens.from_json(decrypt(source.credentials))


def _imap_of(source: Source, now: datetime) -> Imap:
    is_wanted = None if _reads_everything(source) else worth.is_worth_reading
    return Imap(login_of(source), since=first_day(now), is_wanted=is_wanted)


def first_day(now: datetime) -> datetime:
    """How far back a mailbox that is read for the first time is looked through."""
    return now - timedelta(days=settings.MAILBOX_FIRST_DAYS)


def login_of(source: Source) -> Login:
    told = source.settings
    return Login(
        host=told["host"],
        port=told["port"],
        user=told["user"],
        password=json.loads(decrypt(source.credentials))["password"],
        folder=told["folder"],
    )


def _reads_everything(source: Source) -> bool:
    return bool(source.settings.get("reads") == worth.EVERYTHING)


def release(source: Source) -> None:
    """Give Google's permission back. What cannot be reached is left: the tokens are deleted here anyway."""
    if source.kind != Source.Kind.GMAIL or not source.credentials:
        return
    if source.watched_until:
        mailbox = gmail_of(source)
        try:
            mailbox.stop_watching()
        except MailboxError:
            pass  # the watch ends by itself within a week
        finally:
            mailbox.close()
    google_oauth.revoke(tokens_of(source))
