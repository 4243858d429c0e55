"""Changing one part of a typed question, without a database."""

import pytest

from transactions.questions import editing
from transactions.questions.query import InvalidQueryError, LedgerQuery

OCTOBER = {"start": "2025-10-01", "end": "2025-11-01"}
NOVEMBER = {"start": "2025-11-01", "end": "2025-12-01"}


@pytest.fixture
def total():
    return LedgerQuery.from_dict(
        {
            "intent": "aggregate",
            "measure": {"op": "sum"},
            "filters": {"category": ["Food"], "amount_gt": 100},
            "period": OCTOBER,
        }
    )


@pytest.fixture
def compared():
    return LedgerQuery.from_dict(
        {"intent": "compare", "measure": {"op": "sum"}, "periods": [NOVEMBER, OCTOBER]}
    )


class TestChanged:
    @pytest.mark.parametrize(
        ("part", "value", "expected"),
        [
            ("measure", "count", {"measure": {"op": "count"}}),
            ("measure", "avg_per:month", {"measure": {"op": "avg_per", "per": "month"}}),
            ("measure", "list", {"intent": "list", "of": "expense", "sort": "date desc"}),
            ("measure", "max", {"intent": "extreme", "which": "max"}),
            ("of", "income", {"measure": {"op": "sum", "of": "income"}}),
            ("group_by", "merchant", {"intent": "breakdown", "group_by": "merchant"}),
            ("period", NOVEMBER, {"period": NOVEMBER}),
            ("category", ["Fuel"], {"filters": {"category": ["Fuel"], "amount_gt": 100.0}}),
            ("category", None, {"filters": {"amount_gt": 100.0}}),
            ("amount_eq", 50, {"filters": {"category": ["Food"], "amount_eq": 50.0}}),
        ],
    )
    def test_changes_one_part(self, total, part, value, expected):
        found = editing.changed(total, part=part, value=value).as_dict()
        assert {name: found.get(name) for name in expected} == expected

    @pytest.mark.parametrize(
        ("part", "value"), [("measure", "count"), ("group_by", "merchant"), ("measure", "list")]
    )
    def test_keeps_filters_and_time(self, total, part, value):
        found = editing.changed(total, part=part, value=value)
        assert (found.filters, found.period) == (total.filters, total.period)

    def test_all_time_has_no_period(self, total):
        assert editing.changed(total, part="period", value=None).period is None

    def test_a_table_without_its_groups_is_its_total_again(self, total):
        table = editing.changed(total, part="group_by", value="merchant")
        assert editing.changed(table, part="group_by", value=None) == total

    def test_one_of_two_periods_is_replaced(self, compared):
        september = {"start": "2025-09-01", "end": "2025-10-01"}
        found = editing.changed(compared, part="period", value=september, index=1)
        assert found.as_dict()["periods"] == [NOVEMBER, september]

    def test_one_of_two_periods_is_taken_away(self, compared):
        found = editing.changed(compared, part="period", value=None, index=1)
        assert (found.intent, found.as_dict()["period"]) == ("aggregate", NOVEMBER)

    @pytest.mark.parametrize(
        ("part", "value"),
        [("intent", "none"), ("measure", "nonsense"), ("group_by", "mood"), ("status", "ok"), ("of", "loot")],
    )
    def test_refuses_what_a_question_cannot_be(self, total, part, value):
        with pytest.raises(InvalidQueryError):
            editing.changed(total, part=part, value=value)


class TestAdding:
    def test_puts_a_name_beside_those_there_are(self, total):
        found = editing.with_filter_added(total, "category", ["Fuel"])
        assert found.filters.category == ("Food", "Fuel")

    def test_twice_is_once(self, total):
        assert editing.with_filter_added(total, "category", ["Food"]) == total
