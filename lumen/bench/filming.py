"""Writing a film whose cuts are known: by OpenCV or ffmpeg, in the containers and coders that people use."""

import shutil
import struct
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from lumen.bench.scenes import Picture, Scene

OPENCV = (("mp4v", ".mp4"), ("MJPG", ".avi"), ("XVID", ".avi"))
X264 = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p")
CODERS: tuple[tuple[tuple[str, ...], str], ...] = (
    ((*X264, "-crf", "23"), ".mp4"),
    ((*X264, "-crf", "18"), ".mkv"),
    (("-c:v", "mpeg4", "-q:v", "4"), ".mp4"),
    (("-c:v", "mjpeg", "-q:v", "4", "-pix_fmt", "yuvj420p"), ".mov"),
    (("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "1M"), ".webm"),
    (
        ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none", "-pix_fmt", "yuv420p"),
        ".mp4",
    ),
)
CRUSHED: tuple[tuple[tuple[str, ...], str], ...] = (
    ((*X264, "-crf", "38"), ".mp4"),
    ((*X264, "-crf", "33"), ".mkv"),
    (("-c:v", "mpeg4", "-q:v", "16"), ".avi"),
    (("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "120k"), ".webm"),
    (("-c:v", "mjpeg", "-q:v", "20", "-pix_fmt", "yuvj420p"), ".avi"),
)
PAUSED_AFTER = 20  # frames
TO_MATRIX = 40  # bytes of a track's header before it


@dataclass(slots=True)
class Film:
    """Scenes in order, each with its number of frames; a cut is the first frame of every scene but the first.

    Args:
        most_off: frames that a cut may lie beside its place, where it has none to the frame.
    """

    scenes: list[tuple[Scene, int]]
    rate: str = "25"
    size: tuple[int, int] = (320, 180)
    writer: tuple[tuple[str, ...], str] | tuple[str, str] = CODERS[0]
    more: tuple[str, ...] = ()  # options of ffmpeg behind the coder's
    before: tuple[str, ...] = ()  # and before its input
    most_off: int = 0
    is_turned: bool = False  # by a mark in the file
    late: int = 0  # frames that its pictures begin after its sound
    pause: int = 0  # frames that are left out now and then

    @property
    def cuts(self) -> list[int]:
        found, at = [], 0
        for _scene, count in self.scenes[:-1]:
            at += count
            found.append(at)
        return found

    @property
    def cuts_ms(self) -> list[float]:
        return [
            float((self.late + cut + cut // PAUSED_AFTER * self.pause) * 1_000 / Fraction(self.rate))
            for cut in self.cuts
        ]

    @property
    def seconds(self) -> float:
        return float(sum(count for _scene, count in self.scenes) / Fraction(self.rate))

    @property
    def frame_ms(self) -> float:
        return float(1_000 / Fraction(self.rate))


def write(film: Film, folder: Path, name: str) -> Path:
    """Write a film; its ending says its container."""
    path = folder / f"{name}{film.writer[1]}"
    if isinstance(film.writer[0], str):
        _by_opencv(film, path)
    else:
        _by_ffmpeg(film, path, film.writer[0])
    if film.is_turned:
        _turn(path)
    return path


def _turn(path: Path) -> None:
    """Mark an MP4 as filmed with the camera on its side."""
    content = bytearray(path.read_bytes())
    place = content.index(b"tkhd") + 4 + TO_MATRIX
    content[place : place + 20] = struct.pack(">5i", 0, 1 << 16, 0, -(1 << 16), 0)
    path.write_bytes(content)


def _frames(film: Film) -> Iterator[Picture]:
    width, height = film.size
    for scene, count in film.scenes:
        yield from scene(count, width, height)


def _by_opencv(film: Film, path: Path) -> None:
    code = cv2.VideoWriter.fourcc(*str(film.writer[0]))
    writer = cv2.VideoWriter(str(path), code, float(Fraction(film.rate)), film.size)
    for image in _frames(film):
        writer.write(np.ascontiguousarray(image))
    writer.release()


def _by_ffmpeg(film: Film, path: Path, coder: Sequence[str]) -> None:
    width, height = film.size
    program = shutil.which("ffmpeg") or "ffmpeg"
    source = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{width}x{height}", "-r", film.rate, "-i", "-"]
    command = [program, "-v", "error", "-y", *film.before, *source, *coder, *film.more, str(path)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    assert process.stdin is not None  # noqa: S101  for the type checker: it is a pipe
    for image in _frames(film):
        process.stdin.write(np.ascontiguousarray(image).tobytes())
    process.stdin.close()
    if process.wait() != 0:
        raise RuntimeError(f"ffmpeg could not write {path.name}")
