"""Photographs of one paper, taken one after the other."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.base import ContentFile

from documents.models import Document
from documents.pipeline import photos
from documents.pipeline.parsed import UnreadableDocumentError
from documents.services.errors import RefusedUploadError, TooLargeError
from documents.services.quota import MEGABYTE
from documents.services.storing import Stored, store_upload

if TYPE_CHECKING:
    from django.core.files import File

    from accounts.models import User, Workspace

MOST_SHOTS = 50


def combine(
    *, workspace: "Workspace", actor: "User | None", files: "Sequence[File[Any]]", name: str, folder: str = ""
) -> Stored:
    """Take in several photographs (JPEG) as the pages of one PDF.

    Raises:
        RefusedUploadError: none or too many, one is no JPEG, or together they are too large.
    """
    if not 1 <= len(files) <= MOST_SHOTS:
        raise RefusedUploadError(f"Put 1 to {MOST_SHOTS} photos together.")
    if sum(file.size or 0 for file in files) > settings.DOCUMENT_MAX_BYTES:
        limit = settings.DOCUMENT_MAX_BYTES // MEGABYTE
        raise TooLargeError(f"Together these photos are larger than {limit} MB. Take fewer at a time.")
    shots = []
    for file in files:
        file.seek(0)
        shots.append(file.read())
    try:
        content = photos.as_pdf(shots)
    except UnreadableDocumentError as error:
        raise RefusedUploadError(str(error)) from error
    filename = name if name.lower().endswith(".pdf") else f"{name}.pdf"
    return store_upload(
        workspace=workspace,
        actor=actor,
        file=ContentFile(content, name=filename),
        name=filename,
        source=Document.Source.CAMERA,
        folder=folder,
    )
