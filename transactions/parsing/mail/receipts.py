"""Reading what a seller writes: a receipt of a settled payment, or an order to wait for."""

import re
from datetime import date, datetime
from decimal import Decimal

from transactions.enrichment import categories, kinds
from transactions.parsing import dates, fields
from transactions.parsing.amounts import find_money
from transactions.parsing.mail import refusals
from transactions.parsing.mail.envelope import Mail
from transactions.parsing.mail.items import find_items
from transactions.parsing.mail.labels import Fact, find_facts, value_of
from transactions.parsing.mail.reading import Expected, Item, MailReading
from transactions.parsing.mail.sellers import seller
from transactions.parsing.mail.senders import Sender
from transactions.parsing.mail.sentences import sentences_of
from transactions.parsing.mail.structured import Purchase
from transactions.parsing.messages import PARSER_VERSION
from transactions.parsing.reading import Reading

_I = re.IGNORECASE
_ORDER = re.compile(
    r"""\b(?:order(?:\s+\S+){0,6}\s+(?:is\s+|has\s+been\s+|was\s+)?(?:successfully\s+)?(?:confirmed|placed|received|accepted)|order\s+(?:confirmation|received|acknowledg)|(?:confirmed|received|accepted|placed)\s+your\s+order|thank(?:s|\s+you)\s+for\s+(?:your\s+|placing\s+(?:your|an)\s+)?(?:order|purchase|shopping)|^\s*ordered\s*:|bestellbestätigung|(?:ihre|deine)\s+bestellung|bestellung\s+(?:ist\s+)?(?:eingegangen|erhalten|bestätigt)|confirmation\s+de\s+(?:votre\s+)?commande|votre\s+commande|confirmaci[óo]n\s+de(?:l|\s+tu|\s+su)?\s+pedido|tu\s+pedido|conferma\s+(?:dell.)?ordine|il\s+tuo\s+ordine|bestelbevestiging|je\s+bestelling|uw\s+bestelling|confirma[çc][ãa]o\s+d[oe]\s+pedido|seu\s+pedido|o\s+seu\s+pedido|pre-?order)\b""",
    _I | re.MULTILINE | re.VERBOSE,
)
_PAID = re.compile(
    r"""\bwe(?:['’]ve|\s+have)?\s+(?:successfully\s+|just\s+)?charged\b|\b(?:payment\s+(?:(?:has\s+been|was|is)\s+)?(?:received|successful|confirmed|complete\w*|processed|confirmation|receipt)|(?:received|got|processed|have)\s+your\s+payment|thank(?:s|\s+you)\s+for\s+(?:your\s+)?(?:payment|riding|paying|renewing|travell?ing|your\s+(?:ride|trip))
      |(?:amount|total)\s+(?:paid|charged)|you(?:['’]ve|\s+have|\s+were)?\s+(?:just\s+)?(?:paid|been\s+charged|charged|sent\s+a\s+payment|made\s+a\s+(?:payment|purchase))|you\s+(?:authori[sz]ed|sent)\s+(?:a\s+)?payment|(?:was|has\s+been|were|have)\s+(?:successfully\s+)?(?:charged|paid|billed)|charged\s+to|billed\s+to|paid\s+(?:via|with|by|using|in\s+full|from|through|on|to|cash|online)|(?:was|has\s+been)\s+(?:successfully\s+)?(?:collected|taken)|invoice\s+paid|payment\s+of\s+\S+\s?[\d.,]+\s+(?:was|has|to)|(?:gift|donation|contribution|pledge)\s+of\b.{0,50}\b(?:received|processed|made)|received\s+your\s+(?:\w+\s+)?(?:gift|donation|contribution)|thank(?:s|\s+you)\s+for\s+(?:your\s+)?(?:\w+\s+)?(?:donation|gift|contribution)|final\s+charge|receipt|paid\s*[:|]|already\s+paid|recharge\s+(?:is\s+|was\s+|of\s+\S+\s+)?(?:successful|done|completed)|successfully\s+(?:paid|recharged|charged|renewed)|refunded
      |sie\s+haben\s+(?:eine\s+)?zahlung|zahlung\s+(?:ist\s+)?(?:erhalten|eingegangen|erfolgreich|bestätigt)|zahlung\s+erhalten|zahlungsbestätigung|zahlungseingang|zahlungsbeleg|quittung|kassenbon|wurde\s+bezahlt|bezahlt|re[çc]u|paiement\s+(?:confirm[ée]|accept[ée]|effectu[ée]|re[çc]u|valid[ée])|pay[ée]e?\s+(?:par|avec)|recibo|pago\s+(?:confirmado|realizado|recibido|aceptado)|pagad[oa]\s+con|ricevuta|pagamento\s+(?:confermato|ricevuto|effettuato|confirmado|recebido|aprovado)|pagato\s+con|betaling\s+(?:ontvangen|geslaagd|bevestigd)|betaald|betaalbewijs|kassabon|pago\s+com)\b""",
    _I | re.VERBOSE,
)
_UNPAID = re.compile(
    r"""\b(?:cash\s+on\s+delivery|pay\s+on\s+delivery|cod|collect\s+cash|keep\s+(?:the\s+)?cash|amount\s+(?:payable|due|to\s+be\s+(?:paid|collected))|pay\s+(?:now|later|at\s+(?:the\s+)?(?:hotel|property|store|venue))|to\s+be\s+paid|not\s+(?:yet\s+)?(?:been\s+)?(?:charged|paid)|unpaid|(?:payment|amount)\s+(?:is\s+)?(?:due|pending)|won.t\s+(?:be\s+)?charge[d]?|(?:will|['’]ll)\s+(?:only\s+)?be\s+charged|(?:will|['’]ll)\s+charge|when\s+(?:your|the)\s+(?:order|item)s?\s+ships?|zahlbar|zahlung\s+ausstehend|nachnahme|auf\s+rechnung|kauf\s+auf\s+rechnung|überweisen\s+sie|à\s+payer|pendiente\s+de\s+pago|contra\s*re(?:e)?mbolso|in\s+attesa\s+di\s+pagamento|contrassegno|te\s+betalen|openstaand)\b""",
    _I | re.VERBOSE,
)
_REFUND = re.compile(
    r"\brefund(?:ed|s)?\b|\berstatt\w*|\brückerstattung|\bremboursement\b|\brembours[ée]\b|\breembols\w*|\brimbors\w*|\bterugbetaling|\bterugbetaald",
    _I,
)
_REFUND_DONE = re.compile(
    r"\b(?:refund(?:ed)?)\b.{0,80}\b(?:has\s+been|was|is|successfully|been)\s+(?:successfully\s+)?(?:credited|processed|issued|completed|refunded|sent|paid|deposited|made)\b|\b(?:has\s+been|was|have)\s+(?:successfully\s+)?(?:refunded|credited)\b|\b(?:issued|completed|processed|sent)\b.{0,30}\brefund\b|\brefund\s+(?:complete|issued|processed|successful|receipt|credited)|\byou(?:['’]ve|\s+have)?\s+received\s+a\s+refund|\bwe(?:['’]ve|\s+have)?\s+refunded|erstattet|rückerstattung\s+(?:ist\s+)?(?:erfolgt|abgeschlossen)|rembours[ée]e?\b|reembolsado|rimborsato|terugbetaald",
    _I,
)
_STOP_KINDS = {"otp", "declined", "statement", "login", "request"}
_RECEIPT_SUBJECT = re.compile(
    r"\b(?:receipt|payment|paid|invoice|quittung|zahlung|rechnung|re[çc]u|facture|recibo|factura|ricevuta|fattura|factuur|bon|tickets?|booking|trip|ride|e-?ticket|recharge)\b",
    _I,
)
_TOTAL_KINDS = ("paid", "debited", "grand", "total", "amount")
_METHOD_CARD = re.compile(
    r"\b(?:visa|master\s?card|amex|american\s+express|maestro|rupay|credit|debit|kreditkarte|carte|tarjeta|carta|card)\b",
    _I,
)
_ENDING = re.compile(
    r"(?:visa|master\s?card|amex|american\s+express|maestro|rupay|discover|card|karte|carte|tarjeta|carta|kaart|account|a/c|ending(?:\s+(?:in|with))?|endend\s+auf|terminada\s+en|mc)\s?\(?(?:\d[*xX•·]{2,3}\s?(?:[*xX•·]{4}\s?){2})?[^\n\d]{0,22}?(?:[xX*•.·#]{1,}\s?|ending\s+(?:in|with)?\s?|\b)[\s\-–]{0,3}(?P<d>\d{4})(?!\d|[-/]\d|\s?(?:€|eur|usd))",
    _I,
)


