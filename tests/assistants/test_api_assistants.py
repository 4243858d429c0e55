"""Assistants over REST."""

import pytest
from django.urls import reverse

from assistants.models import Assistant, Channel
from tests.assistants import making
from tests.assistants.test_pages_owner import actions

pytestmark = pytest.mark.django_db
LIST = reverse("api-assistants")
JSON = "application/json"


def one(assistant, name="api-assistant"):
    return reverse(name, args=[assistant.pk])


class TestList:
    def test_gives_assistants_with_what_waits_filtered_by_phase_and_name(self, as_vera, assistant, enquiry):
        making.make_assistant(assistant.workspace, name="Rentals", phase="observe")

        everything = as_vera.get(LIST).json()
        drafting = as_vera.get(LIST, {"phase": "supervised"}).json()["results"]
        named = as_vera.get(LIST, {"q": "rent"}).json()["results"]

        assert len(everything["results"]) == 2
        assert everything["next"] is None
        assert [(row["name"], row["open_enquiries"]) for row in drafting] == [("Shop help", 1)]
        assert [row["name"] for row in named] == ["Rentals"]

    @pytest.mark.parametrize("number", [3, 23])
    def test_costs_the_same_for_many(self, as_maria, workspace, django_assert_max_num_queries, number):
        for each in range(number):
            making.make_assistant(workspace, name=f"Desk {each}")

        with django_assert_max_num_queries(8):
            assert len(as_maria.get(LIST).json()["results"]) == number

    def test_is_of_ones_own_workspace(self, as_otto, as_nobody, assistant):
        assert as_otto.get(LIST).json()["results"] == []
        assert as_nobody.get(LIST).status_code == 401


class TestMaking:
    def test_makes_one_with_a_website_once_for_a_key(self, as_maria):
        asked = {"name": "Desk", "business_hours": {"0": [["9:00", "18:00"]]}, "language": "en"}
        asked["business_hours"] = {"0": [["09:00", "18:00"]]}
        for _each in range(2):
            response = as_maria.post(LIST, asked, content_type=JSON, headers={"Idempotency-Key": "k1"})

        made = Assistant.objects.get()
        assert response.status_code == 201
        assert response.json()["id"] == str(made.pk)
        assert (made.phase, made.business_hours) == ("observe", {"0": [["09:00", "18:00"]]})
        assert Channel.objects.get().assistant == made

    @pytest.mark.parametrize(
        "wrong",
        [
            {"name": ""},
            {"name": "Desk", "target": 0.5},
            {"name": "Desk", "business_hours": {"7": [["09:00", "18:00"]]}},
            {"name": "Desk", "business_hours": {"0": [["nine", "18:00"]]}},
            {"name": "Desk", "response_minutes": {"soon": [1, 2]}},
            {"name": "Desk", "styles": [{"name": "Short"}]},
            {"name": "Desk", "minimum_decisions": 90, "window": 60},
            {"name": "Desk", "language": "xx"},
        ],
    )
    def test_refuses_what_cannot_be_kept(self, as_maria, wrong):
        response = as_maria.post(LIST, wrong, content_type=JSON)

        assert response.status_code in (400, 422)
        assert response["Content-Type"] == "application/problem+json"
        assert not Assistant.objects.exists()

    def test_is_for_owners(self, as_ben, as_vera):
        for client in (as_ben, as_vera):
            assert client.post(LIST, {"name": "Desk"}, content_type=JSON).status_code == 403
        assert not Assistant.objects.exists()


class TestChanging:
    def test_changes_what_is_given_and_never_the_phase(self, as_maria, assistant):
        styles = [{"name": "Short", "settings": {"sentences": 2}}, {"name": "Warm"}]
        changes = {"may_automate": True, "styles": styles, "phase": "automated", "retention_days": None}

        response = as_maria.patch(one(assistant), changes, content_type=JSON)

        assistant.refresh_from_db()
        assert response.status_code == 200
        assert (assistant.may_automate, assistant.phase) == (True, "supervised")
        assert assistant.styles[0] == {
            "name": "Short",
            "settings": {"greets": True, "closes": True, "sentences": 2},
        }
        assert "assistant.changed" in actions()

    def test_deletes_so_that_it_can_come_back(self, as_maria, assistant):
        assert as_maria.delete(one(assistant)).status_code == 204

        assistant.refresh_from_db()
        assert assistant.deleted_at
        assert as_maria.get(one(assistant)).status_code == 404

    @pytest.mark.parametrize("client", ["as_ben", "as_vera"])
    def test_is_for_owners(self, request, client, assistant):
        client = request.getfixturevalue(client)

        assert client.patch(one(assistant), {"name": "Mine"}, content_type=JSON).status_code == 403
        assert client.delete(one(assistant)).status_code == 403
        assistant.refresh_from_db()
        assert (assistant.name, assistant.deleted_at) == ("Shop help", None)

    def test_is_not_for_strangers(self, as_otto, assistant):
        for name in ("api-assistant", "api-assistant-status", "api-assistant-analytics"):
            assert as_otto.get(one(assistant, name)).status_code == 404
        assert as_otto.delete(one(assistant)).status_code == 404


class TestFigures:
    def test_say_how_far_it_is_and_why(self, as_vera, assistant):
        answer = as_vera.get(one(assistant, "api-assistant-status")).json()

        assert (answer["stage"], answer["phase"], answer["bound"]) == (0, "supervised", 0.0)
        assert sum(part["most"] for part in answer["parts"]) == 100
        assert all(part["next_step"] for part in answer["parts"])

    def test_say_how_it_does(self, as_vera, assistant, enquiry, message):
        topic = making.make_topic(assistant)
        making.make_draft(message, state="accepted", topic=topic, decided_at=making.NOW, style="Short")

        answer = as_vera.get(one(assistant, "api-assistant-analytics"), {"days": "all"}).json()

        assert answer["days"] is None
        assert answer["conversations"]["total"] == 1
        assert answer["drafts"] == {
            "decided": 1,
            "accepted": 1,
            "edited": 0,
            "rejected": 0,
            "automated": 0,
            "acceptance": 1.0,
            "edit_distance": None,
            "voice_consistency": None,
        }
        assert answer["styles"][0]["interval"][1] == 1.0
        assert answer["reliability"]["bins"] == []
