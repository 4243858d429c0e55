"""What rules are asked about: one payment, its words folded once."""

from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from lumen.common.text import fold, slug_key


@dataclass(slots=True, kw_only=True)
class Facts:
    """One payment as conditions see it; make it with `facts_of`.

    Attributes:
        text: description and merchant.
        category: the folded name it has or would get without rules; empty for none.
        kind: of the movement, which decides which categories fit.
    """

    text: str
    merchant: str
    note: str
    method: str
    amount: Decimal
    currency: str
    account: str
    category: str
    source: str
    booked_on: date
    booked_at: time | None
    kind: str
    _words: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def size(self) -> Decimal:
        return abs(self.amount)

    @property
    def direction(self) -> str:
        return "out" if self.amount < 0 else "in"

    def words(self, name: str) -> frozenset[str]:
        """The words of one of the texts, split once."""
        if name not in self._words:
            self._words[name] = frozenset(slug_key(getattr(self, name)).split())
        return self._words[name]


def facts_of(
    *,
    description: str,
    merchant: str,
    note: str,
    method: str,
    amount: Decimal,
    currency: str,
    account: str,
    category: str,
    source: str,
    booked_on: date,
    booked_at: time | None,
    kind: str,
) -> Facts:
    """Facts from texts as they are written."""
    return Facts(
        text=fold(f"{description} {merchant}"),
        merchant=fold(merchant),
        note=fold(note),
        method=fold(method),
        amount=amount,
        currency=currency,
        account=account,
        category=fold(category),
        source=source,
        booked_on=booked_on,
        booked_at=booked_at,
        kind=kind,
    )
