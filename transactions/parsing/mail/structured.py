"""The data that shops embed for machines: schema.org as JSON-LD or as microdata."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from lumen.common.money import CURRENCIES
from transactions.parsing.mail.reading import Item

_LD = re.compile(
    r"<script[^>]{0,200}application/ld\+json[^>]{0,200}>(.{2,200000}?)</script", re.IGNORECASE | re.DOTALL
)
_RESERVATION = re.compile(r"\w*Reservation$")
_KINDS = {"Order", "Invoice", "TradeAction", "BuyAction", "PayAction"}
_PAID = re.compile(r"PaymentComplete|PaymentAutomaticallyApplied|^(?:paid|complete)", re.IGNORECASE)
_UNPAID = re.compile(
    r"PaymentDue|PaymentPastDue|PaymentDeclined|^(?:due|unpaid|declined|pending)", re.IGNORECASE
)
_MAX_NODES = 3000


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """What the embedded data says. `is_paid` is None when it does not say whether money moved."""

    kind: str
    merchant: str
    amount: Decimal | None
    currency: str | None
    reference: str | None
    is_paid: bool | None
    is_cancelled: bool
    day: date | None
    items: tuple[Item, ...]
    url_names: tuple[str, ...] = ()


def find_purchases(source: str) -> list[Purchase]:
    """Every order, invoice and reservation in an HTML source, JSON-LD first."""
    if "schema.org" not in source[:3_000_000]:
        return []
    nodes = [node for block in _json_blocks(source) for node in _walk(block)]
    nodes += list(_walk(_microdata(source))) if "itemscope" in source else []
    return [purchase for node in nodes[:_MAX_NODES] if (purchase := _purchase(node)) is not None]


def _json_blocks(source: str) -> Iterator[Any]:
    for block in _LD.findall(source)[:20]:
        text = re.sub(r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>)\s*$", "", block.strip())
        for candidate in (text, html.unescape(text), re.sub(r",\s*([}\]])", r"\1", text)):
            try:
                yield json.loads(candidate, strict=False)
                break
            except (ValueError, RecursionError):
                continue


def _walk(tree: Any) -> Iterator[dict[str, Any]]:
    waiting, seen = [tree], 0
    while waiting and seen < _MAX_NODES:
        node = waiting.pop(0)
        seen += 1
        if isinstance(node, list):
            waiting[:0] = node[:500]
        elif isinstance(node, dict):
            if _kind(node):
                yield node
            else:
                waiting += [value for value in node.values() if isinstance(value, dict | list)]


def _kind(node: dict[str, Any]) -> str:
    told = node.get("@type") or node.get("type")
    names = [str(name).rpartition("/")[2] for name in (told if isinstance(told, list) else [told]) if name]
    return next((name for name in names if name in _KINDS or _RESERVATION.match(name)), "")


def _purchase(node: dict[str, Any]) -> Purchase | None:
    amount, currency = _price(node)
    status = " ".join(_words(node.get(name)) for name in ("orderStatus", "reservationStatus"))
    payment = _words(node.get("paymentStatus")).rpartition("/")[2]
    items = tuple(_items(node))
    merchant = _name(node, "merchant", "seller", "provider", "broker", "bookingAgent", "underName")
    if amount is None and not items:
        return None
    return Purchase(
        kind=_kind(node),
        merchant=merchant,
        amount=amount,
        currency=currency,
        reference=_words(
            node.get("orderNumber")
            or node.get("confirmationNumber")
            or node.get("reservationNumber")
            or node.get("reservationId")
        )[:60]
        or None,
        is_paid=True if _PAID.search(payment) else False if _UNPAID.search(payment) else None,
        is_cancelled=bool(re.search("Cancel|Returned|ProblemWith|PaymentDue", status)),
        day=_day(node),
        items=items,
    )


def _price(node: dict[str, Any]) -> tuple[Decimal | None, str | None]:
    for name in (
        "totalPaymentDue",
        "totalPrice",
        "price",
        "total",
        "acceptedPrice",
        "priceSpecification",
        "partOfInvoice",
    ):
        amount, currency = _money(node.get(name))
        if amount is not None:
            return amount, currency or _currency(node.get("priceCurrency"))
    offers = node.get("acceptedOffer") or node.get("offers")
    if _kind(node) == "Order" and isinstance(offers, dict):
        return _money(offers)
    return None, None


def _money(value: Any) -> tuple[Decimal | None, str | None]:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        inner = next(
            (
                value[key]
                for key in ("price", "value", "totalPrice", "minPrice")
                if value.get(key) is not None
            ),
            None,
        )
        amount, currency = _money(inner)
        return amount, currency or _currency(value.get("priceCurrency") or value.get("currency"))
    if value is None or isinstance(value, bool):
        return None, None
    return _number(str(value)), _currency_in(str(value))


def _number(text: str) -> Decimal | None:
    """A machine's number, or one that a shop wrote for people."""
    from transactions.parsing.amounts import parse_number

    digits = re.search(r"\d[\d.,' ]{0,20}", text)
    if not digits:
        return None
    try:
        plain = digits[0].strip(" .,'")
        value = Decimal(plain) if re.fullmatch(r"\d+(?:\.\d+)?", plain) else parse_number(plain)
    except (ValueError, InvalidOperation):
        return None
    return value if value < Decimal(10) ** 12 else None


