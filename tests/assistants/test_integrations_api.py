"""REST for channels: made, listed, deleted; secrets are answered once."""

import pytest

from assistants.models import Channel
from tests.assistants import mailing, making

pytestmark = pytest.mark.django_db
URL = "/api/v1/integrations"
MAIL = {
    "address": "support@kerze.example",
    "password": "app-password",
    "imap_host": "imap.kerze.example",
    "smtp_host": "smtp.kerze.example",
}


def post(client, kind, told, **headers):
    return client.post(f"{URL}/{kind}", told, content_type="application/json", headers=headers)


class TestMaking:
    def test_a_webhook_answers_its_key_once(self, as_maria, assistant):
        answer = post(as_maria, "webhook", {"url": "https://shop.example/lumen"})

        told, channel = answer.json(), Channel.objects.get()
        assert answer.status_code == 201
        assert told["secret"] == channel.key
        assert told["address"].endswith(f"/api/v1/webhooks/channels/{channel.public_key}")
        assert told["assistant"] == str(assistant.pk)
        assert len(told["settings"]["events"]) == 5
        assert channel.key not in as_maria.get(URL).content.decode()
        assert "secret" not in as_maria.get(f"{URL}/{channel.pk}").json()

    def test_a_mailbox_answers_no_password(self, as_maria, assistant):
        answer = post(as_maria, "email", {**MAIL, "assistant": assistant.slug})

        channel = Channel.objects.get()
        assert answer.status_code == 201
        assert "app-password" not in answer.content.decode()
        assert answer.json()["secret"] is None
        assert answer.json()["settings"]["host"] == "imap.kerze.example"
        assert channel.settings["smtp_port"] == 587

    def test_slack_answers_no_token(self, as_maria, assistant):
        told = {
            "assistant": str(assistant.pk),
            "bot_token": "xoxb-1",
            "signing_secret": "sig",
            "places": ["C1"],
        }
        answer = post(as_maria, "slack", told)

        assert answer.status_code == 201
        assert "xoxb-1" not in answer.content.decode()
        assert Channel.objects.get().key == "sig"

    def test_a_mailbox_can_be_checked_first(self, as_maria, assistant, settings, tmp_path):
        with mailing.serving(tmp_path, settings) as servers:
            told = {
                **MAIL,
                "imap_host": "localhost",
                "smtp_host": "localhost",
                "imap_port": servers.imap.port,
                "smtp_port": servers.smtp.port,
                "check": True,
            }
            refused = post(as_maria, "email", {**told, "password": "wrong"})
            assert (refused.status_code, refused.json()["code"]) == (502, "mailbox-reconnect")
            assert not Channel.objects.exists()
            assert post(as_maria, "email", told).status_code == 201

    def test_the_same_key_makes_one(self, as_maria, assistant):
        first = post(as_maria, "webhook", {}, **{"Idempotency-Key": "a"})
        again = post(as_maria, "webhook", {}, **{"Idempotency-Key": "a"})

        assert first.json()["id"] == again.json()["id"]
        assert Channel.objects.count() == 1


class TestRefusals:
    @pytest.mark.parametrize(
        ("kind", "told"),
        [
            ("email", {}),
            ("email", {**MAIL, "address": "none"}),
            ("email", {**MAIL, "imap_host": ""}),
            ("email", {**MAIL, "imap_port": 99_999}),
            ("slack", {"bot_token": "x"}),
            ("slack", {"bot_token": "x", "signing_secret": "y", "places": ["a;b"]}),
            ("webhook", {"url": "ftp://x.example"}),
            ("webhook", {"url": "https://x.example", "events": ["nothing"]}),
        ],
    )
    def test_keep_nothing(self, as_maria, assistant, kind, told):
        assert post(as_maria, kind, told).status_code == 400
        assert not Channel.objects.exists()

    def test_ask_which_assistant_when_there_are_two(self, as_maria, assistant, workspace):
        making.make_assistant(workspace, name="Other")
        answer = post(as_maria, "webhook", {})

        assert answer.status_code == 400
        assert "assistant" in answer.content.decode()

    def test_know_no_strangers_assistant(self, as_otto, assistant):
        for named in (str(assistant.pk), assistant.slug, "x" * 36):
            assert post(as_otto, "webhook", {"assistant": named}).status_code == 404

    def test_of_the_same_mailbox_twice(self, as_maria, assistant):
        assert post(as_maria, "email", MAIL).status_code == 201
        assert post(as_maria, "email", MAIL).json()["code"] == "same-mailbox"


class TestWhoMay:
    def test_members_look_and_owners_change(self, as_maria, as_ben, as_vera, assistant, channel):
        for client in (as_ben, as_vera):
            assert client.get(URL).json()["results"][0]["id"] == str(channel.pk)
            assert post(client, "webhook", {}).status_code == 403
            assert client.delete(f"{URL}/{channel.pk}").status_code == 403
        assert as_maria.delete(f"{URL}/{channel.pk}").status_code == 204
        assert as_maria.get(f"{URL}/{channel.pk}").status_code == 404
        assert as_maria.get(URL).json()["results"] == []

    def test_strangers_find_nothing(self, as_otto, channel):
        assert as_otto.get(URL).json()["results"] == []
        assert as_otto.get(f"{URL}/{channel.pk}").status_code == 404
        assert as_otto.delete(f"{URL}/{channel.pk}").status_code == 404

    def test_nobody_is_asked_to_sign_in(self, as_nobody, channel):
        assert as_nobody.get(URL).status_code == 401
        assert post(as_nobody, "webhook", {}).status_code == 401
