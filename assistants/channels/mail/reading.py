"""Opening a mail: who wrote it, to which conversation it belongs, its own words and its files."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime

from assistants.channels.mail import automatic
from assistants.channels.mail.automatic import Bounce, Skip
from assistants.channels.mail.markup import QUOTED_FROM_HERE, to_text, without_fillers
from assistants.channels.mail.quoting import own_words

MAX_BYTES = 12_000_000
MAX_PARTS = 200
MAX_TEXT = 100_000  # characters
MAX_FILES, MAX_FILE, MAX_ALL_FILES = 10, 8_000_000, 10_000_000
MAX_REFERENCES = 50
_BROKEN = (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError)
_ID = re.compile(r"<[^<>\s]{3,290}>")
_ADDRESS = re.compile(r"[^\s\x00-\x20\x7f<>,;:\"()\[\]@]{1,64}@[\w.-]{1,190}", re.UNICODE)
_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"')
_COMMENT = re.compile(r"\([^()]*\)")
_ANGLE = re.compile(r"<\s*([^<>\s]+@[^<>\s]+)\s*>")
_UNSAFE_NAME = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u202a-\u202e\u2066-\u2069]")


class UnreadableMailError(ValueError):
    """No mail can be made out of these bytes."""


@dataclass(frozen=True, slots=True)
class MailFile:
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A customer's mail.

    Attributes:
        address: to whom an answer goes, lower case: Reply-To where there is one.
        text: the writer's own words; `whole` is all of them, with quotes and signature.
        related: Message-IDs this one answers, the nearest first.
        recipients: every address it was sent to, lower case.
        channel: the channel of a Lumen that sent it; empty for other mails.
        left_out: names of files that were too large or too many.
        skip: why it is no customer's message; empty when it is one.
    """

    message_id: str
    sender: str
    address: str
    name: str
    subject: str
    text: str
    whole: str
    sent_at: datetime | None
    related: tuple[str, ...]
    recipients: tuple[str, ...]
    channel: str = ""
    files: tuple[MailFile, ...] = ()
    left_out: tuple[str, ...] = ()
    is_suspicious: bool = False
    skip: Skip = Skip.NOTHING
    bounce: Bounce | None = None


def read(raw: bytes, *, own: str = "") -> Letter:
    """What a mail says.

    Args:
        own: the address of the mailbox, lower case.

    Raises:
        UnreadableMailError: no sender or no words can be made out.
    """
    try:
        message = message_from_bytes(raw[:MAX_BYTES], policy=policy.compat32)
        return _read(message, raw, own)
    except (*_BROKEN, RecursionError) as error:
        raise UnreadableMailError(type(error).__name__) from error


def _read(message: Message, raw: bytes, own: str) -> Letter:
    parts = list(_leaves(message))
    sender = _first_address(message, "From")
    answer = _first_address(message, "Reply-To")
    if not sender[1] and not answer[1]:
        raise UnreadableMailError("sender")
    words = _words(parts)
    files, left_out = _files(parts)
    said = own_words(words)
    skip, bounce = automatic.judge(message, sender=sender[1], own=own, parts=parts, header=header)
    return Letter(
        message_id=_message_id(message, raw),
        sender=sender[1],
        address=answer[1] or sender[1],
        name=(sender[0] or answer[0])[:120],
        subject=header(message, "Subject")[:500],
        text=said.text[:MAX_TEXT],
        whole=words.replace(QUOTED_FROM_HERE, "")[:MAX_TEXT],
        sent_at=_sent_at(header(message, "Date")),
        related=_related(message),
        recipients=tuple(_addresses(message, "To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")),
        channel=header(message, "X-Lumen-Channel")[:60],
        files=files,
        left_out=left_out,
        is_suspicious=automatic.is_forged(message.get_all("Authentication-Results") or []),
        skip=skip,
        bounce=bounce,
    )


def header(message: Message, name: str) -> str:
    """A header's words, decoded, on one line."""
    try:
        return _decoded_words(str(message.get(name) or "")[:8_000])
    except _BROKEN:
        return ""


def _decoded_words(value: str) -> str:
    try:
        pieces = [
            piece if isinstance(piece, str) else _decoded(piece, charset or "utf-8")
            for piece, charset in decode_header(value)
        ]
    except _BROKEN:
        pieces = [value]
    return _storable(" ".join("".join(pieces).split()))


