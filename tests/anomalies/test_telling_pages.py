"""The page on which a member says how they want to be told, and the words of all of this."""

import ast
import re
from datetime import time
from pathlib import Path

import pytest

from anomalies.models import TellingPreference
from lumen.audit.models import AuditEvent
from lumen.notifications import hooks

ROOT = Path(__file__).parent.parent.parent
URL = "/findings/telling/"
CHOICE = {
    "tell_from": "urgent",
    "quiet_from": "23:00",
    "quiet_until": "07:30",
    "urgent_by_email": "on",
    "weekly_digest": "on",
    "digest_on": "4",
}


@pytest.mark.django_db
class TestPage:
    def test_shows_the_defaults_to_who_never_chose(self, as_maria):
        page = as_maria.get(URL).content.decode()
        assert 'value="22:00"' in page
        assert 'value="08:00"' in page
        assert "Asia/Kolkata" in page
        assert not TellingPreference.objects.exists()

    def test_keeps_what_each_member_chose(self, as_vera, as_maria, vera, workspace):
        assert as_vera.post(URL, CHOICE).status_code == 302
        as_vera.post(URL, {**CHOICE, "tell_from": "info"})

        chosen = TellingPreference.objects.get()
        assert (chosen.user, chosen.workspace, chosen.tell_from) == (vera, workspace, "info")
        assert (chosen.quiet_from, chosen.quiet_until) == (time(23), time(7, 30))
        assert (chosen.digest_on, chosen.urgent_by_email) == (4, True)
        event = AuditEvent.objects.filter(action="telling_preference.changed").last()
        assert event.facts == {"fields": ["tell_from"]}

    def test_may_have_no_quiet_hours(self, as_maria):
        as_maria.post(URL, {**CHOICE, "quiet_from": "", "quiet_until": ""})
        chosen = TellingPreference.objects.get()
        assert (chosen.quiet_from, chosen.quiet_until) == (None, None)

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"quiet_until": ""}, "Give both times"),
            ({"tell_from": "never"}, "Select a valid choice"),
            ({"digest_on": "9"}, "Select a valid choice"),
            ({"quiet_from": "late"}, "Enter a valid time"),
        ],
    )
    def test_refuses_nonsense_and_keeps_nothing(self, as_maria, change, says):
        answer = as_maria.post(URL, {**CHOICE, **change})
        assert answer.status_code == 422
        assert says in answer.content.decode()
        assert not TellingPreference.objects.exists()

    def test_asks_nobody_in(self, as_nobody):
        assert as_nobody.get(URL).url.startswith("/auth/login/")

    def test_is_found_beside_the_other_preferences(self, as_maria, as_ben):
        assert URL in as_maria.get("/notifications/preferences/").content.decode()
        assert "/notifications/text-messages/" in as_maria.get(URL).content.decode()
        assert "/notifications/text-messages/" not in as_ben.get(URL).content.decode()

    def test_belongs_to_the_settings(self, as_maria):
        page = as_maria.get(URL).content.decode()
        marked = re.findall(r'<a[^>]*href="([^"]+)"[^>]*aria-current="page"', page)
        assert "/notifications/preferences/" in marked
        assert "/findings/" not in marked


@pytest.mark.django_db
class TestTextMessages:
    def test_need_a_program_first(self, as_ben):
        as_ben.post(URL, {**CHOICE, "urgent_by_sms": "on", "phone": "+919845012345"})
        chosen = TellingPreference.objects.get()
        assert (chosen.urgent_by_sms, chosen.phone) == (False, "")

    def test_need_a_number(self, as_ben, workspace, maria):
        hooks.save_hook(workspace=workspace, actor=maria, url="https://sms.example/", purpose="sms")
        for phone in ("", "my phone"):
            answer = as_ben.post(URL, {**CHOICE, "urgent_by_sms": "on", "phone": phone})
            assert answer.status_code == 422
        assert not TellingPreference.objects.exists()
        as_ben.post(URL, {**CHOICE, "urgent_by_sms": "on", "phone": "+91 98450-12345"})
        assert TellingPreference.objects.get().phone == "+919845012345"


SAYING = [
    *(ROOT / "templates/anomalies").rglob("*.html"),
    *(ROOT / "templates/emails").glob("notification.*"),
    *(ROOT / "templates/notifications").glob("*.html"),
    *(ROOT / "anomalies/rules").glob("*.py"),
    *(ROOT / "anomalies/services").glob("*.py"),
    *(ROOT / f"anomalies/{name}.py" for name in ("wording", "presenting", "lessons", "telling_groups")),
    ROOT / "anomalies/models/findings.py",
]


def said_in(path):
    """What a file may show to a person: a template without its tags, a module's strings."""
    source = path.read_text()
    if path.suffix != ".py":
        return re.sub(r"{#.*?#}", "", source)
    tree = ast.parse(source)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = {ast.get_docstring(n, clean=False) for n in ast.walk(tree) if isinstance(n, documented)}
    strings = (n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))
    return "\n".join(text for text in strings if text not in docs)


@pytest.mark.parametrize("path", SAYING, ids=lambda path: str(path.relative_to(ROOT)))
class TestWords:
    def test_say_unusual_and_never_that_it_is_a_crime_or_was_stopped(self, path):
        said = said_in(path).casefold()
        assert not re.search(r"\bfraud|\bscam|\bcriminal|\bwe (?:have )?(?:blocked|stopped)\b", said)
        assert not re.search(r"\b(?:was|were|is|been|are) blocked\b", said)

    def test_show_no_percentage_of_confidence(self, path):
        assert not re.search(r"confidence|probability of|% sure|% certain", said_in(path).casefold())
