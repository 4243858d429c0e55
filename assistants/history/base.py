"""What reading a history gives, and what is too much."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lumen.common.errors import LumenError

MAX_BYTES = 100_000_000
MAX_ROWS = 50_000
PREVIEW_BYTES, PREVIEW_ROWS = 1_000_000, 40

EMPTY, UNREADABLE, AUTOMATIC = "empty", "unreadable", "automatic"
NOT_HUMAN, TOO_MANY = "not_human", "too_many"

Exchange = dict[str, Any]
"""`{customer, reply, label, at, names}`, as rows of the contract."""


class UnreadableHistoryError(LumenError):
    status, code, title = 422, "unreadable-history", "This history could not be read"


@dataclass(slots=True)
class History:
    """Exchanges in their order, and how much was left out for which reason."""

    rows: list[Exchange] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)

    def add(self, row: Exchange) -> bool:
        """Keep an exchange; false when there are enough."""
        if len(self.rows) >= MAX_ROWS:
            self.skipped[TOO_MANY] += 1
            return False
        self.rows.append(row)
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How to read a file.

    Attributes:
        own: addresses of the business in a mailbox; empty: whoever answers most.
        columns: of a table, `{"customer": "Question", ...}`; empty: by their names.
        is_preview: only the beginning is at hand, which may break off.
    """

    own: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    is_preview: bool = False


def decoded(content: bytes) -> str:
    """Bytes of a text file, in the encoding they show.

    Raises:
        UnreadableHistoryError: they are no text.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    if b"\x00" in content[:4_096]:
        raise UnreadableHistoryError("This is not a text file. Export it as mbox, CSV or JSON.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start > len(content) - 4:  # the beginning of a file, cut within a letter
            return content[: error.start].decode("utf-8-sig")
        return content.decode("cp1252", "replace")
