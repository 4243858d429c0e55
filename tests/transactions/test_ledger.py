"""Recording movements."""

from decimal import Decimal

import pytest

from tests.transactions import factories
from transactions.models import Transaction

pytestmark = pytest.mark.django_db


class TestRecordTransactions:
    def test_keeps_two_equal_coffees_of_one_day(self, workspace):
        factories.make_transaction(workspace, amount=Decimal("-90.00"))
        factories.make_transaction(workspace, amount=Decimal("-90.00"))

        assert Transaction.objects.in_workspace(workspace).count() == 2
