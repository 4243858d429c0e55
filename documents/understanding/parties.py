"""Who sent a paper: letterhead, sender of a mail, first party of a contract, or who signed."""

import re
from collections.abc import Sequence

from documents.understanding.receipts.merchants import LEGAL, PlacedName, cleaned, find_merchant
from documents.understanding.receipts.rows import Row

HEAD_ROWS = 12
_FROM = re.compile(
    r"^\W*(?:from|von|de|expéditeur|remitente|dari)\s*:\s*(?P<name>[^<\n@]{3,80})", re.IGNORECASE
)
_ISSUED_BY = re.compile(
    r"\b(?:issued by|billed by|sold by|seller|supplier|vendor|landlord|lessor|licensor|insurer|employer"
    r"|provider)\b(?:\s*\([^)]*\))?\s*[:\-]\s*(?P<name>[^,\n(]{3,80})",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\bbetween\s*:?\s*(?:(?:mr|mrs|ms|m/s|dr|shri|smt)\.?\s+)?(?P<name>[A-Z][^,(\n;]{2,80}?)"
    r"(?=,|\(|;|\s+(?:and|residing|having|son of|daughter of|a company|hereinafter|whose)\b|$)"
)
_FOR = re.compile(r"^\W*(?:for|on behalf of)\s+(?P<name>[A-Z].{3,80})$")
_HOUSES = (
    "bank|insurance|electric(?:ity)?|power|telecom|university|hospital|board|corporation|society|trust|school"
)
_HOUSE = re.compile(rf"\b[A-Z][\w&. ]{{1,40}}\b(?:{_HOUSES})\b", re.IGNORECASE)
_NO_NAME = re.compile(
    r"\b(bill|invoice|statement|agreement|policy|card|notice|report|receipt|contract|summary|details?|page|rechnung"
    r"|facture|factura|certificate|schedule|terms)\b",
    re.IGNORECASE,
)
_COURTESY = re.compile(r"^(?:mr|mrs|ms|m/s|dr|shri|smt|herrn?|frau)\b\.?\s+(?=\S)", re.IGNORECASE)
_LONGEST = 80
_SHORT_ROW = 40  # characters of a row that is a name and nothing else


def find_sender(rows: Sequence[Row], *, kind: str) -> PlacedName | None:
    """The issuer of a paper that is no till receipt."""
    head = rows[:HEAD_ROWS]
    tail = max(0, len(rows) - HEAD_ROWS)
    return (
        (_party(rows) if kind == "contract" else None)
        or _first(rows, _FROM, 0.85)
        or _first(rows, _ISSUED_BY, 0.8)
        or _company(head)
        or _first(rows[tail:], _FOR, 0.6, offset=tail)
        or _house(head)
        or (_letterhead(head) if kind in {"invoice", "bill", "statement"} else None)
    )


def _company(head: Sequence[Row]) -> PlacedName | None:
    for number, row in enumerate(head):
        name = _first_part(cleaned(row.text))
        if LEGAL.search(name) and len(name) < _LONGEST:
            return PlacedName(_short(name), number, 0.85)
    return None


def _house(head: Sequence[Row]) -> PlacedName | None:
    """A bank, a board, a hospital: known by its word alone."""
    for number, row in enumerate(head):
        match = _HOUSE.search(row.text)
        if match and len(row.text) < _LONGEST and not _NO_NAME.search(row.text):
            return PlacedName(_short(match[0]), number, 0.6)
    return None


def _party(rows: Sequence[Row]) -> PlacedName | None:
    """The first party of a contract; the sentence may run over two rows."""
    if named := _first(rows, _ISSUED_BY, 0.75):
        return named
    for number, row in enumerate(rows[:60]):
        if not re.search(r"\bbetween\b", row.text, re.IGNORECASE):
            continue
        text = " ".join(each.text for each in rows[number : number + 2])
        if match := _BETWEEN.search(text.replace("BETWEEN", "between").replace("Between", "between")):
            return PlacedName(_short(match["name"]), number, 0.7)
    return None


def _first(
    rows: Sequence[Row], pattern: "re.Pattern[str]", confidence: float, *, offset: int = 0
) -> PlacedName | None:
    for number, row in enumerate(rows):
        if match := pattern.search(row.text):
            name = _short(match["name"])
            if len(name) >= 3 and not name.isdigit():
                return PlacedName(name, number + offset, confidence)
    return None


def _letterhead(head: Sequence[Row]) -> PlacedName | None:
    plain = [row for row in head if not _NO_NAME.search(row.text)]
    found = find_merchant(plain)
    if found is None:
        return None
    return PlacedName(_first_part(found.name), head.index(plain[found.row]), found.confidence * 0.7)


def _first_part(text: str) -> str:
    """A name without what a long row says behind it."""
    return text if len(text) < _SHORT_ROW else re.split(r",\s|\.\s|;|\t|\s[-–|]\s", text)[0]


def _short(text: str) -> str:
    plain = _COURTESY.sub("", text.strip(" .,:;-*\"'"))
    return " ".join(plain.split())[:_LONGEST]
