"""`manage.py import_file FILE --workspace SLUG`: what a statement file holds, and its import."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.models import Workspace
from lumen.common.errors import LumenError
from transactions.importers.text import UnreadableFileError
from transactions.models import Account, ImportBatch, ImportRow
from transactions.services import imports
from transactions.services.catalog import account_named


class _WorkspaceMissingError(LumenError):
    code, title = "unknown-workspace", "This workspace is not known"


class Command(BaseCommand):
    help = "Reads a statement file and prints one JSON object; --commit records it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--workspace", required=True)
        parser.add_argument("--account", default="")
        parser.add_argument("--commit", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            answer = _run(options["path"], options["workspace"], options["account"], commit=options["commit"])
        except LumenError as error:
            problem = {"code": error.code, "title": error.title, "detail": error.detail, **error.extra}
            sys.stdout.write(json.dumps({"problem": problem}, ensure_ascii=False) + "\n")
            sys.exit(2)
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")


def _run(path: Path, slug: str, account_name: str, *, commit: bool) -> dict[str, Any]:
    workspace = Workspace.objects.filter(slug=slug).first()
    if workspace is None:
        raise _WorkspaceMissingError(f"There is no workspace “{slug}”.")
    try:
        imports.check_size(path.stat().st_size)
        file = ContentFile(path.read_bytes(), name=path.name)
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be read: {error.strerror}.") from error
    with transaction.atomic():
        answer = _import(workspace, file, account_name, commit=commit)
        if not commit:
            transaction.set_rollback(True)
    return answer


def _import(
    workspace: Workspace, file: "ContentFile[bytes]", account_name: str, *, commit: bool
) -> dict[str, Any]:
    """Inside the caller's transaction; a dry run is rolled back by it."""
    account: Account | None = account_named(workspace=workspace, name=account_name) if account_name else None
    batch = imports.start_import(workspace=workspace, actor=None, file=file, account=account)
    stored = batch.file
    imports.read_import(batch_id=str(batch.pk))
    batch.refresh_from_db()
    if batch.state == ImportBatch.State.FAILED or not commit:
        stored.delete(save=False)
    if batch.state == ImportBatch.State.FAILED:
        raise UnreadableFileError(batch.problem)
    rows = list(batch.rows.all())
    if commit and any(row.is_included for row in rows):
        imports.start_commit(batch=batch, actor=None)
        imports.run_commit(batch_id=str(batch.pk))
        batch.refresh_from_db()
    return {
        "format": batch.layout["format"],
        "encoding": batch.layout["encoding"],
        "delimiter": batch.layout["delimiter"],
        "rows": [_row(row) for row in rows],
        "committed": batch.state == ImportBatch.State.COMMITTED,
        "batch_id": str(batch.pk) if commit else None,
    }


def _row(row: ImportRow) -> dict[str, Any]:
    told = row.fields
    amount = told.get("amount")
    direction = None if amount is None else "debit" if amount.startswith("-") else "credit"
    return {
        "line": row.line,
        "status": row.status,
        "occurred_on": told.get("booked_on"),
        "amount": amount.lstrip("-") if amount else None,
        "currency": told.get("currency") or None,
        "direction": direction,
        "description": told.get("description") or None,
        "merchant": told.get("named") or told.get("merchant") or None,
        "category": told.get("filed") or told.get("category") or None,
        "reference": told.get("reference") or None,
        "problem": row.problem or None,
    }
