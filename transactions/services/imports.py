"""Statement files: upload, preview, commit, undo."""

import hashlib
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from accounts import selectors as people
from lumen.audit import services as audit
from lumen.common import events
from lumen.common.dates import today_in
from lumen.common.errors import LumenError
from lumen.common.tasks import enqueue
from transactions.importers import columns
from transactions.importers.columns import Layout
from transactions.importers.statement import open_statement, read_rows
from transactions.importers.text import Sheet, UnreadableFileError, read_sheet
from transactions.models import Account, Evidence, ImportBatch, ImportRow, Transaction
from transactions.services import import_rows, ledger, matching
from transactions.services.catalog import account_named

if TYPE_CHECKING:
    from accounts.models import User, Workspace

BATCH = 2_000
State = ImportBatch.State


class ImportStateError(LumenError):
    status = 409
    code, title = "import-state", "This import is not waiting for that"


class FileTooLargeError(LumenError):
    status = 413
    code, title = "file-too-large", "This file is too large"


class NoRowsChosenError(LumenError):
    status = 422
    code, title = "no-rows-chosen", "No row is chosen"


@transaction.atomic
def start_import(
    *, workspace: "Workspace", actor: "User | None", file: "File[bytes]", account: Account | None = None
) -> ImportBatch:
    """Keep an uploaded file and have it read for the preview.

    Raises:
        FileTooLargeError, UnreadableFileError: nothing is kept.
    """
    check_size(file.size)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    batch = ImportBatch.objects.create(
        workspace=workspace,
        created_by=actor,
        account=account,
        file=file,
        filename=(file.name or "statement.csv").rsplit("/", 1)[-1][:255],
        sha256=digest.hexdigest(),
    )
    audit.record(workspace=workspace, actor=actor, action="import.started", batch_id=batch.pk)
    enqueue("transactions.tasks.read_import", batch_id=str(batch.pk))
    return batch


def check_size(size: int) -> None:
    """Raises: FileTooLargeError, UnreadableFileError when it is empty."""
    if size > settings.IMPORT_MAX_BYTES:
        raise FileTooLargeError(
            f"A statement file may be up to {settings.IMPORT_MAX_BYTES // (1024 * 1024)} MB. "
            "Export a shorter period and import it in parts."
        )
    if not size:
        raise UnreadableFileError("This file is empty. Choose a CSV file with at least one payment in it.")


def read_import(*, batch_id: str) -> None:
    """Read the file and prepare the preview; a file that cannot be read says why."""
    with transaction.atomic():
        batch = _locked(batch_id)
        if batch.state != State.READING:
            return
        try:
            sheet, layout = _open(batch)
            _fill_preview(batch, sheet, layout)
        except UnreadableFileError as error:
            batch.state, batch.problem = State.FAILED, error.detail
            batch.save(update_fields=["state", "problem", "updated_at"])
        _announce(batch)


def _locked(batch_id: str) -> ImportBatch:
    return (
        ImportBatch.objects.select_for_update(of=("self",))
        .select_related("workspace", "account", "created_by")
        .get(pk=batch_id)
    )


def _content(batch: ImportBatch) -> bytes:
    with batch.file.open("rb") as stored:
        return bytes(stored.read())


def _open(batch: ImportBatch) -> tuple[Sheet, Layout]:
    return open_statement(_content(batch))


def _fill_preview(batch: ImportBatch, sheet: Sheet, layout: Layout) -> None:
    workspace = batch.workspace
    currency = batch.account.currency if batch.account else workspace.base_currency
    today = today_in(workspace.time_zone, timezone.now())
    read = read_rows(sheet, layout, today=today, currency=currency)
    if batch.account is None:
        batch.account = import_rows.account_proposed(workspace, layout)
    batch.layout = layout.as_dict()
    batch.state, batch.problem = State.PREVIEW, ""
    judged = import_rows.judge(workspace=workspace, account=batch.account, rows=read)
    batch.rows.all().delete()
    ImportRow.objects.bulk_create(
        [ImportRow(batch=batch, **one.as_row()) for one in judged], batch_size=BATCH
    )
    _count(batch)
    batch.save()


