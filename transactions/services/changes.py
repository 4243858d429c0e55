"""Changing what is already in the ledger: one row or many, and putting it back."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Func, Value

from lumen.audit import services as audit
from lumen.common.errors import LumenError
from lumen.common.tasks import enqueue
from transactions.enrichment.categories import USER, fits
from transactions.models import Category, Change, Merchant, Transaction, TransactionQuerySet
from transactions.services import (
    catalog,
    expectations,
    linking,
    merchants,
    reconciling,
    row_values,
    rule_runs,
    splits,
)
from transactions.services.announcing import announce_changed
from transactions.services.tags import clean_tag

if TYPE_CHECKING:
    from accounts.models import User, Workspace

UNDO_WITHIN = timedelta(minutes=10)
KEEP_RECEIPT = "transactions.tasks.keep_receipt"
HABIT_ROWS = 5
_FILING = ["category", "category_source", "category_rule", "category_confidence", "locked"]
OF_A_PART = {"category", "note", "tags"}
_SIGNED = {Transaction.Kind.EXPENSE: -1, Transaction.Kind.REFUND: 1, Transaction.Kind.INCOME: 1}
_OWN_FIELDS = {
    *("account", "kind", "booked_on", "booked_at", "amount", "currency", "base_amount", "category", "note"),
    *("tags", "method", "reference", "invoice_number", "gstin", "hsn_sac", "tax_amount", "receipt"),
}


class TooLateToUndoError(LumenError):
    status, code, title = 409, "too-late-to-undo", "This can no longer be undone"


class MisfitCategoryError(LumenError):
    code, title = "misfit-category", "This category does not fit"


class MisfitSignError(LumenError):
    code, title = "misfit-sign", "Amount and kind do not fit"


class SplitPaymentError(LumenError):
    status, code, title = 409, "split-payment", "This payment is split"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What a person changes in one row: names of fields and their new values.

    `merchant` is a name; an empty one takes the merchant away.
    """

    values: dict[str, Any] = field(default_factory=dict)
    merchant: str | None = None


@transaction.atomic
def edit_transaction(
    *, workspace: "Workspace", actor: "User", row: Transaction, edit: Edit, now: datetime
) -> Transaction:
    """Change one row by hand; from then on imports keep off it.

    Raises:
        MisfitSignError: an expense with money in, or a refund or income with money out.
        MisfitCategoryError: the category is for another kind of movement.
        SplitPaymentError: what the parts must sum to, or what a part has from the whole payment.
        ReconciledError: a statement confirmed what is to be changed.
    """
    row = Transaction.objects.select_for_update().get(pk=row.pk)
    if unknown := set(edit.values) - _OWN_FIELDS:
        raise ValueError(f"not fields of a transaction that people edit: {sorted(unknown)}")
    before, was_called = {name: getattr(row, name) for name in edit.values}, row.merchant_id
    for name, value in edit.values.items():
        setattr(row, name, value)
    if edit.merchant is not None:
        row.merchant = catalog.merchant_called(workspace, edit.merchant)
    _require_sense(row)
    changed = sorted(name for name, value in before.items() if getattr(row, name) != value)
    if edit.merchant is not None and row.merchant_id != was_called:
        changed.append("merchant")
    require_whole(row, changed)
    reconciling.require_open(row, changed)
    _lock(row, changed)
    row.edited_at = now
    category_changed = "category" in edit.values and before["category"] != row.category
    if category_changed:
        row.category_source = USER if row.category else ""
        row.category_rule, row.category_confidence = None, None
    row.save()
    if row.is_split:
        splits.follow(row)
    if category_changed:
        learn_habits(workspace=workspace, merchants=[row.merchant_id])
    audit.record(
        workspace=workspace,
        actor=actor,
        action="transaction.edited",
        transaction_id=row.pk,
        fields=changed,
    )
    _follow(row, edit)
    return row


