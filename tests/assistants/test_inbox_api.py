"""Enquiries over REST."""

import pytest
from django.urls import reverse

from assistants.models import Enquiry
from tests.assistants import making
from tests.assistants.counting import queries_of

pytestmark = pytest.mark.django_db
LIST = reverse("api-enquiries")


def address(name, enquiry):
    return reverse(f"api-enquiry{name}", args=[enquiry.pk])


def post(client, url, **sent):
    return client.post(url, sent, content_type="application/json")


class TestTheList:
    def test_gives_enquiries_with_what_is_known(self, as_maria, enquiry):
        answer = as_maria.get(LIST).json()

        assert answer["next"] is None
        one = answer["results"][0]
        assert (one["id"], one["number"], one["state"]) == (str(enquiry.pk), enquiry.number, "pending")
        assert one["contact"]["name"] == "Nora Lind"
        assert one["topic"] is None

    def test_narrows_and_refuses_nonsense(self, as_maria, channel):
        urgent = making.make_enquiry(channel, priority="urgent", state="resolved")
        making.make_message(urgent, "The curtains are blue")
        making.make_enquiry(channel)

        for query in ("priority=urgent", "state=resolved", "q=curtains"):
            found = as_maria.get(f"{LIST}?{query}").json()["results"]
            assert [one["id"] for one in found] == [str(urgent.pk)], query
        assert as_maria.get(f"{LIST}?priority=9").status_code == 400
        assert as_maria.get(f"{LIST}?channel=x").status_code == 400

    def test_needs_as_many_queries_for_many(self, as_maria, channel):
        for n in range(3):
            making.make_enquiry(channel, making.make_contact(channel, name=f"C{n}"))
        few = queries_of(as_maria, LIST)
        for n in range(20):
            making.make_enquiry(channel, making.make_contact(channel, name=f"D{n}"))

        assert queries_of(as_maria, LIST) == few


class TestOne:
    def test_comes_with_its_messages_and_never_with_drafts(self, as_maria, enquiry, message):
        making.make_message(enquiry, "For us", author="human", kind="note", state="sent")
        making.make_draft(message, text="Only proposed")

        answer = as_maria.get(address("", enquiry))

        assert [said["text"] for said in answer.json()["messages"]] == ["Where is my parcel?", "For us"]
        assert "Only proposed" not in answer.content.decode()


class TestMessages:
    def test_send_a_reply_and_keep_a_note(self, as_maria, enquiry, maria):
        sent = post(as_maria, address("-messages", enquiry), text="It left us today.")
        noted = post(as_maria, address("-messages", enquiry), text="Was angry.", kind="note")

        assert (sent.status_code, sent.json()["kind"], sent.json()["author"]) == (201, "reply", "human")
        assert (noted.status_code, noted.json()["kind"]) == (201, "note")
        assert enquiry.messages.for_customer().count() == 1

    def test_go_out_once_for_one_key(self, as_maria, enquiry):
        for _ in range(2):
            answer = as_maria.post(
                address("-messages", enquiry),
                {"text": "Once"},
                content_type="application/json",
                headers={"Idempotency-Key": "k1"},
            )
            assert answer.status_code == 201

        assert enquiry.messages.filter(text="Once").count() == 1

    def test_refuse_no_words(self, as_maria, enquiry):
        assert post(as_maria, address("-messages", enquiry), text=" ").status_code == 400
        assert not enquiry.messages.exists()

    def test_refuse_a_blocked_customer(self, as_maria, enquiry):
        enquiry.contact.blocked_at = making.NOW
        enquiry.contact.save()

        answer = post(as_maria, address("-messages", enquiry), text="Hello")

        assert (answer.status_code, answer.json()["code"]) == (409, "contact-blocked")


class TestResolveAndEscalate:
    def test_resolve_twice_is_once(self, as_maria, enquiry):
        first = post(as_maria, address("-resolve", enquiry), resolution="confirmed")
        second = post(as_maria, address("-resolve", enquiry))

        assert first.json()["resolution"] == second.json()["resolution"] == "confirmed"
        assert enquiry.messages.filter(details__what="resolved").count() == 1

    def test_escalate_leaves_it_to_people(self, as_maria, enquiry, message):
        answer = post(as_maria, address("-escalate", enquiry), reason="policy")

        assert answer.status_code == 200
        assert answer.json()["handover_reason"] == "policy"
        enquiry.refresh_from_db()
        assert enquiry.is_with_person


class TestWho:
    NAMES = ("-messages", "-resolve", "-escalate")

    def test_lets_viewers_read_only(self, as_vera, enquiry):
        assert as_vera.get(LIST).status_code == 200
        assert as_vera.get(address("", enquiry)).status_code == 200
        for name in self.NAMES:
            assert post(as_vera, address(name, enquiry), text="x").status_code == 403
        assert Enquiry.objects.get().state == "pending"

    def test_is_not_there_for_strangers_and_nobody(self, as_otto, as_nobody, enquiry):
        assert as_otto.get(LIST).json()["results"] == []
        assert as_otto.get(address("", enquiry)).status_code == 404
        for name in self.NAMES:
            assert post(as_otto, address(name, enquiry), text="x").status_code == 404
            assert post(as_nobody, address(name, enquiry), text="x").status_code in (401, 403)
