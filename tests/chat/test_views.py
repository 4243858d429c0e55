"""The chat's pages, asked by everybody who might."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chat import services
from chat.models import Conversation, Message, ModelConsent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_tools")]
HTMX = {"HTTP_HX_REQUEST": "true"}


def text_of(response):
    return response.content.decode()


@pytest.fixture
def conversation(ask):
    return ask("how much did I spend on food?").conversation


@pytest.fixture
def answer(conversation):
    return conversation.messages.get(role="assistant")


PAGES = ["chat:conversation", "chat:export"]
MESSAGE_PAGES = ["chat:message", "chat:rows", "chat:rows-csv"]
WRITES = ["chat:send", "chat:rename", "chat:delete", "chat:restore", "chat:forget"]
MESSAGE_WRITES = ["chat:stop", "chat:retry", "chat:rate"]


class TestWhoMaySee:
    @pytest.mark.parametrize("name", PAGES)
    def test_conversations_are_personal(  # noqa: PLR0917
        self, as_maria, as_ben, as_vera, as_otto, as_nobody, conversation, name
    ):
        url = reverse(name, args=[conversation.pk])
        assert as_maria.get(url).status_code == 200
        for stranger in (as_ben, as_vera, as_otto):
            assert stranger.get(url).status_code == 404
        assert as_nobody.get(url).status_code == 302

    @pytest.mark.parametrize("name", MESSAGE_PAGES)
    def test_so_are_answers(self, as_maria, as_ben, as_otto, as_nobody, answer, name):  # noqa: PLR0917
        url = reverse(name, args=[answer.pk])
        assert as_maria.get(url).status_code == 200
        for stranger in (as_ben, as_otto):
            assert stranger.get(url).status_code == 404
        assert as_nobody.get(url).status_code == 302

    @pytest.mark.parametrize("name", WRITES)
    def test_strangers_change_nothing(self, as_ben, as_otto, as_nobody, conversation, name):
        url = reverse(name, args=[conversation.pk])
        for stranger in (as_ben, as_otto):
            assert stranger.post(url, {"text": "hi", "title": "x"}).status_code == 404
        assert as_nobody.post(url).status_code == 302
        assert conversation.messages.count() == 2

    @pytest.mark.parametrize("name", MESSAGE_WRITES)
    def test_nor_do_they_to_answers(self, as_ben, as_otto, answer, name):
        url = reverse(name, args=[answer.pk])
        for stranger in (as_ben, as_otto):
            assert stranger.post(url, {"rating": "up"}).status_code == 404

    def test_a_viewer_asks_too_for_asking_only_reads(self, as_vera, vera):
        as_vera.post(reverse("chat:home"), {"text": "hello"})
        assert Conversation.objects.get().user == vera


class TestHome:
    def test_invites_to_ask(self, as_maria):
        page = text_of(as_maria.get(reverse("chat:home")))
        assert "What would you like to know?" in page
        assert "No conversations yet" in page

    def test_asks_and_goes_to_the_answer(self, as_maria):
        response = as_maria.post(reverse("chat:home"), {"text": "how much did I spend?"})
        conversation = Conversation.objects.get()

        assert response["Location"] == reverse("chat:conversation", args=[conversation.pk])
        assert "₹1,234.50" in text_of(as_maria.get(response["Location"]))

    def test_asks_at_once_by_address_but_not_twice(self, as_maria):
        url = reverse("chat:home") + "?q=hello"
        first, second = as_maria.get(url), as_maria.get(url)

        assert first["Location"] == second["Location"]
        assert Message.objects.filter(role="user").count() == 1

    @pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
    def test_refuses_and_saves_nothing(self, as_maria, text):
        assert as_maria.post(reverse("chat:home"), {"text": text}).status_code == 422
        assert not Conversation.objects.exists()

    def test_finds_by_words_of_title_and_answers(self, as_maria, ask):
        ask("how much did I spend on food?")
        ask("hello")
        found = text_of(as_maria.get(reverse("chat:home") + "?search=1,234"))

        assert "how much did I spend on food?" in found
        assert ">hello<" not in found

    def test_answers_only_the_list_to_htmx(self, as_maria, conversation):
        response = as_maria.get(reverse("chat:home"), HTTP_HX_TARGET="conversation-list", **HTMX)
        assert "<html" not in text_of(response)
        assert str(conversation) in text_of(response)

    def test_needs_as_many_queries_for_many_conversations_as_for_few(self, as_maria, workspace, maria):
        def count():
            with CaptureQueriesContext(connection) as captured:
                as_maria.get(reverse("chat:home"))
            return len(captured)

        for number in range(3):
            services.start_conversation(workspace=workspace, user=maria, title=f"c{number}")
        count()
        few = count()
        for number in range(20):
            services.start_conversation(workspace=workspace, user=maria, title=f"d{number}")
        assert count() == few


class TestConversation:
    def test_shows_how_it_was_worked_out(self, as_maria, conversation):
        page = text_of(as_maria.get(reverse("chat:conversation", args=[conversation.pk])))

        assert "How I worked this out" in page
        assert "ask_ledger" in page
        assert "October 2025" in page
        assert "Without a language model" in page
        assert "bars" in page

    def test_needs_as_many_queries_for_many_messages_as_for_few(self, as_maria, ask, conversation):
        url = reverse("chat:conversation", args=[conversation.pk])

        def count():
            with CaptureQueriesContext(connection) as captured:
                as_maria.get(url)
            return len(captured)

        ask("what did I spend", conversation)
        count()
        few = count()
        for _ in range(10):
            ask("what did I spend", conversation)
        assert count() == few

    def test_takes_the_next_question_without_a_script(self, as_maria, conversation):
        url = reverse("chat:send", args=[conversation.pk])
        response = as_maria.post(url, {"text": "what did I spend?"})

        assert response["Location"] == reverse("chat:conversation", args=[conversation.pk])
        assert conversation.messages.count() == 4

    def test_appends_the_turn_with_htmx(self, as_maria, conversation):
        url = reverse("chat:send", args=[conversation.pk])
        page = text_of(as_maria.post(url, {"text": "what did I spend?"}, **HTMX))

        assert page.count("<article") == 2
        assert "data-run=" in page
        assert "Stop" in page

    def test_says_beside_the_box_what_is_wrong(self, as_maria, conversation):
        url = reverse("chat:send", args=[conversation.pk])
        response = as_maria.post(url, {"text": "  "}, **HTMX)
        plain = as_maria.post(url, {"text": "  "})

        assert (response.status_code, response["HX-Retarget"]) == (422, "#ask-problem")
        assert text_of(response) == "Type a question first."
        assert plain.status_code == 422
        assert "Type a question first." in text_of(plain)

    def test_escapes_what_people_and_merchants_write(self, as_maria, ask):
        reply = ask("<script>alert(1)</script> how much did I spend")
        page = text_of(as_maria.get(reverse("chat:conversation", args=[reply.conversation_id])))
        assert "<script>alert(1)" not in page

    def test_fetches_the_answer_while_it_waits(self, as_maria, workspace, membership):
        turn = services.start_turn(
            workspace=workspace,
            membership=membership,
            conversation=None,
            text="hello",
            now=timezone.now(),
        )
        page = text_of(as_maria.get(reverse("chat:conversation", args=[turn.conversation.pk])))
        assert "<noscript>" in page
        assert f'hx-get="/chat/messages/{turn.reply.pk}/"' in page
        assert f'data-run="{turn.reply.run}"' in page

    def test_is_renamed_exported_deleted_and_undone(self, as_maria, conversation):
        as_maria.post(reverse("chat:rename", args=[conversation.pk]), {"title": "Food"})
        exported = text_of(as_maria.get(reverse("chat:export", args=[conversation.pk])))
        assert exported.startswith("# Food\n\n## how much did I spend on food?\n\nYou spent ₹1,234.50")

        gone = as_maria.post(reverse("chat:delete", args=[conversation.pk]))
        assert "“Food” was deleted." in text_of(as_maria.get(gone["Location"]))
        assert as_maria.get(reverse("chat:conversation", args=[conversation.pk])).status_code == 404

        as_maria.post(reverse("chat:restore", args=[conversation.pk]))
        assert as_maria.get(reverse("chat:conversation", args=[conversation.pk])).status_code == 200

    def test_exports_a_name_with_a_bar_inside_its_cell(self, as_maria, conversation, answer):
        Message.objects.filter(pk=answer.pk).update(
            answer=answer.answer | {"rows": [["Chai | Co\n# Ltd", 5.0]]}
        )
        exported = as_maria.get(reverse("chat:export", args=[conversation.pk])).content.decode()
        assert "| Chai \\| Co # Ltd | 5.00 |" in exported

    def test_starts_afresh(self, as_maria, conversation):
        as_maria.post(reverse("chat:forget", args=[conversation.pk]))
        conversation.refresh_from_db()
        assert conversation.memory == {}


class TestAnswer:
    def test_is_rated_with_one_press(self, as_maria, answer):
        page = text_of(as_maria.post(reverse("chat:rate", args=[answer.pk]), {"rating": "up"}, **HTMX))
        answer.refresh_from_db()

        assert answer.rating == 1
        assert 'value="up" aria-label="Good answer" aria-pressed="true"' in page

    def test_is_tried_again_in_its_place(self, as_maria, answer):
        as_maria.post(reverse("chat:retry", args=[answer.pk]))
        answer.refresh_from_db()

        assert answer.state == Message.State.DONE
        assert answer.conversation.messages.count() == 2

    def test_offers_another_try_when_it_failed(self, as_maria, answer):
        Message.objects.filter(pk=answer.pk).update(state="failed", text="", problem="The worker ended.")
        page = text_of(as_maria.get(reverse("chat:message", args=[answer.pk])))
        assert "The worker ended." in page
        assert "Try again" in page


class TestModelConsent:
    URL = "/chat/model/"

    def test_says_who_is_asked_about_the_world_without_a_model(self, as_maria, settings):
        settings.WEATHER_PLACES_URL, settings.NEWS_URL = "https://weather.example", ""
        page = text_of(as_maria.get(self.URL))
        assert "No model is sent anything" in page
        assert "weather.example is sent the name of the place" in page
        assert "words that are searched for" not in page

    def test_is_given_and_withdrawn_by_an_owner(self, as_maria, workspace, settings):
        settings.AI_MODEL = "openai:local"
        assert "What would be sent" in text_of(as_maria.get(self.URL))

        as_maria.post(self.URL, {"consent": "give"})
        assert ModelConsent.objects.get().model == "openai:local"
        as_maria.post(self.URL, {"consent": "withdraw"})
        assert not ModelConsent.objects.exists()

    def test_is_not_for_members_or_viewers(self, as_ben, as_vera, settings):
        settings.AI_MODEL = "openai:local"
        for client in (as_ben, as_vera):
            assert client.get(self.URL).status_code == 200
            assert client.post(self.URL, {"consent": "give"}).status_code == 403
        assert not ModelConsent.objects.exists()

    def test_is_asked_again_for_another_model(self, workspace, maria, settings):
        from chat.selectors import model_state

        settings.AI_MODEL = "openai:local"
        services.give_consent(workspace=workspace, user=maria, model="openai:other")
        assert not model_state(workspace).is_on


class TestAdmin:
    @pytest.mark.parametrize("model", ["conversation", "message", "modelconsent", "fact"])
    def test_shows_records_to_staff_and_lets_nobody_edit(self, as_maria, maria, answer, model):
        maria.is_staff = maria.is_superuser = True
        maria.save()
        services.give_consent(workspace=answer.conversation.workspace, user=maria, model="x")
        listed = as_maria.get(reverse(f"admin:chat_{model}_changelist"))

        assert listed.status_code == 200
        assert as_maria.get(reverse(f"admin:chat_{model}_add")).status_code == 403
