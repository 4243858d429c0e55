"""The project's own questions are sound, and the measuring leaves nothing behind."""

import pytest
from django.utils import timezone

from documents import evaluation
from documents.models import Document
from documents.pipeline import sniff
from documents.pipeline.parsers.base import parser_for
from tests.documents import factories


class TestQuestions:
    def test_are_many_and_ask_for_each_paper(self):
        asked = evaluation.questions()
        answerable = [question for question in asked if question.document]

        assert len(answerable) >= 60
        assert len(asked) - len(answerable) >= 25
        assert {question.document for question in answerable} == {
            path.name for path in factories.SAMPLES.iterdir()
        }
        assert len({question.id for question in asked}) == len(asked)

    def test_quote_words_that_stand_on_the_named_page(self):
        pages = {}
        for path in factories.SAMPLES.iterdir():
            content = path.read_bytes()
            for page in parser_for(sniff.sniff(content, path.name), content).pages():
                pages[path.name, page.number] = " ".join(page.text.split()).lower()
        for question in evaluation.questions():
            if question.document:
                assert question.quote.lower() in pages[question.document, question.page], question.id


@pytest.mark.django_db
class TestRun:
    def test_measures_and_leaves_nothing_behind(self, workspace):
        found = evaluation.measure(workspace=workspace, now=timezone.now())

        assert not Document.objects.exists()
        measures = {one.name: one.value for one in found}
        assert measures["passage among three"] > 80
        assert 0 <= measures["absent ones answered"] <= 100
