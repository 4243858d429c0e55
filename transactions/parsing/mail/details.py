"""What a mail tells beside the movement itself: last digits, balance, reference and moment."""
# ruff: noqa: E501  patterns are data; a broken line hides more than a long one

import re
from datetime import datetime
from decimal import Decimal

from transactions.parsing import dates, fields
from transactions.parsing.amounts import find_money
from transactions.parsing.banks import Bank
from transactions.parsing.mail import vocabulary
from transactions.parsing.mail.labels import Fact, value_of

_ENDING = re.compile(
    rf"\b{vocabulary.words(vocabulary.ENDINGS)}\s*(?:in|with|on|en|par|auf|op|com|con|mit|på|i|na|dengan|:)?\s*[:\-–(]*\s*[\sxX*•.·-]*(?:\d-)?(?P<d>\d{{3,5}})(?!\d)"
    r"|\(?(?:\.{2,}|…|[•·]|[*xX]{2,}|\b(?:cheq|chq|save|sav|acc|crd))\s?(?P<e>\d{4})(?!\d)",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    rf"\b(?:{vocabulary.words(vocabulary.ACCOUNTS, vocabulary.CARDS)}|suffix|chk|sav)®?\s?[-–(·:]{{0,2}}\s?0?(\d{{4}})(?![\d/.,-]*\d)",
    re.IGNORECASE,
)


def last4(words: str, facts: list[Fact], whole: str, *, is_debit: bool) -> str | None:
    for text in (words, *(fact.value for fact in facts if fact.kind in {"account", "method"}), whole):
        ending = _ENDING.search(text)
        if ending:
            return str(ending["d"] or ending["e"])[-4:]
        if text is words or text is whole:
            if digits := fields.last4(text, is_debit=is_debit):
                return digits
        elif plain := re.search(r"(\d{4})\)?\s*$", text.strip()):
            return plain[1]
    split = re.search(r"[*•xX]\s?(\d{2}) (\d{2})\b", whole)
    beside = _BESIDE.search(whole)
    return split[1] + split[2] if split else beside[1] if beside else None


def balance(facts: list[Fact], home: str | None) -> Decimal | None:
    money = find_money(value_of(facts, "balance"), home)
    return (-money[0].value if money[0].is_negative else money[0].value) if money else None


def reference(facts: list[Fact]) -> str | None:
    for fact in facts:
        found = re.fullmatch(r"(?=.*\d)[\w-]{5,40}", fact.value) if fact.kind == "reference" else None
        if found:
            return found[0]
    return None


def moment(
    words: str, facts: list[Fact], whole: str, *, bank: Bank | None, received_at: datetime | None
) -> datetime | None:
    zone = bank.zone if bank else None
    month_first = bool(bank and bank.writes_month_first)
    near = received_at.date() if received_at else None
    for text in (value_of(facts, "date"), words, whole):
        if text and next(dates.find_dates(text, near=near, month_first=month_first), None):
            return dates.find_moment(text, received_at=received_at, zone=zone, month_first=month_first)
    return received_at.astimezone(zone) if received_at and zone else received_at
