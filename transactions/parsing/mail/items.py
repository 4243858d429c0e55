"""What was bought: rows of a receipt that are neither taxes, fees, discounts nor totals."""

import re
from collections.abc import Iterator
from decimal import Decimal

from transactions.parsing.amounts import find_bare_numbers, find_money
from transactions.parsing.mail.labels import kind_of
from transactions.parsing.mail.reading import Item

_I = re.IGNORECASE
MAX_ITEMS = 100
_NOT_ITEM = re.compile(
    r"\b(?:sub\s?-?total|total|tax(?:es)?|gst|cgst|sgst|igst|vat|mwst|ust|tva|iva|btw|cess|fees?|charges?|surge|discount|savings?|saved|coupon|promo\w*|delivery|shipping|postage|packing|packaging|handling|tips?|gratuity|donation|round(?:ing|ed)?(?:\s+off)?|convenience|platform|balance|due|payment|paid|payable|method|visa|mastercard|amex|card|cash|upi|wallet|credits?|gift\s+card|refund|amount|order|invoice|receipt|date|reference|transaction|booking\s+(?:id|no)|fare|distance|duration|toll|insurance|deposit|reward|points|versand\w*|rabatt|zwischensumme|summe|gesamt\w*|steuer|gutschein|livraison|frais|remise|env[ií]o|descuento|gastos|impuestos?|spedizione|sconto|imposta|verzend\w*|korting|subtotaal|totaal|portes|desconto|qty|quantity|price|description|items?|artikel|menge|preis|bill|pay(?:ments?)?|limit|account|mrp)\b",
    _I,
)
_QUANTITY_IN_NAME = [
    re.compile(r"^(?P<n>\d{1,3})\s*[x×X*]\s+(?P<name>\S.*)$"),
    re.compile(
        r"^(?P<name>.*?\S)\s*[,(]?\s*\b(?:qty|quantity|menge|anzahl|quantit[ée]|cantidad|quantit[àa]|aantal|qtd)\.?\s*[:=]?\s*(?P<n>\d{1,3})\b.*$",
        _I,
    ),
    re.compile(r"^(?P<name>.*?\S)\s+[x×]\s?(?P<n>\d{1,3})$"),
]
_QUANTITY_CELL = re.compile(
    r"(?:(?:qty|quantity|menge|anzahl|cantidad|quantit[ée])\.?\s?[:=]?\s?)?[x×]?\s?(?P<n>\d{1,3})\s?(?:[x×]|pcs?\.?|stk\.?)?",
    _I,
)
_HEAD_QUANTITY = re.compile(
    r"^(?:qty|quantity|menge|anzahl|quantit[ée]|cantidad|quantit[àa]|aantal|qtd|units?|count|nos?\.?)\.?$", _I
)
_HEAD_PRICE = re.compile(
    r"^(?:unit\s+price|price|rate|preis|einzelpreis|prix(?:\s+unitaire)?|precio|prezzo|prijs|pre[çc]o|mrp|unit)\b.*$",
    _I,
)
_HEAD_AMOUNT = re.compile(
    r"^(?:amount|total|line\s+total|price|betrag|gesamt(?:preis)?|preis|montant|prix|importe|precio|importo|prezzo|bedrag|prijs|valor|pre[çc]o|subtotal|cost|net\s+amount).*$",
    _I,
)
_HEAD_NAME = re.compile(
    r"^(?:items?(?:\s+names?)?|description|product(?:s|\s+name)?|artikel(?:bezeichnung)?|article|produkt|produit|producto|prodotto|produto|art[íi]culo|bezeichnung|particulars|service|dish|details|name|omschrijving)\b.*$",
    _I,
)
_LETTERS = re.compile(r"[^\W\d_]{2}")


def find_items(text: str) -> tuple[Item, ...]:
    """The bought things with their quantity and the price of the line."""
    found: dict[tuple[str, int, Decimal | None], Item] = {}
    for item in _rows(text.split("\n")[:1500]):
        found.setdefault((item.name, item.quantity, item.amount), item)
        if len(found) >= MAX_ITEMS:
            break
    return tuple(found.values())


def _rows(lines: list[str]) -> Iterator[Item]:
    heads: list[str] = []
    for number, line in enumerate(lines):
        cells = [cell.strip(" |") for cell in line.split(" | ")]
        cells = [cell for cell in cells if cell]
        if len(cells) < 2:
            continue
        if sum(
            bool(_HEAD_NAME.match(c) or _HEAD_QUANTITY.match(c) or _HEAD_AMOUNT.match(c)) for c in cells
        ) >= 2 and not any(map(find_money, cells)):
            heads = cells
            continue
        item = _item(cells, heads if len(heads) == len(cells) else [])
        if item is not None:
            yield _with_quantity_below(item, lines, number)


def _item(cells: list[str], heads: list[str]) -> Item | None:
    name = next((cell for cell in cells[:2] if _LETTERS.search(cell) and not find_money(cell)), "")
    if not name or len(name) > 160 or _names_none(name):
        return None
    amount = _amount(cells[-1], bool(heads))
    if amount is None:
        return None
    quantity = _of_heads(cells, heads) or next(
        (int(found["n"]) for cell in cells if (found := _QUANTITY_CELL.fullmatch(cell))), None
    )
    plain, told = _split_quantity(name)
    return Item(plain[:120], quantity or told or 1, amount)


def _names_none(name: str) -> bool:
    """Whether a row's first cell is a label or a fee rather than a thing."""
    plain = re.sub(r"\(.*?\)", "", _split_quantity(name)[0])
    return bool(kind_of(plain)) or bool(
        _NOT_ITEM.search(plain) and (len(plain.split()) <= 4 or _NOT_ITEM.match(plain))
    )


def _amount(cell: str, has_heads: bool) -> Decimal | None:  # noqa: FBT001  read by position in one place
    money = find_money(cell)
    if money:
        return None if money[-1].is_negative or len(cell) > 40 else money[-1].value
    bare = find_bare_numbers(cell) if has_heads and re.fullmatch(r"[\d.,]+", cell) else []
    return bare[0].value if bare else None


def _of_heads(cells: list[str], heads: list[str]) -> int | None:
    for head, cell in zip(heads, cells, strict=False):
        found = re.match(r"[xX×]?\s?(\d{1,3})(?!\d)", cell) if _HEAD_QUANTITY.match(head) else None
        if found:
            return int(found[1])
    return None


def _split_quantity(name: str) -> tuple[str, int | None]:
    for pattern in _QUANTITY_IN_NAME:
        found = pattern.match(name)
        if found and _LETTERS.search(found["name"]):
            return found["name"].strip(" ,-–(:"), int(found["n"])
    return name.strip(" ,-–:"), None


def _with_quantity_below(item: Item, lines: list[str], number: int) -> Item:
    below = lines[number + 1] if number + 1 < len(lines) else ""
    found = re.fullmatch(r"(?:qty|quantity|menge|anzahl)\.?\s*[:|]?\s*\|?\s*(\d{1,3})", below.strip(), _I)
    return Item(item.name, int(found[1]), item.amount) if found and item.quantity == 1 else item
