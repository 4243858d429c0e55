"""Answers read aloud: which voices there are, and the sound of a text, kept for a while."""

import hashlib
from dataclasses import dataclass

from django.core.cache import cache

from chat.models import Message
from lumen.ai.speech import speaking
from lumen.ai.speech.speaking import Language, Spoken

KEPT_SECONDS = 900
LARGEST_KEPT = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Voices:
    """The voices of this machine; none means that only a browser's can read."""

    languages: tuple[Language, ...]

    @property
    def is_here(self) -> bool:
        return bool(self.languages)


def voices() -> Voices:
    return Voices(speaking.languages())


def speak(text: str, *, language: str = "") -> Spoken:
    """A text as sound; the same text again comes from the cache.

    Args:
        language: one of the voices; empty: told from the letters.

    Raises:
        UnknownLanguageError, NoVoiceError, NothingToSayError: as `lumen.ai.speech.speaking.speak`.
    """
    chosen = language or speaking.language_of(text)
    key = f"spoken:{hashlib.sha256(f'{chosen} {text}'.encode(errors='replace')).hexdigest()}"
    if kept := cache.get(key):
        content, mime, voice, is_cut = kept
        return Spoken(content=content, mime=mime, voice=voice, is_cut=is_cut)
    spoken = speaking.speak(text, language=chosen)
    if len(spoken.content) <= LARGEST_KEPT:
        cache.set(key, (spoken.content, spoken.mime, spoken.voice, spoken.is_cut), KEPT_SECONDS)
    return spoken


def words_of(message: Message) -> str:
    """What is read of a message: an answer, or why there is none."""
    return message.text or message.problem
