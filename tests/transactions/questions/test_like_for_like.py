"""A running month beside a finished one: what the finished one had come to by the same day."""

from datetime import date
from decimal import Decimal

import pytest

from tests.transactions.factories import make_transaction
from transactions.questions.executor import Ledger, execute
from transactions.questions.query import LedgerQuery

pytestmark = pytest.mark.django_db
OCTOBER = {"start": "2025-10-01", "end": "2025-11-01", "text": "last month"}
NOVEMBER = {"start": "2025-11-01", "end": "2025-12-01", "text": "this month"}


@pytest.fixture
def compared(workspace):
    def compare(today):
        for day, cost in ((date(2025, 10, 3), 100), (date(2025, 10, 25), 400), (date(2025, 11, 2), 150)):
            make_transaction(workspace, booked_on=day, amount=Decimal(-cost), merchant=f"Shop {day}")
        query = {"intent": "compare", "measure": {"op": "sum"}, "periods": [NOVEMBER, OCTOBER]}
        return execute(Ledger(workspace, today), LedgerQuery.from_dict(query))

    return compare


class TestComparison:
    def test_with_a_running_month_says_where_the_other_stood(self, compared):
        result = compared(date(2025, 11, 10))
        assert result.pair == (150, 500)
        assert (result.like_for_like.label, result.like_for_like.value) == ("2025-10-10", 100)

    def test_of_finished_months_needs_no_note(self, compared):
        assert compared(date(2025, 12, 5)).like_for_like is None
