"""What an amount is worth in another currency, at rates this workspace has stored."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from lumen.common.errors import LumenError
from lumen.common.money import round_money
from transactions.models import ExchangeRate, Transaction

if TYPE_CHECKING:
    from accounts.models import Workspace

OLD = timedelta(days=31)  # a rate older than this is called old
BOOKED = "booked"  # a payment says what its foreign money came to
_PLACES = Decimal("0.00000001")


class NoRateError(LumenError):
    status, code, title = 404, "no-rate", "No exchange rate is known"


@dataclass(frozen=True, slots=True)
class KnownRate:
    """One unit of `currency` in the base currency, the day it is of, and who told it."""

    currency: str
    rate: Decimal
    on: date
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """`amount` in `source` is `worth` in `target`, by these rates; none between equal currencies."""

    amount: Decimal
    source: str
    worth: Decimal
    target: str
    rates: tuple[KnownRate, ...]


def convert(*, workspace: "Workspace", amount: Decimal, source: str, target: str, on: date) -> Converted:
    """Convert at the latest rates known up to `on`, through the base currency. Four queries at most.

    Raises:
        NoRateError: one of the currencies has no rate up to that day.
    """
    base = workspace.base_currency
    wanted = [currency for currency in (source, target) if currency != base] if source != target else []
    known = {currency: _rate(workspace, currency, on) for currency in wanted}
    into = known[source].rate if source in known else Decimal(1)
    out_of = known[target].rate if target in known else Decimal(1)
    worth = round_money(amount * into / out_of, target)
    return Converted(amount=amount, source=source, worth=worth, target=target, rates=tuple(known.values()))


def _rate(workspace: "Workspace", currency: str, on: date) -> KnownRate:
    """The newest of the rates that were stored and of those that payments were booked at."""
    found = [rate for rate in (_stored(workspace, currency, on), _booked(workspace, currency, on)) if rate]
    if not found:
        raise NoRateError(
            f"I know no {currency} rate up to {on.day} {on:%B %Y}. Add one under Currencies, or book a "
            f"payment in {currency} with what it came to in {workspace.base_currency}."
        )
    return max(found, key=lambda rate: rate.on)


def _stored(workspace: "Workspace", currency: str, on: date) -> KnownRate | None:
    rates = ExchangeRate.objects.in_workspace(workspace).filter(
        currency=currency, base=workspace.base_currency, on__lte=on
    )
    newest = rates.order_by("-on").first()
    return KnownRate(currency, newest.rate, newest.on, newest.source) if newest else None


def _booked(workspace: "Workspace", currency: str, on: date) -> KnownRate | None:
    rows = Transaction.objects.in_workspace(workspace).live().filter(currency=currency, booked_on__lte=on)
    valued = rows.filter(base_amount__isnull=False).exclude(amount=0).exclude(base_amount=0)
    newest = valued.order_by("-booked_on", "-pk").first()
    if newest is None or newest.base_amount is None:
        return None
    rate = (newest.base_amount / newest.amount).quantize(_PLACES)
    return KnownRate(currency, rate, newest.booked_on, BOOKED)
