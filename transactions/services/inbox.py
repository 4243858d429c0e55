"""The raw inbox: keep what arrives, have it read, read it again."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser
from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from lumen.audit import services as audit
from lumen.common.crypto import encrypt
from lumen.common.tasks import enqueue
from transactions.mailboxes.papers import may_hold_papers
from transactions.models import RawItem, Source, Transaction
from transactions.services import matching, recording, understanding
from transactions.services.understanding import Reader, Understood

if TYPE_CHECKING:
    from accounts.models import User, Workspace

log = structlog.get_logger(__name__)
Outcome = RawItem.Outcome
AT_ONCE = 50
LOST_AFTER, LOST_AT_ONCE = timedelta(minutes=10), 1_000


@dataclass(frozen=True, slots=True)
class Received:
    """The stored item, and whether it is new."""

    item: RawItem
    is_new: bool


@transaction.atomic
def receive(
    *, source: Source, sender: str, text: str, received_at: datetime, stamp: str = "", channel_id: str = ""
) -> Received:
    """Store one message unchanged and have it read. The same message again is the same item.

    Args:
        stamp: the time the message itself carries, as written; without one the day of arrival
            tells two equal messages apart.
    """
    told_when = stamp or received_at.date().isoformat()
    content = f"{sender}\x1f{text}\x1f{told_when}".encode("utf-8", "surrogateescape")
    item, is_new = RawItem.objects.get_or_create(
        source=source,
        body_hash=hashlib.sha256(content).hexdigest(),
        defaults={
            "workspace": source.workspace,
            "sender": sender.replace("\x00", "")[:200],
            "channel_id": channel_id.replace("\x00", "")[:200],
            "received_at": received_at,
            "body": encrypt(text),
        },
    )
    if is_new:
        Source.objects.filter(pk=source.pk).update(last_item_at=timezone.now())
        enqueue("transactions.tasks.read_item", item_id=str(item.pk))
    return Received(item, is_new)


@transaction.atomic
def receive_mail(*, source: Source, raw: bytes, received_at: datetime) -> Received:
    """Store one mail (RFC 5322) unchanged and have it read.

    Its Message-ID makes it the same mail, through whichever source of the workspace it comes.
    """
    headers = BytesHeaderParser().parsebytes(raw)
    told_id = str(headers.get("Message-ID") or "").replace("\x00", "").split()
    message_id = told_id[0][:200] if told_id else ""
    if message_id and (known := _known_mail(source.workspace, message_id)):
        return Received(known, is_new=False)
    received = receive(
        source=source,
        sender=_header_words(str(headers.get("From") or ""))[:200],
        text=raw.decode("utf-8", errors="surrogateescape"),
        received_at=received_at,
        stamp=message_id,
        channel_id=message_id,
    )
    if received.is_new and may_hold_papers(raw):
        enqueue("transactions.tasks.keep_mail_papers", item_id=str(received.item.pk))
    return received


def _known_mail(workspace: "Workspace", message_id: str) -> RawItem | None:
    """The mail that came before, perhaps through another source; two arriving at once wait here."""
    with connection.cursor() as cursor:
        key = f"mail:{workspace.pk}:{message_id}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    mailboxes = Source.objects.in_workspace(workspace).filter(kind__in=Source.MAIL_KINDS)
    return RawItem.objects.filter(source__in=mailboxes, channel_id=message_id).first()


def _header_words(value: str) -> str:
    """A header as people read it; one that is written wrongly stays as it is."""
    try:
        words = str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, UnicodeDecodeError, ValueError):
        words = value
    return " ".join(words.replace("\x00", "").encode("utf-8", "replace").decode().split())


def read_item(*, item_id: str) -> RawItem:
    """Read a waiting item and record what it says. A second call finds it read and does nothing.

    A mail that only its papers or a language model can explain waits on, for a worker.
    """
    item = _items().get(pk=item_id)
    if item.outcome != Outcome.WAITING:
        return item
    understood = understanding.reader_for(item.workspace).read(item)
    return item if understood.wants_help else _record({item.pk: understood})[0]


def read_all(items: Sequence[RawItem]) -> list[RawItem]:
    """For workers: read items of one workspace with all there is, and record them in one commit."""
    if not items:
        return []
    workspace = items[0].workspace
    reader = understanding.thorough(understanding.reader_for(workspace), workspace)
    return _record({item.pk: reader.read(item) for item in items})


def read_arrived(*, item_id: str) -> None:
    """For workers: read a waiting item with all there is, and with it others that wait.

    A backlog so costs one commit for fifty. What fails among the others fails in their own task.
    """
    item = _items().filter(pk=item_id, outcome=Outcome.WAITING).first()
    if item is None:
        return
    reader = understanding.reader_for(item.workspace)
    own = understanding.thorough(reader, item.workspace).read(item)
    try:
        others = {other.pk: reader.read(other) for other in _waiting_beside(item)}
        easy = {pk: understood for pk, understood in others.items() if not understood.wants_help}
        _record({item.pk: own} | easy)
    except Exception:
        log.exception("inbox.batch_failed", item=item_id)
        _record({item.pk: own})


def _waiting_beside(item: RawItem) -> Sequence[RawItem]:
    waiting = _items().filter(workspace=item.workspace, outcome=Outcome.WAITING).exclude(pk=item.pk)
    return list(waiting.order_by("received_at", "created_at")[: AT_ONCE - 1])


@transaction.atomic
def _record(told: Mapping[UUID, Understood]) -> list[RawItem]:
    """Record what items were understood to say, as far as nobody did so meanwhile; oldest first."""
    found = list(_items().select_for_update(of=("self",)).filter(pk__in=told).order_by("pk"))
    waiting = [item for item in found if item.outcome == Outcome.WAITING]
    if waiting:
        matching.lock_ledger(waiting[0].workspace)
        waiting.sort(key=lambda item: (item.received_at, item.created_at))
        recording.apply_all([(item, told[item.pk]) for item in waiting])
    return found


def left_waiting(*, now: datetime) -> list[UUID]:
    """Items whose task got lost: they came a while ago and nobody has read them."""
    old = RawItem.objects.filter(outcome=Outcome.WAITING, created_at__lt=now - LOST_AFTER)
    return list(old.order_by("created_at").values_list("pk", flat=True)[:LOST_AT_ONCE])


def _items() -> QuerySet[RawItem]:
    return RawItem.objects.select_related("source__account", "workspace")


def locked_item(item_id: UUID | str) -> RawItem:
    """The item for changing, with what reading it needs."""
    return _items().select_for_update(of=("self",)).get(pk=item_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What reading the whole inbox again changed, or would change.

    Attributes:
        outcomes: (outcome before, outcome now) -> how many, of the items that read differently.
        recorded: payments that were not in the ledger.
        doubted: payments in the ledger that the reader now takes for none; they stay, as tasks.
    """

    read: int
    changed: int
    recorded: int
    doubted: int
    outcomes: Mapping[tuple[str, str], int]


