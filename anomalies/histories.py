"""Histories that people upload to try the watch on: those of many users, or one bank's file of one's own."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from anomalies.backtesting import Row, UnreadableHistoryError, read_history
from anomalies.payments import Payment, looks_automatic
from lumen.common.text import slug_key
from transactions.enrichment.categories import curated
from transactions.enrichment.kinds import EXPENSE, INCOME, detect_kind
from transactions.enrichment.merchants import named_merchant
from transactions.importers.decoding import decoded
from transactions.importers.door import read_statement
from transactions.importers.formats import Asked
from transactions.importers.rows import StatementRow

YOU = ""  # the user of a file that names none
_TELLING = {"user", "ts"}  # a heading with these means the layout for many users


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Payments to judge.

    Attributes:
        left_out: lines without a date or an amount, transfers and refunds.
    """

    rows: list[Row]
    left_out: int = 0

    @property
    def is_labelled(self) -> bool:
        return any(row.is_odd is not None for row in self.rows)


def read_any(content: bytes, *, filename: str, today: date, currency: str, most_rows: int) -> History:
    """Read a history of many users (its heading says user and ts), or a statement of one person.

    Args:
        currency: meant where a statement names none.

    Raises:
        UnreadableHistoryError, UnreadableFileError: with a sentence that says what to do.
    """
    if not content.strip():
        raise UnreadableHistoryError(_("This file is empty. Choose one with payments in it."))
    heading = content[:4096].decode("utf-8-sig", errors="replace").splitlines()[0].lower()
    if {cell.strip(' "') for cell in heading.split(",")} >= _TELLING:
        history = History(rows=_of_many(content))
    else:
        history = _of_one(content, Asked(filename=filename, today=today, currency=currency))
    if not history.rows:
        raise UnreadableHistoryError(_("There is a heading in this file but no payment below it."))
    if len(history.rows) > most_rows:
        raise UnreadableHistoryError(
            _("This file has %(rows)s payments; up to %(most)s are judged at once. Send a part of it.")
            % {"rows": f"{len(history.rows):,}", "most": f"{most_rows:,}"}
        )
    return history


def _of_many(content: bytes) -> list[Row]:
    text, _encoding = decoded(content)
    try:
        return read_history(_with_plain_heading(text.splitlines()))
    except csv.Error as error:
        raise UnreadableHistoryError(
            _("This file cannot be read as CSV. Save it again as CSV with commas.")
        ) from error
    except UnreadableHistoryError as error:
        if "row" not in error.extra:
            raise
        raise UnreadableHistoryError(
            _("Line %(line)d: the time must be written as 2025-11-14T18:30 and the amount as 1250.50.")
            % {"line": error.extra["row"] + 2}
        ) from error


def _with_plain_heading(lines: list[str]) -> list[str]:
    """Column names as they are told apart: lower case, without spaces around them."""
    cells = [cell.strip(' "').lower() for cell in lines[0].lstrip("\ufeff").split(",")]
    return [",".join(cells), *lines[1:]]


def _of_one(content: bytes, asked: Asked) -> History:
    statement = read_statement(content, asked)
    rows, left_out = [], 0
    for number, told in enumerate(statement.rows):
        payment = _payment(number, told, asked.currency)
        if payment is None:
            left_out += 1
        else:
            rows.append(Row(number=number, user=YOU, payment=payment, is_odd=None))
    return History(rows=rows, left_out=left_out)


def _payment(number: int, told: StatementRow, currency: str) -> Payment | None:
    """A line as the watch sees it; `None` for what it does not look at."""
    if told.problem or told.booked_on is None or not told.amount or told.is_transfer:
        return None
    kind = detect_kind(told.description or told.merchant, told.amount)
    if kind not in {EXPENSE, INCOME}:
        return None
    found = named_merchant(told.description, told=told.merchant)
    name = found.name if found else told.description or told.merchant
    category = told.category or curated(told.description, kind, merchant=name).name
    size = abs(float(told.amount))
    at = told.booked_at
    return Payment(
        key=str(number).zfill(9),
        day=told.booked_on,
        minute=at.hour * 60 + at.minute if at else None,
        merchant=slug_key(name),
        name=name,
        category=category,
        amount=size,
        original=size,
        currency=told.currency or currency,
        account=str(told.section),
        is_income=kind == INCOME,
        is_automatic=looks_automatic(method=told.method, category=category),
    )


def users_of(rows: Iterable[Row]) -> int:
    return len({row.user for row in rows})
