"""From the rows of a receipt to shop, day, total, tax, currency and items."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from documents.understanding.receipts import currencies
from documents.understanding.receipts.amounts import style_of
from documents.understanding.receipts.days import PlacedDate, issue_date
from documents.understanding.receipts.items import Item, find_items
from documents.understanding.receipts.merchants import PlacedName, find_merchant
from documents.understanding.receipts.rows import Row
from documents.understanding.receipts.slants import shifted
from documents.understanding.receipts.sums import Candidate, Sums, read_sums

PROOFS = frozenset({"paid less change", "paid", "parts add up", "items add up"})
PROVEN, TOLD, GUESSED = 0.97, 0.8, 0.35


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a receipt says; `None` where it says nothing. Parts carry the rows they were read from."""

    merchant: PlacedName | None
    day: PlacedDate | None
    total: Candidate | None
    tax: Decimal | None
    currency: str
    items: list[Item]
    adds_up: bool  # arithmetic of the receipt itself bears out the total
    rows: Sequence[Row]  # as they were read: set straight where the photo was not

    @property
    def total_confidence(self) -> float:
        if self.total is None:
            return 0.0
        if self.adds_up:
            return PROVEN
        return TOLD if self.total.score >= 3 else GUESSED

    @property
    def confidence(self) -> float:
        """0 to 1: how sure shop, day and total are together."""
        parts = [
            self.merchant.confidence if self.merchant else 0.0,
            self.day.confidence if self.day else 0.0,
            self.total_confidence,
        ]
        return round(sum(parts) / len(parts), 3)

    def as_dict(self) -> dict[str, Any]:
        return {
            "merchant": self.merchant.name if self.merchant else None,
            "date": self.day.value.isoformat() if self.day else None,
            "total": str(self.total.value) if self.total else None,
            "currency": self.currency or None,
            "tax": str(self.tax) if self.tax is not None else None,
            "items": [item.as_dict() for item in self.items],
            "confidence": self.confidence,
        }


def read_rows(rows: Sequence[Row], *, today: date) -> Receipt:
    """Read a receipt from its rows, the topmost first."""
    texts = [row.text for row in rows]
    currency = currencies.currency_of(texts)
    style = style_of(texts)
    dropped = currencies.MISTAKEN_FOR_DIGITS.get(currency, "5")
    merchant = find_merchant(rows)
    rows, sums = _best_sums(rows, style=style, dropped=dropped)
    day = issue_date(texts, today=today, month_first=currencies.reads_month_first(texts, currency))
    return Receipt(
        merchant=merchant,
        day=day,
        total=sums.total,
        tax=sums.tax,
        currency=currency,
        items=_items(rows, sums, merchant, style),
        adds_up=bool(sums.total and sums.total.is_proven),
        rows=rows,
    )


def _best_sums(rows: Sequence[Row], *, style: str, dropped: str) -> tuple[Sequence[Row], Sums]:
    """The sums of the rows, or of rows set straight where only those add up.

    A photo that was taken at a slant has its right column one row lower or higher than its left one.
    """
    sums = read_sums(rows, style=style, dropped=dropped)
    if sums.total is None or sums.total.is_proven:
        return rows, sums
    for by in (1, -1):
        straight = shifted(rows, by=by, style=style)
        found = read_sums(straight, style=style, dropped=dropped)
        if found.total and len(PROOFS.intersection(found.total.reasons)) > 1:
            return straight, found
    return rows, sums


def _items(rows: Sequence[Row], sums: Sums, merchant: PlacedName | None, style: str) -> list[Item]:
    start = merchant.row + 1 if merchant and merchant.row < sums.first_sum_row else 0
    return find_items(rows, start=start, end=sums.first_sum_row, style=style)
