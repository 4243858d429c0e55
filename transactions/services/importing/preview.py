"""Reading an uploaded file into rows that wait for a person."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from lumen.common.bulk import copy_in
from lumen.common.dates import today_in
from lumen.common.tasks import enqueue
from transactions.importers.columns import Layout, header_key
from transactions.importers.door import read_statement
from transactions.importers.formats import Asked, Section, Statement
from transactions.importers.rows import StatementRow
from transactions.importers.text import UnreadableFileError
from transactions.models import Account, ImportBatch, ImportRow
from transactions.services.importing import accounts, ladder, naming, remembered, states
from transactions.services.importing.lines import EDITABLE, Line, Status, Verdict, as_fields, statement_row

State = ImportBatch.State
MAX_ROWS = 200_000
SMALL = 2_000  # rows that are read again while the person waits
_CHUNK = 2_000


def read_import(*, batch_id: str) -> None:
    """Read the file and prepare the preview; a file that cannot be read says why."""
    with transaction.atomic():
        batch = states.locked(batch_id)
        if batch.state != State.READING:
            return
        try:
            statement = open_file(batch)
        except UnreadableFileError as error:
            batch.state, batch.problem = State.FAILED, error.detail
            batch.save(update_fields=["state", "problem", "updated_at"])
        else:
            fill(batch, statement)
        states.announce(batch)


def open_file(batch: ImportBatch) -> Statement:
    """Read the file as the person chose, as such files were read before, or as it seems best.

    Raises:
        UnreadableFileError: it is no statement, or not with the columns that were chosen.
    """
    content = _content(batch)
    chosen = Layout.from_dict(batch.layout) if batch.reading.get("is_chosen") else None
    statement = _limited(read_statement(content, _asked(batch, chosen)))
    if chosen or statement.layout is None or batch.reading.get("is_forgotten"):
        return statement
    return _as_last_time(batch, content, statement, statement.layout)


def _content(batch: ImportBatch) -> bytes:
    with batch.file.open("rb") as stored:
        return bytes(stored.read())


def _asked(batch: ImportBatch, layout: Layout | None) -> Asked:
    return Asked(
        filename=batch.filename,
        today=today_in(batch.workspace.time_zone, timezone.now()),
        currency=batch.account.currency if batch.account else batch.workspace.base_currency,
        layout=layout,
    )


def _limited(statement: Statement) -> Statement:
    if len(statement.rows) > MAX_ROWS:
        raise UnreadableFileError(
            f"This file has {len(statement.rows):,} rows; up to {MAX_ROWS:,} are read at once. "
            "Export a shorter period and import it in parts."
        )
    return statement


def _as_last_time(batch: ImportBatch, content: bytes, statement: Statement, layout: Layout) -> Statement:
    mapping = remembered.find(workspace=batch.workspace, layout=layout, account=batch.account)
    if mapping is None:
        return statement
    try:
        again = read_statement(content, _asked(batch, remembered.applied(layout, mapping)))
    except UnreadableFileError:
        return statement
    batch.reading["is_remembered"] = batch.reading["is_corrected"] = True
    if batch.account is None and not any(s.key or s.last4 for s in again.sections):
        batch.account = remembered.account_of(mapping)
    return again


def read_again(batch: ImportBatch) -> None:
    """Prepare the preview anew with what the person chose: at once, or in a worker when it is large.

    Raises:
        UnreadableFileError: the choice does not give a statement.
    """
    statement = open_file(batch)
    if len(statement.rows) <= SMALL:
        fill(batch, statement)
        return
    batch.state = State.READING
    batch.save()
    enqueue("transactions.tasks.read_import", batch_id=str(batch.pk))


def fill(batch: ImportBatch, statement: Statement) -> None:
    """Judge every row of a file and keep it for the person to look at."""
    sections = statement.sections or (Section(),)
    _keep_reading(batch, statement, sections)
    edits = _edits(batch)
    rows = _in_account_currency(batch, _numbered(ladder.with_own_ids(statement.rows)))
    rows = [_edited(row, edits[row.line]) if row.line in edits else row for row in rows]
    lines = [Line(_account_of(batch, row), row) for row in rows]
    verdicts = ladder.judge(workspace=batch.workspace, lines=lines, kind=batch.reading["kind"])
    batch.rows.all().delete()
    takes = not (statement.needs_review or earlier_import(batch))
    for start in range(0, len(lines), _CHUNK):
        part = slice(start, start + _CHUNK)
        _keep_rows(batch, lines[part], verdicts[part], edits, takes=takes)
        states.tell_progress(batch, min(start + _CHUNK, len(lines)), len(lines))
    batch.error_count = sum(verdict.status == Status.ERROR for verdict in verdicts)
    batch.duplicate_count = sum(verdict.status == Status.DUPLICATE for verdict in verdicts)
    batch.state, batch.problem = State.PREVIEW, ""
    batch.save()


def _keep_reading(batch: ImportBatch, statement: Statement, sections: Sequence[Section]) -> None:
    """What the file is and whose; a choice of account made before stays."""
    layout = statement.layout
    told = layout.as_dict() if layout else {}
    batch.layout = {
        **told,
        "format": statement.format,
        "encoding": statement.encoding,
        "delimiter": statement.delimiter,
    }
    chosen = batch.reading.get("sections", [])
    proposed = accounts.propose(
        workspace=batch.workspace,
        sections=sections,
        given=batch.account,
        named=batch.reading.get("given", {}),
    )
    for new, old in zip(proposed, chosen, strict=False):
        if old.get("is_chosen"):
            new |= {"account": old["account"], "called": old["called"], "is_chosen": True}
    batch.reading = {
        **batch.reading,
        "kind": f"{statement.format}:{header_key(layout) if layout else ''}",
        "needs_review": statement.needs_review,
        "note": statement.note,
        "sections": proposed,
    }
    batch.account_id = proposed[0]["account"] if len(proposed) == 1 else None


def _numbered(rows: list[StatementRow]) -> list[StatementRow]:
    """The rows with a number of their own each, also where a file is made of several."""
    if len({row.line for row in rows}) == len(rows):
        return rows
    return [replace(row, line=number) for number, row in enumerate(rows, start=1)]


def _in_account_currency(batch: ImportBatch, rows: list[StatementRow]) -> list[StatementRow]:
    """Amounts of a file that names no currency are in the currency of their account."""
    if "currency" in batch.layout.get("columns", {}):
        return rows
    ids = {s["account"] for s in batch.reading["sections"] if s["account"] and not s["currency"]}
    own = dict(Account.objects.filter(pk__in=ids).values_list("pk", "currency"))
    homes = [own.get(account_of_section(section) or uuid4()) for section in batch.reading["sections"]]
    return [
        replace(row, currency=home) if (home := homes[row.section]) and row.currency != home else row
        for row in rows
    ]


def account_of_section(section: dict[str, Any]) -> UUID | None:
    return UUID(section["account"]) if section["account"] else None


def _account_of(batch: ImportBatch, row: StatementRow) -> UUID | None:
    return account_of_section(batch.reading["sections"][row.section])


def _edits(batch: ImportBatch) -> dict[int, ImportRow]:
    """Rows that a person corrected, by line, as long as the file is read the same way."""
    if not batch.reading.pop("keeps_edits", False):
        return {}
    return {row.line: row for row in batch.rows.filter(is_edited=True)}


def _edited(row: StatementRow, kept: ImportRow) -> StatementRow:
    told = statement_row(kept)
    return replace(row, problem=kept.problem, **{name: getattr(told, name) for name in EDITABLE})


def _keep_rows(
    batch: ImportBatch,
    lines: Sequence[Line],
    verdicts: Sequence[Verdict],
    edits: dict[int, ImportRow],
    *,
    takes: bool,
) -> None:
    corrected = [edits[n].fields.get("edits", []) if (n := line.row.line) in edits else [] for line in lines]
    names = naming.names_of(workspace=batch.workspace, lines=lines, edited=corrected)
    rows = [
        ImportRow(
            batch=batch,
            line=line.row.line,
            account_id=line.account_id,
            status=verdict.status,
            is_included=takes and verdict.status == Status.NEW and not named.is_ignored,
            is_edited=line.row.line in edits,
            fields={
                **as_fields(line.row),
                **named.as_fields(),
                "known_by": verdict.known_by,
                "edits": corrections,
            },
            fingerprint="" if line.row.problem else ladder.content_key(line),
            problem=line.row.problem[:300],
            transaction_id=verdict.transaction_id,
        )
        for line, verdict, named, corrections in zip(lines, verdicts, names, corrected, strict=True)
    ]
    copy_in(rows)


def earlier_import(batch: ImportBatch) -> ImportBatch | None:
    """The import that already brought this very file in."""
    return (
        ImportBatch.objects.in_workspace(batch.workspace)
        .filter(sha256=batch.sha256, state=State.COMMITTED)
        .exclude(pk=batch.pk)
        .first()
    )
