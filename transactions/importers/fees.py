"""Whether a fee beside an amount comes on top of it."""

from collections.abc import Sequence
from decimal import Decimal

from lumen.common.text import fold
from transactions.importers.layouts import Layout

_ZERO = Decimal(0)


def are_apart(told: Sequence[tuple[Decimal | None, Decimal | None, Decimal | None]], layout: Layout) -> bool:
    """The running balance settles it; without one, headings that say no more than “Amount” and “Fee”.

    Args:
        told: amount, fee and balance of the lines, in the order of the file.
    """
    with_fee, without = (max(_fits(told, share, step) for step in (-1, 1)) for share in (1, 0))
    if with_fee != without:
        return with_fee > without
    amount, fee, headers = layout.columns.get("amount"), layout.columns["fee"], layout.headers
    if amount is None or max(fee, amount) >= len(headers):
        return False
    return fold(headers[fee]) == "fee" and fold(headers[amount]) == "amount"


def _fits(
    told: Sequence[tuple[Decimal | None, Decimal | None, Decimal | None]], share: int, step: int
) -> int:
    """How many lines with a fee follow from the balance of their neighbour."""
    found, before = 0, None
    for amount, fee, balance in told if step < 0 else reversed(told):
        if amount is not None and fee and balance is not None and before is not None:
            found += balance - before == amount - share * fee
        before = balance
    return found
