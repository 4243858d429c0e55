"""Programs that bring customers' messages and take replies: signatures, replays, limits, threads."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from assistants.models import Channel, Contact, Enquiry, EnquiryMessage, Identity
from assistants.services import channels, messages
from tests.assistants import making, programs

pytestmark = pytest.mark.django_db
NORA = {"id": "c-17", "name": "Nora Lind", "email": "nora@example.com", "phone": "+46701234567"}


def a_message(**changes):
    told = {"external_id": "m-1", "thread": "chat-9", "text": "Where is my parcel?", "contact": NORA}
    return {**told, **changes}


@pytest.fixture
def program(settings):
    with programs.serving(settings) as server:
        yield server


@pytest.fixture
def line(assistant, program):
    return making.make_channel(
        assistant, Channel.Kind.WEBHOOK, name="Shop", settings={"url": program.url, "events": []}
    )


@pytest.fixture
def silent(assistant):
    """A program that takes nothing: it asks by REST."""
    return making.make_channel(
        assistant, Channel.Kind.WEBHOOK, name="Script", settings={"url": "", "events": []}
    )


class TestMessages:
    def test_are_taken_in(self, as_nobody, silent):
        answer = programs.send(as_nobody, silent, a_message())

        message = EnquiryMessage.objects.get(author="customer")
        assert answer.status_code == 202
        assert answer.json() == {
            "message_id": str(message.pk),
            "enquiry_id": str(message.enquiry_id),
            "contact_id": str(message.enquiry.contact_id),
            "number": 1,
        }
        assert (message.text, message.external_id) == ("Where is my parcel?", "m-1")
        assert message.enquiry.thread == "chat-9"
        contact = Contact.objects.get()
        assert (contact.name, contact.email, contact.phone) == (
            "Nora Lind",
            "nora@example.com",
            "+46701234567",
        )
        assert Identity.objects.get().verified_at is None
        assert Channel.objects.get(pk=silent.pk).worked_at

    def test_twice_give_the_same_ids(self, as_nobody, silent):
        first = programs.send(as_nobody, silent, a_message())
        again = programs.send(as_nobody, silent, a_message(text="Other words"))

        assert (first.status_code, again.status_code) == (202, 200)
        assert first.json() == again.json()
        assert EnquiryMessage.objects.filter(author="customer").count() == 1

    def test_of_one_thread_are_one_enquiry(self, as_nobody, silent):
        programs.send(as_nobody, silent, a_message())
        programs.send(as_nobody, silent, a_message(external_id="m-2", text="Hello?"))
        programs.send(as_nobody, silent, a_message(external_id="m-3", thread="chat-10"))

        assert sorted(one.number for one in Enquiry.objects.all()) == [1, 2]

    def test_of_another_contact_do_not_get_into_a_thread(self, as_nobody, silent):
        programs.send(as_nobody, silent, a_message())
        programs.send(as_nobody, silent, a_message(external_id="m-2", contact={"id": "c-18"}))

        assert Enquiry.objects.count() == 2

    def test_can_vouch_for_who_wrote(self, as_nobody, silent):
        programs.send(as_nobody, silent, a_message(verified=True))

        identity = Identity.objects.get()
        assert identity.verified_at
        assert identity.external_id == "c-17"

    def test_may_leave_out_all_but_words_and_id(self, as_nobody, silent):
        told = {"external_id": "m-1", "text": "Hello", "thread": None, "contact": {"name": None}, "at": None}

        assert programs.send(as_nobody, silent, told).status_code == 202

    def test_from_the_future_count_as_of_now(self, as_nobody, silent):
        programs.send(as_nobody, silent, a_message(at="2099-01-01T00:00:00Z"))

        assert EnquiryMessage.objects.get(author="customer").created_at <= timezone.now()


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "status", "code"),
        [
            ({"key": "another-key"}, 401, "bad-signature"),
            ({"X-Lumen-Signature": ""}, 401, "bad-signature"),
            ({"X-Lumen-Timestamp": "1"}, 401, "bad-signature"),
            ({"age": 301}, 401, "stale-delivery"),
            ({"age": -301}, 401, "stale-delivery"),
        ],
    )
    def test_of_wrong_signatures(self, as_nobody, silent, changes, status, code):
        answer = programs.send(as_nobody, silent, a_message(), **changes)

        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert not EnquiryMessage.objects.exists()

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            (b"not json", 400),
            (b"[1]", 400),
            (b"[" * 30_000, 400),
            (b"{}", 400),
            (b'{"external_id": "x", "text": ""}', 400),
            (b'{"external_id": "x", "text": "y", "contact": {"email": "no address"}}', 400),
            (b'{"external_id": "x\\u0000", "text": "y"}', 400),
            (b'{"external_id": "x", "text": "' + b"y" * 70_000 + b'"}', 413),
        ],
    )
    def test_of_what_is_no_message(self, as_nobody, silent, body, status):
        assert programs.send(as_nobody, silent, body).status_code == status
        assert not EnquiryMessage.objects.exists()

    def test_of_unknown_and_foreign_addresses(self, as_nobody, silent, channel):
        for public_key in ("nothing", channel.public_key):
            answer = as_nobody.post(
                f"/api/v1/webhooks/channels/{public_key}", b"{}", content_type="application/json"
            )
            assert (answer.status_code, answer.json()["code"]) == (404, "unknown-channel")

    def test_of_channels_that_are_off_or_gone(self, as_nobody, silent, maria):
        channels.turn(channel=silent, actor=maria, is_active=False)
        assert programs.send(as_nobody, silent, a_message()).json()["code"] == "paused-channel"

        key = silent.key
        channels.delete(channel=silent, actor=maria, now=timezone.now())
        assert programs.send(as_nobody, silent, a_message(), key=key).status_code == 404
        assert not EnquiryMessage.objects.exists()

    def test_of_the_old_key_after_a_new_one(self, as_nobody, silent, maria):
        old = silent.key
        channels.rotate_key(channel=silent, actor=maria)
        silent.refresh_from_db()

        assert programs.send(as_nobody, silent, a_message(), key=old).status_code == 401
        assert programs.send(as_nobody, silent, a_message()).status_code == 202


class TestReplies:
    @pytest.fixture
    def reply(self, as_nobody, line, maria, program, django_capture_on_commit_callbacks):
        programs.send(as_nobody, line, a_message(verified=True))
        program.asked.clear()

        def reply(**extra):
            with django_capture_on_commit_callbacks(execute=True):
                message = messages.send(
                    enquiry=Enquiry.objects.get(),
                    author="human",
                    text="It left.",
                    now=timezone.now(),
                    **extra,
                )
            message.refresh_from_db()
            return message

        return reply

    def test_are_signed_events(self, reply, line, program, maria):
        message = reply(user=maria)

        [(headers, body)] = program.asked
        told = json.loads(body)
        assert programs.is_signed(line, headers, body)
        assert headers["X-Lumen-Delivery"] == str(message.pk)
        assert told["event"] == "reply"
        assert told["data"]["text"] == "It left."
        assert told["data"]["thread"] == "chat-9"
        assert told["data"]["in_reply_to"] == "m-1"
        assert told["data"]["contact"] == {"id": "c-17", "email": "nora@example.com"}
        assert told["data"]["name"] == "Maria"
        assert message.state == "sent"

    def test_wait_while_the_program_is_away(self, reply, line, program):
        program.answers = [503]
        message = reply()
        assert (message.state, message.details["tries"]) == ("sending", 1)
        assert "503" in Channel.objects.get(pk=line.pk).problem

    def test_that_the_program_refuses_have_failed(self, reply, program):
        program.answers = [410]
        message = reply()
        assert message.state == "failed"
        assert "410" in message.problem

    def test_go_to_no_private_address(self, reply, program, settings):
        settings.OUTGOING_HOSTS = []
        message = reply()
        assert message.state == "failed"
        assert "private network" in message.problem
        assert program.asked == []


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_one_message_is_new_once(self, silent):
        def work(_):
            try:
                return programs.send(Client(), silent, a_message())
            finally:
                connections.close_all()

        with ThreadPoolExecutor(4) as workers:
            answers = list(workers.map(work, range(4)))

        assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 202]
        assert len({answer.json()["message_id"] for answer in answers}) == 1
