"""Reading mailboxes again and again: each step's mails are kept together with how far it reached."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from redis.exceptions import LockError
from redis.lock import Lock

from accounts.models import Membership
from lumen.audit import services as audit
from lumen.common.mailboxes.base import Cursor, LaterError, MailboxError, ReconnectError, Step
from lumen.common.redis import client
from lumen.common.tasks import enqueue
from lumen.notifications.services import notify
from transactions.mailboxes.opening import POLLED, gmail_of, mailbox_of
from transactions.mailboxes.storing import store
from transactions.models import Source

log = structlog.get_logger(__name__)

STEPS = 40  # of one poll; what remains is left to the next, so that no mailbox keeps a worker
LOCK_SECONDS = 300
LONGEST_BACKOFF = 3600
WATCH_MARGIN = timedelta(days=2)


def due() -> list[str]:
    """The mailboxes to look at now: those that work, and those whose wait is over."""
    ids = Source.objects.filter(kind__in=POLLED, is_active=True).exclude(state=Source.State.RECONNECT)
    return [str(pk) for pk in ids.values_list("pk", flat=True) if not client().exists(_wait_key(pk))]


def poll(*, source_id: str, now: datetime) -> None:
    """Read what is new in one mailbox. A second poll at the same time does nothing."""
    with _alone(source_id) as lock:
        source = Source.objects.select_related("workspace").filter(pk=source_id, is_active=True).first()
        if lock is None or source is None:
            return
        try:
            has_more = _read(source, lock, now)
        except MailboxError as error:
            _note_trouble(source, error, now)
            return
    client().delete(_failures_key(source_id), _wait_key(source_id))
    if has_more:
        enqueue("transactions.tasks.poll_mailbox", source_id=source_id)


@contextmanager
def _alone(source_id: str) -> Iterator[Lock | None]:
    """The only poll of this mailbox, or `None`."""
    lock = client().lock(f"lumen:mailbox:{source_id}", timeout=LOCK_SECONDS, blocking=False)
    if not lock.acquire():
        yield None
        return
    try:
        yield lock
    finally:
        try:
            lock.release()
        except LockError:
            log.warning("mailbox.lock_lost", source_id=source_id)


def _read(source: Source, lock: Lock, now: datetime) -> bool:
    """Up to `STEPS` steps; whether there is more."""
    mailbox = mailbox_of(source, now=now)
    try:
        cursor: Cursor = source.cursor.get("at", {})
        for _step in range(STEPS):
            step = mailbox.step(cursor)
            lock.reacquire()
            if not keep(source=source, before=cursor, step=step, now=now):
                return False
            cursor = step.cursor
            if not step.has_more:
                return False
    finally:
        mailbox.close()
    return True


@transaction.atomic
def keep(*, source: Source, before: Cursor, step: Step, now: datetime) -> bool:
    """Store a step's mails and move the cursor, both or neither.

    Returns:
        `False`, with nothing stored, when the source was paused or another poll was faster.
    """
    row = Source.objects.select_for_update(of=("self",)).select_related("workspace").get(pk=source.pk)
    if not row.is_active or row.cursor.get("at", {}) != before:
        return False
    store(source=row, mails=step.mails)
    row.cursor = {
        "at": step.cursor,
        "looked_at": row.cursor.get("looked_at", 0) + step.looked_at,
        "too_large": row.cursor.get("too_large", 0) + step.too_large,
    }
    row.state, row.problem, row.polled_at = Source.State.WORKING, "", now
    row.save(update_fields=["cursor", "state", "problem", "polled_at", "updated_at"])
    return True


def _note_trouble(source: Source, error: MailboxError, now: datetime) -> None:
    _wait(source, error)
    _mark(source, error, now)


def _wait(source: Source, error: MailboxError) -> None:
    """Each failure in a row doubles the wait, up to an hour; longer when the server asks for it."""
    failures = int(client().incr(_failures_key(source.pk)))
    client().expire(_failures_key(source.pk), 86_400)
    asked = error.seconds if isinstance(error, LaterError) else 0
    seconds = max(asked, min(60 * 2 ** min(failures - 1, 10), LONGEST_BACKOFF))
    client().set(_wait_key(source.pk), "1", ex=seconds)


@transaction.atomic
def _mark(source: Source, error: MailboxError, now: datetime) -> None:
    row = Source.objects.select_for_update(of=("self",)).select_related("workspace").get(pk=source.pk)
    needs_person = isinstance(error, ReconnectError)
    is_news = needs_person and row.state != Source.State.RECONNECT
    row.state = Source.State.RECONNECT if needs_person else Source.State.FAILING
    row.problem, row.polled_at = error.detail[:300], now
    row.save(update_fields=["state", "problem", "polled_at", "updated_at"])
    if is_news:
        _tell(row, now)
        audit.record(workspace=row.workspace, actor=None, action="source.permission_lost", source_id=row.pk)


def _tell(source: Source, now: datetime) -> None:
    members = Membership.objects.filter(workspace=source.workspace).select_related("user")
    notify(
        workspace=source.workspace,
        users=[member.user for member in members],
        kind="source",
        title=_("%(name)s has to be connected again") % {"name": source.name},
        body=source.problem,
        url=reverse("transactions:source", args=[source.pk]),
        key=f"source:{source.pk}:{now.isoformat()}",
    )


def renew_watches(*, now: datetime) -> int:
    """Ask Google to go on telling about new mail (it stops after seven days); how many it will."""
    if not settings.GMAIL_PUBSUB_TOPIC:
        return 0
    mailboxes = Source.objects.filter(kind=Source.Kind.GMAIL, is_active=True)
    return sum(watch(source=source, now=now) for source in mailboxes.exclude(state=Source.State.RECONNECT))


def watch(*, source: Source, now: datetime) -> bool:
    """Renew one watch; polling goes on whether or not it works."""
    mailbox = gmail_of(source)
    try:
        until = mailbox.watch(settings.GMAIL_PUBSUB_TOPIC)
    except MailboxError as error:
        log.warning("mailbox.watch_failed", source_id=str(source.pk), code=error.code)
        if isinstance(error, ReconnectError):
            _mark(source, error, now)
        return False
    finally:
        mailbox.close()
    Source.objects.filter(pk=source.pk).update(watched_until=until)
    return True


def _wait_key(source_id: object) -> str:
    return f"lumen:mailbox:{source_id}:wait"


def _failures_key(source_id: object) -> str:
    return f"lumen:mailbox:{source_id}:failures"
