"""Taking files in: looked at from outside only, kept, and queued for reading."""

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Any, cast
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, transaction

from documents.models import Document, DocumentVersion
from documents.pipeline import sniff
from documents.pipeline.parsed import UnreadableDocumentError
from documents.services.announcing import announce
from documents.services.errors import RefusedUploadError, TooLargeError
from documents.services.life import retry
from documents.services.queueing import queue as queue_document
from documents.services.quota import MEGABYTE, require_room, reserve_room
from lumen.audit import services as audit

if TYPE_CHECKING:
    from django.core.files import File

    from accounts.models import User, Workspace

LONGEST_FOLDER = 500
DEEPEST_FOLDER = 20
DIGEST_BYTES = 1 << 20
GONE = "gone"  # the problem code of a paper whose file is not in the store
Source = Document.Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What became of one upload; `note` tells the person when it was here already.

    `is_in_bin`: it is here, but in the bin, and can be restored.
    """

    document: Document
    is_new: bool
    note: str = ""
    is_in_bin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFile:
    """What is known of a file without opening it."""

    filename: str
    content_type: str
    sha256: str
    size: int


def store_upload(
    *,
    workspace: "Workspace",
    actor: "User | None",
    file: "File[Any]",
    name: str,
    queue: bool = True,
    source: str = Source.UPLOAD,
    folder: str = "",
    link: str = "",
) -> Stored:
    """Keep a file and queue it for reading. The same content is kept once in a workspace.

    The file is not opened here: whether it is damaged or locked shows when a worker reads it.

    Args:
        queue: leave it to a worker; a caller that reads it itself says no.
        folder: where it lay in what was dropped, like `bills/2026`.
        link: the address it was fetched from.

    Raises:
        RefusedUploadError: too large, empty, of an unknown kind, or no room is left; nothing is kept.
    """
    checked = check(file, name)
    if found := _known(workspace, checked.sha256):
        return _put_back(found.document, actor, file) if _is_lost(found, checked.sha256) else found
    require_room(workspace, checked.size)
    document = Document(
        id=uuid4(),
        workspace=workspace,
        uploaded_by=actor,
        source=source,
        folder=safe_folder(folder),
        link=link[:2_000],
        filename=checked.filename,
        content_type=checked.content_type,
        size=checked.size,
        sha256=checked.sha256,
    )
    kept: list[bool] = []  # known first of all that happens after the commit, some of which may fail
    try:
        document.file.save(storage_name(document, document.filename), file, save=False)
        with transaction.atomic():
            transaction.on_commit(lambda: kept.append(True))
            reserve_room(workspace, checked.size)
            _create(document, actor, queue=queue)
    except IntegrityError:  # the same file arrived twice at the same moment
        _forget_file(document)
        if met := _known(workspace, checked.sha256):
            return met
        raise
    except Exception:
        if not kept:
            _forget_file(document)
        raise
    return Stored(document=document, is_new=True)


def check(file: "File[Any]", name: str) -> CheckedFile:
    """What a file is, told from its size, its first bytes and its name.

    Raises:
        RefusedUploadError: too large, empty or of an unknown kind.
    """
    filename = sniff.safe_name(name)
    size = file.size or 0
    _require_size(filename, size, max(settings.DOCUMENT_MAX_BYTES, settings.RECORDING_MAX_BYTES))
    try:
        content_type = sniff.sniff_file(cast("IO[bytes]", file), filename)
    except UnreadableDocumentError as error:
        raise RefusedUploadError(f"{filename}: {error}") from error
    if content_type not in sniff.RECORDINGS:
        _require_size(filename, size, settings.DOCUMENT_MAX_BYTES)
    else:
        _require_size(filename, size, settings.RECORDING_MAX_BYTES)
    return CheckedFile(filename=filename, content_type=content_type, sha256=_digest(file), size=size)


def _require_size(filename: str, size: int, limit: int) -> None:
    if size > limit:
        raise TooLargeError(
            f"{filename} is {size / MEGABYTE:.0f} MB; Lumen takes files up to {limit // MEGABYTE} MB. "
            "Split it or save it smaller, then upload it again."
        )


def _digest(file: "File[Any]") -> str:
    digest = hashlib.sha256()
    for piece in file.chunks(DIGEST_BYTES):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def safe_folder(folder: str) -> str:
    """A path as a label: no way up, no drive, no control characters."""
    parts = PurePosixPath(folder.replace("\\", "/")).parts
    clean = ["".join(c for c in part if c.isprintable()).strip() for part in parts]
    kept = [part for part in clean if part and part not in {".", "..", "/"} and not part.endswith(":")]
    return "/".join(kept[:DEEPEST_FOLDER])[:LONGEST_FOLDER]


def storage_name(document: Document, filename: str) -> str:
    """A name of our own with only the ending of theirs."""
    return f"{document.pk}-{document.version}{PurePosixPath(filename).suffix.lower()[:10]}"


def _create(document: Document, actor: "User | None", *, queue: bool) -> None:
    document.save(force_insert=True)
    audit.record(
        workspace=document.workspace,
        actor=actor,
        action="document.uploaded",
        document_id=document.pk,
        bytes=document.size,
        source=document.source,
    )
    if queue:
        queue_document(document)
    announce(document)


def _forget_file(document: Document) -> None:
    """No file stays without a row that names it."""
    if document.file:
        document.file.storage.delete(str(document.file.name))


def _known(workspace: "Workspace", sha256: str) -> Stored | None:
    """The document that holds this content already, in the library, in the bin or as an earlier version."""
    document = Document.objects.in_workspace(workspace).filter(sha256=sha256).first()
    if document is None:
        versions = DocumentVersion.objects.filter(document__workspace=workspace, sha256=sha256)
        version = versions.select_related("document").first()
        if version is None:
            return None
        return _met(version.document, f"an earlier version of {version.document.filename}")
    return _met(document, document.filename)


def _is_lost(found: Stored, sha256: str) -> bool:
    """Whether the row is here but its file has been lost."""
    document = found.document
    return document.problem_code == GONE and document.sha256 == sha256 and not document.deleted_at


@transaction.atomic
def _put_back(document: Document, actor: "User | None", file: "File[Any]") -> Stored:
    """Keep the file again under its name and have it read."""
    document.file.storage.save(str(document.file.name), file)
    retry(document=document, actor=actor)
    note = f"The file of {document.filename} had been lost. It is back and is being read."
    return Stored(document=document, is_new=False, note=note)


def _met(document: Document, called: str) -> Stored:
    if document.deleted_at:
        note = f"This file is in the bin as {called}. Restore it from there to see it again."
        return Stored(document=document, is_new=False, note=note, is_in_bin=True)
    note = f"You already have this file as {called}, so nothing was added."
    return Stored(document=document, is_new=False, note=note)
