"""Opening a mail: who really wrote it, its words, its attachments, and whether the sender is proven."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

from transactions.parsing.mail.forwards import Forward, forwarded_in
from transactions.parsing.mail.words import html_to_text, without_fillers

MAX_BYTES = 12_000_000
MAX_PARTS = 200
MAX_TEXT = 200_000  # characters of words; an alert has a thousand, a long invoice twenty thousand
MAX_ATTACHMENT = 8_000_000
_DEPTH = 6


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail as far as reading it goes. Of a forwarded mail these are the original's facts.

    Attributes:
        source: the HTML as it came, for the data that shops embed in it; empty for plain text.
        is_forward: a person passed it on, so nothing proves who wrote it.
        is_forged: the receiving server says that the sender could not be verified.
    """

    sender: str
    subject: str
    text: str
    sent_at: datetime | None
    source: str = ""
    attachments: tuple[Attachment, ...] = ()
    is_forward: bool = False
    is_forged: bool = False

    @property
    def address(self) -> str:
        return address_in(self.sender)

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    @property
    def display_name(self) -> str:
        name = parseaddr(self.sender)[0].strip()
        return name or ("" if "@" in self.sender else self.sender.strip(' <>"'))


def address_in(sender: str) -> str:
    """The address of a From line, lower case; empty when it names none."""
    found = parseaddr(sender)[1].lower()
    if "@" in found:
        return found.strip(" .<>")
    loose = re.findall(r"[\w.+=-]{1,80}@[\w.-]{1,120}", sender)
    return loose[-1].lower().rstrip(".") if loose else ""


def open_mail(raw: str | bytes) -> Mail:
    """Parse an RFC 5322 message, however broken; a mail that was passed on is opened to the original."""
    content = raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else raw
    try:
        message = message_from_bytes(content[:MAX_BYTES], policy=policy.compat32)
    except (MessageError, ValueError, LookupError):
        return Mail(sender="", subject="", text="", sent_at=None)
    return _opened(message, depth=0)


def compose(*, sender: str, subject: str, source: str, text: str) -> Mail:
    """A mail from its parts, as an API or a file of samples gives them."""
    words = html_to_text(source) if source.strip() else without_fillers(text)
    mail = Mail(sender=sender, subject=subject, text=words[:MAX_TEXT], sent_at=None, source=source)
    return _unwrapped(mail)


def _opened(message: Message, *, depth: int) -> Mail:
    parts = list(_leaves(message))
    inner = _attached_mail(message) if depth < _DEPTH else None
    if inner is not None:
        told = _opened(inner, depth=depth + 1)
        if told.sender and told.text:
            return _as_forward(told)
    source, text = _body(parts)
    mail = Mail(
        sender=_header(message, "From"),
        subject=_header(message, "Subject"),
        text=text[:MAX_TEXT],
        sent_at=_sent_at(_header(message, "Date")),
        source=source,
        attachments=tuple(_attachments(parts)),
        is_forged=is_forged(message.get_all("Authentication-Results") or []),
    )
    return _unwrapped(mail)


def _unwrapped(mail: Mail) -> Mail:
    """The original of a mail that was forwarded inline."""
    found = forwarded_in(mail.subject, mail.text)
    return mail if found is None else _of_forward(mail, found)


def _of_forward(mail: Mail, found: Forward) -> Mail:
    return Mail(
        sender=found.sender or mail.sender,
        subject=found.subject
        or re.sub(r"^(?:\s*(?:fwd?|wg|tr|rv|enc|i|doorst)\s*:\s*)+", "", mail.subject, flags=re.IGNORECASE),
        text=found.text,
        sent_at=mail.sent_at,
        source=mail.source,
        attachments=mail.attachments,
        is_forward=True,
        is_forged=mail.is_forged,
    )


