"""Common words that a misspelt or shortened one may safely be read as."""

from functools import cache

from transactions.questions.periods.words import MONTH_NAMES

SAFE_CORRECTIONS = frozenset(
    [
        "spent",
        "spend",
        "spending",
        "expense",
        "expenses",
        "average",
        "total",
        "biggest",
        "largest",
        "smallest",
        "transactions",
        "transaction",
        "payments",
        "payment",
        "orders",
        "purchases",
        "month",
        "category",
        "categories",
        "merchant",
        "merchants",
        "budget",
        "subscriptions",
        "compare",
        "compared",
        "show",
        "between",
        "except",
        "excluding",
        "income",
        "salary",
        "refund",
        "refunds",
        "highest",
        "lowest",
        "percentage",
        "percent",
        "saved",
        "savings",
        "remaining",
        "median",
        "duplicate",
        "difference",
        "kitna",
        "kharcha",
        "recurring",
        "weekend",
        "weekends",
        "transfers",
        "groceries",
        "breakdown",
        "expensive",
    ]
)
_VOWELS = frozenset("aeiou")


def unabbreviated(word: str) -> str | None:
    """`spnd`, `mny`, `octbr`: the one known word that has these letters and no other consonants."""
    if _VOWELS & set(word[1:]):
        return None
    full = [right for right in _abbreviated() if right[0] == word[0] and _bones(right) == _bones(word)]
    return full[0] if len(full) == 1 else None


@cache
def _abbreviated() -> frozenset[str]:
    return SAFE_CORRECTIONS | frozenset(MONTH_NAMES) | {"many", "much", "what", "payment", "groceries"}


def _bones(word: str) -> str:
    return "".join(letter for letter in word if letter not in _VOWELS)
