"""Opening a statement in tests, and spoiling one."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from transactions.importers.door import read_statement
from transactions.importers.formats import Asked, Statement
from transactions.importers.rows import StatementRow
from transactions.importers.text import UnreadableFileError

TODAY = date(2026, 6, 30)


def opened(content: str | bytes, filename: str = "statement") -> Statement:
    raw = content.encode() if isinstance(content, str) else content
    return read_statement(raw, Asked(filename=filename, today=TODAY, currency="INR"))


def told(rows: list[StatementRow]) -> list[tuple[str, str]]:
    """Day and amount of each row."""
    return [(str(row.booked_on), str(row.amount)) for row in rows]


def amounts(statement: Statement) -> list[Decimal | None]:
    return [row.amount for row in statement.rows]


def spoiled(sample: bytes) -> st.SearchStrategy[bytes]:
    """The sample cut off somewhere, with bytes changed and garbage put in."""
    place = st.integers(min_value=0, max_value=len(sample))
    cut = place.map(lambda at: sample[:at])
    garbage = st.tuples(place, st.binary(max_size=12)).map(
        lambda it: sample[: it[0]] + it[1] + sample[it[0] :]
    )
    swapped = st.tuples(place, place).map(
        lambda it: sample[: min(it)] + sample[max(it) :] + sample[min(it) : max(it)]
    )
    return st.one_of(cut, garbage, swapped)


def opens_or_says_why(content: bytes) -> None:
    """Whatever a file holds, it opens or is refused in words; every row is whole or has a problem."""
    try:
        statement = opened(content)
    except UnreadableFileError:
        return
    lines = [row.line for row in statement.rows]
    assert lines == sorted(set(lines))
    for row in statement.rows:
        assert row.problem or (row.booked_on and row.amount and row.currency)
        assert row.section < max(1, len(statement.sections))
