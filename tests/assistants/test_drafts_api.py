"""Drafts over REST."""

from uuid import uuid4

import pytest
from django.urls import reverse

from assistants.models import Draft, EnquiryMessage
from tests.assistants import making

pytestmark = pytest.mark.django_db
POSTS = {
    "accept": {},
    "edit": {"text": "Mine."},
    "reject": {"reason": "tone"},
    "undo": {},
    "again": {},
}


@pytest.fixture
def draft(message):
    return making.make_draft(message)


def post(client, draft, action, **body):
    url = reverse(f"api-draft-{action}", args=[draft.pk])
    return client.post(url, {**POSTS[action], **body}, content_type="application/json")


class TestTheList:
    def test_shows_what_a_draft_rests_on(self, as_maria, draft):
        (shown,) = as_maria.get(reverse("api-drafts")).json()["results"]

        assert shown["id"] == str(draft.pk)
        assert (shown["action"], shown["state"], shown["version"]) == ("draft", "proposed", 1)
        assert shown["question"] == "Where is my parcel?"

    def test_leaves_out_what_was_only_observed(self, as_maria, message):
        making.make_draft(message, state=Draft.State.HIDDEN)

        assert as_maria.get(reverse("api-drafts")).json() == {"results": [], "next": None}

    def test_can_be_narrowed(self, as_maria, draft):
        making.make_draft(draft.message, "Old", state=Draft.State.SUPERSEDED)
        url = reverse("api-drafts")

        assert len(as_maria.get(url, {"state": "proposed"}).json()["results"]) == 1
        assert len(as_maria.get(url, {"enquiry": str(draft.enquiry_id)}).json()["results"]) == 2
        assert len(as_maria.get(url, {"assistant": str(uuid4())}).json()["results"]) == 0
        assert as_maria.get(url, {"enquiry": "not-an-id"}).status_code == 400

    def test_needs_as_many_queries_for_3_as_for_23(self, as_maria, message, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        counts = []
        for more in (3, 20):
            for _one in range(more):
                making.make_draft(message, state=Draft.State.SUPERSEDED)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                as_maria.get(reverse("api-drafts"))
            counts.append(len(asked))

        assert counts[0] == counts[1]

    def test_is_empty_for_a_stranger(self, as_otto, draft):
        assert as_otto.get(reverse("api-drafts")).json()["results"] == []

    def test_is_read_by_viewers_and_by_nobody_else(self, as_vera, as_nobody, draft):
        assert as_vera.get(reverse("api-drafts")).status_code == 200
        assert as_nobody.get(reverse("api-drafts")).status_code == 401


class TestOne:
    def test_is_shown_to_members(self, as_ben, draft):
        assert as_ben.get(reverse("api-draft", args=[draft.pk])).json()["text"] == draft.text

    def test_is_not_there_for_a_stranger(self, as_otto, draft):
        assert as_otto.get(reverse("api-draft", args=[draft.pk])).status_code == 404


class TestDeciding:
    def test_accepts(self, as_maria, draft):
        answer = post(as_maria, draft, "accept", version=1)

        assert answer.status_code == 200
        assert (answer.json()["state"], answer.json()["decided_by"]) == ("accepted", "Maria")
        assert EnquiryMessage.objects.filter(text=draft.text, action="answer").count() == 1

    def test_accepts_without_a_version(self, as_maria, draft):
        assert post(as_maria, draft, "accept").status_code == 200

    def test_edits(self, as_maria, draft):
        answer = post(as_maria, draft, "edit", text="It left us today.", version=1)

        assert (answer.json()["state"], answer.json()["sent_text"]) == ("edited", "It left us today.")

    def test_rejects_and_takes_it_back(self, as_maria, draft):
        refused = post(as_maria, draft, "reject", reason="wrong", remark="No", version=1)
        again = post(as_maria, draft, "undo")

        assert (refused.json()["state"], refused.json()["reject_reason"]) == ("rejected", "wrong")
        assert again.json()["state"] == "proposed"

    def test_tells_the_second_who_was_first(self, as_maria, as_ben, draft):
        post(as_maria, draft, "accept", version=1)
        answer = post(as_ben, draft, "edit", version=1)

        assert answer.status_code == 409
        assert answer.json()["code"] == "draft-taken"
        assert answer.json()["decided_by"] == "Maria"

    def test_the_same_key_again_gives_the_first_answer_again(self, as_maria, draft):
        url = reverse("api-draft-accept", args=[draft.pk])
        for _time in range(2):
            answer = as_maria.post(url, {}, content_type="application/json", headers={"Idempotency-Key": "k"})
            assert answer.status_code == 200

        assert EnquiryMessage.objects.filter(action="answer").count() == 1

    @pytest.mark.parametrize(
        ("action", "body"),
        [("edit", {"text": ""}), ("reject", {"reason": "whim"}), ("accept", {"version": 0})],
    )
    def test_refuses_what_makes_no_sense(self, as_maria, draft, action, body):
        assert post(as_maria, draft, action, **body).status_code == 400
        assert Draft.objects.get().state == "proposed"

    @pytest.mark.parametrize("action", POSTS)
    def test_is_not_for_viewers(self, as_vera, draft, action):
        assert post(as_vera, draft, action).status_code == 403
        assert Draft.objects.get().state == "proposed"

    @pytest.mark.parametrize("action", POSTS)
    def test_is_not_there_for_strangers(self, as_otto, draft, action):
        assert post(as_otto, draft, action).status_code == 404
        assert Draft.objects.get().state == "proposed"

    @pytest.mark.parametrize("action", POSTS)
    def test_is_not_for_nobody(self, as_nobody, draft, action):
        assert post(as_nobody, draft, action).status_code == 401
        assert Draft.objects.get().state == "proposed"
