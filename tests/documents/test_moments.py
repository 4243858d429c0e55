"""Questions for the second of a recording at which something is said or shown."""

import pytest
from django.utils import timezone

from documents import indexing, processing
from documents.answers import answer_question
from documents.answers.moments import topic_of
from lumen.ai.speech import hearing
from lumen.ai.speech.base import Heard, Segment
from tests import films
from tests.documents import factories

pytestmark = [pytest.mark.django_db, films.needs_ffmpeg]
SAID = ("the holiday is in may", "the heater in the hall is broken", "call the landlord before friday")


@pytest.fixture
def talk(workspace, tmp_path, monkeypatch):
    """Three sentences, a minute apart."""
    said = tuple(
        Segment(start_ms=at * 60_000, end_ms=at * 60_000 + 4_000, text=text, confidence=0.9)
        for at, text in enumerate(SAID)
    )
    heard = Heard(segments=said, recogniser="fake", seconds=181.0, took_seconds=0.1)
    monkeypatch.setattr(hearing, "hear", lambda path, **known: heard)
    content = films.tone(tmp_path / "a.mp3", seconds=181).read_bytes()
    document = factories.make_document(workspace, content, "talk.mp3")
    processing.process(document_id=str(document.pk))
    indexing.index_document(document, on_progress=lambda done, total: None)
    return document


class TestAnswers:
    def test_cite_the_second(self, workspace, talk):
        text = "where do they talk about the heater in the recording?"

        answer = answer_question(workspace=workspace, text=text, now=timezone.now())

        [citation] = answer.citations
        assert (answer.status, citation.at_ms, citation.quote) == ("ok", 60_000, SAID[1])
        assert "1:00" in answer.text

    def test_say_so_when_nobody_speaks_of_it(self, workspace, talk):
        text = "where do they talk about the aquarium in the recording?"

        answer = answer_question(workspace=workspace, text=text, now=timezone.now())

        assert answer.status == "unanswerable"


class TestTopic:
    @pytest.mark.parametrize(
        ("text", "topic"),
        [
            ("where do they talk about the holiday budget in the meeting clip?", "the holiday budget"),
            ("When do they talk about the landlord in the video", "the landlord"),
            ("at which second is the invoice shown?", "the invoice"),
            ("What does the meeting clip say about the heater?", "the heater"),
            ("where do they speak of the heater", "the heater"),
        ],
    )
    def test_is_what_is_looked_for(self, text, topic):
        assert topic_of(text) == topic

    @pytest.mark.parametrize(
        "text",
        [
            "where did I spend most last month?",
            "when is the rent due?",
            "what does my lease say about notice?",
        ],
    )
    def test_is_empty_for_other_questions(self, text):
        assert topic_of(text) == ""
