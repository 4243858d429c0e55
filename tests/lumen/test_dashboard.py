"""The home page: what it shows, to whom, and at what cost."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from lumen.dashboard import figures
from lumen.dashboard.sections import SECTIONS
from transactions.models import Account, Category, Merchant, Transaction

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 18)


@pytest.fixture
def account(workspace):
    return Account.objects.create(workspace=workspace, name="Bank")


def pay(account, day, amount, *, merchant="", category="", kind="", base_amount="same"):
    amount = Decimal(amount)
    place = account.workspace
    return Transaction.objects.create(
        workspace=place,
        account=account,
        kind=kind or ("expense" if amount < 0 else "income"),
        booked_on=day,
        amount=amount,
        base_amount=amount if base_amount == "same" else base_amount,
        currency="INR",
        merchant=Merchant.objects.get_or_create(workspace=place, name=merchant, key=merchant.lower())[0]
        if merchant
        else None,
        category=Category.objects.get_or_create(workspace=place, name=category)[0] if category else None,
        origin="form",
        fingerprint=uuid4().hex,
    )


class TestMonthSoFar:
    def test_compares_with_the_same_day_of_last_month_and_nets_refunds(self, workspace, account):
        pay(account, date(2026, 3, 2), "-900")
        pay(account, date(2026, 3, 5), "100", kind="refund")
        pay(account, date(2026, 3, 1), "5000")
        pay(account, date(2026, 2, 18), "-300")
        pay(account, date(2026, 2, 19), "-7000")
        pay(account, date(2026, 3, 3), "-4000", kind="transfer")

        month = figures.month_so_far(workspace, TODAY)

        assert (month.spent, month.spent_before) == (Decimal(800), Decimal(300))
        assert (month.received, month.saved) == (Decimal(5000), Decimal(4200))

    def test_ends_the_comparison_with_the_shorter_month(self, workspace, account):
        pay(account, date(2026, 2, 28), "-300")

        assert figures.month_so_far(workspace, date(2026, 3, 31)).spent_before == Decimal(300)

    def test_counts_what_has_no_rate_instead_of_guessing(self, workspace, account):
        pay(account, date(2026, 3, 2), "-10", base_amount=None)

        month = figures.month_so_far(workspace, TODAY)

        assert (month.spent, month.uncounted) == (Decimal(0), 1)


class TestUpcoming:
    def test_expects_a_monthly_charge_again_and_forgets_one_that_stopped(self, workspace, account):
        for month in (11, 12):
            pay(account, date(2025, month, 21), "-499", merchant="Streaming")
            pay(account, date(2025, month, 4), "-150", merchant="Stopped")
        pay(account, date(2026, 1, 4), "-150", merchant="Stopped")
        pay(account, date(2026, 1, 21), "-499", merchant="Streaming")
        pay(account, date(2026, 2, 21), "-499", merchant="Streaming")

        charges = figures.upcoming(workspace, TODAY)

        assert [(c.label, c.next_on, c.amount) for c in charges] == [
            ("Streaming", date(2026, 3, 21), Decimal("499.00"))
        ]


class TestTasks:
    def test_says_what_waits_and_nothing_else(self, workspace, account):
        pay(account, TODAY - timedelta(days=1), "-20")

        assert [task.text for task in figures.tasks(workspace, TODAY)] == ["1 payment has no category"]


class TestHome:
    @pytest.fixture(autouse=True)
    def _frozen(self):
        with time_machine.travel("2026-03-18 06:00:00Z", tick=False):
            yield

    def test_shows_strangers_what_lumen_is(self, as_nobody):
        response = as_nobody.get(reverse("home"))

        assert response.status_code == 200
        assert "landing.html" in [t.name for t in response.templates]

    def test_offers_three_ways_to_begin_while_there_is_nothing(self, as_maria):
        page = as_maria.get(reverse("home")).content.decode()

        assert reverse("transactions:import") in page
        assert reverse("documents:list") in page
        assert "section-month" not in page

    @pytest.mark.parametrize("section", [s.name for s in SECTIONS])
    def test_loads_each_section_by_itself_at_a_steady_cost(
        self, as_maria, account, section, django_assert_max_num_queries
    ):
        for number in range(23):
            pay(
                account,
                TODAY - timedelta(days=number),
                f"-{100 + number}",
                merchant=f"M{number}",
                category="Food",
            )

        with django_assert_max_num_queries(12):
            response = as_maria.get(reverse("dashboard:section", args=[section]))

        assert response.status_code == 200

    def test_shows_a_section_of_ones_own_workspace_only(self, as_otto, account):
        pay(account, TODAY, "-777", merchant="Secret shop")

        page = as_otto.get(reverse("dashboard:section", args=["largest"])).content.decode()

        assert "Secret shop" not in page

    def test_knows_no_other_section_and_asks_strangers_to_sign_in(self, as_maria, as_nobody):
        assert as_maria.get(reverse("dashboard:section", args=["nothing"])).status_code == 404
        assert as_nobody.get(reverse("dashboard:section", args=["month"])).status_code == 302
