"""A statement file as rows: what each line says, or why it cannot be read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal

from lumen.common.money import CURRENCIES
from transactions.importers import cells, columns
from transactions.importers.columns import Layout
from transactions.importers.text import Line, Sheet, UnreadableFileError, read_sheet
from transactions.parsing import fields
from transactions.parsing.banks import institution_in

_FOOTER = re.compile(
    r"statement\s+summary|end\s+of\s+statement|\*{3,}|^legend|generated\s+on|computer\s+generated|this\s+is\s+a\s+system",
    re.IGNORECASE,
)
_NOT_A_PAYMENT = re.compile(
    r"^(?:total|sub\s?total|grand\s+total|opening\s+bal\w*|closing\s+bal\w*|balance\s+(?:b/?f|c/?f|brought|carried)\w*|b/f|c/f|page\s+total|brought\s+forward|carried\s+forward)\b",
    re.IGNORECASE,
)
_INCOME = re.compile(
    r"^(?:income|salary|refunds?|interest|dividends?|cashback|bonus|reimbursements?)\b", re.IGNORECASE
)
MAX_AMOUNT = Decimal(99999999999999)


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitLine:
    """One part of a split payment as a file tells it; signed like the row's amount."""

    amount: Decimal
    category: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """One data line. `problem` says what is wrong with it, else date and amount are there.

    Attributes:
        amount: signed, negative is money out.
        section: which of the file's accounts it belongs to (`Statement.sections`).
        external_id: the bank's own id of the movement (FITID, AcctSvcrRef), unique in its account.
        account_hint: the other account's name, where a file says that this is a transfer.
    """

    line: int
    booked_on: date | None = None
    booked_at: time | None = None
    amount: Decimal | None = None
    currency: str = ""
    description: str = ""
    merchant: str = ""
    category: str = ""
    method: str = ""
    reference: str = ""
    note: str = ""
    balance: Decimal | None = None
    section: int = 0
    external_id: str = ""
    account_hint: str = ""
    splits: tuple[SplitLine, ...] = ()
    problem: str = ""


def open_statement(content: bytes) -> tuple[Sheet, Layout]:
    """Read a file as far as its layout.

    Raises:
        UnreadableFileError: it is no statement; the sentence says what to do.
    """
    sheet = read_sheet(content)
    layout = columns.propose(sheet)
    preamble = columns.preamble_of(sheet, layout)
    told = f"{preamble}\n{' '.join(layout.headers)}"
    return sheet, layout.changed(institution=institution_in(told), last4=fields.last4(preamble) or "")


def read_rows(sheet: Sheet, layout: Layout, *, today: date, currency: str) -> list[StatementRow]:
    """Every data line in order; titles, totals and footers are left out.

    Args:
        today: a later date is a problem.
        currency: meant where the file names none.

    Raises:
        UnreadableFileError: not one data line is in it.
    """
    rows: list[StatementRow] = []
    for line in _data_lines(sheet, layout):
        row = _row(line, layout, currency)
        if row is None:
            continue
        if row.booked_on and row.booked_on > today:
            row = replace(row, problem="This date is in the future. Correct the file or leave the line out.")
        rows.append(row)
    if not rows:
        raise UnreadableFileError(
            "There are headings in this file but no payments below them. "
            "Choose another period and export again."
        )
    return rows


def _data_lines(sheet: Sheet, layout: Layout) -> Iterator[Line]:
    """Lines below the headings until a footer begins; after it only lines that start with a date count."""
    in_footer = False
    for line in columns.body_of(sheet, layout):
        is_dated = cells.read_stamp(_cell(line, layout, "date"), layout.date_order) is not None
        if not is_dated and _FOOTER.search(" ".join(line.cells)):
            in_footer = True
        if (is_dated or not in_footer) and line.cells != layout.headers:
            yield line


def _cell(line: Line, layout: Layout, role: str) -> str:
    index = layout.columns.get(role)
    return line.cells[index] if index is not None and index < len(line.cells) else ""


def _row(line: Line, layout: Layout, currency: str) -> StatementRow | None:
    description = _cell(line, layout, "description") or _cell(line, layout, "merchant")
    stamp = cells.read_stamp(_cell(line, layout, "date"), layout.date_order)
    amount, problem = _amount(line, layout)
    texts = [cell for cell in line.cells if cell]
    is_total = _NOT_A_PAYMENT.match(description) or (
        stamp is None and texts and _NOT_A_PAYMENT.match(texts[0])
    )
    if is_total or (stamp is None and amount is None):
        return None
    if stamp is None:
        problem = f"“{_cell(line, layout, 'date')[:30]}” is not a date that can be read."
    code, currency_problem = _currency(_cell(line, layout, "currency"), currency)
    balance = cells.read_amount(_cell(line, layout, "balance"), layout.decimal_mark)
    return StatementRow(
        line=line.number,
        booked_on=stamp.day if stamp else None,
        booked_at=(stamp.clock if stamp else None) or cells.read_clock(_cell(line, layout, "time")),
        amount=amount,
        currency=code,
        description=description[:500],
        merchant=_cell(line, layout, "merchant")[:200],
        category=_cell(line, layout, "category")[:80],
        method=_cell(line, layout, "method")[:40],
        reference=_cell(line, layout, "reference").strip("-")[:80],
        note=_cell(line, layout, "note")[:2000],
        balance=_signed(balance) if balance else None,
        problem=problem or currency_problem,
    )


def _signed(cell: cells.SignedCell) -> Decimal:
    return -cell.value if cell.sign < 0 else cell.value


def _currency(cell: str, home: str) -> tuple[str, str]:
    code = cell.strip().upper()
    if not code:
        return home, ""
    if code in CURRENCIES:
        return code, ""
    return home, f"“{cell[:10]}” is not a currency code. Use three letters such as INR or USD."


def _amount(line: Line, layout: Layout) -> tuple[Decimal | None, str]:
    """The signed amount of a line, or what is wrong with it."""
    value = _two_columns(line, layout) if "amount" not in layout.columns else _one_column(line, layout)
    if value is None:
        shown = _cell(line, layout, "amount") or _cell(line, layout, "debit") or _cell(line, layout, "credit")
        return None, f"“{shown[:30]}” is not an amount." if shown else "There is no amount in this line."
    if value == 0:
        return None, "The amount is zero."
    if abs(value) > MAX_AMOUNT:
        return None, "The amount is too large to be right."
    return value.quantize(Decimal("0.01")), ""


def _two_columns(line: Line, layout: Layout) -> Decimal | None:
    debit = cells.read_amount(_cell(line, layout, "debit"), layout.decimal_mark)
    credit = cells.read_amount(_cell(line, layout, "credit"), layout.decimal_mark)
    if debit and debit.value:
        return -debit.value
    return credit.value if credit else None


def _one_column(line: Line, layout: Layout) -> Decimal | None:
    found = cells.read_amount(_cell(line, layout, "amount"), layout.decimal_mark)
    if found is None:
        return None
    flag = cells.flag_sign(_cell(line, layout, "flag"))
    if flag:
        return flag * found.value
    if re.search(r"\b[cd]r\b", _cell(line, layout, "amount"), re.IGNORECASE):
        return found.sign * found.value
    is_plain = found.sign >= 0
    if layout.sign == "negative_is_out":
        return found.value if is_plain else -found.value
    if is_plain and _INCOME.match(_cell(line, layout, "category")):
        return found.value
    return -found.value if is_plain else found.value
