"""REST for papers."""

import pytest
from rest_framework.test import APIClient

from documents.models import Document
from tests.documents import factories

pytestmark = pytest.mark.django_db
DOCUMENTS = "/api/v1/documents"


@pytest.fixture
def as_member(maria, workspace):
    client = APIClient()
    client.force_authenticate(maria)
    return client


@pytest.fixture
def as_viewer(vera):
    client = APIClient()
    client.force_authenticate(vera)
    return client


@pytest.fixture
def as_stranger(otto):
    client = APIClient()
    client.force_authenticate(otto)
    return client


@pytest.fixture
def rent(workspace):
    return factories.make_read(workspace, factories.RENT)


def send(client, content, name):
    return client.post(DOCUMENTS, {"file": factories.upload(content, name)}, format="multipart")


class TestUpload:
    def test_answers_201_and_queued(self, as_member):
        response = send(as_member, b"The gate code is 4711.", "gate.txt")

        assert response.status_code == 201
        assert response.data["filename"] == "gate.txt"
        assert (response.data["status"], response.data["problem"], response.data["note"]) == (
            "queued",
            None,
            None,
        )

    def test_answers_200_with_a_note_for_the_same_content(self, as_member):
        first = send(as_member, b"The gate code is 4711.", "gate.txt")
        second = send(as_member, b"The gate code is 4711.", "gate.txt")

        assert second.status_code == 200
        assert second.data["id"] == first.data["id"]
        assert "already have this file" in second.data["note"]

    @pytest.mark.parametrize(
        ("content", "name", "code"),
        [(b"", "a.txt", "unreadable-document"), (b"words", "a.pdf", "unreadable-document")],
    )
    def test_refuses_with_problem_details(self, as_member, content, name, code):
        response = send(as_member, content, name)

        assert response.status_code == 400
        assert response["Content-Type"] == "application/problem+json"
        assert response.data["code"] == code
        assert not Document.objects.exists()

    def test_answers_413_above_the_limit(self, as_member, settings):
        settings.DOCUMENT_MAX_BYTES = 10

        assert send(as_member, b"eleven bytes", "a.txt").status_code == 413

    def test_names_the_missing_field(self, as_member):
        response = as_member.post(DOCUMENTS, {}, format="multipart")

        assert response.status_code == 400
        assert "multipart field called file" in response.data["detail"]


class TestReading:
    def test_lists_newest_first_by_cursor(self, as_member, workspace):
        for n in range(3):
            factories.make_document(workspace, f"paper {n}".encode(), f"{n}.txt")

        first = as_member.get(DOCUMENTS, {"limit": 2}).data
        second = as_member.get(DOCUMENTS, {"limit": 2, "cursor": first["next"]}).data

        assert [row["filename"] for row in first["results"]] == ["2.txt", "1.txt"]
        assert [row["filename"] for row in second["results"]] == ["0.txt"]
        assert second["next"] is None

    def test_gives_one_its_status_file_and_picture(self, as_member, rent):
        one = f"{DOCUMENTS}/{rent.pk}"

        assert as_member.get(one).data["title"] == "Residential Rent Agreement"
        assert as_member.get(f"{one}/status").data == {
            "id": str(rent.pk),
            "status": "ready",
            "step": None,
            "problem": None,
            "problem_code": None,
            "page_count": 3,
            "pages_done": 3,
        }
        assert as_member.get(f"{one}/file")["Content-Disposition"].startswith("attachment")
        assert as_member.get(f"{one}/pages/1.png").content.startswith(b"\x89PNG")

    def test_hides_everything_from_strangers(self, as_stranger, rent):
        one = f"{DOCUMENTS}/{rent.pk}"

        for address in (one, f"{one}/status", f"{one}/file", f"{one}/pages/1.png"):
            assert as_stranger.get(address).status_code == 404
        assert as_stranger.delete(one).status_code == 404
        assert as_stranger.post(f"{one}/retry").status_code == 404
        assert as_stranger.get(DOCUMENTS).data["results"] == []
        assert as_stranger.post(f"{DOCUMENTS}/search", {"text": "rent"}).data["results"] == []

    def test_needs_a_sign_in(self, rent):
        for address in (DOCUMENTS, f"{DOCUMENTS}/{rent.pk}/pages/1.png"):
            assert APIClient().get(address).status_code == 401


class TestChanging:
    def test_deletes_and_retries(self, as_member, rent, workspace):
        failed = factories.make_document(workspace, status="failed")

        assert as_member.delete(f"{DOCUMENTS}/{rent.pk}").status_code == 204
        assert as_member.get(f"{DOCUMENTS}/{rent.pk}").status_code == 404
        assert as_member.post(f"{DOCUMENTS}/{failed.pk}/retry").status_code == 202

    def test_answers_409_to_the_retry_of_a_good_one(self, as_member, rent):
        response = as_member.post(f"{DOCUMENTS}/{rent.pk}/retry")

        assert (response.status_code, response.data["code"]) == (409, "document-not-failed")

    def test_is_not_for_viewers(self, as_viewer, rent):
        assert send(as_viewer, b"words", "a.txt").status_code == 403
        assert as_viewer.delete(f"{DOCUMENTS}/{rent.pk}").status_code == 403
        assert as_viewer.post(f"{DOCUMENTS}/search", {"text": "rent"}).status_code == 200
        assert Document.objects.live().get() == rent


class TestSearch:
    def test_gives_passages_with_page_and_boxes(self, as_member, rent):
        found = as_member.post(f"{DOCUMENTS}/search", {"text": "lock-in period", "k": 2}).data

        best = found["results"][0]
        assert (best["external_name"], best["page"]) == (factories.RENT, 2)
        assert "lock-in period of six months" in best["text"]
        assert len(best["boxes"][0]) == 4
        assert len(found["results"]) == 2

    def test_refuses_an_empty_question(self, as_member):
        assert as_member.post(f"{DOCUMENTS}/search", {"text": " "}).status_code == 400
