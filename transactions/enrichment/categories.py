"""Which category a movement gets, and who said so: rule, then habit, then curated lists."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from transactions.enrichment import words
from transactions.enrichment.brands import Brand, brand_in
from transactions.enrichment.cleaning import spoken_part, strip_noise
from transactions.enrichment.kinds import BRANDED, EXPENSE, INCOME, REFUND, TRANSFER, transfer_category

if TYPE_CHECKING:
    from transactions.models import Category

USER, RULE, HISTORY, KEYWORD, FILE = "user", "rule", "history", "keyword", "file"
CERTAIN, HABIT, BRAND, WORD, HINT = 1.0, 0.97, 0.95, 0.85, 0.6
_SELLS_ALSO = {"Groceries", "Shopping"}  # shops whose own filling stations and pharmacies say so
_COUNTERS = {"Fuel", "Health"}
_RECENT = 20_000


@dataclass(frozen=True, slots=True)
class Choice:
    """A category by name, who chose it and how sure that is; empty when nobody knows."""

    name: str = ""
    source: str = ""
    confidence: float | None = None


def choose(
    *,
    text: str,
    kind: str,
    told: str,
    told_by: str,
    habit: "Category | None",
    merchant: str = "",
) -> Choice:
    """The category of one movement where no rule of the user decides (`transactions.rules`).

    Args:
        text: the description, perhaps with the merchant's name.
        told: a category the source or the person named; it wins over everything.
        habit: what the workspace usually files this merchant under.
        merchant: its name, where it is known.
    """
    if told.strip():
        return Choice(told, told_by, CERTAIN)
    if habit is not None and fits(habit.kind, kind):
        return Choice(habit.name, HISTORY, HABIT)
    return curated(text, kind, merchant=merchant)


def fits(category_kind: str, transaction_kind: str) -> bool:
    """Spending categories take expenses and refunds, the others their own kind."""
    wanted = EXPENSE if transaction_kind in {EXPENSE, REFUND} else transaction_kind
    return category_kind == wanted


def from_keywords(text: str, kind: str) -> str:
    """The starter category the curated lists give this text, or an empty string."""
    return curated(text, kind).name


@lru_cache(maxsize=_RECENT)
def curated(text: str, kind: str, *, merchant: str = "") -> Choice:
    """What the curated lists say about a line: a known merchant, or a telling word."""
    if kind == TRANSFER:
        return _choice(transfer_category(text), WORD)
    if kind == INCOME:
        return _choice(words.income_hint(text).category, WORD)
    brand = brand_in(merchant) or brand_in(spoken_part(text)) or brand_in(strip_noise(text))
    if brand and brand.category not in BRANDED:
        return _choice(_counter(brand, text), BRAND)
    for said in (merchant, strip_noise(text), text):
        if (hint := words.expense_hint(said)).is_telling:
            return _choice(hint.category, WORD)
    return _choice(words.expense_hint(strip_noise(text)).category, HINT)


def _choice(name: str, confidence: float) -> Choice:
    return Choice(name, KEYWORD, confidence) if name else Choice()


def _counter(brand: Brand, text: str) -> str:
    """A supermarket's filling station is for fuel."""
    if brand.category in _SELLS_ALSO:
        said = words.telling_category(spoken_part(text))
        return said if said in _COUNTERS else brand.category
    return brand.category
