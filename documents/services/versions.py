"""Newer files under one record; the older ones are kept and can come back."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.files import File
from django.db import IntegrityError, transaction

from documents import indexing, page_images
from documents.models import Document, DocumentVersion, Page
from documents.pipeline.sniff import ARCHIVE
from documents.services.errors import RefusedUploadError
from documents.services.files import open_file
from documents.services.life import start_over
from documents.services.quota import require_room, reserve_room
from documents.services.storing import CheckedFile, check, storage_name
from lumen.audit import services as audit

if TYPE_CHECKING:
    from accounts.models import User

ADDED, RESTORED = "document.version_added", "document.version_restored"
KEPT = ("filename", "content_type", "size", "sha256", "password", "page_count")


def add_version(*, document: Document, actor: "User | None", file: "File[Any]", name: str) -> Document:
    """Put a newer file in the place of a document's own, which is kept as an earlier version.

    The new file is read anew; a citation of the old text is shown only while its words are still there.

    Raises:
        RefusedUploadError: as for an upload, or this content is in the workspace already.
    """
    checked = check(file, name)
    require_room(document.workspace, checked.size)
    return _replace(document, actor, _Newer(file=file, checked=checked, action=ADDED))


def restore_version(*, document: Document, actor: "User | None", version: int) -> Document:
    """Make an earlier file the newest again; the present one is kept as a version.

    Raises:
        RefusedUploadError: there is no such version, its file is gone, or no room for another copy.
    """
    old = document.versions.filter(version=version).first()
    if old is None:
        raise RefusedUploadError(f"{document.filename} has no version {version}.")
    require_room(document.workspace, old.size)
    checked = CheckedFile(
        filename=old.filename, content_type=old.content_type, sha256=old.sha256, size=old.size
    )
    try:
        opened = open_file(old)
    except FileNotFoundError as error:
        raise RefusedUploadError(f"The stored file of version {version} is gone.") from error
    with opened as handle:
        newer = _Newer(file=File(handle), checked=checked, action=RESTORED, password=bytes(old.password))
        return _replace(document, actor, newer)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Newer:
    """What takes the place of a document's file."""

    file: "File[Any]"
    checked: CheckedFile
    action: str
    password: bytes = b""


def _replace(document: Document, actor: "User | None", newer: _Newer) -> Document:
    """Files of a change that does not happen are removed again."""
    saved: list[str] = []
    try:
        with transaction.atomic():
            return _swap(document, actor, newer, saved)
    except IntegrityError as error:
        _forget(document, saved)
        raise RefusedUploadError(
            f"{newer.checked.filename} is in your papers already, as a document of its own."
        ) from error
    except Exception:
        _forget(document, saved)
        raise


def _swap(document: Document, actor: "User | None", newer: _Newer, saved: list[str]) -> Document:
    locked = Document.objects.select_for_update(of=("self",)).select_related("workspace").get(pk=document.pk)
    checked = newer.checked
    if checked.content_type == ARCHIVE:  # its record goes once it is unpacked, and the versions with it
        raise RefusedUploadError(
            "A zip file holds many papers, so it is no version of one. Upload it by itself."
        )
    if checked.sha256 == locked.sha256:
        raise RefusedUploadError(f"{checked.filename} is the file this document holds now.")
    reserve_room(locked.workspace, checked.size)
    before = {name: getattr(locked, name) for name in KEPT}
    DocumentVersion.objects.create(
        document=locked, version=locked.version, file=locked.file.name, replaced_by=actor, **before
    )
    locked.version += 1
    locked.filename, locked.content_type = checked.filename, checked.content_type
    locked.size, locked.sha256, locked.password = checked.size, checked.sha256, newer.password
    locked.page_count, locked.language = 0, ""
    if "title" not in locked.edited_fields:
        locked.title = ""
    locked.file.save(storage_name(locked, checked.filename), newer.file, save=False)
    saved.append(str(locked.file.name))
    locked.save(update_fields=["version", "file", "title", "language", *KEPT, "updated_at"])
    _read_anew(locked)
    audit.record(
        workspace=locked.workspace,
        actor=actor,
        action=newer.action,
        document_id=locked.pk,
        version=locked.version,
    )
    return locked


def _read_anew(document: Document) -> None:
    """Nothing that was read of the file before stays."""
    indexing.replace_chunks(document, [])
    Page.objects.filter(document=document).delete()
    start_over(document)
    key = str(document.pk)
    transaction.on_commit(lambda: page_images.forget(key))


def _forget(document: Document, names: list[str]) -> None:
    for name in names:
        document.file.storage.delete(name)