def of_purchase(
    purchase: Purchase, mail: Mail, sender: Sender | None, when: datetime | None
) -> MailReading | None:
    """What the data that a shop embeds says, or `None` when the words must decide."""
    whole = f"{mail.subject}\n{mail.text}"
    if purchase.is_cancelled:
        return MailReading(
            reading=refused("The order was cancelled or sent back", "order"), items=purchase.items
        )
    merchant = sender.name if sender and not sender.names_other else purchase.merchant or seller(mail, sender)
    if purchase.amount is None or purchase.currency is None or _REFUND.search(mail.subject):
        return None
    is_paid = purchase.is_paid
    if is_paid is None:
        is_paid = bool(_PAID.search(whole)) and not _UNPAID.search(whole) and not _ORDER.search(mail.subject)
        is_paid = is_paid or bool(sender and sender.is_prepaid and "Reservation" in purchase.kind)
    if not is_paid:
        return expecting(
            merchant,
            purchase.amount,
            purchase.currency,
            purchase.items,
            day=purchase.day,
            reference=purchase.reference,
        )
    reading = _settled(
        mail,
        find_facts(mail.text),
        merchant,
        (purchase.amount, purchase.currency),
        when,
        reference=purchase.reference,
    )
    return MailReading(reading=reading, items=purchase.items, is_receipt=True)


