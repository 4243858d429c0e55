"""Splitting a payment into parts that sum to it exactly, and making it whole again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from lumen.audit import services as audit
from lumen.common.errors import LumenError
from transactions.enrichment.categories import RULE, USER, fits
from transactions.models import Category, Transaction
from transactions.rules.engine import Outcome
from transactions.rules.shares import BadSplitError, in_proportion, parts_of, read_share
from transactions.services.announcing import announce_changed

if TYPE_CHECKING:
    from accounts.models import User, Workspace

Kind = Transaction.Kind
# what a part has from its whole, whatever is changed there
FOLLOWED = (
    *("account_id", "booked_on", "booked_at", "currency", "merchant_id", "description", "method"),
    *("reference", "origin", "reconciled_at", "deleted_at"),
)
_OPPOSITE = {Kind.EXPENSE: Kind.REFUND, Kind.REFUND: Kind.EXPENSE, Kind.INCOME: Kind.EXPENSE}


class NotSplittableError(LumenError):
    status, code, title = 409, "not-splittable", "This payment cannot be split"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part: signed like the payment where it goes the same way."""

    amount: Decimal
    category: Category | None = None
    note: str = ""
    tags: tuple[str, ...] = ()


@transaction.atomic
def split(
    *,
    workspace: "Workspace",
    actor: "User | None",
    row: Transaction,
    parts: Sequence[Part],
    now: datetime,
    category_source: str = USER,
) -> list[Transaction]:
    """Make parts of a payment, or new parts of one that is split; the payment itself stays as it is.

    Raises:
        NotSplittableError: it is a part itself, deleted or reconciled.
        BadSplitError: the parts do not sum to the payment, or a category does not fit.
    """
    row = _locked(workspace, row)
    _require_splittable(row)
    made = build(row, parts, category_source=category_source)
    row.parts.all().delete()
    row.is_split, row.edited_at = True, now
    row.save(update_fields=["is_split", "edited_at", "updated_at"])
    Transaction.objects.bulk_create(made)
    audit.record(
        workspace=workspace, actor=actor, action="transaction.split", transaction_id=row.pk, count=len(made)
    )
    announce_changed(workspace, count=len(made))
    return made


@transaction.atomic
def unsplit(*, workspace: "Workspace", actor: "User | None", row: Transaction) -> Transaction:
    """Take the parts away; the payment counts again exactly as it was.

    Raises:
        NotSplittableError: it is not split, or reconciled.
    """
    row = _locked(workspace, row)
    if not row.is_split:
        raise NotSplittableError(_("This payment is not split."))
    if row.reconciled_at:
        raise _reconciled()
    row.parts.all().delete()
    row.is_split = False
    row.save(update_fields=["is_split", "updated_at"])
    audit.record(workspace=workspace, actor=actor, action="transaction.unsplit", transaction_id=row.pk)
    announce_changed(workspace, count=1)
    return row


def _locked(workspace: "Workspace", row: Transaction) -> Transaction:
    rows = Transaction.objects.in_workspace(workspace).select_for_update(of=("self",))
    return rows.select_related("workspace").get(pk=row.pk)


def _require_splittable(row: Transaction) -> None:
    if row.split_of_id:
        raise NotSplittableError(
            _("This is a part of a split payment. Split the whole payment anew instead.")
        )
    if row.deleted_at:
        raise NotSplittableError(_("This payment was deleted. Bring it back first."))
    if row.reconciled_at:
        raise _reconciled()


def _reconciled() -> NotSplittableError:
    return NotSplittableError(
        _("This payment was reconciled with a statement. Take it out of the reconciliation first.")
    )


def build(
    whole: Transaction, parts: Sequence[Part], *, category_source: str = USER, rule: str | None = None
) -> list[Transaction]:
    """The rows of the parts, not saved yet. Their worths in the base currency sum to the whole's, too.

    Raises:
        BadSplitError: they do not sum to the payment, or a category does not fit.
    """
    parts_of(whole.amount, [read_share(f"{_same_way(whole, part.amount):f}") for part in parts])
    bases = _bases(whole, [part.amount for part in parts])
    rows = [_row(whole, part, base) for part, base in zip(parts, bases, strict=True)]
    for number, row in enumerate(rows, start=1):
        row.fingerprint = f"{whole.pk.hex}-part-{number:02}"
        if row.category_id:
            row.category_source, row.category_rule_id = category_source, rule
    return rows


