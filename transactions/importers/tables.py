"""Files with columns, whatever they come in: a table of cells becomes a statement."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from transactions.importers import columns, signs
from transactions.importers.formats import Asked, Section, Statement
from transactions.importers.rows import StatementRow
from transactions.importers.statement import accounts_of, layout_of, read_rows
from transactions.importers.text import Sheet, read_sheet


def read_delimited(content: bytes, asked: Asked) -> Statement:
    """Read CSV, TSV and their relatives.

    Raises:
        UnreadableFileError: it is no statement; the sentence says what to do.
    """
    return statement_of(read_sheet(content), asked)


def statement_of(sheet: Sheet, asked: Asked) -> Statement:
    """Read a table with the layout that was asked for, or with the one that it seems to have.

    Raises:
        UnreadableFileError: there is no column of dates or none of amounts, or no payment.
    """
    layout = columns.fitted(asked.layout, sheet) if asked.layout else layout_of(sheet)
    rows = read_rows(sheet, layout, today=asked.today, currency=asked.currency)
    told = Section(
        institution=layout.institution,
        last4=layout.last4,
        currency=layout.currency,
        kind="card" if columns.is_card(sheet, layout) else "",
    )
    names = accounts_of(sheet, layout)
    sections = tuple(Section(key=name, name=name, currency=layout.currency) for name in names) or (told,)
    return Statement(
        format=sheet.format,
        encoding=sheet.encoding,
        delimiter=sheet.delimiter,
        sections=tuple(
            with_balances(section, [row for row in rows if row.section == at])
            for at, section in enumerate(sections)
        ),
        rows=rows,
        layout=layout,
    )


def with_balances(section: Section, rows: list[StatementRow]) -> Section:
    """What the account held before the first and after the last row, where the rows tell it."""
    told = [row for row in rows if row.balance is not None and row.amount and row.booked_on]
    chain = signs.chain_of([(row.amount, row.balance) for row in told])
    if not told or (chain.pairs and chain.same < 0.8 * chain.pairs):
        return section
    oldest, newest = (told[0], told[-1]) if chain.pairs and chain.step < 0 else (told[-1], told[0])
    if not chain.pairs:
        oldest, newest = min(told, key=_day), max(told, key=_day)
    return replace(
        section,
        opening_balance=(oldest.balance or Decimal(0)) - (oldest.amount or Decimal(0)),
        closing_balance=newest.balance,
        closing_on=newest.booked_on,
    )


def _day(row: StatementRow) -> date:
    return row.booked_on or date.min
