"""A conversation as a file a person can keep."""

from chat.models import Conversation, Message


def to_markdown(conversation: Conversation) -> str:
    """Questions as headings, answers below them, sources as a list."""
    lines = [f"# {conversation}", ""]
    for message in conversation.messages.all():
        lines += _question(message) if message.role == Message.Role.USER else _answer(message)
    return "\n".join(lines).rstrip() + "\n"


def _question(message: Message) -> list[str]:
    return [f"## {' '.join(message.text.split())}", ""]


def _answer(message: Message) -> list[str]:
    said = message.text or message.problem or message.get_state_display()
    lines = [said, ""]
    lines += [f"| {label} | {number} |" for label, number in _table(message)]
    for citation in message.citations.all():
        quote = " ".join(citation.quote.split())
        lines.append(f"- [{citation.number}] {citation.external_name}, page {citation.page}: “{quote}”")
    lines += ["", f"_{message.created_at:%Y-%m-%d %H:%M} UTC, {message.model or 'answered offline'}_", ""]
    return lines


def _table(message: Message) -> list[tuple[str, str]]:
    rows = message.answer.get("rows") or []
    head = [("", ""), ("---", "---:")] if rows else []
    return [*head, *((str(label), f"{number:,.2f}") for label, number in rows)]