def _follow(row: Transaction, edit: Edit) -> None:
    """What comes after a change by hand: open pages, links, and a receipt as a paper."""
    if edit.values.get("receipt"):
        enqueue(KEEP_RECEIPT, transaction_id=str(row.pk))
    announce_changed(row.workspace, count=1)
    linking.enqueue_linking(row.workspace, [row.pk])


def _lock(row: Transaction, changed: list[str]) -> None:
    """What a person set stays as it is; rows changed before fields were locked one by one stay as a whole."""
    if row.edited_at is None or row.locked:
        row.locked = sorted({*row.locked, *changed})


def require_whole(row: Transaction, changed: Collection[str]) -> None:
    """Parts and whole stay one payment: amounts change by splitting anew, the rest on the whole.

    Raises:
        SplitPaymentError: what the parts must sum to, or what a part has from the whole payment.
    """
    if row.is_split and {"amount", "currency", "kind"} & set(changed):
        raise SplitPaymentError(
            "Its parts sum to this amount. Take the split back, change the payment, then split it anew."
        )
    if row.split_of_id and set(changed) - OF_A_PART:
        raise SplitPaymentError(
            "This is a part of a split payment. Only its category, note and tags are its own; "
            "change the rest on the whole payment."
        )


def _require_sense(row: Transaction) -> None:
    sign = _SIGNED.get(Transaction.Kind(row.kind))
    if sign and row.amount * sign < 0:
        raise MisfitSignError(
            "Money spent is negative; refunds and income are positive. Change the kind or the sign."
        )
    if row.category and not fits(row.category.kind, row.kind):
        raise MisfitCategoryError(
            f"“{row.category.name}” is a category for {row.category.get_kind_display().lower()}. "
            "Choose another category, or change what kind of transaction this is."
        )


def learn_habits(*, workspace: "Workspace", merchants: list[UUID | None]) -> None:
    """File each merchant as the person did most often of late. Two queries and one update."""
    wanted = {pk for pk in merchants if pk}
    recent: dict[UUID, list[UUID]] = {}
    rows = (
        Transaction.objects.in_workspace(workspace)
        .live()
        .filter(merchant_id__in=wanted, category_source=USER, category__isnull=False)
        .order_by("-edited_at", "-booked_on", "-day_time", "-id")
    )
    for merchant_id, category_id in rows.values_list("merchant_id", "category_id"):
        recent.setdefault(merchant_id, []).append(category_id)
    changed = []
    for merchant in Merchant.objects.in_workspace(workspace).filter(pk__in=recent):
        merchant.category_id = Counter(recent[merchant.pk][:HABIT_ROWS]).most_common(1)[0][0]
        changed.append(merchant)
    Merchant.objects.bulk_update(changed, ["category"])


@transaction.atomic
def set_category(
    *,
    workspace: "Workspace",
    actor: "User",
    rows: TransactionQuerySet,
    category: Category | None,
    now: datetime,
) -> Change:
    """File rows under a category (or none); those of another kind of movement are left alone."""
    if category is not None:
        rows = rows.filter(kind__in=[kind for kind in Transaction.Kind if fits(category.kind, kind)])
    found = list(rows.order_by().select_for_update(of=("self",)))
    before = [_filing_of(row) for row in found]
    for row in found:
        _lock(row, ["category"])
        row.category, row.category_source = category, USER if category else ""
        row.category_rule, row.category_confidence = None, None
        row.edited_at, row.updated_at = now, now
    Transaction.objects.bulk_update(found, [*_FILING, "edited_at", "updated_at"], batch_size=500)
    chosen = Transaction.objects.in_workspace(workspace).filter(pk__in=[row.pk for row in found])
    learn_habits(
        workspace=workspace,
        merchants=list(chosen.order_by().values_list("merchant_id", flat=True).distinct()),
    )
    return _note_change(workspace, actor, Change.Action.CATEGORY, before)


