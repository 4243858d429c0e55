"""Columns told by what is in them, for files without headings or with headings in unknown words."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise, permutations

from transactions.importers import cells, headings, signs, stamps
from transactions.importers.text import Line, Sheet

_SAMPLE = 200
_SEARCH_LINES = 120
_MOST = 0.8  # of the lines have an amount where the balance is said to follow from it
ZERO = Decimal(0)
_BY_CONTENT = {"date", "amount", "debit", "credit", "balance", "fee"}


def columns_by_content(sheet: Sheet) -> tuple[Line | None, dict[str, int]]:
    """The line above the first payment, if it can be headings, and role -> column index."""
    start = next((at for at, line in enumerate(sheet.lines[:_SEARCH_LINES]) if _is_payment(line)), None)
    if start is None:
        return None, {}
    above = sheet.lines[start - 1] if start else None
    header = above if above is not None and _can_be_headings(above, sheet.lines[start]) else None
    sample = [line for line in sheet.lines[start : start + _SAMPLE] if _has_date(line)]
    columns = _columns(sample)
    if header is not None:
        columns = _with_names(columns, headings.columns_of(header.cells))
    return header, columns if ("date" in columns and "amount" in columns) or "debit" in columns else {}


def _with_names(found: dict[str, int], named: dict[str, int]) -> dict[str, int]:
    """What the content says about day and money, and what known headings say about all else."""
    places = {role: index for role, index in found.items() if role != "description"}
    for role, index in named.items():
        if role not in _BY_CONTENT and index not in places.values():
            places[role] = index
    if "description" in found and "description" not in places and found["description"] not in places.values():
        places["description"] = found["description"]
    return places


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
        told = sum(one[0] is not None for one in entries)
        if len(sample) > 2 and told >= _MOST * len(sample) and signs.chain_of(entries).holds:
            return {"amount": amount, "balance": balance}
    for debit, credit in pairwise(money):
        if _are_a_pair(sample, debit, credit):
            return _paired(sample, debit, credit, [index for index in money if index > credit])
    return {"amount": money[0]} | ({"balance": money[-1]} if len(money) > 1 else {})


def _are_a_pair(sample: Sequence[Line], first: int, second: int) -> bool:
    """Never both filled, and no column has signs of its own."""
    if second - first > 2:
        return False
    for index in (first, second):
        below = [value < 0 for line in sample if (value := _value(line, index))]
        if any(below) and not all(below):
            return False
    return not any(_value(line, first) and _value(line, second) for line in sample)


def _paired(sample: Sequence[Line], debit: int, credit: int, rest: list[int]) -> dict[str, int]:
    """Money out stands first, unless a balance beside says the opposite."""
    if not rest:
        return {"debit": debit, "credit": credit}
    entries = [
        (abs(_value(line, credit) or ZERO) - abs(_value(line, debit) or ZERO), _value(line, rest[0]))
        for line in sample
    ]
    chain = signs.chain_of(entries)
    if chain.holds and chain.flipped > chain.same:
        debit, credit = credit, debit
    return {"debit": debit, "credit": credit, "balance": rest[0]}


def _value(line: Line, index: int) -> Decimal | None:
    read = cells.read_amount(line.cells[index], ".") if index < len(line.cells) else None
    return signs.signed(read) if read else None
