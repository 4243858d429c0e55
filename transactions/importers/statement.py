"""A statement file as rows: what each line says, or why it cannot be read."""
# ruff: noqa: E501  patterns are data; a broken line hides more than a long one

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from lumen.common.money import CURRENCIES
from transactions.importers import cells, columns, details, fees, running, stamps, states
from transactions.importers.columns import Layout
from transactions.importers.rows import StatementRow
from transactions.importers.text import Line, Sheet, UnreadableFileError, read_sheet
from transactions.parsing import fields
from transactions.parsing.banks import institution_in

FOOTER = re.compile(
    r"statement\s+summary|end\s+of\s+statement|\*{3,}|^\W*legend|generated\s+on|computer\s+generated|this\s+is\s+a\s+system"
    r"|unless\s+the\s+constituent|does\s+not\s+require\s+(?:a\s+)?signature|^\W*abbreviations|customer\s+care",
    re.IGNORECASE,
)
NOT_A_PAYMENT = re.compile(
    r"^\W*(?:total|sub\s?total|grand\s+total|opening\s+bal\w*|closing\s+bal\w*|balance\s+(?:b/?f|c/?f|brought|carried)\w*"
    r"|b/f|c/f|page\s+total|brought\s+forward|carried\s+forward|start(?:ing)?\s+balance|beginning\s+balance|ending\s+balance"
    r"|end\s+balance|kontostand|alter\s+saldo|neuer\s+saldo|previous\s+balance|anfangssaldo|schlusssaldo|endsaldo|saldo\s+(?:inicial|final|anterior|iniziale|finale)"
    r"|saldo\s+(?:total|do\s+dia|en\s+cuenta|em\s+conta)|ancien\s+solde|nouveau\s+solde|solde\s+(?:initial|final)|transaction\s+total)\b",
    re.IGNORECASE,
)
_INCOME = re.compile(
    r"^(?:income|salary|refunds?|interest|dividends?|cashback|bonus|reimbursements?)\b", re.IGNORECASE
)
_ACCOUNT_NUMBER = re.compile(
    r"(?:account|a/c|acct|card|konto|compte|cuenta)[^\d\n]{0,40}?([Xx*•\d](?:[ \-]?[Xx*•\d]){1,22}[ \-]?\d{4})(?!\d)",
    re.IGNORECASE,
)
MAX_AMOUNT = Decimal(99999999999999)
_MOST_CONTINUATIONS = 6
_CENT = Decimal("0.01")


def open_statement(content: bytes) -> tuple[Sheet, Layout]:
    """Read a delimited file as far as its layout.

    Raises:
        UnreadableFileError: it is no statement; the sentence says what to do.
    """
    sheet = read_sheet(content)
    return sheet, layout_of(sheet)


def layout_of(sheet: Sheet) -> Layout:
    """The layout of a table, with the bank and the account that its heading names.

    Raises:
        UnreadableFileError: there is no column of dates or none of amounts.
    """
    layout = columns.propose(sheet)
    preamble = columns.preamble_of(sheet, layout)
    told = f"{preamble}\n{' '.join(layout.headers)}"
    return layout.changed(
        institution=layout.institution or institution_in(told),
        last4=_last4(preamble) or _last4_of_column(sheet, layout),
    )


