"""What a cell of a statement says about money: an amount, a direction, a currency."""
# ruff: noqa: E501  patterns are data; a broken line hides more than a long one

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from lumen.common.money import CURRENCIES
from lumen.common.text import fold

_MINUS = str.maketrans(dict.fromkeys("−–—‒﹣-", "-"))
_SPACES = re.compile(r"[\s\u00a0\u202f\u2007\u2009'’`_]")
_FLAG = re.compile(r"^(.*?\d[\d.,)]*)\s*\(?(cr|dr|c|d|credit|debit|kredit|s|h)\.?\)?$", re.IGNORECASE)
_FLAG_FIRST = re.compile(r"^\(?\b(cr|dr)\b\.?\)?\s*(.*)$", re.IGNORECASE)
_SYMBOLS = {
    "₹": "INR", "rs": "INR", "inr": "INR", "€": "EUR", "£": "GBP", "zł": "PLN", "zl": "PLN", "r$": "BRL",
    "fr": "CHF", "sfr": "CHF", "kč": "CZK", "ft": "HUF", "₽": "RUB", "₴": "UAH", "₺": "TRY", "₦": "NGN",
    "us$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "s$": "SGD", "nz$": "NZD", "hk$": "HKD",
    "$": "", "¥": "", "kr": "", "euro": "EUR", "euros": "EUR", "rp": "IDR", "rm": "MYR", "php": "PHP", "₱": "PHP",
}  # fmt: skip
_LETTERS = re.compile(
    r"^(?P<first>[^\W\d_]{1,5}\$?|[^\w\s.,+()-]{1,3})?\.?(?P<number>[-+]?[\d.,]+-?)(?P<last>[^\W\d_]{1,5}|[^\w\s.,+()-]{1,3})?\.?$"
)
_FAST = re.compile(r"(-?)([0-9]{1,18}(?:\.[0-9]{1,2})?)\Z")  # means the same with either mark
_GROUPED = re.compile(r"^\d{1,3}(?:,\d{2,3})*,\d{3}$")
_ENOUGH = 2000  # more votes for one mark settle it
_PLAIN = re.compile(r"^(?:\d+(?:\.\d*)?|\.\d+)$")
_OUT = frozenset(
    [
        "d",
        "dr",
        "db",
        "dbit",
        "debit",
        "debits",
        "out",
        "outflow",
        "outgoing",
        "expense",
        "expenses",
        "spend",
        "spent",
        "withdrawal",
        "withdraw",
        "payment",
        "purchase",
        "paid",
        "sent",
        "-",
        "s",
        "soll",
        "debito",
        "debet",
        "af",
        "lastschrift",
        "belastung",
        "ausgang",
        "ausgabe",
        "depense",
        "wydatek",
        "obciazenie",
        "sale",
        "dare",
        "charge",
        "addebito",
        "cargo",
        "egreso",
        "uscita",
        "paid",
        "to",
        "money out",
        "paid to",
        *(
            "支出",
            "支払い",
            "出金",
            "출금",
            "χρεωση",
            "расход",
            "списание",
            "wydatki",
            "debetas",
            "borc",
            "lasku",
            "db",
        ),
    ]
)
_IN = frozenset(
    [
        "c",
        "cr",
        "crdt",
        "credit",
        "credits",
        "in",
        "inflow",
        "incoming",
        "income",
        "deposit",
        "received",
        "refund",
        "+",
        "h",
        "haben",
        "credito",
        "bij",
        "gutschrift",
        "eingang",
        "einnahme",
        "recette",
        "wplyw",
        "uznanie",
        "return",
        "avere",
        "accredito",
        "abono",
        "ingreso",
        "entrata",
        "money in",
        "received from",
        *("收入", "収入", "入金", "預かり", "입금", "πιστωση", "приход", "пополнение", "alacak", "kredit"),
    ]
)


@dataclass(frozen=True, slots=True)
class SignedCell:
    """An amount with what its cell says about direction: -1, +1, or 0 when nothing.

    Attributes:
        is_flagged: the direction is told by Cr or Dr.
        currency: a code the cell names beyond doubt.
    """

    value: Decimal
    sign: int
    is_flagged: bool = False
    currency: str = ""


