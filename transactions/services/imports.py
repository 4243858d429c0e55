"""Statement files: upload, preview, commit, undo. What each step does is in `importing`."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Count, Q

from lumen.audit import services as audit
from lumen.common.tasks import enqueue
from transactions.importers.text import UnreadableFileError
from transactions.models import Account, ImportBatch, ImportRow
from transactions.services.importing import states
from transactions.services.importing.choices import (
    RowChangeError,
    RowEdit,
    accept_review,
    change_layout,
    choose_accounts,
    decide,
    edit_row,
    forget_mapping,
    set_included,
)
from transactions.services.importing.commit import confirming, run_commit, start_commit
from transactions.services.importing.preview import earlier_import, read_import
from transactions.services.importing.states import (
    FileTooLargeError,
    ImportStateError,
    NoRowsChosenError,
    progress_of,
)
from transactions.services.importing.undo import undo_import

if TYPE_CHECKING:
    from accounts.models import User, Workspace

__all__ = [
    "FileTooLargeError",
    "ImportStateError",
    "NoRowsChosenError",
    "RowChangeError",
    "RowEdit",
    "accept_review",
    "change_layout",
    "choose_accounts",
    "decide",
    "earlier_import",
    "edit_row",
    "forget_mapping",
    "give_up",
    "progress_of",
    "read_import",
    "run_commit",
    "set_included",
    "start_commit",
    "undo_import",
]

State = ImportBatch.State
STUCK = timedelta(minutes=2)
MAX_ATTEMPTS = 3


@transaction.atomic
def start_import(
    *,
    workspace: "Workspace",
    actor: "User | None",
    file: "File[bytes]",
    account: Account | None = None,
    accounts: Mapping[str, Account] | None = None,
) -> ImportBatch:
    """Keep an uploaded file and have it read for the preview.

    Args:
        account: whose statement it is; found in the file when it is `None`.
        accounts: for a file that tells about several: key, last four or name of each -> account.

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
        reading={"given": {name: str(one.pk) for name, one in (accounts or {}).items()}},
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
        raise UnreadableFileError("This file is empty. Choose a statement with at least one payment in it.")


@transaction.atomic
def import_again(*, batch: ImportBatch, actor: "User | None") -> ImportBatch:
    """Start anew with the file of an import that was undone.

    Raises:
        ImportStateError: it was not undone.
    """
    batch = states.locked(str(batch.pk))
    states.require(batch, State.UNDONE)
    with batch.file.open("rb") as stored:
        file = ContentFile(stored.read(), name=batch.filename)
    return start_import(workspace=batch.workspace, actor=actor, file=file, account=batch.account)


@transaction.atomic
def discard(*, batch: ImportBatch, actor: "User | None") -> None:
    """Forget an import that was never committed.

    Raises:
        ImportStateError: it was committed; undo it instead.
    """
    batch = states.locked(str(batch.pk))
    states.require(batch, State.PREVIEW, State.FAILED, State.READING)
    audit.record(workspace=batch.workspace, actor=actor, action="import.discarded", batch_id=batch.pk)
    stored = batch.file
    batch.delete()
    transaction.on_commit(partial(stored.delete, save=False))


def revive_stuck(*, now: datetime) -> int:
    """Have imports worked on again whose worker died; says how many those are.

    An import that a worker still holds is left to it. One that was tried three times is given up: a
    file says that it cannot be read, and a preview waits for the person again.
    """
    with transaction.atomic():
        waiting = ImportBatch.objects.select_for_update(skip_locked=True).filter(
            state__in=[State.READING, State.COMMITTING], updated_at__lt=now - STUCK
        )
        found = list(waiting)
        for batch in found:
            _revive(batch)
    return len(found)


def _revive(batch: ImportBatch) -> None:
    attempts = batch.reading.get("attempts", 0) + 1
    batch.reading["attempts"] = attempts
    if attempts > MAX_ATTEMPTS:
        _give_up(batch)
        return
    task = "read_import" if batch.state == State.READING else "commit_import"
    enqueue(f"transactions.tasks.{task}", batch_id=str(batch.pk))
    batch.save()


@transaction.atomic
def give_up(*, batch_id: str) -> None:
    """After a failure that is ours: the person is told, and nothing is left half done."""
    batch = states.locked(batch_id)
    if batch.state in {State.READING, State.COMMITTING}:
        _give_up(batch)


def _give_up(batch: ImportBatch) -> None:
    batch.reading["attempts"] = 0
    if batch.state == State.READING:
        batch.state = State.FAILED
        batch.problem = "Something went wrong with this file. Export a shorter period and try again."
    else:
        batch.state = State.PREVIEW
        batch.problem = (
            "Something went wrong while booking; nothing was booked. Try again, or with fewer rows."
        )
    batch.save()
    states.announce(batch)


def counts_of(batches: Sequence[ImportBatch]) -> dict[UUID, dict[str, int]]:
    """How many rows of each import have each status, are included, and confirm what is known."""
    empty = {status: 0 for status, _label in ImportRow.Status.choices} | {"included": 0, "confirming": 0}
    found = {batch.pk: dict(empty) for batch in batches}
    rows = ImportRow.objects.filter(batch__in=found).order_by().values("batch_id", "status")
    for row in rows.annotate(
        n=Count("pk"),
        included=Count("pk", filter=Q(is_included=True)),
        confirming=Count("pk", filter=confirming()),
    ):
        counts = found[row["batch_id"]]
        counts[row["status"]] = row["n"]
        counts["included"] += row["included"]
        counts["confirming"] += row["confirming"]
    return found