def _count(batch: ImportBatch) -> None:
    statuses = list(batch.rows.values_list("status", flat=True))
    batch.error_count = statuses.count(ImportRow.Status.ERROR)
    batch.duplicate_count = statuses.count(ImportRow.Status.DUPLICATE)


@transaction.atomic
def change_layout(
    *, batch: ImportBatch, account: Account | None, chosen: dict[str, int], date_order: str, sign: str
) -> ImportBatch:
    """Read the file again with the columns, dates and signs a person chose.

    Raises:
        ImportStateError: it is not in preview.
        UnreadableFileError: the columns do not give a statement; the preview stays as it was.
    """
    batch = _locked(str(batch.pk))
    _require(batch, State.PREVIEW)
    if not chosen.keys() >= {"date"} or not {"amount", "debit", "credit"} & chosen.keys():
        raise UnreadableFileError("Choose a column for the date and one for the amount.")
    sheet = read_sheet(_content(batch))
    layout = columns.with_styles(Layout.from_dict(batch.layout).changed(columns=chosen), sheet)
    layout = layout.changed(date_order=date_order, is_date_certain=True)
    layout = layout.changed(sign=sign if "amount" in chosen else layout.sign)
    batch.account = account
    _fill_preview(batch, sheet, layout)
    return batch


def _require(batch: ImportBatch, *states: str) -> None:
    if batch.state not in states:
        raise ImportStateError(
            f"This import is in the state “{batch.get_state_display()}”. "
            "Reload the page to see where it stands."
        )


@transaction.atomic
def set_included(*, batch: ImportBatch, lines: list[int] | None, status: str, included: bool) -> int:
    """Include or leave out rows of a preview; rows that cannot be read stay out.

    Args:
        lines: these lines; `None` for every row of `status`.

    Raises:
        ImportStateError: it is not in preview.
    """
    batch = _locked(str(batch.pk))
    _require(batch, State.PREVIEW)
    rows = batch.rows.exclude(status=ImportRow.Status.ERROR)
    rows = rows.filter(line__in=lines) if lines is not None else rows.filter(status=status)
    return rows.update(is_included=included)


@transaction.atomic
def start_commit(*, batch: ImportBatch, actor: "User | None") -> ImportBatch:
    """Have the included rows recorded.

    Raises:
        ImportStateError: it is not in preview.
        NoRowsChosenError: every row is left out.
    """
    batch = _locked(str(batch.pk))
    _require(batch, State.PREVIEW)
    if not batch.rows.filter(is_included=True).exists():
        raise NoRowsChosenError("Every row is left out. Include at least one row, or discard this import.")
    batch.state = State.COMMITTING
    batch.save(update_fields=["state", "updated_at"])
    audit.record(workspace=batch.workspace, actor=actor, action="import.committing", batch_id=batch.pk)
    enqueue("transactions.tasks.commit_import", batch_id=str(batch.pk))
    return batch


def run_commit(*, batch_id: str) -> None:
    """Record the included rows: all of them or, when something fails, none."""
    with transaction.atomic():
        batch = _locked(batch_id)
        if batch.state != State.COMMITTING:
            return
        matching.lock_ledger(batch.workspace)
        _publish(batch, done=0, total=batch.rows.filter(is_included=True).count())
        if batch.account is None:
            layout = Layout.from_dict(batch.layout)
            batch.account = _new_account(batch.workspace, layout)
        _record(batch)
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
        _announce(batch)


def _new_account(workspace: "Workspace", layout: Layout) -> Account:
    account = account_named(workspace=workspace, name=import_rows.proposed_name(layout))
    if layout.last4 and not account.last4:
        account.last4, account.institution = layout.last4, layout.institution
        account.save(update_fields=["last4", "institution", "updated_at"])
    return account


