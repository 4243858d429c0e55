"""Sound of a text: espeak-ng as a program beside Lumen, made small by ffmpeg where there is one.

The program reads the text from a file as plain words: markup is taken out before, and its own reading of
markup is never switched on.
"""

import re
import shutil
import struct
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import structlog

from lumen.ai.speech import aloud
from lumen.ai.video import ffmpeg
from lumen.common.children import ChildDiedError, keep_waiting, output_of
from lumen.common.errors import LumenError

log = structlog.get_logger(__name__)
PROGRAM = "espeak-ng"
MOST_CHARACTERS = 1_500  # about two minutes
LONGEST_GIVEN = 50_000  # of which the beginning is looked at
USUAL_RATE, SLOWEST, FASTEST = 165, 80, 400  # words a minute
SECONDS = 20.0
MOST_BYTES = 64 * 1024 * 1024
WAV, MP3 = "audio/wav", "audio/mpeg"
REST_ON_SCREEN = "The rest is on the screen."
COMPRESS = (
    *("-hide_banner", "-loglevel", "error", "-nostdin", "-f", "wav", "-i", "pipe:0", "-map", "0:a:0"),
    *("-map_metadata", "-1", "-ac", "1", "-b:a", "40k", "-f", "mp3", "pipe:1"),
)


class NoVoiceError(LumenError):
    status, code, title = 503, "no-voice", "There is no voice for this"


class NothingToSayError(LumenError):
    status, code, title = 422, "nothing-to-say", "There is nothing to read aloud"


class UnknownLanguageError(LumenError):
    status, code, title = 422, "unknown-language", "This language is not one of the voices"


@dataclass(frozen=True, slots=True)
class Language:
    """A language that can be spoken; `limit` says what its voice cannot do."""

    code: str
    name: str
    voice: str
    limit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A text as sound. `is_cut`: it was longer, and ends after the last whole sentence that fits."""

    content: bytes
    mime: str
    voice: str
    is_cut: bool = False


KANA = "Its voice reads kana; text with kanji needs a voice of the browser."
LANGUAGES = (
    Language("en", "English", "en-gb"),
    Language("es", "Spanish · Español", "es"),
    Language("fr", "French · Français", "fr-fr"),
    Language("de", "German · Deutsch", "de"),
    Language("it", "Italian · Italiano", "it"),
    Language("pt", "Portuguese · Português", "pt-br"),
    Language("ru", "Russian · Русский", "ru"),
    Language("ja", "Japanese · 日本語", "ja", KANA),
    Language("ko", "Korean · 한국어", "ko"),
    # its sister `cmn` reads the tones of pinyin as English words
    Language("zh", "Chinese · 中文", "cmn-latn-pinyin"),
    Language("ar", "Arabic · العربية", "ar"),
    Language("hi", "Hindi · हिन्दी", "hi"),
    Language("ur", "Urdu · اردو", "ur"),
    Language("th", "Thai · ไทย", "th", "Its voice is a first attempt and hard to understand."),
)
_SCRIPTS = (
    ("ja", re.compile(r"[\u3041-\u30ff]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("ur", re.compile(r"[\u0679\u067e\u0686\u0688\u0691\u06a9\u06af\u06ba\u06be\u06c1\u06d2]")),
    ("ar", re.compile(r"[\u0621-\u064a]")),
    ("hi", re.compile(r"[\u0904-\u0939]")),
    ("th", re.compile(r"[\u0e01-\u0e5b]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
)
_HAN = re.compile(r"[\u3400-\u9fff]")


def is_installed() -> bool:
    """Whether this machine has voices of its own."""
    return shutil.which(PROGRAM) is not None


@cache
def languages() -> tuple[Language, ...]:
    """What can be spoken here: the design's languages of which this machine has the voice."""
    if not is_installed():
        return ()
    try:
        listed = output_of([PROGRAM, "--voices"], seconds=SECONDS).decode(errors="replace")
    except ChildDiedError:
        log.warning("speaking.no_list_of_voices")
        return ()
    voices = {columns[1] for line in listed.splitlines()[1:] if len(columns := line.split()) > 1}
    return tuple(language for language in LANGUAGES if language.voice in voices)


