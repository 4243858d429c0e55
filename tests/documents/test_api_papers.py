"""REST for what is known of papers, their labels, links, versions, views and exports."""

import pytest
from rest_framework.test import APIClient

from documents.models import Correspondent, Document, PaperTag, SavedView, ShareLink
from tests.documents import factories

pytestmark = pytest.mark.django_db
API = "/api/v1"
DOCUMENTS = f"{API}/documents"


def client_of(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


@pytest.fixture
def as_member(maria, workspace):
    return client_of(maria)


@pytest.fixture
def as_viewer(vera):
    return client_of(vera)


@pytest.fixture
def as_stranger(otto):
    return client_of(otto)


@pytest.fixture
def bill(workspace):
    return factories.make_ready(workspace, "Bill of City Power", "bill.txt", title="Bill", kind="bill")


def one(document, *rest):
    return "/".join([DOCUMENTS, str(document.pk), *map(str, rest)])


class TestList:
    def test_takes_the_filters_of_the_page(self, as_member, bill, workspace):
        factories.make_document(workspace, b"failed", "c.txt", status="failed")

        for query, names in {
            "kind=bill": ["bill.txt"],
            "state=failed": ["c.txt"],
            "q=city": [],
            "q=bill": ["bill.txt"],
            "kind=nonsense": ["c.txt", "bill.txt"],
        }.items():
            found = as_member.get(f"{DOCUMENTS}?{query}").data["results"]
            assert [each["filename"] for each in found] == names, query

    def test_asks_as_many_queries_for_three_as_for_twenty_three(self, as_member, workspace):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        power = Correspondent.objects.create(workspace=workspace, name="City Power")
        tag = PaperTag.objects.create(workspace=workspace, name="Flat")
        counts = []
        for start, stop in ((0, 3), (3, 23)):
            for n in range(start, stop):
                factories.make_document(
                    workspace, f"p {n}".encode(), f"{n}.txt", correspondent=power
                ).tags.add(tag)
            with CaptureQueriesContext(connection) as captured:
                as_member.get(DOCUMENTS)
            counts.append(len(captured))
        assert counts[0] == counts[1]


class TestPatch:
    def test_changes_what_is_known(self, as_member, bill):
        given = {"correspondent": "City Power", "tags": ["Flat", "Power"], "amount": "2340.50"}
        given |= {"currency": "inr", "issued_on": "2026-10-05", "number": "EB-1", "reviewed": True}

        answer = as_member.patch(one(bill), given, format="json")

        assert answer.status_code == 200
        assert answer.data["correspondent"]["name"] == "City Power"
        assert [tag["name"] for tag in answer.data["tags"]] == ["Flat", "Power"]
        assert (answer.data["amount"], answer.data["currency"]) == ("2340.5000", "INR")
        assert answer.data["reviewed_at"]
        assert (answer.data["kind"], answer.data["title"]) == ("bill", "Bill")

    def test_takes_away_with_null_and_sends_back_to_triage(self, as_member, bill):
        as_member.patch(one(bill), {"tags": ["Flat"], "correspondent": "A", "reviewed": True}, format="json")

        given = {"tags": [], "correspondent": None, "kind": None, "reviewed": False}
        answer = as_member.patch(one(bill), given, format="json")

        assert (answer.data["tags"], answer.data["correspondent"], answer.data["kind"]) == ([], None, None)
        assert answer.data["reviewed_at"] is None

    @pytest.mark.parametrize(
        "wrong", [{"kind": "x"}, {"currency": "XXQ"}, {"amount": "much"}, {"gstin": "no"}]
    )
    def test_refuses_what_does_not_fit(self, as_member, bill, wrong):
        answer = as_member.patch(one(bill), {"title": "Other", **wrong}, format="json")

        bill.refresh_from_db()
        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"
        assert bill.title == "Bill"

    def test_is_not_for_viewers_and_strangers(self, as_viewer, as_stranger, bill):
        assert as_viewer.patch(one(bill), {"title": "x"}, format="json").status_code == 403
        assert as_stranger.patch(one(bill), {"title": "x"}, format="json").status_code == 404


class TestLife:
    def test_cancels_restores_and_unlocks(self, as_member, workspace):
        queued = factories.make_document(workspace, b"queued", "q.txt")
        assert as_member.post(one(queued, "cancel")).data["status"] == "cancelled"
        assert as_member.post(one(queued, "cancel")).status_code == 409
        assert as_member.post(one(queued, "unlock"), {"password": "x"}, format="json").status_code == 409
        as_member.delete(one(queued))
        assert as_member.post(one(queued, "restore")).status_code == 200

    def test_keeps_versions(self, as_member, bill):
        file = factories.upload(b"Newer bill", "newer.txt")
        assert as_member.post(one(bill, "versions"), {"file": file}, format="multipart").data["version"] == 2
        assert as_member.get(one(bill, "versions")).data["results"][0]["filename"] == "bill.txt"
        assert as_member.post(one(bill, "versions", 1, "restore")).data["version"] == 3
        assert as_member.post(one(bill, "versions", 9, "restore")).status_code == 404

    def test_refuses_links_to_inside(self, as_member):
        answer = as_member.post(f"{DOCUMENTS}/link", {"url": "http://127.0.0.1/x.pdf"}, format="json")

        assert answer.status_code >= 400
        assert not Document.objects.exists()

    def test_tells_how_much_room_is_used(self, as_viewer, bill):
        assert as_viewer.get(f"{DOCUMENTS}/storage").data["documents"] == 1


class TestShareLinks:
    def test_are_made_listed_and_revoked(self, as_member, bill, client):
        made = as_member.post(one(bill, "share-links"), {"days": 2}, format="json")
        path = "/documents/shared/" + made.data["url"].partition("/documents/shared/")[2]
        assert made.status_code == 201
        assert client.get(path).status_code == 200
        assert as_member.get(one(bill, "share-links")).data["results"][0]["url"] is None

        assert as_member.delete(one(bill, "share-links", made.data["id"])).status_code == 204
        assert client.get(path).status_code == 404

    def test_are_not_for_viewers_and_strangers(self, as_viewer, as_stranger, bill):
        assert as_viewer.post(one(bill, "share-links"), {"days": 2}, format="json").status_code == 403
        assert as_stranger.post(one(bill, "share-links"), {"days": 2}, format="json").status_code == 404
        assert not ShareLink.objects.exists()


class TestLabels:
    @pytest.mark.parametrize("noun", ["tags", "correspondents"])
    def test_are_made_changed_merged_and_deleted(self, as_member, noun):
        made = as_member.post(f"{API}/{noun}", {"name": "First"}, format="json")
        other = as_member.post(f"{API}/{noun}", {"name": "Second"}, format="json")
        assert made.status_code == other.status_code == 201
        assert as_member.post(f"{API}/{noun}", {"name": "first"}, format="json").status_code == 409

        changed = as_member.patch(f"{API}/{noun}/{made.data['id']}", {"name": "Third"}, format="json")
        assert changed.data["name"] == "Third"
        into = {"into": other.data["id"]}
        assert as_member.post(f"{API}/{noun}/{made.data['id']}/merge", into, format="json").status_code == 200
        assert [each["name"] for each in as_member.get(f"{API}/{noun}").data["results"]] == ["Second"]
        assert as_member.delete(f"{API}/{noun}/{other.data['id']}").status_code == 204

    def test_try_a_rule(self, as_viewer, bill):
        rule = {"match_algorithm": "any", "match_text": "power"}

        answer = as_viewer.post(f"{API}/label-rules/preview", rule, format="json")

        assert (answer.data["count"], answer.data["documents"]) == (1, [str(bill.pk)])

    def test_are_not_for_strangers(self, as_stranger, as_viewer, workspace):
        tag = PaperTag.objects.create(workspace=workspace, name="Flat")

        assert as_stranger.get(f"{API}/tags/{tag.pk}").status_code == 404
        assert as_stranger.delete(f"{API}/tags/{tag.pk}").status_code == 404
        assert as_viewer.delete(f"{API}/tags/{tag.pk}").status_code == 403


class TestSearch:
    def test_looks_only_where_filters_allow(self, as_member, workspace):
        factories.make_read(workspace, factories.WARRANTY)
        given = {"text": "compressor warranty", "filters": {"state": ["failed"]}}

        assert as_member.post(f"{DOCUMENTS}/search", given, format="json").data["results"] == []
        del given["filters"]
        assert as_member.post(f"{DOCUMENTS}/search", given, format="json").data["results"]
        missed = as_member.get(f"{DOCUMENTS}/missed-searches").data["results"]
        assert missed[0]["text"] == "compressor warranty"

    def test_of_members_is_not_shown_to_viewers(self, as_viewer):
        assert as_viewer.get(f"{DOCUMENTS}/missed-searches").status_code == 403


class TestViewsAndExports:
    def test_views_are_kept_and_forgotten(self, as_member, as_viewer):
        made = as_member.post(f"{DOCUMENTS}/views", {"name": "Bills", "query": "kind=bill"}, format="json")
        assert made.status_code == 201
        assert as_viewer.get(f"{DOCUMENTS}/views").data["results"] == []
        assert as_member.delete(f"{DOCUMENTS}/views/{made.data['id']}").status_code == 204
        assert not SavedView.objects.exists()

    def test_exports_are_only_for_who_asked(
        self, as_member, as_stranger, bill, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            made = as_member.post(f"{DOCUMENTS}/exports", {"document_ids": [bill.pk]}, format="json")
        assert made.status_code == 202

        assert as_member.get(f"{DOCUMENTS}/exports").data["results"][0]["documents"] == 1
        assert as_member.get(f"{DOCUMENTS}/exports/{made.data['id']}/file").status_code == 200
        assert as_stranger.get(f"{DOCUMENTS}/exports/{made.data['id']}/file").status_code == 404
