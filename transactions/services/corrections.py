"""When a message was read wrongly: the person's word counts at once, and can be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from lumen.audit import services as audit
from lumen.common.errors import LumenError
from transactions.enrichment import kinds
from transactions.enrichment.categories import USER, fits
from transactions.models import Evidence, OwnTemplate, RawItem, Transaction
from transactions.services import (
    catalog,
    changes,
    evidence,
    expectations,
    inbox,
    linking,
    matching,
    recording,
    row_values,
    splits,
    understanding,
)
from transactions.services import taught as teaching
from transactions.services.announcing import announce_changed
from transactions.services.evidence import Attachment
from transactions.services.verdicts import Correction, remove

if TYPE_CHECKING:
    from accounts.models import User

Outcome = RawItem.Outcome
_ITEM_FIELDS = ("outcome", "reason", "confidence", "parser", "reading")
_CORRECTED = ("amount", "currency", "kind", "booked_on", "account", "merchant", "category")
_SAVED = (
    *_CORRECTED,
    *("booked_at", "base_amount", "category_source", "locked", "edited_at", "deleted_at"),
)


class ReconciledError(LumenError):
    status, code, title = 409, "reconciled", "This payment was agreed with the bank"


class NotCorrectedError(LumenError):
    status, code, title = 409, "not-corrected", "There is no correction to take back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A corrected item, its payment, and what was learnt for the next of its kind."""

    item: RawItem
    transaction: Transaction | None
    template: OwnTemplate | None


@transaction.atomic
def correct(*, item: RawItem, actor: "User", correction: Correction, learn: bool, now: datetime) -> Corrected:
    """Take the person's word for one message, in the ledger too.

    Raises:
        ReconciledError: its payment was agreed with the bank; nothing is saved.
        SplitPaymentError: its payment is split, and would no longer be the sum of its parts.
    """
    item = inbox.locked_item(item.pk)
    matching.lock_ledger(item.workspace)
    if item.correction:
        _take_back(item)
    before: dict[str, Any] = {"item": {name: getattr(item, name) for name in _ITEM_FIELDS}}
    row = _live(item)
    if row is not None and row.reconciled_at is not None:
        raise ReconciledError("Take it out of the reconciliation first, then correct the message.")
    learnt = teaching.learn(item=item, actor=actor, correction=correction) if learn else None
    before["template"] = str(learnt.template.pk) if learnt and learnt.is_new else None
    item.correction = {"told": correction.as_dict(), "before": before}
    item.corrected_at = now
    _do(item, row, correction, actor, now)
    item.save(update_fields=["correction", "corrected_at"])
    audit.record(
        workspace=item.workspace,
        actor=actor,
        action="message.corrected",
        raw_item_id=item.pk,
        outcome=correction.outcome,
    )
    return Corrected(item=item, transaction=_live(item), template=learnt.template if learnt else None)


def _live(item: RawItem) -> Transaction | None:
    row = inbox.transaction_of(item)
    return row if row is not None and row.deleted_at is None else None


def _do(item: RawItem, row: Transaction | None, correction: Correction, actor: "User", now: datetime) -> None:
    before = (item.correction or {})["before"]
    understood = understanding.Reader().read(item)
    if row is None and correction.is_payment:
        Evidence.objects.filter(raw_item=item).delete()
        booked = recording.apply(item, understood)
        if booked is None:
            return
        row = booked.transaction
        before["created"] = str(row.pk) if booked.is_new else None
    elif row is not None and not correction.is_payment:
        recording.keep(item, understood)
        recording.announce(item)
        before["row"] = remove(item, row, now)
        return
    else:
        recording.keep(item, understood)
        recording.announce(item)
    if row is not None:
        changed = _rewrite(row, correction, now, is_new=bool(before.get("created")))
        before["row"] = {"id": str(row.pk), "changes": changed}
        if correction.category:
            changes.learn_habits(workspace=item.workspace, merchants=[row.merchant_id])


def _rewrite(
    row: Transaction, correction: Correction, now: datetime, *, is_new: bool
) -> dict[str, list[Any]]:
    """Write the person's word into the row and lock what it changed; returns before and after."""
    before = row_values.snapshot(row, _SAVED)
    _write_money(row, correction)
    _write_day(row, correction)
    if correction.account is not None:
        row.account = correction.account
    if correction.merchant:
        row.merchant = catalog.merchant_called(row.workspace, correction.merchant)
    if correction.category is not None:
        row.category, row.category_source = correction.category, USER
    if row.category is not None and not fits(row.category.kind, row.kind):
        row.category, row.category_source = None, ""
    changed = {name for name in _CORRECTED if is_new or row_values.plain(row, name) != before[name]}
    changes.require_whole(row, row_values.differences(before, row))
    row.locked = sorted({*row.locked, *changed})
    row.edited_at = now
    row.save()
    splits.follow_all([row] if row.is_split else [])
    announce_changed(row.workspace, count=1)
    return row_values.differences(before, row)


