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
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise CommandError(f"Line {number} of {path} is not JSON: {error}.") from None
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise CommandError(f"Line {number} of {path} is not an object with a text.")
        yield row | {"text": _storable(row["text"])}


def _lines(path: str) -> list[str]:
    """Lines end with a line feed only: other separators may stand inside a JSON string."""
    if not Path(path).is_file():
        raise CommandError(f"There is no file {path}.")
    try:
        return Path(path).read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not UTF-8: {error.reason} at byte {error.start}.") from None


def write(out: IO[str], row: dict[str, Any]) -> None:
    out.write(_storable(json.dumps(row, ensure_ascii=False, default=str)) + "\n")


def _storable(text: str) -> str:
    """Without the character 0 and halves of surrogate pairs, which neither a database nor UTF-8 can hold."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode()
