"""PDF statements as banks print them: centred text, touching headings, titles, totals, CR and DR."""

import pytest

from tests.transactions.importers.opening import opened
from tests.transactions.importers.printed import PRINTED, totals


@pytest.mark.parametrize("name", PRINTED)
def test_a_printed_statement_gives_its_rows_and_needs_no_look(name: str):
    content, wanted = PRINTED[name]()
    statement = opened(content)
    assert [(str(row.booked_on), f"{row.amount:.2f}") for row in statement.rows] == [
        (day, f"{float(amount):.2f}") for day, amount, _ in wanted
    ]
    assert all(word in row.description for row, (_, _, word) in zip(statement.rows, wanted, strict=True))
    assert not statement.needs_review


def test_balances_that_the_rows_lead_between_are_kept():
    section = opened(totals()[0]).sections[0]
    assert f"{section.opening_balance:.2f}" == "1000.00"
    assert f"{section.closing_balance:.2f}" == "2154.30"
