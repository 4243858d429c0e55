"""The mails in an .eml, an .mbox or a .zip of those, one after the other: a large file never is in memory."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.parser import BytesHeaderParser
from typing import IO

from django.conf import settings

from lumen.common.errors import LumenError

_LINE = 65_536
_FROM_LINE = re.compile(rb"From \S+.*\d{4}\s*$")
_QUOTED_FROM = re.compile(rb">+From ")
_ENTRIES = 50_000
_UNPACKED = 20  # a zip may unpack to this many times what an upload may be
_MAIL_HEADERS = ("From", "Date", "Message-ID", "Received", "Subject")


class UnreadableArchiveError(LumenError):
    code, title = "unreadable-mails", "There are no mails in this file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One mail, `None` when it is larger than a mail may be; `position`: bytes of the file passed so far."""

    raw: bytes | None
    position: int


def mails_in(stream: IO[bytes]) -> Iterator[Found]:
    """Every mail of a file, in its order.

    Raises:
        UnreadableArchiveError: it is none of the three kinds, broken, or unpacks to too much.
    """
    start = stream.read(_LINE)
    stream.seek(0)
    if start.startswith(b"PK\x03\x04"):
        yield from _zipped(stream)
    else:
        yield from _plain(stream, start)


def _plain(stream: IO[bytes], start: bytes) -> Iterator[Found]:
    if start.lstrip(b"\xef\xbb\xbf\r\n").startswith(b"From "):
        yield from _mbox(stream)
    elif _looks_like_mail(start):
        raw = stream.read(settings.MAIL_MAX_BYTES + 1)
        yield Found(raw=raw if len(raw) <= settings.MAIL_MAX_BYTES else None, position=stream.tell())
    else:
        raise UnreadableArchiveError("Choose an .eml or .mbox file, or a .zip of those.")


def _looks_like_mail(start: bytes) -> bool:
    headers = BytesHeaderParser(policy=policy.compat32).parsebytes(start)
    return sum(name in headers for name in _MAIL_HEADERS) >= 2


def _mbox(stream: IO[bytes]) -> Iterator[Found]:
    """Split at "From " lines that follow an empty line; ">From " within a mail loses one mark."""
    collected = _Collected()
    after_blank, begun, line_begins = True, False, True
    while line := stream.readline(_LINE):
        if line_begins and after_blank and _FROM_LINE.match(line):
            if begun:
                yield Found(raw=collected.take(), position=stream.tell())
            begun = True
        elif begun:
            is_quoted = line_begins and _QUOTED_FROM.match(line)
            collected.add(line[1:] if is_quoted else line)
        after_blank = line_begins and not line.strip(b"\r\n")
        line_begins = line.endswith(b"\n")
    if not begun:
        raise UnreadableArchiveError("This mailbox file holds no mails.")
    yield Found(raw=collected.take(), position=stream.tell())


class _Collected:
    """The lines of one mail; of one that grows beyond the limit nothing is kept."""

    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._size = 0

    def add(self, line: bytes) -> None:
        self._size += len(line)
        if self._size <= settings.MAIL_MAX_BYTES:
            self._lines.append(line)
        else:
            self._lines.clear()

    def take(self) -> bytes | None:
        raw = b"".join(self._lines) if self._size <= settings.MAIL_MAX_BYTES else None
        self._lines, self._size = [], 0
        return raw


def _zipped(stream: IO[bytes]) -> Iterator[Found]:
    try:
        with zipfile.ZipFile(stream) as archive:
            yield from _members(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise UnreadableArchiveError("This zip file is broken or locked with a password.") from error


def _members(archive: zipfile.ZipFile) -> Iterator[Found]:
    entries = [entry for entry in archive.infolist() if _may_hold_mails(entry)]
    if not entries:
        raise UnreadableArchiveError("There is no .eml or .mbox file in this zip.")
    if len(entries) > _ENTRIES:
        raise UnreadableArchiveError(f"A zip may hold up to {_ENTRIES:,} mails. Split it.")
    allowance = _Allowance(settings.MAIL_UPLOAD_MAX_BYTES * _UNPACKED)
    passed = 0
    for entry in entries:
        with archive.open(entry) as member:
            yield from _member(_Counting(member, allowance), passed)
        passed += entry.compress_size


def _member(member: "_Counting", passed: int) -> Iterator[Found]:
    start = member.peek(_LINE)
    try:
        for found in _plain(member, start):  # type: ignore[arg-type]
            yield Found(raw=found.raw, position=passed)
    except UnreadableArchiveError:
        return  # a note among the mails; the other entries are read


def _may_hold_mails(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename.lower()
    is_noise = entry.is_dir() or name.startswith("__macosx/") or name.rpartition("/")[2].startswith(".")
    return not is_noise and name.endswith((".eml", ".mbox", ".mbx", ".txt", "/mbox"))


class _Allowance:
    """What all entries together may unpack to, whatever their headers claim."""

    def __init__(self, size: int) -> None:
        self._left = size

    def spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise _TooMuchError("This zip unpacks to more than Lumen takes in. Split it.")


class _TooMuchError(LumenError):
    code, title = "too-much-mail", "There is too much in this file"


class _Counting:
    """The reading half of a file, counted."""

    def __init__(self, member: IO[bytes], allowance: _Allowance) -> None:
        self._member, self._allowance = member, allowance
        self._ahead = b""
        self._position = 0

    def peek(self, size: int) -> bytes:
        self._ahead = self._spent(self._member.read(size))
        return self._ahead

    def read(self, size: int) -> bytes:
        head, self._ahead = self._ahead[:size], self._ahead[size:]
        return head + self._spent(self._member.read(size - len(head)))

    def readline(self, size: int) -> bytes:
        if not self._ahead:
            return self._spent(self._member.readline(size))
        end = self._ahead.find(b"\n", 0, size) + 1
        if end == 0 and len(self._ahead) < size:
            rest = self._spent(self._member.readline(size - len(self._ahead)))
            line, self._ahead = self._ahead + rest, b""
            return line
        cut = end or size
        line, self._ahead = self._ahead[:cut], self._ahead[cut:]
        return line

    def tell(self) -> int:
        return self._position

    def _spent(self, data: bytes) -> bytes:
        self._position += len(data)
        self._allowance.spend(len(data))
        return data