def _last4(preamble: str) -> str:
    iban = re.search(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b", preamble)
    if iban:
        return iban[0].replace(" ", "")[-4:]
    for told in _ACCOUNT_NUMBER.finditer(preamble):
        if not stamps.looks_like_date(told[1].strip()):
            return re.sub(r"\D", "", told[1])[-4:]
    return fields.last4(preamble) or ""


def _last4_of_column(sheet: Sheet, layout: Layout) -> str:
    index = layout.columns.get("account")
    if index is None:
        return ""
    told = {columns.cell_of(line, index) for line in columns.body_of(sheet, layout)} - {""}
    digits = re.sub(r"\D", "", told.pop()) if len(told) == 1 else ""
    return digits[-4:] if len(digits) >= 4 else ""


def read_rows(sheet: Sheet, layout: Layout, *, today: date, currency: str) -> list[StatementRow]:
    """Every data line in order; titles, totals and footers are left out.

    Args:
        today: a later date is a problem.
        currency: meant where the file names none.

    Raises:
        UnreadableFileError: not one data line is in it.
    """
    read = _Reader(sheet, layout, currency).entries()
    is_unsigned = layout.sign == "balance" and "amount" in layout.columns
    rows = running.settled(read, by_balance=is_unsigned or layout.format == "pdf", is_signed=not is_unsigned)
    rows = [_not_in_future(row, today) for row in rows]
    if not rows:
        raise UnreadableFileError(
            "There are headings in this file but no payments below them. "
            "Choose another period and export again."
        )
    return rows


def _not_in_future(row: StatementRow, today: date) -> StatementRow:
    if row.booked_on and row.booked_on > today:
        return replace(row, problem="This date is in the future. Correct the file or leave the line out.")
    return row


class _Reader:
    """Reads the lines of one table."""

    def __init__(self, sheet: Sheet, layout: Layout, home: str) -> None:
        self.layout = layout
        self.body = columns.body_of(sheet, layout)
        self.home = layout.currency or home
        self.columns = layout.columns
        self.mark, self.order = layout.decimal_mark, layout.date_order
        self.accounts = accounts_of(sheet, layout)
        self.states = states.unnamed_columns(self.body, self._settled_columns())
        self.texts = details.columns_of(layout, self.body)
        self.debits_are_negative = self._mostly_negative("debit")
        self.credits_are_negative = self._mostly_negative("credit")
        self.takes_fee = self._takes_fee()
        self.names_currency = self._names_currency()

    def entries(self) -> list[StatementRow]:
        """Rows, and lines that only tell a balance (with amount zero)."""
        found: list[StatementRow] = []
        day: stamps.Stamp | None = None
        continued = 0
        for line in self._data_lines():
            stamp = stamps.read_stamp(self.cell(line, "date"), self.order)
            if stamp is None and day and self.layout.inherits_date and not self.cell(line, "date"):
                stamp = day
            row = self._row(line, stamp)
            if row is not None:
                found.append(row)
                day, continued = stamp or day, 0
            elif found and continued < _MOST_CONTINUATIONS and (more := self._continuation(line)):
                continued += 1
                found[-1] = _with_more(found[-1], more)
        return found

    def cell(self, line: Line, role: str) -> str:
        index = self.columns.get(role)
        return line.cells[index] if index is not None and index < len(line.cells) else ""

    def _settled_columns(self) -> list[int]:
        """Columns whose words are not about the state of a payment."""
        if "status" in self.columns:
            return list(range(max((len(line.cells) for line in self.body), default=0)))
        return [index for role, index in self.columns.items() if role != "date"]

    def _state_problem(self, line: Line) -> str:
        told = [columns.cell_of(line, index) for index in self.states] or [self.cell(line, "status")]
        return next((found for cell in told if (found := states.problem(cell))), "")

    def _text(self, line: Line) -> str:
        if len(self.texts) == 1:
            return line.cells[self.texts[0]] if self.texts[0] < len(line.cells) else ""
        return details.joined(line, self.texts)

    def _data_lines(self) -> Iterator[Line]:
        """Lines below the headings until a footer begins; after it only lines that start with a date count."""
        in_footer = False
        for line in self.body:
            is_dated = stamps.read_stamp(self.cell(line, "date"), self.order) is not None
            if not is_dated and FOOTER.search(" ".join(line.cells)):
                in_footer = True
            if (is_dated or not in_footer) and line.cells != self.layout.headers:
                yield line

    def _continuation(self, line: Line) -> str:
        """The text of a line that only goes on with the description of the line above."""
        index = self.columns.get("description", self.columns.get("merchant"))
        filled = [at for at, cell in enumerate(line.cells) if cell]
        if index is None or filled != [index] or NOT_A_PAYMENT.match(line.cells[index]):
            return ""
        return line.cells[index]

    def _row(self, line: Line, stamp: stamps.Stamp | None) -> StatementRow | None:
        description, merchant = self._text(line), self.cell(line, "merchant")
        amount, problem = self._amount(line)
        balance = self._balance(line)
        if self._is_total(line, description or merchant, stamp):
            return (
                None
                if balance is None
                else StatementRow(line=line.number, amount=Decimal(0), balance=balance)
            )
        if stamp is None and (amount is None or not self._is_worth_telling(line)):
            return None
        if stamp is None:
            problem = f"“{self.cell(line, 'date')[:30]}” is not a date that can be read."
        code, currency_problem = self._currency(line)
        if amount is not None and amount > 0 and (payer := self.cell(line, "payer")):
            merchant = payer
        return StatementRow(
            line=line.number,
            booked_on=stamp.day if stamp else None,
            booked_at=(stamp.clock if stamp else None) or stamps.read_clock(self.cell(line, "time")),
            amount=amount,
            currency=code,
            description=(description or merchant or self.cell(line, "method"))[:500],
            merchant=merchant[:200],
            category=self.cell(line, "category")[:80],
            method=self.cell(line, "method")[:40],
            reference=(self.cell(line, "reference") or self.cell(line, "id")).strip("-")[:80],
            note=self.cell(line, "note")[:2000],
            balance=balance,
            section=self.accounts.index(self.cell(line, "account")) if self.accounts else 0,
            problem=self._state_problem(line) or problem or currency_problem,
        )

    def _is_total(self, line: Line, description: str, stamp: stamps.Stamp | None) -> bool:
        if NOT_A_PAYMENT.match(description):
            return True
        first = next((cell for cell in line.cells if cell), "")
        return stamp is None and bool(NOT_A_PAYMENT.match(first))

    def _is_worth_telling(self, line: Line) -> bool:
        """A line without a date is a broken payment when it has more than a few stray cells."""
        return bool(self.cell(line, "date")) or sum(bool(cell) for cell in line.cells) > 2

    def _balance(self, line: Line) -> Decimal | None:
        found = (
            cells.read_amount(self.cell(line, "balance"), self.mark) if "balance" in self.columns else None
        )
        if found is None:
            return None
        return -found.value if found.sign < 0 else found.value

    def _currency(self, line: Line) -> tuple[str, str]:
        code = self.cell(line, "currency").strip().upper()
        if code in CURRENCIES:
            return code, ""
        if code and (known := cells.currency_in(self.cell(line, "currency"))):
            return known, ""
        if code:
            return self.home, f"“{code[:10]}” is not a currency code. Use three letters such as INR or USD."
        if not self.names_currency:
            return self.home, ""
        money = (
            cells.read_amount(self.cell(line, role), self.mark) for role in ("amount", "debit", "credit")
        )
        return next((one.currency for one in money if one and one.currency), self.home), ""

    def _amount(self, line: Line) -> tuple[Decimal | None, str]:
        """The signed amount of a line, or what is wrong with it."""
        value = self._value(line)
        if value is None:
            shown = self.cell(line, "amount") or self.cell(line, "debit") or self.cell(line, "credit")
            return None, f"“{shown[:30]}” is not an amount." if shown else "There is no amount in this line."
        if self.takes_fee and (fee := self.fee(line)):
            value -= fee
        if value == 0:
            return None, "The amount is zero."
        if abs(value) > MAX_AMOUNT:
            return None, "The amount is too large to be right."
        rounded = value.quantize(_CENT)
        return (rounded, "") if rounded else (None, "The amount is zero.")

    def _value(self, line: Line) -> Decimal | None:
        return self._two_columns(line) if "amount" not in self.columns else self._one_column(line)

    def _two_columns(self, line: Line) -> Decimal | None:
        debit = cells.read_amount(self.cell(line, "debit"), self.mark)
        credit = cells.read_amount(self.cell(line, "credit"), self.mark)
        if debit is None and credit is None:
            return None
        value = credit.value if credit else Decimal(0)
        if credit and credit.sign < 0 and not self.credits_are_negative:
            value = -value
        if debit:
            is_reversal = debit.sign < 0 and not self.debits_are_negative
            value += debit.value if is_reversal else -debit.value
        return value

    def _one_column(self, line: Line) -> Decimal | None:
        found = cells.read_amount(self.cell(line, "amount"), self.mark)
        if found is None:
            return None
        flag = cells.flag_sign(self.cell(line, "flag")) if "flag" in self.columns else 0
        if flag:
            return flag * found.value
        if found.is_flagged:
            return found.sign * found.value
        is_plain = found.sign >= 0
        if self.layout.sign == "negative_is_out":
            return found.value if is_plain else -found.value
        if is_plain and _INCOME.match(self.cell(line, "category")):
            return found.value
        return -found.value if is_plain else found.value

    def _mostly_negative(self, role: str) -> bool:
        index = self.columns.get(role)
        if index is None:
            return False
        read = [cells.read_amount(columns.cell_of(line, index), self.mark) for line in self.body[:400]]
        filled = [one for one in read if one and one.value]
        return sum(one.sign < 0 for one in filled) * 2 > len(filled)

    def _names_currency(self) -> bool:
        """Whether cells of money name a currency; looked for in the first lines only."""
        indexes = [self.columns[role] for role in ("amount", "debit", "credit") if role in self.columns]
        read = (
            cells.read_amount(columns.cell_of(line, index), self.mark)
            for line in self.body[:400]
            for index in indexes
        )
        return any(one and one.currency for one in read)

    def _takes_fee(self) -> bool:
        if "fee" not in self.columns:
            return False
        told = [(self._value(line), self.fee(line), self._balance(line)) for line in self.body[:400]]
        return fees.are_apart(told, self.layout)

    def fee(self, line: Line) -> Decimal | None:
        read = cells.read_amount(self.cell(line, "fee"), self.mark)
        return read.value if read else None


def _with_more(row: StatementRow, more: str) -> StatementRow:
    return replace(row, description=f"{row.description} {more}".strip()[:500])


def accounts_of(sheet: Sheet, layout: Layout) -> list[str]:
    """The accounts that a column of the file names, when there are several; else nothing."""
    index = layout.columns.get("account")
    if index is None:
        return []
    told: Sequence[str] = list(
        dict.fromkeys(columns.cell_of(line, index) for line in columns.body_of(sheet, layout))
    )
    return list(told) if 1 < len([one for one in told if one]) <= 60 else []
