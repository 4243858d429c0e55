"""Putting fetched mails into the raw inbox: each once, by whichever way it comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from email import policy
from email.parser import BytesHeaderParser

from django.db import connection, transaction
from django.db.models import QuerySet

from transactions.mailboxes.base import FetchedMail
from transactions.models import RawItem, Source
from transactions.services import inbox
from transactions.services.inbox import Received


@dataclass(frozen=True, slots=True)
class Stored:
    """The new items, and how many mails were here already."""

    items: list[RawItem]
    known: int


@transaction.atomic
def store(*, source: Source, mails: Sequence[FetchedMail]) -> Stored:
    """Keep what is new in the workspace; a mail that came another way before is left out."""
    _one_writer(source)
    ids = [message_id_of(mail.raw) for mail in mails]
    known = _known(source, [one for one in ids if one])
    items: list[RawItem] = []
    for mail, message_id in zip(mails, ids, strict=True):
        if message_id and message_id in known:
            continue
        received = inbox.receive_mail(source=source, raw=mail.raw, received_at=mail.received_at)
        if received.is_new:
            items.append(received.item)
        known.add(message_id)
    return Stored(items, len(mails) - len(items))


@transaction.atomic
def store_one(*, source: Source, mail: FetchedMail) -> Received:
    """Keep one mail, or find the item of the mail that came another way before."""
    _one_writer(source)
    message_id = message_id_of(mail.raw)
    known = _items(source, [message_id]).first() if message_id else None
    if known is not None:
        return Received(known, is_new=False)
    return inbox.receive_mail(source=source, raw=mail.raw, received_at=mail.received_at)


def message_id_of(raw: bytes) -> str:
    """The Message-ID as `RawItem.channel_id` keeps it; empty when there is none."""
    headers = BytesHeaderParser(policy=policy.compat32).parsebytes(raw[:65_536])
    told = str(headers.get("Message-ID") or "").split()
    return told[0][:200] if told else ""


def _known(source: Source, ids: list[str]) -> set[str]:
    return set(_items(source, ids).values_list("channel_id", flat=True)) if ids else set()


def _items(source: Source, ids: list[str]) -> QuerySet[RawItem]:
    items = RawItem.objects.in_workspace(source.workspace)
    return items.filter(source__kind__in=Source.MAIL_KINDS, channel_id__in=ids)


def _one_writer(source: Source) -> None:
    """Two ways in may bring the same mail at the same moment; they take turns."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"mail:{source.workspace_id}"]
        )
