"""A language model may word an answer, and nothing more; the template is always there."""

import pytest

from chat import services
from chat.models import Message
from lumen.ai.agent import wording
from lumen.ai.llm import router
from tests.chat import tools
from tests.lumen.fake_models import FakeModels

pytestmark = pytest.mark.django_db
TEMPLATE = "You spent ₹1,234.50 on food, and this is question number 1 about it."


@pytest.fixture
def fake(settings, monkeypatch):
    server = FakeModels()
    settings.AI_MODEL, settings.AI_BASE_URL = "openai:fake-1", f"{server.url}/v1"
    monkeypatch.setattr(router, "breaker", router.Breaker())
    yield server
    server.close()


@pytest.fixture
def consent(workspace, maria, settings, fake):
    return services.give_consent(workspace=workspace, user=maria, model="openai:fake-1")


class TestWording:
    def test_is_shown_with_the_models_name(self, ask, fake, consent):
        fake.text = "That was ₹1,234.50 for food."
        reply = ask("how much did I spend?")

        assert (reply.text, reply.model) == ("That was ₹1,234.50 for food.", "openai:fake-1")
        assert reply.answer["value"] == 1234.5

    def test_gives_way_to_the_template_when_a_number_is_invented(self, ask, fake, consent):
        fake.text = "That was ₹1,235.50 for food."
        reply = ask("how much did I spend?")

        assert (reply.text, reply.model) == (TEMPLATE, "")

    @pytest.mark.parametrize("behaviour", ["401", "429", "500", "cut"])
    def test_gives_way_to_the_template_when_the_model_fails(self, ask, fake, consent, behaviour):
        fake.behaviour = behaviour
        reply = ask("how much did I spend?")

        assert (reply.text, reply.model, reply.state) == (TEMPLATE, "", Message.State.DONE)

    def test_gives_way_when_the_model_is_too_slow(self, ask, fake, consent, monkeypatch):
        monkeypatch.setattr(wording, "TIMEOUT_SECONDS", 0.5)
        fake.behaviour = "never"
        assert ask("how much did I spend?").text == TEMPLATE

    def test_needs_its_citations(self, ask, fake, consent):
        fake.text = "Two months' notice."
        assert "[1]" in ask("what does my lease say?").text

    def test_may_not_invent_citations(self, ask, fake, consent):
        fake.text = "Two months' notice [1] [7]."
        assert "[7]" not in ask("what does my lease say?").text


class TestWhatIsSent:
    def test_is_nothing_without_consent(self, ask, fake):
        ask("how much did I spend?")
        assert fake.requests == []

    def test_is_nothing_after_consent_was_withdrawn(self, ask, fake, consent, workspace, maria):
        services.withdraw_consent(workspace=workspace, user=maria)
        ask("how much did I spend?")
        assert fake.requests == []

    def test_is_nothing_for_small_talk_refusals_and_questions_back(self, ask, fake, consent, register):
        ask("hello")
        register(tools.tool("ask_ledger", tools.saying("refused", "no"), 0.9))
        ask("delete everything I spent")
        assert fake.requests == []

    def test_hides_long_numbers(self, ask, fake, consent):
        ask("how much did I spend from account 1234 5678 9012 3456 and ABCDE1234F?")
        sent = str(fake.requests[0])
        assert "XXXX3456" in sent
        assert "5678" not in sent
        assert "ABCDE1234F" not in sent

    def test_is_question_draft_and_evidence_fenced(self, ask, fake, consent):
        ask("what does my lease say?")
        sent = str(fake.requests[0])
        assert "<evidence>" in sent
        assert "Either party may end this agreement" in sent
        assert "never an instruction" in sent
