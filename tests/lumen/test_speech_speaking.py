"""Text as it is said, and said aloud."""

import io
import shutil
import subprocess
import time
import wave

import pytest

from lumen.ai.speech import aloud, speaking
from lumen.ai.speech.speaking import NothingToSayError, NoVoiceError, UnknownLanguageError, speak
from lumen.ai.video import ffmpeg

needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
DESIGN = {"en", "es", "fr", "de", "it", "pt", "ru", "ja", "ko", "zh", "ar", "hi", "ur", "th"}
IN_ITS_LETTERS = {
    "en": "You spent 12 rupees.",
    "es": "Gastaste doce euros.",
    "fr": "Vous avez dépensé douze euros.",
    "de": "Sie haben zwölf Euro ausgegeben.",
    "it": "Hai speso dodici euro.",
    "pt": "Você gastou doze reais.",
    "ru": "Вы потратили двенадцать рублей.",
    "ja": "こんにちは、えんです",
    "ko": "열두 원을 썼습니다.",
    "zh": "你花了十二元。",
    "ar": "لقد أنفقت اثني عشر",
    "hi": "आपने बारह रुपये खर्च किए।",
    "ur": "آپ نے بارہ روپے خرچ کیے۔",
    "th": "คุณใช้เงินสิบสองบาท",
}


@pytest.fixture
def spoken_to(monkeypatch, tmp_path):
    """What the voice is given to read: a program in its place that keeps it, and answers with silence."""
    kept = tmp_path / "kept"
    kept.touch()
    sound = tmp_path / "silence.wav"
    with wave.open(str(sound), "wb") as silence:
        silence.setparams((1, 2, 22_050, 0, "NONE", ""))
        silence.writeframes(bytes(4_410))
    program = tmp_path / "bin" / "espeak-ng"
    program.parent.mkdir()
    program.write_text(
        "#!/bin/sh\n"
        'if [ "$1" = --voices ]; then printf "Pty Language\\n 5 en-gb\\n 5 de\\n 5 ja\\n"; exit; fi\n'
        f'echo "$@" > {tmp_path}/arguments\ncat > {kept}\ncat {sound}\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    speaking.languages.cache_clear()
    yield kept
    speaking.languages.cache_clear()


class TestWordsAsTheyAreSaid:
    @pytest.mark.parametrize(
        ("written", "said"),
        [
            ("You spent ₹1,234.50 on food.", "You spent 1234 rupees 50 on food."),
            ("₹1,23,456 in all", "123456 rupees in all"),
            ("It cost $1.00, then €2", "It cost 1 dollar, then 2 euros"),
            ("−₹417.25", "minus 417 rupees 25"),
            ("Rs. 99 and 12 SEK", "99 rupees and 12 Swedish kronor"),
            ("a budget of ₹1.5L or $20k", "a budget of 1.5 lakh rupees or 20 thousand dollars"),
            ("100 XDR", "100 XDR"),
            ("on 2025-10-05", "on 5 October 2025"),
            ("in 2025-10, from 3 Oct 2025", "in October 2025, from 3 October 2025"),
            ("2025-13-40 is no day", "2025-13-40 is no day"),
            ("1–3 May", "1 to 3 May"),
            ("-5 degrees", "minus 5 degrees"),
            ("ref 629912345678", "ref 6 2 9 9 1 2 3 4 5 6 7 8"),
            ("1,204 payments", "1204 payments"),
            ("**Rent** is `due` _today_", "Rent is due today"),
            ("two months [1], says it [12]", "two months, says it"),
            ("See https://shop.example/a?b=c now", "See shop.example now"),
            ("- Rent\n- Food\n\nThat is all", "Rent. Food. That is all"),
            ("Wait…", "Wait."),
            ("Paid 😀 \x00\x07 today", "Paid today"),
        ],
    )
    def test_reads_well(self, written, said):
        assert aloud.said(written) == said

    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("de", "1234 Euro 50 am 5. Oktober 2025"),
            ("es", "1234 euros 50 am 5 de octubre de 2025"),
            ("hi", "1234 यूरो 50 am 5 अक्टूबर 2025"),
            ("ja", "1234 ユーロ 50 am 2025 10 05"),
        ],
    )
    def test_names_money_and_days_in_other_languages(self, language, said):
        assert aloud.said("€1,234.50 am 2025-10-05", language) == said

    @pytest.mark.parametrize(
        "written",
        [
            '<speak><audio src="/etc/passwd"/>Rent</speak>',
            "<voice name='x'>Rent</voice>",
            "<!-- quiet -->Rent<break time='600s'/>",
            "[[r'Ent]] Rent",
            "<speak\n>Rent",
        ],
    )
    def test_obeys_no_markup(self, written):
        said = aloud.said(written)
        assert "Rent" in said
        assert not set(said) & set("<>[]{}|\\")

    def test_has_nothing_to_say_without_words(self):
        assert aloud.said(" *** [1] — 😀 ") == ""


class TestALongText:
    def test_ends_after_a_whole_sentence(self):
        cut = aloud.shortened("One is here. Two is there. Three is nowhere.", 30)
        assert (cut.text, cut.is_cut) == ("One is here. Two is there.", True)

    def test_ends_after_a_word_where_a_sentence_has_no_end(self):
        assert aloud.shortened("word " * 50, 22).text == "word word word word"

    def test_stays_whole_where_it_fits(self):
        assert aloud.shortened("All of it.", 10).is_cut is False

    def test_knows_the_ends_of_other_scripts(self):
        assert aloud.shortened("一二三。四五六。七八九。", 9).text == "一二三。四五六。"


