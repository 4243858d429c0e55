"""Expense, refund, income or transfer: told by the words of a description that `data/kinds.toml` lists."""

import re
import tomllib
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from transactions.enrichment.brands import brand_in
from transactions.enrichment.spelling import plain

EXPENSE, REFUND, INCOME, TRANSFER = "expense", "refund", "income", "transfer"
BRANDED = {"Investments", "Card Payment"}  # transfers that the merchant's name gives away
_RECENT = 20_000
_TOLD = tomllib.loads((Path(__file__).with_name("data") / "kinds.toml").read_text(encoding="utf-8"))


def _pattern(listed: str) -> re.Pattern[str]:
    entries = [entry.strip() for entry in " ".join(listed.split()).split(",")]
    return re.compile("|".join(rf"\b(?:{entry})(?!\w)" for entry in entries if entry))


_CASH_MACHINE, _REFUND, _TAX_REFUND = (
    _pattern(_TOLD[name]) for name in ("cash_machine", "refund", "tax_refund")
)
_TRANSFERS: dict[str, re.Pattern[str]] = {
    category: _pattern(listed) for category, listed in _TOLD["transfers"].items()
}


def is_cash_machine(description: str) -> bool:
    """Whether this is cash out of a machine, which names no merchant."""
    return _CASH_MACHINE.search(plain(description)) is not None


@lru_cache(maxsize=_RECENT)
def transfer_category(description: str) -> str:
    """The transfer category the words name, or an empty string when this is no transfer."""
    words = plain(description)
    if _CASH_MACHINE.search(words):
        return "Cash Withdrawal"
    for category, pattern in _TRANSFERS.items():
        if pattern.search(words):
            return category
    brand = brand_in(description)
    return brand.category if brand and brand.category in BRANDED else ""


def detect_kind(description: str, amount: Decimal) -> str:
    """The kind of a movement.

    Args:
        description: as the source wrote it.
        amount: signed; negative is money out.
    """
    words = plain(description)
    if amount > 0 and _REFUND.search(words) and not _TAX_REFUND.search(words):
        return REFUND
    if transfer_category(description):
        return TRANSFER
    return INCOME if amount > 0 else EXPENSE
