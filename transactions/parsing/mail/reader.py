"""Reading mails: bank alerts with the message reader, receipts by their labels."""
# ruff: noqa: E501  patterns and tables are data; a broken line hides more than a long one

import html
import re
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser

from transactions.parsing import fields, merchants
from transactions.parsing.amounts import find_money, tidy
from transactions.parsing.mail.reading import Item, MailReading
from transactions.parsing.messages import PARSER_VERSION, read_message
from transactions.parsing.reading import Reading

_BANK_DOMAINS = {
    "hdfcbank": "HDFCBK", "icicibank": "ICICIT", "sbi": "SBIINB", "sbicard": "SBICRD", "axisbank": "AXISBK", "axis": "AXISBK",
    "kotak": "KOTAKB", "idfcfirstbank": "IDFCFB", "yesbank": "YESBNK", "indusind": "INDUSB", "federalbank": "FEDBNK",
    "pnb": "PNBSMS", "bankofbaroda": "BOBTXN", "canarabank": "CANBNK", "unionbankofindia": "UNIONB", "rblbank": "RBLBNK",
    "hsbc": "HSBCIN", "sc": "SCBANK", "onecard": "ONECRD", "aubank": "AUBANK", "citi": "CITI", "chase": "CHASE",
    "emiratesnbd": "ENBD", "adcb": "ADCB",
}  # fmt: skip
_BLOCKS = {"p", "div", "tr", "br", "h1", "h2", "h3", "h4", "li", "table", "section", "ul"}
_ORDER = re.compile(
    r"\b(?:order\s+(?:is\s+|has\s+been\s+)?(?:confirmed|placed|received|confirmation)|your\s+(?:\S+\s+){0,3}order|arriving|shipped|out for delivery|cash on delivery|pay on delivery)\b",
    re.IGNORECASE,
)
_SETTLED = re.compile(
    r"\b(?:payment\s+(?:received|successful|confirmed|complete\w*|of\b)|received\s+your\s+payment|thank(?:s| you)\s+for\s+(?:your\s+)?(?:payment|riding|paying)|paid|receipt|charged|payments?\s*:|invoice\s+paid|refund\w*)\b",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"\b(?:grand\s+total|order\s+total|total(?:\s+(?:paid|amount|charged|fare|bill))?|amount\s+(?:paid|charged|received)|you\s+paid|payment\s+of|refund\s+of|paid)\b[^\d\n₹$€£]{0,40}\n?\s*$",
    re.IGNORECASE,
)
_NOT_SETTLED = re.compile(
    r"\b(?:due|will be (?:charged|debited)|upcoming|renews? on|invoice for|pay now|overdue|reminder|failed|declined)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(
    r"^(?P<name>[^\n|]{3,80}?)\s*\|\s*(?:(?:qty|x)?\s*:?\s*(?P<n>\d{1,3})\s*\|\s*)?(?P<money>\D{0,5}[\d,]+\.\d{2})\s*$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"total|tax|fee|discount|delivery|subtotal|fare|payment|paid|balance|date|invoice|gst|tip", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail as far as reading it goes."""

    sender: str
    subject: str
    text: str
    sent_at: datetime | None

    @property
    def address(self) -> str:
        return parseaddr(self.sender)[1].lower()

    @property
    def display_name(self) -> str:
        return parseaddr(self.sender)[0]


class _Text(HTMLParser):
    """Words of an HTML mail: a line for each block, cells beside each other."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in {"style", "script", "head"}
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"style", "script", "head"} and self._hidden > 0
        if tag in {"td", "th"}:
            self.parts.append(" | ")
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(" ".join(data.split()) + " " if data.strip() else "")


def html_to_text(source: str) -> str:
    """The visible words of an HTML document."""
    reader = _Text()
    reader.feed(source)
    lines = (re.sub(r"[ |]+$", "", " ".join(line.split())) for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line)


def open_mail(raw: str) -> Mail:
    """Parse an RFC 5322 message; HTML is turned into words."""
    message = message_from_bytes(raw.encode("utf-8", "surrogateescape"), policy=policy.default)
    sent = str(message.get("Date") or "")
    try:
        sent_at = parsedate_to_datetime(sent) if sent else None
    except ValueError:
        sent_at = None
    return Mail(
        sender=str(message.get("From") or ""),
        subject=str(message.get("Subject") or ""),
        text=_words(message),
        sent_at=sent_at if sent_at and sent_at.tzinfo else None,
    )


def _words(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("html", "plain"))
    payload = part.get_payload(decode=True) if part is not None else None
    if part is None or not isinstance(payload, bytes):
        return ""
    content = _decoded(payload, part.get_content_charset() or "utf-8")
    return html_to_text(content) if part.get_content_type() == "text/html" else html.unescape(content)


def _decoded(payload: bytes, charset: str) -> str:
    """Words in the charset a mail claims, or what it really is."""
    for name in (charset, "utf-8"):
        try:
            return payload.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
    return payload.decode("cp1252", errors="replace")


def read_mail(raw: str, *, received_at: datetime | None) -> MailReading:
    """What one mail says: a bank's alert, a receipt, or nothing that moved money."""
    return read_opened(open_mail(raw), received_at=received_at)


def read_opened(mail: Mail, *, received_at: datetime | None) -> MailReading:
    when = mail.sent_at or received_at
    bank = _bank_of(mail.address)
    text = tidy(mail.text)
    if bank:
        told = read_message(bank, " ".join(text.split()), when)
        return MailReading(reading=replace(told, parser=f"mail:{told.parser}"))
    return _receipt(mail, text, when)


def _bank_of(address: str) -> str | None:
    labels = re.split(r"[.@-]", address.partition("@")[2])
    return next((_BANK_DOMAINS[label] for label in labels if label in _BANK_DOMAINS), None)


def _receipt(mail: Mail, text: str, when: datetime | None) -> MailReading:
    whole = f"{mail.subject}\n{text}"
    items = tuple(_items(text))
    is_settled = bool(_SETTLED.search(whole)) and not _NOT_SETTLED.search(whole)
    if _ORDER.search(whole) and not re.search(r"\brefund", mail.subject, re.IGNORECASE):
        return MailReading(reading=_refused("An order; the bank's own message will tell the payment", "order"), items=items)
    money = _total(text) if is_settled else None
    if money is None:
        return MailReading(reading=_refused("No settled payment is in this mail", "none"), items=items)
    last4 = fields.last4(text)
    if last4 is None:
        return MailReading(
            reading=_refused(
                "A receipt that names no card or account; the bank's message will tell it", "receipt"
            ),
            items=items,
        )
    is_refund = bool(re.search(r"\brefund", whole, re.IGNORECASE))
    reading = Reading(
        outcome="transaction",
        reason="A receipt for a settled payment",
        amount=money[0],
        currency=money[1],
        direction="credit" if is_refund else "debit",
        merchant=merchants.clean_name(re.sub(r"\s+receipts?$", "", mail.display_name, flags=re.IGNORECASE))
        or mail.display_name
        or None,
        account_last4=last4,
        occurred_at=when,
        payment_method="card"
        if "card" in text.lower() or "visa" in text.lower()
        else fields.payment_method(text),
        confidence=0.8,
        parser=f"mail:receipt/{PARSER_VERSION}",
    )
    return MailReading(reading=reading.within_reason(), items=items, is_receipt=True)


def _refused(reason: str, name: str) -> Reading:
    return Reading(outcome="not_money", reason=reason, confidence=0.8, parser=f"mail:{name}/{PARSER_VERSION}")


def _total(text: str) -> tuple[Decimal, str] | None:
    found = find_money(text, None)
    labelled = [m for m in found if _TOTAL.search(text[max(0, m.start - 60) : m.start].replace("|", " "))]
    chosen = max(labelled, key=lambda m: m.value, default=None)
    if chosen is None or chosen.currency is None:
        return None
    return chosen.value, chosen.currency


def _items(text: str) -> list[Item]:
    items = []
    for line in text.split("\n"):
        match = _ITEM.match(line)
        money = find_money(match["money"], None) if match else []
        if match and money and not _LABEL.search(match["name"]):
            items.append(Item(match["name"].strip(), int(match["n"] or 1), money[0].value))
    return items[:100]
