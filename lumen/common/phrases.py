"""Times and amounts in a question, for apps below the one that knows the grammar and registers it here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lumen.common.dates import Period


@dataclass(frozen=True, slots=True)
class Calendar:
    """Today, the first day of the week (0 = Monday) and the first month of the financial year."""

    today: date
    week_start: int = 0
    fy_start: int = 4


@dataclass(frozen=True, slots=True)
class PeriodPhrase:
    """`text[start:end]` names `period`."""

    period: Period
    start: int
    end: int
    text: str
    has_year: bool = True  # false where the nearest one was taken, as of a bare month


@dataclass(frozen=True, slots=True)
class AmountPhrase:
    """`text[start:end]` names an amount or its bounds; an open side is `None`."""

    low: Decimal | None
    high: Decimal | None
    low_inclusive: bool
    high_inclusive: bool
    start: int
    end: int
    is_marked: bool  # a currency, a scale or a bound says that it is money


Periods = Callable[[str, Calendar], Sequence[PeriodPhrase]]
Amounts = Callable[[str], Sequence[AmountPhrase]]
_readers: list[tuple[Periods, Amounts]] = []


def register(*, periods: Periods, amounts: Amounts) -> None:
    """Read times and amounts with these from now on."""
    _readers[:] = [(periods, amounts)]


def find_periods(text: str, calendar: Calendar) -> Sequence[PeriodPhrase]:
    """Every stretch of time that `text` names, left to right."""
    return _readers[0][0](text, calendar) if _readers else ()


def find_amounts(text: str) -> Sequence[AmountPhrase]:
    """Every amount that `text` names, left to right."""
    return _readers[0][1](text) if _readers else ()
