"""Statements without a running balance, checked by the totals that are printed beside the rows."""
# ruff: noqa: E501  patterns are data; a broken line hides more than a long one

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from transactions.importers import cells
from transactions.importers.formats import Statement
from transactions.importers.pdf.lines import PageLine, is_money

_OPENING = re.compile(
    r"(?:opening|beginning|previous|starting) balance|balance brought forward|last statement balance|saldo (?:inicial|anterior|iniziale|pocz\w+)|anfangs(?:saldo|bestand)|alter (?:konto)?(?:saldo|stand)|ancien solde|solde (?:initial|pr[ée]c[ée]dent)|beginsaldo|ing[åa]ende saldo",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:closing|ending|new|current|statement) balance|balance carried forward|total (?:amount|payment) due|saldo (?:final|finale|actual|ko[ńn]cow\w+)|(?:end|schluss)saldo|neuer (?:konto)?(?:saldo|stand)|nouveau solde|solde (?:final|nouveau)|eindsaldo|utg[åa]ende saldo",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"[-+−(]?\s?(?:[₹$€£]|Rs\.?)?\s?[-−]?\d[\d,.']*[.,]\d{2}\)?-?(?:\s?\(?(?:cr|dr)\b\)?)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Totals:
    """What is printed around the rows: balances by their names, and all figures."""

    opening: frozenset[Decimal]
    closing: frozenset[Decimal]
    figures: frozenset[Decimal]


def totals_of(lines: Iterable[PageLine]) -> Totals:
    opening: set[Decimal] = set()
    closing: set[Decimal] = set()
    figures: set[Decimal] = set()
    for line in lines:
        if not any(is_money(one.text) for one in line.segments):
            continue
        for match in _FIGURE.finditer(line.text):
            value = _value(match[0])
            if value is None:
                continue
            figures.add(abs(value))
            before = line.text[: match.start()]
            opens = max((found.end() for found in _OPENING.finditer(before)), default=-1)
            closes = max((found.end() for found in _CLOSING.finditer(before)), default=-1)
            if opens > closes:
                opening.add(value)
            elif closes >= 0:
                closing.add(value)
    return Totals(frozenset(opening), frozenset(closing), frozenset(figures))


def _value(text: str) -> Decimal | None:
    read = cells.read_amount(text.strip(), ".")
    return None if read is None else -read.value if read.sign < 0 else read.value


def add_up(amounts: Sequence[Decimal], totals: Totals) -> bool:
    """Whether the rows lead from the opening to the closing balance, or make the printed sums in and out.

    What is owed on a card grows with spending, so the difference may have either sign.
    """
    total = sum(amounts, Decimal(0))
    if total and any(abs(b - a) == abs(total) for a in totals.opening for b in totals.closing):
        return True
    paid_in = sum((one for one in amounts if one > 0), Decimal(0))
    paid_out = -sum((one for one in amounts if one < 0), Decimal(0))
    return bool(paid_in and paid_out) and {paid_in, paid_out} <= totals.figures


def with_balances(statement: Statement, totals: Totals) -> Statement:
    """The opening and the closing balance that lead to each other over the rows, where one pair does."""
    total = sum((row.amount for row in statement.rows if row.amount is not None), Decimal(0))
    fitting = [(a, b) for a in totals.opening for b in totals.closing if b - a == total]
    if len(fitting) != 1 or len(statement.sections) != 1:
        return statement
    days = [row.booked_on for row in statement.rows if row.booked_on]
    section = replace(
        statement.sections[0],
        opening_balance=fitting[0][0],
        closing_balance=fitting[0][1],
        closing_on=max(days, default=None),
    )
    return replace(statement, sections=(section,))
