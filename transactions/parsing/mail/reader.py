"""Reading a mail: embedded data, then the bank or shop that wrote, then labels, papers, and a model."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from transactions.parsing.amounts import find_money, tidy
from transactions.parsing.mail import alerts, institutions, receipts, senders
from transactions.parsing.mail.envelope import Attachment, Mail, open_mail
from transactions.parsing.mail.forwards import without_quotes
from transactions.parsing.mail.judged import judged
from transactions.parsing.mail.labels import find_facts
from transactions.parsing.mail.reading import MailReading
from transactions.parsing.mail.senders import Sender
from transactions.parsing.mail.structured import Purchase, find_purchases
from transactions.parsing.messages import PARSER_VERSION
from transactions.parsing.reading import Reading

TextOf = Callable[[Attachment], str]
AskModel = Callable[[str], str]
_ALERT = re.compile(
    r"\b(?:your|ur|deine\w*|ihre\w*|votre|tu|su|tua|je|uw|seu|sua|din|ditt|twoj\w*|anda)\b.{0,60}\b(?:a/c|acct?|account|card|wallet|konto|karte|kort|compte|carte|cuenta|tarjeta|conto|carta|rekening|kaart|conta|cart[ãa]o)\b.{0,80}\b"
    r"(?:debited|credited|used|charged|withdrawn|belastet|abgebucht|gutgeschrieben|d[ée]bit[ée]|cr[ée]dit[ée]|cargad|abonad|addebitat|accreditat|afgeschreven|bijgeschreven|debitad|creditad|använts|trukket|belastad)\w*"
    r"|\b(?:debited|credited|spent|withdrawn|deducted|deposited)\b.{0,60}\b(?:a/c|acct?|account|card|wallet)\b"
    r"|\b(?:has|have)\s+(?:left|landed|arrived|gone\s+out|come\s+in)\b.{0,60}\baccount\b|\bdeposit\s+of\b.{0,60}\bto\s+your\b|\bwithdrawal\s+of\b.{0,60}\bfrom\s+your\b"
    r"|\b(?:card|account|a/c)\b.{0,30}\b(?:ending|no\.?|number|xx|\*\*).{0,160}\b(?:transaction|purchase|debited|credited|spent|approved)\b"
    r"|\b(?:transaction|purchase|debit|credit)\b.{0,80}\b(?:on|with|using|from|to)\s+(?:your\s+)?(?:\w+\s+){0,4}(?:card|account|a/c)\b.{0,30}\d{3,4}",
    re.IGNORECASE,
)
_SHOPPING = re.compile(
    r"\b(?:order|invoice|receipt|subtotal|sub-?total|grand\s+total|shipping|booking|trip|fare)\b",
    re.IGNORECASE,
)
_URGES = re.compile(
    r"\b(?:click|tap|follow|use)\b.{0,30}\b(?:here|below|link)\b.{0,60}\b(?:cancel|stop|reverse|dispute|verify|secure|refund)\b"
    r"|\b(?:cancel|stop|reverse|verify|secure)\b.{0,60}\b(?:click|tap|link)\b|\bwithin\s+\d+\s+(?:hours|minutes)\b.{0,60}\b(?:suspend|block|lock|clos)\w*"
    r"|\bcancel\s+here\b|\b(?:will|has)\s+be(?:en)?\s+(?:suspended|restricted)\b",
    re.IGNORECASE,
)
# How wallets tell a movement without naming an account: "you sent", "você recebeu", "X sent you".
_TO_THE_READER = re.compile(
    r"\byou(?:['’]ve|\s+have)?\s+(?:just\s+)?(?:sent|received|got|paid|transferred)\b|\b(?:sent|paid)\s+you\b|\b(?:você|vc)\s+(?:recebeu|enviou|pagou|fez)\b|\bhas\s+(?:recibido|enviado|pagado)\b"
    r"|\b(?:recibiste|enviaste|pagaste|transferiste)\b|\bte\s+(?:envió|transfirió|pagó)\b|\bhai\s+(?:ricevuto|inviato|pagato)\b|\bvous\s+avez\s+(?:reçu|envoyé|payé)\b|\bje\s+hebt\b|\bdu\s+(?:hast|har)\b|\b(?:anda|kamu)\s+(?:telah\s+)?(?:menerima|mengirim|membayar)\b",
    re.IGNORECASE,
)
_SENT_YOU = re.compile(r"\b(?:sent|paid)\s+you\b", re.IGNORECASE)
_GIFT = re.compile(r"\b(?:donation|gift|charity|spende|don|donativo)\b", re.IGNORECASE)
# What a bank says of a movement that has not happened; its words for the movement itself count no more.
_HELD_BACK = tuple(f"mail:refuse:{name}" for name in ("otp", "declined", "future", "mandate", "request"))
MAX_PAPERS = 3
STRANGERS_CONFIDENCE = 0.6
UNPROVEN = "The sender could not be verified"


def read_mail(
    raw: str | bytes,
    *,
    received_at: datetime | None,
    text_of: TextOf | None = None,
    ask_model: AskModel | None = None,
) -> MailReading:
    """What one mail (RFC 5322) says. Without the two callables a pure function of its arguments.

    Args:
        text_of: reads the words of an attached paper; asked only when the mail itself says nothing.
        ask_model: answers a prompt; asked last, and believed only where its amount and date stand
            in the mail.
    """
    return read_opened(open_mail(raw), received_at=received_at, text_of=text_of, ask_model=ask_model)


def read_opened(
    mail: Mail,
    *,
    received_at: datetime | None,
    text_of: TextOf | None = None,
    ask_model: AskModel | None = None,
) -> MailReading:
    """What a mail that has been opened says; see `read_mail`."""
    mail = replace(mail, text=tidy(mail.text if mail.is_forward else without_quotes(mail.text)))
    when = mail.sent_at or received_at
    sender = _sender(mail)
    found = _read(mail, sender, when)
    if found.says_nothing and text_of is not None and mail.attachments:
        found = _with_papers(found, mail, sender, when, text_of)
    if found.says_nothing and ask_model is not None and find_money(mail.text):
        found = judged(mail, found, when, ask_model)
    found = replace(found, author=mail.address, institution=sender.name if sender and sender.is_bank else "")
    return _unproven(found) if _is_doubtful(mail) and _moves_money(found) else found


def _sender(mail: Mail) -> Sender | None:
    """The company by the address; a name alone counts only where there is no address at all."""
    if mail.domain:
        return senders.sender_of(mail.domain)
    return senders.bank_named(mail.display_name)


def _read(mail: Mail, sender: Sender | None, when: datetime | None) -> MailReading:
    if (
        senders.is_mailbox(mail.domain)
        and not mail.is_forward
        and not re.match(r"\s*(?:fwd?|wg)\s*:", mail.subject, re.IGNORECASE)
    ):
        return MailReading(reading=receipts.refused("A person's own mail", "personal"))
    if sender and sender.is_bank:
        return MailReading(reading=_alert(mail, sender.code, when))
    purchases = find_purchases(mail.source)
    for purchase in purchases:
        if found := receipts.of_purchase(purchase, mail, sender, when):
            return found
    is_wallet = sender is not None and sender.names_other and _SENT_YOU.search(mail.subject)
    if (sender is None or is_wallet) and not purchases and (found := _by_stranger(mail, when)):
        return found
    return receipts.read_receipt(mail, sender, when, _first(purchases))


def _first(purchases: list[Purchase]) -> Purchase | None:
    return purchases[0] if purchases else None


def _alert(mail: Mail, code: str, when: datetime | None) -> Reading:
    home = institutions.home_of(mail.display_name, mail.domain)
    return alerts.read_alert(subject=mail.subject, text=mail.text, code=code, received_at=when, home=home)


def _by_stranger(mail: Mail, when: datetime | None) -> MailReading | None:
    """An unmistakable alert of a bank that is not on the list, believed less; `None` for other mails."""
    looks_like_one = _looks_like_alert(mail)
    if not looks_like_one and not _may_be_institution(mail):
        return None
    reading = _alert(mail, "", when)
    if not reading.is_transaction:
        is_refused = looks_like_one or reading.parser.startswith(_HELD_BACK)
        return MailReading(reading=reading) if is_refused else None
    if not looks_like_one and not (
        alerts.names_own_account(mail.text) or _TO_THE_READER.search(f"{mail.subject}\n{mail.text[:4000]}")
    ):
        return None
    if _URGES.search(" ".join(mail.text.split())):
        reading = Reading(
            outcome="unreadable", reason=UNPROVEN, confidence=0.8, parser=f"mail:urges/{PARSER_VERSION}"
        )
    return MailReading(reading=replace(reading, confidence=min(reading.confidence, STRANGERS_CONFIDENCE)))


def _may_be_institution(mail: Mail) -> bool:
    whole = f"{mail.subject}\n{mail.text[:8000]}"
    is_shop = len(_SHOPPING.findall(whole)) >= 3 or _GIFT.search(whole)
    return institutions.is_institution(mail.display_name, mail.domain) and not is_shop


def _looks_like_alert(mail: Mail) -> bool:
    whole = f"{mail.subject}\n{mail.text[:8000]}"
    if len(_SHOPPING.findall(whole)) >= 3:
        return False
    kinds = {fact.kind for fact in find_facts(mail.text[:8000])}
    is_table = {"merchant", "account"} <= kinds and bool(kinds & {"amount", "debited", "paid"})
    return (
        is_table
        or bool(_ALERT.search(" ".join(whole.split())))
        or alerts.is_unmistakable(mail.subject, mail.text[:8000])
    )


def _moves_money(found: MailReading) -> bool:
    return found.expects is not None or found.reading.outcome not in {"not_money", "unreadable"}


def _is_doubtful(mail: Mail) -> bool:
    """A forged sender, a bank's name in a stranger's domain, or a bank writing from a person's mailbox."""
    if mail.is_forged or senders.is_lookalike(mail.domain):
        return True
    is_personal = senders.is_mailbox(mail.domain) and not mail.is_forward
    return is_personal and senders.bank_named(mail.display_name) is not None


def _unproven(found: MailReading) -> MailReading:
    reading = Reading(
        outcome="unreadable", reason=UNPROVEN, confidence=0.9, parser=f"mail:unproven/{PARSER_VERSION}"
    )
    return replace(found, reading=reading, items=(), expects=None, is_receipt=False, institution="")


def _with_papers(
    found: MailReading, mail: Mail, sender: Sender | None, when: datetime | None, text_of: TextOf
) -> MailReading:
    """The mail read again with the words of its papers below its own."""
    for paper in mail.attachments[:MAX_PAPERS]:
        words = text_of(paper)
        if not words.strip():
            continue
        again = _read(replace(mail, text=tidy(f"{mail.text}\n{words[:60000]}"), source=""), sender, when)
        if not again.says_nothing:
            return replace(again, helped_by="papers")
    return found
