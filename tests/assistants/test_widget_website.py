"""The page of a website's widget: who sees it, who changes it, and what is shown once."""

import re

import pytest

from assistants.models import Channel
from lumen.audit.models import AuditEvent
from tests.assistants import making
from tests.factories import PASSWORD

ENTERED = {
    "name": "Our shop",
    "origins": "https://Shop.example/\nhttps://*.fern.example",
    "title": "Ask Fern",
    "greeting": "Hello!",
    "colour": "#0d6656",
    "position": "start",
}


@pytest.fixture
def page(assistant, channel):
    return f"/assistants/{assistant.slug}/websites/{channel.pk}/"


def reauthenticated(client):
    client.post("/auth/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.mark.django_db
class TestPage:
    def test_shows_the_line_to_copy_and_a_preview(self, as_maria, page, channel):
        shown = as_maria.get(page).content.decode()
        line = (
            f"&lt;script src=&quot;http://testserver/w/{channel.public_key}.js&quot; async&gt;&lt;/script&gt;"
        )
        assert line in shown
        assert f"/w/{channel.public_key}/frame" in shown
        assert "channel-secret" not in shown

    def test_saves_sites_and_looks(self, as_maria, page, channel):
        assert as_maria.post(page, ENTERED).status_code == 302
        channel.refresh_from_db()
        assert channel.origins == ["https://shop.example", "https://*.fern.example"]
        assert (channel.settings["position"], channel.settings["colour"]) == ("start", "#0d6656")
        assert channel.key == "channel-secret"
        assert AuditEvent.objects.filter(action="channel.changed").count() == 1

    @pytest.mark.parametrize(
        ("field", "value"),
        [("origins", "https://"), ("colour", "red"), ("position", "top"), ("name", ""), ("title", "x" * 61)],
    )
    def test_refuses_what_cannot_be_and_saves_nothing(self, as_maria, page, channel, field, value):
        assert as_maria.post(page, {**ENTERED, field: value}).status_code == 422
        channel.refresh_from_db()
        assert channel.origins == []
        assert channel.settings == {}

    def test_members_look_and_owners_change(self, as_ben, as_vera, as_otto, as_nobody, page):
        for client, looking, changing in (
            (as_ben, 200, 403),
            (as_vera, 200, 403),
            (as_otto, 404, 404),
            (as_nobody, 302, 302),
        ):
            assert client.get(page).status_code == looking
            assert client.post(page, ENTERED).status_code == changing

    def test_another_kind_of_channel_is_not_here(self, as_maria, assistant):
        mail = making.make_channel(assistant, kind="email")
        assert as_maria.get(f"/assistants/{assistant.slug}/websites/{mail.pk}/").status_code == 404

    def test_an_assistant_gets_another_site(self, as_maria, as_ben, assistant):
        address = f"/assistants/{assistant.slug}/websites/new/"
        assert as_ben.post(address, ENTERED).status_code == 403
        assert not Channel.objects.exists()
        as_maria.post(address, ENTERED)
        made = Channel.objects.get()
        assert (made.kind, made.name) == ("widget", "Our shop")
        assert len(made.key) > 30


@pytest.mark.django_db
class TestSecret:
    def test_is_made_after_the_password_and_shown_once(self, as_maria, page, channel):
        before = channel.key
        client = reauthenticated(as_maria)
        shown = client.post(f"{page}secret/").content.decode()
        secret = re.search(r'id="new-secret" value="([^"]+)"', shown).group(1)
        channel.refresh_from_db()
        assert channel.key == secret != before
        assert secret not in client.get(page).content.decode()
        assert secret not in client.get(f"{page}secret/").content.decode()
        assert AuditEvent.objects.filter(action="channel.key_rotated").exists()

    def test_asks_for_the_password_first(self, as_maria, page, channel):
        answer = as_maria.post(f"{page}secret/")
        assert answer.status_code == 302
        assert "/reauthenticate/" in answer["Location"]
        channel.refresh_from_db()
        assert channel.key == "channel-secret"

    def test_has_no_other_door(self, as_maria, assistant, channel):
        as_maria.post(f"/assistants/{assistant.slug}/channels/{channel.pk}/key/")
        channel.refresh_from_db()
        assert channel.key == "channel-secret"

    def test_is_for_owners(self, as_ben, as_otto, as_nobody, page, channel):
        for client in (as_ben, as_otto, as_nobody):
            client.post(f"{page}secret/")
        channel.refresh_from_db()
        assert channel.key == "channel-secret"


@pytest.mark.django_db
class TestDemo:
    def test_is_open_to_everybody_and_not_for_search_engines(self, as_nobody, channel):
        answer = as_nobody.get(f"/w/demo/{channel.public_key}")
        assert answer.status_code == 200
        assert f"/w/{channel.public_key}.js" in answer.content.decode()
        assert answer["X-Robots-Tag"] == "noindex"
