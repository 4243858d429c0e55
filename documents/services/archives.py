"""Many papers in one zip file."""

from typing import TYPE_CHECKING, Any

from documents.services.storing import Stored, store_upload

if TYPE_CHECKING:
    from django.core.files import File

    from accounts.models import User, Workspace


def store_archive(
    *, workspace: "Workspace", actor: "User | None", file: "File[Any]", name: str, folder: str = ""
) -> Stored:
    """Keep a zip file and have a worker take each file in it in (`documents.unpacking`).

    The archive itself goes once every file in it is a document; it stays, and says which were refused,
    when some were.

    Raises:
        RefusedUploadError: as for an upload.
    """
    return store_upload(workspace=workspace, actor=actor, file=file, name=name, folder=folder)
