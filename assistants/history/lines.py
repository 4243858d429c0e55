"""JSON lines in the layout of the contract."""

import json
from typing import Any

from assistants.history.base import EMPTY, UNREADABLE, History, Wanted, decoded

_FIELDS = ("customer", "reply", "label", "at")


def read(content: bytes, wanted: Wanted) -> History:
    """`{customer, reply, label?, at?}` lines; others are counted as unreadable."""
    found = History()
    lines = decoded(content).split("\n")
    for line in lines[:-1] if wanted.is_preview and len(lines) > 1 else lines:
        if not line.strip():
            continue
        row = _object(line)
        if row is None or not isinstance(row.get("customer"), str):
            found.skipped[UNREADABLE] += 1
        elif not row["customer"].strip():
            found.skipped[EMPTY] += 1
        else:
            found.add({name: row.get(name) for name in _FIELDS})
    return found


def _object(line: str) -> dict[str, Any] | None:
    try:
        read = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None
