"""Arguing with an answer: changing its parts, asking again, saying what was wrong."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from chat import branches, services
from chat.models import Message
from lumen.common.dates import today_in
from tests.transactions.factories import make_transactions

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def text_of(response):
    return response.content.decode()


@pytest.fixture
def answer(as_maria, workspace):
    """How much was spent on 60 lunches of the last days."""
    make_transactions(workspace, 60, booked_on=timezone.localdate() - timedelta(days=1))
    as_maria.post(reverse("chat:home"), {"text": "how much did I spend in the last 7 days?"})
    return Message.objects.get(role="assistant")


@pytest.fixture
def say(as_maria, answer):
    def say_now(text):
        as_maria.post(reverse("chat:send", args=[answer.conversation_id]), {"text": text})
        return Message.objects.filter(role="assistant").latest("created_at")

    return say_now


def change(client, answer, part, value, **extra):
    form = {"part": part, "choice": json.dumps({"part": extra.pop("to", part), "value": value}), **extra}
    return client.post(reverse("chat:change", args=[answer.pk]), form, **HTMX)


class TestWhoMay:
    VIEWS = [("chat:choices", "get"), ("chat:change", "post"), ("chat:reason", "post")]

    @pytest.mark.parametrize(("name", "method"), VIEWS)
    def test_argue_is_only_the_person_who_asked(  # noqa: PLR0917
        self, as_ben, as_vera, as_otto, as_nobody, answer, name, method
    ):
        url = reverse(name, args=[answer.pk])
        for client in (as_ben, as_vera, as_otto):
            assert getattr(client, method)(url, {"part": "period"}).status_code == 404
        assert getattr(as_nobody, method)(url).status_code == 302

    @pytest.mark.parametrize("name", ["chat:edit", "chat:version"])
    def test_edit_too(self, as_ben, as_vera, as_otto, as_nobody, answer, name):  # noqa: PLR0917
        url = reverse(name, args=[answer.question_id])
        for client in (as_ben, as_vera, as_otto):
            assert client.post(url, {"text": "hi"}).status_code == 404
        assert as_nobody.post(url).status_code == 302
        assert Message.objects.count() == 2

    def test_a_viewer_changes_her_own_answers(self, as_vera):
        as_vera.post(reverse("chat:home"), {"text": "how much did I spend last month?"})
        mine = Message.objects.get(role="assistant")
        assert as_vera.get(reverse("chat:choices", args=[mine.pk]), {"part": "period"}).status_code == 200


class TestChanging:
    def test_computes_the_answer_again_in_its_place(self, as_maria, answer):
        page = text_of(change(as_maria, answer, "measure", "count"))
        answer.refresh_from_db()

        assert answer.answer["value"] == 60
        assert "You changed how this was understood." in page
        assert answer.conversation.messages.count() == 2
        assert answer.tool_runs.get().tool == "change_interpretation"
        assert answer.tool_runs.get().queries > 0

    def test_takes_a_filter_away_and_adds_another(self, as_maria, answer):
        change(as_maria, answer, "add", 130.0, to="amount_lt")
        answer.refresh_from_db()
        assert answer.answer["query"]["filters"] == {"amount_lt": 130.0}

        change(as_maria, answer, "amount_lt", None)
        answer.refresh_from_db()
        assert "filters" not in answer.answer["query"]

    def test_follow_ups_go_on_from_what_was_changed(self, as_maria, answer, say):
        change(as_maria, answer, "add", 130.0, to="amount_lt")
        assert say("how many?").answer["query"]["filters"] == {"amount_lt": 130.0}

    def test_of_an_older_answer_leaves_the_newest_as_what_follow_ups_mean(self, as_maria, answer, say):
        say("how much did I spend last year?")
        change(as_maria, answer, "measure", "count")
        answer.conversation.refresh_from_db()
        assert answer.conversation.memory["ledger"]["query"]["measure"] == {"op": "sum"}

    def test_takes_what_was_typed(self, as_maria, answer):
        url = reverse("chat:change", args=[answer.pk])
        as_maria.post(url, {"part": "period", "typed": "today"}, **HTMX)
        answer.refresh_from_db()
        today = today_in(answer.conversation.workspace.time_zone, timezone.now())
        assert answer.answer["query"]["period"]["start"] == today.isoformat()

    @pytest.mark.parametrize(
        "form",
        [
            {"part": "period", "typed": "grmpf"},
            {"part": "measure"},
            {"part": "measure", "choice": '{"part": "measure", "value": "nonsense"}'},
            {"part": "intent", "choice": '{"part": "intent", "value": "none"}'},
            {"part": "measure", "number": "3", "choice": '{"part": "measure", "value": "count"}'},
        ],
    )
    def test_refuses_what_it_cannot_be_and_says_so(self, as_maria, answer, form):
        response = as_maria.post(reverse("chat:change", args=[answer.pk]), form, follow=True)
        before = answer.answer
        answer.refresh_from_db()

        assert response.status_code == 200
        assert answer.answer == before

    @pytest.mark.parametrize(
        "form",
        [
            {},
            {"part": "measure", "choice": "{"},
            {"part": "x", "choice": "[1]"},
            {"part": "measure", "choice": "[" * 5_000},
            {"part": "measure", "choice": "9" * 5_000},
        ],
    )
    def test_refuses_forms_of_no_menu(self, as_maria, answer, form):
        assert as_maria.post(reverse("chat:change", args=[answer.pk]), form).status_code == 400

    def test_goes_back_to_the_first_reading(self, as_maria, answer):
        before = answer.answer["value"]
        change(as_maria, answer, "measure", "count")
        as_maria.post(reverse("chat:retry", args=[answer.pk]))
        answer.refresh_from_db()

        assert answer.answer["value"] == before
        assert "changed" not in answer.answer

    def test_works_without_a_script(self, as_maria, answer):
        page = text_of(as_maria.get(reverse("chat:choices", args=[answer.pk]), {"part": "measure"}))
        assert "<html" in page
        assert "Average" in page

    def test_shows_no_menu_where_nothing_can_be_changed(self, as_maria, say):
        greeting = say("hello")
        url = reverse("chat:choices", args=[greeting.pk])
        assert as_maria.get(url, {"part": "period"}).status_code == 409


class TestEditing:
    def test_asks_again_and_keeps_what_followed_as_an_earlier_version(self, as_maria, answer, say):
        say("how many?")
        url = reverse("chat:edit", args=[answer.question_id])
        page = text_of(as_maria.post(url, {"text": "how much did I spend today?"}, **HTMX))
        shown = branches.path_of(answer.conversation)

        assert [m.text for m in shown if m.role == "user"] == ["how much did I spend today?"]
        assert "2/2" in page
        assert answer.conversation.messages.count() == 6

    def test_goes_back_to_the_earlier_version(self, as_maria, answer, say):
        say("how many?")
        as_maria.post(reverse("chat:edit", args=[answer.question_id]), {"text": "hello"})
        page = text_of(as_maria.post(reverse("chat:version", args=[answer.question_id]), **HTMX))

        assert "how many?" in page
        assert ">hello<" not in page
        answer.conversation.refresh_from_db()
        assert answer.conversation.memory["ledger"]["query"]["measure"] == {"op": "count"}

    def test_asks_as_if_the_later_turns_had_not_been(self, as_maria, answer, say):
        second = say("how many?")
        as_maria.post(reverse("chat:edit", args=[second.question_id]), {"text": "what was the average?"})
        newest = Message.objects.filter(role="assistant").latest("created_at")

        assert newest.answer["query"]["measure"]["op"] == "avg"
        assert newest.question.previous == answer

    def test_refuses_an_empty_question_and_keeps_everything(self, as_maria, answer):
        as_maria.post(reverse("chat:edit", args=[answer.question_id]), {"text": "  "}, **HTMX)
        assert Message.objects.count() == 2
        assert Message.objects.get(role="user").is_current

    def test_stops_the_answer_that_is_being_made(self, as_maria, answer, workspace, membership):
        running = services.start_turn(
            workspace=workspace,
            membership=membership,
            conversation=answer.conversation,
            text="how many?",
            now=timezone.now(),
        ).reply
        as_maria.post(reverse("chat:edit", args=[answer.question_id]), {"text": "hi"}, **HTMX)
        running.refresh_from_db()

        assert running.state == "stopped"
        assert Message.objects.get(question__text="hi").state == "done"

    def test_goes_back_to_no_version_while_an_answer_is_made(self, as_maria, answer, workspace, membership):
        edit = reverse("chat:edit", args=[answer.question_id])
        as_maria.post(edit, {"text": "hello"})
        services.start_turn(
            workspace=workspace,
            membership=membership,
            conversation=answer.conversation,
            text="how many?",
            now=timezone.now(),
        )
        as_maria.post(reverse("chat:version", args=[answer.question_id]), **HTMX)
        answer.question.refresh_from_db()
        assert not answer.question.is_current

    def test_exports_the_version_that_is_shown(self, as_maria, answer):
        as_maria.post(reverse("chat:edit", args=[answer.question_id]), {"text": "hello"})
        exported = as_maria.get(reverse("chat:export-json", args=[answer.conversation_id])).json()

        assert [m["text"] for m in exported["messages"] if m["role"] == "user"] == ["hello"]


class TestThumbDown:
    def test_asks_why_and_keeps_the_reason(self, as_maria, answer):
        rated = text_of(as_maria.post(reverse("chat:rate", args=[answer.pk]), {"rating": "down"}, **HTMX))
        assert "What was wrong?" in rated

        url = reverse("chat:reason", args=[answer.pk])
        page = text_of(as_maria.post(url, {"reason": "wrong_number", "remark": "should be 9"}, **HTMX))
        answer.refresh_from_db()

        assert (answer.rating, answer.reason, answer.remark) == (-1, "wrong_number", "should be 9")
        assert "The number is wrong" in page

    def test_is_taken_back_with_its_reason(self, as_maria, answer):
        services.explain_rating(message=answer, reason="other", remark="x")
        as_maria.post(reverse("chat:rate", args=[answer.pk]), {"rating": "down"})
        answer.refresh_from_db()
        assert (answer.rating, answer.reason, answer.remark) == (0, "", "")

    def test_refuses_other_reasons(self, as_maria, answer):
        as_maria.post(reverse("chat:reason", args=[answer.pk]), {"reason": "mood"})
        answer.refresh_from_db()
        assert answer.reason == ""


class TestRowsPages:
    def test_go_on_where_the_first_ends(self, as_maria, answer):
        url = reverse("chat:rows", args=[answer.pk])
        second = text_of(as_maria.get(url, {"page": 2}, **HTMX))
        assert "51 to 60 of 60" in second
        assert second.count("/transactions/") == 11  # ten rows and the list


class TestExamples:
    def test_name_the_workspaces_own_things(self, as_maria, answer):
        page = text_of(as_maria.get(reverse("chat:home")))
        assert "in the last 3 months?" in page

    def test_are_general_where_there_is_nothing_yet(self, as_maria):
        assert "18% of 2,500" in text_of(as_maria.get(reverse("chat:home")))


class TestForms:
    def test_carry_their_token_where_there_is_no_script(self, as_maria, answer):
        page = text_of(as_maria.get(reverse("chat:conversation", args=[answer.conversation_id])))
        forms = [form.split("</form>")[0] for form in page.split("<form")[1:]]
        posting = [form for form in forms if 'method="post"' in form and "/chat/" in form]

        assert len(posting) > 5
        assert all("csrfmiddlewaretoken" in form for form in posting)
