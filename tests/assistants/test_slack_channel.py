"""Slack, against a local server that speaks its real shape: signed events in, messages out."""

import json

import pytest
from django.utils import timezone

from assistants.channels.slack import receiving, signing
from assistants.models import Channel, Contact, Enquiry, EnquiryMessage
from assistants.services import delivery, messages
from lumen.common import crypto
from tests.assistants import making
from tests.fakes import slack as fake_slack

pytestmark = pytest.mark.django_db


@pytest.fixture
def slack(settings):
    with fake_slack.running() as fake:
        settings.SLACK_API_URL = fake.url
        fake.people["U17"] = {"profile": {"display_name": "Nora", "email": "nora@example.com"}}
        yield fake


@pytest.fixture
def line(assistant, slack):
    return making.make_channel(
        assistant,
        Channel.Kind.SLACK,
        name="Slack",
        secret=crypto.encrypt("signing-secret"),
        credentials=crypto.encrypt(json.dumps({"bot_token": slack.token})),
        settings={"places": []},
    )


def event(**changes):
    told = {
        "type": "message",
        "channel": "C0SHOP",
        "user": "U17",
        "text": "Where is my parcel?",
        "ts": "1763460000.000100",
        "channel_type": "channel",
    }
    return {name: value for name, value in {**told, **changes}.items() if value is not None}


KEY = "signing-secret"


def send(client, line, told, *, secret=KEY, age=0, wrapped=True):
    body = told
    if wrapped:
        body = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": told}
    raw = json.dumps(body).encode()
    stamp = str(int(timezone.now().timestamp()) - age)
    headers = {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signing.sign(secret=secret, timestamp=stamp, body=raw),
    }
    url = f"/api/v1/webhooks/slack/{line.public_key}"
    return client.post(url, raw, content_type="application/json", headers=headers)


def said() -> list[str]:
    theirs = EnquiryMessage.objects.filter(author="customer").order_by("created_at")
    return list(theirs.values_list("text", flat=True))


class TestEvents:
    def test_become_messages_of_a_person_with_a_name(self, as_nobody, line):
        assert send(as_nobody, line, event()).status_code == 200

        message = EnquiryMessage.objects.get(author="customer")
        assert (message.text, message.external_id) == ("Where is my parcel?", "C0SHOP:1763460000.000100")
        assert message.enquiry.thread == "C0SHOP:1763460000.000100"
        contact = Contact.objects.get()
        assert (contact.name, contact.email) == ("Nora", "nora@example.com")

    def test_answer_the_question_whether_the_address_is_ours(self, as_nobody, line):
        answer = send(as_nobody, line, {"type": "url_verification", "challenge": "abc"}, wrapped=False)

        assert answer.json() == {"challenge": "abc"}

    def test_that_come_again_change_nothing(self, as_nobody, line):
        for _ in range(3):
            assert send(as_nobody, line, event()).status_code == 200
        send(as_nobody, line, event(type="app_mention", text="<@UBOT> Where is my parcel?"))

        assert said() == ["Where is my parcel?"]

    def test_of_one_thread_are_one_enquiry(self, as_nobody, line):
        send(as_nobody, line, event())
        send(as_nobody, line, event(text="Hello?", ts="1763460060.000100", thread_ts="1763460000.000100"))
        send(as_nobody, line, event(text="Another matter", ts="1763460090.000100"))

        assert Enquiry.objects.count() == 2
        assert said() == ["Where is my parcel?", "Hello?", "Another matter"]

    def test_of_a_direct_conversation_go_on_by_themselves(self, as_nobody, line):
        send(as_nobody, line, event(channel="D1", channel_type="im"))
        send(as_nobody, line, event(channel="D1", channel_type="im", text="Hello?", ts="1763460060.000100"))

        assert Enquiry.objects.count() == 1

    @pytest.mark.parametrize(
        "changes",
        [
            {"bot_id": "B1"},
            {"subtype": "bot_message"},
            {"subtype": "message_changed"},
            {"subtype": "channel_join"},
            {"hidden": True},
            {"user": None},
            {"text": "<@UBOT>"},
            {"type": "reaction_added"},
            {"ts": "no time"},
            {"ts": "1763460000.000100'; DROP"},
            {"text": 17},
        ],
    )
    def test_that_are_no_persons_words_are_left(self, as_nobody, line, changes):
        assert send(as_nobody, line, event(**changes)).status_code == 200
        assert said() == []

    def test_of_the_bot_itself_are_left(self, line):
        body = {"type": "event_callback", "event": event(), "authorizations": [{"user_id": "U17"}]}

        assert receiving.said_in(body) is None

    def test_of_other_places_are_left_where_some_are_named(self, as_nobody, line):
        line.settings = {"places": ["C0OTHER"]}
        line.save()
        send(as_nobody, line, event())
        send(as_nobody, line, event(channel="D1", channel_type="im", text="Hello", ts="1763460060.000100"))

        assert said() == ["Hello"]

    @pytest.mark.parametrize(
        ("text", "plain"),
        [
            ("<@UBOT> see <https://kerze.example/a|our page> &amp; <mailto:a@b.example|a@b.example>",
             "see our page (https://kerze.example/a) & a@b.example"),
            ("<!here> in <#C12|shop> &lt;b&gt;", "in #shop <b>"),
            ("<https://kerze.example>", "https://kerze.example"),
        ],
    )  # fmt: skip
    def test_are_read_as_words(self, text, plain):
        assert receiving.readable(text) == plain


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"secret": "another"}, "bad-signature"),
            ({"age": 400}, "stale-delivery"),
            ({"age": -400}, "stale-delivery"),
        ],
    )
    def test_of_wrong_signatures(self, as_nobody, line, changes, code):
        answer = send(as_nobody, line, event(), **changes)

        assert (answer.status_code, answer.json()["code"]) == (401, code)
        assert said() == []

    def test_of_unsigned_questions_for_the_address(self, as_nobody, line):
        body = {"type": "url_verification", "challenge": "abc"}
        answer = send(as_nobody, line, body, wrapped=False, secret="x")

        assert answer.status_code == 401
        assert b"abc" not in answer.content

    def test_of_a_channel_that_is_off(self, as_nobody, line):
        Channel.objects.update(is_active=False)

        assert send(as_nobody, line, event()).status_code == 403

    def test_of_too_much(self, as_nobody, line):
        assert send(as_nobody, line, event(text="x" * 70_000)).status_code == 413

    @pytest.mark.parametrize("told", [[1], "x", {"type": "event_callback", "event": [1]}, {"type": None}])
    def test_of_what_is_no_event(self, as_nobody, line, told):
        answer = send(as_nobody, line, told, wrapped=False)

        assert answer.status_code in {200, 400}
        assert said() == []


