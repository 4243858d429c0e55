"""A mailbox over IMAP with TLS: only ever examined, so nothing in it changes."""

import imaplib
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import policy
from email.parser import BytesHeaderParser
from typing import Any

from django.conf import settings

from lumen.common.mailboxes import hosts
from lumen.common.mailboxes.base import Cursor, FetchedMail, LaterError, MailboxError, ReconnectError, Step

TIMEOUT = 20
CHUNK = 25
STARTTLS_PORT = 143
_HEADERS = "(UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER.FIELDS (FROM SUBJECT)])"
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905 - IMAP speaks English


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"


class _TooLongError(Exception):
    """The server announced more than a mail may be."""


class _Bounded(imaplib.IMAP4):
    """Connects to the address that was checked, and believes no announced size beyond the limit."""

    def __init__(self, *, address: str, host: str, port: int) -> None:
        self._address = address
        super().__init__(host, port, TIMEOUT)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return socket.create_connection((self._address, self.port), timeout)

    def read(self, size: int) -> bytes:
        if size > settings.MAIL_MAX_BYTES + 65_536:
            raise _TooLongError
        return super().read(size)


class _BoundedTls(_Bounded):
    def __init__(self, *, address: str, host: str, port: int, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__(address=address, host=host, port=port)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return self._context.wrap_socket(super()._create_socket(timeout), server_hostname=self.host)


@dataclass(frozen=True, slots=True)
class _Heading:
    """What is looked at before a mail is fetched."""

    uid: int
    size: int
    received_at: datetime
    sender: str
    subject: str


class Imap:
    """One folder of one mailbox.

    Args:
        since: where a first reading begins, to the day.
        is_wanted: whether a mail is fetched, from its sender and subject; without it all are.
    """

    def __init__(
        self, login: Login, *, since: datetime, is_wanted: Callable[[str, str], bool] | None = None
    ) -> None:
        self._login, self._since, self._is_wanted = login, since, is_wanted
        self._connection: imaplib.IMAP4 | None = None
        self._validity = ""
        self._waiting: list[int] | None = None

    def close(self) -> None:
        if self._connection is not None:
            try:
                self._connection.logout()
            except (OSError, imaplib.IMAP4.error):
                self._connection.shutdown()
            self._connection = None

    def check(self) -> int:
        """Connect, sign in and open the folder: how many mails are in it.

        Raises:
            ReconnectError, LaterError, MailboxError: with what is wrong in words.
        """
        with _in_words(self._login):
            return self._open()[1]

    def step(self, cursor: Cursor) -> Step:
        """One chunk of mails, oldest first; a folder that was made anew is read from the first day on."""
        with _in_words(self._login):
            connection, _count = self._open()
            if self._waiting is None:
                self._waiting = self._find(connection, cursor)
            chunk, self._waiting = self._waiting[:CHUNK], self._waiting[CHUNK:]
            headings = self._headings(connection, chunk)
            wanted = [heading for heading in headings if self._wants(heading)]
            fitting = [heading for heading in wanted if heading.size <= settings.MAIL_MAX_BYTES]
            mails = [mail for heading in fitting for mail in self._fetch(connection, heading)]
        reached = chunk[-1] if chunk else self._reached(cursor)
        return Step(
            cursor={"validity": self._validity, "uid": reached},
            mails=mails,
            looked_at=len(headings),
            too_large=len(wanted) - len(fitting),
            has_more=bool(self._waiting),
        )

    def _open(self) -> tuple[imaplib.IMAP4, int]:
        if self._connection is None:
            self._connection = _connect(self._login)
            _sign_in(self._connection, self._login)
        quoted = '"' + self._login.folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
        kind, told = self._connection.select(quoted, readonly=True)
        if kind != "OK":
            raise MailboxError(f"There is no folder called {self._login.folder} in this mailbox.")
        self._validity = _number(self._connection.response("UIDVALIDITY")[1])
        return self._connection, int(told[0] or 0)

    def _reached(self, cursor: Cursor) -> int:
        return int(cursor.get("uid", 0)) if cursor.get("validity") == self._validity else 0

    def _find(self, connection: imaplib.IMAP4, cursor: Cursor) -> list[int]:
        """The UIDs still to be read, in order."""
        last = self._reached(cursor)
        if last:
            criteria = f"UID {last + 1}:*"
        else:
            first = self._since
            criteria = f"SINCE {first.day:02}-{_MONTHS[first.month - 1]}-{first.year}"
        told = _uid(connection, "SEARCH", criteria)
        uids = sorted({int(uid) for part in told if part for uid in part.split()})
        return [uid for uid in uids if uid > last]  # `*` names the newest even when it is older

    def _wants(self, heading: _Heading) -> bool:
        return self._is_wanted is None or self._is_wanted(heading.sender, heading.subject)

    def _headings(self, connection: imaplib.IMAP4, uids: list[int]) -> list[_Heading]:
        if not uids:
            return []
        told = _uid(connection, "FETCH", ",".join(map(str, uids)), _HEADERS)
        found = [_heading(about, literal) for about, literal in _literals(told)]
        return sorted((heading for heading in found if heading.uid in set(uids)), key=lambda one: one.uid)

    def _fetch(self, connection: imaplib.IMAP4, heading: _Heading) -> Iterator[FetchedMail]:
        told = _uid(connection, "FETCH", str(heading.uid), "(UID BODY.PEEK[])")
        for _about, literal in _literals(told):
            yield FetchedMail(raw=literal, received_at=heading.received_at)


@contextmanager
def _in_words(login: Login) -> Iterator[None]:
    """Turn what the libraries raise into sentences."""
    try:
        yield
    except _TooLongError as error:
        raise MailboxError("The server sent more than a mail may hold.") from error
    except ssl.SSLCertVerificationError as error:
        raise MailboxError(f"The certificate of {login.host} is not valid for this name.") from error
    except ssl.SSLError as error:
        raise MailboxError(f"{login.host} does not speak TLS on port {login.port}. Try 993.") from error
    except TimeoutError as error:
        raise LaterError(f"{login.host} did not answer within {TIMEOUT} seconds.") from error
    except ConnectionRefusedError as error:
        raise LaterError(f"Nothing listens at {login.host}, port {login.port}. Try 993.") from error
    except (OSError, imaplib.IMAP4.abort) as error:
        raise LaterError(f"The connection to {login.host} broke off.") from error
    except imaplib.IMAP4.error as error:
        raise MailboxError(f"{login.host} refused what Lumen asked for.") from error


def _connect(login: Login) -> imaplib.IMAP4:
    address = hosts.address_of(login.host, login.port)
    context = ssl.create_default_context()
    if settings.MAILBOX_CA_FILE:
        context.load_verify_locations(settings.MAILBOX_CA_FILE)
    if login.port != STARTTLS_PORT:
        return _BoundedTls(address=address, host=login.host, port=login.port, context=context)
    plain = _Bounded(address=address, host=login.host, port=login.port)
    plain.starttls(context)
    return plain


def _sign_in(connection: imaplib.IMAP4, login: Login) -> None:
    try:
        connection.login(login.user, login.password)
    except imaplib.IMAP4.abort:
        raise
    except (imaplib.IMAP4.error, UnicodeEncodeError) as error:
        raise ReconnectError(
            f"{login.host} does not accept this name and password. "
            "Most services want an app password instead of the one you sign in with."
        ) from error


def _uid(connection: imaplib.IMAP4, command: str, *arguments: str) -> list[Any]:
    kind, told = connection.uid(command, *arguments)
    if kind != "OK":
        raise imaplib.IMAP4.error(command)
    return told


def _number(told: list[Any]) -> str:
    return told[0].decode() if told and told[0] else ""


def _literals(told: list[Any]) -> Iterator[tuple[bytes, bytes]]:
    """What stands before each literal, with what follows up to the next, and the literal itself."""
    for position, part in enumerate(told):
        if isinstance(part, tuple):
            rest = told[position + 1] if position + 1 < len(told) else b""
            yield part[0] + (rest if isinstance(rest, bytes) else b""), part[1]


def _heading(about: bytes, literal: bytes) -> _Heading:
    uid = re.search(rb"UID (\d+)", about)
    size = re.search(rb"RFC822\.SIZE (\d+)", about)
    moment = re.search(rb'INTERNALDATE "([^"]+)"', about)
    headers = BytesHeaderParser(policy=policy.default).parsebytes(literal)
    return _Heading(
        uid=int(uid[1]) if uid else 0,
        size=int(size[1]) if size else 0,
        received_at=_moment(moment[1].decode().strip() if moment else ""),
        sender=str(headers.get("From", "")),
        subject=str(headers.get("Subject", "")),
    )


def _moment(text: str) -> datetime:
    """`17-Jul-2026 02:44:25 +0530`, whatever the machine's own language."""
    found = re.fullmatch(r"(\d+)-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)", text)
    if not found or found[2].title() not in _MONTHS:
        return datetime.now(tz=UTC)
    year, month, day = int(found[3]), _MONTHS.index(found[2].title()) + 1, int(found[1])
    local = datetime(year, month, day, int(found[4]), int(found[5]), int(found[6]), tzinfo=UTC)
    offset = timedelta(hours=int(found[8]), minutes=int(found[9]))
    return local - offset if found[7] == "+" else local + offset
