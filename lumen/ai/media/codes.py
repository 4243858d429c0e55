"""QR codes and barcodes in a picture, and what those of payments and invoices say.

UPI: NPCI's linking specification (`upi://pay?pa=...`). GST: the signed QR code of Indian e-invoices, a JWT
whose `data` is JSON; its signature is not checked here. EPC: the SEPA credit transfer code EPC069-12.
"""

import base64
import binascii
import json
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from PIL import Image

from lumen.ai.media import code_search

_UPI = {
    "pa": "payee",
    "pn": "name",
    "am": "amount",
    "cu": "currency",
    "tn": "note",
    "tr": "reference",
    "mc": "merchant_code",
    "tid": "transaction",
    "mam": "least_amount",
    "invoiceno": "number",
    "invoicedate": "date",
    "gstin": "seller_gstin",
}
_GST = {
    "SellerGstin": "seller_gstin",
    "BuyerGstin": "buyer_gstin",
    "DocNo": "number",
    "DocTyp": "type",
    "DocDt": "date",
    "TotInvVal": "amount",
    "ItemCnt": "items",
    "MainHsnCode": "main_hsn",
    "Irn": "irn",
}
_EPC_LINES = {4: "bic", 5: "name", 6: "payee", 7: "money", 9: "reference", 10: "note"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One code: its symbology, its text as it stands, where it is, and what it means where that is known."""

    symbology: str  # "QRCode", "EAN13", "Code128", ...
    text: str
    corners: tuple[tuple[int, int], ...]  # pixels, clockwise from its own top left
    kind: str = "text"  # upi, gst_invoice, epc, link, text
    fields: dict[str, str] = field(default_factory=dict)


def read_codes(picture: Image.Image, *, is_thorough: bool = True) -> list[Code]:
    """Every code of a picture that can be read, whatever its turn, each once.

    Args:
        is_thorough: look again at likely places, and at clearer and larger copies where nothing is found.
    """
    codes = [_code(found) for found in code_search.search(picture, is_thorough=is_thorough)]
    once: dict[tuple[str, str, tuple[tuple[int, int], ...]], Code] = {}
    for code in codes:
        once.setdefault((code.symbology, code.text, code.corners), code)
    return list(once.values())


def _code(found: code_search.Sighting) -> Code:
    kind, fields = meaning_of(found.text)
    return Code(symbology=found.symbology, text=found.text, corners=found.corners, kind=kind, fields=fields)


def meaning_of(text: str) -> tuple[str, dict[str, str]]:
    """What a code's text is for, and its fields by name; amounts as plain decimals."""
    for kind, read in (("upi", _upi), ("gst_invoice", _gst), ("epc", _epc)):
        if fields := read(text):
            return kind, fields
    return ("link", {"url": text}) if text.lower().startswith(("https://", "http://")) else ("text", {})


def _upi(text: str) -> dict[str, str]:
    parts = urlsplit(text.strip().replace("&amp;", "&"))
    if parts.scheme.lower() != "upi":
        return {}
    said = {name.lower(): unquote(values[0]).strip() for name, values in parse_qs(parts.query).items()}
    fields = {ours: said[theirs] for theirs, ours in _UPI.items() if said.get(theirs)}
    if "@" not in fields.get("payee", ""):
        return {}
    fields["currency"] = fields.get("currency", "INR").upper()
    return _with_amount(fields)


def _gst(text: str) -> dict[str, str]:
    said = {name.lower(): value for name, value in _claims(text.strip()).items()}
    if not said.get("sellergstin"):
        return {}
    fields = {
        ours: str(said[theirs.lower()]).strip()
        for theirs, ours in _GST.items()
        if said.get(theirs.lower()) is not None
    }
    return _with_amount(fields | {"currency": "INR"})


def _claims(text: str) -> dict[str, Any]:
    """What a signed invoice says: the middle of a JWT, or the JSON that some programs print bare."""
    pieces = text.split(".")
    try:
        claims = json.loads(text if text.startswith("{") else _unpadded(pieces[1]))
        said = claims.get("data", claims)
        said = json.loads(said) if isinstance(said, str) else said
    except (ValueError, IndexError, TypeError, AttributeError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _unpadded(piece: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(piece + "=" * (-len(piece) % 4))
    except binascii.Error as error:
        raise ValueError(piece[:20]) from error


def _epc(text: str) -> dict[str, str]:
    lines = text.replace("\r\n", "\n").split("\n")
    if len(lines) < 7 or lines[0] != "BCD" or lines[3] != "SCT":
        return {}
    said = {
        name: lines[at].strip() for at, name in _EPC_LINES.items() if at < len(lines) and lines[at].strip()
    }
    money = said.pop("money", "")
    if money[:3] == "EUR":
        said |= {"currency": "EUR", "amount": money[3:]}
    return _with_amount(said)


def _with_amount(fields: dict[str, str]) -> dict[str, str]:
    """An amount that is none is left out: nobody pays by a code that says so."""
    if "amount" not in fields:
        return fields
    try:
        amount = Decimal(fields["amount"].replace(",", ""))
    except InvalidOperation:
        amount = Decimal(-1)
    rest = {name: value for name, value in fields.items() if name != "amount"}
    return rest | {"amount": f"{amount:f}"} if amount.is_finite() and amount > 0 else rest
