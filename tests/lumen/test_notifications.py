"""Telling members: list, reading, mail, and only to those concerned."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from lumen.notifications import services, tasks
from lumen.notifications.models import Delivery, Notification, Preference

pytestmark = pytest.mark.django_db
PAGE, API = "/notifications/", "/api/v1/notifications"


@pytest.fixture
def tell(workspace, maria, django_capture_on_commit_callbacks):
    def tell(users=None, **facts):
        sent = {"kind": "finding", "title": "A double charge?", "body": "Cafe, twice.", **facts}
        with django_capture_on_commit_callbacks(execute=True):
            return services.notify(workspace=workspace, users=users or [maria], **sent)

    return tell


class TestTelling:
    def test_reaches_each_user_once_for_one_key(self, tell, maria, ben):
        assert len(tell([maria, ben], key="finding:1")) == 2
        assert tell([maria, ben], key="finding:1") == []
        assert Notification.objects.count() == 2

    def test_repeats_itself_without_a_key(self, tell):
        tell()
        tell()
        assert Notification.objects.count() == 2

    def test_tells_the_rest_when_one_was_told_before(self, tell, maria, ben):
        tell([maria], key="finding:1")
        assert [told.user for told in tell([maria, ben], key="finding:1")] == [ben]

    def test_goes_by_mail_to_those_who_asked(self, tell, maria, ben, mailoutbox):
        Preference.objects.create(user=maria, kind="finding", by_email=True)
        Preference.objects.create(user=ben, kind="import", by_email=True)

        tell([maria, ben], url="/findings/1/")

        assert [mail.to for mail in mailoutbox] == [["maria@example.com"]]
        assert mailoutbox[0].subject == "A double charge?"
        assert "Cafe, twice." in mailoutbox[0].body
        assert "http://127.0.0.1:8000/findings/1/" in mailoutbox[0].body
        assert Delivery.objects.get().delivered_at

    def test_mails_once_however_often_the_task_runs(self, tell, maria, mailoutbox):
        Preference.objects.create(user=maria, kind="finding", by_email=True)
        (told,) = tell()
        tasks.send_email(notification_id=str(told.pk))
        assert len(mailoutbox) == 1

    def test_forgets_a_mail_whose_notification_is_gone(self, tell, mailoutbox):
        (told,) = tell()
        gone = str(told.pk)
        told.delete()
        tasks.send_email(notification_id=gone)
        assert not mailoutbox


class TestPage:
    def test_lists_ones_own(self, tell, as_maria, as_ben, as_vera, as_otto):
        tell()
        assert "A double charge?" in as_maria.get(PAGE).content.decode()
        for client in (as_ben, as_vera, as_otto):
            assert "A double charge?" not in client.get(PAGE).content.decode()

    def test_shows_the_number_of_unread_ones_at_the_bell(self, tell, as_maria):
        tell()
        tell()
        page = as_maria.get(PAGE).content.decode()
        badge = page.split('id="notification-count"')[1].split("</span>")[0]
        assert badge.endswith(">2")

    def test_shows_only_unread_ones_when_asked(self, tell, as_maria, maria, workspace):
        tell(title="Old news")
        services.mark_all_read(workspace=workspace, user=maria, now=timezone.now())
        tell(title="Fresh news")
        page = as_maria.get(PAGE, {"show": "unread"}).content.decode()
        assert "Fresh news" in page
        assert "Old news" not in page

    def test_opens_one_and_marks_it_read(self, tell, as_maria):
        (told,) = tell(url="/transactions/?q=cafe")
        answer = as_maria.post(reverse("notifications:open", args=[told.pk]))
        assert answer.url == "/transactions/?q=cafe"
        told.refresh_from_db()
        assert told.read_at

    def test_never_leads_to_another_site(self, tell, as_maria):
        (told,) = tell(url="https://evil.example/")
        assert as_maria.post(reverse("notifications:open", args=[told.pk])).url == PAGE

    def test_belongs_to_its_member(self, tell, as_ben, as_vera, as_otto, as_nobody):
        (told,) = tell()
        url = reverse("notifications:open", args=[told.pk])
        for client in (as_ben, as_vera, as_otto):
            assert client.post(url).status_code == 404
        assert as_nobody.post(url).url.startswith("/auth/login/")
        told.refresh_from_db()
        assert told.read_at is None

    def test_marks_all_read_for_one_member_only(self, tell, as_vera, maria, vera):
        tell([maria, vera])
        as_vera.post(reverse("notifications:mark-all-read"))
        assert Notification.objects.get(read_at__isnull=True).user == maria

    def test_needs_the_same_number_of_queries_for_many(self, tell, as_maria):
        def queries():
            with CaptureQueriesContext(connection) as queries:
                as_maria.get(PAGE)
            return len(queries)

        for _ in range(3):
            tell()
        as_maria.get(PAGE)
        few = queries()
        for _ in range(20):
            tell()
        assert queries() == few


class TestPreferences:
    URL = "/notifications/preferences/"

    def test_keep_what_a_member_wants_by_mail(self, as_vera, vera):
        as_vera.post(self.URL, {"kinds": ["finding", "import"]})
        as_vera.post(self.URL, {"kinds": ["import"]})
        wanted = Preference.objects.filter(user=vera, by_email=True)
        assert list(wanted.values_list("kind", flat=True)) == ["import"]
        assert (
            'value="import" aria-describedby="kind-import-help" checked'
            in as_vera.get(self.URL).content.decode()
        )

    def test_refuse_kinds_that_do_not_exist(self, as_vera):
        assert as_vera.post(self.URL, {"kinds": ["nonsense"]}).status_code == 422
        assert not Preference.objects.exists()


class TestApi:
    def test_lists_and_marks_read_for_every_role(self, tell, as_vera, vera):
        (told,) = tell([vera])
        tell([vera])
        listed = as_vera.get(API, {"unread": "true"}).json()
        assert len(listed["results"]) == 2
        assert set(listed["results"][0]) == {*("id", "kind", "title", "body", "url", "created_at", "read_at")}
        assert as_vera.post(f"{API}/{told.pk}/read").json()["read_at"]
        assert len(as_vera.get(API, {"unread": "true"}).json()["results"]) == 1
        assert as_vera.post(f"{API}/read").status_code == 204
        assert as_vera.get(API, {"unread": "true"}).json()["results"] == []

    def test_belongs_to_its_member(self, tell, as_ben, as_otto, as_nobody):
        (told,) = tell()
        for client in (as_ben, as_otto):
            assert client.post(f"{API}/{told.pk}/read").status_code == 404
            assert client.get(API).json()["results"] == []
        assert as_nobody.get(API).status_code == 401

    def test_ends_with_the_membership(self, tell, as_ben, ben, workspace):
        tell([ben])
        Membership.objects.get(user=ben, workspace=workspace).delete()
        assert as_ben.get(API).json()["results"] == []
        named = {"X-Lumen-Workspace": workspace.slug}
        assert as_ben.get(API, headers=named).status_code == 403
