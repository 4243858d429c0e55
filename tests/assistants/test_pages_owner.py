"""The owner's pages: the list, a new assistant, its overview, its end and its return."""

import pytest
from django.urls import reverse

from assistants.models import Assistant, Channel, Draft, Enquiry
from assistants.services import assistants as service
from lumen.audit.models import AuditEvent, OutboxEvent
from tests.assistants import making

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("assistants:list"), reverse("assistants:new")


def actions():
    return {*AuditEvent.objects.values_list("action", flat=True)} | {
        *OutboxEvent.objects.values_list("action", flat=True)
    }


def text_of(response):
    return response.content.decode()


def busy(assistant, number):
    channel = making.make_channel(assistant)
    for _each in range(number):
        enquiry = making.make_enquiry(channel)
        making.make_draft(making.make_message(enquiry))
        making.make_topic(assistant, label=f"topic-{enquiry.number}")


class TestList:
    def test_explains_the_first_three_steps_while_there_is_none(self, as_maria, as_vera):
        page = text_of(as_maria.get(LIST))

        assert "Import old mail" in page
        assert "Put one script tag on your site" in page
        assert NEW in page
        assert NEW not in text_of(as_vera.get(LIST))

    def test_shows_what_waits_in_each(self, as_vera, assistant):
        busy(assistant, 3)
        Enquiry.objects.update(state=Enquiry.State.OPEN)

        card = as_vera.get(LIST).context["cards"].get()

        assert (card.open_enquiries, card.waiting_drafts, card.topic_count) == (3, 3, 3)

    @pytest.mark.parametrize("number", [3, 23])
    def test_costs_the_same_for_many(self, as_maria, workspace, django_assert_max_num_queries, number):
        for each in range(number):
            making.make_assistant(workspace, name=f"Desk {each}")

        with django_assert_max_num_queries(12):
            assert f"Desk {number - 1}" in text_of(as_maria.get(LIST))

    def test_is_of_ones_own_workspace(self, as_otto, assistant):
        assert assistant.name not in text_of(as_otto.get(LIST))

    def test_asks_nobody_in(self, as_nobody):
        assert as_nobody.get(LIST).status_code == 302


class TestANewAssistant:
    def test_observes_and_has_a_website(self, as_maria, workspace):
        response = as_maria.post(NEW, {"name": " Front  desk ", "purpose": "Answers.", "language": "de"})

        made = Assistant.objects.get()
        assert response.url == reverse("assistants:detail", args=[made.slug])
        assert (made.name, made.phase, made.language) == ("Front desk", "observe", "de")
        assert made.channels.get().kind == Channel.Kind.WIDGET
        assert {"assistant.created", "channel.created"} <= actions()

    def test_needs_a_name(self, as_maria):
        assert as_maria.post(NEW, {"name": " "}).status_code == 422
        assert not Assistant.objects.exists()

    def test_is_made_by_owners_only(self, as_ben, as_vera):
        assert as_ben.post(NEW, {"name": "Mine"}).status_code == 403
        assert as_vera.get(NEW).status_code == 403
        assert not Assistant.objects.exists()

    def test_is_not_called_as_a_page_is(self, workspace, maria):
        with pytest.raises(service.BadAssistantError):
            service.create(workspace=workspace, actor=maria, name="Inbox", slug="inbox")

        assert not Assistant.objects.exists()

    def test_is_one_too_many_at_some_point(self, workspace, maria, monkeypatch):
        monkeypatch.setattr(service, "MOST_ASSISTANTS", 1)
        making.make_assistant(workspace)

        with pytest.raises(service.TooManyAssistantsError):
            service.create(workspace=workspace, actor=maria, name="Second")

        assert Assistant.objects.count() == 1


class TestOverview:
    @pytest.mark.parametrize("number", [2, 12])
    def test_costs_the_same_for_many(self, as_vera, assistant, django_assert_max_num_queries, number):
        busy(assistant, number)

        with django_assert_max_num_queries(32):
            response = as_vera.get(reverse("assistants:detail", args=[assistant.slug]))

        assert response.status_code == 200
        assert response.context["today"].waiting_drafts == number

    def test_says_what_to_do_first_and_what_is_done(self, as_maria, assistant, message):
        making.make_draft(message, state=Draft.State.ACCEPTED, decided_at=making.NOW)

        steps = as_maria.get(reverse("assistants:detail", args=[assistant.slug])).context["steps"]

        assert [(step["item"].page, step["item"].is_done) for step in steps] == [
            ("learning", False),
            ("channels", True),
            ("settings", False),
            ("suggestions", False),
            ("inbox", True),
        ]

    def test_is_not_there_for_strangers(self, as_otto, assistant):
        assert as_otto.get(reverse("assistants:detail", args=[assistant.slug])).status_code == 404


class TestTheEnd:
    def test_takes_it_out_of_the_list_turns_its_switch_off_and_offers_undo(self, as_maria, assistant):
        Assistant.objects.update(may_automate=True)

        response = as_maria.post(reverse("assistants:delete", args=[assistant.slug]), follow=True)

        assistant.refresh_from_db()
        assert assistant.deleted_at
        assert not assistant.may_automate
        assert reverse("assistants:restore", args=[assistant.pk]) in text_of(response)
        assert as_maria.get(reverse("assistants:detail", args=[assistant.slug])).status_code == 404

        as_maria.post(reverse("assistants:restore", args=[assistant.pk]))

        assistant.refresh_from_db()
        assert assistant.deleted_at is None
        assert {"assistant.deleted", "assistant.restored"} <= actions()

    @pytest.mark.parametrize("client", ["as_ben", "as_vera"])
    def test_is_for_owners(self, request, client, assistant):
        response = request.getfixturevalue(client).post(reverse("assistants:delete", args=[assistant.slug]))

        assistant.refresh_from_db()
        assert response.status_code == 403
        assert assistant.deleted_at is None

    def test_is_not_for_strangers(self, as_otto, assistant):
        assert as_otto.post(reverse("assistants:delete", args=[assistant.slug])).status_code == 404


class TestTheRestOfLumen:
    def test_leads_to_customers(self, as_maria):
        page = text_of(as_maria.get(reverse("home")))

        assert reverse("assistants:inbox") in page
        assert "palette-assistantsinbox" in page

    def test_says_on_the_first_page_what_waits(self, as_maria, message):
        Enquiry.objects.update(state=Enquiry.State.OPEN)
        making.make_draft(message)

        page = text_of(as_maria.get(reverse("dashboard:section", args=["tasks"])))

        assert "1 customer waits for a person" in page
        assert "1 draft waits for your decision" in page
