"""Lines of JSON in and out, for commands that programs call."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.core.management import CommandError


def read(path: str) -> Iterator[dict[str, Any]]:
    """The objects of a file, one a line.

    Raises:
        CommandError: there is no such file, or a line is not an object.
    """
    if not Path(path).is_file():
        raise CommandError(f"There is no file {path}.")
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise CommandError(f"Line {number} of {path} is not JSON: {error.msg}.") from None
        if not isinstance(row, dict) or "text" not in row:
            raise CommandError(f"Line {number} of {path} is not an object with a text.")
        yield row


def write(out: IO[str], row: dict[str, Any]) -> None:
    out.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
