"""Passwords for locked files."""

from typing import TYPE_CHECKING

from django.db import transaction

from documents.models import Document
from documents.services.announcing import announce
from documents.services.errors import NotLockedError
from documents.services.life import start_over
from lumen.audit import services as audit
from lumen.common import crypto

if TYPE_CHECKING:
    from accounts.models import User

LOCKED = "password"
LONGEST_PASSWORD = 1_000


@transaction.atomic
def unlock(*, document: Document, actor: "User | None", password: str) -> None:
    """Keep the password of a locked file, encrypted, and read the file with it.

    A worker finds out whether it fits; when it does not, the document fails again and says so.

    Raises:
        NotLockedError: the document does not wait for a password, or none was given.
    """
    locked = Document.objects.select_for_update(of=("self",)).select_related("workspace").get(pk=document.pk)
    if locked.status != Document.Status.FAILED or locked.problem_code != LOCKED:
        raise NotLockedError(f"{locked.filename} does not wait for a password.")
    if not password or len(password) > LONGEST_PASSWORD:
        raise NotLockedError("Type the password of this file.")
    locked.password = crypto.encrypt(password)
    locked.save(update_fields=["password", "updated_at"])
    start_over(locked)
    audit.record(workspace=locked.workspace, actor=actor, action="document.unlocked", document_id=locked.pk)


def forget_password(document: Document) -> None:
    """The password that was kept does not open the file."""
    document.password = b""
    Document.objects.filter(pk=document.pk).update(password=b"")
    announce(document)
