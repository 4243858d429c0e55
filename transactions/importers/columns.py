"""Which line of a file has the headings, and which column means what."""
# ruff: noqa: E501  patterns are data; a broken line hides more than a long one

import re
from collections.abc import Callable, Iterable, Sequence

from lumen.common.money import CURRENCIES
from lumen.common.text import fold
from transactions.importers import cells, headings, pairs, signs, stamps
from transactions.importers.headings import ROLES, role_of
from transactions.importers.layouts import SIGNS, Layout, header_key
from transactions.importers.text import Line, Sheet, UnreadableFileError

__all__ = [
    "ROLES", "SIGNS", "Layout", "body_of", "cell_of", "fitted", "header_key", "is_card", "preamble_of", "propose", "role_of", "with_styles",
]  # fmt: skip

MONEY = ("amount", "debit", "credit", "balance")
_SEARCH_LINES = 120
_SAMPLE = 400
_CARD = re.compile(
    r"credit ?card|利用店名|ご利用先|利用金額|이용금액|가맹점|kartenabrechnung|carta di credito|tarjeta de credito|cartao de credito|card ?member|card (?:no|number|ending)|kreditkarte|carte de credit",
    re.IGNORECASE,
)


def propose(sheet: Sheet) -> Layout:
    """Find the headings, the columns, the date order and the way amounts are written.

    Raises:
        UnreadableFileError: there is no column of dates or none of amounts.
    """
    header = _header(sheet)
    columns = _vetted(headings.columns_of(header.cells), header, _below(sheet, header)) if header else {}
    if header is None or not {"amount", "debit", "credit"} & columns.keys():
        guessed_header, guessed = _by_content(sheet)
        if guessed or header is None:
            header, columns = guessed_header, guessed
    body = _below(sheet, header)
    _require(columns, body, header)
    shown = header.cells if header else _numbered(body)
    preamble = " ".join(
        " ".join(line.cells) for line in sheet.lines if header and line.number < header.number
    )
    layout = Layout(
        encoding=sheet.encoding,
        delimiter=sheet.delimiter,
        header_line=header.number if header else 0,
        headers=shown,
        columns=columns,
        format=sheet.format,
        table=sheet.name,
        institution=headings.institution_of(shown),
        currency=_currency(columns, shown, preamble),
    )
    return with_styles(layout, sheet)


def fitted(layout: Layout, sheet: Sheet) -> Layout:
    """A chosen or remembered layout for this very file, whose headings may stand on another line."""
    wanted = tuple(fold(heading) for heading in layout.headers)
    number = next(
        (
            line.number
            for line in sheet.lines[:_SEARCH_LINES]
            if tuple(fold(cell) for cell in line.cells) == wanted
        ),
        layout.header_line if layout.header_line and layout.table == sheet.name else 0,
    )
    moved = layout.changed(
        encoding=sheet.encoding, delimiter=sheet.delimiter, header_line=number, table=sheet.name
    )
    body = body_of(sheet, moved)
    return moved.changed(decimal_mark=cells.decimal_mark(_money(body, moved.columns)))


def with_styles(layout: Layout, sheet: Sheet) -> Layout:
    """Settle date order, decimal style and signs from all rows of the chosen columns."""
    body = body_of(sheet, layout)
    order = stamps.date_order(_column(body, layout.columns["date"]))
    if not order.is_certain:
        width = max((len(line.cells) for line in body[:_SAMPLE]), default=0)
        beside = [_column(body[:_SAMPLE], index) for index in range(width) if index != layout.columns["date"]]
        order = stamps.order_beside(_column(body[:_SAMPLE], layout.columns["date"]), beside) or order
    mark = cells.decimal_mark(_money(body, layout.columns))
    sign = signs.of_amounts(
        layout.columns,
        body,
        mark,
        is_own=_is_own_list(layout),
        is_card=is_card(sheet, layout),
    )
    return layout.changed(
        date_order=order.order,
        is_date_certain=order.is_certain,
        decimal_mark=mark,
        sign=sign,
        inherits_date=_inherits_date(body, layout.columns, mark, order.order),
    )


def is_card(sheet: Sheet, layout: Layout) -> bool:
    """Whether the words above the table, or its headings, speak of a credit card."""
    return bool(_CARD.search(f"{preamble_of(sheet, layout)} {' '.join(layout.headers)}"))


def _is_own_list(layout: Layout) -> bool:
    """A person's own list names categories or ways of paying, and no bank's balance."""
    if layout.institution or "balance" in layout.columns:
        return False
    method = layout.columns.get("method")
    names_method = method is not None and re.search("pay|paid|mode", layout.headers[method], re.IGNORECASE)
    return "category" in layout.columns or bool(names_method)


def _inherits_date(body: Sequence[Line], columns: dict[str, int], mark: str, order: str) -> bool:
    """Some banks write a day once and leave it out on the lines below."""
    dated = bare = 0
    for line in body[:_SAMPLE]:
        has_amount = any(
            cells.read_amount(cell_of(line, columns[role]), mark)
            for role in ("amount", "debit", "credit")
            if role in columns
        )
        day = cell_of(line, columns["date"])
        dated += has_amount and bool(day) and stamps.read_stamp(day, order) is not None
        bare += (
            has_amount
            and not any(cell and cells.read_amount(cell, mark) is None for cell in (day,))
            and not day
        )
    return bare > 2 and bare > 0.2 * dated


def body_of(sheet: Sheet, layout: Layout) -> list[Line]:
    return [line for line in sheet.lines if line.number > layout.header_line]


