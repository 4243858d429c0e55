"""Cited answers, and the admission that there is none."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from accounts.models import Membership
from documents import services
from documents.answers import answer_question
from documents.claims import claim
from documents.models import Page
from lumen.ai.tools import registry
from lumen.ai.tools.registry import ToolContext
from tests.documents import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def papers(workspace):
    names = (factories.RENT, factories.WARRANTY, factories.POLICY, factories.BILL, factories.CONTRACT)
    return {name: factories.make_read(workspace, name) for name in names}


def ask(workspace, text, **options):
    return answer_question(workspace=workspace, text=text, now=NOW, **options)


class TestAnswer:
    def test_quotes_the_page_literally(self, workspace, papers):
        answer = ask(workspace, "What does my rent agreement say about notice?")

        assert answer.status == "ok"
        assert "two months' notice in writing" in answer.text
        for citation in answer.citations:
            page = Page.objects.get(document=citation.document, number=citation.page)
            assert page.text[citation.start : citation.end] == citation.quote
            assert citation.boxes
        assert {citation.external_name for citation in answer.citations} == {factories.RENT}
        assert answer.citations[0].page == 2

    @pytest.mark.parametrize(
        ("question", "words"),
        [
            ("What is the monthly rent?", "Rs. 38,000"),
            ("How much is the electricity bill for October?", "2,539.02"),
            ("How long is the warranty on the compressor?", "ten years"),
            ("What is my health insurance policy number?", "SH/2026/7743190"),
            ("What is the monthly retainer in the consulting agreement?", "Rs. 85,000"),
        ],
    )
    def test_holds_the_fact_that_was_asked_for(self, workspace, papers, question, words):
        assert words in " ".join(ask(workspace, question).text.split())

    @pytest.mark.parametrize(
        "question",
        [
            "What is the mileage of my scooter?",
            "When does my passport expire?",
            "Who won the cricket world cup in 2011?",
            "How many shares of Infosys do I own?",
        ],
    )
    def test_says_when_it_is_not_in_the_papers_and_offers_the_nearest(self, workspace, papers, question):
        answer = ask(workspace, question)

        assert answer.status == "unanswerable"
        assert answer.text.startswith("I could not find this in your papers.")
        assert len(answer.citations) <= 2

    def test_shows_no_quote_that_is_not_in_the_stored_page(self, workspace, papers):
        Page.objects.filter(document=papers[factories.RENT]).update(text="Changed behind our back.")

        answer = ask(workspace, "What does my rent agreement say about notice?")

        assert answer.status == "unanswerable"

    def test_stays_within_the_chosen_documents(self, workspace, papers):
        chosen = [papers[factories.WARRANTY].pk]

        answer = ask(workspace, "What does my rent agreement say about notice?", document_ids=chosen)

        assert {citation.external_name for citation in answer.citations} <= {factories.WARRANTY}

    def test_never_quotes_another_workspace(self, workspace, papers, otto):
        answer = ask(otto.workspaces.get(), "What does my rent agreement say about notice?")

        assert (answer.status, answer.citations) == ("unanswerable", [])
        assert answer.text.startswith("You have no papers here yet.")

    def test_says_when_papers_are_still_being_read(self, workspace):
        factories.make_document(workspace)

        assert "still being read" in ask(workspace, "What is the gate code?").text


class TestLibraryQuestions:
    @pytest.mark.parametrize(
        ("question", "value"),
        [
            ("How many documents do I have?", 5.0),
            ("how many papers did I upload this month", 5.0),
            ("How many documents did I upload last month?", 0.0),
            ("list my agreements", 2.0),
            ("How many PDFs are there?", 3.0),
            ("count my receipts", 0.0),
        ],
    )
    def test_are_counted_by_the_database(self, workspace, papers, question, value):
        now = timezone.now()
        answer = answer_question(workspace=workspace, text=question, now=now)

        assert (answer.status, answer.value, answer.unit) == ("ok", value, "count")
        assert len(answer.labels) == int(value)

    def test_leave_the_bin_out(self, workspace, papers, maria):
        services.delete(document=papers[factories.RENT], actor=maria, now=NOW)

        assert ask(workspace, "How many documents do I have?").value == 4.0

    def test_name_the_newest(self, workspace, papers):
        assert ask(workspace, "Which is my newest document?").value == factories.CONTRACT

    def test_are_not_questions_about_content(self, workspace, papers):
        answer = ask(workspace, "How many months of notice does the agreement mention?")

        assert answer.value is None


class TestClaim:
    def score(self, workspace, maria, text):
        membership = Membership.objects.get(workspace=workspace, user=maria)
        context = ToolContext(workspace=workspace, membership=membership, now=NOW)
        return claim(context, text).score

    @pytest.mark.parametrize(
        "text",
        [
            "what does my rent agreement say about notice?",
            "what is the warranty on my fridge",
            "according to my policy, is cataract covered?",
            "how many documents do I have",
        ],
    )
    def test_is_high_for_the_papers(self, workspace, maria, papers, text):
        assert self.score(workspace, maria, text) > 0.7

    @pytest.mark.parametrize(
        "text",
        [
            "how much did I spend on food last month?",
            "what was my biggest expense in October",
            "show my last 5 transactions",
            "hello",
        ],
    )
    def test_is_low_for_money_and_small_talk(self, workspace, maria, papers, text):
        assert self.score(workspace, maria, text) < 0.3

    def test_stays_sure_of_a_plain_cue_when_there_are_no_papers(self, workspace, maria):
        text = "what does my rent agreement say about notice?"

        assert self.score(workspace, maria, text) > 0.7


class TestTools:
    def test_are_in_the_registry(self, workspace, membership, papers):
        context = ToolContext(workspace=workspace, membership=membership, now=NOW)

        answer = registry.get("answer_documents").run(context, text="What is the monthly rent?")
        hits = registry.get("search_documents").run(context, text="deposit", k=2)

        assert "38,000" in answer.text
        assert len(hits) == 2
