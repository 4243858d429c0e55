"""What was bought: the rows between the heading and the first sum."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from documents.understanding.receipts.amounts import find_amounts
from documents.understanding.receipts.roles import Role, role_of
from documents.understanding.receipts.rows import Row, letters

MOST_ITEMS = 200
_QUANTITY_FIRST = re.compile(r"^\s*(\d{1,3})(?:\s*[xX×*]\s*|\s+)(?=[^\W\d_])")
_TIMES = re.compile(
    r"(\d+(?:[.,]\d{1,3})?)\s*(?:pcs|pc|nos?|ea|kg|unit|pkt)?\s*[xX×*@]\s*(?:RM|Rs\.?|₹|\$|€|£"
    r"|Rp)?\s*[\d.,]+",
    re.IGNORECASE,
)
_CODE_FIRST = re.compile(r"^\s*(?:\d{1,3}[.)]\s+|[A-Z]{0,3}\d{5,14}\s+|\d{3,}\s*[-:]\s*)")


@dataclass(frozen=True, slots=True)
class Item:
    """A thing bought: what the row says, how many, and what it came to."""

    name: str
    quantity: Decimal
    amount: Decimal

    def as_dict(self) -> dict[str, str]:
        return {"name": self.name, "quantity": str(self.quantity.normalize()), "amount": str(self.amount)}


def find_items(rows: Sequence[Row], *, start: int, end: int, style: str) -> list[Item]:
    """Items of `rows[start:end]`; a name alone in its row goes with the sums below it."""
    start = _after_header(rows, start, end)
    items: list[Item] = []
    name = ""
    for row in rows[start:end]:
        role = role_of(row.text)
        sums = [amount for amount in find_amounts(row.text, style) if amount.is_sure]
        if role not in {Role.NONE, Role.WEAK_TOTAL}:
            continue
        if not sums:
            name = row.text if len(letters(row.text)) >= 3 else name
            continue
        own = _name_of(row.text[: sums[0].start])
        label = own if len(letters(own)) >= 3 else _name_of(name)
        if label and len(items) < MOST_ITEMS:
            items.append(Item(label, _quantity(row.text), sums[-1].value))
        name = ""
    return items


def _after_header(rows: Sequence[Row], start: int, end: int) -> int:
    for number in range(start, end):
        if role_of(rows[number].text) == Role.HEADER:
            return number + 1
    return start


def _name_of(text: str) -> str:
    text = _CODE_FIRST.sub("", text)
    text = _QUANTITY_FIRST.sub("", text)
    text = _TIMES.sub("", text)
    text = re.sub(r"\s+\d{1,3}\s*(?:[xX×@]|pcs|nos?)?\s*(?:RM|Rs\.?|₹|\$|€|£|Rp)?\s*$", "", text)
    return text.strip(" *#=-_~.,:;|+@$€£₹")[:120]


def _quantity(text: str) -> Decimal:
    found = _TIMES.search(text) or _QUANTITY_FIRST.match(_CODE_FIRST.sub("", text))
    number = Decimal(found[1].replace(",", ".")) if found else Decimal(1)
    return number if 0 < number < 1_000 else Decimal(1)