def preamble_of(sheet: Sheet, layout: Layout) -> str:
    return "\n".join(" ".join(line.cells) for line in sheet.lines if line.number < layout.header_line)


def cell_of(line: Line, index: int) -> str:
    return line.cells[index] if index < len(line.cells) else ""


def _column(body: Iterable[Line], index: int) -> list[str]:
    return [line.cells[index] for line in body if index < len(line.cells)]


def _money(body: Sequence[Line], columns: dict[str, int]) -> list[str]:
    return [cell for role in MONEY if role in columns for cell in _column(body, columns[role])]


def _below(sheet: Sheet, header: Line | None) -> list[Line]:
    return [line for line in sheet.lines if header is None or line.number > header.number]


def _header(sheet: Sheet) -> Line | None:
    best, best_score = None, 1
    for line in sheet.lines[:_SEARCH_LINES]:
        roles = headings.columns_of(line.cells).keys()
        if "date" not in roles or not roles & {"amount", "debit", "credit"}:
            continue
        if any(_is_value(cell) for cell in line.cells):
            continue
        if len(roles) > best_score:
            best, best_score = line, len(roles)
    return best


def _is_value(cell: str) -> bool:
    return stamps.looks_like_date(cell) or cells.read_amount(cell, ".") is not None


def _vetted(found: dict[str, int], header: Line, body: Sequence[Line]) -> dict[str, int]:
    """The columns whose content is what their heading says."""
    sample = body[:_SAMPLE]
    columns = dict(found)
    if sample:
        columns["date"] = _date_column(header, sample, found)
        for role in ("debit", "credit"):
            if role in columns and _share(sample, columns[role], _is_amount) < 0.5 and "amount" in columns:
                del columns[role]
        if "balance" in columns and _share(sample, columns["balance"], _is_amount) < 0.5:
            del columns["balance"]
        if "currency" in columns and _share(sample, columns["currency"], _is_currency) < 0.6:
            del columns["currency"]
        columns = pairs.settled(columns, header.cells, sample)
        if "flag" in columns and not _tells_direction(sample, columns):
            columns.setdefault("method", columns.pop("flag"))
    return columns


def _date_column(header: Line, sample: Sequence[Line], found: dict[str, int]) -> int:
    """The best heading of those whose column is mostly filled with dates."""
    candidates = [
        (ranks["date"], index)
        for index, heading in enumerate(header.cells)
        if "date" in (ranks := headings.ranks_of(heading)) and index not in _others(found)
    ]
    filled = [
        (rank, index)
        for rank, index in candidates
        if sum(_is_date(cell) for cell in _column(sample, index)) >= 0.3 * len(sample)
    ]
    return min(filled or [(0, found["date"])])[1]


def _others(found: dict[str, int]) -> set[int]:
    return {index for role, index in found.items() if role != "date"}


def _is_date(cell: str) -> bool:
    return any(stamps.read_stamp(cell, order) for order in stamps.ORDERS)


def _is_amount(cell: str) -> bool:
    return cells.read_amount(cell, ".") is not None


def _is_currency(cell: str) -> bool:
    return cell.upper() in CURRENCIES


def _tells_direction(sample: Sequence[Line], columns: dict[str, int]) -> bool:
    """A column of Dr and Cr, and not one of kinds of payment beside amounts that have signs."""
    if "amount" not in columns or _share(sample, columns["flag"], cells.flag_sign) < 0.6:
        return False
    amounts = [cells.read_amount(cell, ".") for cell in _column(sample, columns["amount"])]
    return not any(amount and amount.sign < 0 for amount in amounts)


def _share(sample: Sequence[Line], index: int, test: Callable[[str], object]) -> float:
    filled = [cell for cell in _column(sample, index) if cell]
    return sum(bool(test(cell)) for cell in filled) / len(filled) if filled else 0.0


def _currency(columns: dict[str, int], shown: Sequence[str], preamble: str) -> str:
    """What the amounts are in, by their heading or by the words above the table."""
    named = [shown[columns[role]] for role in MONEY if role in columns and columns[role] < len(shown)]
    for heading in named:
        if code := cells.currency_in(heading):
            return code
    told = re.search(
        r"(?i:currency|w[äa]hrung|waluta|devise|bewertet in|moneda)\W{1,4}([A-Z]{3})\b", preamble
    )
    if told and told[1] in CURRENCIES:
        return told[1]
    symbols = {cells.currency_in(mark) for mark in re.findall("[₹€£]", preamble)}
    return symbols.pop() if len(symbols) == 1 else ""


def _numbered(body: Sequence[Line]) -> tuple[str, ...]:
    width = max((len(line.cells) for line in body[:_SAMPLE]), default=0)
    return tuple(f"Column {number}" for number in range(1, width + 1))


def _require(columns: dict[str, int], body: Sequence[Line], header: Line | None) -> None:
    if header is not None and not body:
        raise UnreadableFileError(
            "There are headings in this file but no payments below them. "
            "Choose another period and export again."
        )
    missing = [] if "date" in columns else ["a date"]
    missing += [] if {"amount", "debit", "credit"} & set(columns) else ["an amount"]
    if missing:
        raise UnreadableFileError(
            f"No column with {' and no column with '.join(missing)} was found. "
            "The first line should name the columns, for example Date, Merchant, Amount.",
            missing=missing,
        )


def _by_content(sheet: Sheet) -> tuple[Line | None, dict[str, int]]:
    """Columns told by what is in them, for files without headings or with headings in unknown words."""
    from transactions.importers import guessing

    return guessing.columns_by_content(sheet)