def _same_way(whole: Transaction, amount: Decimal) -> Decimal:
    return -amount if whole.amount < 0 else amount


def _bases(whole: Transaction, amounts: Sequence[Decimal]) -> Sequence[Decimal | None]:
    if whole.base_amount is None:
        return [None] * len(amounts)
    return in_proportion(whole.base_amount, amounts)


def _row(whole: Transaction, part: Part, base: Decimal | None) -> Transaction:
    kind = kind_of(whole, part.amount)
    if part.category and not fits(part.category.kind, kind):
        raise BadSplitError(
            _("“%(category)s” is no category for this part. Choose another one.")
            % {"category": part.category.name}
        )
    return Transaction(
        workspace=whole.workspace,
        split_of=whole,
        kind=kind,
        amount=part.amount,
        base_amount=base,
        category=part.category,
        note=part.note.strip()[:5000],
        tags=list(part.tags or whole.tags),
        created_by_id=whole.created_by_id,
        **{name: getattr(whole, name) for name in FOLLOWED},
    )


def kind_of(whole: Transaction, amount: Decimal) -> str:
    """A part that goes the other way is what is given back."""
    is_same = (amount < 0) == (whole.amount < 0) or whole.kind == Kind.TRANSFER
    return whole.kind if is_same else _OPPOSITE[Kind(whole.kind)]


def parts_by_rule(whole: Transaction, outcome: Outcome, categories: dict[str, Category]) -> list[Transaction]:
    """The parts a rule asks for; none where they do not fit this payment."""
    if outcome.split_by is None or whole.is_split:
        return []
    try:
        amounts = parts_of(
            whole.amount, [read_share(part.get("share")) for part in outcome.splits], last_takes_rest=True
        )
        parts = [
            Part(amount=amount, category=categories.get(str(part.get("category"))), note=part.get("note", ""))
            for amount, part in zip(amounts, outcome.splits, strict=True)
        ]
        return build(whole, parts, category_source=RULE, rule=outcome.split_by.key)
    except BadSplitError:
        return []


def categories_of(workspace: "Workspace", outcomes: Sequence[Outcome]) -> dict[str, Category]:
    """The categories that the rules' parts name, by id, in one query (none when there are no parts)."""
    wanted = {str(part.get("category") or "") for outcome in outcomes for part in outcome.splits} - {""}
    if not wanted:
        return {}
    return {str(row.pk): row for row in Category.objects.in_workspace(workspace).filter(pk__in=wanted)}


def follow(whole: Transaction) -> None:
    """Carry what was changed on a whole over to its parts."""
    follow_all([whole])


def follow_all(wholes: Sequence[Transaction]) -> None:
    """The same for many, in two queries; none when there are none."""
    by_whole: dict[Any, list[Transaction]] = {whole.pk: [] for whole in wholes}
    if not by_whole:
        return
    for part in Transaction.objects.filter(split_of__in=list(by_whole)).order_by("fingerprint"):
        by_whole[part.split_of_id].append(part)
    for whole in wholes:
        parts = by_whole[whole.pk]
        for part, base in zip(parts, _bases(whole, [part.amount for part in parts]), strict=True):
            part.base_amount = base
            for name in FOLLOWED:
                setattr(part, name, getattr(whole, name))
    fields = [name.removesuffix("_id") for name in FOLLOWED]
    parts = [part for each in by_whole.values() for part in each]
    Transaction.objects.bulk_update(parts, ["base_amount", *fields], batch_size=500)


def take_kinds(wholes: Sequence[Transaction]) -> None:
    """Give parts the kind that their wholes have now; a category that does not fit it goes."""
    by_id = {whole.pk: whole for whole in wholes if whole.is_split}
    if not by_id:
        return
    parts = list(Transaction.objects.filter(split_of__in=list(by_id)).select_related("category"))
    for part in parts:
        part.kind = kind_of(by_id[part.split_of_id], part.amount)  # type: ignore[index]
        if part.category and not fits(part.category.kind, part.kind):
            part.category, part.category_source, part.category_rule = None, "", None
    Transaction.objects.bulk_update(
        parts, ["kind", "category", "category_source", "category_rule"], batch_size=500
    )