def read_receipt(
    mail: Mail, sender: Sender | None, when: datetime | None, purchase: Purchase | None = None
) -> MailReading:
    """What a seller's words say: a settled payment, an order to wait for, or nothing about money."""
    facts = find_facts(mail.text)
    told = sentences_of(mail.subject, mail.text)
    items = (purchase.items if purchase else ()) or find_items(mail.text)
    stop = refusals.refusal_of(mail.subject)
    if stop and stop.name in _STOP_KINDS and not _PAID.search(mail.subject):
        return MailReading(reading=refusals.refused(stop))
    total = _total(facts, mail.subject, mail.text)
    merchant = seller(mail, sender)
    if _REFUND.search(mail.subject) or (
        _REFUND.search(" ".join(told[:4])) and not _PAID.search(mail.subject)
    ):
        return _refund(mail, told, facts=facts, merchant=merchant, items=items, when=when)
    if total is not None and is_order(mail, told, sender):
        return expecting(
            merchant, *total, items, day=_expected_on(mail.text, when), reference=_reference(facts)
        )
    if total is None or not is_settled(mail, told, sender, facts):
        return MailReading(reading=_why_not(told), items=items if total else ())
    return MailReading(reading=_settled(mail, facts, merchant, total, when), items=items, is_receipt=True)


def is_order(mail: Mail, told: list[str], sender: Sender | None) -> bool:
    """Whether the mail confirms an order that will be charged or paid later."""
    if sender and sender.is_prepaid:
        return False
    whole = f"{mail.subject}\n{mail.text}"
    says_so = _ORDER.search(mail.subject) or (
        _ORDER.search("\n".join(told[:4])) and not _RECEIPT_SUBJECT.search(mail.subject)
    )
    if not says_so:
        return False
    is_delivered = re.search(
        r"\b(?:delivered|geliefert|livr[ée]e?|entregado|consegnato|bezorgd)\b", mail.subject, _I
    )
    paid_in_subject = _PAID.search(mail.subject) or _is_digital(mail)
    if _UNPAID.search(whole):
        return True
    return not is_delivered and not paid_in_subject and not _is_instant(told, mail)


def _is_digital(mail: Mail) -> bool:
    """A purchase, not an order to be sent, whose payment is told."""
    whole = f"{mail.subject}\n{mail.text}"
    is_order = re.search(
        r"\b(?:order(?:ed)?|bestellung|commande|pedido|ordine|bestelling|ship\w*)\b", whole, _I
    )
    return not is_order and bool(_PAID.search(mail.text))


