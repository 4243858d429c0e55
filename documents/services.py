"""Every change to documents."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import IO, Any
from uuid import uuid4

from django.conf import settings
from django.core.files import File
from django.db import IntegrityError, transaction

from accounts import selectors as accounts
from accounts.models import User, Workspace
from documents import indexing, page_images
from documents.models import Document, Page, ProcessingRun
from documents.pipeline import extract, sniff
from documents.pipeline.parsed import UnreadableDocumentError
from lumen.audit import services as audit
from lumen.common import events
from lumen.common.errors import LumenError
from lumen.common.tasks import enqueue

PROCESS = "documents.tasks.process_document"
KEEP_DELETED = timedelta(days=30)
MEGABYTE = 1024 * 1024


class RefusedUploadError(LumenError):
    status, code, title = 400, "unreadable-document", "This file could not be taken in"


class TooLargeError(RefusedUploadError):
    status, code = 413, "document-too-large"


class NotFailedError(LumenError):
    status, code, title = 409, "document-not-failed", "There is nothing to read again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What became of one upload; `note` tells the person when it was here already."""

    document: Document
    is_new: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    filename: str
    content_type: str
    sha256: str
    page_count: int
    title: str


def store_upload(
    *, workspace: Workspace, actor: User | None, file: "File[Any]", name: str, queue: bool = True
) -> Stored:
    """Keep a file and queue it for reading. The same content is kept once in a workspace.

    Args:
        queue: leave it to a worker; a caller that reads it itself says no.

    Raises:
        RefusedUploadError: too large, empty, locked, damaged or of an unknown kind; nothing is kept.
    """
    checked = _check(file, name)
    try:
        with transaction.atomic():
            found = Document.objects.in_workspace(workspace).filter(sha256=checked.sha256).first()
            if found:
                return _met_again(document=found, actor=actor)
            return Stored(document=_create(workspace, actor, file, checked, queue=queue), is_new=True)
    except IntegrityError:  # the same file arrived twice at the same moment
        found = Document.objects.in_workspace(workspace).get(sha256=checked.sha256)
        return _met_again(document=found, actor=actor)


def _check(file: "File[Any]", name: str) -> _Checked:
    filename = sniff.safe_name(name)
    limit = settings.DOCUMENT_MAX_BYTES
    if file.size is None or file.size > limit:
        size = (file.size or 0) / MEGABYTE
        raise TooLargeError(
            f"{filename} is {size:.0f} MB; Lumen takes files up to {limit // MEGABYTE} MB. "
            "Split it or save it smaller, then upload it again."
        )
    file.seek(0)
    content = file.read()
    file.seek(0)
    try:
        content_type = sniff.sniff(content, filename)
        outline = _probe(content, content_type)
    except UnreadableDocumentError as error:
        raise RefusedUploadError(f"{filename}: {error}") from error
    return _Checked(
        filename=filename,
        content_type=content_type,
        sha256=hashlib.sha256(content).hexdigest(),
        page_count=outline.page_count if outline else 0,
        title=outline.title if outline else "",
    )


def _probe(content: bytes, content_type: str) -> Any:
    """Open files that can be locked or damaged before they are kept."""
    if content_type not in (sniff.PDF, sniff.DOCX):
        return None
    import tempfile

    with tempfile.TemporaryFile() as copy:
        copy.write(content)
        copy.seek(0)
        return extract.probe(copy, content_type)


def _create(
    workspace: Workspace, actor: User | None, file: "File[Any]", checked: _Checked, *, queue: bool
) -> Document:
    key = uuid4()
    document = Document(
        id=key,
        workspace=workspace,
        uploaded_by=actor,
        filename=checked.filename,
        title=checked.title[:255],
        content_type=checked.content_type,
        size=file.size,
        sha256=checked.sha256,
        page_count=checked.page_count,
    )
    suffix = PurePosixPath(checked.filename).suffix.lower()[:10]
    document.file.save(f"{key}{suffix}", file, save=False)
    try:
        document.save(force_insert=True)
    except IntegrityError:
        document.file.delete(save=False)
        raise
    audit.record(
        workspace=workspace, actor=actor, action="document.uploaded", document_id=key, bytes=file.size
    )
    if queue:
        enqueue(PROCESS, document_id=str(key))
    announce(document)
    return document


def _met_again(*, document: Document, actor: User | None) -> Stored:
    if document.deleted_at:
        restore(document=document, actor=actor)
        note = f"This file was in the bin as {document.filename}. It is back in your papers."
    else:
        note = f"You already have this file as {document.filename}, so nothing was added."
    return Stored(document=document, is_new=False, note=note)


@transaction.atomic
def delete(*, document: Document, actor: User | None, now: datetime) -> None:
    """Put a document into the bin; it can be restored for 30 days."""
    document.deleted_at = now
    document.save(update_fields=["deleted_at", "updated_at"])
    audit.record(
        workspace=document.workspace, actor=actor, action="document.deleted", document_id=document.pk
    )
    announce(document)


@transaction.atomic
def restore(*, document: Document, actor: User | None) -> None:
    """Take a document out of the bin, and read it on if it was not finished."""
    document.deleted_at = None
    document.save(update_fields=["deleted_at", "updated_at"])
    audit.record(
        workspace=document.workspace, actor=actor, action="document.restored", document_id=document.pk
    )
    if not document.is_finished:
        enqueue(PROCESS, document_id=str(document.pk))
    announce(document)


@transaction.atomic
def retry(*, document: Document, actor: User | None) -> None:
    """Read a failed document again from its first page.

    Raises:
        NotFailedError: it is being read or is ready.
    """
    locked = Document.objects.select_for_update().get(pk=document.pk)
    if locked.status != Document.Status.FAILED:
        raise NotFailedError(f"{locked.filename} did not fail. Only failed documents are read again.")
    Page.objects.filter(document=locked).delete()
    ProcessingRun.objects.filter(document=locked).delete()
    locked.status, locked.problem, locked.step = Document.Status.QUEUED, "", ""
    locked.pages_done = 0
    locked.save(update_fields=["status", "problem", "step", "pages_done", "updated_at"])
    audit.record(workspace=locked.workspace, actor=actor, action="document.retried", document_id=locked.pk)
    enqueue(PROCESS, document_id=str(locked.pk))
    announce(locked)


def purge(*, now: datetime) -> int:
    """Delete for good what has been in the bin for 30 days."""
    expired = Document.objects.filter(deleted_at__lt=now - KEEP_DELETED)
    count = 0
    for document in expired.select_related("workspace"):
        with transaction.atomic():
            indexing.replace_chunks(document, [])
            audit.record(
                workspace=document.workspace,
                actor=None,
                action="document.purged",
                document_id=document.pk,
            )
            file, key = document.file, str(document.pk)
            document.delete()
        file.storage.delete(str(file.name))
        page_images.forget(key)
        count += 1
    return count


def announce(document: Document) -> None:
    """Tell every member's open pages how far a document is."""
    payload = {
        "kind": "document",
        "id": str(document.pk),
        "filename": document.filename,
        "status": document.status,
        "step": document.step,
        "pages_done": document.pages_done,
        "page_count": document.page_count,
    }
    workspace = document.workspace
    transaction.on_commit(
        lambda: events.publish(
            workspace_id=workspace.pk,
            user_ids=accounts.member_ids(workspace),
            type="progress",
            **payload,
        )
    )


def open_file(document: Document) -> IO[bytes]:
    """The stored bytes from their beginning."""
    opened: IO[bytes] = document.file.storage.open(str(document.file.name), "rb")
    return opened
