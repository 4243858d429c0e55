"""What is said in a recording: opened by ffmpeg, heard by the recogniser that the settings choose.

An outside recogniser is asked only when the workspace's owner agreed to exactly that one; when it fails,
or without that agreement, the recogniser that comes along hears. The work is done by processes beside this
one, which end within a second of what `on_wait` raises.
"""

import importlib.util
import json
import logging
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from lumen.ai.speech import configured
from lumen.ai.speech.base import BadSoundError, Heard, NoRecogniserError
from lumen.ai.speech.plain import Segment, seconds_of
from lumen.ai.speech.sound import LONGEST_SECONDS, pcm_of
from lumen.ai.speech.vocabulary import NOTHING, Vocabulary
from lumen.common import children
from lumen.common.children import ChildDiedError

__all__ = ["BadSoundError", "Heard", "NoRecogniserError", "Segment", "hear"]

OFFLINE = "pocketsphinx"
SILENCE_SECONDS = 180.0  # that a recogniser may work on one stretch of speech

logger = logging.getLogger(__name__)


class _FailedError(Exception):
    """One recogniser did not do it; another may."""


def hear(
    path: Path,
    *,
    words: Vocabulary = NOTHING,
    language: str = "en",
    longest_seconds: int = LONGEST_SECONDS,
    on_wait: Callable[[], None] = children.keep_waiting,
) -> Heard:
    """What is said in a file of sound or film, in the order it is said.

    Args:
        words: names that may be said, and whether the sound may be sent to an outside recogniser.
        language: ISO 639-1; the recogniser that comes along knows English only.
        longest_seconds: a longer recording is refused.
        on_wait: called five times a second; what it raises ends the work at once.

    Raises:
        BadSoundError: no sound in it, damaged, or too long.
        NoRecogniserError: nothing here can hear this language, or all that could failed.
        NoFfmpegError: nothing is here to open it with.
    """
    began = time.monotonic()
    chosen = _recognisers(words, language)
    pcm = pcm_of(path, most_seconds=longest_seconds, on_wait=on_wait)
    with tempfile.TemporaryDirectory(prefix="lumen-sound-") as folder:
        sound = Path(folder) / "sound.pcm"
        sound.write_bytes(pcm)
        for recogniser in chosen:
            try:
                segments = tuple(_segments(recogniser, sound, words, language, on_wait))
            except _FailedError as error:
                logger.warning(
                    "speech recogniser failed", extra={"recogniser": recogniser, "why": str(error)}
                )
                continue
            took = time.monotonic() - began
            seconds = seconds_of(pcm)
            return Heard(segments=segments, recogniser=recogniser, seconds=seconds, took_seconds=took)
    raise NoRecogniserError(_("The recording could not be understood just now. Try again, or type."))


def prepare() -> None:
    """Make what the first recording would wait for: the language model of everyday questions."""
    if not importlib.util.find_spec("pocketsphinx"):
        return
    with tempfile.NamedTemporaryFile(prefix="lumen-no-sound-") as nothing:
        try:
            tuple(_segments(OFFLINE, Path(nothing.name), NOTHING, "en", children.keep_waiting))
        except _FailedError as error:
            logger.warning("speech recogniser not prepared", extra={"why": str(error)})


def _recognisers(words: Vocabulary, language: str) -> list[str]:
    """Those to try, the best first."""
    chosen = configured.name()
    outside = configured.outside()
    may_ask = not outside or words.agreed == outside
    found = [chosen] if chosen and may_ask else []
    if language == "en" and importlib.util.find_spec("pocketsphinx"):
        found.append(OFFLINE)
    if not found:
        raise NoRecogniserError(_why_none(outside))
    return found


def _why_none(outside: str) -> str:
    if outside:
        return _(
            "Speech in this language goes to %(where)s only, and this workspace's owner did not agree."
        ) % {"where": outside}
    return _("Only English is heard on this machine. Another language needs a model: set SPEECH_MODEL.")


def _segments(
    recogniser: str, sound: Path, words: Vocabulary, language: str, on_wait: Callable[[], None]
) -> Iterator[Segment]:
    with tempfile.TemporaryFile() as order:
        order.write(json.dumps(_order(recogniser, sound, words, language)).encode())
        order.flush()
        lines = children.lines_of(
            [sys.executable, "-m", "lumen.ai.speech.child"],
            stdin=order,
            silence_seconds=SILENCE_SECONDS,
            on_wait=on_wait,
        )
        try:
            for line in lines:
                told: dict[str, Any] = json.loads(line)
                if "problem" in told:
                    raise _FailedError(told["problem"])
                if "text" in told:
                    yield Segment(**told)
        except ChildDiedError as error:
            raise _FailedError(error.said) from error
        finally:
            lines.close()


def _order(recogniser: str, sound: Path, words: Vocabulary, language: str) -> dict[str, Any]:
    order: dict[str, Any] = {"recogniser": recogniser, "sound": str(sound), "language": language}
    if recogniser == OFFLINE:
        order["root"] = str(Path(settings.VAR_DIR) / "speech")
        order["names"] = [(name.text, name.kind, name.weight) for name in words.all_names]
    elif configured.outside():
        order |= {"address": configured.address(), "key": configured.key()}
    return order
