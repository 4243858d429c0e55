"""What every mailbox answers, whatever protocol it speaks."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from lumen.common.errors import LumenError

Cursor = dict[str, Any]


class MailboxError(LumenError):
    """The mailbox refused, and asking again will not help."""

    status = 502
    code, title = "mailbox-refused", "The mailbox refused"


class ReconnectError(MailboxError):
    """The permission is gone; a person has to connect it again."""

    code, title = "mailbox-reconnect", "This mailbox has to be connected again"


class LaterError(MailboxError):
    """The mailbox cannot answer now; `seconds` is how long it asks to wait (0: it does not say)."""

    status = 503
    code, title = "mailbox-later", "The mailbox does not answer at the moment"

    def __init__(self, detail: str, *, seconds: int = 0) -> None:
        super().__init__(detail)
        self.seconds = seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedMail:
    """One mail as the mailbox keeps it (RFC 5322)."""

    raw: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A bounded piece of reading: its mails belong into the store together with its cursor."""

    cursor: Cursor
    mails: list[FetchedMail] = field(default_factory=list)
    looked_at: int = 0
    too_large: int = 0
    has_more: bool = False


class Mailbox(Protocol):
    """A mailbox that is read step by step; a step that was not stored is simply asked for again."""

    def step(self, cursor: Cursor) -> Step:
        """What comes after `cursor`.

        Raises:
            ReconnectError: a person has to act.
            LaterError: ask again later.
            MailboxError: refused for another reason.
        """
        ...

    def close(self) -> None: ...