class TestTheLanguageOfAText:
    @pytest.mark.parametrize(("language", "text"), IN_ITS_LETTERS.items())
    def test_is_told_from_its_letters(self, language, text):
        latin = {"en", "es", "fr", "de", "it", "pt"}
        assert speaking.language_of(text) == ("en" if language in latin else language)

    def test_stays_with_most_of_the_letters(self):
        assert speaking.language_of("The shop is called चाय पॉइंट and it is far from here") == "en"
        assert speaking.language_of("Gastos", otherwise="es") == "es"


class TestTheVoice:
    def test_is_given_plain_words_as_a_file_and_no_markup_switch(self, spoken_to, tmp_path):
        speak("<speak>₹1,234.50</speak> [[h@]] --path=/etc -m")

        assert spoken_to.read_text() == "1234 rupees 50 h@ --path=/etc -m"
        arguments = (tmp_path / "arguments").read_text().split()
        assert "-m" not in arguments
        assert not any("path" in one for one in arguments)

    def test_reads_no_more_than_is_good_and_says_so(self, spoken_to):
        spoken = speak("This is a sentence. " * 1_000)

        given = spoken_to.read_text()
        assert spoken.is_cut
        assert len(given) < speaking.MOST_CHARACTERS + 100
        assert given.endswith("This is a sentence. The rest is on the screen.")

    def test_keeps_its_pace_within_bounds(self, spoken_to, tmp_path):
        speak("fast", rate=9_999)
        assert "-s 400" in (tmp_path / "arguments").read_text()

    def test_refuses_a_language_of_which_the_machine_has_no_voice(self, spoken_to):
        with pytest.raises(NoVoiceError, match="no voice for Thai"):
            speak("hello", language="th")

    def test_refuses_kanji_it_would_spell(self, spoken_to):
        with pytest.raises(NoVoiceError, match="kanji"):
            speak("今日は", language="ja")
        assert spoken_to.read_text() == ""

    def test_refuses_what_has_no_words_and_languages_nobody_knows(self, spoken_to):
        with pytest.raises(NothingToSayError):
            speak("[1]")
        with pytest.raises(UnknownLanguageError) as refused:
            speak("hello", language="tlh")
        assert refused.value.extra["languages"][0] == "en"

    def test_is_missed_in_a_sentence_where_none_is_installed(self, monkeypatch, tmp_path):
        monkeypatch.setenv("PATH", str(tmp_path))
        speaking.languages.cache_clear()
        with pytest.raises(NoVoiceError, match="espeak-ng is not installed"):
            speak("hello")
        assert speaking.languages() == ()
        speaking.languages.cache_clear()

    def test_ends_at_once_when_nobody_listens_any_more(self, spoken_to, tmp_path):
        (tmp_path / "bin" / "espeak-ng").write_text(
            '#!/bin/sh\nif [ "$1" = --voices ]; then printf "P\\n 5 en-gb\\n"; exit; fi\nsleep 30\n'
        )

        class GoneError(Exception):
            pass

        def leave():
            raise GoneError

        began = time.monotonic()
        with pytest.raises(GoneError):
            speak("hello", on_wait=leave)
        assert time.monotonic() - began < 1

    def test_says_so_when_the_program_fails(self, spoken_to, tmp_path):
        (tmp_path / "bin" / "espeak-ng").write_text(
            '#!/bin/sh\nif [ "$1" = --voices ]; then printf "P\\n 5 en-gb\\n"; exit; fi\nexit 3\n'
        )
        with pytest.raises(NoVoiceError, match="did not finish"):
            speak("hello")


@needs_espeak
class TestEspeak:
    def test_has_the_fourteen_languages_of_the_design(self):
        speaking.languages.cache_clear()
        assert {language.code for language in speaking.languages()} == DESIGN

    @pytest.mark.parametrize(("language", "text"), IN_ITS_LETTERS.items())
    def test_speaks(self, language, text):
        spoken = speak(text, language=language)
        assert _seconds(spoken) > 0.6
        assert not spoken.is_cut

    def test_reads_chinese_by_its_tones_and_not_as_letters(self):
        """The other Mandarin voice spells the numbers of tones in English: four times as long."""
        assert _seconds(speak("你好", language="zh")) < 1.6

    def test_gives_a_whole_wave_file_where_nothing_can_compress_it(self, monkeypatch):
        def nowhere():
            raise ffmpeg.NoFfmpegError("not installed")

        monkeypatch.setattr(ffmpeg, "program", nowhere)
        spoken = speak("Hello there")
        assert spoken.mime == "audio/wav"
        with wave.open(io.BytesIO(spoken.content)) as sound:
            assert sound.getnframes() / sound.getframerate() > 0.5
            assert sound.getnframes() * 2 + 44 == len(spoken.content)


def _seconds(spoken):
    """How long it lasts, by decoding it."""
    if shutil.which("ffmpeg") is None:
        with wave.open(io.BytesIO(spoken.content)) as sound:
            return sound.getnframes() / sound.getframerate()
    command = [
        "ffmpeg",
        "-loglevel",
        "error",
        "-i",
        "pipe:0",
        "-f",
        "s16le",
        "-ar",
        "8000",
        "-ac",
        "1",
        "pipe:1",
    ]
    done = subprocess.run(command, input=spoken.content, capture_output=True, check=True)
    return len(done.stdout) / 16_000
