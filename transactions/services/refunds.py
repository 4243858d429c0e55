"""Linking money that came back with the purchase it gives back."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from lumen.audit import services as audit
from lumen.common.errors import LumenError
from lumen.common.text import slug_key
from transactions.enrichment.kinds import detect_kind
from transactions.linking.refunds import MOST_DAYS, Credit, Purchase, find_refunds, suggestions
from transactions.models import Category, Transaction
from transactions.services import linked_rows, matching
from transactions.services.announcing import announce_changed
from transactions.services.linked_rows import Days, ReconciledRowError, file_as, may_change, remembered

if TYPE_CHECKING:
    from accounts.models import User, Workspace

LOCK = "refund_of"  # in `Transaction.locked`: a person linked it, or took the link away
Kind = Transaction.Kind
SUGGESTED = 5
_BETWEEN_PEOPLE = "Friends & Family"


class NotARefundError(LumenError):
    status, code, title = 409, "not-a-refund", "This cannot be a refund of that"


def link(*, workspace: "Workspace", days: Days) -> int:
    """Link the refunds among rows of these days and near; what persons linked stays. Returns changes."""
    free = {row.pk: row for row in _credits(workspace, days.wider(MOST_DAYS))}
    credits_ = [_credit(row) for row in free.values()]
    rows = {row.pk: row for row in _purchases(workspace, days, free.values(), credits_)}
    given = _sums_given(rows, leaving_out=free)
    purchases = [_purchase(row, given.get(row.pk, Decimal(0))) for row in rows.values()]
    found = find_refunds(credits_, purchases)
    changed = []
    for row in free.values():
        target = found.get(str(row.pk))
        if _settle(row, rows[UUID(target)] if target else None):
            changed.append(row)
    linked_rows.save(changed)
    if changed:
        audit.record(
            workspace=workspace,
            actor=None,
            action="refund.matched",
            count=len(changed),
            transaction_ids=[str(row.pk) for row in changed[:50]],
        )
    return len(changed)


def _credits(workspace: "Workspace", window: Days) -> list[Transaction]:
    """Money in that is a refund or may be one, and that nobody has decided about."""
    rows = window.of(Transaction.objects.in_workspace(workspace).entries()).filter(
        amount__gt=0, reconciled_at=None, is_split=False, kind__in=[Kind.REFUND, Kind.INCOME]
    )
    kept = rows.exclude(locked__contains=[LOCK]).select_related("merchant", "category").order_by()
    return [row for row in kept if row.kind == Kind.REFUND or (may_change(row) and not row.category_id)]


def _purchases(
    workspace: "Workspace", days: Days, free: Iterable[Transaction], credits_: Sequence[Credit]
) -> Iterable[Transaction]:
    """Purchases at the merchants, or with the references, of these credits."""
    references = {reference for credit in credits_ for reference in credit.references}
    merchants = {row.merchant_id for row in free if row.merchant_id}
    rows = days.wider(2 * MOST_DAYS).of(Transaction.objects.in_workspace(workspace).entries().purchases())
    near = rows.filter(Q(merchant__in=merchants) | Q(reference__in=references))
    return near.select_related("merchant", "category").order_by()


def _purchase(row: Transaction, given: Decimal) -> Purchase:
    return Purchase(
        key=str(row.pk),
        account=str(row.account_id),
        on=row.booked_on,
        amount=-row.amount,
        left=-row.amount - given,
        currency=row.currency,
        merchant=str(row.merchant_id or ""),
        references=_references(row),
        is_personal=row.category is not None and row.category.name == _BETWEEN_PEOPLE,
        label=_label(row),
    )


def _credit(row: Transaction) -> Credit:
    kind = row.refund_before["kind"] if row.refund_before else row.kind
    return Credit(
        key=str(row.pk),
        account=str(row.account_id),
        on=row.booked_on,
        amount=row.amount,
        currency=row.currency,
        merchant=str(row.merchant_id or ""),
        is_refund=kind == Kind.REFUND or detect_kind(row.description, row.amount) == Kind.REFUND,
        references=_references(row),
        label=_label(row),
    )


def _references(row: Transaction) -> frozenset[str]:
    return frozenset(matching.references(row.reference, row.description, row.invoice_number, row.note))


def _label(row: Transaction) -> str:
    return (
        f"{row.booked_on}|{row.booked_at or ''}|{slug_key(row.description)}|{row.reference}|{row.fingerprint}"
    )


def _settle(row: Transaction, purchase: Transaction | None) -> bool:
    """Make the row the refund of this purchase, or of none; whether anything changed."""
    if row.refund_of_id == (purchase.pk if purchase else None):
        return False
    _take_off(row)
    if purchase is not None:
        _put_on(row, purchase)
    return True


def _put_on(row: Transaction, purchase: Transaction, *, is_by_hand: bool = False) -> None:
    row.refund_of = purchase
    if row.kind == Kind.REFUND and row.category_id == purchase.category_id:
        return
    if is_by_hand or may_change(row):
        row.refund_before = remembered(row)
        keeps_own = is_by_hand and {"category"} & set(row.locked)
        category = row.category if keeps_own else purchase.category or _spending(row.category)
        file_as(row, kind=Kind.REFUND, category=category)


def _spending(category: Category | None) -> Category | None:
    return category if category and category.kind == Category.Kind.EXPENSE else None


def _take_off(row: Transaction) -> None:
    before, row.refund_of, row.refund_before = row.refund_before, None, None
    if before and row.kind == Kind.REFUND:
        row.kind = before["kind"]
        if row.category_source in {linked_rows.LINK, ""}:
            row.category_id = UUID(before["category"]) if before["category"] else None
            row.category_source = before["category_source"]


def dissolve(*, workspace: "Workspace", rows: Iterable[UUID]) -> None:
    """Before purchases are removed: what gave them back becomes what it was."""
    gone = set(rows)
    linked = Transaction.objects.in_workspace(workspace).filter(refund_of__in=gone, reconciled_at=None)
    back = list(linked.exclude(pk__in=gone).select_related("category"))
    for row in back:
        _take_off(row)
    linked_rows.save(back)


def possible_purchases(workspace: "Workspace", row: Transaction) -> Sequence[Transaction]:
    """Purchases that a person may mean, likeliest first. Two queries."""
    earliest = row.booked_on - timedelta(days=MOST_DAYS)
    rows = Transaction.objects.in_workspace(workspace).entries().purchases()
    near = rows.filter(
        booked_on__range=(earliest, row.booked_on), amount__lte=-row.amount, currency=row.currency
    )
    if row.merchant_id:
        near = near.filter(Q(merchant=row.merchant_id) | Q(amount=-row.amount))
    near = near.select_related("merchant", "category", "account")
    known = {str(one.pk): one for one in near.order_by("-booked_on")[:500]}
    given = _sums_given([one.pk for one in known.values()])
    purchases = [_purchase(one, given.get(one.pk, Decimal(0))) for one in known.values()]
    return [known[key] for key in suggestions(_credit(row), purchases, most=SUGGESTED)]


def _sums_given(purchases: Iterable[UUID], leaving_out: Iterable[UUID] = ()) -> dict[UUID, Decimal]:
    """What other refunds have given back, by purchase."""
    rows = Transaction.objects.filter(refund_of__in=list(purchases), deleted_at=None).order_by()
    others = rows.exclude(pk__in=list(leaving_out))
    return dict(others.values_list("refund_of").annotate(given=Sum("amount")))


@transaction.atomic
def link_by_hand(
    *, workspace: "Workspace", actor: "User", row: Transaction, purchase: Transaction
) -> Transaction:
    """A person says what this gives back.

    Raises:
        NotARefundError: directions, currencies or sums do not allow it.
        ReconciledRowError: the row agrees with a statement and would change its kind.
    """
    row = Transaction.objects.in_workspace(workspace).select_for_update().get(pk=row.pk)
    _require_sense(row, purchase)
    _take_off(row)
    _put_on(row, purchase, is_by_hand=True)
    _lock_and_save(row)
    _told(workspace, actor, row, "refund.linked")
    return row


def _require_sense(row: Transaction, purchase: Transaction) -> None:
    if row.amount <= 0 or purchase.amount >= 0 or row.currency != purchase.currency:
        raise NotARefundError(_("A refund is money in, of a purchase in the same currency."))
    if row.split_of_id or row.is_split or row.kind == Kind.TRANSFER or purchase.kind != Kind.EXPENSE:
        raise NotARefundError(_("Only a whole payment in can be the refund of a purchase."))
    given = sum(
        (one.amount for one in purchase.refunds.filter(deleted_at=None).exclude(pk=row.pk)), Decimal(0)
    )
    if given + row.amount > -purchase.amount:
        raise NotARefundError(_("Together the refunds would be more than what was paid."))
    if row.reconciled_at and row.kind != Kind.REFUND:
        raise ReconciledRowError(
            _("This was reconciled with a statement. Take it out of the reconciliation first.")
        )


@transaction.atomic
def unlink(*, workspace: "Workspace", actor: "User", row: Transaction) -> Transaction:
    """Not a refund of that; it is not linked again by itself."""
    row = Transaction.objects.in_workspace(workspace).select_for_update().get(pk=row.pk)
    _take_off(row)
    _lock_and_save(row)
    _told(workspace, actor, row, "refund.unlinked")
    return row


def _lock_and_save(row: Transaction) -> None:
    row.locked = sorted({*row.locked, LOCK})
    row.save()


def _told(workspace: "Workspace", actor: "User", row: Transaction, action: str) -> None:
    audit.record(workspace=workspace, actor=actor, action=action, transaction_id=row.pk)
    announce_changed(workspace, count=1)
