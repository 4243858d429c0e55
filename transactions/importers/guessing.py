"""Columns told by what is in them, for files without headings or with headings in unknown words."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise, permutations

from transactions.importers import cells, signs, stamps
from transactions.importers.text import Line, Sheet

_SAMPLE = 200
_SEARCH_LINES = 120


def columns_by_content(sheet: Sheet) -> tuple[Line | None, dict[str, int]]:
    """The line above the first payment, if it can be headings, and role -> column index."""
    start = next((at for at, line in enumerate(sheet.lines[:_SEARCH_LINES]) if _is_payment(line)), None)
    if start is None:
        return None, {}
    above = sheet.lines[start - 1] if start else None
    header = above if above is not None and _can_be_headings(above, sheet.lines[start]) else None
    sample = [line for line in sheet.lines[start : start + _SAMPLE] if _has_date(line)]
    columns = _columns(sample)
    return header, columns if ("date" in columns and "amount" in columns) or "debit" in columns else {}


def _is_payment(line: Line) -> bool:
    return _has_date(line) and any(_is_money(cell) for cell in line.cells)


def _has_date(line: Line) -> bool:
    return any(stamps.looks_like_date(cell) for cell in line.cells)


def _is_money(cell: str) -> bool:
    read = cells.read_amount(cell, ".")
    return read is not None and not stamps.looks_like_date(cell)


def _can_be_headings(line: Line, first: Line) -> bool:
    filled = [cell for cell in line.cells if cell]
    return len(filled) >= max(2, len([c for c in first.cells if c]) - 2) and not any(map(_is_money, filled))


def _columns(sample: Sequence[Line]) -> dict[str, int]:
    width = max((len(line.cells) for line in sample), default=0)
    filled = {
        index: [line.cells[index] for line in sample if index < len(line.cells) and line.cells[index]]
        for index in range(width)
    }
    dates = [i for i, texts in filled.items() if _share(texts, stamps.looks_like_date) > 0.8]
    money = [i for i, texts in filled.items() if i not in dates and _share(texts, _is_money) > 0.8]
    money = [i for i in money if any("." in c or "," in c for c in filled[i])] or money
    others = [i for i in filled if i not in dates and i not in money and filled[i]]
    found = {"date": dates[0]} if dates else {}
    found |= _money_columns(sample, money)
    if others:
        found["description"] = max(others, key=lambda i: sum(map(len, filled[i])) / len(filled[i]))
    return found


def _share(texts: Sequence[str], test: object) -> float:
    return sum(bool(test(text)) for text in texts) / len(texts) if texts and callable(test) else 0.0


def _money_columns(sample: Sequence[Line], money: list[int]) -> dict[str, int]:
    """The balance follows from another column; two that are never both filled are out and in."""
    if not money:
        return {}
    for amount, balance in permutations(money, 2):
        entries = [(_value(line, amount), _value(line, balance)) for line in sample]
        if len(sample) > 2 and signs.chain_of(entries).holds:
            return {"amount": amount, "balance": balance}
    for debit, credit in pairwise(money):
        if not any(_value(line, debit) and _value(line, credit) for line in sample):
            rest = [index for index in money if index > credit]
            return {"debit": debit, "credit": credit} | ({"balance": rest[0]} if rest else {})
    return {"amount": money[0]} | ({"balance": money[-1]} if len(money) > 1 else {})


def _value(line: Line, index: int) -> Decimal | None:
    read = cells.read_amount(line.cells[index], ".") if index < len(line.cells) else None
    return signs.signed(read) if read else None
