"""What happens after payments are recorded, changed or taken away: they are linked with each other."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from lumen.common.errors import LumenError
from lumen.common.tasks import enqueue
from transactions.models import Transaction, TransferPair
from transactions.services import linked_rows, matching, recurring, refunds, transfers

if TYPE_CHECKING:
    from accounts.models import User, Workspace

MOST_IDS = 1_000  # more rows than this and everything is linked anew


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What linking changed: pairs of transfers, refunds; and how many regular payments there are."""

    transfers: int
    refunds: int
    regulars: int


def enqueue_linking(workspace: "Workspace", ids: Sequence[str | UUID]) -> None:
    """Link these rows once the surrounding transaction has committed."""
    if ids:
        told = ",".join(map(str, ids)) if len(ids) <= MOST_IDS else ""
        enqueue("transactions.tasks.link_recorded", workspace_id=str(workspace.pk), ids=told)


def enqueue_all(workspace: "Workspace") -> None:
    """Link everything anew once the surrounding transaction has committed."""
    enqueue("transactions.tasks.link_recorded", workspace_id=str(workspace.pk), ids="")


@transaction.atomic
def link(*, workspace: "Workspace", today: date, ids: Sequence[str] = ()) -> Linked:
    """Pair transfers, link refunds, find regular payments. Run twice, it changes nothing.

    Args:
        ids: rows that were recorded, changed or deleted; all rows of the workspace when there are none.
    """
    matching.lock_ledger(workspace)
    days = linked_rows.days_of(workspace, ids)
    if days is None:
        return Linked(transfers=0, refunds=0, regulars=0)
    paired = transfers.link(workspace=workspace, days=days, ids=ids)
    refunded = refunds.link(workspace=workspace, days=days)
    rows = Transaction.objects.in_workspace(workspace).filter(pk__in=ids, merchant__isnull=False)
    merchants = set(rows.order_by().values_list("merchant", flat=True)) if ids else None
    regulars = recurring.refresh(
        workspace=workspace,
        today=today,
        merchants=None if merchants is None else [pk for pk in merchants if pk],
    )
    return Linked(transfers=paired, refunds=refunded, regulars=regulars)


def dissolve(*, workspace: "Workspace", rows: Iterable[UUID]) -> None:
    """Before rows are removed for good: what they are linked with becomes what it was."""
    gone = list(rows)
    transfers.dissolve(workspace=workspace, rows=gone)
    refunds.dissolve(workspace=workspace, rows=gone)


def partners_by_hand(*, workspace: "Workspace", rows: Iterable[UUID]) -> dict[str, str]:
    """With which row a person paired each of these, for `pair_again`."""
    ids = set(rows)
    pairs = TransferPair.objects.in_workspace(workspace).filter(
        state=TransferPair.State.CONFIRMED, is_by_hand=True
    )
    ends = [
        (str(pair.outgoing_id), str(pair.incoming_id))
        for pair in pairs.filter(Q(outgoing__in=ids) | Q(incoming__in=ids))
    ]
    return {one: other for pair in ends for one, other in (pair, pair[::-1]) if UUID(one) in ids}


def pair_again(*, workspace: "Workspace", actor: "User", partners: Mapping[str, str]) -> None:
    """Deleted rows are back: pairs that a person made are, too, where both ends are there and free."""
    rows = Transaction.objects.in_workspace(workspace).entries()
    known = {str(row.pk): row for row in rows.filter(pk__in={*partners, *partners.values()})}
    for one, other in partners.items():
        if one in known and other in known:
            with suppress(LumenError):
                transfers.pair_up(workspace=workspace, actor=actor, one=known[one], other=known[other])
