"""Rows of a slanting photo, whose sums stand beside the words of the row above or below."""

from collections.abc import Sequence
from dataclasses import replace

from documents.understanding.receipts.amounts import find_amounts
from documents.understanding.receipts.rows import Row

BEHIND = 4  # characters that may follow a sum: a code of its tax
SIGN = 4  # characters of a currency before it


def shifted(rows: Sequence[Row], *, by: int, style: str) -> list[Row]:
    """The rows with the sum at the end of each taken from the row `by` further down."""
    parts = [_parts(row.text, style) for row in rows]
    straight = []
    for number, row in enumerate(rows):
        at = number + by
        tail = parts[at][1] if 0 <= at < len(rows) else ""
        straight.append(replace(row, text=f"{parts[number][0]} {tail}".strip(), is_aligned=False))
    return straight


def _parts(text: str, style: str) -> tuple[str, str]:
    """What a row says, and the sum at its end."""
    sure = [amount for amount in find_amounts(text, style) if amount.is_sure]
    if not sure or len(text) - sure[-1].end > BEHIND:
        return text, ""
    last = sure[-1]
    before = text[: last.start]
    cut = (
        before.rfind(" ", max(0, last.start - SIGN - 1))
        if before and not before.endswith(" ")
        else last.start
    )
    start = cut if cut >= 0 else last.start
    if last.value < 0 and "-" in text[:start]:
        start = text[: last.start].rfind("-")
    return text[:start].rstrip(), text[start:].strip()
