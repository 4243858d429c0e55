"""What the process that hears shares with the rest: nothing of Django, so that it starts quickly."""

from dataclasses import dataclass
from typing import Literal

RATE = 16_000
BYTES_A_SECOND = 2 * RATE

Kind = Literal["merchant", "category", "person", "account", "name"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One stretch of speech. `text` as people type it; `words` as they were said, in small letters."""

    start_ms: int
    end_ms: int
    text: str
    words: str = ""
    confidence: float = 0.0  # 0 to 1; 0 where the recogniser does not tell


@dataclass(frozen=True, slots=True)
class Name:
    """A name and what it names; `weight` says how often it is spoken of, against the others."""

    text: str
    kind: Kind = "name"
    weight: float = 1.0


def seconds_of(pcm: bytes) -> float:
    """How long samples last."""
    return len(pcm) / BYTES_A_SECOND


def as_wav(pcm: bytes) -> bytes:
    """The samples as a WAV file, for services that take files."""
    import io
    import wave

    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(RATE)
        wav.writeframes(pcm)
    return file.getvalue()