def _currency(value: Any) -> str | None:
    code = _words(value).upper()[:3]
    return code if code in CURRENCIES else _currency_in(_words(value))


def _currency_in(text: str) -> str | None:
    from transactions.parsing.amounts import currency_of

    sign = re.sub(r"[\d.,\s'-]+", "", text)[:6]
    return currency_of(sign) if sign else None


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return _words(value.get("name") or value.get("@id"))
    if isinstance(value, list):
        return _words(value[0]) if value else ""
    return " ".join(html.unescape(str(value)).split())[:300] if isinstance(value, str | int | float) else ""


def _name(node: dict[str, Any], *keys: str) -> str:
    for key in keys[:-1]:
        if name := _words(node.get(key)):
            return name[:120]
    offers = node.get("acceptedOffer")
    first = offers[0] if isinstance(offers, list) and offers else offers
    if isinstance(first, dict) and (name := _words(first.get("seller"))):
        return name[:120]
    about = node.get("reservationFor")
    carrier = (
        about.get("provider") or about.get("airline") or about.get("organizer")
        if isinstance(about, dict)
        else None
    )
    return _words(carrier)[:120]


def _day(node: dict[str, Any]) -> date | None:
    for key in (
        "paymentDueDate",
        "scheduledPaymentDate",
        "orderDate",
        "bookingTime",
        "bookingDate",
        "dateCreated",
    ):
        try:
            return date.fromisoformat(_words(node.get(key))[:10])
        except ValueError:
            continue
    return None


def _items(node: dict[str, Any]) -> Iterator[Item]:
    for key in ("acceptedOffer", "orderedItem", "referencesOrder", "offers"):
        told = node.get(key)
        found = [item for entry in (told if isinstance(told, list) else [told]) if (item := _item(entry))]
        if found:
            yield from found[:100]
            return


def _item(entry: Any) -> Item | None:
    if not isinstance(entry, dict):
        return None
    inner = entry.get("itemOffered") or entry.get("orderedItem") or entry
    name = _words(inner.get("name") if isinstance(inner, dict) else inner) or _words(entry.get("name"))
    if not name or _kind(entry):
        return None
    quantity = _number(str(_plain_quantity(entry))) or Decimal(1)
    amount, _ = _money(entry)
    if amount is None and isinstance(inner, dict):
        amount, _ = _money(inner.get("offers"))
    return Item(name[:200], max(1, min(int(quantity), 9999)), amount)


def _plain_quantity(entry: dict[str, Any]) -> Any:
    told = entry.get("eligibleQuantity") or entry.get("orderQuantity") or 1
    return told.get("value", 1) if isinstance(told, dict) else told


_SCOPE = re.compile(r"<(/?)([a-zA-Z]\w*)((?:[^<>\"']++|\"[^\"]{0,4000}+\"|'[^']{0,4000}+')*+)>([^<]{0,500})")
_PAIR = re.compile(r"(itemtype|itemprop|content|href)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_VOID = {"meta", "link", "img", "br", "hr", "input"}


def _microdata(source: str) -> list[dict[str, Any]]:
    """The nodes that `itemscope` attributes spell out, nested as they stand."""
    roots: list[dict[str, Any]] = []
    stack: list[tuple[str, dict[str, Any] | None]] = []
    for match in _SCOPE.finditer(source[:1_500_000]):
        closing, name, attrs, words = match[1], match[2].lower(), match[3], match[4]
        if closing:
            _close(stack, name)
        elif "item" in attrs.lower() or name not in _VOID:
            _open(stack, roots, name, attrs, words)
    return roots


def _close(stack: list[tuple[str, dict[str, Any] | None]], name: str) -> None:
    for depth in range(len(stack) - 1, max(-1, len(stack) - 60), -1):
        if stack[depth][0] == name:
            del stack[depth:]
            return


def _open(
    stack: list[tuple[str, dict[str, Any] | None]],
    roots: list[dict[str, Any]],
    name: str,
    attrs: str,
    words: str,
) -> None:
    told = {m[1].lower(): html.unescape(m[2] or m[3] or "") for m in _PAIR.finditer(attrs)}
    above = next((node for _, node in reversed(stack) if node is not None), None)
    node: dict[str, Any] | None = None
    if "itemscope" in attrs.lower():
        node = {"@type": told.get("itemtype", "").rpartition("/")[2]}
        if above is None:
            roots.append(node)
    if "itemprop" in told and above is not None:
        value: Any = node if node is not None else told.get("content") or told.get("href") or words.strip()
        known = above.get(told["itemprop"])
        above[told["itemprop"]] = (
            value if known is None else [*(known if isinstance(known, list) else [known]), value]
        )
    if name not in _VOID and len(stack) < 400:
        stack.append((name, node))
