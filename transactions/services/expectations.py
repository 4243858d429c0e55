"""Payments that a mail announces and a bank's row fulfils: orders, receipts without an account."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from lumen.audit import services as audit
from lumen.common.errors import LumenError
from transactions.models import Evidence, Expectation, RawItem, Transaction
from transactions.services import evidence, matching
from transactions.services.evidence import Attachment, Facts, Kind

if TYPE_CHECKING:
    from accounts.models import User, Workspace

KEEPS = timedelta(days=30)
EARLIER = timedelta(days=3)
State = Expectation.State


class ExpectationSettledError(LumenError):
    status, code, title = 409, "expectation-settled", "This is not waited for any more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What a mail says will be paid, or comes back; `amount` is signed: negative is money out."""

    merchant: str
    amount: Decimal
    currency: str
    expected_on: date
    reference: str = ""
    items: Sequence[dict[str, Any]] = ()


@transaction.atomic
def expect(*, item: RawItem, announced: Announced) -> Expectation | None:
    """Wait for the row that pays this; `None` when an earlier mail announced the same order."""
    if announced.reference and _is_announced(item, announced):
        return None
    expectation, _is_new = Expectation.objects.get_or_create(
        raw_item=item,
        defaults={
            "workspace": item.workspace,
            "merchant": announced.merchant[:200],
            "amount": announced.amount,
            "currency": announced.currency,
            "expected_on": announced.expected_on,
            "reference": announced.reference[:80],
            "items": list(announced.items),
        },
    )
    fulfil_open(workspace=item.workspace)
    expectation.refresh_from_db()
    return expectation


def _is_announced(item: RawItem, announced: Announced) -> bool:
    same = Expectation.objects.in_workspace(item.workspace).filter(
        reference=announced.reference[:80], merchant__iexact=announced.merchant[:200]
    )
    return same.exclude(raw_item=item).exists()


def fulfil_open(*, workspace: "Workspace") -> int:
    """Link what is waited for with the rows that pay it; a constant number of queries when none is."""
    waiting = list(
        Expectation.objects.in_workspace(workspace)
        .filter(state=State.OPEN)
        .select_related("raw_item__source", "workspace")
        .order_by("expected_on", "created_at", "pk")
    )
    if not waiting:
        return 0
    pairs = _pairs(waiting, _candidates(workspace, waiting))
    evidence.attach(workspace=workspace, told=[attachment_of(one, row) for one, row in pairs])
    for one, row in pairs:
        one.state, one.transaction = State.FULFILLED, row
        one.save(update_fields=["state", "transaction", "updated_at"])
        audit.record(
            workspace=workspace,
            actor=None,
            action="expectation.fulfilled",
            expectation_id=one.pk,
            transaction_id=row.pk,
        )
    return len(pairs)


def _candidates(workspace: "Workspace", waiting: Sequence[Expectation]) -> list[Transaction]:
    from transactions.services import recognising

    days = [one.expected_on for one in waiting]
    rows = (
        Transaction.objects.in_workspace(workspace)
        .entries()
        .between(min(days) - EARLIER, max(days) + KEEPS + timedelta(days=1))
        .filter(amount__in={one.amount for one in waiting})
        .select_related("merchant", "account")
        .order_by("booked_on", "day_time", "id")
    )
    return recognising.untold(rows)


def _pairs(
    waiting: Iterable[Expectation], rows: Sequence[Transaction]
) -> list[tuple[Expectation, Transaction]]:
    taken: set[object] = set()
    pairs = []
    for one in waiting:
        fitting = [row for row in rows if row.pk not in taken and _fits(one, row)]
        if fitting:
            row = min(fitting, key=lambda row: abs(row.booked_on - one.expected_on))
            taken.add(row.pk)
            pairs.append((one, row))
    return pairs


def _fits(one: Expectation, row: Transaction) -> bool:
    if (row.amount, row.currency) != (one.amount, one.currency):
        return False
    if not one.expected_on - EARLIER <= row.booked_on <= one.expected_on + KEEPS:
        return False
    names = [row.merchant.name if row.merchant else "", row.description]
    is_named = matching.is_same_party(one.merchant, names)
    codes = matching.references(one.reference) & matching.references(row.reference, row.description)
    return is_named or bool(codes)


def attachment_of(one: Expectation, row: Transaction) -> Attachment:
    """What the receipt behind an expectation tells of the payment that fulfils it."""
    facts = Facts(kind=Kind.RECEIPT, merchant=one.merchant, items=tuple(one.items))
    return Attachment(transaction=row, facts=facts, raw_item=one.raw_item)


@transaction.atomic
def reopen(*, workspace: "Workspace", transactions: Iterable[UUID]) -> int:
    """Wait again for what these rows had paid: they leave the ledger."""
    paid = Expectation.objects.in_workspace(workspace).filter(
        state=State.FULFILLED, transaction__in=list(transactions)
    )
    waiting = list(paid.select_for_update().values_list("pk", "transaction", "raw_item"))
    if not waiting:
        return 0
    rows, items = {row for _pk, row, _item in waiting}, {item for _pk, _row, item in waiting}
    evidence.withdraw(
        workspace=workspace, evidence=Evidence.objects.filter(transaction__in=rows, raw_item__in=items)
    )
    again = Expectation.objects.filter(pk__in=[pk for pk, _row, _item in waiting])
    count = again.update(state=State.OPEN, transaction=None)
    audit.record(workspace=workspace, actor=None, action="expectation.reopened", count=count)
    return count


def paid_only_as_expected(rows: Iterable[UUID]) -> list[UUID]:
    """Those of the rows that nothing tells but a mail that had announced them."""
    told = Evidence.objects.filter(transaction__in=list(rows))
    announced = told.filter(raw_item__expectation__transaction=F("transaction"))
    others = told.exclude(pk__in=announced.values("pk")).values("transaction")
    return list(announced.exclude(transaction__in=others).values_list("transaction", flat=True).distinct())


@transaction.atomic
def drop(*, expectation: Expectation, actor: "User") -> None:
    """Wait for it no longer.

    Raises:
        ExpectationSettledError: it was paid or dropped meanwhile.
    """
    one = open_one(expectation)
    one.state = State.DROPPED
    one.save(update_fields=["state", "updated_at"])
    audit.record(
        workspace=one.workspace, actor=actor, action="expectation.dropped", expectation_id=one.pk, count=1
    )


def open_one(expectation: Expectation) -> Expectation:
    """The same, locked.

    Raises:
        ExpectationSettledError: it was paid or dropped meanwhile.
    """
    one = Expectation.objects.select_for_update(of=("self",)).select_related("workspace", "raw_item__source")
    found = one.get(pk=expectation.pk)
    if found.state != State.OPEN:
        raise ExpectationSettledError("It was paid or dropped meanwhile. Reload the page to see.")
    return found


@transaction.atomic
def drop_old(*, today: date) -> int:
    """Stop waiting for what no bank has told within thirty days, in every workspace."""
    old = Expectation.objects.filter(state=State.OPEN, expected_on__lt=today - KEEPS)
    workspaces = {one.workspace_id: one.workspace for one in old.select_related("workspace")}
    counts = {pk: old.filter(workspace=pk).count() for pk in workspaces}
    for pk, workspace in workspaces.items():
        audit.record(workspace=workspace, actor=None, action="expectation.dropped", count=counts[pk])
    return old.update(state=State.DROPPED)
