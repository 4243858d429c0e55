"""Pages of channels: who may, what is kept, what is shown once, how many queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assistants.models import Channel, HookDelivery
from lumen.common import crypto
from tests.assistants import mailing, making, programs
from tests.fakes import slack as fake_slack

pytestmark = pytest.mark.django_db


def page(name, assistant, *args):
    return reverse(f"assistants:{name}", args=[assistant.slug, *args])


@pytest.fixture
def line(assistant):
    settings = {"url": "https://shop.example/lumen", "events": ["message.created"]}
    return making.make_channel(assistant, Channel.Kind.WEBHOOK, name="Shop", settings=settings)


class TestList:
    def test_shows_health_in_words(self, as_vera, assistant, channel, line):
        Channel.objects.filter(pk=line.pk).update(problem="Sending: The server cannot be reached.")
        told = as_vera.get(page("channels", assistant)).content.decode()

        assert "Needs a look" in told
        assert "Sending: The server cannot be reached." in told
        assert "Works" in told
        assert "Connect another" not in told

    def test_needs_the_same_number_of_queries_for_many(self, as_maria, assistant):
        counts = []
        for number in (3, 20):
            for _ in range(number):
                making.make_enquiry(making.make_channel(assistant, "webhook"))
            with CaptureQueriesContext(
                connection,
            ) as told:
                as_maria.get(page("channels", assistant))
            counts.append(len(told))

        assert counts[0] == counts[1]

    def test_leaves_out_what_was_deleted_and_what_was_imported(self, as_maria, assistant, line):
        making.make_channel(assistant, Channel.Kind.HISTORY, name="Old letters")
        as_maria.post(page("channel-action", assistant, line.pk, "delete"))
        told = as_maria.get(page("channels", assistant)).content.decode()

        assert "Old letters" not in told
        assert ">Shop<" not in told
        assert "Customers cannot reach this assistant yet" in told


class TestMailbox:
    @pytest.fixture
    def servers(self, settings, tmp_path):
        with mailing.serving(tmp_path, settings) as both:
            yield both

    def fields(self, servers, **changes):
        told = {
            "address": mailing.ADDRESS,
            "password": "app-password",
            "imap_host": "localhost",
            "imap_port": servers.imap.port,
            "smtp_host": "localhost",
            "smtp_port": servers.smtp.port,
            "smtp_security": "starttls",
        }
        return {**told, **changes}

    def test_is_tested_without_being_kept(self, as_maria, assistant, servers):
        answer = as_maria.post(page("channel-new", assistant, "email"), self.fields(servers, test="1"))

        assert "It works: both servers let Lumen in, and INBOX holds 0 mails." in answer.content.decode()
        assert not Channel.objects.exists()

    def test_is_kept_when_it_works_and_read_at_once(self, as_maria, assistant, servers):
        answer = as_maria.post(page("channel-new", assistant, "email"), self.fields(servers))

        channel = Channel.objects.get()
        assert answer.url == page("channel", assistant, channel.pk)
        assert channel.settings["address"] == mailing.ADDRESS
        assert "password" not in str(channel.settings)
        assert channel.worked_at
        assert "app-password" not in as_maria.get(answer.url).content.decode()
        assert "Works" in as_maria.get(page("channels", assistant)).content.decode()

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"password": "wrong"}, "does not accept this name and password"),
            ({"imap_port": "9"}, "Nothing listens at localhost, port 9"),
            ({"smtp_port": "9"}, "localhost cannot be reached on port 9"),
            ({"imap_host": ""}, "Lumen does not know this service"),
            ({"address": "none"}, "valid email address"),
        ],
    )
    def test_is_not_kept_when_it_does_not(self, as_maria, assistant, servers, changes, words):
        answer = as_maria.post(page("channel-new", assistant, "email"), self.fields(servers, **changes))

        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert not Channel.objects.exists()

    def test_keeps_its_password_when_something_else_changes(self, as_maria, assistant, servers):
        as_maria.post(page("channel-new", assistant, "email"), self.fields(servers))
        channel = Channel.objects.get()
        url = page("channel-edit", assistant, channel.pk)
        assert "app-password" not in as_maria.get(url).content.decode()

        as_maria.post(url, self.fields(servers, password="", from_name="Kerze"))

        channel.refresh_from_db()
        assert channel.settings["from_name"] == "Kerze"
        assert "app-password" in crypto.decrypt(channel.credentials)

    def test_is_read_when_asked(self, as_maria, assistant, servers):
        as_maria.post(page("channel-new", assistant, "email"), self.fields(servers))
        servers.imap.arrives(mailing.letter())
        channel = Channel.objects.get()
        as_maria.post(page("channel-action", assistant, channel.pk, "read"))

        assert channel.enquiries.count() == 1
        assert (
            "1 messages of customers" in as_maria.get(page("channel", assistant, channel.pk)).content.decode()
        )

    def test_is_tested_as_it_is_kept(self, as_maria, assistant, servers):
        as_maria.post(page("channel-new", assistant, "email"), self.fields(servers))
        servers.smtp.password = "another"
        channel = Channel.objects.get()
        as_maria.post(page("channel-action", assistant, channel.pk, "test"))

        channel.refresh_from_db()
        assert "does not accept" in channel.problem


class TestSlack:
    def test_is_kept_when_its_token_works(self, as_maria, assistant, settings):
        with fake_slack.running() as slack:
            settings.SLACK_API_URL = slack.url
            told = {"name": "Slack", "bot_token": slack.token, "signing_secret": "sig", "places": "c01, C02"}
            url = page("channel-new", assistant, "slack")
            assert as_maria.post(url, told | {"bot_token": "xoxb-wrong"}).status_code == 422
            assert not Channel.objects.exists()
            assert "Kerze Co" in as_maria.post(url, told | {"test": "1"}).content.decode()
            as_maria.post(url, told)

        channel = Channel.objects.get()
        assert (channel.key, channel.settings) == ("sig", {"places": ["C01", "C02"]})
        told = as_maria.get(page("channel", assistant, channel.pk)).content.decode()
        assert f"/api/v1/webhooks/slack/{channel.public_key}" in told
        assert slack.token not in told
        assert ">sig<" not in told


class TestProgram:
    def test_shows_its_key_once(self, as_maria, assistant):
        told = {"name": "Shop", "url": "https://shop.example/lumen", "events": ["message.created"]}
        first = as_maria.post(page("channel-new", assistant, "webhook"), told).content.decode()

        channel = Channel.objects.get()
        assert channel.key in first
        again = as_maria.get(page("channel", assistant, channel.pk)).content.decode()
        assert channel.key not in again
        assert f"/api/v1/webhooks/channels/{channel.public_key}" in again

        new = as_maria.post(page("channel-action", assistant, channel.pk, "key")).content.decode()
        channel.refresh_from_db()
        assert channel.key in new

    @pytest.mark.parametrize("url", ["ftp://x.example/", "javascript:alert(1)", "http://u:p@x.example/"])
    def test_takes_only_addresses_of_the_web(self, as_maria, assistant, url):
        answer = as_maria.post(page("channel-new", assistant, "webhook"), {"name": "Shop", "url": url})

        assert answer.status_code == 422
        assert not Channel.objects.exists()

    def test_shows_each_try_and_sends_again(self, as_maria, assistant, line, settings):
        with programs.serving(settings) as program:
            Channel.objects.filter(pk=line.pk).update(settings={**line.settings, "url": program.url})
            tries = [{"at": timezone.now().isoformat(), "problem": "The server answered “410 Gone”."}]
            event = HookDelivery.objects.create(channel=line, event="message.created", key="k", tries=tries)
            told = as_maria.get(page("channel-events", assistant, line.pk)).content.decode()
            assert "410 Gone" in told
            assert "Given up" in told

            as_maria.post(page("channel-event-again", assistant, line.pk, event.pk))

            assert len(program.asked) == 1
        assert "Taken" in as_maria.get(page("channel-events", assistant, line.pk)).content.decode()

    def test_is_turned_off_and_on(self, as_maria, assistant, line):
        as_maria.post(page("channel-action", assistant, line.pk, "off"))
        assert not Channel.objects.get(pk=line.pk).is_active
        assert "Turn on" in as_maria.get(page("channel", assistant, line.pk)).content.decode()
        as_maria.post(page("channel-action", assistant, line.pk, "on"))
        assert Channel.objects.get(pk=line.pk).is_active


class TestWhoMay:
    def pages(self, assistant, line):
        return [
            page("channels", assistant),
            page("channel", assistant, line.pk),
            page("channel-events", assistant, line.pk),
        ]

    def writes(self, assistant, line):
        event = HookDelivery.objects.create(channel=line, event="e", key="k")
        return [
            page("channel-new", assistant, "webhook"),
            page("channel-new", assistant, "email"),
            page("channel-edit", assistant, line.pk),
            page("channel-event-again", assistant, line.pk, event.pk),
            *(
                page("channel-action", assistant, line.pk, one)
                for one in ("on", "off", "key", "test", "delete")
            ),
        ]

    def test_members_and_viewers_look(self, as_ben, as_vera, assistant, line):
        for url in self.pages(assistant, line):
            assert as_ben.get(url).status_code == as_vera.get(url).status_code == 200

    def test_only_owners_change(self, as_ben, as_vera, assistant, line):
        for url in self.writes(assistant, line):
            assert as_ben.post(url, {"name": "x"}).status_code == 403
            assert as_vera.post(url, {"name": "x"}).status_code == 403
        assert Channel.objects.get().is_active

    def test_strangers_find_nothing(self, as_otto, assistant, line):
        for url in self.pages(assistant, line):
            assert as_otto.get(url).status_code == 404
        for url in self.writes(assistant, line):
            assert as_otto.post(url, {"name": "x"}).status_code == 404

    def test_nobody_signs_in_first(self, as_nobody, assistant, line):
        for url in self.pages(assistant, line):
            assert as_nobody.get(url).url.startswith("/auth/login/")
        for url in self.writes(assistant, line):
            assert as_nobody.post(url).url.startswith("/auth/login/")

    def test_another_assistants_channel_is_not_there(self, as_maria, workspace, line):
        other = making.make_assistant(workspace, name="Other")
        assert as_maria.get(page("channel", other, line.pk)).status_code == 404


class TestRepliesThatFailed:
    @pytest.fixture
    def failed(self, enquiry):
        return making.make_message(
            enquiry, "It left.", author="human", state="failed", problem="No such user"
        )

    def test_are_sent_again_at_one_press(self, as_ben, failed):
        told = as_ben.get(reverse("assistants:enquiry", args=[failed.enquiry_id])).content.decode()
        url = reverse("assistants:message-again", args=[failed.pk])
        assert "No such user" in told
        assert url in told

        assert as_ben.post(url, headers={"HX-Request": "true"}).status_code == 204
        failed.refresh_from_db()
        assert failed.state == "sent"

    def test_are_left_by_those_who_may_not(self, as_vera, as_otto, as_nobody, failed):
        url = reverse("assistants:message-again", args=[failed.pk])
        assert as_vera.post(url).status_code == 403
        assert as_otto.post(url).status_code == 404
        assert as_nobody.post(url).url.startswith("/auth/login/")
        failed.refresh_from_db()
        assert failed.state == "failed"

    def test_mails_can_be_read_whole(self, as_ben, enquiry):
        details = {"whole": "Hello\n\nOn Monday Kerze wrote: <b>old</b>", "left_out": ["film.mp4"]}
        making.make_message(enquiry, "Hello", details={**details, "is_suspicious": True})
        told = as_ben.get(reverse("assistants:enquiry", args=[enquiry.pk])).content.decode()

        assert "Show the whole mail" in told
        assert "&lt;b&gt;old&lt;/b&gt;" in told
        assert "film.mp4" in told
        assert "doubts that this sender" in told


class TestWidget:
    def test_is_turned_off_and_deleted_on_its_page(self, as_maria, assistant, channel):
        site = page("website", assistant, channel.pk)
        assert as_maria.get(page("channel", assistant, channel.pk)).url == site
        assert "Turn off" in as_maria.get(site).content.decode()
        as_maria.post(page("channel-action", assistant, channel.pk, "off"))
        assert "Turn on" in as_maria.get(site).content.decode()
        as_maria.post(page("channel-action", assistant, channel.pk, "delete"))
        assert as_maria.get(site).status_code == 404