def _record(batch: ImportBatch) -> None:
    assert batch.account is not None  # noqa: S101  set just before
    rows = list(batch.rows.all())
    import_rows.judge_again(batch=batch, account=batch.account, rows=rows)
    chosen = [row for row in rows if row.is_included]
    drafts = [import_rows.draft_of(row, batch.account) for row in chosen]
    made = ledger.record_transactions(
        workspace=batch.workspace, actor=batch.created_by, drafts=drafts, origin=Transaction.Origin.CSV
    )
    for row, created in zip(chosen, made, strict=True):
        row.transaction = created
    import_rows.save_outcomes(rows)
    Evidence.objects.bulk_create(
        [
            Evidence(transaction_id=row.transaction_id, import_row=row)
            for row in rows
            if row.transaction_id is not None
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    import_rows.tell_balance(batch.account, rows)
    batch.created_count = len(made)
    batch.duplicate_count = sum(row.status == ImportRow.Status.DUPLICATE for row in rows)


@transaction.atomic
def undo_import(*, batch: ImportBatch, actor: "User | None") -> ImportBatch:
    """Take back what an import created. Rows edited since, or told by another source, stay.

    Raises:
        ImportStateError: it was not imported.
    """
    batch = _locked(str(batch.pk))
    _require(batch, State.COMMITTED)
    matching.lock_ledger(batch.workspace)
    created = Transaction.objects.in_workspace(batch.workspace).filter(
        pk__in=batch.rows.filter(is_included=True, transaction__isnull=False).values("transaction")
    )
    Evidence.objects.filter(import_row__batch=batch).delete()
    kept = created.filter(edited_at__isnull=False) | created.filter(evidence__isnull=False)
    kept_ids = set(kept.values_list("pk", flat=True))
    removed = created.exclude(pk__in=kept_ids)
    removed_count = removed.count()
    removed.delete()
    batch.rows.exclude(transaction__in=kept_ids).update(transaction=None)
    batch.state, batch.created_count = State.UNDONE, len(kept_ids)
    batch.layout = {**batch.layout, "undo": {"removed": removed_count, "kept": len(kept_ids)}}
    batch.save()
    audit.record(
        workspace=batch.workspace,
        actor=actor,
        action="import.undone",
        batch_id=batch.pk,
        removed=removed_count,
        kept=len(kept_ids),
    )
    ledger.announce_changed(batch.workspace, count=removed_count)
    _announce(batch)
    return batch


@transaction.atomic
def discard(*, batch: ImportBatch, actor: "User | None") -> None:
    """Forget an import that was never committed.

    Raises:
        ImportStateError: it was committed; undo it instead.
    """
    batch = _locked(str(batch.pk))
    _require(batch, State.PREVIEW, State.FAILED, State.READING)
    audit.record(workspace=batch.workspace, actor=actor, action="import.discarded", batch_id=batch.pk)
    stored = batch.file
    batch.delete()
    transaction.on_commit(partial(stored.delete, save=False))


def counts_of(batch: ImportBatch) -> dict[str, int]:
    """How many rows have each status, and how many are included."""
    rows = batch.rows.values_list("status").annotate(n=Count("pk")).order_by()
    found = {status: 0 for status, _label in ImportRow.Status.choices} | dict(rows)
    return {**found, "included": batch.rows.filter(is_included=True).count()}


def earlier_import(batch: ImportBatch) -> ImportBatch | None:
    """The import that already brought this very file in."""
    return (
        ImportBatch.objects.in_workspace(batch.workspace)
        .filter(sha256=batch.sha256, state=State.COMMITTED)
        .exclude(pk=batch.pk)
        .first()
    )


def _announce(batch: ImportBatch) -> None:
    transaction.on_commit(partial(_publish, batch))


def _publish(batch: ImportBatch, **facts: Any) -> None:
    events.publish(
        workspace_id=batch.workspace_id,
        user_ids=people.member_ids(batch.workspace),
        type="progress",
        kind="import",
        id=str(batch.pk),
        state=batch.state,
        **facts,
    )
