"""Papers come in by the page: files, links, passwords, reading again, stopping."""

import pytest
from django.urls import reverse
from django.utils import timezone

from documents import services
from documents.models import Document
from tests.documents import factories

pytestmark = pytest.mark.django_db
LIST = reverse("documents:list")
UPLOAD = reverse("documents:upload")
HTMX = {"HX-Request": "true"}


def url(name, document):
    return reverse(f"documents:{name}", args=[document.pk])


class TestUpload:
    def test_takes_many_files_and_reads_them(self, as_maria):
        files = [
            factories.upload(b"The gate code is 4711.", "gate.txt"),
            factories.upload(b"# Two", "two.md"),
        ]

        response = as_maria.post(UPLOAD, {"papers": files}, headers=HTMX)

        assert response.status_code == 200
        assert "gate.txt is here and being read." in response.content.decode()
        assert set(Document.objects.values_list("filename", "status")) == {
            ("gate.txt", "ready"),
            ("two.md", "ready"),
        }

    def test_remembers_the_folder_and_the_camera(self, as_maria):
        given = {"papers": factories.upload(b"words", "a.txt"), "folder": "bills/2026", "source": "camera"}

        as_maria.post(UPLOAD, given, headers=HTMX)

        assert Document.objects.values_list("folder", "source").get() == ("bills/2026", "camera")

    def test_leads_to_the_original_of_a_duplicate(self, as_maria, workspace):
        original = factories.make_document(workspace, b"words", "a.txt")

        text = as_maria.post(
            UPLOAD, {"papers": factories.upload(b"words", "b.txt")}, headers=HTMX
        ).content.decode()

        assert "You already have this file as a.txt" in text
        assert url("detail", original) in text
        assert Document.objects.count() == 1

    def test_offers_to_restore_a_duplicate_in_the_bin(self, as_maria, workspace, maria):
        original = factories.make_document(workspace, b"words", "a.txt")
        services.delete(document=original, actor=maria, now=timezone.now())

        text = as_maria.post(
            UPLOAD, {"papers": factories.upload(b"words", "b.txt")}, headers=HTMX
        ).content.decode()

        assert "is in the bin" in text
        assert url("restore", original) in text

    def test_answers_422_when_nothing_was_taken(self, as_maria):
        for given in ({}, {"papers": factories.upload(b"", "empty.txt")}):
            assert as_maria.post(UPLOAD, given, headers=HTMX).status_code == 422
        assert not Document.objects.exists()

    def test_works_without_javascript(self, as_maria):
        response = as_maria.post(UPLOAD, {"papers": factories.upload(b"words", "a.txt")}, follow=True)

        assert response.redirect_chain == [(LIST, 302)]
        assert "a.txt is here and being read." in response.content.decode()

    def test_is_not_for_viewers_and_strangers_fill_their_own_house(self, as_vera, as_nobody):
        given = {"papers": factories.upload(b"words", "a.txt")}

        assert as_vera.post(UPLOAD, given).status_code == 403
        assert as_nobody.post(UPLOAD, given).status_code == 302
        assert not Document.objects.exists()


class TestLink:
    @pytest.mark.parametrize(
        "address", ["", "no address", "http://127.0.0.1/secret.pdf", "file:///etc/passwd"]
    )
    def test_refuses_what_is_not_public(self, as_maria, address):
        response = as_maria.post(reverse("documents:link"), {"url": address}, headers=HTMX)

        assert response.status_code == 422
        assert not Document.objects.exists()

    def test_is_not_for_viewers(self, as_vera):
        assert as_vera.post(reverse("documents:link"), {"url": "https://example.org"}).status_code == 403


class TestLocked:
    @pytest.fixture
    def locked(self, workspace):
        content = factories.a_pdf("The gate code is 4711.", password="geheim")
        return factories.make_document(
            workspace,
            content,
            "locked.pdf",
            status="failed",
            problem_code="password",
            problem="It is locked.",
        )

    def test_asks_for_the_password_in_its_row(self, as_maria, locked):
        text = as_maria.get(LIST).content.decode()

        assert "Locked: needs its password" in text
        assert url("unlock", locked) in text

    def test_opens_with_the_right_password(self, as_maria, locked):
        response = as_maria.post(url("unlock", locked), {"password": "geheim"}, headers=HTMX)

        locked.refresh_from_db()
        assert locked.status == "ready"
        assert str(locked.pk) in response["HX-Trigger"]

    def test_asks_again_after_a_wrong_one(self, as_maria, locked):
        as_maria.post(url("unlock", locked), {"password": "falsch"}, headers=HTMX)

        locked.refresh_from_db()
        assert (locked.status, locked.problem_code) == ("failed", "password")

    def test_says_that_none_was_typed(self, as_maria, locked):
        response = as_maria.post(url("unlock", locked), {"password": ""}, headers=HTMX)

        assert "Type the password of this file." in response.content.decode()


class TestReadingAgain:
    @pytest.fixture
    def failed(self, workspace):
        return factories.make_document(workspace, status="failed", problem="This PDF is damaged.")

    def test_reads_one(self, as_maria, failed):
        as_maria.post(url("retry", failed), headers=HTMX)

        failed.refresh_from_db()
        assert failed.status == "ready"

    def test_explains_that_a_read_paper_is_not_read_again(self, as_maria, workspace):
        ready = factories.make_ready(workspace, "words")

        text = as_maria.post(url("retry", ready), follow=True).content.decode()

        assert "did not fail" in text

    def test_reads_all(self, as_maria, failed, workspace):
        factories.make_document(workspace, b"two", "b.txt", status="failed")

        text = as_maria.post(reverse("documents:retry-all"), follow=True).content.decode()

        assert "2 papers are read again." in text
        assert not Document.objects.filter(status="failed").exists()

    def test_of_all_is_not_for_viewers(self, as_vera, failed):
        assert as_vera.post(reverse("documents:retry-all")).status_code == 403

    def test_can_be_stopped(self, as_maria, workspace):
        queued = factories.make_document(workspace)

        as_maria.post(url("cancel", queued), headers=HTMX)

        queued.refresh_from_db()
        assert queued.status == "cancelled"
