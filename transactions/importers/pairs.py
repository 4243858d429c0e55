"""Columns of money that explain each other: money in beside money out, net beside gross."""

import re
from collections.abc import Sequence
from decimal import Decimal

from transactions.importers import cells, headings
from transactions.importers.text import Line

_NET = re.compile(r"\bnett?o?\b")
_OTHER = {"debit": "credit", "credit": "debit"}
_ZERO = Decimal(0)


def settled(columns: dict[str, int], shown: Sequence[str], sample: Sequence[Line]) -> dict[str, int]:
    """The columns with the missing half of a pair, and with the net amount where a fee was taken off."""
    if "amount" not in columns or len(shown) <= columns["amount"]:
        return columns
    role = _half(shown[columns["amount"]])
    if role and (other := _complement(columns, sample)) is not None:
        return {
            **{one: at for one, at in columns.items() if one != "amount"},
            role: columns["amount"],
            _OTHER[role]: other,
        }
    named = [at for at, heading in enumerate(shown) if _NET.search(headings.folded(heading))]
    net = named[-1] if named else None
    if net is not None and net != columns["amount"] and _is_after_fees(columns["amount"], net, sample):
        return {one: at for one, at in columns.items() if one != "fee" and at != net} | {"amount": net}
    return columns


def _half(heading: str) -> str:
    """`debit` or `credit`, for a heading that names only that."""
    ranks = headings.ranks_of(heading)
    named = [role for role in _OTHER if role in ranks and ranks[role] < ranks.get("amount", 9)]
    return named[0] if len(named) == 1 else ""


def _complement(columns: dict[str, int], sample: Sequence[Line]) -> int | None:
    """The column with money exactly where the known one has none."""
    known, taken = columns["amount"], set(columns.values())
    width = max(len(line.cells) for line in sample)
    for index in range(width):
        if index in taken:
            continue
        told = [(_value(line, known), _value(line, index)) for line in sample]
        if any(b for _, b in told) and sum(bool(a) != bool(b) for a, b in told) >= 0.9 * len(told):
            return index
    return None


def _is_after_fees(gross: int, net: int, sample: Sequence[Line]) -> bool:
    told = [(_value(line, gross), _value(line, net)) for line in sample]
    both = [(a, b) for a, b in told if a and b]
    return bool(both) and len(both) >= 0.8 * len(sample) and all(abs(a - b) <= abs(a) / 2 for a, b in both)


def _value(line: Line, index: int) -> Decimal:
    read = cells.read_amount(line.cells[index], ".") if index < len(line.cells) else None
    return _ZERO if read is None else -read.value if read.sign < 0 else read.value
