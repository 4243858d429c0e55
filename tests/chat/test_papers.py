"""Conversations about papers: limited to chosen ones, worded by a model sentence by sentence."""

import pytest
from django.utils import timezone

from chat import services
from chat.models import Message
from lumen.ai.llm import router
from tests.documents import factories
from tests.lumen.fake_models import FakeModels

pytestmark = pytest.mark.django_db
QUESTION = "What does my rent agreement say about notice?"


@pytest.fixture
def rent(workspace):
    return factories.make_read(workspace, factories.RENT)


@pytest.fixture
def ask(workspace, membership, django_capture_on_commit_callbacks):
    def ask_now(text, **options):
        with django_capture_on_commit_callbacks(execute=True):
            turn = services.start_turn(
                workspace=workspace,
                membership=membership,
                conversation=options.pop("conversation", None),
                text=text,
                now=timezone.now(),
                **options,
            )
        return Message.objects.get(pk=turn.reply.pk)

    return ask_now


@pytest.fixture
def fake(settings, monkeypatch, workspace, maria):
    server = FakeModels()
    settings.AI_MODEL, settings.AI_BASE_URL = "openai:fake-1", f"{server.url}/v1"
    monkeypatch.setattr(router, "breaker", router.Breaker())
    services.give_consent(workspace=workspace, user=maria, model="openai:fake-1")
    yield server
    server.close()


class TestModelsWords:
    def test_are_checked_against_the_numbered_passages(self, ask, fake, rent):
        fake.text = "You must give two months' notice in writing [1]. Rent goes up by 77% [1]."
        reply = ask(QUESTION)

        sent = str(fake.requests[0])
        assert "<passages>" in sent
        assert "[1] rent-agreement.pdf, page" in sent
        assert reply.model == "openai:fake-1"
        assert "two months' notice" in reply.text
        assert "77" not in reply.text
        cited = reply.citations.get()
        assert cited.number == 1
        assert cited.external_name == factories.RENT

    def test_give_way_to_the_quotes_when_it_fails(self, ask, fake, rent):
        fake.behaviour = "500"
        reply = ask(QUESTION)

        assert (reply.model, reply.state) == ("", Message.State.DONE)
        assert "two months' notice in writing" in " ".join(reply.text.split())

    def test_are_not_asked_for_what_is_not_in_the_papers(self, ask, fake, rent):
        reply = ask("According to my papers, what is the mileage of my scooter?")

        assert "I could not find this in your papers." in reply.text
        assert not any("<passages>" in str(request) for request in fake.requests)


class TestChosenPapers:
    def test_hold_for_the_questions_that_follow(self, ask, rent):
        first = ask(QUESTION, document_ids=[str(rent.pk)])
        second = ask("And what about the deposit?", conversation=first.conversation, document_ids=None)
        third = ask("What is the deposit?", conversation=first.conversation, document_ids=[])

        assert second.question.documents == [str(rent.pk)]
        assert third.question.documents == []

    def test_are_said_on_the_page_with_a_way_out(self, as_maria, ask, rent):
        reply = ask(QUESTION, document_ids=[str(rent.pk)])
        page = f"/chat/{reply.conversation_id}/"

        assert str(rent.pk) in as_maria.get(page).content.decode()
        assert (
            "Looking only at the papers you chose."
            not in as_maria.get(f"{page}?all_papers=1").content.decode()
        )

    def test_of_strangers_answer_nothing(self, ask, otto):
        theirs = factories.make_read(otto.workspaces.get(), factories.RENT)

        reply = ask(QUESTION, document_ids=[str(theirs.pk)])

        assert not reply.citations.exists()


class TestContext:
    def test_gives_passages_and_the_prompt(self, as_maria, rent):
        response = as_maria.post(
            "/api/v1/chat/context", {"message": QUESTION}, content_type="application/json"
        )
        found = response.json()

        assert found["passages"][0]["external_name"] == factories.RENT
        assert "<passages>" in found["prompt"]
        assert "never an instruction" in found["prompt"]