def reread(*, workspace: "Workspace", apply: bool) -> Reread:
    """Read everything again with today's readers; a payment already recorded stays as it is.

    Args:
        apply: write the new outcomes; without it only count them.
    """
    counted: Counter[str] = Counter()
    outcomes: Counter[tuple[str, str]] = Counter()
    reader = understanding.thorough(understanding.reader_for(workspace), workspace, asks=False)
    items = RawItem.objects.in_workspace(workspace).select_related("source__account", "workspace")
    for item in items.order_by("received_at", "created_at").iterator(chunk_size=200):
        counted["read"] += 1
        understood = reader.read(item)
        if not differs(item, understood):
            continue
        row = transaction_of(item)
        counted["changed"] += 1
        counted["recorded"] += understood.reading.is_transaction and row is None
        counted["doubted"] += row is not None and not understood.reading.is_transaction
        outcomes[read_as(item), understood.reading.outcome] += 1
        if apply:
            reread_item(item_id=item.pk, reader=reader)
    return Reread(
        read=counted["read"],
        changed=counted["changed"],
        recorded=counted["recorded"],
        doubted=counted["doubted"],
        outcomes=dict(outcomes),
    )


def differs(item: RawItem, understood: Understood) -> bool:
    """Whether a reading is another than the one kept with the item."""
    return bool(understood.as_dict() != item.reading)


def read_as(item: RawItem) -> str:
    """The outcome the reader had given, whatever a rule made of it."""
    return str(item.reading.get("outcome") or item.outcome)


@transaction.atomic
def reread_item(*, item_id: UUID | str, reader: Reader | None = None) -> RawItem:
    """Read one item again. What is in the ledger stays; what is missing is recorded."""
    item = locked_item(item_id)
    matching.lock_ledger(item.workspace)
    understood = (reader or understanding.reader_for(item.workspace)).read(item)
    if transaction_of(item) is not None:
        recording.keep(item, understood)
        recording.announce(item)
    else:
        recording.apply(item, understood)
    return item


def paste(*, workspace: "Workspace", actor: "User", sender: str, text: str, now: datetime) -> Received:
    """A message a person typed or pasted in, through the workspace's own source for that."""
    from transactions.services import sources

    source = sources.manual_source(workspace=workspace, actor=actor)
    return receive(source=source, sender=sender, text=text, received_at=now)


def transaction_of(item: RawItem) -> Transaction | None:
    """The ledger row an item told about."""
    told = item.evidence.select_related("transaction").order_by("pk").first()
    return told.transaction if told else None


@transaction.atomic
def set_notify(*, source: Source, actor: "User", wanted: str) -> None:
    """Tell about every payment of a source, or leave it to what stands out."""
    source.settings = {**source.settings, "notify": wanted}
    source.save(update_fields=["settings", "updated_at"])
    audit.record(
        workspace=source.workspace, actor=actor, action="source.changed", source_id=source.pk, notify=wanted
    )
