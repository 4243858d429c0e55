"""One mail, however a mail service wraps it: as it is, in JSON, or in a form."""

import base64
import binascii
import json
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qsl

from transactions.sources.payloads import UnreadablePayloadError

_RAW = ("raw", "rawemail", "bodymime", "email", "mime", "rawmessage")
_WRAPPERS = ("mail", "message", "data", "payload", "body", "json")
_EXPECTED = (
    "Send the mail as it is (message/rfc822), or the JSON or form of Mailgun, SendGrid, Postmark or a "
    "Cloudflare Email Worker."
)


def raw_mail(body: bytes, content_type: str) -> bytes:
    """The mail (RFC 5322) in a delivery; one told in parts is put together again.

    Raises:
        UnreadablePayloadError: there is no mail in it.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return _from_fields(_form_parts(body, content_type))
    if kind == "application/x-www-form-urlencoded":
        return _from_fields(dict(parse_qsl(body.decode("utf-8", errors="replace"), keep_blank_values=True)))
    if kind == "application/json" or body.lstrip()[:1] in {b"{", b"["}:
        return _from_json(body)
    if not _looks_like_mail(body):
        raise UnreadablePayloadError(_EXPECTED)
    return body


def _looks_like_mail(raw: bytes) -> bool:
    headers = BytesParser(policy=policy.compat32).parsebytes(raw[:65_536], headersonly=True)
    return any(name in headers for name in ("From", "Subject", "Received", "Message-ID", "Date"))


def _from_json(body: bytes) -> bytes:
    try:
        told = json.loads(body)
    except ValueError as error:
        raise UnreadablePayloadError(_EXPECTED) from error
    if isinstance(told, list) and told:
        told = told[0]
    if not isinstance(told, dict):
        raise UnreadablePayloadError(_EXPECTED)
    return _from_fields(told)


def _form_parts(body: bytes, content_type: str) -> dict[str, Any]:
    """The fields of a multipart form; files that came with it are left out."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", errors="replace")
    form = BytesParser(policy=policy.HTTP).parsebytes(head + body)
    fields: dict[str, Any] = {}
    for part in form.iter_parts() if form.is_multipart() else ():
        name = part.get_param("name", header="content-disposition")
        is_named = isinstance(name, str) and not part.is_multipart()
        if is_named and (not part.get_filename() or name == "email"):
            content = part.get_payload(decode=True)
            fields[str(name)] = (
                content.decode("utf-8", errors="replace") if isinstance(content, bytes) else ""
            )
    return fields


def _from_fields(told: dict[str, Any]) -> bytes:
    fields = {str(key).lower().replace("-", "").replace("_", ""): value for key, value in told.items()}
    for wrapper in _WRAPPERS:
        if isinstance(fields.get(wrapper), dict):
            return _from_fields(fields[wrapper])
    for name in _RAW:
        if isinstance(fields.get(name), str) and len(fields[name]) > 40:
            return _raw(fields[name])
    text = _text(fields, "textbody", "bodyplain", "text", "plain")
    html = _text(fields, "htmlbody", "bodyhtml", "html")
    sender = _text(fields, "from", "sender")
    if not sender or not (text or html):
        raise UnreadablePayloadError(_EXPECTED)
    return composed(
        sender=sender,
        subject=_text(fields, "subject"),
        text=text,
        html=html,
        message_id=_text(fields, "messageid") or _header(fields, "Message-ID"),
        date=_text(fields, "date") or _header(fields, "Date"),
    )


def _raw(told: str) -> bytes:
    """As text, or as base64 when there is no header in it."""
    if ":" not in told[:1000]:
        try:
            return base64.b64decode("".join(told.split()), validate=True)
        except (binascii.Error, ValueError) as error:
            raise UnreadablePayloadError(_EXPECTED) from error
    return told.encode("utf-8", errors="replace")


def _text(fields: dict[str, Any], *names: str) -> str:
    found = next((fields[name] for name in names if isinstance(fields.get(name), str) and fields[name]), "")
    return str(found).encode("utf-8", errors="replace").decode()


def _header(fields: dict[str, Any], wanted: str) -> str:
    """From Postmark's list of `{Name, Value}`, or SendGrid's block of header lines."""
    headers = fields.get("headers")
    if isinstance(headers, list):
        pairs = [
            (str(one.get("Name", "")), str(one.get("Value", ""))) for one in headers if isinstance(one, dict)
        ]
    else:
        lines = str(headers or "").splitlines()
        pairs = [
            (name.strip(), value.strip()) for name, _colon, value in (line.partition(":") for line in lines)
        ]
    return next((value for name, value in pairs if name.lower() == wanted.lower()), "")


def composed(
    *, sender: str, subject: str, text: str, html: str, message_id: str = "", date: str = ""
) -> bytes:
    """A mail put together from its parts; line breaks in headers are taken out."""
    mail = EmailMessage(policy=policy.SMTP)
    told = {"From": sender, "Subject": subject, "Message-ID": message_id, "Date": date}
    for name, value in told.items():
        if clean := " ".join(value.split()):
            mail[name] = _bracketed(clean) if name == "Message-ID" else clean
    if text or not html:
        mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html") if text else mail.set_content(html, subtype="html")
    return mail.as_bytes()


def _bracketed(message_id: str) -> str:
    return message_id if message_id.startswith("<") else f"<{message_id}>"
