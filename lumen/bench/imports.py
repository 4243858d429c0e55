"""How many lines a second a statement file becomes transactions."""

import csv
import io
import time
from datetime import date, timedelta
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts import services as accounts
from lumen.bench.report import Figure, Report
from transactions.models import Transaction
from transactions.services import imports
from transactions.services.catalog import account_named

ROWS = 10_000


def statement(rows: int, today: date) -> bytes:
    """A CSV of the plain layout with `rows` different payments over two years."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Date", "Merchant", "Amount", "Category", "Payment Method", "Notes"])
    for number in range(rows):
        day = today - timedelta(days=number % 700)
        amount = f"{100 + number % 997}.50"
        writer.writerow([day.isoformat(), f"Shop {number % 300}", amount, "Shopping", "UPI", f"n{number}"])
    return out.getvalue().encode()


def measure_imports() -> Report:
    """Upload, preview and commit of one file, against writing the same rows with nothing around it."""
    report = Report(f"Imports: a CSV of {ROWS:,} rows")
    user = get_user_model().objects.create_user(f"bench-{uuid4().hex[:8]}@example.com", "not used here")
    workspace = accounts.create_workspace(owner=user, name="Bench imports")
    account = account_named(workspace=workspace, name="Bank")
    content = statement(ROWS, timezone.localdate())
    started = time.perf_counter()
    file = ContentFile(content, name="statement.csv")
    batch = imports.start_import(workspace=workspace, actor=user, file=file, account=account)
    previewed = time.perf_counter()
    batch.refresh_from_db()
    imports.start_commit(batch=batch, actor=user)
    committed = time.perf_counter()
    bare = _bare_seconds(list(Transaction.objects.in_workspace(workspace)))
    report.add(_rate("read and preview", previewed - started, bare))
    report.add(_rate("commit: record, enrich, judge", committed - previewed, bare))
    report.add(_rate("all of it", committed - started, bare))
    return report


def _bare_seconds(rows: list[Transaction]) -> float:
    """Write copies of the rows and nothing else."""
    for row in rows:
        row.pk, row.fingerprint = uuid4(), uuid4().hex
    started = time.perf_counter()
    Transaction.objects.bulk_create(rows, batch_size=2_000)
    return time.perf_counter() - started


def _rate(name: str, seconds: float, bare: float) -> Figure:
    rate = ROWS / seconds
    return Figure(
        name=name, unit="rows/s", p50=rate, p95=rate, ratio=bare / seconds, baseline="bare bulk insert",
        note=f"{seconds:.1f} s",
    )  # fmt: skip