def _as_forward(mail: Mail) -> Mail:
    return Mail(
        sender=mail.sender,
        subject=mail.subject,
        text=mail.text,
        sent_at=mail.sent_at,
        source=mail.source,
        attachments=mail.attachments,
        is_forward=True,
        is_forged=mail.is_forged,
    )


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something, without the insides of attached mails."""
    waiting, seen = [message], 0
    while waiting and seen < MAX_PARTS:
        part = waiting.pop(0)
        seen += 1
        if part.get_content_type() == "message/rfc822":
            continue
        payload = part.get_payload()
        if isinstance(payload, list):
            waiting[:0] = [inner for inner in payload if isinstance(inner, Message)]
        else:
            yield part


def _attached_mail(message: Message) -> Message | None:
    waiting, seen = [message], 0
    while waiting and seen < MAX_PARTS:
        part = waiting.pop(0)
        seen += 1
        payload = part.get_payload()
        inner = [p for p in payload if isinstance(p, Message)] if isinstance(payload, list) else []
        if part.get_content_type() == "message/rfc822" and inner:
            return inner[0]
        waiting += inner
    return None


def _body(parts: list[Message]) -> tuple[str, str]:
    """The HTML source and the words; HTML is believed first unless it holds nothing to read."""
    shown = [part for part in parts if not _is_attached(part)]
    sources = [_content(part) for part in shown if part.get_content_type() == "text/html"]
    source = "\n".join(sources)
    words = html_to_text(source) if source else ""
    plain = "\n".join(_content(part) for part in shown if part.get_content_type() == "text/plain")
    if len(words) >= 20 or not plain.strip():
        return source, words
    return source, html_to_text(plain) if re.search(
        r"<(?:html|table|p|div)\b", plain, re.IGNORECASE
    ) else _unescaped(plain)


def _unescaped(plain: str) -> str:
    lines = (" ".join(line.split()) for line in without_fillers(html.unescape(plain)).split("\n"))
    return "\n".join(line for line in lines if line)


def _is_attached(part: Message) -> bool:
    return str(part.get("Content-Disposition") or "").strip().lower().startswith("attachment")


def _content(part: Message) -> str:
    payload = _payload(part)
    return decoded(payload, _charset(part))


def _payload(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, AttributeError, TypeError):
        return b""
    return payload if isinstance(payload, bytes) else b""


def _charset(part: Message) -> str:
    try:
        return str(part.get_content_charset() or "utf-8")
    except (ValueError, LookupError, TypeError, AttributeError):
        return "utf-8"


def decoded(payload: bytes, charset: str) -> str:
    """Words in the charset a mail claims, or what it really is."""
    for name in (charset, "utf-8"):
        try:
            return payload.decode(name)
        except (LookupError, ValueError):
            continue
    return payload.decode("cp1252", errors="replace")


def _header(message: Message, name: str) -> str:
    """A header's words, decoded, on one line."""
    try:
        value = str(message.get(name) or "")[:4000]
        pieces = [
            piece if isinstance(piece, str) else decoded(piece, charset or "utf-8")
            for piece, charset in decode_header(value)
        ]
    except (MessageError, ValueError, LookupError, TypeError, AttributeError):
        return ""
    return " ".join(without_fillers("".join(pieces)).encode("utf-8", "replace").decode().split())


def _sent_at(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value) if value else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment and moment.tzinfo else None


def _attachments(parts: list[Message]) -> Iterator[Attachment]:
    for part in parts[:50]:
        kind = part.get_content_type()
        name = _file_name(part)
        is_paper = (
            kind == "application/pdf"
            or name.lower().endswith(".pdf")
            or (kind.startswith("image/") and _is_attached(part))
        )
        if not is_paper:
            continue
        content = _payload(part)
        if 0 < len(content) <= MAX_ATTACHMENT:
            yield Attachment(name, "application/pdf" if name.lower().endswith(".pdf") else kind, content)


def _file_name(part: Message) -> str:
    try:
        return str(part.get_filename() or "")[:200]
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""


def is_forged(results: Sequence[object]) -> bool:
    """Whether the receiving server's own findings say that the sender is not who it claims.

    Only the topmost header and those of the same server count: a sender can write others below it.
    DMARC, where it was tested, has the last word; a signature that holds outweighs a changed path.
    """
    headers = [str(result) for result in results]
    if not headers:
        return False
    server = headers[0].split(";")[0].strip().split(" ")[0]
    told = " ".join(text for text in headers if text.strip().startswith(server)).lower()
    verdicts = {kind: set(re.findall(rf"\b{kind}\s?=\s?(\w+)", told)) for kind in ("dmarc", "dkim", "spf")}
    if verdicts["dmarc"] & {"pass", "fail"}:
        return "pass" not in verdicts["dmarc"]
    if "pass" in verdicts["dkim"]:
        return False
    return "fail" in verdicts["dkim"] | verdicts["spf"]
