"""What a row is linked with, for its page and for the list of transfers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from transactions.models import Transaction, TransferPair
from transactions.services import refunds

if TYPE_CHECKING:
    from accounts.models import Workspace

PARTNER_DAYS, PARTNERS = 10, 5
_ENDS = [f"{end}__{name}" for end in ("outgoing", "incoming") for name in ("account", "merchant", "category")]
State = TransferPair.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Of one row: its other end, what it gives back, what gave it back, and what a person may choose."""

    pair: TransferPair | None
    other_end: Transaction | None
    purchase: Transaction | None
    refunds: Sequence[Transaction]
    possible_purchases: Sequence[Transaction]
    possible_partners: Sequence[Transaction]

    @property
    def given_back(self) -> Decimal:
        return sum((row.amount for row in self.refunds), Decimal(0))


def pairs_of(workspace: "Workspace", state: str) -> "QuerySet[TransferPair]":
    """Pairs with both rows, the newest movement first."""
    pairs = TransferPair.objects.in_workspace(workspace).filter(state=state)
    kept = pairs.filter(outgoing__deleted_at=None, incoming__deleted_at=None)
    return kept.select_related(*_ENDS).order_by("-outgoing__booked_on", "-outgoing__day_time", "pk")


def links_of(row: Transaction, *, may_edit: bool) -> Links:
    """At most six queries."""
    pair = _pair_of(row)
    linked = row.refunds.filter(deleted_at=None).select_related("account", "merchant", "category")
    is_plain = may_edit and pair is None and not row.split_of_id and not row.is_split
    may_be_refund = is_plain and row.amount > 0 and not row.refund_of_id and row.kind != "transfer"
    return Links(
        pair=pair,
        other_end=(pair.incoming if pair.outgoing_id == row.pk else pair.outgoing) if pair else None,
        purchase=row.refund_of if row.refund_of and not row.refund_of.deleted_at else None,
        refunds=list(linked) if row.amount < 0 else [],
        possible_purchases=refunds.possible_purchases(row.workspace, row) if may_be_refund else [],
        possible_partners=_partners(row) if is_plain and not row.refund_of_id else [],
    )


def _pair_of(row: Transaction) -> TransferPair | None:
    pairs = TransferPair.objects.in_workspace(row.workspace).exclude(state=State.REJECTED)
    kept = pairs.filter(Q(outgoing=row) | Q(incoming=row)).select_related(*_ENDS)
    live = kept.filter(outgoing__deleted_at=None, incoming__deleted_at=None)
    return live.order_by("state").first()


def _partners(row: Transaction) -> list[Transaction]:
    """Rows of the same size on other accounts that went the other way about that time."""
    near = timedelta(days=PARTNER_DAYS)
    rows = Transaction.objects.in_workspace(row.workspace).entries().for_lists()
    fitting = rows.filter(
        amount=-row.amount,
        currency=row.currency,
        is_split=False,
        booked_on__range=(row.booked_on - near, row.booked_on + near),
    ).exclude(account=row.account_id)
    free = fitting.exclude(outgoing_pairs__state=State.CONFIRMED).exclude(
        incoming_pairs__state=State.CONFIRMED
    )
    return list(free.filter(refund_of=None)[:PARTNERS])
