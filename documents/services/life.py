"""The life of a document: the bin, reading again, stopping."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from documents import indexing, page_images
from documents.models import Document, Page, ProcessingRun
from documents.services.announcing import announce
from documents.services.errors import NotAtWorkError, NotFailedError, NotInBinError
from documents.services.queueing import queue
from lumen.audit import services as audit

if TYPE_CHECKING:
    from accounts.models import User, Workspace

KEEP_DELETED = timedelta(days=30)
RETRY_AT_ONCE = 1_000
Status = Document.Status
STATE_FIELDS = (
    *("status", "step", "problem", "problem_code", "warnings"),
    *("pages_done", "page_count", "queued_at", "updated_at"),
)


@transaction.atomic
def delete(*, document: Document, actor: "User | None", now: datetime) -> None:
    """Put a document into the bin; it can be restored for 30 days."""
    document.deleted_at = now
    document.save(update_fields=["deleted_at", "updated_at"])
    _record(document, actor, "document.deleted")
    announce(document)


@transaction.atomic
def restore(*, document: Document, actor: "User | None") -> None:
    """Take a document out of the bin, and read it on if it was not finished."""
    document.deleted_at = None
    document.save(update_fields=["deleted_at", "updated_at"])
    _record(document, actor, "document.restored")
    if not document.is_finished:
        queue(document)
    announce(document)


@transaction.atomic
def cancel(*, document: Document, actor: "User | None") -> None:
    """Stop reading a document. Its file stays; nothing of it can be found by search.

    The worker that reads it notices within a second; `retry` reads it on.

    Raises:
        NotAtWorkError: it is not being read.
    """
    locked = _locked(document)
    if locked.is_finished or locked.deleted_at:
        raise NotAtWorkError(f"{locked.filename} is not being read at the moment.")
    locked.status, locked.step, locked.queued_at = Status.CANCELLED, "", None
    locked.save(update_fields=["status", "step", "queued_at", "updated_at"])
    indexing.replace_chunks(locked, [])
    _record(locked, actor, "document.cancelled")
    announce(locked)


@transaction.atomic
def retry(*, document: Document, actor: "User | None") -> None:
    """Read a failed document again from its first page, or a cancelled one on from where it was.

    Raises:
        NotFailedError: it is being read or is ready.
    """
    locked = _locked(document)
    if locked.status not in (Status.FAILED, Status.CANCELLED):
        raise NotFailedError(
            f"{locked.filename} did not fail. Only failed or cancelled documents are read again."
        )
    if locked.status == Status.FAILED:
        Page.objects.filter(document=locked).delete()
    start_over(locked)
    _record(locked, actor, "document.retried")


def retry_all(*, workspace: "Workspace", actor: "User | None") -> int:
    """Read every failed document again, except those that wait for a password; returns how many."""
    failed = Document.objects.in_workspace(workspace).live().filter(status=Status.FAILED)
    waiting = failed.exclude(problem_code="password").select_related("workspace")[:RETRY_AT_ONCE]
    count = 0
    for document in waiting:
        try:
            retry(document=document, actor=actor)
        except NotFailedError:  # somebody else was faster
            continue
        count += 1
    return count


def start_over(document: Document) -> None:
    """Queue a locked document as if nobody had tried to read it; pages that are stored are kept."""
    ProcessingRun.objects.filter(document=document).delete()
    document.status, document.step = Status.QUEUED, ""
    document.problem, document.problem_code, document.warnings = "", "", []
    document.pages_done = document.pages.count()
    document.save(update_fields=[*STATE_FIELDS])
    queue(document)
    announce(document)


def purge(*, now: datetime) -> int:
    """Delete for good what has been in the bin for 30 days."""
    before = now - KEEP_DELETED
    expired = Document.objects.filter(deleted_at__lt=before).select_related("workspace")
    return sum(_delete_for_good(document, actor=None, before=before) for document in expired)


def delete_for_good(*, document: Document, actor: "User | None") -> None:
    """Delete a document in the bin with its file, pages, pictures and versions, now.

    Raises:
        NotInBinError: it is in the library.
    """
    if not _delete_for_good(document, actor=actor):
        raise NotInBinError(f"Delete {document.filename} first; then it can be removed from the bin.")


@transaction.atomic
def _delete_for_good(document: Document, *, actor: "User | None", before: datetime | None = None) -> bool:
    """Stored files go with their rows (`lumen.common.files`) once this is committed.

    Args:
        before: only what was put into the bin before then.

    Returns:
        False when somebody took it out of the bin, or deleted it for good, a moment ago.
    """
    binned = Document.objects.select_for_update().filter(pk=document.pk, deleted_at__isnull=False)
    if not (binned.filter(deleted_at__lt=before) if before else binned).exists():
        return False
    indexing.replace_chunks(document, [])
    _record(document, actor, "document.purged")
    key = str(document.pk)
    document.delete()
    transaction.on_commit(lambda: page_images.forget(key))
    return True


def _locked(document: Document) -> Document:
    locked = Document.objects.select_for_update(of=("self",)).select_related("workspace")
    return locked.get(pk=document.pk)


def _record(document: Document, actor: "User | None", action: str) -> None:
    audit.record(workspace=document.workspace, actor=actor, action=action, document_id=document.pk)
