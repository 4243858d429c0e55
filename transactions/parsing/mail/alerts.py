"""Reading what a bank writes: sentences and tables of one movement, or why there is none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from transactions.parsing import fields, merchants
from transactions.parsing.amounts import FoundMoney, find_money
from transactions.parsing.banks import Bank, identify
from transactions.parsing.mail import details, refusals, vocabulary
from transactions.parsing.mail.labels import Fact, find_facts, value_of
from transactions.parsing.mail.parties import described_in, party_in
from transactions.parsing.mail.places import name_in
from transactions.parsing.mail.sentences import sentences_of
from transactions.parsing.mail.templates import TEMPLATES, Template
from transactions.parsing.messages import PARSER_VERSION, read_message
from transactions.parsing.reading import Reading

_AMOUNT_KINDS = ("debited", "credited", "paid", "amount", "grand", "total")
_PARTY_KINDS = ("merchant", "payee", "info", "payer")
_CREDIT = vocabulary.any_of(vocabulary.COME, vocabulary.INCOMING, also="إيداع|واردة")
_DEBIT = vocabulary.any_of(vocabulary.GONE, vocabulary.OUTGOING)
_BILL_PAID = re.compile(
    r"\bwe(?:['’]ve|\s+have)?\s+received\s+your\s+(?:\w+\s+){0,2}payment\b|\breceived\s+(?:a\s+|the\s+)?payment\b.{0,80}\bcard\b|\byour\s+(?:\w+\s+){0,2}payment\b.{0,60}\b(?:has\s+been|was)\s+(?:received|posted|credited)\b|\bpayment\b.{0,80}\b(?:received|credited|posted|processed)\b.{0,60}\bcard\b|\bcard\b.{0,60}\bpayment\b.{0,60}\b(?:received|credited|posted)\b",
    re.IGNORECASE,
)
_BILL_THANKS = re.compile(
    r"\b(?:we(?:['’]ve|\s+have)?\s+)?received\s+your\s+(?:\w+\s+){0,2}payment\b|\bthank\s+you\s+for\s+your\s+(?:\w+\s+)?payment\b"
    r"|\bpayment\b.{0,60}\b(?:received|credited|posted|applied|made)\b.{0,20}\b(?:to|on|towards|for|into)\b.{0,40}\b(?:credit\s+)?card\b",
    re.IGNORECASE,
)
_TO_OWN_CARD = re.compile(
    r"\byour\s+(?:\w+\s+){0,2}payment\b.{0,60}\b(?:(?:to|towards|into)\s+your|on\s+your\s+(?:loan|mortgage))\b.{0,40}\b(?:credit\s+card|card|loan|mortgage)\b",
    re.IGNORECASE,
)
_NO_BILL = re.compile(
    r"\b(?:refund\w*|revers\w+|cash\s?back|zelle|salary|purchase|spent)\b|\bfrom\s+(?!your|my|a/c|acc|the\b|bank|auto)[A-Z][\w.]+\s+[A-Z]"
)
_OWED = vocabulary.any_of(vocabulary.CARDS, also=r"\b(?:credit\s+line|line\s+of\s+credit)\b")
_SAVED = re.compile(
    r"\b(?:savings?|current|checking|deposit|wallet|balance|bank\s+account|salary|your\s+account)\b",
    re.IGNORECASE,
)
_PATH = re.compile(
    r"\b(?:UPI|IMPS|NEFT|RTGS|MMT|ACH|NACH|INF|BIL)[/*-]\S[^\n]{3,120}?(?=\.\s|\.?$)", re.MULTILINE
)
_OWN_ACCOUNT = vocabulary.any_of(
    vocabulary.ACCOUNTS,
    vocabulary.CARDS,
    also=r"\b(?:visa|mastercard|amex|cheq|chq|save?|sav|acc|crd?)\s*[*•x.]*\d{4}\b|[*xX•]{2,}\s?\d{3}|[*]\d{4}\b|بطاقة|حساب",
)
_ACCOUNT_WORDS = vocabulary.words(vocabulary.ACCOUNTS, vocabulary.CARDS)
_ABOUT_MONEY = vocabulary.any_of(vocabulary.SUBJECTS, vocabulary.GONE, vocabulary.COME, vocabulary.INCOMING)
_OWN = re.compile(
    rf"\b(?:your|ur|dein\w*|ihr\w*|votre|ta|tu|su|tua|sua|seu|je|uw|din|ditt|dit|twoj\w*|anda|vaš\w*)\s+(?:[\w.-]+\s+){{0,4}}?{_ACCOUNT_WORDS}\b|\b(?:a/c|acct|account)\b",
    re.IGNORECASE,
)
_BY_SELLER = re.compile(
    r"\bwe(?:['’]ve|\s+have)?\s+(?:successfully\s+)?charged\b|\b(?:paid|billed|pay)\s+(?:with|by|via|using|to)\b|\breceived\s+your\s+payment\b(?!.{0,60}\b(?:loan|mortgage|card)\b)|\b(?:order|invoice|subscription|receipt|booking|donation|gift|recharge|plan|membership|bill)\b",
    re.IGNORECASE,
)
_MINUS = re.compile(r"(?<![A-Za-z])(?:(R|[$€£₹])|([A-Z]{3}))\s?[-−](?=\d)")
_CASH = re.compile(
    r"\bATM\b|\bcash\s+withdraw|\bwithdrawn\b|\bGeldautomat|\bretrait\b|\bcajero\b|\bprelievo\b|\bgeldopname",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Found:
    """The movement of a mail, before its facts are put together."""

    words: str
    amount: Decimal
    currency: str | None
    direction: str
    merchant: str | None = None
    last4: str | None = None
    confidence: float = 0.85
    parser: str = "sentence"


def names_own_account(text: str) -> bool:
    """Whether the words name an account, card or wallet of the reader."""
    return bool(_OWN_ACCOUNT.search(text[:8000]))


def is_unmistakable(subject: str, text: str) -> bool:
    """Whether a sentence tells a settled movement on an account or card of the reader, with its digits."""
    return any(
        _OWN.search(sentence)
        and not _BY_SELLER.search(sentence)
        and _moved_money(sentence, None)
        and refusals.says_moved(sentence)
        and not refusals.refusal_of(sentence)
        and details.last4(sentence, [], sentence, is_debit=True)
        for sentence in sentences_of(subject, text)
    )


def read_alert(
    *, subject: str, text: str, code: str, received_at: datetime | None, home: str | None = None
) -> Reading:
    """What a bank's mail says.

    Args:
        code: how the bank signs its text messages; empty for a bank that is not known.
        home: the currency where the sender lives, for a sign that several countries share.
    """
    text = _MINUS.sub(r"\1\2 ", text)
    told = sentences_of(subject, text)
    facts = find_facts(text)
    bank = identify(code, f"{subject}\n{text[:4000]}") if code or text else None
    home = bank.currency if bank and (code or not home) else home
    found = None if _is_closed(subject) else _movement(told, facts, home)
    if found is None:
        return _without_movement(told, code=code, received_at=received_at)
    return _complete(found, told, facts, bank=bank, code=code, received_at=received_at, home=home)


def _movement(told: Sequence[str], facts: Sequence[Fact], home: str | None) -> _Found | None:
    return _by_sentence(told, home) or _by_table(told, facts, home) or _by_layout(told, home)


def _is_closed(subject: str) -> bool:
    """Whether the subject alone says that nothing was paid."""
    refusal = refusals.refusal_of(subject)
    return bool(refusal and refusal.is_final)


def _by_sentence(told: Sequence[str], home: str | None) -> _Found | None:
    settled = []
    for number, sentence in enumerate(told):
        money = _moved_money(sentence, home)
        if money is None or refusals.refusal_of(sentence):
            continue
        following = told[number + 1] if number + 1 < len(told) else ""
        words = (
            f"{sentence}. {following}"
            if re.match(r"info\b|at\b|towards\b", following, re.IGNORECASE)
            else sentence
        )
        if template := _by_template(words, home):
            return template
        if refusals.says_moved(sentence) and _is_anchored(sentence, told[0]):
            settled.append((words, money))
    if not settled:
        return None
    words, money = max(settled, key=lambda entry: _weight(entry[0]))
    direction = "credit" if _is_credit(words) else "debit"
    return _Found(words, money.value, money.currency, direction, confidence=0.8)


def _is_anchored(sentence: str, subject: str) -> bool:
    """Whether the sentence names an account or card, or stands under a subject about a movement."""
    return bool(_OWN_ACCOUNT.search(sentence) or _ABOUT_MONEY.search(subject))


def _weight(words: str) -> int:
    """How much a settled sentence tells; the fuller one is believed."""
    return (
        2 * bool(_DEBIT.search(words) or _CREDIT.search(words))
        + bool(re.search(r"\d{3,4}", words))
        + (len(words) > 40)
    )


def _is_credit(words: str) -> bool:
    credit, debit = _CREDIT.search(words), _DEBIT.search(words)
    return credit is not None and (debit is None or credit.start() < debit.start())


def _moved_money(sentence: str, home: str | None) -> FoundMoney | None:
    """The first amount of a sentence that is not a balance or a limit."""
    found = [m for m in fields.money_beside(sentence, home) if m.value > 0]
    side = re.compile(
        r"\b(?:limit|outstanding|balance|bal|threshold|more\s+than|over|above|below|exceeds?|least)\b[^\d]{0,25}$",
        re.IGNORECASE,
    )
    plain = [m for m in found if not side.search(sentence[max(0, m.start - 45) : m.start])]
    return plain[0] if plain else None


def _by_template(words: str, home: str | None) -> _Found | None:
    for template in TEMPLATES:
        match = template.pattern.search(words)
        if not match or refusals.is_conditional(words, match.start()):
            continue
        if found := _of_template(template, match, words, home):
            return found
    return None


def _of_template(template: Template, match: re.Match[str], words: str, home: str | None) -> _Found | None:
    groups = match.groupdict()
    money = find_money(groups["amount"], home)
    merchant = name_in(groups.get("merchant") or "")
    if not money or not money[0].value:
        return None
    digits = groups.get("last4")
    return _Found(
        words,
        money[0].value,
        money[0].currency,
        template.direction,
        merchant=merchant,
        last4=digits[-4:] if digits else None,
        confidence=0.96 if merchant else 0.9,
        parser=f"template:{template.name}",
    )


def _by_table(told: Sequence[str], facts: Sequence[Fact], home: str | None) -> _Found | None:
    if any(refusal.name != "promotion" for line in told if (refusal := refusals.refusal_of(line))):
        return None
    for kind in _AMOUNT_KINDS:
        for fact in facts:
            money = _stated(fact, home) if fact.kind == kind and len(fact.value) < 60 else []
            if money and money[0].value and _names_a_movement(facts, kind):
                words = f"{fact.label} {fact.value}\n{value_of(list(facts), 'type')}\n{' '.join(told[:3])}"
                is_credit = kind == "credited" or (
                    kind != "debited" and (_is_credit(words) or _is_credit_type(facts))
                )
                return _Found(
                    words,
                    money[0].value,
                    money[0].currency,
                    "credit" if is_credit else "debit",
                    parser="table",
                )
    return None


def _stated(fact: Fact, home: str | None) -> list[FoundMoney]:
    """The money of a value, in the currency of its label or of the sender when it names none itself."""
    found = find_money(fact.value, home)
    if found or not re.fullmatch(r"[-−+]?\s?\d[\d\s.,'’]*", fact.value):
        return found
    named = re.search(r"\(([A-Z]{3})\)", fact.label)
    currency = named[1] if named else home
    return find_money(f"{currency} {fact.value.lstrip('-−+ ')}", home) if currency else []


def _is_credit_type(facts: Sequence[Fact]) -> bool:
    return bool(
        re.match(
            r"(?:cr|credit|ingreso|abono|gutschrift|eingang)\b", value_of(list(facts), "type"), re.IGNORECASE
        )
    )


def _by_layout(told: Sequence[str], home: str | None) -> _Found | None:
    """A settled sentence without an amount, and one amount alone on a line of its own."""
    if any(refusal.name != "promotion" for line in told if (refusal := refusals.refusal_of(line))):
        return None
    said = next((line for line in told if refusals.says_moved(line)), None)
    alone = [
        money[0] for line in told if len(line) < 18 and (money := find_money(line, home)) and money[0].value
    ]
    if said is None or len({money.value for money in alone}) != 1:
        return None
    direction = "credit" if _is_credit(said) else "debit"
    return _Found(said, alone[0].value, alone[0].currency, direction, confidence=0.75, parser="layout")


def _names_a_movement(facts: Sequence[Fact], kind: str) -> bool:
    kinds = {fact.kind for fact in facts}
    return (
        kind in {"debited", "credited"}
        or bool(kinds & {"merchant", "payee", "payer", "info"})
        or {"account", "date"} <= kinds
    )


def _complete(
    found: _Found,
    told: Sequence[str],
    facts: list[Fact],
    *,
    bank: Bank | None,
    code: str,
    received_at: datetime | None,
    home: str | None,
) -> Reading:
    whole = "\n".join(told)
    told_by_message = read_message(code, found.words, received_at)
    is_debit = found.direction == "debit"
    is_bill = _is_bill(found, whole)
    balance = fields.balance(whole, home)
    reading = Reading(
        outcome="transaction",
        reason="Money out" if is_debit else "Money in",
        amount=found.amount,
        currency=found.currency or told_by_message.currency or home,
        direction="transfer" if is_bill else found.direction,
        merchant=_merchant(found, told, facts, told_by_message),
        account_last4=found.last4 or details.last4(found.words, facts, whole, is_debit=is_debit),
        balance=balance if balance is not None else details.balance(facts, home),
        reference=details.reference(facts) or fields.reference(whole),
        occurred_at=details.moment(found.words, facts, whole, bank=bank, received_at=received_at),
        payment_method=fields.payment_method(found.words) or fields.payment_method(whole),
        confidence=found.confidence if code else round(found.confidence * 0.8, 2),
        parser=f"mail:{found.parser}/{PARSER_VERSION}",
    )
    return reading.within_reason()


def _is_bill(found: _Found, whole: str) -> bool:
    """Whether the holder has paid a card or loan of their own: neither income nor spending."""
    if _NO_BILL.search(found.words) or (_SAVED.search(whole) and not _OWED.search(whole)):
        return False
    pattern = _BILL_THANKS if found.direction == "debit" else _BILL_PAID
    return bool(pattern.search(found.words) or _TO_OWN_CARD.search(found.words))


def _merchant(found: _Found, told: Sequence[str], facts: list[Fact], message: Reading) -> str | None:
    """The party by template, by label, by sentence; the channel's name when there is no other."""
    named = found.merchant or _labelled(found, facts)
    if named:
        return named
    if (path := _PATH.search(found.words)) and (name := name_in(path[0])):
        return name
    if found.parser == "layout" and (name := _standing_alone(found, told)):
        return name
    if name := described_in([found.words, *_following(found, told)]):
        return name
    if _CASH.search(found.words) and (channel := merchants.channel_name(found.words)):
        return channel
    is_named = message.merchant not in merchants.CHANNEL_NAMES and not find_money(message.merchant or "")
    if message.merchant and is_named:
        return name_in(message.merchant) or message.merchant
    is_debit = found.direction == "debit"
    return (
        _standing_alone(found, told)
        or _anywhere(told, is_debit=is_debit)
        or party_in(_beside(found, told), is_debit=is_debit)
        or message.merchant
    )


