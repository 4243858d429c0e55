"""Which way money went, where a file has one column of amounts; settled by balances, then by words."""
# ruff: noqa: E501  patterns are data; a broken line hides more than a long one

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from transactions.importers import cells
from transactions.importers.text import Line

_ARRIVES = re.compile(
    r"\b(?:salary|payroll|wages|payments? (?:received|thank you)|thank you|pymt|refund|cash ?back|interest (?:paid|credit|received|earned)|direct (?:credit|dep)|deposit|reimbursement|gehalt|lohn|rente|gutschrift|virement (?:en votre faveur|recu)|salaire|nomina|stipendio|salaris|wynagrodzenie|salario|money received|autopay)\b",
    re.IGNORECASE,
)
_FEWEST = 0.5  # of the rows are negative, where a minus means money out
_SAMPLE = 3_000


@dataclass(frozen=True, slots=True)
class Chain:
    """How well balances follow from amounts.

    Attributes:
        step: -1 when the row before is above, 1 when it is below (newest first).
        same, flipped: pairs where the balance changed by the amount, or by its opposite.
    """

    step: int
    pairs: int
    same: int
    flipped: int

    @property
    def holds(self) -> bool:
        return self.pairs > 0 and (self.same + self.flipped) >= 0.8 * self.pairs


def chain_of(entries: Sequence[tuple[Decimal | None, Decimal | None]]) -> Chain:
    """Compare neighbours, oldest first and newest first, and answer for the order that fits better.

    Args:
        entries: amount and balance after it, in the order of the file.
    """
    found = [_followed(entries, step) for step in (-1, 1)]
    return max(found, key=lambda chain: (chain.same + chain.flipped, -chain.step))


def _followed(entries: Sequence[tuple[Decimal | None, Decimal | None]], step: int) -> Chain:
    pairs = same = flipped = 0
    before: Decimal | None = None
    for amount, balance in entries if step < 0 else reversed(entries):
        if amount is not None and balance is not None and before is not None and amount:
            pairs += 1
            same += balance - before == amount
            flipped += balance - before == -amount
        before = balance
    return Chain(step, pairs, same, flipped)


def of_amounts(
    columns: dict[str, int], body: Sequence[Line], mark: str, *, is_own: bool, is_card: bool
) -> str:
    """What a bare positive amount of this file means.

    Args:
        is_own: a person's own list, where spending is written without a sign.
        is_card: the statement of a credit card, where spending is often written without a sign.
    """
    if "amount" not in columns:
        return "positive_is_out"
    read = [
        (line, amount)
        for line in body[:_SAMPLE]
        if (amount := cells.read_amount(_cell(line, columns["amount"]), mark)) is not None
    ]
    negative = sum(amount.sign < 0 for _, amount in read)
    if "flag" not in columns and (
        told := _by_balance(columns, body[:_SAMPLE], mark, is_signed=bool(negative))
    ):
        return told
    if not negative and any(amount.is_flagged for _, amount in read):
        has_bare = any(
            not amount.sign for _, amount in read
        )  # beside amounts with “CR” the others are spending
        return "positive_is_out" if has_bare else "negative_is_out"
    if not negative:
        return "positive_is_out" if not any(amount.sign > 0 for _, amount in read) else "negative_is_out"
    share = negative / len(read)
    votes = sum(_vote(line, amount) for line, amount in read)
    if votes and not (votes == -1 and share > _FEWEST):  # one word alone does not turn all signs around
        return "negative_is_out" if votes > 0 else "positive_is_out"
    if is_own or is_card:
        return "negative_is_out" if share >= _FEWEST else "positive_is_out"
    return "negative_is_out"


def _by_balance(columns: dict[str, int], body: Sequence[Line], mark: str, *, is_signed: bool) -> str:
    if "balance" not in columns:
        return ""
    entries = []
    for line in body:
        amount = cells.read_amount(_cell(line, columns["amount"]), mark)
        balance = cells.read_amount(_cell(line, columns["balance"]), mark)
        if amount or balance:
            entries.append((signed(amount) if amount else None, signed(balance) if balance else None))
    chain = chain_of(entries)
    if not chain.holds:
        return ""
    if chain.same and not is_signed:
        return "balance"
    return "negative_is_out" if chain.same >= chain.flipped else "positive_is_out"


def _vote(line: Line, amount: cells.SignedCell) -> int:
    if not _ARRIVES.search(" ".join(line.cells)) or amount.is_flagged:
        return 0
    return -1 if amount.sign < 0 else 1


def arrives(text: str) -> bool:
    """Whether words say that money came in."""
    return bool(_ARRIVES.search(text))


def signed(cell: cells.SignedCell) -> Decimal:
    return -cell.value if cell.sign < 0 else cell.value


def _cell(line: Line, index: int) -> str:
    return line.cells[index] if index < len(line.cells) else ""