class TestReplies:
    @pytest.fixture
    def reply(self, django_capture_on_commit_callbacks):
        def reply(text="It left <today> & soon.", **extra):
            enquiry = Enquiry.objects.order_by("number").last()
            with django_capture_on_commit_callbacks(execute=True):
                message = messages.send(
                    enquiry=enquiry, author="human", text=text, now=timezone.now(), **extra
                )
            message.refresh_from_db()
            return message

        return reply

    def test_stand_below_what_they_answer(self, as_nobody, line, slack, reply):
        send(as_nobody, line, event())
        slack.calls.clear()
        message = reply()

        [posted] = slack.posted
        assert (posted["channel"], posted["thread_ts"]) == ("C0SHOP", "1763460000.000100")
        assert posted["text"] == "It left &lt;today&gt; &amp; soon."
        assert message.state == "sent"
        assert message.external_id.startswith("C0SHOP:17000000")

    def test_in_a_direct_conversation_stand_in_no_thread(self, as_nobody, line, slack, reply):
        send(as_nobody, line, event(channel="D1", channel_type="im"))
        slack.calls.clear()
        reply()

        assert "thread_ts" not in slack.posted[0]

    def test_wait_as_long_as_slack_asks(self, as_nobody, line, slack, reply):
        send(as_nobody, line, event())
        slack.refusals["chat.postMessage"] = [429]
        began = timezone.now().timestamp()
        message = reply()

        assert message.state == "sending"
        assert message.details["next_at"] >= int(began) + 700

        delivery.deliver(message_id=str(message.pk), now=timezone.now())
        message.refresh_from_db()
        assert message.state == "sent"

    @pytest.mark.parametrize(
        ("refusal", "state", "words"),
        [
            ("channel_not_found", "failed", "does not find this conversation"),
            ("not_in_channel", "failed", "Invite it there"),
            ("something_new", "failed", "Slack refused: something_new"),
            ("invalid_auth", "sending", "does not accept the bot token"),
            ("internal_error", "sending", "internal_error"),
            (500, "sending", "500"),
            (404, "failed", "404"),
        ],
    )
    def test_say_what_was_wrong(self, as_nobody, line, slack, reply, refusal, state, words):  # noqa: PLR0917
        send(as_nobody, line, event())
        slack.refusals["chat.postMessage"] = [refusal]
        message = reply()

        assert message.state == state
        assert words in message.problem
        line.refresh_from_db()
        assert words in line.problem

    def test_wait_while_slack_is_away(self, as_nobody, line, slack, reply, settings):
        send(as_nobody, line, event())
        settings.SLACK_API_URL = "http://127.0.0.1:9/api"

        assert reply().problem == "Slack cannot be reached."
