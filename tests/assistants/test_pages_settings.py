"""Settings of an assistant: fields, hours, the switch and facts."""

import pytest
from django.urls import reverse

from assistants.forms.owner import SettingsForm, initial_of, read_spans
from assistants.models import BusinessFact, Phase
from assistants.services import assistants as service
from assistants.services import facts
from tests.assistants import making
from tests.assistants.test_pages_owner import actions, text_of

pytestmark = pytest.mark.django_db


def url(assistant, name="settings", *more):
    return reverse(f"assistants:{name}", args=[assistant.slug, *more])


def filled(assistant, **changes):
    values = {name: "" if value is None else value for name, value in initial_of(assistant).items()}
    return {name: value for name, value in {**values, **changes}.items() if value is not False}


class TestHours:
    @pytest.mark.parametrize(
        ("text", "spans"),
        [
            ("", []),
            ("9-18", [["09:00", "18:00"]]),
            ("09:00–13:00, 14.30 to 18:00", [["09:00", "13:00"], ["14:30", "18:00"]]),
            ("22:00-24:00", [["22:00", "24:00"]]),
        ],
    )
    def test_are_read_as_people_write_them(self, text, spans):
        assert read_spans(text) == spans

    @pytest.mark.parametrize("text", ["all day", "9", "25-26", "9-9", "9-18 only"])
    def test_are_refused_when_unclear(self, text):
        with pytest.raises(ValueError):
            read_spans(text)


class TestSettings:
    def test_keep_everything_as_it_was_when_nothing_was_changed(self, as_maria, assistant):
        before = {name: getattr(assistant, name) for name in ("business_hours", "response_minutes", "target")}

        assert as_maria.post(url(assistant), filled(assistant)).status_code == 302

        assistant.refresh_from_db()
        assert {name: getattr(assistant, name) for name in before} == before

    def test_save_what_was_entered(self, as_maria, assistant):
        changes = {
            "day_0": "10-14",
            "day_5": "10:00-12:00",
            "holidays": "2026-12-25\n2027-01-01",
            "first_urgent": 15,
            "target": "97.5",
            "retention_days": 90,
            "has_styles": "on",
            "style_a_name": "Short",
            "style_a_sentences": 2,
            "style_b_name": "Warm",
            "style_b_greets": "on",
        }

        as_maria.post(url(assistant), filled(assistant, **changes))

        assistant.refresh_from_db()
        assert assistant.business_hours["0"] == [["10:00", "14:00"]]
        assert assistant.business_hours["5"] == [["10:00", "12:00"]]
        assert [day.isoformat() for day in assistant.holidays] == ["2026-12-25", "2027-01-01"]
        assert assistant.response_minutes["urgent"] == [15, 240]
        assert (assistant.target, assistant.retention_days) == (0.975, 90)
        assert assistant.styles[0] == {
            "name": "Short",
            "settings": {"greets": False, "closes": False, "sentences": 2},
        }
        assert "assistant.changed" in actions()

    @pytest.mark.parametrize(
        "change",
        [
            {"name": " "},
            {"target": "50"},
            {"minimum_decisions": 500},
            {"day_2": "whenever"},
            {"holidays": "Christmas"},
            {"retention_days": 0},
            {"has_styles": "on", "style_a_name": "Same", "style_b_name": "same"},
            {"colour": "red"},
        ],
    )
    def test_say_what_cannot_be_kept_and_change_nothing(self, as_maria, assistant, change):
        before = assistant.updated_at

        response = as_maria.post(url(assistant), filled(assistant, **change))

        assistant.refresh_from_db()
        assert response.status_code == 422
        assert assistant.updated_at == before

    def test_are_looked_at_without_forms_by_those_who_may_not_change_them(self, as_vera, as_ben, assistant):
        BusinessFact.objects.create(assistant=assistant, name="Parking", text="Behind the house.")

        for client in (as_vera, as_ben):
            page = text_of(client.get(url(assistant)))
            assert "Behind the house." in page
            assert "Save settings" not in page
            assert client.post(url(assistant), filled(assistant)).status_code == 403

    def test_are_not_there_for_strangers(self, as_otto, as_nobody, assistant):
        assert as_otto.get(url(assistant)).status_code == 404
        assert as_otto.post(url(assistant), filled(assistant)).status_code == 404
        assert as_nobody.get(url(assistant)).status_code == 302

    def test_refuse_fields_nobody_may_write(self, assistant, maria):
        with pytest.raises(service.BadAssistantError):
            service.update(assistant=assistant, actor=maria, now=making.NOW, phase=Phase.AUTOMATED)

        assistant.refresh_from_db()
        assert assistant.phase == Phase.SUPERVISED

    def test_form_shows_an_assistant_as_it_is(self, assistant):
        form = SettingsForm(assistant=assistant)

        assert form["day_0"].value() == "09:00–18:00"
        assert form["day_6"].value() == ""
        assert form["target"].value() == "95"