def _is_instant(told: list[str], mail: Mail) -> bool:
    """Food and the like: the mail thanks for an order and says in the same breath that it was paid."""
    return bool(
        _ORDER.search(mail.subject) is None
        and re.search(r"\b(?:total|amount)\s+paid\b|\bpaid\s+(?:via|by|with|using)\b", mail.text, _I)
    )


def is_settled(mail: Mail, told: list[str], sender: Sender | None, facts: list[Fact]) -> bool:
    """Whether the seller says that the money has been taken."""
    whole = f"{mail.subject}\n{mail.text}"
    blocking = [
        r.name
        for line in told
        if (r := refusals.refusal_of(line)) and r.name in {*_STOP_KINDS, "refund", "mandate"}
    ]
    is_over = _is_delivered_and_paid(mail, facts)
    is_paid = bool(_PAID.search(whole)) or bool(sender and sender.is_prepaid) or is_over
    if not (_PAID.search(whole) or is_over) and any(_is_promotion(line) for line in told):
        return False
    if not is_paid or (blocking and not _PAID.search(mail.subject)):
        return False
    if _UNPAID.search(mail.subject) or any(fact.kind == "due" and _is_positive(fact.value) for fact in facts):
        return False
    announced = [
        r.name for line in told[:3] if (r := refusals.refusal_of(line)) and r.name in {"future", "due"}
    ]
    return not _UNPAID.search("\n".join(told)) and not (announced and not _is_receipt_subject(mail.subject))


def _is_delivered_and_paid(mail: Mail, facts: list[Fact]) -> bool:
    """A finished delivery, ride or stay with its total and the card that paid it."""
    is_done = re.search(
        r"\b(?:delivered|completed?|enjoy\w*|renewed|finished|ended|your\s+(?:stay|visit|ride|trip))\b",
        mail.subject,
        _I,
    )
    method = value_of(facts, "method")
    paid_by = _METHOD_CARD.search(method) or _last4(facts, mail.text)
    return bool(is_done and paid_by and _money_of(facts, ("paid", "grand", "total")))


def _is_promotion(line: str) -> bool:
    refusal = refusals.refusal_of(line)
    return refusal is not None and refusal.name == "promotion"


def _is_receipt_subject(subject: str) -> bool:
    return bool(_PAID.search(subject) or _RECEIPT_SUBJECT.search(subject))


def _is_positive(value: str) -> bool:
    money = find_money(value)
    return bool(money and money[0].value)


def _refund(
    mail: Mail,
    told: list[str],
    *,
    facts: list[Fact],
    merchant: str,
    items: tuple[Item, ...],
    when: datetime | None,
) -> MailReading:
    money = _money_of(facts, ("credited", "paid", "amount", "grand", "total")) or _first_money(told)
    is_waiting = any((r := refusals.refusal_of(line)) and r.name in {"refund", "future"} for line in told)
    is_done = any(_REFUND_DONE.search(line) for line in told)
    if money is None or money[1] is None:
        return MailReading(reading=refused("A refund without an amount", "refund"))
    if is_waiting or not is_done:
        return expecting(merchant, money[0], money[1], (), direction="credit", reference=_reference(facts))
    reading = _settled(mail, facts, merchant, (money[0], money[1]), when, is_refund=True)
    return MailReading(reading=reading, items=items, is_receipt=True)


def expecting(
    merchant: str,
    amount: Decimal,
    currency: str,
    items: tuple[Item, ...],
    *,
    day: date | None = None,
    reference: str | None = None,
    direction: str = "debit",
) -> MailReading:
    """A mail that books nothing and says what to wait for."""
    reason = (
        "A refund on its way; the bank tells when it arrives"
        if direction == "credit"
        else "An order; the bank tells when it is paid"
    )
    expected = Expected(
        merchant=merchant,
        amount=amount,
        currency=currency,
        expected_on=day,
        reference=reference,
        direction=direction,
        items=items,
    )
    return MailReading(reading=refused(reason, "expects"), items=items, expects=expected)


def refused(reason: str, name: str) -> Reading:
    return Reading(
        outcome="not_money", reason=reason, confidence=0.85, parser=f"mail:{name}/{PARSER_VERSION}"
    )


def _why_not(told: list[str]) -> Reading:
    for line in told:
        if refusal := refusals.refusal_of(line):
            return refusals.refused(refusal)
    return refused("No settled payment is in this mail", "none")


