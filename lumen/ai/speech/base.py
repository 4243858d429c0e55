"""What was heard, and why sometimes nothing is."""

from dataclasses import dataclass

from lumen.ai.speech.plain import Segment
from lumen.common.errors import LumenError

__all__ = ["BadSoundError", "Heard", "NoRecogniserError", "Segment"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What is said in a recording. Nothing said gives an empty text."""

    segments: tuple[Segment, ...]
    recogniser: str
    seconds: float  # of sound
    took_seconds: float

    @property
    def text(self) -> str:
        return " ".join(segment.text for segment in self.segments)

    @property
    def words(self) -> str:
        return " ".join(segment.words for segment in self.segments)


class BadSoundError(LumenError):
    """`kind` is one word: "damaged", "silent" (no sound in the file) or "too_long"."""

    status, code, title = 422, "bad-sound", "This recording cannot be heard"

    def __init__(self, detail: str, *, kind: str = "damaged") -> None:
        super().__init__(detail)
        self.kind = kind


class NoRecogniserError(LumenError):
    status, code, title = 503, "no-recogniser", "Speech cannot be understood here"
