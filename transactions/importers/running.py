"""The running balance of a statement: it settles which way money went and shows where lines are missing."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from transactions.importers import signs

if TYPE_CHECKING:
    from transactions.importers.rows import StatementRow

_FEWEST_PAIRS = 3


def settled(
    entries: "Sequence[StatementRow]", *, by_balance: bool, is_signed: bool = False
) -> "list[StatementRow]":
    """The rows with their signs and hints; lines that only told a balance are left out.

    Args:
        entries: in the order of the file.
        by_balance: the balance tells the sign of amounts.
        is_signed: amounts have a sign, which only a balance that fits exactly may change.
    """
    told = list(entries)
    for section in sorted({row.section for row in entries}):
        places = [at for at, row in enumerate(told) if row.section == section]
        own = [told[at] for at in places]
        chain = signs.chain_of([(row.amount, row.balance) for row in own])
        if by_balance and chain.pairs:
            own = _signed(own, chain.step, is_signed=is_signed)
            chain = signs.chain_of([(row.amount, row.balance) for row in own])
        if chain.pairs >= _FEWEST_PAIRS and chain.same >= 0.8 * chain.pairs:
            own = _hinted(own, chain.step)
        for at, row in zip(places, own, strict=True):
            told[at] = row
    return [row for row in told if row.booked_on is not None or row.problem]


def breaks(rows: "Sequence[StatementRow]") -> int:
    """How many rows do not follow from their neighbour's balance."""
    chain = signs.chain_of([(row.amount, row.balance) for row in rows])
    return chain.pairs - chain.same


def _before(rows: "Sequence[StatementRow]", at: int, step: int) -> Decimal | None:
    other = at + step
    return rows[other].balance if 0 <= other < len(rows) else None


def _signed(rows: "Sequence[StatementRow]", step: int, *, is_signed: bool) -> "list[StatementRow]":
    return [_signed_row(row, _before(rows, at, step), is_signed=is_signed) for at, row in enumerate(rows)]


def _signed_row(row: "StatementRow", before: Decimal | None, *, is_signed: bool) -> "StatementRow":
    if not row.amount:
        return row
    fits = before is not None and row.balance is not None and abs(row.balance - before) == abs(row.amount)
    if is_signed and not fits:
        return row
    if before is None or row.balance is None:
        is_in = signs.arrives(f"{row.description} {row.merchant}")
    elif row.balance - before == abs(row.amount):
        is_in = True
    elif before - row.balance == abs(row.amount):
        is_in = False
    else:
        is_in = row.balance > before
    return replace(row, amount=abs(row.amount) if is_in else -abs(row.amount))


def _hinted(rows: "Sequence[StatementRow]", step: int) -> "list[StatementRow]":
    return [_hinted_row(row, _before(rows, at, step)) for at, row in enumerate(rows)]


def _hinted_row(row: "StatementRow", before: Decimal | None) -> "StatementRow":
    if before is None or row.balance is None or not row.amount or before + row.amount == row.balance:
        return row
    return replace(
        row,
        hint=f"The balance should be {before + row.amount:.2f} after this line, "
        f"but {row.balance:.2f} is written. A line may be missing before it.",
    )