def _total(facts: list[Fact], subject: str, text: str) -> tuple[Decimal, str] | None:
    """What was paid by its label, in a sentence that says so, or the only amount of the mail."""
    lines = [subject, *text.split("\n")[:400]]
    found = _money_of(facts, _TOTAL_KINDS) or _first_money([line for line in lines if _PAID.search(line)])
    if found is None:
        amounts = {(m.value, m.currency) for line in lines for m in find_money(line) if m.value}
        found = amounts.pop() if len(amounts) == 1 else None
    return (found[0], found[1]) if found and found[1] else None


def _money_of(facts: list[Fact], wanted: tuple[str, ...]) -> tuple[Decimal, str | None] | None:
    """The amount of the best label: what was paid before what it costs, and the largest of equals."""
    for kind in wanted:
        amounts = [
            (money[0].value, money[0].currency)
            for fact in facts
            if fact.kind == kind
            and len(fact.value) < 60
            and (money := find_money(fact.value))
            and money[0].value
        ]
        if amounts:
            return max(amounts, key=lambda entry: entry[0])
    return None


def _first_money(lines: list[str]) -> tuple[Decimal, str | None] | None:
    return next(
        (
            (money[0].value, money[0].currency)
            for line in lines
            if (money := find_money(line)) and money[0].value
        ),
        None,
    )


def _settled(
    mail: Mail,
    facts: list[Fact],
    merchant: str,
    paid: tuple[Decimal, str],
    when: datetime | None,
    *,
    is_refund: bool = False,
    reference: str | None = None,
) -> Reading:
    amount, currency = paid
    last4 = _last4(facts, mail.text)
    method = value_of(facts, "method") or "\n".join(
        line for line in mail.text.split("\n")[:300] if _PAID.search(line)
    )
    signed = amount if is_refund else -amount
    reading = Reading(
        outcome="transaction",
        reason="The seller's word for a refund" if is_refund else "A receipt for a settled payment",
        amount=amount,
        currency=currency,
        direction="credit" if is_refund else "debit",
        merchant=merchant or None,
        account_last4=last4,
        reference=reference or _reference(facts),
        occurred_at=_moment(facts, when),
        payment_method=fields.payment_method(method)
        or ("card" if _METHOD_CARD.search(method) or last4 else None),
        category=categories.from_keywords(merchant, kinds.detect_kind(merchant, signed)) or None
        if merchant
        else None,
        confidence=0.75 if last4 else 0.6,
        parser=f"mail:receipt/{PARSER_VERSION}",
    )
    return reading.within_reason()


def _last4(facts: list[Fact], text: str) -> str | None:
    for value in [*(f.value for f in facts if f.kind in {"method", "account"}), text[:20000]]:
        found = _ENDING.search(value)
        if found:
            return found["d"]
    return fields.last4(value_of(facts, "method")) if value_of(facts, "method") else None


def _reference(facts: list[Fact]) -> str | None:
    for fact in facts:
        found = (
            re.fullmatch(r"#?\s?((?=.*\d)[\w./-]{4,40})", fact.value) if fact.kind == "reference" else None
        )
        if found:
            return found[1]
    return None


def _moment(facts: list[Fact], when: datetime | None) -> datetime | None:
    """The day the receipt names, when it is about the day the mail came; else that day."""
    if when is None:
        return dates.find_moment(value_of(facts, "date"), received_at=None, zone=None)
    for fact in facts:
        found = next(dates.find_dates(fact.value, near=when.date()), None) if fact.kind == "date" else None
        if found and 0 <= (when.date() - found.day).days <= 40:
            return dates.find_moment(fact.value, received_at=when, zone=when.tzinfo)
    return when


def _expected_on(text: str, when: datetime | None) -> date | None:
    near = when.date() if when else None
    line = re.search(
        r"^.*\b(?:arriving|deliver(?:y|ed)\s+by|delivery\s*[:|]|expected|lieferung|livraison|entrega|consegna|bezorgd)(?!\w).*$",
        text,
        _I | re.MULTILINE,
    )
    found = next(dates.find_dates(line[0][:200], near=None), None) if line else None
    if found and near and 0 <= (found.day - near).days <= 90:
        return found.day
    return near
