"""Sound out of any container as numbers: one channel, 16,000 samples a second, 16 bits each.

The file is a stranger's: only kinds of container that hold sound in themselves are opened (no lists of
other files or addresses), and what comes out is limited whatever the header says.
"""

from collections.abc import Callable
from pathlib import Path

from django.utils.translation import gettext as _

from lumen.ai.speech.base import BadSoundError
from lumen.ai.speech.plain import BYTES_A_SECOND, RATE
from lumen.ai.video import ffmpeg
from lumen.common import children
from lumen.common.children import ChildDiedError

LONGEST_SECONDS = 2 * 60 * 60
OPENING_SECONDS = 600.0
_NO_SOUND = ("matches no streams", "does not contain any stream")


def pcm_of(
    path: Path,
    *,
    most_seconds: int = LONGEST_SECONDS,
    on_wait: Callable[[], None] = children.keep_waiting,
) -> bytes:
    """The samples, little-endian, of the first sound in a file.

    Raises:
        BadSoundError: no sound in it, damaged, or longer than `most_seconds`.
        NoFfmpegError: nothing is here to open it with.
    """
    most = (most_seconds + 1) * BYTES_A_SECOND
    plain = ["-vn", "-sn", "-dn", "-ac", "1", "-ar", str(RATE), "-f", "s16le"]
    arguments = ["-map", "0:a:0", *plain, "-t", str(most_seconds + 1), "-v", "error", "pipe:1"]
    try:
        found = ffmpeg.run(
            path,
            arguments,
            seconds=OPENING_SECONDS,
            most_bytes=most + BYTES_A_SECOND,
            on_wait=on_wait,
        )
    except ChildDiedError as error:
        raise _refused(error.said) from error
    if len(found) > most_seconds * BYTES_A_SECOND:
        raise BadSoundError(
            _("This recording is longer than %(most)d minutes. Cut it into parts.")
            % {"most": most_seconds // 60},
            kind="too_long",
        )
    if not found:
        raise BadSoundError(_("There is no sound in this file. Record it again."), kind="silent")
    return found[: len(found) // 2 * 2]


def _refused(said: str) -> BadSoundError:
    if any(words in said for words in _NO_SOUND):
        return BadSoundError(_("There is no sound in this file. Record it again."), kind="silent")
    return BadSoundError(
        _("This is no recording that Lumen can open, or it is damaged. Record or save it again.")
    )
