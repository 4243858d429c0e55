"""A question's filters as the list's own."""

import pytest

from chat.ledger_links import list_url

OCTOBER = {"start": "2025-10-01", "end": "2025-11-01"}


class TestListUrl:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({"measure": {"op": "sum"}, "period": OCTOBER}, "from=2025-10-01&to=2025-10-31&kind=expense"),
            ({"measure": {"op": "sum"}, "filters": {"category": "Fuel"}}, "category=Fuel"),
            (
                {"measure": {"op": "count"}, "filters": {"merchant": ["Uber", "Ola"], "amount_gt": 500}},
                "merchant=Uber&merchant=Ola&min=500&kind=expense",
            ),
            ({"measure": {"op": "sum", "of": "income"}}, "kind=income"),
            ({"intent": "list", "filters": {"currency": "USD"}}, "currency=USD&kind=expense"),
        ],
    )
    def test_keeps_every_filter_the_list_knows(self, query, expected):
        assert list_url(query) == f"/transactions/?{expected}"
