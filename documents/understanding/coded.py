"""What the codes on a paper say of it: sums, numbers and names that its words leave out."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from accounts.gstin import GstinError, clean_gstin
from documents.models import Correspondent, Document
from documents.understanding.senders import sender_of
from lumen.common.money import CURRENCIES

OF_MONEY = ("gst_invoice", "upi", "epc")  # the most telling first
SURE = 0.95
LARGEST = Decimal(10) ** 14
GST_DAY = "%d/%m/%Y"


def fill(document: Document, codes: Iterable[Mapping[str, Any]], number: int) -> list[str]:
    """Write into the paper, which is not saved, what it lacks and a code of page `number` says.

    What a person set stays, also where they left it empty.

    Returns:
        The names of the fields that changed.
    """
    filled: list[str] = []
    known = [code for code in codes if code["kind"] in OF_MONEY]
    for code in sorted(known, key=lambda code: OF_MONEY.index(code["kind"])):
        for name, value in _values(document, code).items():
            if value and not getattr(document, name) and name not in document.edited_fields:
                setattr(document, name, value)
                document.fields[name] = _place(value, code, number)
                filled.append(name)
    return filled


def _values(document: Document, code: Mapping[str, Any]) -> dict[str, Any]:
    said: Mapping[str, str] = code["fields"]
    is_invoice = code["kind"] == "gst_invoice"
    amount = _amount(said.get("amount", ""))
    currency = said.get("currency", "").upper()
    is_new_sum = amount is not None and not document.amount and "amount" not in document.edited_fields
    return {
        "amount": amount,
        "currency": currency if is_new_sum and currency in CURRENCIES else "",
        "number": (said.get("number") if is_invoice else said.get("reference")) or "",
        "gstin": _gstin(said.get("seller_gstin", "")),
        "issued_on": _day(said.get("date", "")),
        "correspondent": _sender(document, said.get("name", "")),
    } | ({"kind": Document.Kind.INVOICE} if is_invoice else {})


def _place(value: Any, code: Mapping[str, Any], number: int) -> dict[str, Any]:
    return {
        "value": str(value),
        "page": number,
        "start": None,
        "end": None,
        "confidence": SURE,
        "box": code.get("box"),
        "code": code["kind"],
    }


def _amount(said: str) -> Decimal | None:
    try:
        amount = Decimal(said)
    except InvalidOperation:
        return None
    return amount if 0 < amount < LARGEST else None


def _gstin(said: str) -> str:
    try:
        return clean_gstin(said)
    except GstinError:
        return ""


def _day(said: str) -> date | None:
    try:
        return datetime.strptime(said, GST_DAY).date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        return None


def _sender(document: Document, name: str) -> Correspondent | None:
    if not name or document.correspondent_id or "correspondent" in document.edited_fields:
        return None
    known = list(Correspondent.objects.in_workspace(document.workspace).order_by("created_at", "pk"))
    return sender_of(workspace=document.workspace, name=name[:120], known=known, may_create=True)
