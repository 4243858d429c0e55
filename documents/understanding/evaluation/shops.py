"""Invented shops, goods and habits of printing, from which receipts are made."""

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

_MIX = (
    *("malaysia", "india", "indonesia", "malaysia", "britain", "malaysia", "india"),
    *("germany", "america", "malaysia", "singapore", "indonesia", "france"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """How a country's tills print."""

    currency: str
    sign: str  # as it stands beside sums
    decimals: int
    point: str
    thousands: str
    dates: tuple[str, ...]
    rate: Decimal  # of the tax
    tax_names: tuple[str, ...]  # several share the rate
    includes_tax: bool
    rounds_to: Decimal | None
    cash: str
    change: str
    totals: tuple[str, ...]
    subtotals: tuple[str, ...]
    shops: tuple[tuple[str, ...], ...]  # rows of the head; the name is the first, or marked with "*"
    goods: tuple[str, ...]
    thanks: str


def _countries() -> tuple[Country, ...]:
    told = json.loads((Path(__file__).parent / "shops.json").read_text(encoding="utf-8"))
    made = {}
    for name, facts in told.items():
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in facts.items()
        }
        values["rate"] = Decimal(values["rate"])
        values["rounds_to"] = Decimal(values["rounds_to"]) if values["rounds_to"] else None
        made[name] = Country(**values)
    return tuple(made[name] for name in _MIX)


COUNTRIES = _countries()
