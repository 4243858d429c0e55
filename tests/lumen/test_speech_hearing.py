"""A recording is heard: by what comes along, by what is configured, and by nobody without consent."""

import json
import os
import time

import pytest

from lumen.ai.llm import consent
from lumen.ai.speech import configured, vocabulary
from lumen.ai.speech.hearing import BadSoundError, NoRecogniserError, hear
from lumen.ai.speech.vocabulary import Name, Vocabulary
from tests.fakes import transcribers
from tests.sounds import needs_ffmpeg, needs_voice, noise, say, write_wav

pytestmark = [needs_ffmpeg, needs_voice]

NAMES = Vocabulary(
    names=(Name("Swiggy", "merchant"), Name("Priya Nair", "person"), Name("Groceries", "category"))
)


@pytest.fixture
def question(tmp_path):
    return say("how much did I spend on groceries last month", tmp_path / "question.wav")


class TestHearing:
    def test_writes_down_a_question(self, question):
        heard = hear(question, words=NAMES)

        assert heard.text == "How much did I spend on groceries last month"
        assert heard.words == "how much did i spend on groceries last month"
        assert heard.recogniser == "pocketsphinx"
        [segment] = heard.segments
        assert 0 <= segment.start_ms < segment.end_ms <= heard.seconds * 1_000 + 1

    def test_knows_the_workspaces_names(self, tmp_path):
        heard = hear(say("how much did I pay to Swiggy this year", tmp_path / "a.wav"), words=NAMES)

        assert heard.text == "How much did I pay to Swiggy this year"

    def test_of_noise_writes_nothing(self, tmp_path):
        heard = hear(write_wav(noise(2.0), tmp_path / "noise.wav"))

        assert heard.text == ""
        assert heard.segments == ()

    def test_tells_what_is_no_sound(self, tmp_path):
        (tmp_path / "a.wav").write_bytes(os.urandom(500))

        with pytest.raises(BadSoundError):
            hear(tmp_path / "a.wav")

    def test_of_another_language_says_what_to_set(self, question):
        with pytest.raises(NoRecogniserError, match="SPEECH_MODEL"):
            hear(question, language="hi")

    def test_ends_within_a_second_when_nobody_waits(self, tmp_path):
        class StopError(Exception):
            pass

        hear(say("hello", tmp_path / "warm.wav"))
        long = say("how much did I spend on groceries last month. " * 60, tmp_path / "long.wav")
        began = time.monotonic()

        def stop() -> None:
            if time.monotonic() - began > 1.0:
                raise StopError

        with pytest.raises(StopError):
            hear(long, on_wait=stop)
        assert time.monotonic() - began < 2.0


class TestAnOutsideRecogniser:
    @pytest.fixture
    def service(self, settings):
        with transcribers.running() as fake:
            settings.SPEECH_MODEL, settings.SPEECH_BASE_URL = "openai:whisper-1", fake.url
            settings.SPEECH_API_KEY = "a-key"
            yield fake

    @pytest.fixture
    def agreed(self, service):
        return Vocabulary(agreed=f"openai:whisper-1 @ {service.url}")

    def test_is_asked_with_consent(self, service, agreed, question):
        service.answer = {
            "text": "Hello there. Good bye.",
            "segments": [
                {"start": 0.1, "end": 0.9, "text": " Hello there."},
                {"start": 1.0, "end": 1.5, "text": " Good bye."},
            ],
        }

        heard = hear(question, words=agreed)

        assert heard.recogniser == "openai:whisper-1"
        assert [(one.start_ms, one.end_ms, one.text) for one in heard.segments] == [
            (100, 900, "Hello there."),
            (1_000, 1_500, "Good bye."),
        ]
        [(path, headers, body)] = service.asked
        assert path == "/v1/audio/transcriptions"
        assert headers["Authorization"] == "Bearer a-key"
        assert b"RIFF" in body
        assert b"whisper-1" in body

    def test_that_gives_no_times_still_counts(self, service, agreed, question):
        service.answer = {"text": "Namaste"}

        heard = hear(question, words=agreed, language="hi")

        assert [(one.start_ms, one.text) for one in heard.segments] == [(0, "Namaste")]

    def test_is_not_asked_without_consent(self, service, question):
        heard = hear(question, words=Vocabulary(agreed="openai:whisper-1 @ https://elsewhere.example"))

        assert heard.recogniser == "pocketsphinx"
        assert service.asked == []
        with pytest.raises(NoRecogniserError, match="did not agree"):
            hear(question, language="hi")

    @pytest.mark.parametrize(("status", "answer"), [(500, {}), (200, {"error": "x"}), (200, "text")])
    def test_that_fails_is_stood_in_for(self, service, agreed, question, status, answer):
        service.status, service.answer = status, answer

        heard = hear(question, words=agreed)

        assert heard.recogniser == "pocketsphinx"
        assert heard.text == "How much did I spend on groceries last month"
        assert len(service.asked) == 1
        with pytest.raises(NoRecogniserError, match="Try again"):
            hear(question, words=agreed, language="hi")

    def test_may_be_gemini(self, service, settings, question):
        settings.SPEECH_MODEL = "google:gemini-2.5-flash"
        service.answer = transcribers.gemini_says("How much did I spend?")

        heard = hear(question, words=Vocabulary(agreed=f"google:gemini-2.5-flash @ {service.url}"))

        assert (heard.text, heard.recogniser) == ("How much did I spend?", "google:gemini-2.5-flash")
        [(path, _headers, body)] = service.asked
        assert path.endswith("gemini-2.5-flash:generateContent")
        assert json.loads(body)["contents"][0]["parts"][1]["inlineData"]["mime_type"] == "audio/wav"

    @pytest.mark.django_db
    def test_is_agreed_to_by_name_and_address(self, workspace, service, settings):
        agreed_to = f"openai:whisper-1 @ {service.url}"
        before = list(consent._checks)
        consent.register(lambda _workspace, model, use: use == "speech" and model == agreed_to)
        try:
            assert vocabulary.of(workspace).agreed == agreed_to
            settings.SPEECH_MODEL = "openai:another"
            assert vocabulary.of(workspace).agreed == ""
        finally:
            consent._checks[:] = before


class TestTheKeyOfAnOutsideRecogniser:
    @pytest.fixture(autouse=True)
    def _keys(self, settings):
        settings.SPEECH_API_KEY = settings.SPEECH_BASE_URL = settings.AI_BASE_URL = ""
        settings.AI_API_KEY, settings.GEMINI_API_KEY = "key-of-the-model", "key-of-gemini"

    def test_of_the_language_model_serves_at_its_own_vendor(self, settings):
        settings.SPEECH_MODEL = "openai:whisper-1"
        assert configured.key() == "key-of-the-model"

        settings.SPEECH_MODEL = "google:gemini-2.5-flash"
        assert configured.key() == "key-of-gemini"

    @pytest.mark.parametrize("model", ["openai:whisper-1", "google:gemini-2.5-flash"])
    def test_of_the_language_model_goes_to_no_other_address(self, settings, model):
        settings.SPEECH_MODEL, settings.SPEECH_BASE_URL = model, "https://speech.example.org/v1"
        assert configured.key() == ""

        settings.SPEECH_API_KEY = "key-for-speech"
        assert configured.key() == "key-for-speech"

    def test_of_a_language_model_elsewhere_stays_there(self, settings):
        settings.SPEECH_MODEL, settings.AI_BASE_URL = "openai:whisper-1", "https://models.example.org/v1"

        assert configured.key() == ""
