"""What everything together is worth, month by month."""

from datetime import date
from decimal import Decimal

import pytest

from tests.transactions.factories import make_account, make_category, make_transaction
from transactions import selectors
from transactions.models import ExchangeRate, Transaction
from transactions.net_worth import net_worth

pytestmark = pytest.mark.django_db
TODAY = date(2025, 3, 10)
PAGE = "/transactions/accounts/net-worth"


@pytest.fixture
def savings(workspace):
    return make_account(workspace, name="Savings", opening_balance=Decimal(1000))


def worth_of(workspace, months=None):
    return net_worth(workspace, today=TODAY, months=months)


class TestNetWorth:
    def test_begins_with_the_opening_balance_and_follows_the_rows(self, workspace, savings):
        make_transaction(workspace, account=savings, amount=Decimal(-100), booked_on=date(2025, 1, 31))
        make_transaction(workspace, account=savings, amount=Decimal(-50), booked_on=date(2025, 3, 1))
        assert [(month.on, month.net) for month in worth_of(workspace).months] == [
            (date(2025, 1, 31), 900),
            (date(2025, 2, 28), 900),
            (TODAY, 850),
        ]

    def test_counts_what_is_owed_apart(self, workspace, savings):
        card = make_account(workspace, name="Card", kind="card")
        make_transaction(workspace, account=card, amount=Decimal(-300), booked_on=TODAY)
        now = worth_of(workspace).now
        assert (now.owned, now.owed, now.net) == (1000, -300, 700)

    def test_a_split_counts_once(self, workspace, savings):
        whole = make_transaction(workspace, account=savings, amount=Decimal(-90), booked_on=TODAY)
        Transaction.objects.create(
            workspace=workspace, account=savings, kind="expense", booked_on=TODAY, origin="form",
            amount=Decimal(-90), currency="INR", split_of=whole, fingerprint="part",
            category=make_category(workspace),
        )  # fmt: skip
        Transaction.objects.filter(pk=whole.pk).update(is_split=True)
        assert worth_of(workspace).now.net == 910
        assert selectors.account_balances(workspace).get(pk=savings.pk).balance == 910

    def test_a_deleted_row_does_not_count(self, workspace, savings):
        row = make_transaction(workspace, account=savings, booked_on=TODAY)
        Transaction.objects.filter(pk=row.pk).update(deleted_at="2025-03-10T00:00Z")
        assert worth_of(workspace).now.net == 1000

    def test_values_a_foreign_account_at_the_last_rate(self, workspace):
        make_account(workspace, name="Dollars", currency="USD", opening_balance=Decimal(10))
        ExchangeRate.objects.create(
            workspace=workspace, currency="USD", base="INR", on=date(2024, 1, 1), rate=80, source="hand"
        )
        assert worth_of(workspace).now.net == 800

    def test_says_when_a_rate_is_missing(self, workspace, savings):
        make_account(workspace, name="Dollars", currency="USD", opening_balance=Decimal(10))
        worth = worth_of(workspace)
        assert worth.now.net == 1000
        assert not worth.is_complete

    def test_looks_back_only_as_far_as_asked(self, workspace, savings):
        make_transaction(workspace, account=savings, amount=Decimal(-100), booked_on=date(2022, 1, 31))
        months = worth_of(workspace, months=12).months
        assert len(months) == 13
        assert months[0].net == 900

    def test_asks_three_questions(self, workspace, savings, django_assert_num_queries):
        for number in range(8):
            make_account(workspace, name=f"Account {number}", currency="USD", opening_balance=Decimal(5))
            make_transaction(workspace, account=savings, booked_on=date(2025, 1, 1 + number))
        with django_assert_num_queries(3):
            worth_of(workspace)

    def test_a_ledger_with_nothing_is_worth_nothing(self, workspace):
        assert [month.net for month in worth_of(workspace).months] == [0]


class TestThePage:
    @pytest.mark.parametrize("back", ["", "?back=3y", "?back=all", "?back=nonsense"])
    def test_shows_the_line_and_the_accounts(self, as_vera, workspace, savings, back):
        page = as_vera.get(PAGE + back)
        assert page.status_code == 200
        assert b"Savings" in page.content

    def test_shows_a_stranger_nothing(self, as_otto, savings):
        assert b"Savings" not in as_otto.get(PAGE).content

    def test_says_how_to_begin(self, as_otto):
        assert b"Add the accounts you have" in as_otto.get(PAGE).content
