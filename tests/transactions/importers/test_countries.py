"""Exports of many countries are read without a word about what they are."""

import pytest

from tests.transactions.importers.countries import COUNTRIES
from tests.transactions.importers.layouts import Case
from tests.transactions.importers.opening import opened


@pytest.mark.parametrize("case", COUNTRIES, ids=lambda case: case.name)
class TestAnExportOfItsCountry:
    def test_gives_every_day_and_signed_amount(self, case: Case):
        rows = [row for row in opened(case.content).rows if not row.problem]
        wanted = [row for row in case.rows if row[1] != "problem"]
        assert [f"{row.amount:.2f}" for row in rows] == [f"{float(amount):.2f}" for _, amount, _ in wanted]
        assert all(str(row.booked_on) in days for row, (days, _, _) in zip(rows, wanted, strict=True))

    def test_keeps_the_words_and_asks_nothing(self, case: Case):
        statement = opened(case.content)
        wanted = [row for row in case.rows if row[1] != "problem"]
        for row, (_, _, word) in zip([row for row in statement.rows if not row.problem], wanted, strict=True):
            told = f"{row.description} {row.merchant} {row.note} {row.method} {row.category}"
            assert word.casefold() in told.casefold()
        assert not statement.needs_review
        assert statement.layout is not None
        assert statement.layout.is_date_certain

    def test_leaves_out_what_is_not_settled(self, case: Case):
        unsettled = [row for row in opened(case.content).rows if row.problem]
        assert len(unsettled) <= sum(amount == "problem" for _, amount, _ in case.rows)
