"""The field names that forwarders use for one message."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from lumen.common.errors import LumenError

_SENDER = (
    "from",
    "sender",
    "address",
    "number",
    "phone",
    "phonenumber",
    "originator",
    "sendernumber",
    "msgfrom",
    "title",
)
_TEXT = ("body", "text", "message", "msg", "content", "sms", "messagebody", "smsbody", "key")
_TIME = (
    "timestamp",
    "sentstamp",
    "receivedstamp",
    "receivedat",
    "sentat",
    "senttimestamp",
    "time",
    "date",
    "received",
    "sent",
)
_ID = ("messagesid", "smssid", "messageid", "id", "sid")
_WRAPPERS = ("payload", "data", "body", "json", "message", "sms", "event")
MAX_TEXT = 5_000


class UnreadablePayloadError(LumenError):
    status = 400
    code, title = "unreadable-payload", "This delivery holds no message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """One message as a forwarder told it; `stamp` is its own time, as written."""

    sender: str
    text: str
    stamp: str
    channel_id: str


def read_payload(body: bytes, content_type: str) -> Delivered:
    """Read JSON or a form, whatever the forwarder calls its fields.

    Raises:
        UnreadablePayloadError: there is no text of a message in it.
    """
    fields = _flat(_parse(body, content_type))
    text = _first(fields, _TEXT)
    if not text.strip():
        raise UnreadablePayloadError(
            'Send the message as JSON: {"from": "...", "body": "...", "timestamp": "..."}.'
        )
    if len(text) > MAX_TEXT:
        raise UnreadablePayloadError(f"A message may be up to {MAX_TEXT:,} characters long.")
    return Delivered(
        sender=_first(fields, _SENDER)[:200],
        text=text,
        stamp=_first(fields, _TIME)[:60],
        channel_id=_first(fields, _ID)[:200],
    )


def _parse(body: bytes, content_type: str) -> Any:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadablePayloadError("Send the message in UTF-8.") from error
    if "x-www-form-urlencoded" in content_type:
        return {key: values[0] for key, values in parse_qs(text).items()}
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadablePayloadError(
            'Send the message as JSON: {"from": "...", "body": "...", "timestamp": "..."}.'
        ) from error


def _flat(payload: Any) -> dict[str, str]:
    """The innermost object that holds the message, its keys in lower case without marks."""
    if isinstance(payload, list) and payload:
        return _flat(payload[0])
    if not isinstance(payload, dict):
        return {}
    keyed = {str(key).lower().replace("_", "").replace("-", ""): value for key, value in payload.items()}
    for wrapper in _WRAPPERS:
        if isinstance(keyed.get(wrapper), dict | list):
            inner = _flat(keyed[wrapper])
            if any(name in inner for name in _TEXT):
                return {**_strings(keyed), **inner}
    return _strings(keyed)


def _strings(fields: dict[str, Any]) -> dict[str, str]:
    return {
        key: _storable(str(value)) for key, value in fields.items() if isinstance(value, str | int | float)
    }


def _storable(text: str) -> str:
    """JSON may name half a surrogate pair, as phones do when they cut an emoji; UTF-8 cannot hold it."""
    return text.encode("utf-8", errors="replace").decode()


def _first(fields: dict[str, str], names: tuple[str, ...]) -> str:
    return next((fields[name] for name in names if fields.get(name)), "")