def _beside(found: _Found, told: Sequence[str]) -> list[str]:
    """The words of the movement, then the sentences around it that refuse nothing."""
    return [found.words, *(line for line in told if not refusals.refusal_of(line))]


def _following(found: _Found, told: Sequence[str]) -> Sequence[str]:
    """The two sentences behind that of the movement."""
    at = next((number for number, line in enumerate(told) if found.words.startswith(line)), None)
    return [] if at is None else told[at + 1 : at + 3]


def _labelled(found: _Found, facts: list[Fact]) -> str | None:
    wanted = _PARTY_KINDS if found.direction == "debit" else ("payer", "info", "merchant", "payee")
    for kind in wanted:
        for fact in facts:
            name = name_in(fact.value) if fact.kind == kind and not find_money(fact.value) else None
            if name:
                return name
    return None


def _standing_alone(found: _Found, told: Sequence[str]) -> str | None:
    """A card's alert in lines: the shop's name right above its amount."""
    for above, line in pairwise(told):
        money = find_money(line)
        if (
            money
            and money[0].value == found.amount
            and len(line) < 18
            and len(above) < 45
            and not find_money(above)
        ):
            return None if refusals.says_moved(above) else name_in(above)
    return None


def _anywhere(told: Sequence[str], *, is_debit: bool) -> str | None:
    for sentence in told:
        if find_money(sentence) and not refusals.refusal_of(sentence):
            name = merchants.find_merchant(sentence, is_debit=is_debit)
            if name and not find_money(name) and name not in merchants.CHANNEL_NAMES:
                return name_in(name)
    return None


def _without_movement(told: Sequence[str], *, code: str, received_at: datetime | None) -> Reading:
    subject, rest = (told[0] if told else ""), told[1:]
    for lines in ([subject], rest):
        matched = [refusal for line in lines if (refusal := refusals.refusal_of(line))]
        if matched:
            return refusals.refused(min(matched, key=refusals.REFUSALS.index))
    message = read_message(code, "\n".join(told)[:6000], received_at)
    if message.outcome == "transaction" and (not code or message.confidence < 0.75):
        message = Reading(
            outcome="unreadable", reason="No movement of money was recognised", parser=message.parser
        )
    return replace(message, parser=f"mail:{message.parser}")
