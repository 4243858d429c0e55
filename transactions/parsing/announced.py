"""What an announcement says: the party, sum and day of a mandate, the sum due of a statement."""
# ruff: noqa: E501  patterns and tables are data; a broken line hides more than a long one

import re
from dataclasses import replace

from transactions.parsing import fields, merchants
from transactions.parsing.amounts import FoundMoney, parse_number
from transactions.parsing.banks import Bank
from transactions.parsing.reading import Reading

_I = re.IGNORECASE
_END = r"(?=\s+(?:mandate|autopay|auto[- ]pay|subscription|on|of|from|with|for|is|was|has|will|shall|starting|upto|up\s+to|monthly|yearly|quarterly|weekly|umn|umrn|card|standing|successfully|in)\b|\s*[.,;\n(]|\s+-\s|\s*$)"
_NAME = rf"(?P<m>[A-Za-z0-9][^\n.;,(]{{1,50}}?){_END}"
_PARTIES = [
    re.compile(pattern, _I)
    for pattern in (
        rf"\b(?:towards|in\s+favou?r\s+of|payable\s+to|merchant\s*[:-])\s+{_NAME}",
        rf"\b(?:auto[- ]?pay|mandate|standing\s+instruction|subscription|si)\s+(?:for|to|of|at|with|on|by)\s+(?!(?:rs|inr|your|a/?c|the|₹)\b){_NAME}",
        rf"\bfor\s+(?!(?:rs|inr|your|a/?c|the|any|upi|details|more)\b){_NAME}\s+(?:mandate|auto[- ]?pay|subscription)",
        rf"\bsip\b[^\n]{{0,40}}?\bin\s+{_NAME}",
        rf"\b(?:at|to)\s+(?!(?:your|a/?c|avoid|cancel|manage|be|rs|inr|\d)){_NAME}",
        rf"\bfor\s+(?!(?:rs|inr|your|a/?c|the|any|upi|details|more|₹|\d)){_NAME}",
    )
]
_DUE = re.compile(
    r"(?<!minimum )(?<!min )\b(?:total\s+(?:amount|amt\.?|outstanding|payment)?\s*due|amount\s+due|amt\s+due|total\s+due|total(?:\s+outstanding)?|bill\s+(?:amount|of))\b[^\d\n]{0,14}(?P<value>[\d,]+(?:\.\d{1,2})?)",
    _I,
)


def complete(reading: Reading, text: str, bank: Bank | None) -> Reading:
    """The refusal with the facts of what it announces; the movement itself is still to come."""
    home = bank.currency if bank else "INR"
    money = _due_or_first(text, home) if reading.outcome == "statement" else _first(text, home)
    return replace(
        reading,
        amount=money.value if money else None,
        currency=(money.currency or home) if money else None,
        merchant=_party(text) if reading.outcome == "mandate" else None,
        account_last4=fields.last4(text),
        payment_method=fields.payment_method(text),
    )


def _first(text: str, home: str) -> FoundMoney | None:
    return next((money for money in fields.money_beside(text, home) if money.value > 0), None)


def _due_or_first(text: str, home: str) -> FoundMoney | None:
    match = _DUE.search(text)
    if match is None:
        return _first(text, home)
    return FoundMoney(match.start(), match.end(), parse_number(match["value"], home), home)


def _party(text: str) -> str | None:
    told = merchants.without_footer(text)
    for pattern in _PARTIES:
        for match in pattern.finditer(told):
            if name := merchants.clean_name(match["m"]):
                return name
    return None
