"""Taking back what an import brought."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from lumen.audit import services as audit
from transactions.models import (
    Account,
    Category,
    Evidence,
    ImportBatch,
    ImportRow,
    Merchant,
    MerchantAlias,
    ToldBalance,
    Transaction,
)
from transactions.services import evidence, expectations, linking, matching, splits
from transactions.services.announcing import announce_changed
from transactions.services.importing import states

if TYPE_CHECKING:
    from accounts.models import User

State = ImportBatch.State
_CHUNK = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What undoing did with the rows the import had made.

    `edited`, `reconciled` and `told` (by another source) stay; each row is counted once. A row that was
    brought back and is deleted again counts as removed.
    """

    removed: int
    edited: int
    reconciled: int
    told: int

    @property
    def kept(self) -> int:
        return self.edited + self.reconciled + self.told


@transaction.atomic
def undo_import(*, batch: ImportBatch, actor: "User | None") -> ImportBatch:
    """Take back what an import made. Rows edited, reconciled or told by another source since, stay.

    Raises:
        ImportStateError: it was not imported.
    """
    batch = states.locked(str(batch.pk))
    states.require(batch, State.COMMITTED)
    matching.lock_ledger(batch.workspace)
    created = _created(batch)
    evidence.withdraw(workspace=batch.workspace, evidence=Evidence.objects.filter(import_row__batch=batch))
    _wait_again(batch, created)
    undone, kept = _remove(batch, created)
    again = _delete_again(batch, batch.outcome.get("restored", {}))
    undone = replace(undone, removed=undone.removed + again)
    _take_back_balances(batch)
    _take_back_names(batch)
    _take_back_accounts(batch)
    batch.rows.exclude(transaction__in=kept).update(transaction=None)
    batch.state, batch.created_count = State.UNDONE, undone.kept
    batch.outcome = {"undo": {**asdict(undone), "kept": undone.kept}}
    batch.save()
    audit.record(
        workspace=batch.workspace,
        actor=actor,
        action="import.undone",
        batch_id=batch.pk,
        removed=undone.removed,
        kept=undone.kept,
    )
    announce_changed(batch.workspace, count=undone.removed)
    linking.enqueue_all(batch.workspace)
    states.announce(batch)
    return batch


def _created(batch: ImportBatch) -> list[UUID]:
    """Rows this import made, and those an import undone since left to it."""
    own = ImportRow.objects.filter(batch=batch, is_included=True, transaction__isnull=False)
    left = ImportRow.objects.filter(
        batch__workspace=batch.workspace,
        batch__state=State.UNDONE,
        is_included=True,
        transaction__evidence__import_row__batch=batch,
    )
    made = set(own.values_list("transaction", flat=True)) | set(left.values_list("transaction", flat=True))
    return [pk for pk in made if pk is not None and str(pk) not in batch.outcome.get("restored", {})]


def _wait_again(batch: ImportBatch, created: list[UUID]) -> None:
    """An order that one of these rows had paid is no word of its own: it waits for the bank again."""
    for start in range(0, len(created), _CHUNK):
        rows = Transaction.objects.in_workspace(batch.workspace).filter(
            pk__in=created[start : start + _CHUNK], edited_at__isnull=True, reconciled_at__isnull=True
        )
        paid = expectations.paid_only_as_expected(rows.values_list("pk", flat=True))
        expectations.reopen(workspace=batch.workspace, transactions=paid)


def _remove(batch: ImportBatch, created: list[UUID]) -> tuple[Undone, set[UUID]]:
    counts = {"removed": 0, "edited": 0, "reconciled": 0, "told": 0}
    kept: set[UUID] = set()
    for start in range(0, len(created), _CHUNK):
        rows = Transaction.objects.in_workspace(batch.workspace).filter(
            pk__in=created[start : start + _CHUNK]
        )
        for name, condition in (
            ("reconciled", Q(reconciled_at__isnull=False)),
            ("edited", Q(edited_at__isnull=False) | Q(parts__edited_at__isnull=False)),
            ("told", Q(evidence__isnull=False)),
        ):
            found = set(rows.filter(condition).exclude(pk__in=kept).values_list("pk", flat=True))
            counts[name] += len(found)
            kept |= found
        gone = rows.exclude(pk__in=kept)
        counts["removed"] += gone.filter(split_of__isnull=True).count()
        linking.dissolve(workspace=batch.workspace, rows=gone.values_list("pk", flat=True))
        gone.delete()
    return Undone(**counts), kept


def _delete_again(batch: ImportBatch, restored: dict[str, str]) -> int:
    rows = Transaction.objects.in_workspace(batch.workspace).filter(pk__in=restored)
    again = []
    for row in rows.filter(reconciled_at__isnull=True, deleted_at__isnull=True):
        was_deleted = datetime.fromisoformat(restored[str(row.pk)])
        if row.edited_at is None or row.edited_at <= was_deleted:
            row.deleted_at = was_deleted
            again.append(row)
    expectations.reopen(workspace=batch.workspace, transactions=[row.pk for row in again])
    count = Transaction.objects.bulk_update(again, ["deleted_at"], batch_size=_CHUNK)
    splits.follow_all([row for row in again if row.is_split])
    return count


def _take_back_balances(batch: ImportBatch) -> None:
    ToldBalance.objects.filter(batch=batch).delete()
    told = batch.outcome.get("told", {})
    for account in Account.objects.in_workspace(batch.workspace).filter(pk__in=told):
        balance, at, after, after_at = told[str(account.pk)]
        if (
            account.told_balance_at != datetime.fromisoformat(after_at)
            or f"{account.told_balance:.2f}" != after
        ):
            continue  # told anew since
        account.told_balance = balance
        account.told_balance_at = datetime.fromisoformat(at) if at else None
        account.save(update_fields=["told_balance", "told_balance_at", "updated_at"])


def _take_back_names(batch: ImportBatch) -> None:
    """Merchants, spellings and categories the import made, as far as nothing uses them."""
    made = batch.outcome
    used = Transaction.objects.in_workspace(batch.workspace)
    merchants = Merchant.objects.in_workspace(batch.workspace).filter(pk__in=made.get("merchants", ()))
    merchants.exclude(pk__in=_ids(used, "merchant")).filter(category=None).delete()
    stale = MerchantAlias.objects.in_workspace(batch.workspace).filter(pk__in=made.get("aliases", ()))
    stale.exclude(merchant__in=_ids(used, "merchant")).delete()
    categories = Category.objects.in_workspace(batch.workspace).filter(pk__in=made.get("categories", ()))
    categories.exclude(pk__in=_ids(used, "category")).delete()


def _ids(rows: "QuerySet[Transaction]", name: str) -> Iterable[Any]:
    found: Iterable[Any] = rows.filter(**{f"{name}__isnull": False}).order_by().values(name).distinct()
    return found


def _take_back_accounts(batch: ImportBatch) -> None:
    own = Account.objects.in_workspace(batch.workspace)
    for account in own.filter(pk__in=batch.outcome.get("taught", {})):
        news = batch.outcome["taught"][str(account.pk)]
        same = {name: before for name, (before, after) in news.items() if getattr(account, name) == after}
        for name, before in same.items():
            setattr(account, name, before)
        if same:
            account.save(update_fields=[*same, "updated_at"])
    opened = own.filter(pk__in=batch.outcome.get("accounts", ()))
    for account in opened.filter(transactions=None, told_balances=None, reconciliations=None):
        if batch.account_id == account.pk:
            batch.account = None
        for section in batch.reading.get("sections", []):
            if section["account"] == str(account.pk):
                section["account"] = None
        account.delete()
