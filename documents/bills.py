"""What a paper asks to be paid, or says was paid: its own fields, its codes, and what a voice note says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from documents.models import Document, Page
from lumen.ai.answers import Citation
from lumen.ai.tools.builtin.number_words import with_digits

PAYABLE = frozenset((Document.Kind.RECEIPT, Document.Kind.INVOICE, Document.Kind.BILL))
UNSURE_BELOW = 0.6
OF_PAYMENT = ("upi", "gst_invoice", "epc")
_SPOKEN = re.compile(
    r"(?:₹|\brs\.?|\binr)\s*(?P<first>\d[\d,]*(?:\.\d+)?)"
    r"|(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>rupees?|rs|dollars?|euros?|pounds?)\b",
    re.IGNORECASE,
)
_UNITS = {"r": "INR", "d": "USD", "e": "EUR", "p": "GBP"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What one paper says about a payment; `payee` is an address like `shop@upi`."""

    document: Document
    amount: Decimal | None
    currency: str
    sender: str = ""
    payee: str = ""
    number: str = ""
    issued_on: date | None = None
    due_on: date | None = None
    is_unsure: bool = False  # of the amount
    codes: tuple[dict[str, Any], ...] = field(default_factory=tuple)

    @property
    def is_code_only(self) -> bool:
        """A code to pay by, and no bill around it."""
        return bool(self.codes) and self.document.amount is None

    def as_dict(self) -> dict[str, Any]:
        """For tools that look for its payment; money is a decimal string."""
        return {
            "document": str(self.document.pk),
            "amount": None if self.amount is None else f"{self.amount.normalize():f}",
            "currency": self.currency,
            "sender": self.sender,
            "payee": self.payee,
            "issued_on": self.issued_on.isoformat() if self.issued_on else None,
        }


def bill_of(document: Document) -> Bill:
    """What a paper that was read says; its codes fill in what the text leaves out."""
    codes = tuple(one for one in codes_of(document) if one.get("kind") in OF_PAYMENT)
    told = codes[0].get("fields", {}) if codes else {}
    spoken = _spoken(document) if document.is_recording and document.amount is None else None
    amount = document.amount or (spoken.amount if spoken else None) or _decimal(told.get("amount"))
    currency = document.currency or (spoken.currency if spoken else "") or told.get("currency", "")
    read = document.fields.get("amount") or {}
    return Bill(
        document=document,
        amount=amount,
        currency=currency or document.workspace.base_currency,
        sender=document.correspondent.name if document.correspondent else told.get("name", ""),
        payee=told.get("payee", ""),
        number=document.number or told.get("number", ""),
        issued_on=document.issued_on,
        due_on=document.due_on,
        is_unsure=spoken is not None or (bool(read) and read.get("confidence", 1.0) < UNSURE_BELOW),
        codes=codes,
    )


def codes_of(document: Document) -> Sequence[dict[str, Any]]:
    """The QR codes and barcodes seen on its pages."""
    seen = document.pages.exclude(seen={}).order_by("number").values_list("seen", flat=True)
    return [code for look in seen for code in look.get("codes", [])]


@dataclass(frozen=True, slots=True)
class _Spoken:
    amount: Decimal
    currency: str


def _spoken(document: Document) -> _Spoken | None:
    """The first sum of money in a voice note: `four hundred fifty rupees`."""
    said = " ".join(document.pages.order_by("number").values_list("text", flat=True)[:20])
    match = _SPOKEN.search(with_digits(said))
    if match is None:
        return None
    amount = _decimal((match["first"] or match["number"]).replace(",", ""))
    return _Spoken(amount, _UNITS[(match["unit"] or "rs")[0].lower()]) if amount else None


def _decimal(said: str | None) -> Decimal | None:
    return Decimal(said) if said and re.fullmatch(r"\d+(?:\.\d+)?", said) else None


def cited(document: Document, name: str) -> Citation | None:
    """The line of the paper that a field was read from; nothing when it was concluded or written by hand."""
    place = document.fields.get(name) or {}
    page = document.pages.filter(number=place["page"]).first() if place.get("page") else None
    if page is None or place.get("start") is None or name in document.edited_fields:
        return None
    return _line(document, page, place["start"], place["end"])


def _line(document: Document, page: Page, start: int, end: int) -> Citation | None:
    if end <= start or end > len(page.text):
        return None
    first = page.text.rfind("\n", 0, start) + 1
    last = page.text.find("\n", end)
    last = len(page.text) if last == -1 else last
    quote = page.text[first:last]
    boxes = [block["box"] for block in page.blocks if block.get("box") and first <= block["start"] < last]
    return Citation(
        document=str(document.pk),
        external_name=document.filename,
        page=page.number,
        quote=quote,
        start=first,
        end=last,
        boxes=boxes,
    )