@transaction.atomic
def add_tag(
    *,
    workspace: "Workspace",
    actor: "User",
    rows: TransactionQuerySet,
    tag: str,
    now: datetime,
) -> Change:
    """Put a tag on rows that do not have it yet."""
    tag = clean_tag(tag)
    missing = rows.exclude(tags__contains=[tag]).order_by().select_for_update(of=("self",))
    before = [[str(row.pk), tag, _moment(row.edited_at)] for row in missing.only("pk", "edited_at")]
    Transaction.objects.in_workspace(workspace).filter(pk__in=[row[0] for row in before]).update(
        tags=Func(F("tags"), Value(tag), function="array_append"), edited_at=now, updated_at=now
    )
    return _note_change(workspace, actor, Change.Action.TAG, before)


@transaction.atomic
def delete_transactions(
    *, workspace: "Workspace", actor: "User", rows: TransactionQuerySet, now: datetime
) -> Change:
    """Take rows out of the ledger. Tombstones stay, so that an import can say "you deleted this".

    A whole payment goes with its parts; parts go only when all of them do, as the whole payment.

    Raises:
        SplitPaymentError: there are only parts, and others of their payments would stay.
        ReconciledError: a statement confirmed one of them.
    """
    for row in rows.filter(reconciled_at__isnull=False)[:1]:
        reconciling.require_open(row)
    chosen = list(rows.order_by().values_list("pk", "split_of_id", "is_split"))
    going = _whole_payments(workspace, chosen)
    if chosen and not going:
        raise SplitPaymentError(
            "A part cannot go alone: the parts sum to what was paid. Delete the whole payment, or take the "
            "split back."
        )
    partners = linking.partners_by_hand(workspace=workspace, rows=going)
    before = [[str(pk), *filter(None, [partners.get(str(pk))])] for pk in going]
    Transaction.objects.in_workspace(workspace).filter(pk__in=going).update(deleted_at=now, updated_at=now)
    expectations.reopen(workspace=workspace, transactions=going)
    linking.enqueue_linking(workspace, going)
    return _note_change(workspace, actor, Change.Action.DELETE, before)


def _whole_payments(workspace: "Workspace", chosen: Sequence[tuple[UUID, UUID | None, bool]]) -> list[UUID]:
    """The rows that can go: single ones, and split payments with all their parts."""
    pks = {pk for pk, _whole, _is_split in chosen if not _whole}
    wholes = {pk for pk, _whole, is_split in chosen if is_split}
    asked = {whole for _pk, whole, _is_split in chosen if whole} - wholes
    if not wholes and not asked:
        return sorted(pks)
    parts: dict[UUID, set[UUID]] = {}
    live = Transaction.objects.in_workspace(workspace).live()
    for pk, whole in live.filter(split_of__in=wholes | asked).values_list("pk", "split_of_id"):
        parts.setdefault(whole, set()).add(pk)
    ticked = {pk for pk, whole, _is_split in chosen if whole}
    wholes |= {whole for whole in asked if parts.get(whole, set()) <= ticked}
    return sorted(pks | wholes | {pk for whole in wholes for pk in parts.get(whole, ())})


def _note_change(
    workspace: "Workspace", actor: "User", action: str, before: "Sequence[Sequence[Any]]"
) -> Change:
    change = Change.objects.create(
        workspace=workspace, created_by=actor, action=action, count=len(before), before=before
    )
    audit.record(
        workspace=workspace,
        actor=actor,
        action=_AUDIT_ACTIONS[action],
        change_id=change.pk,
        count=len(before),
        transaction_ids=[row[0] for row in before[:50]],
    )
    announce_changed(workspace, count=len(before))
    return change


_AUDIT_ACTIONS: dict[str, str] = {
    Change.Action.DELETE: "transaction.deleted",
    Change.Action.CATEGORY: "transaction.categorised",
    Change.Action.TAG: "transaction.tagged",
}


