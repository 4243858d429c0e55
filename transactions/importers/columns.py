"""Which column of a statement means what."""
# ruff: noqa: E501  patterns are data; a broken line hides more than a long one

import hashlib
import re
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from lumen.common.text import fold
from transactions.importers import cells
from transactions.importers.text import Line, Sheet, UnreadableFileError

ROLES = (
    "date", "time", "description", "merchant", "amount", "debit", "credit", "flag", "currency",
    "category", "method", "reference", "note", "balance",
)  # fmt: skip

_HEADERS: list[tuple[str, str]] = [
    ("date", r"(?:txn|tran(?:saction)?|trans|posting|post|booking|value|purchase)?\s*\.?\s*(?:date|dt)(?: ?(?:&|and) time)?|datum|buchungstag|buchungsdatum|fecha|data|date op[ée]ration|date (?:of )?transaction|transaction date.*|date ?/ ?time|timestamp|when"),
    ("time", r"time|zeit|hora|heure"),
    ("debit", r"(?:withdrawals?|debits?|paid out|money out|payments?|spent|outgoings?|soll|cargos?|d[ée]bit)\s*(?:\(?dr\)?)?\s*(?:amt|amount)?\.?\s*(?:\(.*\))?|dr\.?(?: amount)?|debit amount.*|withdrawal.*"),
    ("credit", r"(?:deposits?|credits?|paid in|money in|received|receipts?|haben|abonos?|cr[ée]dit)\s*(?:\(?cr\)?)?\s*(?:amt|amount)?\.?\s*(?:\(.*\))?|cr\.?(?: amount)?|credit amount.*|deposit.*"),
    ("flag", r"(?:dr|debit|d)\s*/\s*(?:cr|credit|c)\.?|(?:cr|credit|c)\s*/\s*(?:dr|debit|d)\.?|type|transaction type|txn type|billingamountsign|direction|d/c|indicator|credit debit indicator"),
    ("balance", r"(?:closing|running|available|account|line|ledger)?\s*bal(?:ance)?\.?\s*(?:amt|amount)?\s*(?:\(.*\))?|saldo|solde|balance.*"),
    ("amount", r"(?:transaction|txn|billing|total|net)?\s*(?:amount|amt|value|betrag|importe|montant|sum)\.?\s*(?:\(.*\)|in rs\.?|inr)?|amount ?\(?in (?:rs|inr).*|umsatz"),
    ("merchant", r"merchant(?: name)?|payee|vendor|shop|store|name|counterparty|beneficiary(?: name)?|empf[äa]nger.*|auftraggeber.*|paid to"),
    ("description", r"(?:transaction|txn)?\s*(?:narration|description|particulars|details|remarks?|memo|text|information)s?|verwendungszweck|buchungstext|concepto|libell[ée]|transaction details?.*|descripci[oó]n|narrative"),
    ("reference", r"(?:chq|cheque|check|ref|utr|rrn|txn|transaction|order)?\.?\s*(?:/|no\.?|number|id|ref(?:erence)?|chq|cheque|num)[\s./]*(?:ref(?:erence)?|no|number|cheque|chq|id)?[\s./]*(?:no|number|id)?\.?|chqno|reference.*|ref.*no.*"),
    ("category", r"(?:sub)?\s*categor(?:y|ies)|kategorie|categor[ií]a"),
    ("method", r"(?:payment|pay)\s*(?:method|mode|type)|mode|channel|method|paid (?:by|with)"),
    ("currency", r"currency|ccy|cur\.?|w[äa]hrung|moneda|devise"),
    ("note", r"notes?|comments?|tags?"),
]  # fmt: skip
_COMPILED = [(role, re.compile(rf"^(?:{pattern})$", re.IGNORECASE)) for role, pattern in _HEADERS]
_SEARCH_LINES = 60
SIGNS = ("positive_is_out", "negative_is_out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a file is to be read. Kept with the import, and changed by the person if need be.

    Attributes:
        header_line: the number of the line with the headings; 0 when there is none.
        columns: role -> column index, from 0.
        sign: what a bare positive amount means.
    """

    encoding: str
    delimiter: str
    header_line: int
    headers: tuple[str, ...]
    columns: dict[str, int]
    date_order: str = "dmy"
    is_date_certain: bool = True
    decimal_mark: str = "."
    sign: str = "positive_is_out"
    institution: str = ""
    last4: str = ""
    format: str = "csv"

    def changed(self, **changes: Any) -> "Layout":
        return replace(self, **changes)

    def as_dict(self) -> dict[str, Any]:
        """The JSON shape in which an import keeps it."""
        return {**asdict(self), "headers": list(self.headers)}

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> "Layout":
        names = {one.name for one in fields(cls)}
        known = {name: value for name, value in kept.items() if name in names}
        return cls(**{**known, "headers": tuple(known["headers"])})


def header_key(layout: Layout) -> str:
    """The fingerprint of a kind of file: its headings, folded, and its format.

    Two exports of one bank have the same, whatever their period, encoding or chosen columns.
    """
    told = "\x1f".join((layout.format, *(fold(heading) for heading in layout.headers)))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def role_of(heading: str) -> str | None:
    """The role a heading names, or `None`."""
    text = " ".join(heading.replace("_", " ").strip(" .:*\ufeff\"'").split())
    return next((role for role, pattern in _COMPILED if text and pattern.match(text)), None)


def propose(sheet: Sheet) -> Layout:
    """Find the headings, the columns, the date order and the way amounts are written.

    Raises:
        UnreadableFileError: there is no column of dates or none of amounts.
    """
    header = _header(sheet)
    body = [line for line in sheet.lines if line.number > (header.number if header else 0)]
    columns = _columns_of(header.cells) if header else _columns_by_content(body)
    _require(columns, body)
    layout = Layout(
        encoding=sheet.encoding,
        delimiter=sheet.delimiter,
        header_line=header.number if header else 0,
        headers=header.cells if header else _numbered(body),
        columns=columns,
    )
    return with_styles(layout, sheet)


def with_styles(layout: Layout, sheet: Sheet) -> Layout:
    """Settle date order, decimal style and signs from all rows of the chosen columns."""
    body = body_of(sheet, layout)
    order = cells.date_order(_column(body, layout.columns["date"]))
    money = [
        c
        for role in ("amount", "debit", "credit", "balance")
        if role in layout.columns
        for c in _column(body, layout.columns[role])
    ]
    mark = cells.decimal_mark(money)
    return layout.changed(
        date_order=order.order,
        is_date_certain=order.is_certain,
        decimal_mark=mark,
        sign=_sign(layout.columns, body, mark),
    )


def body_of(sheet: Sheet, layout: Layout) -> list[Line]:
    return [line for line in sheet.lines if line.number > layout.header_line]


def preamble_of(sheet: Sheet, layout: Layout) -> str:
    return "\n".join(" ".join(line.cells) for line in sheet.lines if line.number < layout.header_line)


def _column(body: list[Line], index: int) -> list[str]:
    return [line.cells[index] for line in body if index < len(line.cells)]


def _header(sheet: Sheet) -> Line | None:
    best, best_score = None, 2
    for line in sheet.lines[:_SEARCH_LINES]:
        roles = set(_columns_of(line.cells))
        has_money = bool(roles & {"amount", "debit", "credit"})
        score = len(roles) if "date" in roles and has_money else 0
        if score > best_score or (score == 2 and best is None):
            best, best_score = line, score
    return best


def _columns_of(headings: tuple[str, ...]) -> dict[str, int]:
    """Role -> index; the first column of a role wins, except that a transaction date beats a value date."""
    found: dict[str, int] = {}
    for index, heading in enumerate(headings):
        role = role_of(heading)
        if role is None:
            continue
        is_better_date = role == "date" and re.search(r"tran|txn|post", heading, re.IGNORECASE)
        value_first = "date" in found and re.search("value", headings[found["date"]], re.IGNORECASE)
        if role not in found or (is_better_date and value_first):
            found[role] = index
    if "amount" in found and "debit" in found and "credit" in found:
        del found["amount"]
    if "debit" in found and "credit" not in found and "amount" not in found:
        found["amount"] = found.pop("debit")
    return found


def _columns_by_content(body: list[Line]) -> dict[str, int]:
    sample = body[:50]
    width = max((len(line.cells) for line in sample), default=0)
    share = {
        index: (
            _share(sample, index, cells.looks_like_date),
            _share(sample, index, lambda cell: cells.read_amount(cell, ".") is not None),
            sum(len(line.cells[index]) for line in sample if index < len(line.cells)),
        )
        for index in range(width)
    }
    dates = [i for i, (dated, _, _) in share.items() if dated > 0.8]
    amounts = [i for i, (dated, money, _) in share.items() if money > 0.8 and i not in dates]
    texts = sorted((i for i in share if i not in dates and i not in amounts), key=lambda i: -share[i][2])
    found = {"date": dates[0]} if dates else {}
    if amounts:
        found["amount"] = amounts[0]
    if len(amounts) > 1:
        found["balance"] = amounts[-1]
    if texts:
        found["description"] = texts[0]
    return found


def _share(sample: list[Line], index: int, test: Any) -> float:
    filled = [line.cells[index] for line in sample if index < len(line.cells) and line.cells[index]]
    return sum(bool(test(cell)) for cell in filled) / len(filled) if filled else 0.0


def _numbered(body: list[Line]) -> tuple[str, ...]:
    width = max((len(line.cells) for line in body), default=0)
    return tuple(f"Column {number}" for number in range(1, width + 1))


def _require(columns: dict[str, int], body: list[Line]) -> None:
    if not body:
        raise UnreadableFileError(
            "There are headings in this file but no payments below them. Choose another period and export again."
        )
    missing = [] if "date" in columns else ["a date"]
    missing += [] if {"amount", "debit", "credit"} & set(columns) else ["an amount"]
    if missing:
        raise UnreadableFileError(
            f"No column with {' and no column with '.join(missing)} was found. "
            "The first line should name the columns, for example Date, Merchant, Amount.",
            missing=missing,
        )


def _sign(columns: dict[str, int], body: list[Line], mark: str) -> str:
    """Own lists write spending as plain numbers; banks write it with a minus."""
    if "amount" not in columns:
        return "positive_is_out"
    read = [cells.read_amount(cell, mark) for cell in _column(body, columns["amount"])]
    negative = sum(cell is not None and cell.sign < 0 for cell in read)
    filled = sum(cell is not None for cell in read) or 1
    is_own_list = "category" in columns or "method" in columns
    if is_own_list:
        return "negative_is_out" if negative * 2 > filled else "positive_is_out"
    return "negative_is_out" if negative else "positive_is_out"
