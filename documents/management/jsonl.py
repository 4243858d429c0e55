"""Commands that read and write JSON lines."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from accounts.models import Workspace


def rows_of(path: str) -> Iterator[dict[str, Any]]:
    """The objects of a JSON lines file; `-` is standard input.

    Raises:
        CommandError: there is no such file, or a line is not an object with a text.
    """
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise CommandError(f"Line {number} of {path} is not JSON.") from error
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise CommandError(f'Line {number} of {path} needs a "text".')
        yield row


def as_line(**values: Any) -> str:
    return json.dumps(values, ensure_ascii=False, default=str)


def workspace_of(slug: str) -> Workspace:
    """The workspace of this slug.

    Raises:
        CommandError: there is none.
    """
    try:
        return Workspace.objects.get(slug=slug)
    except Workspace.DoesNotExist as error:
        raise CommandError(f"There is no workspace called {slug}.") from error
