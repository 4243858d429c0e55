"""Reading what a workspace taught: messages of a known shape, with named gaps for what changes.

A shape is the message itself, in which the amount, the other party, the date and every number became
a gap: `Rs.{amount} debited from A/c XX{last4} on {date} to {merchant}. Ref {reference}`. The next message
that differs only in the gaps reads the same way. Mails are long and full of changing things, so theirs
is shorter: the shape of the subject, and the words before the amount.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from decimal import Decimal
from email.utils import parseaddr
from functools import lru_cache

from transactions.parsing import fields
from transactions.parsing.amounts import NUMBER, find_bare_numbers, find_money, parse_number, tidy
from transactions.parsing.banks import identify
from transactions.parsing.dates import find_moment
from transactions.parsing.places import (
    Gaps,
    Taught,
    find_amount,
    find_dates,
    find_merchant,
    find_rest,
    number_span,
)
from transactions.parsing.reading import Reading

OWN_VERSION = 1
MAIL_MARK = "\x1e"  # between the subject's shape and the words before the amount
_LABEL_LENGTH = 60
_GAPS = {
    "amount": NUMBER,
    "balance": NUMBER,
    "number": r"\d[\d.,'’]*",
    "last4": r"\d{3,4}",
    "date": r"[\w/.,' -]{3,24}?",
    "time": r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[apAP]\.?[mM]\b\.?)?",
    "reference": r"[A-Za-z0-9/-]{5,40}",
    "code": r"[^\s]*\d[^\s]*?",
    "word": r"\S+?",
    "merchant": r".{2,120}?",
}
_SENDER_ROUTE = re.compile(r"^[A-Z]{2}-|-[A-Z]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One thing a workspace taught.

    Attributes:
        facts: what does not change: direction, currency, merchant, account_last4, category, and
            `names`, how a party is called that messages write differently.
    """

    id: str
    sender_key: str
    shape: str
    outcome: str
    facts: Mapping[str, object] = field(default_factory=dict)


def sender_key(sender: str) -> str:
    """The sender without what changes: `VM-HDFCBK-S` and `AD-HDFCBK` are one, a mail is its domain."""
    address = parseaddr(sender)[1] if "@" in sender else ""
    if address:
        return address.rpartition("@")[2].lower()[:120]
    plain = " ".join(sender.upper().split())
    while (shorter := _SENDER_ROUTE.sub("", plain)) != plain:
        plain = shorter
    return re.sub(r"\d{5,}", lambda found: found[0][-10:], plain)[:120]


def normal(text: str) -> str:
    """A message as shapes see it: western digits, single spaces."""
    return " ".join(tidy(text).split())


def learn(text: str, taught: Taught, *, near: date | None) -> str | None:
    """The shape of a message; `None` when its amount does not stand in it."""
    told = normal(text)
    gaps = Gaps(told)
    find_merchant(gaps, taught)
    if taught.amount is not None and not find_amount(gaps, abs(taught.amount)):
        return None
    find_dates(gaps, taught.day, near)
    find_rest(gaps, taught)
    return gaps.shape()


def learn_mail(subject: str, text: str, taught: Taught, *, near: date | None) -> str | None:
    """The shape of a mail: of its subject, and the words before the amount."""
    gaps = Gaps(normal(subject))
    find_merchant(gaps, taught)
    find_dates(gaps, taught.day, near)
    find_rest(gaps, Taught())
    if taught.amount is None:
        return f"{gaps.shape()}{MAIL_MARK}"
    label = _label_before(tidy(text), abs(taught.amount))
    return None if label is None else f"{gaps.shape()}{MAIL_MARK}{label}"


def read_with(
    templates: Sequence[Template], sender: str, text: str, received_at: datetime | None
) -> Reading | None:
    """What the first fitting template of this sender makes of a message; `None` when none fits."""
    key, told = sender_key(sender), normal(text)
    for template in templates:
        if template.sender_key == key and MAIL_MARK not in template.shape:
            match = _pattern(template.shape).fullmatch(told)
            if match:
                return _reading(template, match.groupdict(), sender, told, received_at)
    return None


