"""What a recording is, before anything of it is unpacked: how long, how large, which streams.

Its header is believed only as far as the limits; how long it really is, its packets tell.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import gettext as _

from lumen.ai.video import ffmpeg
from lumen.common import children
from lumen.common.children import ChildDiedError
from lumen.common.errors import LumenError

HEADER_SECONDS = 20.0
COUNT_SECONDS = 120.0
NEARLY_MS = 2_000
MOST_REMARKS = 4 * 1024 * 1024
_DURATION = re.compile(r"^  Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)", re.MULTILINE)
_STREAM = re.compile(r"^\s+Stream #\d+:\d+.*?: (Video|Audio): (.+)$", re.MULTILINE)
_SIZE = re.compile(r",\s(\d{1,6})x(\d{1,6})\b")
_RATE = re.compile(r"([\d.]+)(k?) (?:fps|tbr)\b")
_TURNED = re.compile(r"rotation of -?(90|270)\.")
_SHOWN = re.compile(r"pts_time:\s*(-?\d+(?:\.\d+)?)")
_TIME = re.compile(r"time=\s*(\d+):(\d\d):(\d\d(?:\.\d+)?)")


class BadClipError(LumenError):
    """`kind` is one word: "damaged", "too_large" or "too_long"."""

    status, code, title = 422, "bad-clip", "This recording cannot be opened"

    def __init__(self, detail: str, *, kind: str = "damaged") -> None:
        super().__init__(detail)
        self.kind = kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """`width`, `height` and `fps` are of the film as it is shown, 0 where there is none."""

    duration_ms: int
    width: int = 0
    height: int = 0
    fps: float = 0.0
    has_sound: bool = False

    @property
    def has_film(self) -> bool:
        return self.width > 0


def probe(path: Path, *, most_seconds: int, on_wait: Callable[[], None] = children.keep_waiting) -> Clip:
    """What is in a recording.

    Raises:
        BadClipError: no sound or film in it, damaged, too many pixels, or longer than `most_seconds`.
        NoFfmpegError: nothing is here to open it with.
    """
    header = _header(path, on_wait)
    _require_length(header, most_seconds)
    counted = _counted(path, on_wait)
    is_honest = not counted or abs(header.duration_ms - counted) < NEARLY_MS
    found = header if is_honest else replace(header, duration_ms=counted)
    _require_length(found, most_seconds)
    if not found.duration_ms:
        raise BadClipError(_("This recording is empty or damaged. Record or save it again."))
    return found


def _header(path: Path, on_wait: Callable[[], None]) -> Clip:
    arguments = [
        "-map",
        "0:v?",
        "-map",
        "0:a?",
        "-c",
        "copy",
        "-frames:v",
        "1",
        "-t",
        "0.01",
        "-f",
        "null",
        "-",
    ]
    try:
        said = ffmpeg.run(
            path,
            arguments,
            seconds=HEADER_SECONDS,
            most_bytes=MOST_REMARKS,
            with_remarks=True,
            on_wait=on_wait,
        ).decode(errors="replace")
    except ChildDiedError as error:
        raise _damaged() from error
    return _read(said)


def _read(said: str) -> Clip:
    """Raises: BadClipError, when no stream can be played or its frames are too large."""
    said = said.partition("\nOutput #")[0]
    streams = _STREAM.findall(said)
    films = [what for kind, what in streams if kind == "Video" and "attached pic" not in what]
    has_sound = any(kind == "Audio" for kind, _what in streams)
    if not films and not has_sound:
        raise BadClipError(_("There is neither sound nor film in this file. Record or save it again."))
    length = _DURATION.search(said)
    duration_ms = _milliseconds(length) if length else 0
    size = _SIZE.search(films[0]) if films else None
    if not films or size is None:
        if films and not has_sound:
            raise _damaged()
        return Clip(duration_ms=duration_ms, has_sound=has_sound)
    width, height = int(size[1]), int(size[2])
    if width * height > ffmpeg.MOST_PIXELS:
        raise BadClipError(
            _("The pictures of this film have too many pixels. Save it in 4K or smaller and upload that."),
            kind="too_large",
        )
    if _TURNED.search(said):
        width, height = height, width
    return Clip(duration_ms=duration_ms, width=width, height=height, fps=_fps(films[0]), has_sound=has_sound)


def _fps(film: str) -> float:
    rate = _RATE.search(film)
    return float(rate[1].strip(".") or 0) * (1_000 if rate[2] else 1) if rate else 0.0


def _counted(path: Path, on_wait: Callable[[], None]) -> int:
    """How long its packets last, for headers that lie or do not know; 0 when they do not say."""
    arguments = ["-map", "0:v?", "-map", "0:a?", "-c", "copy", "-f", "null", "-"]
    times = list(_TIME.finditer(_remarks(path, arguments, seconds=COUNT_SECONDS, on_wait=on_wait)))
    return _milliseconds(times[-1]) if times else 0


def late_ms(path: Path, *, on_wait: Callable[[], None] = children.keep_waiting) -> int:
    """How much later than the recording its first picture is shown; 0 when that is not known."""
    arguments = ["-map", "0:v:0", "-frames:v", "1", "-vf", "showinfo", "-f", "null", "-"]
    before = ["-max_pixels", str(ffmpeg.MOST_PIXELS)]
    shown = _SHOWN.search(_remarks(path, arguments, before=before, seconds=HEADER_SECONDS, on_wait=on_wait))
    return max(0, round(float(shown[1]) * 1_000)) if shown else 0


def _remarks(
    path: Path,
    arguments: Sequence[str],
    *,
    before: Sequence[str] = (),
    seconds: float,
    on_wait: Callable[[], None],
) -> str:
    """What ffmpeg remarks on the way; nothing when it ended badly."""
    try:
        said = ffmpeg.run(
            path,
            arguments,
            before=before,
            seconds=seconds,
            most_bytes=MOST_REMARKS,
            with_remarks=True,
            on_wait=on_wait,
        )
    except ChildDiedError:
        return ""
    return said.decode(errors="replace")


def _milliseconds(found: re.Match[str]) -> int:
    hours, minutes, seconds = found.groups()
    return round((int(hours) * 3_600 + int(minutes) * 60 + float(seconds)) * 1_000)


def _require_length(clip: Clip, most_seconds: int) -> None:
    if clip.duration_ms > most_seconds * 1_000:
        raise BadClipError(
            _("This recording lasts %(minutes)d minutes; Lumen takes up to %(most)d. Cut it into parts.")
            % {"minutes": round(clip.duration_ms / 60_000), "most": most_seconds // 60},
            kind="too_long",
        )


def _damaged() -> BadClipError:
    return BadClipError(_("This recording is damaged and cannot be opened. Record or save it again."))
