"""What a paper says about itself: sender, dates, number, sums, each with its place on the page."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.gstin import GstinError, clean_gstin
from documents.understanding.parties import find_sender
from documents.understanding.receipts import currencies
from documents.understanding.receipts.amounts import style_of
from documents.understanding.receipts.days import find_dates, issue_date
from documents.understanding.receipts.items import find_items
from documents.understanding.receipts.reader import Receipt, read_rows
from documents.understanding.receipts.rows import Row, rows_of_page
from documents.understanding.receipts.sums import Sums, read_sums

OTHER = "other"  # of papers of no kind only what stands behind a label is believed
FIRST_PAGES = 3
WITH_SUMS = frozenset({"receipt", "invoice", "bill"})
DATED_ROWS = 60  # of a letter or contract: later dates are about something else
_DUE = re.compile(
    r"due (date|on|by)|pay(ment)? (is )?(due|by|before)|pay on or before|last date( of payment)?|f[äa]llig"
    r"|zahlbar bis|date limite|[ée]ch[ée]ance|fecha de vencimiento|vencimiento|jatuh tempo|scadenza|देय तिथि",
    re.IGNORECASE,
)
_ISSUED = re.compile(
    r"(invoice|bill|statement|receipt|issue|letter|document|rechnungs|facture)\s?-?(date|datum)|date of issue"
    r"|dated|datum|date de facture|fecha de (factura|emisi[oó]n)|made (and entered )?on|executed on|^date\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\b(?P<what>invoice|inv|tax invoice|bill|receipt|policy|statement|agreement|contract|order|reference|ref"
    r"|document|doc|consumer|customer|account|rechnungs?|facture|factura|licen[cs]e|passport)"
    r"[\s.\-]*(?:no|number|num|nr|nummer|#|id|n°|n\.º|ref)\.?\s*[:#.\-–]*\s*"
    r"(?P<code>(?:[A-Z]{1,5}[-/] )?[A-Z0-9][A-Z0-9/_\-]{2,30})",
    re.IGNORECASE,
)
_RANK = (
    "invoice",
    "inv",
    "tax invoice",
    "rechnung",
    "rechnungs",
    "facture",
    "factura",
    "bill",
    "receipt",
    "policy",
)
_GSTIN = re.compile(r"\b\d{2}[A-Z]{5}\d{4}[A-Z][0-9A-Z]{3}\b")
_OF_BUYER = re.compile(
    r"bill(ed)? to|buyer|recipient|ship to|customer|consignee|place of supply", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PageText:
    """A stored page."""

    number: int
    text: str
    blocks: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Found:
    """A value and where it was read: `page.text[start:end]`; no place when it was concluded."""

    value: Any
    confidence: float
    page: int | None = None
    start: int | None = None
    end: int | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "value": str(self.value),
            "page": self.page,
            "start": self.start,
            "end": self.end,
            "confidence": round(self.confidence, 3),
        }


@dataclass(frozen=True, slots=True)
class Fields:
    """Fields by the names of `Document`; `correspondent` is a name."""

    found: dict[str, Found]
    items: list[dict[str, str]]


def read_fields(pages: Sequence[PageText], *, kind: str, today: date) -> Fields:
    """Read what a paper of this kind says. `pages` are its first ones, and the last."""
    rows = [row for page in pages for row in rows_of_page(page.number, page.text, page.blocks)]
    if kind == "receipt":
        receipt = read_rows(rows, today=today)
        found = dict(_of_receipt(receipt, rows))
        items = [item.as_dict() for item in receipt.items]
    else:
        found = dict(_of_paper(rows, kind=kind, today=today))
        items = _add_sums(found, rows) if kind in WITH_SUMS else []
    found |= dict(_codes(pages))
    return Fields(found, items)


def _of_receipt(receipt: Receipt, rows: Sequence[Row]) -> Iterator[tuple[str, Found]]:
    if receipt.merchant:
        name = receipt.merchant
        yield "correspondent", _placed(name.name, name.confidence, rows[name.row])
    if receipt.day:
        day = receipt.day
        yield "issued_on", _placed(day.value, day.confidence, rows[day.row], day.start, day.end)
    if receipt.total:
        yield "amount", _of_total(receipt.total, receipt.rows, receipt.total_confidence)
    yield from _money(receipt.tax, receipt.currency)


def _of_total(total: Any, rows: Sequence[Row], confidence: float) -> Found:
    return _placed(total.value, confidence, rows[total.row], total.amount.start, total.amount.end)


def _money(tax: Any, currency: str) -> Iterator[tuple[str, Found]]:
    if tax is not None:
        yield "tax", Found(tax, 0.8)
    if currency:
        yield "currency", Found(currency, 0.85)


def _placed(
    value: Any, confidence: float, row: Row, start: int | None = None, end: int | None = None
) -> Found:
    """A value with its place; the whole row where pieces of it stand in another order on the page."""
    if start is None or end is None or not row.is_aligned:
        return Found(value, confidence, row.page, row.start, row.end)
    return Found(value, confidence, row.page, row.start + start, row.start + end)


def _of_paper(rows: Sequence[Row], *, kind: str, today: date) -> Iterator[tuple[str, Found]]:
    texts = [row.text for row in rows]
    sender = find_sender(rows, kind=kind) if kind != OTHER else None
    if sender:
        yield "correspondent", _placed(sender.name, sender.confidence, rows[sender.row])
    currency = currencies.currency_of(texts)
    month_first = currencies.reads_month_first(texts, currency)
    issued = _labelled(rows, _ISSUED, today=today, month_first=month_first)
    if issued:
        yield "issued_on", issued
    elif kind != OTHER and (plain := issue_date(texts[:DATED_ROWS], today=today, month_first=month_first)):
        row = rows[plain.row]
        yield "issued_on", _placed(plain.value, plain.confidence * 0.8, row, plain.start, plain.end)
    if due := _labelled(rows, _DUE, today=today, month_first=month_first):
        yield "due_on", due


def _labelled(
    rows: Sequence[Row], label: "re.Pattern[str]", *, today: date, month_first: bool
) -> Found | None:
    """The date behind a label: in its row, or alone in the next one."""
    for number, row in enumerate(rows):
        match = label.search(row.text)
        if match is None or (label is _ISSUED and _DUE.search(row.text[: match.end()])):
            continue
        for one in find_dates(row.text, today=today, month_first=month_first):
            if one.start >= match.end() - 1:
                return _placed(one.readings[0], 0.9, row, one.start, one.end)
        below = rows[number + 1] if number + 1 < len(rows) else None
        if below and (found := find_dates(below.text, today=today, month_first=month_first)):
            one = found[0]
            return _placed(one.readings[0], 0.7, below, one.start, one.end)
    return None


def _add_sums(found: dict[str, Found], rows: Sequence[Row]) -> list[dict[str, str]]:
    """Add total, tax and currency to the fields; the items are returned."""
    texts = [row.text for row in rows]
    currency = currencies.currency_of(texts)
    style = style_of(texts)
    sums: Sums = read_sums(rows, style=style, dropped=currencies.MISTAKEN_FOR_DIGITS.get(currency, "5"))
    if sums.total and sums.total.score >= 1:
        found["amount"] = _of_total(sums.total, rows, 0.95 if sums.total.is_proven else 0.7)
    found |= dict(_money(sums.tax, currency))
    items = find_items(rows, start=0, end=sums.first_sum_row, style=style) if _has_heading(rows) else []
    return [item.as_dict() for item in items]


def _has_heading(rows: Sequence[Row]) -> bool:
    from documents.understanding.receipts.roles import is_header

    return any(is_header(row.text) for row in rows)


def _codes(pages: Sequence[PageText]) -> Iterator[tuple[str, Found]]:
    """The number of the paper, and the sender's GSTIN with a sound check digit."""
    numbers = [
        (_rank(match["what"]), page.number, match.start("code"), match)
        for page in pages
        for match in _NUMBER.finditer(page.text)
        if any(character.isdigit() for character in match["code"])
    ]
    if numbers:
        _rank_of, page, _start, match = min(numbers, key=lambda each: each[:3])
        code = match["code"].replace(" ", "").strip("-/_")
        yield "number", Found(code, 0.85, page, match.start("code"), match.end("code"))
    if gstin := next(_gstins(pages), None):
        yield "gstin", gstin


def _rank(what: str) -> int:
    name = " ".join(what.lower().split())
    return _RANK.index(name) if name in _RANK else len(_RANK)


def _gstins(pages: Sequence[PageText]) -> Iterator[Found]:
    for page in pages:
        for match in _GSTIN.finditer(page.text):
            before = page.text[max(0, match.start() - 200) : match.start()]
            try:
                code = clean_gstin(match[0])
            except GstinError:
                continue
            if not _OF_BUYER.search(before):
                yield Found(code, 0.95, page.number, match.start(), match.end())
