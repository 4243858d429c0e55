"""The weekly digest: once a week, to those who want it, and not when there is nothing to say."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache

from anomalies import services, tasks
from anomalies.models import Finding, Telling, TellingPreference
from anomalies.services import digests
from lumen.notifications.models import Notification
from tests.anomalies.factories import a_payment, make_finding, store
from tests.transactions.factories import make_merchant
from transactions.models import Recurring

pytestmark = pytest.mark.django_db
INDIA = ZoneInfo("Asia/Kolkata")
MONDAY = datetime(2025, 6, 9, 8, 30, tzinfo=INDIA)
TODAY = MONDAY.date()


def a_finding(workspace, days_ago=2, **changes):
    name = f"Shop {Finding.objects.count()}"
    payment = a_payment(day=TODAY - timedelta(days=days_ago), amount=4100.0, name=name)
    noticed_at = MONDAY - timedelta(days=days_ago)
    return make_finding(workspace, payment=payment, **{"level": "look", "noticed_at": noticed_at, **changes})


@pytest.fixture
def send(membership, django_capture_on_commit_callbacks):
    def send(now=MONDAY, member=membership):
        with django_capture_on_commit_callbacks(execute=True):
            return services.send_digest(membership=member, now=now)

    return send


class TestWhoIsDue:
    def due(self, now):
        return {member.user.first_name for member in services.members_due(now=now)}

    def test_on_monday_from_eight_unless_chosen_otherwise(self, workspace, maria, ben, vera):
        TellingPreference.objects.create(workspace=workspace, user=ben, digest_on=2)
        TellingPreference.objects.create(workspace=workspace, user=vera, weekly_digest=False)

        assert self.due(MONDAY - timedelta(hours=1)) == set()
        assert self.due(MONDAY) == {"Maria"}
        assert self.due(MONDAY + timedelta(days=1)) == set()
        assert self.due(MONDAY + timedelta(days=2)) == {"Ben"}

    def test_in_the_zone_of_the_workspace(self, workspace, maria):
        workspace.time_zone = "America/Los_Angeles"
        workspace.save()
        assert self.due(MONDAY) == set()  # there it is Sunday evening
        assert self.due(MONDAY + timedelta(hours=14)) == {"Maria"}

    def test_not_in_quiet_hours(self, workspace, maria):
        TellingPreference.objects.create(
            workspace=workspace, user=maria, quiet_from=time(22), quiet_until=time(10)
        )
        assert self.due(MONDAY) == set()
        assert self.due(MONDAY + timedelta(hours=2)) == {"Maria"}

    def test_not_twice(self, workspace, maria, send):
        a_finding(workspace)
        assert send()
        assert self.due(MONDAY + timedelta(hours=5)) == set()
        assert not send(MONDAY + timedelta(hours=5))
        assert Notification.objects.filter(kind="digest").count() == 1

    def test_not_twice_a_week_though_the_day_was_moved(self, workspace, maria, send):
        a_finding(workspace)
        assert send()
        TellingPreference.objects.create(workspace=workspace, user=maria, digest_on=2)
        assert self.due(MONDAY + timedelta(days=2)) == set()
        assert self.due(MONDAY + timedelta(days=9)) == {"Maria"}


class TestWhatItSays:
    def test_what_waits_and_what_was_not_told(self, workspace, maria, send, mailoutbox):
        waiting = a_finding(workspace)
        untold = a_finding(workspace, level="info")
        Telling.objects.create(finding=untold, user=maria)
        Telling.objects.create(finding=waiting, user=maria, told_at=MONDAY, way="notice")

        assert send()

        [digest] = Notification.objects.all()
        assert digest.title == "Your week: 2 things to look at"
        headings = [section["heading"] for section in digest.details["sections"]]
        assert headings == ["Waiting for your answer", "Noticed, and not told until now"]
        assert Telling.objects.get(finding=untold).way == "weekly"
        [mail] = mailoutbox
        assert mail.to == [maria.email]
        html = mail.alternatives[0][0]
        for part in (mail.body, html):
            assert f"/findings/{waiting.pk}/" in part
            assert f"/findings/{untold.pk}/" in part
            assert "/findings/telling/" in part
        assert "<script" not in html

    def test_nothing_when_there_is_nothing(self, workspace, maria, send, mailoutbox):
        store(workspace, [a_payment(day=TODAY - timedelta(days=1), amount=500.0)])
        assert not send()
        assert not Notification.objects.exists()
        assert not mailoutbox

    def test_nothing_of_what_is_answered_withdrawn_or_long_ago(self, workspace, maria, send):
        a_finding(workspace, state="expected")
        a_finding(workspace, state="withdrawn")
        a_finding(workspace, days_ago=40)
        assert not send()

    def test_what_was_not_told_is_said_once(self, workspace, maria, send):
        untold = a_finding(workspace, level="info")
        Telling.objects.create(finding=untold, user=maria)
        assert send()
        assert not send(MONDAY + timedelta(days=7))

    def test_late_and_coming_bills_in_one_line_each(self, workspace, maria, send):
        a_bill(workspace, "Reelbox", "-649.00", TODAY - timedelta(days=3))
        a_bill(workspace, "City Power", "-2150.00", TODAY + timedelta(days=2))
        a_bill(workspace, "Long gone", "-99.00", TODAY - timedelta(days=90))
        assert send()
        [digest] = Notification.objects.all()
        assert digest.title == "Your week: a bill is late"
        assert "Late: Reelbox ₹649 (6 Jun)." in digest.body
        assert "Coming: City Power ₹2,150 (11 Jun)." in digest.body
        assert "Long gone" not in digest.body

    def test_the_spend_beside_the_usual(self, workspace, maria, send):
        a_finding(workspace, days_ago=20)
        store(
            workspace,
            [a_payment(day=TODAY - timedelta(days=1 + n), amount=1_000.0) for n in range(63)],
        )
        store(workspace, [a_payment(day=TODAY - timedelta(days=2), amount=2_500.0)])
        assert send()
        body = Notification.objects.get().body
        assert "You spent ₹9,500 in the last seven days; usually it is about ₹7,000." in body

    def test_a_payees_markup_is_text(self, workspace, maria, send, mailoutbox):
        finding = a_finding(workspace)
        Finding.objects.filter(pk=finding.pk).update(text="<b>₹1</b> at <script>x</script>")
        assert send()
        html = mailoutbox[0].alternatives[0][0]
        assert "<script>" not in html
        assert "&lt;script&gt;" in html

    def test_needs_the_same_number_of_queries_for_many(
        self, workspace, membership, django_assert_max_num_queries
    ):
        for _ in range(12):
            a_finding(workspace)
        with django_assert_max_num_queries(12):
            digest = digests.compose(membership=membership, today=TODAY, now=MONDAY)
            assert len(digest.waiting) == digests.SHOWN


class TestTask:
    def test_queues_each_member_once_and_sends(
        self, workspace, ben, mailoutbox, django_capture_on_commit_callbacks, monkeypatch
    ):
        a_finding(workspace)
        monkeypatch.setattr(tasks.timezone, "now", lambda: MONDAY)
        cache.clear()
        for _ in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                tasks.send_digests()
        assert sorted(mail.to[0] for mail in mailoutbox) == ["ben@example.com", "maria@example.com"]

    def test_a_member_who_left_is_nobody(self, db):
        assert tasks.send_digest(membership_id=4711) is False


def a_bill(workspace, name, amount, next_on):
    return Recurring.objects.create(
        workspace=workspace,
        merchant=make_merchant(workspace, name),
        amount=Decimal(amount),
        currency="INR",
        next_on=next_on,
        kind="expense",
        cadence="monthly",
        origin="user",
    )
