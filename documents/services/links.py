"""Papers fetched from the web."""

from typing import TYPE_CHECKING

from django.core.files import File

from documents import fetching
from documents.models import Document
from documents.services.storing import Stored, store_upload

if TYPE_CHECKING:
    from accounts.models import User, Workspace


def fetch_link(*, workspace: "Workspace", actor: "User | None", url: str) -> Stored:
    """Download what an address leads to and take it in.

    Raises:
        fetching.LinkError: it cannot or may not be fetched.
        RefusedUploadError: as for an upload.
    """
    with fetching.fetch(url) as fetched:
        return store_upload(
            workspace=workspace,
            actor=actor,
            file=File(fetched.file, name=fetched.name),
            name=fetched.name,
            source=Document.Source.LINK,
            link=fetched.url,
        )
