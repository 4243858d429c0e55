"""One recording, heard in a process of its own: `python -m lumen.ai.speech.child` with the order as JSON.

The order comes on standard input (keys of outside services among it, so never as an argument), the sound
from a file of samples. Each line that is printed is one segment; the last says how it ended.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lumen.ai.speech import voiced
from lumen.ai.speech.plain import Name, Segment
from lumen.ai.speech.recognisers.base import Recogniser, RecogniserFailedError


def main() -> None:
    """Hear what standard input orders."""
    order = json.load(sys.stdin)
    try:
        for segment in segments_of(order):
            _say(asdict(segment))
    except RecogniserFailedError as error:
        _say({"problem": str(error)})
    else:
        _say({"end": True})


def segments_of(order: Mapping[str, Any]) -> Iterator[Segment]:
    """What is said in the sound that an order names.

    Raises:
        RecogniserFailedError: the recogniser that it names did not do it.
    """
    pcm = Path(order["sound"]).read_bytes()
    spoken = voiced.stretches(pcm)
    if spoken or not pcm:  # without any sound, the recogniser gets ready all the same
        yield from _recogniser(order).hear(pcm, spoken)


def _recogniser(order: Mapping[str, Any]) -> Recogniser:
    vendor, _, model = str(order["recogniser"]).partition(":")
    language, address, key = (str(order.get(name, "")) for name in ("language", "address", "key"))
    match vendor:
        case "local":
            from lumen.ai.speech.recognisers.local import LocalRecogniser

            return LocalRecogniser(Path(model), language)
        case "openai":
            from lumen.ai.speech.recognisers.compatible import CompatibleRecogniser

            return CompatibleRecogniser(model, address=address, key=key, language=language)
        case "google":
            from lumen.ai.speech.recognisers.gemini import GeminiRecogniser

            return GeminiRecogniser(model, address=address, key=key)
    from lumen.ai.speech.recognisers.sphinx import SphinxRecogniser

    return SphinxRecogniser([Name(*name) for name in order["names"]], Path(order["root"]))


def _say(told: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
