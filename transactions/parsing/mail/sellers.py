"""Who sells: the company that writes a mail, or the one that a payment service names."""

import re

from transactions.parsing import merchants
from transactions.parsing.mail.envelope import Mail
from transactions.parsing.mail.places import name_in
from transactions.parsing.mail.senders import Sender

_I = re.IGNORECASE
_PARTY = re.compile(
    r"\b(?i:payment\s+of\s+[^\n]{2,24}?\s+(?:to|at)|(?:payment|purchase|receipt|invoice|order|paid)\s+(?:receipt\s+|successful\s+|received\s+|confirmation\s+)?(?:to|from|at|for|by)|you\s+(?:paid|sent)|sent\s+(?:a\s+payment\s+)?(?:of\s+)?[^\n]{2,22}?\s+to|zahlung\s+(?:von\s+[^\n]{2,20}?\s+)?an|paiement\s+(?:de\s+[^\n]{2,20}?\s+)?à|pago\s+(?:de\s+[^\n]{2,20}?\s+)?a)\s+(?P<who>(?!(?:Your|My|Our|Ihre?)\b)[A-ZÀ-Ý0-9][^\n|(]{1,60}?)(?=\s*(?:\(|#|\||$|\n|[.!]\s|\.$|[₹$€£]\s?\d)|\s+(?:gesendet|bezahlt|autorisiert)\b|\s+(?:on|for|using|via|was|is|has|dated|powered)\b|\s+[-–]\s)",
    re.MULTILINE,
)
_DISPLAY_NOISE = re.compile(
    r"\s+(?:via|by|from|through|powered\s+by)\s+(?:stripe|razorpay|square|paypal|shopify|payu|cashfree|klarna).*$|^(?:receipts?|billing|payments?|orders?|team|the|info|noreply|no-reply|service|support)\s+(?:from|by|at|@)\s+"
    r"|[\s,|–-]+(?:receipts?|billing|payments?|orders?|support|team|customer\s+(?:care|service)|notifications?|accounts?|invoices?|no-?reply|alerts?|rechnungen|kundenservice|service|tickets?|updates?|info|mailer|online)\s*$|\s*\(.*?\)\s*$",
    _I,
)


def seller(mail: Mail, sender: Sender | None) -> str:
    """The seller: the company that writes, or the one that a payment service names."""
    if sender and not sender.names_other:
        return sender.name
    if sender or re.search(r"\bvia\s+\w+\s*$", mail.display_name, _I):
        found = _PARTY.search(f"{mail.subject}\n{mail.text[:6000]}")
        name = name_in(found["who"]) if found else None
        if name:
            return re.sub(r"\s*[#№]\s?[\w-]+$", "", name)
    return _company(mail) or (sender.name if sender else "")


def _company(mail: Mail) -> str:
    """The name a company gives itself, without "Receipts" and the like; else its domain's."""
    name = mail.display_name
    while (shorter := _DISPLAY_NOISE.sub("", name).strip(" ,|-")) != name:
        name = shorter
    cleaned = merchants.clean_name(name) if name and "@" not in name else None
    if cleaned:
        return cleaned
    labels = [
        part
        for part in mail.domain.split(".")[:-1]
        if part not in {"co", "com", "www", "mail", "email", "news", "info", "bank"}
    ]
    return labels[-1].replace("-", " ").title() if labels else ""
