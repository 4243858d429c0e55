"""Invented scenes for films: each gives so many frames of one size, as BGR pictures."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Scene = Callable[[int, int, int], Iterator[Picture]]  # how many frames, width, height
Random = np.random.Generator

WORDS = (
    "Rent",
    "Invoice",
    "Total",
    "Tea",
    "Garden",
    "Balance",
    "March",
    "Agenda",
    "Costs",
    "Paid",
    "Due",
    "Water",
)
FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX)


def random_colour(chance: Random) -> tuple[int, ...]:
    return tuple(int(value) for value in chance.integers(0, 256, 3))


def plain(colour: tuple[int, ...]) -> Scene:
    def frames(count: int, width: int, height: int) -> Iterator[Picture]:
        for _ in range(count):
            yield np.full((height, width, 3), colour, np.uint8)

    return frames


def noisy(inner: Scene, *, strength: float, seed: int) -> Scene:
    def frames(count: int, width: int, height: int) -> Iterator[Picture]:
        chance = np.random.default_rng(seed)
        for image in inner(count, width, height):
            grain = chance.normal(0, strength, image.shape).astype(np.float32)
            yield np.clip(image + grain, 0, 255).astype(np.uint8)

    return frames


def gradient(one: tuple[int, ...], other: tuple[int, ...], *, turning: float = 0.0) -> Scene:
    def frames(count: int, width: int, height: int) -> Iterator[Picture]:
        across, down = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
        for index in range(count):
            angle = turning * index
            share = np.clip((across * np.cos(angle) + down * np.sin(angle) + 0.5) / 2, 0, 1)[..., None]
            yield (np.array(one) * (1 - share) + np.array(other) * share).astype(np.uint8)

    return frames


def clouds(seed: int, *, speed: float = 0.0, grain: int = 16, shake: float = 0.0, zoom: float = 0.0) -> Scene:
    """A landscape that the camera crosses, shakes over or goes into."""

    def frames(count: int, width: int, height: int) -> Iterator[Picture]:
        chance = np.random.default_rng(seed)
        room = int(shake * 4) + 2
        wide, high = width + int(count * abs(speed)) + 2 * room, height + 2 * room
        dots = chance.integers(0, 256, (max(3, high // grain), max(3, wide // grain), 3), np.uint8)
        whole: Any = cv2.resize(dots, (wide, high), interpolation=cv2.INTER_CUBIC)
        for index in range(count):
            x, y = chance.normal(0, shake, 2) if shake else (0.0, 0.0)
            left, top = room + abs(speed) * index + np.clip(x, -room, room), room + np.clip(y, -room, room)
            nearer = 1 + zoom * index
            size = (max(2, int(width / nearer)), max(2, int(height / nearer)))
            middle = (left + width / 2, top + height / 2)
            part = cv2.getRectSubPix(whole, size, middle)
            image: Any = cv2.resize(part, (width, height), interpolation=cv2.INTER_LINEAR)
            yield image

    return frames


def shapes(seed: int, *, paper: tuple[int, ...], count_of: int = 2, speed: float = 0.012) -> Scene:
    """Boxes and balls on their way, thrown back by the edges."""

    def frames(count: int, width: int, height: int) -> Iterator[Picture]:
        chance = np.random.default_rng(seed)
        things = [
            (
                chance.uniform(0, 1, 2),
                chance.normal(0, speed, 2),
                random_colour(chance),
                chance.uniform(0.05, 0.2),
            )
            for _ in range(count_of)
        ]
        for index in range(count):
            image = np.full((height, width, 3), paper, np.uint8)
            for number, (start, way, ink, size) in enumerate(things):
                place = np.abs((start + way * index) % 2 - 1)
                x, y, side = int(place[0] * width), int(place[1] * height), max(2, int(size * height))
                if number % 2:
                    cv2.circle(image, (x, y), side, ink, -1)
                else:
                    cv2.rectangle(image, (x - side, y - side), (x + side, y + side), ink, -1)
            yield image

    return frames


def slide(lines: list[str], *, paper: tuple[int, ...], ink: tuple[int, ...], font: int = 0) -> Scene:
    """Lines of text that stand still."""

    def frames(count: int, width: int, height: int) -> Iterator[Picture]:
        image = np.full((height, width, 3), paper, np.uint8)
        size, weight = height / 340, max(1, height // 200)
        for row, line in enumerate(lines):
            place = (width // 16, int(height * (0.18 + 0.8 * row / max(4, len(lines)))))
            cv2.putText(image, line, place, FONTS[font % 3], size, ink, weight, cv2.LINE_AA)
        for _ in range(count):
            yield image

    return frames


def text_lines(chance: Random, count: int) -> list[str]:
    return [
        f"{chance.choice(WORDS)} {chance.choice(WORDS).lower()} {chance.integers(100, 99_999)}"
        for _ in range(count)
    ]


def flashed(inner: Scene, *, at: int, length: int, light: int = 255) -> Scene:
    def frames(count: int, width: int, height: int) -> Iterator[Picture]:
        for index, image in enumerate(inner(count, width, height)):
            yield np.full_like(image, light) if at <= index < at + length else image

    return frames


def drifting(inner: Scene, *, tint: tuple[float, ...]) -> Scene:
    """The light changes slowly."""

    def frames(count: int, width: int, height: int) -> Iterator[Picture]:
        for index, image in enumerate(inner(count, width, height)):
            yield np.clip(image + np.array(tint) * index, 0, 255).astype(np.uint8)

    return frames


def faded(inner: Scene, *, out: int = 0, into: int = 0, light: int = 0) -> Scene:
    """From and to one light."""

    def frames(count: int, width: int, height: int) -> Iterator[Picture]:
        for index, image in enumerate(inner(count, width, height)):
            share = min(1.0, index / into if into else 1.0, (count - 1 - index) / out if out else 1.0)
            yield (image * share + light * (1 - share)).astype(np.uint8)

    return frames


def dissolved(one: Scene, other: Scene, *, over: int) -> Scene:
    """The first half one scene, the second another, with `over` frames of both between them."""

    def frames(count: int, width: int, height: int) -> Iterator[Picture]:
        pairs = zip(one(count, width, height), other(count, width, height), strict=True)
        for index, (first, second) in enumerate(pairs):
            share = np.clip((index - count / 2) / over + 0.5, 0, 1)
            yield (first * (1 - share) + second * share).astype(np.uint8)

    return frames


def crossed(seed: int, inner: Scene, *, size: float = 0.5, frames_across: int = 8) -> Scene:
    """Something large goes past the camera, quickly."""

    def frames(count: int, width: int, height: int) -> Iterator[Picture]:
        chance = np.random.default_rng(seed)
        ink, start = random_colour(chance), count // 3
        for index, image in enumerate(inner(count, width, height)):
            shown = image.copy()
            share = (index - start) / frames_across
            if 0 <= share <= 1:
                right = int(share * width * (1 + size))
                shown[height // 6 :, max(0, right - int(width * size)) : right] = ink
            yield shown

    return frames


def drawn(source: str) -> Scene:
    """One of ffmpeg's own pictures."""

    def frames(count: int, width: int, height: int) -> Iterator[Picture]:
        program, shown = shutil.which("ffmpeg") or "ffmpeg", f"scale={width}:{height},format=bgr24"
        command = [program, "-v", "error", "-f", "lavfi", "-i", source, "-vf", shown, "-frames:v", str(count)]
        made = subprocess.run([*command, "-f", "rawvideo", "-"], check=True, capture_output=True).stdout
        yield from np.frombuffer(made, np.uint8).reshape(count, height, width, 3)

    return frames
