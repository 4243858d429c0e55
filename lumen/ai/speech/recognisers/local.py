"""Whisper or wav2vec2 from a folder of this machine, by transformers. Nothing is ever fetched."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from lumen.ai.speech.plain import RATE, Segment
from lumen.ai.speech.recognisers.base import RecogniserFailedError
from lumen.ai.speech.voiced import Stretch, part_of
from lumen.ai.speech.written import as_said

MOST_TOKENS = 220  # of one stretch; Whisper has room for 448, half of it for what was said before
LANGUAGES_TOLD = "whisper"  # the kind of model that is told the language


class LocalRecogniser:
    """A speech model as its makers publish it: `config.json`, weights, tokenizer, feature extractor."""

    def __init__(self, folder: Path, language: str = "en") -> None:
        if not (folder / "config.json").is_file():
            raise RecogniserFailedError(f"SPEECH_MODEL: there is no model in {folder}")
        from transformers import AutoConfig, AutoProcessor

        self.name = f"local:{folder}"
        self._language = language
        try:
            kind = AutoConfig.from_pretrained(folder, local_files_only=True).model_type
            self._is_told = kind == LANGUAGES_TOLD
            processors: Any = AutoProcessor
            self._processor = processors.from_pretrained(folder, local_files_only=True)
            self._model: Any = self._loader().from_pretrained(folder, local_files_only=True).eval()
        except (OSError, ValueError, KeyError) as error:
            raise RecogniserFailedError(f"SPEECH_MODEL: the model in {folder} cannot be loaded") from error

    def _loader(self) -> Any:
        from transformers import AutoModelForCTC, AutoModelForSpeechSeq2Seq

        return AutoModelForSpeechSeq2Seq if self._is_told else AutoModelForCTC

    def hear(self, pcm: bytes, stretches: Sequence[Stretch]) -> Iterator[Segment]:
        import numpy as np

        for start, end in stretches:
            samples = np.frombuffer(part_of(pcm, (start, end)), dtype="<i2").astype(np.float32) / 32_768
            text = " ".join(self._text(samples).split())
            if text:
                words = " ".join(as_said(text))
                yield Segment(start_ms=start, end_ms=end, text=text, words=words)

    def _text(self, samples: Any) -> str:
        import torch

        given = self._processor(samples, sampling_rate=RATE, return_tensors="pt")
        with torch.inference_mode():
            if self._is_told:
                told = {"language": self._language, "task": "transcribe"} if self._knows_languages() else {}
                tokens = self._model.generate(given.input_features, max_new_tokens=MOST_TOKENS, **told)
            else:
                tokens = self._model(given.input_values).logits.argmax(dim=-1)
        decoded: list[str] = self._processor.batch_decode(tokens, skip_special_tokens=self._is_told)
        return decoded[0]

    def _knows_languages(self) -> bool:
        return bool(getattr(self._model.generation_config, "lang_to_id", None))
