"""What the database itself refuses."""

from datetime import time
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.transactions import factories
from transactions.models import Transaction

pytestmark = pytest.mark.django_db


class TestTransaction:
    @pytest.mark.parametrize(("kind", "amount"), [("expense", 5), ("income", -5), ("refund", -5)])
    def test_has_the_sign_of_its_kind(self, workspace, kind, amount):
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.make_transaction(workspace, kind=kind, amount=Decimal(amount))

    def test_has_a_fingerprint_of_its_own(self, workspace):
        row = factories.make_transaction(workspace)
        row.pk = None
        row._state.adding = True
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)

    def test_sorts_by_midnight_when_the_time_is_unknown(self, workspace):
        late = factories.make_transaction(workspace, booked_at=time(9))
        unknown = factories.make_transaction(workspace)

        assert list(Transaction.objects.all()) == [late, unknown]

    def test_is_called_after_its_merchant_or_its_text(self, workspace):
        assert factories.make_transaction(workspace, merchant="Truffles").title == "Truffles"
        nameless = factories.make_transaction(
            workspace, merchant="", description="412345678901", origin="csv"
        )
        assert nameless.title == "412345678901"

    def test_words_of_the_queryset(self, workspace):
        factories.make_transaction(workspace)
        factories.make_transaction(workspace, kind="refund", amount=Decimal(5))
        factories.make_transaction(workspace, kind="transfer", amount=Decimal(5))

        assert Transaction.objects.purchases().count() == 1
        assert Transaction.objects.spending().count() == 2
        assert Transaction.objects.between(factories.LUNCH_DAY, factories.LUNCH_DAY).count() == 0
