"""Telling: levels, quiet hours, merging, limits, urgent ones, and nothing twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connections

from anomalies import services, tasks, telling_groups, telling_wishes
from anomalies.models import Finding, Telling, TellingPreference
from anomalies.services import telling
from lumen.common import events
from lumen.notifications.models import Delivery, Notification
from tests.anomalies.factories import FIRST_DAY, NOW, a_payment, make_finding

pytestmark = pytest.mark.django_db
INDIA = ZoneInfo("Asia/Kolkata")
NIGHT = datetime(2025, 6, 10, 23, 30, tzinfo=INDIA)
MORNING = datetime(2025, 6, 11, 8, 1, tzinfo=INDIA)


def finding_at(workspace, now=NOW, **changes):
    """A finding about another payee each time, noticed now."""
    name = changes.pop("name", f"Shop {Finding.objects.count()}")
    day = FIRST_DAY + timedelta(days=20 + Finding.objects.count())
    changes.setdefault("payment", a_payment(day=day, amount=4100.0, name=name))
    changes.setdefault("level", "look")
    return make_finding(workspace, noticed_at=now, **changes)


def wish(workspace, user, **changes):
    return TellingPreference.objects.create(workspace=workspace, user=user, **changes)


@pytest.fixture
def tell(workspace, maria, django_capture_on_commit_callbacks):
    def tell(*findings, now=NOW):
        with django_capture_on_commit_callbacks(execute=True):
            telling.tell(workspace=workspace, findings=list(findings), now=now)

    return tell


def tell_waiting(now):
    waiting = services.waiting_workspaces(now=now)
    for workspace_id in waiting:
        services.tell_waiting(workspace_id=workspace_id, now=now)
    return len(waiting)


def told(user):
    return list(Notification.objects.filter(user=user).order_by("created_at"))


class TestQuietHours:
    @pytest.mark.parametrize(
        ("at", "ends"),
        [
            ("2025-06-10T21:59", None),
            ("2025-06-10T22:00", "2025-06-11T08:00"),
            ("2025-06-11T00:30", "2025-06-11T08:00"),
            ("2025-06-11T07:59", "2025-06-11T08:00"),
            ("2025-06-11T08:00", None),
        ],
    )
    def test_cross_midnight_in_the_zone_of_the_workspace(self, at, ends):
        now = datetime.fromisoformat(at).replace(tzinfo=INDIA).astimezone(UTC)

        until = telling_wishes.quiet_until(TellingPreference(), zone="Asia/Kolkata", now=now)

        assert until == (datetime.fromisoformat(ends).replace(tzinfo=INDIA) if ends else None)

    def test_may_lie_within_a_day(self):
        wishes = TellingPreference(quiet_from=time(13), quiet_until=time(15))
        at = datetime(2025, 6, 10, 14, 0, tzinfo=INDIA)

        assert telling_wishes.quiet_until(wishes, zone="Asia/Kolkata", now=at).hour == 15
        later = at + timedelta(hours=2)
        assert telling_wishes.quiet_until(wishes, zone="Asia/Kolkata", now=later) is None

    @pytest.mark.parametrize("times", [(None, None), (time(9), time(9))])
    def test_may_be_none(self, times):
        wishes = TellingPreference(quiet_from=times[0], quiet_until=times[1])
        assert telling_wishes.quiet_until(wishes, zone="Asia/Kolkata", now=NIGHT) is None

    def test_hold_what_is_noticed_and_tell_it_together_when_they_end(self, workspace, maria, tell):
        tell(finding_at(workspace, NIGHT), now=NIGHT)
        later = NIGHT + timedelta(hours=2)
        tell(finding_at(workspace, later), now=later)
        assert told(maria) == []

        assert tell_waiting(now=MORNING - timedelta(hours=1)) == 0
        assert tell_waiting(now=MORNING) == 1

        [notification] = told(maria)
        assert notification.title == "2 things are worth a look"
        assert tell_waiting(now=MORNING + timedelta(minutes=5)) == 0
        assert Telling.objects.filter(told_at=MORNING).count() == 2

    def test_do_not_hold_what_is_urgent(self, workspace, maria, tell):
        tell(finding_at(workspace, NIGHT, level="urgent"), now=NIGHT)
        assert len(told(maria)) == 1

    def test_are_each_members_own(self, workspace, maria, ben, tell):
        wish(workspace, ben, quiet_from=None, quiet_until=None)
        tell(finding_at(workspace, NIGHT), now=NIGHT)
        assert (len(told(maria)), len(told(ben))) == (0, 1)

    def test_forget_what_was_answered_meanwhile(self, workspace, maria, tell):
        finding = finding_at(workspace, NIGHT)
        tell(finding, now=NIGHT)
        services.give_feedback(finding=finding, verdict="expected", actor=maria, now=NIGHT)
        tell_waiting(now=MORNING)
        assert told(maria) == []

    def test_forget_who_left(self, workspace, ben, tell):
        tell(finding_at(workspace, NIGHT), now=NIGHT)
        workspace.memberships.filter(user=ben).delete()
        tell_waiting(now=MORNING)
        assert told(ben) == []
        assert tell_waiting(now=MORNING) == 0


class TestLevels:
    def test_information_stays_in_the_feed(self, workspace, maria, tell):
        tell(finding_at(workspace, level="info"))
        assert told(maria) == []
        assert Telling.objects.get().tell_after is None

    def test_worth_a_look_comes_in_the_app_and_live_but_not_by_mail(self, workspace, maria, tell, mailoutbox):
        finding = finding_at(workspace)
        tell(finding)

        assert [n.title for n in told(maria)] == [finding.title]
        seen = events.events_after(workspace_id=workspace.pk, user_id=maria.pk, seq=0)
        assert [event.type for event in seen] == ["finding", "notification"]
        assert seen[0].payload["state"] == "open"
        assert not mailoutbox

    def test_urgent_goes_by_mail_too_with_a_way_out(self, workspace, maria, tell, mailoutbox):
        tell(finding_at(workspace, level="urgent"))

        [mail] = mailoutbox
        assert mail.to == ["maria@example.com"]
        assert "/findings/telling/" in mail.extra_headers["List-Unsubscribe"]
        html, kind = mail.alternatives[0]
        assert kind == "text/html"
        assert "4,100" in html
        assert "4,100" in mail.body

    def test_urgent_goes_not_by_mail_to_who_does_not_want_it(self, workspace, maria, tell, mailoutbox):
        wish(workspace, maria, urgent_by_email=False)
        tell(finding_at(workspace, level="urgent"))
        assert not mailoutbox
        assert len(told(maria)) == 1

    @pytest.mark.parametrize(
        ("chosen", "levels"),
        [("info", ["info", "look", "urgent"]), ("look", ["look", "urgent"]), ("urgent", ["urgent"])],
    )
    def test_are_told_from_the_one_a_member_chose(self, workspace, maria, tell, chosen, levels):
        wish(workspace, maria, tell_from=chosen)
        findings = [finding_at(workspace, level=level) for level in ("info", "look", "urgent")]
        tell(*findings)
        heard = Telling.objects.filter(told_at__isnull=False).values_list("finding__level", flat=True)
        assert sorted(heard) == levels


class TestMerging:
    def test_two_of_one_merchant_are_one_notification(self, workspace, maria, tell):
        findings = [finding_at(workspace, name="Zenmart"), finding_at(workspace, name="Zenmart")]
        tell(*findings)
        [notification] = told(maria)
        assert notification.title == f"{findings[0].title}, and one thing more"
        assert Finding.objects.filter(told_with__isnull=False).count() == 1

    def test_two_of_different_merchants_are_two(self, workspace, maria, tell):
        tell(finding_at(workspace), finding_at(workspace))
        assert len(told(maria)) == 2

    def test_of_one_payment_are_one(self, workspace, maria, tell):
        first = finding_at(workspace)
        second = finding_at(workspace)
        second.related.add(first.transaction)
        tell(first, second)
        assert len(told(maria)) == 1

    def test_what_comes_hours_later_joins_the_notification(self, workspace, maria, tell):
        tell(finding_at(workspace, name="Zenmart"))
        [first] = told(maria)
        Notification.objects.update(read_at=NOW)
        later = NOW + timedelta(hours=1)

        tell(finding_at(workspace, later, name="Zenmart"), now=later)

        [merged] = told(maria)
        assert merged.pk == first.pk
        assert merged.read_at is None
        assert merged.title.endswith("and one thing more")
        assert len(merged.details["sections"][0]["lines"]) == 2

    def test_what_comes_days_later_is_told_anew(self, workspace, maria, tell):
        tell(finding_at(workspace, name="Zenmart"))
        later = NOW + timedelta(hours=25)
        tell(finding_at(workspace, later, name="Zenmart"), now=later)
        assert len(told(maria)) == 2

    def test_an_urgent_one_is_told_though_the_same_was_told_as_less(self, workspace, maria, tell):
        tell(finding_at(workspace, name="Zenmart"))
        later = NOW + timedelta(hours=1)
        tell(finding_at(workspace, later, name="Zenmart", level="urgent"), now=later)
        assert len(told(maria)) == 2

    def test_follows_chains(self, workspace):
        one, two, three = (finding_at(workspace) for _ in range(3))
        two.related.add(one.transaction)
        three.related.add(two.transaction)
        assert [len(group) for group in telling_groups.groups_of([one, three, two])] == [3]


class TestLimits:
    def test_four_at_once_are_one_notification(self, workspace, maria, tell):
        tell(*(finding_at(workspace) for _ in range(4)))
        assert [n.title for n in told(maria)] == ["4 things are worth a look"]

    def test_four_urgent_ones_at_once_are_one_mail(self, workspace, maria, tell, mailoutbox):
        tell(*(finding_at(workspace, level="urgent") for _ in range(4)))
        assert [n.title for n in told(maria)] == ["4 things are worth a look"]
        assert len(mailoutbox) == 1
        assert mailoutbox[0].body.count("/findings/") == 6  # each, the list, and where to turn it off

    def test_three_a_day_and_the_fourth_is_left_for_the_week(self, workspace, maria, tell):
        for hour in range(4):
            now = NOW + timedelta(hours=hour / 2)
            tell(finding_at(workspace, now), now=now)
        assert len(told(maria)) == 3
        assert Telling.objects.filter(told_at__isnull=True, tell_after__isnull=True).count() == 1

    def test_six_in_thirty_days(self, workspace, maria, tell):
        for day in range(9):
            now = NOW + timedelta(days=day)
            tell(finding_at(workspace, now), now=now)
        assert len(told(maria)) == 6
        later = NOW + timedelta(days=31)
        tell(finding_at(workspace, later), now=later)
        assert len(told(maria)) == 7

    def test_hold_for_each_member_alone(self, workspace, maria, ben, tell):
        wish(workspace, ben, tell_from="urgent")
        for hour in range(4):
            now = NOW + timedelta(hours=hour / 2)
            tell(finding_at(workspace, now), now=now)
        assert (len(told(maria)), len(told(ben))) == (3, 0)

    def test_do_not_hold_back_what_is_urgent(self, workspace, maria, tell):
        for hour in range(5):
            now = NOW + timedelta(hours=hour / 2)
            tell(finding_at(workspace, now, level="urgent"), now=now)
        assert len(told(maria)) == 5


class TestTwice:
    def test_telling_again_tells_nothing(self, workspace, maria, tell):
        finding = finding_at(workspace, level="urgent")
        tell(finding)
        tell(finding, now=NOW + timedelta(minutes=1))
        assert len(told(maria)) == 1

    def test_never_comes_to_strangers(self, workspace, otto, tell):
        tell(finding_at(workspace, level="urgent"))
        assert told(otto) == []
        assert not Delivery.objects.filter(notification__user=otto).exists()


class TestTask:
    def test_tells_each_workspace_that_waits(
        self, workspace, maria, tell, monkeypatch, django_capture_on_commit_callbacks
    ):
        tell(finding_at(workspace, NIGHT), now=NIGHT)
        monkeypatch.setattr(tasks.timezone, "now", lambda: MORNING)
        with django_capture_on_commit_callbacks(execute=True):
            assert tasks.tell_waiting() == 1
        assert len(told(maria)) == 1
        assert tasks.tell_waiting() == 0


@pytest.mark.django_db(transaction=True)
class TestTwoWorkers:
    def test_tell_what_waited_once(self, workspace, maria):
        telling.tell(
            workspace=workspace,
            findings=[finding_at(workspace, NIGHT), finding_at(workspace, NIGHT)],
            now=NIGHT,
        )

        def work(_):
            try:
                return tell_waiting(now=MORNING)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(4) as workers:
            list(workers.map(work, range(4)))

        assert len(told(maria)) == 1
        seen = events.events_after(workspace_id=workspace.pk, user_id=maria.pk, seq=0)
        assert [event.type for event in seen].count("notification") == 1
