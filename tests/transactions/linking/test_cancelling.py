"""Regular payments that a person cancelled: the page, the API, and what is noticed later."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from anomalies import judges, services
from anomalies.judge import Judge
from anomalies.learned import Learned
from anomalies.models import Finding
from anomalies.selectors import cancellations
from lumen.audit.models import OutboxEvent
from lumen.common.dates import today_in
from tests.anomalies.factories import a_payment, store
from transactions.models import Recurring, Transaction
from transactions.services import cancelling, recurring

pytestmark = pytest.mark.django_db
REGULARS = reverse("transactions:regulars")


@pytest.fixture(autouse=True)
def _no_kept_judges():
    judges.forget()


@pytest.fixture
def today(workspace):
    return today_in(workspace.time_zone, timezone.now())


def charge(workspace, on, amount=649.0, **changes):
    told = {"name": "Reelbox", "category": "Subscriptions", "minute": 400, "account": "tideway"} | changes
    return store(workspace, [a_payment(day=on, amount=amount, **told)])[0]


@pytest.fixture
def reelbox(workspace, today):
    for months in range(6, 0, -1):
        charge(workspace, today - timedelta(days=30 * months))
    recurring.refresh(workspace=workspace, today=today)
    return Recurring.objects.get(workspace=workspace)


def cancel(row, actor, on, today):
    return cancelling.cancel(workspace=row.workspace, actor=actor, row=row, on=on, today=today)


class TestCancelling:
    def test_nothing_more_is_expected_of_it(self, reelbox, maria, today):
        row = cancel(reelbox, maria, today - timedelta(days=3), today)

        assert (row.state, row.next_on, row.cancelled_on) == ("stopped", None, today - timedelta(days=3))
        assert OutboxEvent.objects.filter(action="recurring.cancelled").count() == 1

    def test_stays_so_when_the_rows_are_looked_at_again(self, workspace, reelbox, maria, today):
        cancel(reelbox, maria, today - timedelta(days=20), today)
        charge(workspace, today)

        recurring.refresh(workspace=workspace, today=today)

        reelbox.refresh_from_db()
        assert (reelbox.state, reelbox.cancelled_on) == ("stopped", today - timedelta(days=20))

    def test_taking_it_back_finds_again_what_the_rows_say(self, workspace, reelbox, maria, today):
        cancel(reelbox, maria, today, today)

        cancelling.resume(workspace=workspace, actor=maria, row=reelbox, today=today)

        reelbox.refresh_from_db()
        assert (reelbox.state, reelbox.cancelled_on) == ("active", None)
        assert reelbox.next_on is not None

    @pytest.mark.parametrize("days", [1, 30])
    def test_refuses_a_day_to_come_and_changes_nothing(self, reelbox, maria, today, days):
        with pytest.raises(cancelling.NotCancelledError, match="Choose today or an earlier date"):
            cancel(reelbox, maria, today + timedelta(days=days), today)

        reelbox.refresh_from_db()
        assert (reelbox.state, reelbox.cancelled_on) == ("active", None)

    def test_refuses_income(self, reelbox, maria, today):
        Recurring.objects.update(amount=Decimal(500))

        with pytest.raises(cancelling.NotCancelledError, match="Only what is charged"):
            cancel(reelbox, maria, today, today)


class TestPage:
    def test_says_since_when_and_offers_it_back(self, as_maria, reelbox, today):
        url = reverse("transactions:regular-cancel", args=[reelbox.pk])
        assert today.isoformat() in as_maria.get(url).content.decode()

        page = as_maria.post(url, {"cancelled_on": today.isoformat()}, follow=True).content.decode()

        assert "“Reelbox” is called cancelled." in page
        assert "I did not cancel it" in page
        as_maria.post(reverse("transactions:regular-action", args=[reelbox.pk, "resume"]))
        reelbox.refresh_from_db()
        assert reelbox.cancelled_on is None

    @pytest.mark.parametrize(
        ("told", "said"),
        [
            ("", "When was it? Choose a date."),
            ("2999-01-01", "Choose today or an earlier date."),
            ("soon", "Write the date"),
        ],
    )
    def test_says_what_is_wrong(self, as_maria, reelbox, told, said):
        answer = as_maria.post(
            reverse("transactions:regular-cancel", args=[reelbox.pk]), {"cancelled_on": told}
        )

        assert answer.status_code == 422
        assert said in answer.content.decode()
        reelbox.refresh_from_db()
        assert reelbox.cancelled_on is None

    def test_viewers_strangers_and_nobody(self, as_vera, as_otto, client, reelbox):
        url = reverse("transactions:regular-cancel", args=[reelbox.pk])

        assert as_vera.post(url, {"cancelled_on": "2025-01-01"}).status_code == 403
        assert as_otto.post(url, {"cancelled_on": "2025-01-01"}).status_code == 404
        assert client.get(url).status_code == 302
        reelbox.refresh_from_db()
        assert reelbox.cancelled_on is None


class TestApi:
    def patch(self, client, row, **body):
        return client.patch(f"/api/v1/recurring/{row.pk}", body, content_type="application/json")

    def test_sets_the_day_and_takes_it_back(self, as_maria, reelbox, today):
        told = self.patch(as_maria, reelbox, cancelled_on=today.isoformat(), label="Films").json()
        assert (told["cancelled_on"], told["state"], told["label"]) == (today.isoformat(), "stopped", "Films")

        told = self.patch(as_maria, reelbox, cancelled_on=None).json()
        assert (told["cancelled_on"], told["state"]) == (None, "active")

    def test_calling_it_active_takes_it_back_too(self, as_maria, reelbox, today):
        self.patch(as_maria, reelbox, cancelled_on=today.isoformat())

        assert self.patch(as_maria, reelbox, state="active").json()["cancelled_on"] is None

    def test_refuses_a_day_to_come(self, as_maria, reelbox, today):
        answer = self.patch(as_maria, reelbox, cancelled_on="2999-01-01", label="Films")

        assert (answer.status_code, answer.json()["code"]) == (422, "cannot-be-cancelled")
        reelbox.refresh_from_db()
        assert (reelbox.cancelled_on, reelbox.label) == (None, "")


class TestNoticing:
    def judged(self, *rows):
        now = timezone.now()
        return services.judge_transactions(transaction_ids=[str(row.pk) for row in rows], now=now)

    def test_says_that_it_was_charged_all_the_same(self, workspace, reelbox, maria, today):
        cancel(reelbox, maria, today - timedelta(days=15), today)

        [finding] = self.judged(charge(workspace, today))

        on = today - timedelta(days=15)
        year = "" if on.year == today.year else f" {on.year}"
        assert finding.kind == Finding.Kind.CHARGED_AFTER_CANCELLATION
        assert finding.level == "look"
        assert finding.text == (
            f"Reelbox charged ₹649 on {today.day} {today:%b}, though you cancelled it on "
            f"{on.day} {on:%b}{year}."
        )
        assert services.rescore(finding).text == finding.text

    def test_also_when_it_is_said_afterwards(
        self, workspace, reelbox, maria, today, django_capture_on_commit_callbacks
    ):
        late = charge(workspace, today)
        self.judged(late)

        with django_capture_on_commit_callbacks(execute=True):
            cancel(reelbox, maria, today - timedelta(days=15), today)

        assert Finding.objects.get().transaction == late

    def test_something_else_bought_there_is_no_charge_of_it(self, workspace, reelbox, maria, today):
        cancel(reelbox, maria, today - timedelta(days=15), today)

        assert self.judged(charge(workspace, today, amount=120.0)) == []

    def test_a_charge_of_the_same_day_or_before_is_none(self, workspace, reelbox, maria, today):
        cancel(reelbox, maria, today, today)

        assert self.judged(charge(workspace, today)) == []

    def test_its_silence_is_not_missed(self, workspace, reelbox, maria):
        base = date(2025, 1, 5)
        quiet = [a_payment(day=base + timedelta(days=n), amount=200.0 + n % 7) for n in range(200)]
        subscription = [
            a_payment(day=base + timedelta(days=30 * n), name="Reelbox", amount=649.0, minute=400)
            for n in range(4)
        ]
        Transaction.objects.all().delete()
        store(workspace, sorted([*quiet, *subscription], key=lambda p: p.moment))
        Recurring.objects.update(cancelled_on=base + timedelta(days=95))

        told = Learned(cancelled=cancellations(workspace))
        kinds = [
            [
                n.kind
                for n in services.notices_since(
                    Judge(base_currency="INR", learned=one), workspace, since=base
                )
            ]
            for one in (Learned(), told)
        ]

        assert ["subscription_stopped" in each for each in kinds] == [True, False]