class TestTheSwitch:
    def test_is_turned_by_owners_and_says_so(self, as_maria, assistant):
        page = as_maria.post(url(assistant, "switch"), {"may_automate": "on"}, follow=True)

        assistant.refresh_from_db()
        assert assistant.may_automate
        assert "The switch is on" in text_of(page)

        as_maria.post(url(assistant, "switch"), {"may_automate": "off"})

        assistant.refresh_from_db()
        assert not assistant.may_automate

    def test_promotes_at_once_what_was_proved_and_demotes_when_it_is_off(self, as_maria, enquiry, assistant):
        topic = making.make_topic(assistant)
        making.make_pattern(topic, "Where is it?", "On its way.")
        message = making.make_message(enquiry)
        for _each in range(80):
            making.make_draft(message, state="accepted", topic=topic, confidence=0.97, decided_at=making.NOW)
        assert "Parcel" in text_of(as_maria.get(url(assistant)))

        as_maria.post(url(assistant, "switch"), {"may_automate": "on"})
        topic.refresh_from_db()
        assert topic.phase == Phase.AUTOMATED

        as_maria.post(url(assistant, "switch"), {"may_automate": "off"})
        topic.refresh_from_db()
        assert topic.phase == Phase.SUPERVISED

    @pytest.mark.parametrize("client", ["as_ben", "as_vera"])
    def test_is_not_for_others(self, request, client, assistant):
        response = request.getfixturevalue(client).post(url(assistant, "switch"), {"may_automate": "on"})

        assistant.refresh_from_db()
        assert response.status_code == 403
        assert not assistant.may_automate

    def test_is_not_for_strangers(self, as_otto, assistant):
        assert as_otto.post(url(assistant, "switch"), {"may_automate": "on"}).status_code == 404


class TestFacts:
    def test_are_added_changed_and_deleted(self, as_maria, assistant):
        said = {"name": "Returns", "text": "Within 30 days.", "is_promise": "on"}
        as_maria.post(url(assistant, "fact-new"), said)
        fact = BusinessFact.objects.get()
        assert (fact.name, fact.text, fact.is_promise) == ("Returns", "Within 30 days.", True)

        as_maria.post(url(assistant, "fact", fact.pk), {"name": "Returns", "text": "Within 14 days."})
        fact.refresh_from_db()
        assert (fact.text, fact.is_promise) == ("Within 14 days.", False)

        as_maria.post(url(assistant, "fact-delete", fact.pk))
        assert not BusinessFact.objects.exists()
        assert {"business_fact.saved", "business_fact.deleted"} <= actions()

    def test_are_refused_without_words_or_twice_under_one_name(self, as_maria, assistant):
        BusinessFact.objects.create(assistant=assistant, name="Returns", text="Within 30 days.")

        empty = as_maria.post(url(assistant, "fact-new"), {"name": "Hours", "text": " "})
        double = as_maria.post(url(assistant, "fact-new"), {"name": "Returns", "text": "Never."})

        assert (empty.status_code, double.status_code) == (422, 422)
        assert BusinessFact.objects.get().text == "Within 30 days."
        assert "There is a fact with this name already." in text_of(double)

    def test_are_limited(self, assistant, maria, monkeypatch):
        monkeypatch.setattr(facts, "MOST_FACTS", 0)

        with pytest.raises(facts.BadFactError):
            facts.save(assistant=assistant, actor=maria, name="Hours", text="Always.")

        assert not BusinessFact.objects.exists()

    def test_belong_to_one_assistant(self, as_maria, as_otto, assistant, workspace):
        fact = BusinessFact.objects.create(assistant=assistant, name="Returns", text="Within 30 days.")
        other = making.make_assistant(workspace, name="Other")

        assert as_maria.post(url(other, "fact-delete", fact.pk)).status_code == 404
        assert as_otto.post(url(assistant, "fact-delete", fact.pk)).status_code == 404
        assert BusinessFact.objects.exists()

    @pytest.mark.parametrize("client", ["as_ben", "as_vera"])
    def test_are_changed_by_owners_only(self, request, client, assistant):
        said = {"name": "Hours", "text": "Always."}
        response = request.getfixturevalue(client).post(url(assistant, "fact-new"), said)

        assert response.status_code == 403
        assert not BusinessFact.objects.exists()
