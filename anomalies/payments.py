"""A payment as the watch sees it, whatever table or file it comes from."""

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

MINUTES_OF_DAY = 1440
NOON = 720


AUTOMATIC_METHODS = frozenset({"auto-debit", "auto debit", "autopay", "e-mandate", "nach", "ecs"})
AUTOMATIC_CATEGORIES = ("subscri", "insurance", "fees", "interest", "loan", "emi", "tax")


def looks_automatic(*, method: str, category: str) -> bool:
    """Whether a charge of this method and category comes by itself, at an hour nobody chose."""
    folded = category.casefold()
    is_by_category = any(folded.startswith(start) for start in AUTOMATIC_CATEGORIES)
    return is_by_category or method.casefold() in AUTOMATIC_METHODS


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money that moved once. Amounts are positive; `minute` is local and `None` when unknown."""

    key: str
    day: date
    minute: int | None
    merchant: str  # normalised: two spellings of one merchant are equal
    name: str  # as people read it
    category: str
    amount: float | None  # in the base currency; `None` while no rate is known
    original: float
    currency: str
    account: str
    source: str = ""  # what told of it: the same payment told twice is not two charges
    is_income: bool = False
    is_automatic: bool = False  # a mandate, a fee: nobody chose its hour
    moment: int = field(init=False)  # minutes on one endless clock; noon where the time is unknown

    def __post_init__(self) -> None:
        minute = NOON if self.minute is None else self.minute
        object.__setattr__(self, "moment", self.day.toordinal() * MINUTES_OF_DAY + minute)

    def __reduce__(self) -> tuple[Any, ...]:
        """Copied with a judge by the thousand: the way dataclasses do it takes ten times as long."""
        return _restored, tuple(getattr(self, name) for name in _NAMES)

    def is_twin_of(self, other: "Payment") -> bool:
        return (
            self.merchant == other.merchant
            and self.original == other.original
            and self.currency == other.currency
            and self.account == other.account
            and self.source == other.source
        )

    def minutes_since(self, other: "Payment") -> int:
        """Minutes between the two; whole days when one of them has no time."""
        if self.minute is None or other.minute is None:
            return (self.day - other.day).days * MINUTES_OF_DAY
        return self.moment - other.moment


_NAMES = tuple(each.name for each in fields(Payment))
_SETTERS = tuple(getattr(Payment, name).__set__ for name in _NAMES)


def _restored(*values: Any) -> Payment:
    payment = object.__new__(Payment)
    for setter, value in zip(_SETTERS, values, strict=True):
        setter(payment, value)
    return payment
