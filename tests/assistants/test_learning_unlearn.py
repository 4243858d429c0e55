"""Unlearning leaves nothing: no row, no vector, no suggestion, no topic, no fitted reader or voice."""

import json

import pytest

from assistants.models import (
    EnquiryMessage,
    LearnedPattern,
    LearningSource,
    Suggestion,
    Topic,
    TriageModel,
    VoiceProfile,
)
from assistants.services import education, learning, suggestions
from tests.assistants import making
from tests.assistants.making import NOW

pytestmark = pytest.mark.django_db
SECRET = "zanzibar"


def secret_rows(number=6):
    return [
        {
            "customer": f"when does the {SECRET} lamp ship {word}",
            "reply": f"The {SECRET} lamp ships on demand.",
            "label": f"{SECRET}_lamp",
        }
        for word in ["please", "now", "again", "today", "to us", "abroad"][:number]
    ]


def everything(assistant):
    """All that is kept of an assistant's learning, as one text; blobs by their bytes."""
    rows = [
        *assistant.patterns.values("question", "reply"),
        *assistant.suggestions.values("title", "text", "examples", "approved_text"),
        *assistant.topics.values("label", "name", "description"),
        *assistant.sources.values("name"),
    ]
    blobs = [bytes(one.blob) for one in [*assistant.triage_models.all(), *assistant.voices.all()]]
    return json.dumps(rows, default=str) + repr(b"".join(blobs))


@pytest.fixture
def source(assistant):
    return LearningSource.objects.create(assistant=assistant, name="old.jsonl", format="jsonl", state="done")


@pytest.fixture
def taught(assistant, source, maria, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        learning.learn_rows(
            assistant=assistant,
            rows=[
                {"customer": f"may I return shoe {word}", "reply": "Yes, of course.", "label": "returns"}
                for word in ["one", "two", "three", "four", "five", "six"]
            ],
        )
        learning.learn_rows(assistant=assistant, rows=secret_rows(), source=source)
        education.refit(assistant=assistant)
        for one in Suggestion.objects.filter(kind="reply", text__contains=SECRET):
            suggestions.approve(suggestion=one, actor=maria, now=NOW)
    return assistant


class TestAnImport:
    def test_leaves_nothing_when_it_is_undone(
        self, taught, source, maria, django_capture_on_commit_callbacks
    ):
        assert SECRET in everything(taught)
        assert LearnedPattern.objects.filter(origin="person").exists()

        with django_capture_on_commit_callbacks(execute=True):
            removed = learning.unlearn(source=source, actor=maria)

        assert removed == 6
        assert SECRET not in everything(taught)
        assert not LearnedPattern.objects.filter(reply__contains=SECRET).exists()
        assert not Topic.objects.filter(label__contains=SECRET).exists()
        assert not Suggestion.objects.filter(title__contains=SECRET).exists()
        assert not LearningSource.objects.exists()

    def test_leaves_what_others_taught(self, taught, source, maria, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            learning.unlearn(source=source, actor=maria)

        assert taught.patterns.filter(topic__label="returns").count() == 6
        assert Suggestion.objects.filter(kind="reply", text="Yes, of course.").exists()

    def test_has_readers_and_voices_fitted_anew(
        self, taught, source, maria, django_capture_on_commit_callbacks
    ):
        before = set(TriageModel.objects.values_list("pk", flat=True))
        voices = set(VoiceProfile.objects.values_list("pk", flat=True))

        with django_capture_on_commit_callbacks(execute=True):
            learning.unlearn(source=source, actor=maria)

        assert not before & set(TriageModel.objects.values_list("pk", flat=True))
        assert not voices & set(VoiceProfile.objects.values_list("pk", flat=True))

    def test_keeps_a_dismissed_suggestion_only_as_a_key(self, taught, source, maria):
        Suggestion.objects.filter(state="open").update(state="dismissed")

        learning.unlearn(source=source, actor=maria)

        kept = Suggestion.objects.filter(state="dismissed")
        assert kept.exists()
        assert set(kept.values_list("title", "text", "count")) == {("", "", 0)}


class TestAMessage:
    @pytest.fixture
    def reply(self, enquiry, message, assistant):
        reply = making.make_message(enquiry, "It left us.", author=EnquiryMessage.Author.HUMAN)
        learning.learn_from_reply(message=reply)
        return reply

    def test_is_unlearnt_alone(self, reply, maria):
        assert learning.unlearn(message=reply, actor=maria) == 1
        assert not LearnedPattern.objects.exists()
        assert EnquiryMessage.objects.filter(pk=reply.pk).exists()

    def test_of_a_customer_is_unlearnt_with_all_theirs(self, reply, enquiry, message, assistant, maria):
        learning.learn_topic(message=message, topic=making.make_topic(assistant))

        assert learning.unlearn(contact=enquiry.contact, actor=maria) == 2
        assert not LearnedPattern.objects.exists()

    def test_that_taught_nothing_changes_nothing(self, message, maria):
        assert learning.unlearn(message=message, actor=maria) == 0


class TestAPattern:
    def test_is_unlearnt_with_its_vectors(self, assistant, maria):
        learning.learn_rows(assistant=assistant, rows=secret_rows(1))
        pattern = LearnedPattern.objects.get()

        learning.unlearn(pattern=pattern, actor=maria)

        assert not LearnedPattern.objects.exists()
        assert not Topic.objects.exists()
