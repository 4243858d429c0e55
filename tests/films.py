"""Small films and sounds, made where they are needed."""

import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

Frames = Callable[[int, int, int], Iterator[Any]]  # how many, width, height

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
needs_voice = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
CODERS = {
    ".mp4": ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p"),
    ".mov": ("-c:v", "mjpeg", "-q:v", "3", "-pix_fmt", "yuvj420p"),
    ".avi": ("-c:v", "mpeg4", "-q:v", "4"),
    ".webm": ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "1M"),
    ".mkv": ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p"),
}


def colour(*bgr: int) -> Frames:
    def frames(count: int, width: int, height: int) -> Iterator[Any]:
        for _ in range(count):
            yield np.full((height, width, 3), bgr, np.uint8)

    return frames


def texture(seed: int, *, speed: int = 0) -> Frames:
    """Coloured clouds, that move to the left when `speed` is not 0."""

    def frames(count: int, width: int, height: int) -> Iterator[Any]:
        wide = width + count * speed + 1
        dots = np.random.default_rng(seed).integers(0, 256, (height // 16, wide // 16 + 1, 3), np.uint8)
        whole = cv2.resize(dots, (wide, height), interpolation=cv2.INTER_CUBIC)
        for index in range(count):
            yield whole[:, index * speed : index * speed + width]

    return frames


def words(text: str, *, ink: int = 10, paper: int = 250) -> Frames:
    def frames(count: int, width: int, height: int) -> Iterator[Any]:
        image = np.full((height, width, 3), paper, np.uint8)
        for row, line in enumerate(text.splitlines()):
            place = (width // 20, height // 4 + row * height // 5)
            cv2.putText(image, line, place, cv2.FONT_HERSHEY_SIMPLEX, height / 300, (ink,) * 3, 2)
        for _ in range(count):
            yield image

    return frames


def square(*, paper: int = 40, ink: int = 230, speed: float = 4.0) -> Frames:
    """A bright square on its way from left to right."""

    def frames(count: int, width: int, height: int) -> Iterator[Any]:
        side = height // 4
        for index in range(count):
            image = np.full((height, width, 3), paper, np.uint8)
            way = int(index * speed) % (2 * (width - side))
            x = min(way, 2 * (width - side) - way)
            image[height // 3 : height // 3 + side, x : x + side] = ink
            yield image

    return frames


def faded(inner: Frames, *, out: int = 0, into: int = 0) -> Frames:
    def frames(count: int, width: int, height: int) -> Iterator[Any]:
        for index, image in enumerate(inner(count, width, height)):
            share = min(1.0, index / into if into else 1.0, (count - 1 - index) / out if out else 1.0)
            yield (image * share).astype(np.uint8)

    return frames


def flashed(inner: Frames, *, at: int, length: int = 1) -> Frames:
    def frames(count: int, width: int, height: int) -> Iterator[Any]:
        for index, image in enumerate(inner(count, width, height)):
            yield np.full_like(image, 255) if at <= index < at + length else image

    return frames


def dissolved(one: Frames, other: Frames) -> Frames:
    """From one scene into the other, evenly."""

    def frames(count: int, width: int, height: int) -> Iterator[Any]:
        pairs = zip(one(count, width, height), other(count, width, height), strict=True)
        for index, (first, second) in enumerate(pairs):
            share = (index + 1) / (count + 1)
            yield (first * (1 - share) + second * share).astype(np.uint8)

    return frames


def film(
    path: Path,
    scenes: Iterable[tuple[Frames, int]],
    *,
    rate: str = "25",
    size: tuple[int, int] = (320, 180),
    sound: Path | None = None,
) -> list[int]:
    """Write a film of scenes, each with so many frames; returns the first frames of all but the first."""
    width, height = size
    picture = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{width}x{height}", "-r", rate, "-i", "-"]
    spoken = ["-i", str(sound), "-c:a", "libopus" if path.suffix == ".webm" else "aac"] if sound else []
    command = ["ffmpeg", "-v", "error", "-y", *picture, *spoken, *CODERS[path.suffix], str(path)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    assert process.stdin is not None
    cuts, at = [], 0
    for scene, count in scenes:
        cuts.append(at)
        at += count
        for image in scene(count, width, height):
            process.stdin.write(np.ascontiguousarray(image).tobytes())
    process.stdin.close()
    assert process.wait() == 0
    return cuts[1:]


def delayed(path: Path, target: Path, *, sound: Path, seconds: int) -> None:
    """The pictures of a film, so many seconds after the beginning of a sound."""
    inputs = ["-i", str(sound), "-itsoffset", str(seconds), "-i", str(path)]
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-y",
        *inputs,
        "-map",
        "1:v",
        "-map",
        "0:a",
        "-c",
        "copy",
        str(target),
    ]
    subprocess.run(command, check=True)


def voice(path: Path, text: str) -> Path:
    """A WAV of somebody saying it."""
    subprocess.run(["espeak-ng", "-s", "150", "-w", str(path), text], check=True)
    return path


def tone(path: Path, *, seconds: float, kind: str = "sine=frequency=440") -> Path:
    """Sound without words, coded as the name says."""
    source = f"{kind}:duration={seconds}" if kind.startswith("sine") else kind
    command = ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", source, "-t", str(seconds), str(path)]
    subprocess.run(command, check=True)
    return path
