"""What a file says beyond columns: the order of days of a QIF file, and trades that are no spending."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.transactions.importing import commit, upload
from transactions.models import Transaction

pytestmark = pytest.mark.django_db

OPEN = "!Type:Bank\nD03/04/2025\nT-90.00\nPCafe\n^\nD05/06/2025\nT-20.00\nPInn\n^\n"
TRADES = (
    "!Account\nNBroker\nTInvst\n^\n!Type:Invst\nD13/01/2025\nNBuy\nYNILGIRI FUND\nI10\nQ10\nT100.00\n^\n"
    "D20/02/2025\nNDiv\nYNILGIRI FUND\nT4.00\n^\nD25/03/2025\nNSell\nYNILGIRI FUND\nI12\nQ10\nT120.00\n^\n"
)


class TestAQifFileWithOpenDays:
    def test_asks_and_is_read_again_in_the_chosen_order(self, as_maria, workspace):
        batch = upload(workspace, OPEN, "a.qif")
        assert batch.reading["needs_review"]
        page = as_maria.get(reverse("transactions:import-detail", args=[batch.pk])).content.decode()
        assert 'name="date_order"' in page
        assert 'name="column_date"' not in page

        as_maria.post(reverse("transactions:import-layout", args=[batch.pk]), {"date_order": "mdy"})

        batch.refresh_from_db()
        assert batch.reading["needs_review"] == ""
        assert list(batch.rows.order_by("line").values_list("fields__booked_on", flat=True)) == [
            "2025-03-04",
            "2025-05-06",
        ]


class TestTradesOfSecurities:
    def test_are_transfers_and_dividends_are_income(self, workspace):
        commit(upload(workspace, TRADES, "broker.qif"))
        told = {row.booked_on: (row.amount, row.kind) for row in Transaction.objects.all()}
        assert told == {
            date(2025, 1, 13): (Decimal("-100.00"), "transfer"),
            date(2025, 2, 20): (Decimal("4.00"), "income"),
            date(2025, 3, 25): (Decimal("120.00"), "transfer"),
        }
