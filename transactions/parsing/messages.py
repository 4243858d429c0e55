"""Reading a bank's message: refuse first, then the bank's own templates, then the generic reader."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from transactions.enrichment import categories, kinds
from transactions.parsing import announced, dates, fields, generic, merchants, refusals, templates
from transactions.parsing.amounts import tidy
from transactions.parsing.banks import Bank, identify, is_known
from transactions.parsing.reading import Reading

PARSER_VERSION = 2
LONGEST = 2_000  # characters; a bank's message is a tenth of it, and time grows with length
_WIDE_GAP = re.compile(r" {4,}")


def read_message(sender: str, text: str, received_at: datetime | None) -> Reading:
    """What one message says. A pure function: the same message always reads the same.

    Args:
        sender: the sender id or number as the phone showed it.
        text: the message, unchanged.
        received_at: when it arrived; settles dates that the message writes short.
    """
    told = _WIDE_GAP.sub("   ", tidy(text[: 2 * LONGEST]))[:LONGEST]
    bank = identify(sender, told)
    reading = _read(told, bank).within_reason()
    return _finished(reading, told, bank, received_at)


def _read(text: str, bank: Bank | None) -> Reading:
    special = templates.read_first(text, bank)
    if special is not None:
        return special
    refused = refusals.refuse(text)
    if refused is not None:
        return refused
    found = templates.read(text, bank) or generic.read(text, bank)
    if found is None or not _is_movement(text, found, bank):
        return _without_movement(text, bank)
    return found


def _is_movement(text: str, found: Reading, bank: Bank | None) -> bool:
    """A weak word alone ("card", "payment") needs an account or another party beside it."""
    if found.parser != "generic":
        return True
    if bank is not None and bank.country == "IN" and not refusals.has_movement(refusals.as_sentences(text)):
        return _evidence(text, found) >= (4 if refusals.is_hedged(text) else 2)
    if refusals.is_only_promised(refusals.as_sentences(text)):
        return _evidence(text, found) >= 4
    return found.confidence >= 0.6 or bool(
        found.account_last4 or found.merchant or refusals.has_movement(text)
    )


def _evidence(text: str, found: Reading) -> int:
    """How many things speak for a movement in a message that does not say it in so many words."""
    has_party = found.merchant is not None and found.merchant not in merchants.CHANNEL_NAMES
    return sum(
        (
            generic.says_it_moved(text),
            found.account_last4 is not None,
            found.balance is not None,
            found.reference is not None,
            has_party,
            next(dates.find_dates(text), None) is not None,
        )
    )


def _without_movement(text: str, bank: Bank | None) -> Reading:
    balance = fields.balance(text, bank.currency if bank else None)
    if balance is not None:
        return Reading(
            outcome="balance",
            reason="Only tells a balance",
            balance=balance,
            currency=bank.currency if bank else None,
            account_last4=fields.last4(text),
            confidence=0.8,
            parser="balance",
        )
    if any(character.isdigit() for character in text) and generic.pick_amount(text, None):
        return Reading(outcome="unreadable", reason="No movement of money was recognised", parser="generic")
    return Reading(outcome="not_money", reason="It names no amount", confidence=0.9, parser="generic")


def _finished(reading: Reading, text: str, bank: Bank | None, received_at: datetime | None) -> Reading:
    parser = f"{reading.parser}/{PARSER_VERSION}"
    if reading.outcome in {"mandate", "statement"}:
        return replace(
            announced.complete(reading, text, bank).within_reason(),
            parser=parser,
            occurred_at=_moment(dates.find_announced, text, bank, received_at),
        )
    if reading.outcome not in {"transaction", "balance"}:
        return replace(reading, parser=parser)
    moment = _moment(dates.find_moment, text, bank, received_at)
    reading = _signed(reading, text, bank)
    return replace(reading, parser=parser, occurred_at=moment, category=_category(reading))


def _signed(reading: Reading, text: str, bank: Bank | None) -> Reading:
    """Who is no bank and tells no balance is itself the other party: a shop, an insurer, a lender."""
    is_nameless = reading.merchant is None or reading.merchant in merchants.WAYS
    is_account = reading.balance is not None and "refund" not in text.lower()
    if not is_nameless or is_account or (bank is not None and is_known(bank)):
        return reading
    return replace(reading, merchant=merchants.signature(text) or reading.merchant)


def _moment(
    find: Callable[..., datetime | None], text: str, bank: Bank | None, received_at: datetime | None
) -> datetime | None:
    return find(
        text,
        received_at=received_at,
        zone=bank.zone if bank else None,
        month_first=bool(bank and bank.writes_month_first),
    )


def _category(reading: Reading) -> str | None:
    """The category that the curated words give the other party, if they know it."""
    if not reading.merchant or reading.amount is None:
        return None
    signed = reading.amount if reading.direction == "credit" else -reading.amount
    kind = kinds.detect_kind(reading.merchant, signed)
    return categories.from_keywords(reading.merchant, kind) or None
