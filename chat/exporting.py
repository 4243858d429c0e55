"""A conversation as a file a person can keep."""

from typing import Any

from chat import branches
from chat.models import Conversation, Message


def to_markdown(conversation: Conversation) -> str:
    """Questions as headings, answers below them, sources as a list."""
    lines = [f"# {conversation}", ""]
    for message in branches.shown(conversation.messages.all()):
        lines += _question(message) if message.role == Message.Role.USER else _answer(message)
    return "\n".join(lines).rstrip() + "\n"


def to_json(conversation: Conversation) -> dict[str, Any]:
    """The same with the typed queries and values, for programs."""
    return {
        "id": str(conversation.pk),
        "title": str(conversation),
        "created_at": conversation.created_at.isoformat(),
        "messages": [_as_json(message) for message in branches.shown(conversation.messages.all())],
    }


def _as_json(message: Message) -> dict[str, Any]:
    named = ("status", "value", "unit", "rows", "ids", "labels", "query", "citations")
    answer = {name: message.answer.get(name) for name in named} if message.answer else None
    return {
        "role": message.role,
        "text": message.text,
        "created_at": message.created_at.isoformat(),
        "model": message.model or None,
        "answer": answer,
    }


def _question(message: Message) -> list[str]:
    return [f"## {' '.join(message.text.split())}", ""]


def _answer(message: Message) -> list[str]:
    said = message.text or message.problem or message.get_state_display()
    lines = [said, ""]
    lines += [f"| {label} | {number} |" for label, number in _table(message)]
    for citation in message.citations.all():
        quote = " ".join(citation.quote.split())
        lines.append(f"- [{citation.number}] {citation.external_name}, {citation.where}: “{quote}”")
    lines += ["", f"_{message.created_at:%Y-%m-%d %H:%M} UTC, {message.model or 'answered offline'}_", ""]
    return lines


def _table(message: Message) -> list[tuple[str, str]]:
    rows = message.answer.get("rows") or []
    head = [("", ""), ("---", "---:")] if rows else []
    return [*head, *((_cell(str(label)), f"{number:,.2f}") for label, number in rows)]


def _cell(label: str) -> str:
    """A name must not end its cell or its row."""
    return " ".join(label.split()).replace("\\", "\\\\").replace("|", "\\|")
