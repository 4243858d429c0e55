"""The stored bytes of a document."""

import shutil
import tempfile
from typing import IO, Any, cast

from documents.models import Document, DocumentVersion


def open_file(document: Document | DocumentVersion) -> IO[bytes]:
    """The stored bytes from their beginning, as a file of this machine."""
    storage = document.file.storage
    opened: IO[bytes] = storage.open(str(document.file.name), "rb")
    return opened if _is_local(storage) else _local_copy(opened)


def _is_local(storage: Any) -> bool:
    try:
        storage.path("x")
    except NotImplementedError:
        return False
    return True


def _local_copy(remote: IO[bytes]) -> IO[bytes]:
    copy = tempfile.TemporaryFile()  # noqa: SIM115  the caller closes it
    with remote:
        shutil.copyfileobj(remote, copy, 1 << 20)
    copy.flush()
    copy.seek(0)
    return cast("IO[bytes]", copy)
