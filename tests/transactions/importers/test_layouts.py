"""Exports of many banks and apps open right at first sight."""

from datetime import date

import pytest

from tests.transactions.importers.layouts import INDIA, MORE, WORLD, Case
from transactions.importers.door import read_statement
from transactions.importers.formats import Asked, Statement

TODAY = date(2026, 1, 15)


def opened(content: bytes, name: str = "statement.csv") -> Statement:
    return read_statement(content, Asked(filename=name, today=TODAY, currency="INR"))


def told(statement: Statement) -> list[tuple[str, str]]:
    return [(str(row.booked_on), "problem" if row.problem else f"{row.amount:.2f}") for row in statement.rows]


@pytest.mark.parametrize("case", [*WORLD, *INDIA], ids=lambda case: case.name)
class TestAnExport:
    def test_gives_every_movement_with_day_amount_and_direction(self, case: Case):
        statement = opened(case.content)

        assert told(statement) == [(day, amount) for day, amount, _ in case.rows]
        assert not statement.needs_review

    def test_keeps_the_words_of_every_movement(self, case: Case):
        for row, (_, _, word) in zip(opened(case.content).rows, case.rows, strict=True):
            assert word in f"{row.merchant} {row.description}"

    def test_tells_the_account_as_far_as_the_file_does(self, case: Case):
        statement = opened(case.content)
        section = statement.sections[0]

        for name, value in case.told.items():
            if name == "accounts":
                assert [one.name for one in statement.sections] == value
            elif name == "currency":
                assert {row.currency for row in statement.rows} == {value}
            else:
                assert getattr(section, name) == value


@pytest.mark.parametrize(("content", "amounts"), [one[1:] for one in MORE], ids=[one[0] for one in MORE])
def test_more_exports_give_the_right_amounts(content, amounts):
    assert [amount for _, amount in told(opened(content))] == amounts
