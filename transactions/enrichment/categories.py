"""Which category a movement gets, and who said so: rule, then habit, then curated keywords."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from transactions.enrichment.brands import brand_in, keyword_category
from transactions.enrichment.kinds import EXPENSE, INCOME, REFUND, TRANSFER, transfer_category

if TYPE_CHECKING:
    from transactions.models import Category

USER, RULE, HISTORY, KEYWORD, FILE = "user", "rule", "history", "keyword", "file"


@dataclass(frozen=True, slots=True)
class Choice:
    """A category by name and who chose it; both empty when nobody knows."""

    name: str = ""
    source: str = ""


def choose(
    *,
    text: str,
    kind: str,
    told: str,
    told_by: str,
    habit: "Category | None",
) -> Choice:
    """The category of one movement where no rule of the user decides (`transactions.rules`).

    Args:
        text: description and merchant name.
        told: a category the source or the person named; it wins over everything.
        habit: what the workspace usually files this merchant under.
    """
    if told.strip():
        return Choice(told, told_by)
    if habit is not None and fits(habit.kind, kind):
        return Choice(habit.name, HISTORY)
    name = from_keywords(text, kind)
    return Choice(name, KEYWORD) if name else Choice()


def fits(category_kind: str, transaction_kind: str) -> bool:
    """Spending categories take expenses and refunds, the others their own kind."""
    wanted = EXPENSE if transaction_kind in {EXPENSE, REFUND} else transaction_kind
    return category_kind == wanted


def from_keywords(text: str, kind: str) -> str:
    """The starter category the curated list gives this text, or an empty string."""
    if kind == TRANSFER:
        return transfer_category(text)
    if kind == INCOME:
        return keyword_category(text, INCOME)
    brand = brand_in(text)
    return brand.category if brand else keyword_category(text, EXPENSE)
