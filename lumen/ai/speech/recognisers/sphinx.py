"""The recogniser that comes along: pocketsphinx, with the workspace's own language model."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lumen.ai.speech.language import models
from lumen.ai.speech.plain import Segment
from lumen.ai.speech.voiced import Stretch, part_of
from lumen.ai.speech.written import as_typed

if TYPE_CHECKING:
    from lumen.ai.speech.vocabulary import Name

NAME = "pocketsphinx"
# Sound without any noise, as machines make it, has gaps in its spectrum that the model has never met:
# a little noise, this much of the speech's own strength, fills them. Real recordings have more of it.
NOISE = 0.04
OPTIONS: dict[str, Any] = {"cmn": "batch", "loglevel": "FATAL"}


class SphinxRecogniser:
    """pocketsphinx with its English acoustic model."""

    name = NAME

    def __init__(self, names: Sequence["Name"], root: Path) -> None:
        import pocketsphinx

        acoustic = Path(pocketsphinx.get_model_path("en-us"))
        folder = models.folder_for(
            names, root, model=acoustic / "en-us.lm.bin", dictionary=acoustic / "cmudict-en-us.dict"
        )
        self._shown = models.shown_names(folder)
        self._decoder: Any = pocketsphinx.Decoder(
            hmm=str(acoustic / "en-us"),
            dict=str(folder / "words.dict"),
            lm=None,
            lmctl=str(folder / "control"),
            lmname="base",
            **OPTIONS,
        )

    def hear(self, pcm: bytes, stretches: Sequence[Stretch]) -> Iterator[Segment]:
        for start, end in stretches:
            tokens, confidence = self._decode(with_noise(part_of(pcm, (start, end))))
            if tokens:
                words = " ".join(_plain(token) for token in tokens)
                yield Segment(
                    start_ms=start, end_ms=end, text=self._typed(tokens), words=words, confidence=confidence
                )

    def _decode(self, pcm: bytes) -> tuple[list[str], float]:
        decoder = self._decoder
        decoder.start_utt()
        decoder.process_raw(pcm, full_utt=True)
        decoder.end_utt()
        found = decoder.hyp()
        tokens = found.hypstr.split() if found else []
        chance = decoder.get_logmath().exp(round(decoder.get_prob())) if tokens else 0.0
        return tokens, round(min(1.0, max(0.0, chance) ** (1 / max(1, len(tokens)))), 3)

    def _typed(self, tokens: Sequence[str]) -> str:
        """Runs of plain words as somebody types them, names as they are written."""
        parts: list[str] = []
        plain: list[str] = []
        for token in (*tokens, ""):
            if token and token not in self._shown:
                plain.append(token)
                continue
            if plain:
                parts.append(as_typed(" ".join(plain)))
            if token:
                parts.append(self._shown[token])
            plain = []
        text = " ".join(parts)
        return text[:1].upper() + text[1:]


def with_noise(pcm: bytes) -> bytes:
    """The sound with a little noise, always the same for the same sound."""
    import numpy as np

    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32)
    strength = math.sqrt(float(np.mean(samples**2))) if len(samples) else 0.0
    noise = np.random.default_rng(7).normal(0.0, max(1.0, strength * NOISE), len(samples))
    return np.clip(samples + noise, -32_768, 32_767).astype("<i2").tobytes()


def _plain(token: str) -> str:
    return token.partition(":")[0].replace("_", " ")
