"""Putting fetched mails into the raw inbox: each once, by whichever way it comes."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from lumen.common.mailboxes.base import FetchedMail
from transactions.models import RawItem, Source
from transactions.services import inbox


@dataclass(frozen=True, slots=True)
class Stored:
    """The new items, and how many mails were here already."""

    items: list[RawItem]
    known: int


@transaction.atomic
def store(*, source: Source, mails: Sequence[FetchedMail]) -> Stored:
    """Keep what is new in the workspace; a mail that came another way before is left out."""
    if not mails:
        return Stored([], 0)
    _one_batch_at_a_time(source)
    received = [
        inbox.receive_mail(source=source, raw=mail.raw, received_at=mail.received_at) for mail in mails
    ]
    items = [one.item for one in received if one.is_new]
    return Stored(items, len(mails) - len(items))


def _one_batch_at_a_time(source: Source) -> None:
    """Two batches with the same mails in another order would wait for each other for ever."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"mail:{source.workspace_id}"]
        )
