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
from transactions.parsing.dates import find_dates, find_moment
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
_TIME = re.compile(r"(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]\.?m\b\.?)?", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+|[\w.\-]+@[\w.\-]+[\w]")
_CODE = re.compile(r"(?<=#)\w+|(?<![\w{])(?=\w*\d)(?=\w*[A-Za-z])\w{3,}(?![\w}])")
_NUMBER = re.compile(r"\d(?:[\d.,'’]*\d)?")
_UPPER_WORD = re.compile(r" [A-Z][A-Z&'.]+(?= |$)")
_NOT_NAME = re.compile(
    r" (?:UPI|REF|RRN|AVL|BAL|INFO|ON|AT|NEFT|IMPS|INR|RS|USD|VPA|UTR|NOT|IF|CALL|TO|FROM)\b"
)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """What a person says a message means, as far as it can be found in the text."""

    amount: Decimal | None = None
    merchant: str = ""
    told_merchant: str = ""  # what the reader had taken for the merchant
    day: date | None = None
    last4: str = ""


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
    gaps = _Gaps(told)
    _find_merchant(gaps, taught)
    if taught.amount is not None and not _find_amount(gaps, abs(taught.amount)):
        return None
    _find_dates(gaps, taught.day, near)
    _find_rest(gaps, taught)
    return gaps.shape()


def learn_mail(subject: str, text: str, taught: Taught, *, near: date | None) -> str | None:
    """The shape of a mail: of its subject, and the words before the amount."""
    gaps = _Gaps(normal(subject))
    _find_merchant(gaps, taught)
    _find_dates(gaps, taught.day, near)
    _find_rest(gaps, Taught())
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


class _Gaps:
    """Where a text changes: spans that do not overlap, first come first served."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans: list[tuple[int, int, str]] = []

    def take(self, name: str, start: int, end: int) -> bool:
        if start >= end or any(start < b and a < end for a, b, _name in self.spans):
            return False
        self.spans.append((start, end, name))
        return True

    def shape(self) -> str:
        parts, place = [], 0
        for start, end, name in sorted(self.spans):
            parts += [_escaped(self.text[place:start]), f"{{{name}}}"]
            place = end
        return "".join([*parts, _escaped(self.text[place:])])


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _unescaped(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}")


def _find_merchant(gaps: _Gaps, taught: Taught) -> None:
    """The other party: as the person calls it, or as the reader had read it."""
    for name in (taught.merchant, taught.told_merchant):
        found = _place_of(gaps.text, name)
        if found:
            gaps.take("merchant", *_whole_name(gaps.text, *found))
            return


def _place_of(text: str, name: str) -> tuple[int, int] | None:
    words = [re.escape(word) for word in name.split()]
    if not words or len(name.strip()) < 2:
        return None
    spaced = r"\W{0,3}".join(words)
    match = re.search(rf"(?<!\w){spaced}(?!\w)", text, re.IGNORECASE)
    return match.span() if match else None


def _whole_name(text: str, start: int, end: int) -> tuple[int, int]:
    """Banks write names in capitals: BLUE TOKAI in BLUE TOKAI COFFEE ROASTERS is all of it."""
    if not text[start:end].isupper():
        return start, end
    while (more := _UPPER_WORD.match(text, end)) and not _NOT_NAME.match(text, end):
        end = more.end()
    return start, end


def _find_amount(gaps: _Gaps, amount: Decimal) -> bool:
    balances = fields.balance_span(gaps.text)
    candidates = [*find_money(gaps.text), *find_bare_numbers(gaps.text)]
    fitting = [found for found in candidates if found.value == amount]
    fitting.sort(key=lambda found: any(a <= found.start < b for a, b in balances))
    return any(gaps.take("amount", *_number_span(gaps.text, found.start, found.end)) for found in fitting)


def _number_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the digits of an amount stand, without its currency."""
    match = re.compile(NUMBER).search(text, start, end)
    return match.span() if match else (start, end)


def _find_dates(gaps: _Gaps, day: date | None, near: date | None) -> None:
    found = sorted(find_dates(gaps.text, near=near), key=lambda one: (one.day != day, one.start))
    for one in found:
        gaps.take("date", one.start, one.end)
    for clock in _TIME.finditer(gaps.text):
        gaps.take("time", *clock.span())


def _find_rest(gaps: _Gaps, taught: Taught) -> None:
    """Account digits, balance, reference, addresses, and every other number."""
    text = gaps.text
    digits = re.search(rf"{re.escape(taught.last4)}(?![\d.,]*\d)", text) if taught.last4 else None
    if digits:
        gaps.take("last4", *digits.span())
    if spans := fields.balance_span(text):
        gaps.take("balance", *_number_span(text, *spans[0]))
    reference = fields.reference(text)
    if reference and (place := text.find(reference)) >= 0:
        gaps.take("reference", place, place + len(reference))
    for name, pattern in (("word", _ADDRESS), ("code", _CODE), ("number", _NUMBER)):
        for match in pattern.finditer(text):
            gaps.take(name, *match.span())


def _label_before(text: str, amount: Decimal) -> str | None:
    """The words that stand before an amount in a mail, in its line or the one above."""
    for found in [*find_money(text), *find_bare_numbers(text)]:
        if found.value != amount:
            continue
        start, _end = _number_span(text, found.start, found.end)
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
            start, end = _number_span(near, found.start, found.end)
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
