"""Recording the chosen rows of an import: all of them or, when something fails, none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lumen.audit import services as audit
from lumen.common.bulk import copy_in
from lumen.common.tasks import enqueue
from transactions.models import (
    Account,
    Category,
    Evidence,
    ImportBatch,
    ImportRow,
    Merchant,
    MerchantAlias,
    Transaction,
)
from transactions.services import catalog, evidence, ledger, matching
from transactions.services.importing import accounts, balances, ladder, parts, remembered, states
from transactions.services.importing.lines import (
    Status,
    draft_of,
    line_of,
    locks_of,
    save_outcomes,
    statement_row,
)

if TYPE_CHECKING:
    from accounts.models import User, Workspace

State = ImportBatch.State
_CHUNK = 2_000


def confirming() -> Q:
    """Rows that are not booked but tell what another source told: their word is taken."""
    return Q(
        status=Status.DUPLICATE,
        is_included=False,
        transaction__isnull=False,
        fields__known_by__in=["likeness", "person"],
    )


@transaction.atomic
def start_commit(*, batch: ImportBatch, actor: "User | None") -> ImportBatch:
    """Have the included rows recorded.

    Raises:
        ImportStateError: it is not in preview.
        NoRowsChosenError: every row is left out, and none confirms a payment of another source.
    """
    batch = states.locked(str(batch.pk))
    states.require(batch, State.PREVIEW)
    if not batch.rows.filter(Q(is_included=True) | confirming()).exists():
        raise states.NoRowsChosenError(
            "Every row is left out. Include at least one row, or discard this import."
        )
    batch.state = State.COMMITTING
    batch.save(update_fields=["state", "updated_at"])
    audit.record(workspace=batch.workspace, actor=actor, action="import.committing", batch_id=batch.pk)
    enqueue("transactions.tasks.commit_import", batch_id=str(batch.pk))
    return batch


def run_commit(*, batch_id: str) -> None:
    """Record the included rows: all of them or, when something fails, none."""
    with transaction.atomic():
        batch = states.locked(batch_id)
        if batch.state != State.COMMITTING:
            return
        matching.lock_ledger(batch.workspace)
        catalog.ensure_catalog(batch.workspace)
        before = _Names.of(batch.workspace)
        work = _Work(batch)
        work.settle_accounts()
        work.record()
        batch.outcome = {**batch.outcome, **work.made, **before.made_since(batch.workspace)}
        remembered.keep(batch)
        batch.state, batch.finished_at = State.COMMITTED, timezone.now()
        batch.save()
        audit.record(
            workspace=batch.workspace,
            actor=batch.created_by,
            action="import.finished",
            batch_id=batch.pk,
            created=batch.created_count,
            duplicates=batch.duplicate_count,
            errors=batch.error_count,
        )
        states.announce(batch)


@dataclass(frozen=True, slots=True)
class _Names:
    """Merchants, their spellings and categories of a workspace at one moment."""

    merchants: frozenset[Any]
    aliases: frozenset[Any]
    categories: frozenset[Any]

    @classmethod
    def of(cls, workspace: "Workspace") -> "_Names":
        return cls(
            *(
                frozenset(model.objects.filter(workspace=workspace).values_list("pk", flat=True))
                for model in (Merchant, MerchantAlias, Category)
            )
        )

    def made_since(self, workspace: "Workspace") -> dict[str, list[Any]]:
        now = _Names.of(workspace)
        return {
            "merchants": [str(pk) for pk in now.merchants - self.merchants],
            "aliases": sorted(now.aliases - self.aliases),
            "categories": [str(pk) for pk in now.categories - self.categories],
        }


@dataclass
class _Work:
    """One recording of one import, a few thousand rows at a time."""

    batch: ImportBatch
    made: dict[str, Any] = field(default_factory=dict)
    own: dict[UUID, Account] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)

    def settle_accounts(self) -> None:
        """Open what is missing, and give every row its account."""
        batch = self.batch
        opened = accounts.open_missing(batch)
        self.made["accounts"] = [str(account.pk) for account in opened]
        self.made["taught"] = accounts.teach(batch)
        for number, section in enumerate(batch.reading["sections"]):
            batch.rows.filter(account=None, fields__section=number).update(account=section["account"])
        if len(batch.reading["sections"]) == 1:
            batch.account_id = batch.reading["sections"][0]["account"]
        self.own = {a.pk: a for a in Account.objects.in_workspace(batch.workspace)}

    def record(self) -> None:
        batch = self.batch
        self.made["restored"] = {}
        readable = batch.rows.exclude(status=Status.ERROR)
        total, done = readable.count(), 0
        states.tell_progress(batch, 0, total)
        known = readable.filter(transaction__isnull=False).exclude(status=Status.SUSPICIOUS)
        claimed = set(known.values_list("transaction", flat=True))
        for rows in _chunks(batch):
            self._recheck(rows, claimed)
            self._record_new(rows)
            self._restore([row for row in rows if _is_restored(row)])
            self._confirm(rows)
            save_outcomes(rows)
            done += len(rows)
            states.tell_progress(batch, done, total)
        self.made["told"] = balances.tell(batch)
        batch.created_count = len(self.ids) + len(self.made["restored"])
        batch.duplicate_count = batch.rows.filter(status=Status.DUPLICATE).count()
        ledger.announce_recorded(batch.workspace, self.ids, batch_id=str(batch.pk))

    def _recheck(self, rows: Sequence[ImportRow], claimed: set[UUID]) -> None:
        """Rows that came in another way since the preview are left out."""
        fresh = [row for row in rows if row.status == Status.NEW and row.is_included]
        lines = [line_of(row) for row in fresh]
        for row, line in zip(fresh, lines, strict=True):
            row.fingerprint = ladder.content_key(line)
        apart = {row.line for row in fresh if row.fields.get("known_by") == "person"}
        verdicts = ladder.judge(
            workspace=self.batch.workspace,
            lines=lines,
            kind=self.batch.reading["kind"],
            claimed=claimed,
            apart=apart,
        )
        for row, verdict in zip(fresh, verdicts, strict=True):
            if verdict.status in {Status.DUPLICATE, Status.PREVIOUSLY_DELETED}:
                row.status, row.transaction_id, row.is_included = (
                    verdict.status,
                    verdict.transaction_id,
                    False,
                )
                row.fields["known_by"] = verdict.known_by

    def _record_new(self, rows: Sequence[ImportRow]) -> None:
        chosen = [row for row in rows if row.is_included and not _is_restored(row)]
        made = ledger.record_transactions(
            workspace=self.batch.workspace,
            actor=self.batch.created_by,
            drafts=[draft_of(row, self.own[row.account_id]) for row in chosen],  # type: ignore[index]
            origin=Transaction.Origin.CSV,
            is_part=True,
        )
        locked = []
        for row, created in zip(chosen, made, strict=True):
            row.transaction = created
            if locks := locks_of(row):
                created.locked = locks
                locked.append(created)
        Transaction.objects.bulk_update(locked, ["locked"])
        self.ids += [str(created.pk) for created in made]
        copy_in([Evidence(transaction=t, import_row=row) for row, t in zip(chosen, made, strict=True)])
        parts.record(self.batch.workspace, chosen)

    def _restore(self, rows: Sequence[ImportRow]) -> None:
        """Bring back rows that were deleted, as the person asked."""
        wanted = {row.transaction_id for row in rows if row.transaction_id}
        deleted = Transaction.objects.in_workspace(self.batch.workspace).filter(pk__in=wanted)
        for row in deleted.filter(deleted_at__isnull=False):
            assert row.deleted_at is not None  # noqa: S101  filtered just now
            self.made["restored"][str(row.pk)] = row.deleted_at.isoformat()
        back = Transaction.objects.filter(Q(pk__in=deleted) | Q(split_of__in=deleted))
        back.update(deleted_at=None, updated_at=timezone.now())
        _attach_plainly(rows)

    def _confirm(self, rows: Sequence[ImportRow]) -> None:
        """Known payments get the file's word as evidence; what another source told is settled by it."""
        known = [row for row in rows if row.status == Status.DUPLICATE and not row.is_included]
        alike = [row for row in known if row.fields.get("known_by") in {"likeness", "person"}]
        _attach_plainly([row for row in known if row not in alike and row.transaction_id])
        found = Transaction.objects.in_bulk([row.transaction_id for row in alike if row.transaction_id])
        evidence.attach(
            workspace=self.batch.workspace,
            told=[
                evidence.Attachment(
                    transaction=found[row.transaction_id],
                    facts=_facts(row, self.own[row.account_id]),  # type: ignore[index]
                    import_row=row,
                )
                for row in alike
                if row.transaction_id in found
            ],
        )
        for row in rows:
            if not row.is_included and row.status != Status.DUPLICATE:
                row.transaction_id = None


def _chunks(batch: ImportBatch) -> Iterator[list[ImportRow]]:
    last = -1
    rows = batch.rows.exclude(status=Status.ERROR).order_by("line")
    while chunk := list(rows.filter(line__gt=last)[:_CHUNK]):
        last = chunk[-1].line
        yield chunk


def _is_restored(row: ImportRow) -> bool:
    return row.is_included and row.status == Status.PREVIOUSLY_DELETED and row.transaction_id is not None


def _attach_plainly(rows: Sequence[ImportRow]) -> None:
    Evidence.objects.bulk_create(
        [Evidence(transaction_id=row.transaction_id, import_row=row) for row in rows if row.transaction_id],
        ignore_conflicts=True,
    )


def _facts(row: ImportRow, account: Account) -> evidence.Facts:
    told = statement_row(row)
    return evidence.Facts(
        kind=evidence.Kind.STATEMENT,
        booked_on=told.booked_on,
        booked_at=told.booked_at,
        amount=told.amount,
        currency=told.currency,
        account=account,
        merchant=told.merchant,
        reference=told.reference,
        method=told.method,
    )
