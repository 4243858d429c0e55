"""One door to every format."""

from collections.abc import Callable

from assistants.history import chatwoot, lines, mbox, table
from assistants.history.base import MAX_BYTES, History, UnreadableHistoryError, Wanted

FORMATS: dict[str, Callable[[bytes, Wanted], History]] = {
    "mbox": mbox.read,
    "csv": table.read,
    "jsonl": lines.read,
    "chatwoot": chatwoot.read,
}


def detect(name: str, head: bytes) -> str:
    """The format of a file by its first bytes and its name.

    Raises:
        UnreadableHistoryError: it is none that can be read.
    """
    ending = name.lower().rsplit(".", 1)[-1]
    begins = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if begins.startswith(b"From ") or ending == "mbox":
        return "mbox"
    if begins.startswith((b"[", b"{")):
        first = begins.split(b"\n", 1)[0].rstrip()
        is_line = begins.startswith(b"{") and first.endswith(b"}") and b'"messages"' not in first
        return "jsonl" if is_line or ending in ("jsonl", "ndjson") else "chatwoot"
    if ending in ("jsonl", "ndjson"):
        return "jsonl"
    if ending in ("csv", "tsv", "txt") and b"\x00" not in head.removeprefix(b"\xff\xfe")[:1]:
        return "csv"
    raise UnreadableHistoryError("Upload a mailbox (.mbox), a table (.csv), JSON lines or a Chatwoot export.")


def read(content: bytes, *, format: str, wanted: Wanted) -> History:
    """Exchanges of a file.

    Raises:
        UnreadableHistoryError: it is too large, or nothing can be made out of it.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableHistoryError(f"Files up to {MAX_BYTES // 1_000_000} MB can be read. Split it.")
    found = FORMATS[format](content, wanted)
    if not found.rows and not wanted.is_preview:
        raise UnreadableHistoryError("Nothing that a customer wrote was found in this file.")
    return found
