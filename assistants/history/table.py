"""Tables: one exchange a line, or one message a line as help desks export them."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from assistants.history.base import EMPTY, UNREADABLE, History, UnreadableHistoryError, Wanted, decoded
from assistants.history.threads import Said, exchanges_of
from lumen.common.text import slug_key

MAX_CELL = 200_000
_NAMES: dict[str, tuple[str, ...]] = {
    "customer": (
        *("customer", "customer message", "question", "instruction", "query", "message", "inquiry"),
        *("enquiry", "utterance", "request", "text", "body", "frage", "pregunta", "domanda"),
    ),
    "reply": (
        *("reply", "agent reply", "answer", "response", "agent message", "output"),
        *("antwort", "respuesta", "risposta"),
    ),
    "label": ("label", "topic", "intent", "category", "tag", "thema"),
    "at": ("at", "date", "created at", "created", "time", "timestamp", "sent at", "datum", "fecha"),
}
_OF_MESSAGES: dict[str, tuple[str, ...]] = {
    "conversation": ("conversation id", "conversation", "ticket id", "thread id", "display id"),
    "kind": ("message type", "type", "direction", "sender type"),
    "content": ("content", "message", "body", "text"),
    "name": ("sender", "sender name", "contact", "contact name", "customer name"),
    "private": ("private", "is private"),
}


def columns_of(content: bytes) -> list[str]:
    """The headers of a table."""
    return list(_reader(decoded(content)).fieldnames or ())


def guessed(headers: Sequence[str]) -> dict[str, str]:
    """Which column is what, by its name."""
    return _matched(headers, _NAMES)


def read(content: bytes, wanted: Wanted) -> History:
    """Exchanges of a table.

    Raises:
        UnreadableHistoryError: no column says what customers wrote.
    """
    reader = _reader(decoded(content))
    headers = list(reader.fieldnames or ())
    of_messages = _matched(headers, _OF_MESSAGES)
    found = History()
    rows = list(_rows(reader, found, drops_last=wanted.is_preview))
    if not wanted.columns and {"conversation", "kind", "content"} <= set(of_messages):
        at = guessed(headers).get("at", "")
        said = [_said(row, of_messages, at) for row in rows]
        return exchanges_of([one for one in said if one is not None], found)
    columns = {**guessed(headers), **wanted.columns}
    if columns.get("customer") not in headers:
        raise UnreadableHistoryError("Say which column holds what customers wrote.", columns=headers)
    for row in rows:
        _add(row, columns, found)
    return found


def _reader(text: str) -> "csv.DictReader[str]":
    csv.field_size_limit(MAX_CELL)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    return csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)


def _rows(reader: "csv.DictReader[str]", found: History, *, drops_last: bool) -> Iterator[dict[str, str]]:
    """Lines that are whole; one that the reader refuses ends the table."""
    before: dict[str, str] | None = None
    try:
        for row in reader:
            if before is not None:
                yield before
            before = {str(name): value for name, value in row.items() if isinstance(value, str)}
    except csv.Error:
        found.skipped[UNREADABLE] += 1
    if before is not None and not drops_last:
        yield before


def _add(row: Mapping[str, str], columns: Mapping[str, str], found: History) -> None:
    read = {name: row.get(header, "") for name, header in columns.items() if header}
    if not read["customer"].strip():
        found.skipped[EMPTY] += 1
        return
    found.add({**read, "label": read.get("label") or None, "at": read.get("at") or None})


def _said(row: Mapping[str, str], columns: Mapping[str, str], at: str) -> Said | None:
    kind = slug_key(row.get(columns["kind"], ""))
    if slug_key(row.get(columns.get("private", ""), "")) in ("true", "1", "yes"):
        return None
    return Said(
        thread=row.get(columns["conversation"], ""),
        is_customer=kind in ("incoming", "0", "contact", "customer", "in"),
        is_human=kind in ("outgoing", "1", "user", "agent", "out"),
        text=row.get(columns["content"], ""),
        at=row.get(at, "") or None,
        name=row.get(columns.get("name", ""), ""),
    )


def _matched(headers: Sequence[str], names: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    by_key = {slug_key(header): header for header in reversed(headers)}
    found = {}
    for what, known in names.items():
        header = next((by_key[name] for name in known if name in by_key), None)
        if header is not None:
            found[what] = header
    return found
