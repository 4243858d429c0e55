"""How Lumen looks for one person."""

import pytest
from django.urls import reverse

from accounts.models import Preferences

pytestmark = pytest.mark.django_db
URL = "/settings/preferences/"
BROWSER = {"Accept": "text/html,application/xhtml+xml"}


class TestSingleFields:
    @pytest.mark.parametrize(
        ("sent", "kept"),
        [
            ({"theme": "dark"}, ("dark", False, True)),
            ({"privacy_mode": "true"}, ("system", True, True)),
            ({"hotkeys": "false"}, ("system", False, False)),
        ],
    )
    def test_are_saved_alone(self, as_maria, maria, sent, kept):
        answer = as_maria.post(URL, sent, headers={"Accept": "application/json"})

        assert answer.status_code == 204
        saved = Preferences.objects.get(user=maria)
        assert (saved.theme, saved.privacy_mode, saved.hotkeys) == kept

    def test_work_by_htmx_too(self, as_vera):
        answer = as_vera.post(URL, {"theme": "light"}, headers={"HX-Request": "true", **BROWSER})
        assert answer.status_code == 204

    def test_return_a_browser_without_script_to_where_it_was(self, as_maria):
        came_from = "http://testserver/transactions/"
        answer = as_maria.post(URL, {"theme": "dark"}, headers={**BROWSER, "Referer": came_from})
        assert answer.url == came_from

    def test_never_return_to_another_site(self, as_maria):
        headers = {**BROWSER, "Referer": "https://evil.example/"}
        assert as_maria.post(URL, {"theme": "dark"}, headers=headers).url == URL

    @pytest.mark.parametrize("sent", [{"theme": "pink"}, {"is_staff": "true"}, {}])
    def test_refuse_what_is_not_known(self, as_maria, maria, sent):
        assert as_maria.post(URL, sent).status_code == 422
        assert Preferences.objects.get(user=maria).theme == "system"
        maria.refresh_from_db()
        assert not maria.is_staff


class TestThePage:
    def test_saves_everything_at_once(self, as_maria, maria):
        sent = {"whole": "1", "theme": "dark", "privacy_mode": "on"}
        assert as_maria.post(URL, sent, headers=BROWSER).url == reverse("accounts:preferences")
        saved = Preferences.objects.get(user=maria)
        assert (saved.theme, saved.privacy_mode, saved.hotkeys) == ("dark", True, False)

    def test_saves_the_name(self, as_maria, maria):
        as_maria.post(URL, {"whole": "1", "first_name": "Mary", "last_name": "D"}, headers=BROWSER)
        maria.refresh_from_db()
        assert maria.get_full_name() == "Mary D"

    def test_shows_the_theme_on_the_page_itself(self, as_maria):
        as_maria.post(URL, {"theme": "dark"})
        assert 'data-theme="dark"' in as_maria.get(URL).content.decode()
