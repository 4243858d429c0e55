"""The text of a payment, which banks spread over several columns."""

from collections.abc import Sequence

from transactions.importers import cells, headings, stamps
from transactions.importers.layouts import Layout
from transactions.importers.text import Line

_SAMPLE = 400
_TEXTS = ("description", "merchant")
_FEWEST = 0.2  # of the lines have a word in a column of text without a name


def columns_of(layout: Layout, body: Sequence[Line]) -> tuple[int, ...]:
    """Where the text of a payment stands: the chosen column, and others that the headings call the same.

    Where neither a text nor a name was found, every column of words without another meaning counts.
    """
    chosen = [layout.columns[role] for role in ("description",) if role in layout.columns]
    taken = set(layout.columns.values()) - set(chosen)
    free = [index for index in range(len(layout.headers)) if index not in taken]
    named = [index for index in free if index in chosen or _is_named(layout.headers[index])]
    if named or any(role in layout.columns for role in _TEXTS):
        return tuple(named)
    return tuple(index for index in free if _is_text(body, index))


def joined(line: Line, indexes: Sequence[int]) -> str:
    """The words of these cells, each once."""
    found: list[str] = []
    for index in indexes:
        cell = line.cells[index] if index < len(line.cells) else ""
        words = " ".join(cell.split())
        if not words or not any(char.isalnum() for char in words):
            continue
        told = words.casefold()
        if not any(told in known.casefold() or known.casefold() in told for known in found):
            found.append(words)
    return " ".join(found)


def _is_named(heading: str) -> bool:
    return "description" in headings.ranks_of(heading)


def _is_text(body: Sequence[Line], index: int) -> bool:
    sample = [line.cells[index] for line in body[:_SAMPLE] if index < len(line.cells)]
    words = [cell for cell in sample if sum(map(str.isalpha, cell)) * 2 > len(cell)]
    if not words or len(words) < _FEWEST * len(sample):
        return False
    return not any(stamps.looks_like_date(cell) or cells.read_amount(cell, ".") for cell in words[:20])
