"""Reading the mailboxes of channels again and again."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from redis.exceptions import LockError
from redis.lock import Lock

from accounts.models import Membership
from assistants.channels.mail import mailbox, taking
from assistants.channels.mail.taking import Outcome
from assistants.models import Channel
from assistants.services import delivery
from lumen.common.mailboxes.base import Cursor, LaterError, MailboxError, ReconnectError, Step
from lumen.common.mailboxes.imap import Imap
from lumen.common.redis import client
from lumen.common.tasks import enqueue
from lumen.notifications.services import notify

log = structlog.get_logger(__name__)

STEPS = 20  # of one poll; what remains is left to the next, so that no mailbox keeps a worker
LOCK_SECONDS = 300
LONGEST_BACKOFF = 3_600
MARGIN = timedelta(minutes=5)  # between the server's clock and ours


def due() -> list[str]:
    """The mailboxes to look at now: those whose wait is over."""
    ids = Channel.objects.live().filter(kind=Channel.Kind.EMAIL).values_list("pk", flat=True)
    return [str(pk) for pk in ids if not client().exists(_wait_key(pk))]


def poll(*, channel_id: str, now: datetime) -> Counter[str]:
    """Take in what is new in one mailbox: what the mails were. A second poll meanwhile does nothing."""
    with _alone(channel_id) as lock:
        live = Channel.objects.live().filter(kind=Channel.Kind.EMAIL, pk=channel_id)
        channel = live.select_related("workspace", "assistant").first()
        if lock is None or channel is None:
            return Counter()
        try:
            counts, has_more = _read(channel, lock, now)
        except MailboxError as error:
            _note_trouble(channel, error, now)
            return Counter()
    client().delete(_failures_key(channel_id), _wait_key(channel_id))
    delivery.note_health(channel, now, direction=delivery.READING)
    if has_more:
        enqueue("assistants.tasks.read_mailbox", channel_id=channel_id)
    return counts


@contextmanager
def _alone(channel_id: str) -> Iterator[Lock | None]:
    """The only poll of this mailbox, or `None`."""
    lock = client().lock(f"lumen:channel:{channel_id}", timeout=LOCK_SECONDS, blocking=False)
    if not lock.acquire():
        yield None
        return
    try:
        yield lock
    finally:
        try:
            lock.release()
        except LockError:
            log.warning("channel.lock_lost", channel_id=channel_id)


def starts_at(channel: Channel) -> datetime:
    """What arrived before a channel was set up was answered elsewhere."""
    told = parse_datetime(str(channel.settings.get("starts_at", "")))
    return (told or channel.created_at) - MARGIN


def _read(channel: Channel, lock: Lock, now: datetime) -> tuple[Counter[str], bool]:
    """Up to `STEPS` steps: what the mails were, and whether there are more."""
    counts: Counter[str] = Counter()
    since = starts_at(channel)
    box = Imap(mailbox.login_of(channel), since=since)
    try:
        cursor: Cursor = channel.cursor.get("at", {})
        for _step in range(STEPS):
            step = box.step(cursor)
            if not _is_still_alone(lock):
                return counts, False
            found = _taken(channel, step, since, now)
            counts += found
            if not _moved(channel, cursor, step, found) or not step.has_more:
                return counts, False
            cursor = step.cursor
    finally:
        box.close()
    return counts, True


def _is_still_alone(lock: Lock) -> bool:
    """Whether the lock outlived the step; after a long one another poll may have begun."""
    try:
        lock.reacquire()
    except LockError:
        return False
    return True


def _taken(channel: Channel, step: Step, since: datetime, now: datetime) -> Counter[str]:
    counts: Counter[str] = Counter()
    for mail in step.mails:
        is_old = mail.received_at < since
        counts[Outcome.OLD if is_old else taking.take(channel=channel, mail=mail, now=now)] += 1
    if step.too_large:
        counts[Outcome.UNREADABLE] += step.too_large
    return counts


@transaction.atomic
def _moved(channel: Channel, before: Cursor, step: Step, found: Counter[str]) -> bool:
    """Remember how far was read; `False` when the channel was turned off or begun anew meanwhile."""
    row = Channel.objects.select_for_update(of=("self",)).get(pk=channel.pk)
    if not row.is_active or row.cursor.get("at", {}) != before:
        return False
    seen = Counter(row.cursor.get("seen", {})) + found
    row.cursor = {"at": step.cursor, "seen": dict(seen)}
    row.save(update_fields=["cursor", "updated_at"])
    return True


def _note_trouble(channel: Channel, error: MailboxError, now: datetime) -> None:
    """Each failure in a row doubles the wait, up to an hour; longer when the server asks for it."""
    failures = int(client().incr(_failures_key(channel.pk)))
    client().expire(_failures_key(channel.pk), 86_400)
    asked = error.seconds if isinstance(error, LaterError) else 0
    seconds = max(asked, min(60 * 2 ** min(failures - 1, 10), LONGEST_BACKOFF))
    client().set(_wait_key(channel.pk), "1", ex=seconds)
    delivery.note_health(channel, now, problem=error.detail, direction=delivery.READING)
    if isinstance(error, ReconnectError) and error.detail not in channel.problem:
        _tell(channel, error, now)


def _tell(channel: Channel, error: MailboxError, now: datetime) -> None:
    members = Membership.objects.filter(workspace=channel.workspace).select_related("user")
    notify(
        workspace=channel.workspace,
        users=[member.user for member in members if member.role == Membership.Role.OWNER],
        kind="channel",
        title=_("%(name)s cannot be read any more") % {"name": channel.name},
        body=error.detail,
        url=reverse("assistants:channel", args=[channel.assistant.slug, channel.pk]),
        key=f"channel:{channel.pk}:{now.isoformat()}",
    )


def try_now(channel: Channel) -> None:
    """The next look does not wait."""
    client().delete(_wait_key(channel.pk))


def _wait_key(channel_id: object) -> str:
    return f"lumen:channel:{channel_id}:wait"


def _failures_key(channel_id: object) -> str:
    return f"lumen:channel:{channel_id}:failures"
