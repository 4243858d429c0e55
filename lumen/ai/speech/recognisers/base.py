"""What every recogniser does."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from lumen.ai.speech.plain import Segment
from lumen.ai.speech.voiced import Stretch


class Recogniser(Protocol):
    """Turns sound into text. `name` says which one it is, as people are told."""

    name: str

    def hear(self, pcm: bytes, stretches: Sequence[Stretch]) -> Iterator[Segment]:
        """What is said in the stretches of a recording in which somebody speaks, as it is found."""
        ...


class RecogniserFailedError(Exception):
    """It did not answer, or not with a transcript. The text says why, for the log."""
