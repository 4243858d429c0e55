"""Chatwoot's JSON: conversations with their messages, as its API and its exports write them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from assistants.history.base import UNREADABLE, History, UnreadableHistoryError, Wanted, decoded
from assistants.history.threads import Said, exchanges_of

_LISTS = ("conversations", "payload", "data")
_INCOMING, _OUTGOING = (0, "0", "incoming"), (1, "1", "outgoing")
_MACHINES = ("agent_bot", "agentbot", "bot", "captain", "captain::assistant")


def read(content: bytes, wanted: Wanted) -> History:
    """Exchanges of every conversation.

    Raises:
        UnreadableHistoryError: there is no list of conversations.
    """
    found = History()
    text = decoded(content)
    conversations = list(_beginning(text)) if wanted.is_preview else _whole(text)
    said: list[Said] = []
    for number, conversation in enumerate(conversations):
        messages = _messages(conversation)
        if messages is None:
            found.skipped[UNREADABLE] += 1
            continue
        said += [one for message in messages if (one := _said(message, conversation, str(number)))]
    return exchanges_of(said, found)


def _whole(text: str) -> list[Any]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableHistoryError(f"This is not JSON: {error}.") from None
    listed = _listed(read)
    if listed is None:
        raise UnreadableHistoryError("There is no list of conversations with messages in this file.")
    return listed


def _listed(read: Any) -> list[Any] | None:
    """The list of conversations, wherever an export puts it."""
    for _depth in range(3):
        if isinstance(read, list):
            return read
        if not isinstance(read, dict):
            return None
        if isinstance(read.get("messages"), list):
            return [read]
        read = next((read[name] for name in _LISTS if name in read), None)
    return read if isinstance(read, list) else None


def _beginning(text: str) -> Iterator[Any]:
    """The first conversations of a file that breaks off."""
    decoder = json.JSONDecoder()
    at = text.find("[") + 1
    while 0 < at < len(text):
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        try:
            conversation, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield conversation


def _messages(conversation: Any) -> list[Any] | None:
    if not isinstance(conversation, dict):
        return None
    messages = conversation.get("messages")
    if isinstance(messages, dict):
        messages = messages.get("payload")
    return sorted(messages, key=_moment) if isinstance(messages, list) else None


def _moment(message: Any) -> tuple[float, int]:
    at = message.get("created_at") if isinstance(message, dict) else None
    number = message.get("id") if isinstance(message, dict) else None
    seconds = float(at) if isinstance(at, int | float) and not isinstance(at, bool) else 0.0
    return seconds, number if isinstance(number, int) else 0


def _said(message: Any, conversation: Mapping[str, Any], thread: str) -> Said | None:
    if not isinstance(message, dict) or message.get("private") or not isinstance(message.get("content"), str):
        return None
    kind = message.get("message_type")
    if isinstance(kind, bool) or kind not in (*_INCOMING, *_OUTGOING):
        return None
    raw = message.get("sender")
    sender = raw if isinstance(raw, dict) else {}
    sort = str(sender.get("type") or message.get("sender_type") or "").lower()
    labels = conversation.get("labels")
    return Said(
        thread=str(conversation.get("id", thread)),
        is_customer=kind in _INCOMING,
        is_human=kind in _OUTGOING and sort not in _MACHINES,
        text=message["content"],
        at=message.get("created_at"),
        name=str(sender.get("name") or "") if kind in _INCOMING else "",
        email=str(sender.get("email") or "") if kind in _INCOMING else "",
        label=str(labels[0]) if isinstance(labels, list) and labels else "",
    )
