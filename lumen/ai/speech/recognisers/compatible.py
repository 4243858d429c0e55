"""Any server that speaks OpenAI's `/v1/audio/transcriptions`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lumen.ai.speech.plain import Segment, as_wav, seconds_of
from lumen.ai.speech.recognisers.base import RecogniserFailedError
from lumen.ai.speech.voiced import Stretch, part_of
from lumen.ai.speech.written import as_said

SECONDS = 100.0
MOST_MS = 10 * 60 * 1_000  # of sound in one request: 19 MB; servers take 25


class CompatibleRecogniser:
    """Sends the sound in parts of at most ten minutes and asks for times with the words."""

    def __init__(self, model: str, *, address: str, key: str, language: str = "en") -> None:
        self.name = f"openai:{model}"
        self._model, self._language = model, language
        base = address.rstrip("/")
        self._address = f"{base if base.endswith('/v1') else f'{base}/v1'}/audio/transcriptions"
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}

    def hear(self, pcm: bytes, stretches: Sequence[Stretch]) -> Iterator[Segment]:
        del stretches  # such servers find speech by themselves, and know more of what surrounds it
        length = round(seconds_of(pcm) * 1_000)
        for start in range(0, length, MOST_MS):
            end = min(length, start + MOST_MS)
            yield from _segments(self._ask(part_of(pcm, (start, end))), start, end)

    def _ask(self, pcm: bytes) -> Mapping[str, Any]:
        import httpx

        form = {"model": self._model, "language": self._language, "response_format": "verbose_json"}
        files = {"file": ("speech.wav", as_wav(pcm), "audio/wav")}
        try:
            answer = httpx.post(self._address, data=form, files=files, headers=self._headers, timeout=SECONDS)
            answer.raise_for_status()
            told = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise RecogniserFailedError(f"{self._address}: {type(error).__name__}: {error}") from error
        if not isinstance(told, dict) or not isinstance(told.get("text"), str):
            raise RecogniserFailedError(f"{self._address}: no transcript in the answer")
        return told


def _segments(told: Mapping[str, Any], start: int, end: int) -> Iterator[Segment]:
    """With the server's times, or all in one where it gives none."""
    parts = [part for part in told.get("segments") or () if isinstance(part, dict) and _is_timed(part)]
    if not parts:
        parts = [{"start": 0.0, "end": (end - start) / 1_000, "text": told["text"]}]
    for part in parts:
        text = " ".join(str(part.get("text", "")).split())
        if text:
            first, last = (min(end, start + round(float(part[edge]) * 1_000)) for edge in ("start", "end"))
            yield Segment(start_ms=first, end_ms=max(first, last), text=text, words=" ".join(as_said(text)))


def _is_timed(part: Mapping[str, Any]) -> bool:
    return all(isinstance(part.get(edge), int | float) for edge in ("start", "end"))