@transaction.atomic
def undo(*, workspace: "Workspace", actor: "User", change: Change, now: datetime) -> int:
    """Put back what a bulk action changed; returns how many rows.

    Raises:
        TooLateToUndoError: it was undone before, or more than ten minutes ago.
        NameTakenError: another merchant has taken the name that would come back.
    """
    change = Change.objects.select_for_update().get(pk=change.pk)
    if change.undone_at or change.created_at < now - UNDO_WITHIN:
        raise TooLateToUndoError("This was undone already, or too long ago. Change the rows by hand.")
    touched = [] if isinstance(change.before, dict) else [before[0] for before in change.before]
    rows = Transaction.objects.in_workspace(workspace).filter(pk__in=touched)
    count = change.count
    if change.action == Change.Action.DELETE:
        rows.update(deleted_at=None, updated_at=now)
        partners = {pk: other for pk, *others in change.before for other in others}
        linking.pair_again(workspace=workspace, actor=actor, partners=partners)
        expectations.fulfil_open(workspace=workspace)
        linking.enqueue_linking(workspace, [row[0] for row in change.before])
    elif change.action == Change.Action.TAG:
        for tag in {before[1] for before in change.before}:
            rows.update(tags=Func(F("tags"), Value(tag), function="array_remove"), updated_at=now)
        _untouch(rows, change, {pk: edited for pk, _tag, *more in change.before for edited in more})
    elif change.action == Change.Action.MERCHANT:
        count = merchants.put_back(workspace=workspace, change=change)
    elif change.action == Change.Action.RULE:
        count = rule_runs.put_back(workspace=workspace, change=change, now=now)
    else:
        count = _put_back_categories(workspace, change, now)
    change.undone_at = now
    change.save(update_fields=["undone_at"])
    audit.record(
        workspace=workspace,
        actor=actor,
        action="transaction.change_undone",
        change_id=change.pk,
        count=count,
    )
    announce_changed(workspace, count=count)
    return count


def _filing_of(row: Transaction) -> list[Any]:
    """The row's id and how it is filed, for putting it back."""
    ids = [str(each) if each else None for each in (row.category_id, row.category_rule_id)]
    filed = [row.category_source, ids[1], row.category_confidence, list(row.locked)]
    return [str(row.pk), ids[0], *filed, _moment(row.edited_at)]


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _untouch(rows: TransactionQuerySet, change: Change, edited: dict[str, str | None]) -> None:
    """Rows that nobody edited since are again as untouched as they were, so an import can be taken back."""
    since = rows.filter(pk__in=edited, edited_at__lt=change.created_at)
    found = list(since.only("pk", "edited_at").order_by().select_for_update(of=("self",)))
    for row in found:
        at = edited[str(row.pk)]
        row.edited_at = datetime.fromisoformat(at) if at else None
    Transaction.objects.bulk_update(found, ["edited_at"], batch_size=500)


def _put_back_categories(workspace: "Workspace", change: Change, now: datetime) -> int:
    """File rows as before; those that a person edited since stay. Returns how many are back."""
    was = {pk: filing for pk, *filing in change.before}
    same = Transaction.objects.in_workspace(workspace).filter(pk__in=was, edited_at__lt=change.created_at)
    rows = list(same.select_for_update(of=("self",)))
    wanted = {filing[0] for filing in was.values()}
    known = row_values.still_there(Category.objects.in_workspace(workspace), wanted)
    for row in rows:
        category, source, *more = was[str(row.pk)]
        row.category_id, row.category_source = (category, source) if category in known else (None, "")
        if more:
            row.category_rule_id, row.category_confidence, row.locked = more[:3]
        row.updated_at = now
    Transaction.objects.bulk_update(rows, [*_FILING, "updated_at"], batch_size=500)
    _untouch(same, change, {pk: filing[5] for pk, filing in was.items() if len(filing) > 5})
    return len(rows)