def _storable(text: str) -> str:
    """Without signs that show nothing, or that a database does not take."""
    return without_fillers(text).encode("utf-8", "replace").decode()


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something, without those of mails attached to this one."""
    waiting, seen = [message], 0
    while waiting and seen < MAX_PARTS:
        part = waiting.pop(0)
        seen += 1
        payload = part.get_payload()
        if part is not message and part.get_content_type() == "message/rfc822":
            yield part
        elif isinstance(payload, list):
            waiting[:0] = [inner for inner in payload if isinstance(inner, Message)]
        else:
            yield part


def _addresses(message: Message, *names: str) -> Iterator[str]:
    for name in names:
        for value in (message.get_all(name) or [])[:5]:
            yield from (found.lower() for found in _ADDRESS.findall(str(value)[:8_000])[:50])


def _first_address(message: Message, name: str) -> tuple[str, str]:
    """Name and address of a header's first person; what a display name says never counts as the address."""
    told = " ".join(str(message.get(name) or "")[:8_000].split())
    bare = _COMMENT.sub(" ", _QUOTED.sub(" ", told))
    found = _ANGLE.search(bare) or _ADDRESS.search(bare)
    address = _ADDRESS.fullmatch(found[found.lastindex or 0].strip()) if found else None
    if address is None:
        return "", ""
    before = told.partition(f"<{address[0]}" if f"<{address[0]}" in told else address[0])[0]
    shown = _decoded_words(before.strip().strip(",")).strip(" \"<'")
    return shown, address[0].lower().rstrip(".")


def _message_id(message: Message, raw: bytes) -> str:
    """The mail's own name, or one made of what it holds: the same mail read again has the same."""
    found = _ID.search(str(message.get("Message-ID") or "")[:1_000])
    return _storable(found[0]) if found else f"<{hashlib.sha256(raw).hexdigest()[:40]}@no-id.invalid>"


def _related(message: Message) -> tuple[str, ...]:
    near = _ID.findall(str(message.get("In-Reply-To") or "")[:4_000])
    far = _ID.findall(str(message.get("References") or "")[:20_000])
    found = dict.fromkeys(_storable(one) for one in [*near, *reversed(far)])
    return tuple(found)[:MAX_REFERENCES]


def _words(parts: Sequence[Message]) -> str:
    """Plain text where there is some, else the words of the HTML."""
    shown = [part for part in parts if not _is_attached(part)]
    plain = "\n".join(_content(part) for part in shown if part.get_content_type() == "text/plain").strip()
    if plain:
        return _storable(plain)
    source = "\n".join(_content(part) for part in shown if part.get_content_type() == "text/html")
    return to_text(source).encode("utf-8", "replace").decode()


def _is_attached(part: Message) -> bool:
    return str(part.get("Content-Disposition") or "").strip().lower().startswith("attachment")


def _content(part: Message) -> str:
    return _decoded(payload_of(part), _charset(part))[: MAX_TEXT * 15]


def payload_of(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except _BROKEN:
        return b""
    return payload if isinstance(payload, bytes) else b""


def _charset(part: Message) -> str:
    try:
        return str(part.get_content_charset() or "utf-8")
    except _BROKEN:
        return "utf-8"


def _decoded(payload: bytes, charset: str) -> str:
    for name in (charset, "utf-8"):
        try:
            return payload.decode(name)
        except (LookupError, ValueError):
            continue
    return payload.decode("cp1252", errors="replace")


def _files(parts: Sequence[Message]) -> tuple[tuple[MailFile, ...], tuple[str, ...]]:
    """What came with the mail within the limits, and the names of what did not fit."""
    kept: list[MailFile] = []
    left_out: list[str] = []
    size = 0
    for part in parts:
        name = _file_name(part)
        if not name or _is_decoration(part):
            continue
        content = payload_of(part)
        is_fitting = len(content) <= MAX_FILE and size + len(content) <= MAX_ALL_FILES
        if not content or len(kept) >= MAX_FILES or not is_fitting:
            left_out.append(name)
            continue
        size += len(content)
        kept.append(MailFile(name, _storable(str(part.get_content_type()))[:100], content))
    return tuple(kept), tuple(left_out[:MAX_FILES])


def _file_name(part: Message) -> str:
    try:
        told = part.get_filename()
    except _BROKEN:
        told = ""
    if not told:
        return "attachment" if _is_attached(part) else ""
    return _UNSAFE_NAME.sub("_", _decoded_words(str(told)[:1_000])).strip(". ")[:200] or "attachment"


def _is_decoration(part: Message) -> bool:
    """A picture that belongs into the text, as logos of signatures do."""
    return bool(part.get("Content-ID")) and part.get_content_maintype() == "image" and not _is_attached(part)


def _sent_at(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value) if value else None
    except (*_BROKEN, OverflowError):
        return None
    return moment if moment and moment.tzinfo else None
