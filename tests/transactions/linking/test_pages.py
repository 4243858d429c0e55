"""Pages and REST of what is linked: who may, what is counted, what a click does."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lumen.common.dates import add_months
from tests.transactions.factories import make_account, make_merchant
from transactions.models import Recurring, ToldBalance, Transaction, TransferPair
from transactions.services import ledger, linking
from transactions.services.drafts import TransactionDraft

pytestmark = pytest.mark.django_db


def draft(account, amount, text, on, **extra):
    return TransactionDraft(
        account=account, amount=Decimal(amount), currency="INR", description=text, booked_on=on, **extra
    )


def record(workspace, *drafts):
    return ledger.record_transactions(workspace=workspace, actor=None, drafts=drafts, origin="csv")


def today():
    return timezone.localdate()


@pytest.fixture
def savings(workspace):
    return make_account(workspace, "HDFC Savings", last4="4821")


@pytest.fixture
def salary(workspace):
    return make_account(workspace, "ICICI Salary", last4="7733")


@pytest.fixture
def pair(workspace, savings, salary):
    rows = record(
        workspace,
        draft(savings, -5000, "IMPS PAYMENT", today()),
        draft(salary, 5000, "IMPS CREDIT", today()),
    )
    return TransferPair.objects.create(workspace=workspace, outgoing=rows[0], incoming=rows[1])


@pytest.fixture
def netflix(workspace):
    return Recurring.objects.create(
        workspace=workspace,
        merchant=make_merchant(workspace, "Netflix"),
        kind="expense",
        cadence="monthly",
        amount=Decimal(-649),
        currency="INR",
        next_on=today() + timedelta(days=5),
        last_on=today() - timedelta(days=25),
        prices=[{"from": "2025-01-05", "amount": "-499.00"}, {"from": "2025-06-05", "amount": "-649.00"}],
    )


def addresses(pair, netflix, savings):
    return {
        "read": [reverse("transactions:regulars"), reverse("transactions:transfers"),
                 reverse("transactions:account", args=[savings.pk])],
        "write": [
            reverse("transactions:transfer-action", args=[pair.pk, "confirm"]),
            reverse("transactions:transfer-pair", args=[pair.outgoing_id]),
            reverse("transactions:refund", args=[pair.incoming_id]),
            reverse("transactions:regular-action", args=[netflix.pk, "dismiss"]),
            reverse("transactions:regular-edit", args=[netflix.pk]),
            reverse("transactions:account-check", args=[savings.pk, "agree"]),
        ],
    }  # fmt: skip


class TestWhoMay:
    def test_members_read_and_viewers_too(self, request, pair, netflix, savings):
        for client in map(request.getfixturevalue, ("as_maria", "as_ben", "as_vera")):
            for url in addresses(pair, netflix, savings)["read"]:
                assert client.get(url).status_code == 200, url

    def test_viewers_change_nothing(self, as_vera, pair, netflix, savings):
        for url in addresses(pair, netflix, savings)["write"]:
            assert as_vera.post(url).status_code == 403, url
        netflix.refresh_from_db()
        pair.refresh_from_db()
        assert (netflix.state, pair.state) == ("active", "proposed")

    def test_strangers_find_nothing(self, as_otto, pair, netflix, savings):
        pages = addresses(pair, netflix, savings)
        assert as_otto.get(pages["read"][2]).status_code == 404
        for url in pages["write"]:
            assert as_otto.post(url).status_code == 404, url
        assert "Netflix" not in as_otto.get(pages["read"][0]).content.decode()

    def test_nobody_signs_in_first(self, as_nobody, pair, netflix, savings):
        pages = addresses(pair, netflix, savings)
        for url in pages["read"]:
            assert as_nobody.get(url).status_code == 302
        for url in pages["write"]:
            assert as_nobody.post(url).status_code == 302


class TestTransfersPage:
    def test_yes_makes_both_a_transfer(self, as_maria, pair):
        as_maria.post(reverse("transactions:transfer-action", args=[pair.pk, "confirm"]))
        assert set(Transaction.objects.values_list("kind", flat=True)) == {"transfer"}
        page = as_maria.get(reverse("transactions:detail", args=[pair.outgoing_id])).content.decode()
        assert "The other end of this transfer" in page

    def test_no_is_remembered(self, as_maria, pair):
        as_maria.post(reverse("transactions:transfer-action", args=[pair.pk, "reject"]))
        pair.refresh_from_db()
        assert (pair.state, pair.is_by_hand) == ("rejected", True)
        assert "Nothing to answer" in as_maria.get(reverse("transactions:transfers")).content.decode()

    def test_costs_the_same_with_more_pairs(self, as_maria, workspace, savings, salary):
        url = reverse("transactions:transfers")

        def add(count, size):
            for n in range(count):
                rows = record(workspace, draft(savings, -size - n, f"OUT {n}", today()),
                              draft(salary, size + n, f"IN {n}", today()))  # fmt: skip
                TransferPair.objects.create(workspace=workspace, outgoing=rows[0], incoming=rows[1])

        add(3, 100)
        as_maria.get(url)
        assert queries(as_maria, url) == (add(20, 900), queries(as_maria, url))[1]


def queries(client, url):
    with CaptureQueriesContext(connection, ) as caught:  # fmt: skip
        assert client.get(url).status_code == 200
    return len(caught)


class TestRegularsPage:
    def test_shows_what_is_due_and_the_new_price(self, as_maria, netflix):
        page = as_maria.get(reverse("transactions:regulars")).content.decode()
        assert "Netflix" in page
        assert "since June 2025" in page

    def test_dismissed_is_not_found_again(self, as_maria, workspace, savings):
        start = add_months(today(), -5)
        record(workspace, *[draft(savings, -199, "NETFLIX.COM", add_months(start, n)) for n in range(5)])
        linking.link(workspace=workspace, today=today())
        row = Recurring.objects.get()
        as_maria.post(reverse("transactions:regular-action", args=[row.pk, "dismiss"]))
        linking.link(workspace=workspace, today=today())
        assert list(Recurring.objects.values_list("pk", "state")) == [(row.pk, "dismissed")]

    def test_one_entered_by_hand_stays(self, as_maria, workspace):
        told = {"merchant": "Society", "direction": "out", "amount": "3,200", "currency": "INR",
                "cadence": "quarterly", "next_on": (today() + timedelta(days=9)).isoformat()}  # fmt: skip
        assert as_maria.post(reverse("transactions:regular-new"), told).status_code == 302
        linking.link(workspace=workspace, today=today())
        row = Recurring.objects.get()
        assert (row.amount, row.origin, row.state) == (Decimal(-3200), "user", "active")

    def test_a_past_day_is_refused(self, as_maria):
        told = {"merchant": "Society", "direction": "out", "amount": "10", "currency": "INR",
                "cadence": "monthly", "next_on": "2020-01-01"}  # fmt: skip
        assert as_maria.post(reverse("transactions:regular-new"), told).status_code == 422
        assert not Recurring.objects.exists()

    def test_costs_the_same_with_more_rows(self, as_maria, workspace, netflix):
        url = reverse("transactions:regulars")
        as_maria.get(url)
        few = queries(as_maria, url)
        for n in range(20):
            Recurring.objects.create(
                workspace=workspace, merchant=make_merchant(workspace, f"Club {n}"), kind="expense",
                cadence="monthly", amount=Decimal(-100), currency="INR", next_on=today(),
            )  # fmt: skip
        assert queries(as_maria, url) == few


class TestApi:
    def test_lists_the_fields_of_the_contract(self, as_maria, netflix):
        [row] = as_maria.get("/api/v1/recurring").json()["results"]
        assert {"id", "merchant", "cadence", "amount", "currency", "next_on", "last_on", "state", "origin",
                "monthly_cost"} <= set(row)  # fmt: skip
        assert (row["merchant"], row["amount"], row["monthly_cost"]) == ("Netflix", "-649.00", "649.00")

    def test_changes_dismisses_and_brings_back(self, as_maria, netflix):
        url = f"/api/v1/recurring/{netflix.pk}"
        told = as_maria.patch(url, {"label": "Films", "amount": "-699"}, content_type="application/json")
        assert (told.status_code, told.json()["label"], told.json()["amount"]) == (200, "Films", "-699.00")
        assert as_maria.post(f"{url}/dismiss").json()["state"] == "dismissed"
        assert as_maria.get("/api/v1/recurring").json()["results"] == []
        assert as_maria.delete(f"{url}/dismiss").json()["state"] == "active"

    def test_viewers_and_strangers(self, as_vera, as_otto, netflix):
        url = f"/api/v1/recurring/{netflix.pk}"
        assert as_vera.get(url).status_code == 200
        assert as_vera.post(f"{url}/dismiss").status_code == 403
        assert as_otto.get(url).status_code == 404


class TestGapsOnPages:
    @pytest.fixture
    def gap(self, workspace, savings):
        zone = ZoneInfo(workspace.time_zone)
        start = today() - timedelta(days=9)
        for days, balance in ((0, 5000), (4, 3760)):
            moment = datetime.combine(start + timedelta(days=days), datetime.min.time(), zone) + timedelta(
                hours=10
            )
            ToldBalance.objects.create(workspace=workspace, account=savings, at=moment, balance=balance)
        savings.told_balance, savings.told_balance_at = Decimal(3760), moment
        savings.save()
        return ToldBalance.objects.last()

    def test_a_gap_is_a_task_with_its_days(self, as_maria, savings, gap):
        for url in (reverse("transactions:accounts"), reverse("transactions:account", args=[savings.pk])):
            page = as_maria.get(url).content.decode()
            assert "Something is missing between" in page
            assert "1,240" in page

    def test_the_missing_payment_closes_it(self, as_maria, workspace, savings, gap):
        record(workspace, draft(savings, -1240, "POS", today() - timedelta(days=7)))
        assert "Something is missing" not in as_maria.get(reverse("transactions:accounts")).content.decode()

    def test_i_know_why_closes_it(self, as_maria, savings, gap):
        as_maria.post(reverse("transactions:account-check", args=[savings.pk, "accept"]), {"told": gap.pk})
        gap.refresh_from_db()
        assert gap.is_gap_accepted
        assert "Something is missing" not in as_maria.get(reverse("transactions:accounts")).content.decode()

    def test_the_opening_balance_can_be_made_to_agree(self, as_maria, savings, gap):
        as_maria.post(reverse("transactions:account-check", args=[savings.pk, "agree"]))
        savings.refresh_from_db()
        assert savings.opening_balance == Decimal(3760)

    def test_costs_the_same_with_more_accounts(self, as_maria, workspace, savings, gap):
        url = reverse("transactions:accounts")
        as_maria.get(url)
        few = queries(as_maria, url)
        for n in range(20):
            account = make_account(workspace, f"Bank {n}")
            for hours in (1, 30):
                ToldBalance.objects.create(workspace=workspace, account=account, balance=100 + hours,
                                           at=timezone.now() - timedelta(hours=hours))  # fmt: skip
        assert queries(as_maria, url) == few


class TestRefundOnPages:
    def test_both_ways_are_shown_and_can_be_taken_apart(self, as_maria, workspace, savings):
        on = date(2025, 5, 6)
        bought, back = record(workspace, draft(savings, -899, "MYNTRA", on),
                              draft(savings, 899, "REFUND MYNTRA", on + timedelta(days=9)))  # fmt: skip
        linking.link(workspace=workspace, today=today())
        assert (
            "This gives it back"
            in as_maria.get(reverse("transactions:detail", args=[back.pk])).content.decode()
        )
        assert (
            "Given back in all"
            in as_maria.get(reverse("transactions:detail", args=[bought.pk])).content.decode()
        )
        as_maria.post(reverse("transactions:refund", args=[back.pk]))
        back.refresh_from_db()
        assert back.refund_of is None
        as_maria.post(reverse("transactions:refund", args=[back.pk]), {"purchase": str(bought.pk)})
        back.refresh_from_db()
        assert back.refund_of == bought
