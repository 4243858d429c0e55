"""Speech for the box and for programs: who may, what comes back, what is refused."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from chat import hearing, services
from chat.models import ModelConsent
from lumen.ai.speech import vocabulary
from tests.sounds import needs_ffmpeg, needs_voice, noise, say
from transactions.models import Merchant

URL = "/chat/transcribe"
API = "/api/v1/chat/transcribe"
pytestmark = [pytest.mark.django_db, needs_ffmpeg, needs_voice]


@pytest.fixture(scope="module")
def question(tmp_path_factory):
    path = tmp_path_factory.mktemp("sound") / "a.wav"
    return say("how much did I pay to Swiggy last month", path).read_bytes()


@pytest.fixture(autouse=True)
def _ledger(workspace):
    Merchant.objects.create(workspace=workspace, name="Swiggy", key="swiggy")


def upload(content: bytes, mime: str = "audio/wav") -> SimpleUploadedFile:
    return SimpleUploadedFile("question.wav", content, content_type=mime)


class TestTheBox:
    def test_has_the_address(self):
        assert reverse("chat:transcribe") == URL

    def test_gets_the_words_with_the_workspaces_names(self, as_maria, question):
        response = as_maria.post(URL, {"audio": upload(question)})

        told = response.json()
        assert response.status_code == 200
        assert told["text"] == "How much did I pay to Swiggy last month"
        assert told["recogniser"] == "pocketsphinx"
        assert told["segments"][0]["text"] == told["text"]

    def test_of_viewers_hears_too(self, as_vera, question):
        assert as_vera.post(URL, {"file": upload(question)}).status_code == 200

    def test_of_strangers_knows_their_own_names_only(self, as_otto, question):
        text = as_otto.post(URL, {"file": upload(question)}).json()["text"]

        assert text.startswith("How much did I pay")

    def test_of_nobody_leads_to_the_sign_in(self, as_nobody, question):
        response = as_nobody.post(URL, {"file": upload(question)})

        assert response.status_code == 302
        assert "/auth/login" in response["Location"]

    def test_wants_a_token_against_forgery(self, maria, question):
        from django.test import Client

        strict = Client(enforce_csrf_checks=True)
        strict.force_login(maria)

        assert strict.post(URL, {"file": upload(question)}).status_code == 403

    def test_says_what_is_wrong_with_a_recording(self, as_maria):
        damaged = as_maria.post(URL, {"file": upload(b"not sound at all")})
        missing = as_maria.post(URL, {})
        empty = as_maria.post(URL, {"file": upload(b"")})
        text = as_maria.post(URL, {"file": upload(b"hello", "text/plain")})

        assert damaged.status_code == missing.status_code == empty.status_code == 422
        assert text.status_code == 415
        assert "Record or save it again" in damaged.json()["detail"]
        assert damaged["Content-Type"] == "application/problem+json"

    def test_keeps_nothing_of_it(self, as_maria, question):
        as_maria.post(URL, {"file": upload(question)})
        as_maria.post(URL, {"file": upload(b"not sound at all")})

        try:
            _folders, files = default_storage.listdir("speech")
        except FileNotFoundError:
            files = []
        assert files == []


class TestTheApi:
    def test_takes_a_form(self, as_maria, question):
        response = as_maria.post(API, {"file": upload(question)})

        assert response.status_code == 200
        assert response.json()["text"] == "How much did I pay to Swiggy last month"
        assert set(response.json()) == {"text", "words", "segments", "recogniser", "seconds", "took_ms"}

    def test_takes_the_sound_itself(self, as_maria, question):
        response = as_maria.post(API, question, content_type="audio/wav")

        assert response.status_code == 200
        assert response.json()["words"] == "how much did i pay to swiggy last month"

    def test_of_noise_answers_with_nothing(self, as_maria):
        from lumen.ai.speech.plain import as_wav

        response = as_maria.post(API, as_wav(noise(1.0)), content_type="audio/wav")

        assert response.status_code == 200
        assert response.json()["text"] == ""

    def test_refuses_what_is_too_large(self, as_maria, question, monkeypatch):
        monkeypatch.setattr(hearing, "MOST_BYTES", 1_000)

        as_form = as_maria.post(API, {"file": upload(question)})
        as_body = as_maria.post(API, question, content_type="audio/wav")

        assert as_form.status_code == as_body.status_code == 413
        assert as_body.json()["code"] == "sound-too-large"

    def test_refuses_json_and_languages_it_does_not_know(self, as_maria, question):
        assert as_maria.post(API, {"file": "x"}, content_type="application/json").status_code == 415
        unknown = as_maria.post(f"{API}?language=xx", question, content_type="audio/wav")
        assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown-language")

    def test_says_that_another_language_is_not_configured(self, as_maria, question):
        response = as_maria.post(f"{API}?language=hi", question, content_type="audio/wav")

        assert response.status_code == 503
        assert "SPEECH_MODEL" in response.json()["detail"]

    def test_asks_nobody_else(self, as_nobody, question):
        assert as_nobody.post(API, question, content_type="audio/wav").status_code == 401


class TestARecordingThatNobodyWaitsFor:
    def test_is_left(self, workspace, question):
        name = default_storage.save("speech/left", io.BytesIO(question))

        told = hearing.hear_stored(workspace=workspace, name=name, language="en")

        default_storage.delete(name)
        assert told["problem"]["code"] == "not-waited-for"


class TestConsentToAnOutsideRecogniser:
    @pytest.fixture(autouse=True)
    def _outside(self, settings):
        settings.SPEECH_MODEL, settings.SPEECH_BASE_URL = "openai:whisper-1", "http://127.0.0.1:9"

    def test_is_asked_on_the_page_of_the_model(self, as_maria, workspace):
        page = as_maria.get(reverse("chat:model")).content.decode()
        assert "openai:whisper-1 @ http://127.0.0.1:9" in page
        assert vocabulary.of(workspace).agreed == ""

        as_maria.post(reverse("chat:model"), {"consent": "give", "hears": "on"})

        assert vocabulary.of(workspace).agreed == "openai:whisper-1 @ http://127.0.0.1:9"

    def test_of_one_address_is_none_to_another(self, workspace, maria, settings):
        services.give_consent(
            workspace=workspace, user=maria, model="", speech_model="openai:whisper-1 @ http://127.0.0.1:9"
        )
        settings.SPEECH_BASE_URL = "http://127.0.0.1:10"

        assert vocabulary.of(workspace).agreed == ""

    def test_left_unticked_is_none(self, as_maria, workspace):
        as_maria.post(reverse("chat:model"), {"consent": "give"})

        assert vocabulary.of(workspace).agreed == ""
        assert ModelConsent.objects.get(workspace=workspace).speech_model == ""