def _write_money(row: Transaction, correction: Correction) -> None:
    amount = correction.amount if correction.direction == "credit" else -correction.amount
    is_transfer = correction.direction == "transfer"
    if is_transfer:
        amount = -correction.amount if row.amount < 0 else correction.amount
    is_turned = amount * row.amount < 0
    currency = correction.currency or row.currency
    if (amount, currency) != (row.amount, row.currency):
        row.amount, row.currency = amount, currency
        rates = catalog.rates_of(row.workspace, {currency})
        row.base_amount = rates.to_base(amount, currency, row.booked_on)
    if is_transfer:
        row.kind = Transaction.Kind.TRANSFER
    elif is_turned or row.kind == Transaction.Kind.TRANSFER:
        row.kind = kinds.detect_kind(correction.merchant or row.description, amount)
        if row.kind == Transaction.Kind.TRANSFER:
            row.kind = Transaction.Kind.INCOME if amount > 0 else Transaction.Kind.EXPENSE


def _write_day(row: Transaction, correction: Correction) -> None:
    if correction.occurred_at is None:
        return
    moment = correction.occurred_at.astimezone(ZoneInfo(row.workspace.time_zone))
    if moment.date() != row.booked_on:
        row.booked_on, row.booked_at = moment.date(), moment.time().replace(microsecond=0)


@transaction.atomic
def undo(*, item: RawItem, actor: "User") -> RawItem:
    """Take a correction back: the reading, the payment and what was learnt are as before.

    Raises:
        NotCorrectedError: the item is not corrected.
    """
    item = inbox.locked_item(item.pk)
    if not item.correction:
        raise NotCorrectedError("It was taken back already. Reload the page to see.")
    matching.lock_ledger(item.workspace)
    _take_back(item)
    audit.record(
        workspace=item.workspace, actor=actor, action="message.correction_undone", raw_item_id=item.pk
    )
    recording.announce(item)
    return item


def _take_back(item: RawItem) -> None:
    before = item.correction["before"] if item.correction else {}
    corrected_at, item.correction, item.corrected_at = item.corrected_at, None, None
    for name, value in before["item"].items():
        setattr(item, name, value)
    item.save(update_fields=[*_ITEM_FIELDS, "correction", "corrected_at"])
    if before.get("created"):
        _take_back_created(item, before["created"], corrected_at)
    elif before.get("row"):
        _take_back_row(item, before["row"])
    if before.get("template"):
        OwnTemplate.objects.in_workspace(item.workspace).filter(pk=before["template"]).delete()
    announce_changed(item.workspace, count=1)


def _take_back_created(item: RawItem, pk: str, corrected_at: datetime | None) -> None:
    row = Transaction.objects.in_workspace(item.workspace).filter(pk=pk).first()
    Evidence.objects.filter(transaction__pk=pk, raw_item=item).delete()
    if row is None or row.evidence.exists() or row.reconciled_at is not None:
        return
    if row.edited_at == corrected_at:
        expectations.reopen(workspace=item.workspace, transactions=[row.pk])
        linking.dissolve(workspace=item.workspace, rows=[row.pk])
        row.delete()


def _take_back_row(item: RawItem, told: dict[str, Any]) -> None:
    row = Transaction.objects.in_workspace(item.workspace).filter(pk=UUID(told["id"])).first()
    if row is None:
        return
    if told["changes"] and row.reconciled_at is not None:
        raise ReconciledError("Take it out of the reconciliation first, then take the correction back.")
    if not told["changes"].get("deleted_at"):
        changes.require_whole(row, told["changes"])
    for name, (was, became) in told["changes"].items():
        if row_values.plain(row, name) == became and not row_values.is_gone(name, was):
            row_values.write(row, name, was)
    row.save()
    splits.follow_all([row] if row.is_split else [])
    if told.get("detached"):
        _attach_again(item, row)


def _attach_again(item: RawItem, row: Transaction) -> None:
    understood = understanding.reader_for(item.workspace).read(item)
    facts = recording.facts_of(item=item, understood=understood)
    told: Sequence[Attachment] = [Attachment(transaction=row, facts=facts, raw_item=item)]
    evidence.attach(workspace=item.workspace, told=told)


@transaction.atomic
def delete_item(*, item: RawItem, actor: "User", with_payment: bool, now: datetime) -> None:
    """Forget a message. Its payment stays unless it is to go too and nothing else tells it."""
    item = inbox.locked_item(item.pk)
    matching.lock_ledger(item.workspace)
    row = _live(item)
    if row is not None and with_payment:
        remove(item, row, now)
    elif row is not None:
        evidence.withdraw(workspace=item.workspace, evidence=Evidence.objects.filter(raw_item=item))
    audit.record(
        workspace=item.workspace,
        actor=actor,
        action="message.deleted",
        raw_item_id=item.pk,
        with_payment=with_payment,
    )
    item.delete()
