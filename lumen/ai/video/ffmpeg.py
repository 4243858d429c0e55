"""ffmpeg as a program beside Lumen: the machine's own, or the one that comes with imageio-ffmpeg.

It opens strangers' files, so it gets limits on memory and processor time, follows no links out of them,
and refuses pictures larger than a film has.
"""

import shutil
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

from lumen.common import children
from lumen.common.errors import LumenError

MOST_PIXELS = 10_000_000  # of one frame; 4K has 8.8 million
CONTAINERS = (  # that hold sound and film in themselves: no lists of other files or addresses
    "wav,w64,mp3,ogg,flac,aac,mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,asf,amr,aiff,au,caf,"
    "mpeg,mpegts,flv,wv"
)
MEMORY_KILOBYTES = 2_000_000  # of address space
_CONFINED = 'ulimit -v "$1"; ulimit -t "$2"; shift 2; exec "$@" 2>&1'
_BARE = 'ulimit -v "$1"; ulimit -t "$2"; shift 2; exec "$@"'


class NoFfmpegError(LumenError):
    status, code, title = 503, "no-ffmpeg", "Sound and film cannot be opened here"


@lru_cache(maxsize=1)
def program() -> str:
    """Where ffmpeg is.

    Raises:
        NoFfmpegError: nowhere.
    """
    if found := shutil.which("ffmpeg"):
        return found
    try:
        import imageio_ffmpeg

        bundled: str = imageio_ffmpeg.get_ffmpeg_exe()
    except (ImportError, RuntimeError) as error:
        raise NoFfmpegError(_("ffmpeg is not installed, so Lumen cannot open sound or film.")) from error
    return bundled


def run(
    path: Path,
    arguments: Sequence[str],
    *,
    before: Sequence[str] = (),
    seconds: float,
    most_bytes: int = children.MOST_OUTPUT,
    with_remarks: bool = False,
    on_wait: Callable[[], None] = children.keep_waiting,
) -> bytes:
    """What ffmpeg prints for one file.

    Args:
        before: options of the input, such as where to begin.
        with_remarks: what it says of the file too, on the same stream.

    Raises:
        ChildDiedError: it ended badly, took more than `seconds`, or printed too much.
    """
    command = [program(), "-hide_banner", "-nostdin", "-threads", "1"]
    command += [
        "-protocol_whitelist",
        "file,pipe",
        "-format_whitelist",
        CONTAINERS,
        *before,
        "-i",
        str(path),
        *arguments,
    ]
    limits = [str(MEMORY_KILOBYTES), str(round(seconds) + 1)]
    shell = ["/bin/sh", "-c", _CONFINED if with_remarks else _BARE, "sh", *limits]
    return children.output_of([*shell, *command], seconds=seconds, most_bytes=most_bytes, on_wait=on_wait)
