"""One frame of a film as a picture."""

from collections.abc import Callable
from pathlib import Path

from lumen.ai.video import ffmpeg
from lumen.common import children
from lumen.common.children import ChildDiedError

SECONDS = 60.0
MOST_BYTES = 20 * 1024 * 1024
LONGEST_SIDE = 1_600
HALF_A_MILLISECOND = 0.0005
_SCALE = f"scale='min({LONGEST_SIDE},iw)':'min({LONGEST_SIDE},ih)':force_original_aspect_ratio=decrease"


def frame_at(path: Path, at_ms: int, *, on_wait: Callable[[], None] = children.keep_waiting) -> bytes:
    """The frame that begins at a moment, as JPEG; empty when there is none."""
    seconds = f"{max(0.0, at_ms / 1_000 - HALF_A_MILLISECOND):.4f}"
    most = ["-max_pixels", str(ffmpeg.MOST_PIXELS)]
    taken = ["-frames:v", "1", "-map", "0:v:0", "-vf", _SCALE, "-c:v", "mjpeg", "-q:v", "3"]
    taken += ["-pix_fmt", "yuvj420p", "-f", "image2pipe", "-"]
    for before, after in ((["-ss", seconds], []), ([], ["-ss", seconds])):  # the slow way finds it always
        try:
            found = ffmpeg.run(
                path,
                [*after, *taken],
                before=[*most, *before],
                seconds=SECONDS,
                most_bytes=MOST_BYTES,
                on_wait=on_wait,
            )
        except ChildDiedError:
            continue
        if found:
            return found
    return b""
