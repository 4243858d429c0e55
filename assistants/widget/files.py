"""Files that visitors send: few, small, and of kinds that the team can look at without running anything."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from assistants.selectors.visits import Visit
from assistants.services import visits
from assistants.services.messages import IncomingFile
from assistants.widget import frames
from lumen.common.errors import LumenError

MOST_FILES = 3
LARGEST = 5 * 1024 * 1024
ACCEPTED = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".pdf")
_FIRST_BYTES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)


class BadFileError(LumenError):
    status, code, title = 422, "bad-file", "This file cannot be sent"


def receive(
    visit: Visit, sent: "Sequence[UploadedFile[Any]]", *, word: dict[str, Any], now: datetime
) -> dict[str, Any]:
    """Keep a message with files, and answer as for any other.

    Raises:
        BadFileError: there are too many, or one is too large or of another kind.
    """
    if len(sent) > MOST_FILES:
        raise BadFileError(_("At most %(most)s files at once.") % {"most": MOST_FILES})
    incoming = [_read(file) for file in sent]
    client_id = str(word.get("id", ""))
    text = str(word.get("text", "")) or ", ".join(file.name for file in incoming)
    _visit, message = visits.say(visit=visit, text=text, client_id=client_id, now=now, files=incoming)
    return {**frames.of_message(message), "type": "sent", "id": client_id}


def kind_of(content: bytes) -> str:
    """The type by the first bytes; empty for anything that is not accepted."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for first, kind in _FIRST_BYTES if content.startswith(first)), "")


def _read(file: "UploadedFile[Any]") -> IncomingFile:
    name = PurePath(str(file.name or "file").replace("\\", "/")).name[:120]
    if (file.size or 0) > LARGEST:
        raise BadFileError(_("“%(name)s” is larger than 5 MB.") % {"name": name})
    content = file.read()
    kind = kind_of(content)
    if not kind:
        raise BadFileError(_("“%(name)s” is neither a picture nor a PDF.") % {"name": name})
    return IncomingFile(name=name, content_type=kind, content=content)
