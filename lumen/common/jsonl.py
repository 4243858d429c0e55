"""Lines of JSON in and out, for commands that programs call."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.core.management import CommandError


def read(path: str, *, needs: str = "text") -> Iterator[dict[str, Any]]:
    """The objects of a file, one a line; `-` is standard input.

    Args:
        needs: the field that must hold a text.

    Raises:
        CommandError: there is no such file, or a line is not an object with that text.
    """
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise CommandError(f"Line {number} of {path} is not JSON: {error}.") from None
        if not isinstance(row, dict) or not isinstance(row.get(needs), str):
            raise CommandError(f'Line {number} of {path} is not an object with a "{needs}".')
        yield {name: storable(value) if isinstance(value, str) else value for name, value in row.items()}


def _lines(path: str) -> list[str]:
    """Lines end with a line feed only: other separators may stand inside a JSON string."""
    if path == "-":
        return sys.stdin.read().split("\n")
    if not Path(path).is_file():
        raise CommandError(f"There is no file {path}.")
    try:
        return Path(path).read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not UTF-8: {error.reason} at byte {error.start}.") from None
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None


def write(out: IO[str], row: dict[str, Any]) -> None:
    out.write(line(**row) + "\n")


def line(**values: Any) -> str:
    """One object as a line, without its line feed."""
    return storable(json.dumps(values, ensure_ascii=False, default=str))


def storable(text: str) -> str:
    """Without the character 0 and halves of surrogate pairs, which neither a database nor UTF-8 can hold."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode()
