"""Answers read aloud, on the page and for programs."""

import shutil
from uuid import uuid4

import pytest
from django.urls import reverse

from chat import speaking
from chat.models import Message
from lumen.ai.speech import speaking as voices
from lumen.ai.speech.speaking import NoVoiceError, Spoken

pytestmark = pytest.mark.django_db
API = "/api/v1/chat/speak"
needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


@pytest.fixture
def answer(ask):
    reply = ask("How much did I spend?")
    Message.objects.filter(pk=reply.pk).update(text="You spent ₹1,234.50.")
    reply.refresh_from_db()
    return reply


@pytest.fixture
def url(answer) -> str:
    return reverse("chat:speak", args=[answer.pk])


@pytest.fixture
def no_voice(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    voices.languages.cache_clear()
    yield
    voices.languages.cache_clear()


@needs_espeak
class TestListening:
    def test_gives_the_sound_of_an_answer(self, as_maria, url):
        for method in (as_maria.get, as_maria.post):
            response = method(url)
            assert response.status_code == 200
            assert response["Content-Type"] in ("audio/mpeg", "audio/wav")
            assert response["X-Lumen-Voice"] == "espeak-ng en-gb"
            assert response["X-Lumen-Cut"] == "no"
            assert "private" in response["Cache-Control"]
            assert len(response.content) > 3_000

    def test_gives_the_part_a_player_asks_for(self, as_maria, url):
        whole = as_maria.get(url).content
        part = as_maria.get(url, headers={"Range": "bytes=100-199"})
        tail = as_maria.get(url, headers={"Range": "bytes=-50"})
        rest = as_maria.get(url, headers={"Range": "bytes=100-"})

        assert (part.status_code, part.content) == (206, whole[100:200])
        assert part["Content-Range"] == f"bytes 100-199/{len(whole)}"
        assert tail.content == whole[-50:]
        assert rest.content == whole[100:]
        assert as_maria.get(url, headers={"Range": "bytes=99999999-"}).status_code == 416
        assert as_maria.get(url, headers={"Range": "bytes=9-1"}).status_code == 200

    def test_takes_another_voice(self, as_maria, url):
        assert as_maria.get(url, {"language": "hi"})["X-Lumen-Voice"] == "espeak-ng hi"
        refused = as_maria.get(url, {"language": "tlh"})
        assert (refused.status_code, refused.json()["code"]) == (422, "unknown-language")

    def test_speaks_once_and_remembers_it(self, as_maria, url, monkeypatch):
        first = as_maria.get(url).content
        monkeypatch.setattr(voices, "speak", None)
        assert as_maria.get(url).content == first

    def test_is_for_the_person_whose_answer_it_is(self, as_ben, as_vera, as_otto, as_nobody, url):
        assert [client.get(url).status_code for client in (as_ben, as_vera, as_otto)] == [404, 404, 404]
        assert as_nobody.get(url).status_code == 302

    def test_has_nothing_of_a_made_up_or_unfinished_answer(self, as_maria, answer, url):
        Message.objects.filter(pk=answer.pk).update(state="running")
        assert as_maria.get(url).status_code == 404
        assert as_maria.get(reverse("chat:speak", args=[uuid4()])).status_code == 404

    def test_is_offered_under_each_answer(self, as_maria, answer, url):
        page = as_maria.get(reverse("chat:conversation", args=[answer.conversation_id])).content.decode()
        assert f'data-listen="{url}"' in page
        assert 'data-voice-here="yes"' in page


class TestWithoutAVoice:
    def test_says_what_is_missing(self, as_maria, url, no_voice):
        response = as_maria.get(url)
        assert response.status_code == 503
        assert "espeak-ng is not installed" in response.json()["detail"]

    def test_leaves_reading_to_the_browser_and_says_so(self, as_maria, no_voice):
        page = as_maria.get(reverse("chat:home")).content.decode()
        assert 'data-voice-here="no"' in page
        assert "espeak-ng is not installed" in page


class TestTheCache:
    def test_keeps_languages_apart(self, monkeypatch):
        made = []

        def speak(text, *, language):
            made.append(language)
            return Spoken(content=language.encode(), mime="audio/mpeg", voice=language)

        monkeypatch.setattr(voices, "speak", speak)
        said = [speaking.speak("zwei Wege", language=one).content for one in ("en", "de", "en")]
        assert said == [b"en", b"de", b"en"]
        assert made == ["en", "de"]

    def test_tells_the_language_from_the_letters(self, monkeypatch):
        def speak(text, *, language):
            return Spoken(content=b"x", mime="audio/mpeg", voice=language)

        monkeypatch.setattr(voices, "speak", speak)
        assert speaking.speak("आपने कल क्या खाया").voice == "hi"
        assert speaking.speak("What did you eat?").voice == "en"


@needs_espeak
class TestTheApi:
    def test_speaks_what_it_is_given(self, as_maria, as_vera):
        for client in (as_maria, as_vera):
            response = client.post(API, {"text": "Hello", "language": "en"}, content_type="application/json")
            assert response.status_code == 200
            assert response["Content-Type"] in ("audio/mpeg", "audio/wav")

    def test_answers_those_who_ask_for_sound(self, as_maria):
        response = as_maria.post(
            API, {"text": "Hello"}, content_type="application/json", headers={"Accept": "audio/mpeg"}
        )
        assert response.status_code == 200

    def test_is_closed_to_nobody(self, as_nobody):
        assert as_nobody.post(API, {"text": "Hello"}, content_type="application/json").status_code == 401

    @pytest.mark.parametrize(
        ("given", "status"),
        [
            ({"text": ""}, 400),
            ({}, 400),
            ({"text": "x", "language": "tlh"}, 400),
            ({"text": "x" * 50_001}, 400),
            ({"text": "[1]"}, 422),
            ({"text": "今日", "language": "ja"}, 503),
        ],
    )
    def test_refuses_in_a_sentence(self, as_maria, given, status):
        response = as_maria.post(API, given, content_type="application/json")
        assert response.status_code == status
        assert response.json()["detail"]

    def test_reads_markup_as_words(self, as_maria):
        given = {"text": "<speak>Rent <break time='3600s'/></speak>"}
        response = as_maria.post(API, given, content_type="application/json")
        assert response.status_code == 200
        assert len(response.content) < 60_000


def test_no_voice_is_an_error_people_can_act_on():
    assert (NoVoiceError.status, NoVoiceError.code) == (503, "no-voice")
