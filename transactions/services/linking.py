"""What happens after payments are recorded, changed or taken away: they are linked with each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from lumen.common.tasks import enqueue
from transactions.models import Transaction
from transactions.services import linked_rows, matching, recurring, refunds, transfers

if TYPE_CHECKING:
    from accounts.models import Workspace

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
