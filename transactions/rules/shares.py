"""Cutting an amount into parts that sum to it exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from lumen.common.errors import LumenError

CENT = Decimal("0.01")
FEWEST, MOST = 2, 50
_WHOLE = Decimal(100)


class BadSplitError(LumenError):
    status, code, title = 422, "bad-split", "These parts do not fit the payment"


@dataclass(frozen=True, slots=True)
class Share:
    """How much one part takes: a percentage of the whole, a fixed amount, or what is left."""

    percent: Decimal | None = None
    amount: Decimal | None = None

    @property
    def is_rest(self) -> bool:
        return self.percent is None and self.amount is None


def read_share(written: Any) -> Share:
    """`60%`, `1,250.50`, or nothing for the rest.

    Raises:
        BadSplitError: it is neither.
    """
    text = str(written if written is not None else "").replace(",", "").replace(" ", "").lstrip("₹$€£")
    if not text:
        return Share()
    try:
        number = Decimal(text.rstrip("%"))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= Decimal(10) ** 14:
        raise BadSplitError(_("Write each part as an amount, such as 250, or as a percentage, such as 40%."))
    if text.endswith("%"):
        if not 0 < number <= _WHOLE:
            raise BadSplitError(_("A percentage must be more than 0 and at most 100."))
        return Share(percent=number)
    if number != number.quantize(CENT):
        raise BadSplitError(_("Write amounts with at most two decimals."))
    return Share(amount=number)


def parts_of(total: Decimal, shares: Sequence[Share], *, last_takes_rest: bool = False) -> list[Decimal]:
    """The amounts of the parts, signed like `total` and summing to it exactly.

    A percentage is of the whole; what rounding leaves goes to the last percentage. One part may take the
    rest.

    Args:
        last_takes_rest: a rule's splits have to fit payments of any size: the last part takes what is left.

    Raises:
        BadSplitError: too few parts, two that take the rest, or they do not sum to the whole.
    """
    if not FEWEST <= len(shares) <= MOST:
        raise BadSplitError(_("Split a payment into two to fifty parts."))
    size, sign = abs(total), -1 if total < 0 else 1
    amounts = [_amount(share, size) for share in shares]
    rests = [at for at, share in enumerate(shares) if share.is_rest]
    if len(rests) > 1:
        raise BadSplitError(_("Only one part can take the rest. Write an amount for the others."))
    if not rests:
        rests = [len(shares) - 1] if last_takes_rest else _rounding(shares)
    if rests:
        amounts[rests[0]] = size - sum(amount for at, amount in enumerate(amounts) if at != rests[0])
        if amounts[rests[0]] < 0:
            raise _too_much(-amounts[rests[0]], size)
    _require_fit(amounts, size)
    return [sign * amount for amount in amounts]


def _amount(share: Share, size: Decimal) -> Decimal:
    if share.percent is not None:
        return (size * share.percent / _WHOLE).quantize(CENT, rounding=ROUND_HALF_EVEN)
    return share.amount or Decimal(0)


def _rounding(shares: Sequence[Share]) -> list[int]:
    """The part that takes what rounding leaves: the last percentage, when percentages make the whole."""
    percents = [at for at, share in enumerate(shares) if share.percent is not None]
    is_whole = sum(share.percent or Decimal(0) for share in shares) == _WHOLE
    return percents[-1:] if is_whole and len(percents) == len(shares) else []


def _require_fit(amounts: Sequence[Decimal], size: Decimal) -> None:
    left = size - sum(amounts)
    if left > 0:
        raise BadSplitError(
            _("%(left)s are not in any part yet. The parts must sum to %(whole)s.")
            % {"left": f"{left:,.2f}", "whole": f"{size:,.2f}"}
        )
    if left < 0:
        raise _too_much(-left, size)
    if any(amount == 0 for amount in amounts):
        raise BadSplitError(_("A part of zero says nothing. Write an amount or take the part away."))


def _too_much(over: Decimal, size: Decimal) -> BadSplitError:
    return BadSplitError(
        _("The parts are %(over)s more than the payment. They must sum to %(whole)s.")
        % {"over": f"{over:,.2f}", "whole": f"{size:,.2f}"}
    )


def in_proportion(total: Decimal, amounts: Sequence[Decimal]) -> list[Decimal]:
    """`total` cut as `amounts` are to each other; the last takes what rounding leaves."""
    whole = sum(amounts)
    if not whole:
        return [Decimal(0)] * len(amounts)
    cut = [(total * amount / whole).quantize(CENT, rounding=ROUND_HALF_EVEN) for amount in amounts[:-1]]
    return [*cut, total - sum(cut)]
