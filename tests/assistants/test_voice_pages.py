"""Measuring, watching and trying a voice, as services and as a page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assistants.models import Draft, EnquiryMessage, LearnedPattern, VoiceProfile
from assistants.services import voice
from lumen.audit.models import AuditEvent
from tests.assistants import making

pytestmark = pytest.mark.django_db

WARM = [
    "Hi {name}! Thanks for writing. We've popped {n} of them aside for you, so don't worry!\nCheers, Ida",
    "Hi {name}! Great question. It'll fit, and if it doesn't we're happy to swap it {n} times!\nCheers, Ida",
    "Hi {name}! Oh no, sorry about that! Could you send us a photo of all {n} pieces?\nCheers, Ida",
    "Hi there! We're open till {n} today, so just drop by whenever it suits you!\nCheers, Ida",
]
COLD = [
    "The request was received. Processing requires {n} working days. Further notice will follow.",
    "Return of goods is possible within {n} days of receipt. The original packaging is required.",
    "Opening hours are listed on the website. Visits outside of {n} o'clock require an appointment.",
    "Payment by invoice is not available. The following {n} methods are accepted.",
]
NAMES = ["Nora", "Pavel", "Aisha", "Tom", "Lucia"]


def replies(models: list[str], count: int) -> list[str]:
    return [models[i % len(models)].format(name=NAMES[i % 5], n=i + 2) for i in range(count)]


def write(enquiry, texts, **extra):
    return [making.make_message(enquiry, text, author=EnquiryMessage.Author.HUMAN, **extra) for text in texts]


@pytest.fixture
def measured(assistant, enquiry):
    write(enquiry, replies(WARM, 30))
    return voice.refresh_profile(assistant)


class TestMeasuring:
    def test_stores_a_version_with_its_features_and_says_so(
        self, assistant, enquiry, django_capture_on_commit_callbacks
    ):
        write(enquiry, replies(WARM, 30))
        with django_capture_on_commit_callbacks(execute=True):
            measured = voice.refresh_profile(assistant)

        assert (measured.version, measured.replies) == (1, 30)
        assert len(measured.features) >= 20
        assert measured.features["greeting"] == 1.0
        assert AuditEvent.objects.get(action="voice.measured").facts["replies"] == 30

    def test_waits_for_five_replies(self, assistant, enquiry):
        write(enquiry, replies(WARM, 4))

        assert voice.refresh_profile(assistant) is None
        assert voice.distance_of(assistant, "Hi!") is None
        assert not VoiceProfile.objects.exists()

    def test_refuses_to_measure_nothing_on_request_and_saves_nothing(self, assistant, maria):
        with pytest.raises(voice.TooFewRepliesError):
            voice.measure_now(assistant, actor=maria)
        assert not VoiceProfile.objects.exists()

    def test_makes_no_version_of_little_news(self, assistant, enquiry, measured):
        write(enquiry, replies(WARM, 33)[30:], created_at=timezone.now())

        assert voice.refresh_profile(assistant).version == 1
        assert voice.refresh_profile(assistant, forced=True).version == 2

    def test_counts_only_what_people_wrote(self, assistant, enquiry):
        customer = making.make_message(enquiry, "Where is it?")
        (sent,) = write(enquiry, ["A draft, sent as it was."])
        making.make_draft(customer, state=Draft.State.ACCEPTED, sent_message=sent)
        write(enquiry, ["A note"], kind=EnquiryMessage.Kind.NOTE)
        making.make_message(enquiry, "By itself", author=EnquiryMessage.Author.AI)
        topic = making.make_topic(assistant)
        making.make_pattern(topic, "q", "From history")
        making.make_pattern(topic, "q", "Dismissed", dismissed_at=timezone.now())
        making.make_pattern(topic, "q", "A draft once", origin=LearnedPattern.Origin.DECISION)
        write(enquiry, ["By hand"])

        assert {reply.text for reply in voice.replies_of(assistant)} == {"From history", "By hand"}

    def test_forgets_what_was_unlearnt(self, assistant, measured):
        EnquiryMessage.objects.all().delete()

        assert voice.forget(assistant) is None
        assert not VoiceProfile.objects.exists()

    def test_reads_a_voice_with_one_query(self, assistant, measured, django_assert_num_queries):
        voice.distance_of(assistant, "Hi there!")

        with django_assert_num_queries(1):
            near = voice.distance_of(assistant, replies(WARM, 31)[30])
        with django_assert_num_queries(1):
            far = voice.distance_of(assistant, COLD[0])
        assert near < 0.5 < far


class TestWatching:
    def test_alarms_when_the_newest_replies_sound_different(self, assistant, enquiry, measured):
        write(enquiry, replies(COLD, 20), created_at=timezone.now() + timedelta(hours=1))

        found = voice.watch(assistant, timezone.now())

        measured.refresh_from_db()
        assert found.alarm
        assert measured.drift["alarm"] is True
        assert measured.drift["habits"]
        assert assistant.voices.count() == 1  # a person decides whether this is the new voice

    def test_measures_anew_when_nothing_is_the_matter(self, assistant, enquiry, measured):
        write(enquiry, replies(WARM, 60)[30:], created_at=timezone.now() + timedelta(hours=1))

        assert not voice.watch(assistant, timezone.now()).alarm
        assert assistant.voices.first().version == 2


class TestThePage:
    @pytest.fixture
    def url(self, assistant):
        return reverse("assistants:voice", args=[assistant.slug])

    def test_says_why_there_is_no_voice_yet(self, as_maria, url):
        assert "No voice yet" in as_maria.get(url).content.decode()

    def test_shows_habits_phrases_and_versions(self, as_vera, url, measured):
        page = as_vera.get(url).content.decode()

        assert "Opens with a greeting" in page
        assert "Hi {name}!" in page
        assert "Version 1" in page
        assert "Measure again" not in page

    def test_tries_a_text_and_keeps_nothing(self, as_ben, url, measured):
        events = AuditEvent.objects.count()
        answer = as_ben.post(f"{url}try/", {"text": COLD[0]}, headers={"HX-Request": "true"})

        page = answer.content.decode()
        assert answer.status_code == 200
        assert page.strip().startswith('<div id="voice-trial"')
        assert "What differs most" in page
        assert "Hi there!" in page
        assert AuditEvent.objects.count() == events

    def test_works_without_script_and_refuses_nothing_to_try(self, as_maria, url, measured):
        assert "What differs most" in as_maria.post(f"{url}try/", {"text": COLD[0]}).content.decode()
        assert as_maria.post(f"{url}try/", {"text": " "}).status_code == 422

    def test_escapes_what_is_tried(self, as_maria, url, measured):
        page = as_maria.post(f"{url}try/", {"text": "<script>alert(1)</script> Hello there"}).content.decode()

        assert "<script>alert" not in page

    def test_measures_when_asked(self, as_maria, url, assistant, measured):
        as_maria.post(f"{url}measure/")

        assert assistant.voices.first().version == 2

    def test_does_not_let_viewers_measure(self, as_vera, url, assistant, measured):
        assert as_vera.post(f"{url}measure/").status_code == 403
        assert assistant.voices.count() == 1

    @pytest.mark.parametrize("path", ["", "try/", "measure/"])
    def test_is_not_there_for_strangers(self, as_otto, client, url, path):
        ask = "get" if not path else "post"

        assert getattr(as_otto, ask)(url + path).status_code == 404
        assert getattr(client, ask)(url + path).status_code == 302

    def test_asks_the_same_number_of_queries_with_many_replies(self, as_maria, url, enquiry, measured):
        as_maria.get(url)
        with CaptureQueriesContext(connection) as few:
            as_maria.get(url)
        write(enquiry, replies(WARM, 50)[30:])
        with CaptureQueriesContext(connection) as many:
            as_maria.get(url)
        assert len(few) == len(many)
