"""What a typed query comes to: numbers and rows, before any words are put around them."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from transactions.models import Transaction

Value = Decimal | int | str | bool | date | None


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    value: Decimal


@dataclass(slots=True, kw_only=True)
class Result:
    """`value` answers the question; everything else is what stands behind it."""

    status: str = "ok"
    value: Value = None
    pair: tuple[Decimal, Decimal] | None = None
    unit: str = ""  # a currency code, count, %, days
    rows: list[Row] = field(default_factory=list)
    transactions: list[Transaction] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    count: int | None = None  # how many rows stand behind the answer in all
    missing_rate: int = 0  # rows left out because their currency has no known rate
    difference: Decimal | None = None
    percent: Decimal | None = None
    like_for_like: Row | None = None  # the finished period of two, up to the day the running one has come to
    reason: str = ""  # why there is no value
    row_units: list[str] = field(default_factory=list)
    first_day: date | None = None
    last_day: date | None = None
    total: Decimal | None = None
    dates: dict[str, date] = field(default_factory=dict)
