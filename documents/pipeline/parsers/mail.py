"""EML and pages saved as MHTML: who wrote what to whom when, the best of the bodies, and what is attached."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime

from documents.pipeline.encodings import decode
from documents.pipeline.parsed import Line, UnreadableDocumentError
from documents.pipeline.parsers import plain, web
from documents.pipeline.parsers.base import Paper

MAX_PARTS = 500
DEEPEST = 5  # mails forwarded inside mails
LONGEST_HEADER = 2_000
LONGEST_NAME = 200
SMALL_PICTURE_BYTES = 60_000  # in the text: a logo; larger ones are photos sent that way
SHOWN_HEADERS = ("From", "To", "Cc", "Date", "Subject")
_LINK = re.compile(r"<?https?://\S+>?")
_SAVED_PAGE = "Snapshot-Content-Location"
_BROKEN_HEADER = (ValueError, TypeError, LookupError, MessageError)
_NOT_ATTACHED = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that came with a mail."""

    name: str
    content: bytes


def read(content: bytes) -> Paper:
    """A mail; or the page, when a browser saved one in this form."""
    message = message_from_bytes(content)
    if _is_saved_page(message):
        return _saved_page(message)
    return Paper(
        sections=[lines_of(message)],
        title=header(message, "Subject"),
        author=header(message, "From"),
        created_on=_date(message),
    )


def attachments_of(content: bytes) -> Iterator[Attachment]:
    """The files that came with a mail and with those forwarded in it; pictures of its layout are left out."""
    for part in _parts(message_from_bytes(content)):
        name = _attached_name(part)
        if name and (inner := part.get_payload(decode=True)) and isinstance(inner, bytes):
            yield Attachment(name=name, content=inner)


def header(message: Message, name: str) -> str:
    """A header as a person reads it; what cannot be decoded stays as it is."""
    value = _raw_header(message, name)[:LONGEST_HEADER]
    try:
        pieces = decode_header(value)
    except _BROKEN_HEADER:
        return " ".join(value.split())
    return " ".join("".join(_decoded(*piece) for piece in pieces).split())


def _raw_header(message: Message, name: str) -> str:
    """A header as it stands in the file; letters beyond ASCII in whatever encoding they were sent."""
    found = (str(value) for key, value in message.raw_items() if key.lower() == name.lower())
    value = next(found, "")
    return value if value.isascii() else decode(value.encode("ascii", "surrogateescape"))


def _decoded(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    try:
        return decode(piece, charset or "") if piece else ""
    except UnreadableDocumentError:
        return piece.decode("latin-1")


def lines_of(message: Message, depth: int = 0) -> list[Line]:
    """Headers as the first lines, then the body, then the names of what is attached."""
    lines = [
        Line(text=f"{name}: {value}", starts_paragraph=not at)
        for at, (name, value) in enumerate((name, header(message, name)) for name in SHOWN_HEADERS)
        if value
    ]
    lines += _body(message, depth)
    names = [name for part in _parts(message, into_mails=False) if (name := _attached_name(part))]
    lines += [Line(text=f"Attachment: {name}", starts_paragraph=not at) for at, name in enumerate(names)]
    return lines


def _body(message: Message, depth: int) -> list[Line]:
    kind = message.get_content_type()
    parts = (
        [one for one in message.get_payload() if isinstance(one, Message)] if message.is_multipart() else []
    )
    if kind == "message/rfc822":
        return lines_of(parts[0], depth + 1) if parts and depth < DEEPEST else []
    if kind == "multipart/alternative":
        return _best([_body(one, depth) for one in parts[:20] if depth < MAX_PARTS])
    if parts:
        deeper = depth + 1 if kind.startswith("multipart/") else depth
        return [line for one in parts[:MAX_PARTS] if deeper < 50 for line in _body(one, deeper)]
    if not kind.startswith("text/") or _attached_name(message):
        return []
    return _text_lines(message, kind)


def _text_lines(part: Message, kind: str) -> list[Line]:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes) or not raw.strip():
        return []
    text = decode(raw, part.get_content_charset() or (web.declared_encoding(raw) if "html" in kind else ""))
    if kind == "text/html":
        return web.lines_of_html(text)
    return plain.lines_of(text) if kind in ("text/plain", "text/markdown", "text/enriched") else []


def _best(bodies: list[list[Line]]) -> list[Line]:
    """The last one says most (it is the HTML), unless it hardly says anything."""
    best: list[Line] = []
    for body in bodies:
        if _size(body) * 2 > _size(best):
            best = body
    return best


def _size(lines: list[Line]) -> int:
    return sum(len(_LINK.sub("", line.text)) for line in lines)


def _parts(message: Message, *, into_mails: bool = True) -> Iterator[Message]:
    """Leaves of a mail; at most 500, and without recursion however they nest."""
    waiting, seen = [message], 0
    while waiting and seen < MAX_PARTS:
        part = waiting.pop(0)
        seen += 1
        is_mail = part.get_content_type() == "message/rfc822" and part is not message
        if part.is_multipart():
            if into_mails or not is_mail:
                waiting[:0] = [one for one in part.get_payload() if isinstance(one, Message)][:MAX_PARTS]
        else:
            yield part


def _attached_name(part: Message) -> str:
    """The name of an attached file; empty for bodies, signatures and pictures inside the text."""
    kind, disposition = part.get_content_type(), part.get_content_disposition()
    if kind in _NOT_ATTACHED:
        return ""
    if disposition != "attachment" and kind.startswith("image/") and _size_of(part) < SMALL_PICTURE_BYTES:
        return ""
    name = _file_name(part)
    if not name and disposition == "attachment":
        name = f"attachment.{part.get_content_subtype()[:10]}"
    if not name and not kind.startswith(("text/", "message/", "multipart/", "image/")):
        name = f"attachment.{part.get_content_subtype()[:10]}" if disposition else ""
    return name


def _size_of(part: Message) -> int:
    """About how many bytes a part holds, before it is decoded."""
    return len(str(part.get_payload())) * 3 // 4


def _file_name(part: Message) -> str:
    try:
        raw = str(part.get_filename() or "").encode("utf-8", "replace").decode()
        pieces = decode_header(raw[:LONGEST_HEADER])
    except _BROKEN_HEADER:
        return ""
    return " ".join("".join(_decoded(*piece) for piece in pieces).split())[-LONGEST_NAME:]


def _date(message: Message) -> str:
    try:
        return parsedate_to_datetime(str(message.get("Date"))).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def _is_saved_page(message: Message) -> bool:
    if message.get(_SAVED_PAGE) or "Saved by" in str(message.get("From", "")):
        return True
    return message.get_content_type() == "multipart/related" and not message.get("To")


def _saved_page(message: Message) -> Paper:
    for part in _parts(message):
        raw = part.get_payload(decode=True)
        if part.get_content_type() in ("text/html", "application/xhtml+xml") and isinstance(raw, bytes):
            charset = part.get_content_charset() or web.declared_encoding(raw)
            paper = web.page_of_html(decode(raw, charset))
            paper.title = paper.title or header(message, "Subject")
            return paper
    return Paper(sections=[_body(message, 0)], title=header(message, "Subject"))