def read_mail_with(
    templates: Sequence[Template], sender: str, subject: str, text: str, received_at: datetime | None
) -> Reading | None:
    """The same for a mail, by its sender's domain, its subject and the words before the amount."""
    key, title = sender_key(sender), normal(subject)
    for template in templates:
        shape, mark, label = template.shape.partition(MAIL_MARK)
        if template.sender_key != key or not mark:
            continue
        match = _pattern(shape).fullmatch(title)
        if match is None:
            continue
        if not label:
            return _reading(template, match.groupdict(), sender, "", received_at)
        amount = _after_label(normal(text), label)
        if amount:
            return _reading(template, {**match.groupdict(), "amount": amount}, sender, "", received_at)
    return None


def shown(shape: str) -> Iterator[tuple[str, str]]:
    """A shape in pieces for people: (literal, gap's name), one of them empty."""
    for piece in re.split(r"(?<!\{)(\{[a-z0-9]+\})(?!\})", shape.replace(MAIL_MARK, " … ")):
        is_gap = piece[1:-1] in _GAPS and piece.startswith("{")
        if piece:
            yield ("", piece[1:-1]) if is_gap else (_unescaped(piece), "")


def _unescaped(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}")


def _label_before(text: str, amount: Decimal) -> str | None:
    """The words that stand before an amount in a mail, in its line or the one above."""
    for found in [*find_money(text), *find_bare_numbers(text)]:
        if found.value != amount:
            continue
        start, _end = number_span(text, found.start, found.end)
        before = re.sub(r"(?:\b(?:rs|inr|usd|eur)\b|[\W\d_])+$", "", text[:start], flags=re.IGNORECASE)
        words = re.findall(r"[^\W\d_]+", before.rpartition("\n")[2][-_LABEL_LENGTH:])[-3:]
        if words:
            return " ".join(words).lower()
    return None


def _after_label(text: str, label: str) -> str | None:
    words = r"[\W\d_]+".join(re.escape(word) for word in label.split())
    for match in re.finditer(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE):
        near = text[match.end() : match.end() + _LABEL_LENGTH]
        for found in [*find_money(near), *find_bare_numbers(near)][:1]:
            start, end = number_span(near, found.start, found.end)
            return near[start:end]
    return None


@lru_cache(maxsize=512)
def _pattern(shape: str) -> re.Pattern[str]:
    """The regular expression of a shape; only the first gap of a name is kept under it."""
    parts: list[str] = []
    named: set[str] = set()
    for literal, gap in shown(shape):
        if literal:
            parts.append(re.escape(literal))
        elif gap in named or gap in {"number", "code", "word"}:
            parts.append(f"(?:{_GAPS[gap]})")
        else:
            named.add(gap)
            parts.append(f"(?P<{gap}>{_GAPS[gap]})")
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)


def _reading(
    template: Template, found: Mapping[str, str | None], sender: str, text: str, received_at: datetime | None
) -> Reading:
    parser = f"own:{template.id}/{OWN_VERSION}"
    if template.outcome != "transaction":
        return Reading(
            outcome=template.outcome, reason="You said so of such a message", confidence=0.99, parser=parser
        )
    facts = template.facts
    currency = str(facts.get("currency") or "") or None
    balance = found.get("balance")
    reading = Reading(
        outcome="transaction",
        reason="Read as you taught it",
        amount=parse_number(found.get("amount") or "0", currency),
        currency=currency,
        direction=str(facts.get("direction") or "debit"),
        merchant=_merchant(facts, found.get("merchant")),
        account_last4=found.get("last4") or str(facts.get("account_last4") or "") or None,
        balance=parse_number(balance, currency) if balance else None,
        reference=found.get("reference"),
        occurred_at=_moment(found, sender, text, received_at),
        payment_method=fields.payment_method(text) if text else None,
        category=str(facts.get("category") or "") or None,
        confidence=0.99,
        parser=parser,
    )
    return reading.within_reason()


def _merchant(facts: Mapping[str, object], told: str | None) -> str | None:
    names = facts.get("names")
    if told and isinstance(names, Mapping):
        return str(names.get(told.casefold()) or told)
    return told or str(facts.get("merchant") or "") or None


def _moment(
    found: Mapping[str, str | None], sender: str, text: str, received_at: datetime | None
) -> datetime | None:
    bank = identify(sender, text)
    zone: tzinfo | None = bank.zone if bank else None
    told = f"{found['date']} {found.get('time') or ''}" if found.get("date") else text
    return find_moment(
        told,
        received_at=received_at,
        zone=zone,
        month_first=bool(bank and bank.writes_month_first),
    )