def language_of(text: str, otherwise: str = "en") -> str:
    """The language whose letters most of the text is written in; Latin letters say nothing."""
    letters = sum(letter.isalpha() for letter in text)
    for code, script in _SCRIPTS:
        found = len(script.findall(text))
        is_its_own = code in ("ja", "ur")  # a few of its letters tell it from its neighbour
        if found and found * (10 if is_its_own else 2) > letters:
            return code
    return otherwise


def speak(
    text: str,
    *,
    language: str = "en",
    rate: int = USUAL_RATE,
    on_wait: Callable[[], None] = keep_waiting,
) -> Spoken:
    """A text read aloud.

    Args:
        rate: words a minute.
        on_wait: called while the voice works; what it raises ends it at once.

    Raises:
        UnknownLanguageError: not one of the fourteen.
        NoVoiceError: this machine cannot speak, not in this language, or its voice failed.
        NothingToSayError: there are no words in the text.
    """
    chosen = _voice_of(language)
    words = aloud.said(text[:LONGEST_GIVEN], language)
    if not words:
        raise NothingToSayError("There are no words in this to read aloud.")
    if language == "ja" and _HAN.search(words):
        raise NoVoiceError("The voice of this machine reads kana but no kanji. Use a voice of the browser.")
    cut = aloud.shortened(words, MOST_CHARACTERS)
    is_cut = cut.is_cut or len(text) > LONGEST_GIVEN
    whole = f"{cut.text} {REST_ON_SCREEN}" if is_cut and language == "en" else cut.text
    sound = _sound(whole, chosen.voice, min(max(rate, SLOWEST), FASTEST), on_wait)
    small = _compressed(sound, on_wait)
    return Spoken(
        content=small or sound, mime=MP3 if small else WAV, voice=f"{PROGRAM} {chosen.voice}", is_cut=is_cut
    )


def _voice_of(code: str) -> Language:
    wanted = next((language for language in LANGUAGES if language.code == code), None)
    if wanted is None:
        known = ", ".join(language.code for language in LANGUAGES)
        raise UnknownLanguageError(f"Choose one of these languages: {known}.", languages=known.split(", "))
    if not is_installed():
        raise NoVoiceError(
            "This machine has no voice: espeak-ng is not installed. A voice of the browser can read instead."
        )
    if wanted not in languages():
        raise NoVoiceError(
            f"The espeak-ng of this machine has no voice for {wanted.name}. Use a voice of the browser."
        )
    return wanted


def _sound(words: str, voice: str, rate: int, on_wait: Callable[[], None]) -> bytes:
    command = [PROGRAM, "--stdin", "--stdout", "-b", "1", "-v", voice, "-s", str(rate)]
    try:
        return _with_sizes(_filtered(command, words.encode("utf-8", "ignore"), on_wait))
    except ChildDiedError as error:
        log.warning("speaking.failed", voice=voice, said=error.said[-300:])
        raise NoVoiceError("The voice of this machine did not finish. Try again.") from error


def _filtered(command: Sequence[str], given: bytes, on_wait: Callable[[], None]) -> bytes:
    with tempfile.TemporaryFile() as source:
        source.write(given)
        source.flush()
        return output_of(command, stdin=source, seconds=SECONDS, most_bytes=MOST_BYTES, on_wait=on_wait)


def _with_sizes(wav: bytes) -> bytes:
    """The program writes its header before it knows how long the sound is; players want to know."""
    start = wav.find(b"data")
    if not wav.startswith(b"RIFF") or start < 0:
        raise ChildDiedError(said="printed no sound")
    body = wav[start + 8 :]
    head = wav[:4] + struct.pack("<I", len(wav) - 8) + wav[8 : start + 4]
    return head + struct.pack("<I", len(body)) + body


def _compressed(wav: bytes, on_wait: Callable[[], None]) -> bytes:
    """As MP3, which every browser plays; nothing where it cannot be made."""
    try:
        return _filtered([ffmpeg.program(), *COMPRESS], wav, on_wait)
    except ffmpeg.NoFfmpegError:
        return b""
    except ChildDiedError as error:
        log.warning("speaking.not_compressed", said=error.said[-300:])
        return b""
