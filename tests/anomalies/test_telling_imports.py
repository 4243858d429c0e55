"""An import gives one digest, and nothing about its history unless somebody asks."""

from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from anomalies import judges, services
from anomalies.models import Finding, Telling, TellingPreference
from lumen.audit.models import AuditEvent
from lumen.notifications.models import Notification
from tests.transactions.importing import commit, upload
from transactions.models import ImportBatch

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_kept_judges():
    judges.forget()


@pytest.fixture(autouse=True)
def _no_quiet_hours(workspace, maria):
    TellingPreference.objects.create(workspace=workspace, user=maria, quiet_from=None, quiet_until=None)


def statement(days=120, *, until_days_ago=0, odd=()):
    """A lunch, a ride and every third day a basket; `odd` maps days ago to an amount at the lunch place."""
    draw, today = Random(4), timezone.localdate()
    lines = ["Date,Merchant,Amount,Category,Payment Method,Notes"]
    for ago in range(days + until_days_ago, until_days_ago - 1, -1):
        day = today - timedelta(days=ago)
        lines.append(f"{day},Udupi Corner,{draw.lognormvariate(5.35, 0.25):.2f},Food & Dining,UPI,")
        lines.append(f"{day},Tuk Tuk Go,{draw.lognormvariate(4.9, 0.3):.2f},Transport,UPI,")
        if ago % 3 == 0:
            lines.append(f"{day},QuickBasket,{draw.lognormvariate(6.1, 0.4):.2f},Groceries,UPI,")
        if ago in odd:
            lines.append(f"{day},Udupi Corner,{odd[ago]:.2f},Food & Dining,UPI,dinner")
    return "\n".join(lines) + "\n"


def imported(workspace, **facts):
    return commit(upload(workspace, statement(**facts)))


class TestAnImport:
    def test_gives_one_digest_that_leads_to_its_own_findings(self, workspace, maria, as_maria):
        batch = imported(workspace, odd={1: 4_200.0, 3: 6_100.0, 40: 5_200.0})

        [digest] = Notification.objects.filter(kind="finding")
        count = batch.created_count
        assert digest.title == f"3 things in the {count} rows you imported are worth a look"
        assert "1 of them is older than a week" in digest.body
        assert digest.url == f"/findings/?import={batch.pk}"
        assert Finding.objects.count() == 2
        assert set(Telling.objects.values_list("way", flat=True)) == {"import"}
        page = as_maria.get(digest.url).content.decode()
        assert page.count('class="card finding"') == 2
        assert "Look back over this import" in page

    def test_of_history_gives_no_finding(self, workspace):
        imported(workspace, until_days_ago=9, odd={40: 5_200.0})
        assert not Finding.objects.exists()

    def test_of_ordinary_days_gives_nothing(self, workspace):
        imported(workspace)
        assert not Notification.objects.filter(kind="finding").exists()

    def test_is_told_once_however_often_it_is_judged(self, workspace, maria):
        batch = imported(workspace, odd={1: 4_200.0})
        services.judge_import(batch=batch, now=timezone.now())
        assert Notification.objects.filter(kind="finding").count() == 1
        assert Finding.objects.count() == 1

    def test_is_not_told_to_who_wants_urgent_ones_only(self, workspace, maria):
        TellingPreference.objects.update(tell_from="urgent")
        imported(workspace, odd={1: 1_200.0})
        if not Finding.objects.filter(level="urgent").exists():
            assert not Notification.objects.filter(kind="finding").exists()
            assert Telling.objects.filter(told_at__isnull=True).exists()


class TestLookingBack:
    def url(self, batch):
        return f"/findings/imports/{batch.pk}/look-back/"

    def test_finds_what_was_odd_then_and_tells_nobody(self, workspace, as_maria):
        batch = imported(workspace, until_days_ago=9, odd={40: 5_200.0})
        before = Notification.objects.count()

        answer = as_maria.post(self.url(batch))

        assert answer.url == f"/findings/?import={batch.pk}"
        assert [finding.kind for finding in Finding.objects.all()] == ["amount_far_above_usual"]
        assert Notification.objects.count() == before
        assert not Telling.objects.exists()
        assert AuditEvent.objects.filter(action="import.looked_back").count() == 1
        as_maria.post(self.url(batch))
        assert Finding.objects.count() == 1

    def test_is_for_those_who_may_edit(self, workspace, as_ben, as_vera, as_otto, as_nobody):
        batch = imported(workspace, until_days_ago=9, odd={40: 5_200.0})
        assert as_vera.post(self.url(batch)).status_code == 403
        assert as_otto.post(self.url(batch)).status_code == 404
        assert as_nobody.post(self.url(batch)).url.startswith("/auth/login/")
        assert not Finding.objects.exists()
        assert as_ben.post(self.url(batch)).status_code == 302

    def test_a_strangers_import_is_none(self, workspace, as_otto, as_vera):
        batch = imported(workspace)
        assert as_otto.get("/findings/", {"import": str(batch.pk)}).status_code == 404
        assert as_vera.get("/findings/", {"import": str(batch.pk)}).status_code == 200
        assert as_otto.get("/findings/", {"import": "nonsense"}).status_code == 200

    def test_an_import_without_history_offers_nothing(self, workspace, as_maria):
        batch = ImportBatch.objects.create(workspace=workspace, filename="a.csv", sha256="0")
        page = as_maria.get("/findings/", {"import": str(batch.pk)}).content.decode()
        assert "Look back" not in page