@lru_cache(maxsize=1 << 16)
def read_amount(cell: str, mark: str) -> SignedCell | None:
    """An amount in any style: 12,34,567.89, 1.234,56, 1'234.50, (50.00), 50-, 50 Cr, ₹ 50.

    Args:
        mark: the decimal mark of the column; it settles `1.234` only, every other style tells itself.

    Returns:
        `None` when the cell holds no amount.
    """
    if plain := _FAST.match(cell):
        return SignedCell(Decimal(plain[2]), -1 if plain[1] else 0)
    if len(cell) > 60 or not any(char.isdigit() for char in cell):
        return None
    flag, text = _flag(cell.translate(_MINUS).strip().strip("'\"= "))
    is_bracketed = (text.startswith("(") and text.endswith(")")) or text.startswith("-(")
    text = _SPACES.sub("", text.replace("(", "").replace(")", ""))
    sign, text = _outer_sign(text)
    match = _LETTERS.match(text)
    if not match or not (known := _currencies(match)):
        return None
    inner, digits = _outer_sign(match["number"])
    value = _decimal(digits, mark)
    if value is None:
        return None
    told = flag or (-1 if is_bracketed else 0) or sign or inner
    return SignedCell(value, told, is_flagged=bool(flag), currency=known.pop())


def _flag(text: str) -> tuple[int, str]:
    for pattern, flag, rest in ((_FLAG, 2, 1), (_FLAG_FIRST, 1, 2)):
        match = pattern.match(text)
        if match:
            return (1 if match[flag][0] in "cChHkK" else -1), match[rest].strip()
    return 0, text


def _outer_sign(text: str) -> tuple[int, str]:
    if text.startswith("-") or text.endswith("-"):
        return -1, text.strip("-")
    if text.startswith("+") or text.endswith("+"):
        return 1, text.strip("+")
    return 0, text


def _currencies(match: re.Match[str]) -> set[str]:
    """The one currency beside a number (perhaps an empty string); nothing when other words are there."""
    codes = set()
    for name in ("first", "last"):
        word = (match[name] or "").lower().rstrip(".")
        if not word:
            continue
        if word in _SYMBOLS:
            codes.add(_SYMBOLS[word])
        elif word.upper() in CURRENCIES:
            codes.add(word.upper())
        else:
            return set()
    return {max(codes, default="")}


def _decimal(digits: str, mark: str) -> Decimal | None:
    comma, dot = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and dot >= 0:
        mark = "," if comma > dot else "."
    elif comma >= 0 or dot >= 0:
        mark = _only_mark(digits, "," if comma >= 0 else ".", mark)
    if mark == ",":
        digits = digits.translate(str.maketrans(",.", ".,"))
    whole, _, part = digits.partition(".")
    if "," in part or ("," in whole and not _GROUPED.match(whole)):
        return None
    plain = whole.replace(",", "") + (f".{part}" if part else "")
    try:
        return Decimal(plain) if _PLAIN.match(plain) else None
    except InvalidOperation:
        return None


def _only_mark(digits: str, found: str, mark: str) -> str:
    """The decimal mark of a number that has only one kind of mark."""
    other = "." if found == "," else ","
    if digits.count(found) > 1:
        return other
    return mark if len(digits) - digits.rfind(found) == 4 else found


def decimal_mark(cells: Iterable[str]) -> str:
    """`,` when the amounts of a column are written 1.234,56, else `.`."""
    votes = {",": 0.0, ".": 0.0}
    for cell in cells:
        digits = re.sub(r"[^\d.,]", "", cell).strip(".,") if any(mark in cell for mark in ",.") else ""
        last = max(digits.rfind(","), digits.rfind("."))
        if last < 0:
            continue
        found = digits[last]
        is_thousands = digits.count(found) > 1 or (
            len(digits) - last == 4 and len({*digits} & {",", "."}) == 1
        )
        votes["." if (found == ",") == is_thousands else ","] += 0.1 if is_thousands else 1
        if abs(votes[","] - votes["."]) > _ENOUGH:
            break
    return "," if votes[","] > votes["."] else "."


@lru_cache(maxsize=4096)
def flag_sign(cell: str) -> int:
    """What a Dr/Cr or Type column says: -1 money out, 1 money in, 0 nothing."""
    word = fold(cell).strip(" .:()")
    if word in _IN:
        return 1
    if word in _OUT:
        return -1
    first = word.split(" ")[0] if word else ""
    if first in {"credit", "cr", "deposit", "received", "refund"}:
        return 1
    return -1 if first in {"debit", "dr", "withdrawal", "paid", "sent"} else 0


def currency_in(text: str) -> str:
    """The currency a heading or a preamble names in brackets or at its end, or an empty string."""
    for word in re.findall(r"[A-Z]{3}(?![a-zA-Z])|[₹€£]|R\$|zł|(?<![\w])Rs\b|(?<![\w])euros?\b", text):
        code = _SYMBOLS.get(str(word).lower(), str(word))
        if code in CURRENCIES:
            return code
    return ""
