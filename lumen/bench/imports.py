"""How fast statement files become transactions, by format, and beside a ledger of 100,000 rows."""

import resource
import time
from dataclasses import dataclass
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Workspace
from lumen.bench import statements
from lumen.bench.report import Figure, Report
from transactions.models import ImportBatch, Transaction
from transactions.services import imports
from transactions.services.catalog import account_named

ROWS, MANY = 10_000, 100_000
_TOLD = {"new", "duplicate", "suspicious"}


@dataclass(frozen=True, slots=True)
class _File:
    name: str  # in the report
    filename: str
    content: bytes
    rows: int


def measure_imports() -> Report:
    """Upload, preview and commit by format; then a file of 100,000 rows, and others beside it."""
    report = Report(f"Imports: files of {ROWS:,} rows by format, and one of {MANY:,}")
    today = timezone.localdate()
    for name, (filename, write) in statements.FORMATS.items():
        _measure(report, _workspace(), _File(name, filename, write(ROWS, today), ROWS))
    large = _workspace()
    file = _File(f"csv of {MANY:,}", "all.csv", statements.as_csv(MANY, today, offset=MANY), MANY)
    batch = _measure(report, large, file)
    _measure_beside(report, large, file)
    started = time.perf_counter()
    imports.undo_import(batch=batch, actor=None)
    report.add(_rate(f"{file.name}: undo", MANY, time.perf_counter() - started))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report.add(Figure(name="peak memory, all of the above", unit="MiB", p50=peak, p95=peak))
    return report


def _measure_beside(report: Report, large: Workspace, whole: _File) -> None:
    """What telling known rows from new ones costs beside a large ledger."""
    today = timezone.localdate()
    lines = whole.content.splitlines(keepends=True)
    known = lines[0] + b"".join(lines[-ROWS:])
    for file in (
        _File(f"{ROWS:,} known rows beside {MANY:,}", "b.csv", known, ROWS),
        _File(f"{ROWS:,} new rows beside {MANY:,}", "c.csv", statements.as_csv(ROWS, today), ROWS),
        _File(f"{ROWS:,} rows in OFX beside {MANY:,}", "d.ofx", statements.as_ofx(ROWS, today), ROWS),
    ):
        _preview(report, large, file)


def _workspace() -> Workspace:
    user = get_user_model().objects.create_user(f"bench-{uuid4().hex[:8]}@example.com", "not used here")
    workspace = accounts.create_workspace(owner=user, name="Bench imports")
    account_named(workspace=workspace, name="Bank")
    return workspace


def _preview(report: Report, workspace: Workspace, file: _File) -> ImportBatch:
    account = account_named(workspace=workspace, name="Bank")
    started = time.perf_counter()
    upload = ContentFile(file.content, name=file.filename)
    batch = imports.start_import(workspace=workspace, actor=None, file=upload, account=account)
    seconds = time.perf_counter() - started
    batch.refresh_from_db()
    if batch.state != ImportBatch.State.PREVIEW or batch.rows.count() != file.rows:
        raise RuntimeError(f"{file.filename} was not read whole: {batch.problem or batch.rows.count()}")
    counts = imports.counts_of([batch])[batch.pk]
    told = ", ".join(f"{n:,} {status}" for status, n in counts.items() if n and status in _TOLD)
    report.add(_rate(f"{file.name}: read and preview", file.rows, seconds, told))
    return batch


def _measure(report: Report, workspace: Workspace, file: _File) -> ImportBatch:
    batch = _preview(report, workspace, file)
    started = time.perf_counter()
    imports.start_commit(batch=batch, actor=None)
    seconds = time.perf_counter() - started
    batch.refresh_from_db()
    if batch.created_count != file.rows:
        raise RuntimeError(f"{file.filename} gave {batch.created_count} of {file.rows} rows")
    made = Transaction.objects.in_workspace(workspace)
    bare = _bare_seconds(list(made[:ROWS])) * file.rows / ROWS
    report.add(_rate(f"{file.name}: commit", file.rows, seconds, bare=bare))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE transactions_transaction, transactions_importrow, transactions_evidence")
    return batch


def _bare_seconds(rows: list[Transaction]) -> float:
    """Write copies of the rows and nothing else."""
    for row in rows:
        row.pk, row.fingerprint, row.external_id = uuid4(), uuid4().hex, ""
    started = time.perf_counter()
    Transaction.objects.bulk_create(rows, batch_size=2_000)
    seconds = time.perf_counter() - started
    Transaction.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return seconds


def _rate(name: str, rows: int, seconds: float, note: str = "", bare: float | None = None) -> Figure:
    rate = rows / seconds
    return Figure(
        name=name,
        unit="rows/s",
        p50=rate,
        p95=rate,
        ratio=bare / seconds if bare else None,
        baseline="bare bulk insert" if bare else "",
        note="; ".join(part for part in (f"{seconds:.1f} s", note) if part),
    )
