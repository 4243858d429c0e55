"""Where shots are cut, to the frame; what moves in them; and that watching ends when it should."""

import threading
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from lumen.ai.video import shots
from lumen.ai.video.frames import frame_at
from lumen.ai.video.probing import BadClipError
from lumen.ai.video.shots import Shot
from tests import films

pytestmark = films.needs_ffmpeg


def shown(path: Path) -> list[Shot]:
    return [one.shot for one in shots.watch(path)]


def starts(path: Path, rate: str) -> list[int]:
    """The first frames of all shots but the first."""
    return [round(shot.start_ms * float(Fraction(rate)) / 1_000) for shot in shown(path)[1:]]


def _watch_again_and_again(path: Path, on_wait: Callable[[], None]) -> None:
    for _ in range(50):
        shots.watch(path, on_wait=on_wait)


class TestShots:
    @pytest.mark.parametrize(
        ("ending", "rate", "size"),
        [
            (".mp4", "25", (320, 180)),
            (".mp4", "60", (640, 360)),
            (".mkv", "24000/1001", (180, 320)),
            (".mov", "30", (160, 120)),
            (".avi", "24", (426, 240)),
            (".webm", "30", (320, 240)),
        ],
    )
    def test_are_cut_to_the_frame(self, tmp_path, ending, rate, size):
        path = tmp_path / f"clip{ending}"
        scenes = [
            (films.colour(200, 30, 30), 31),
            (films.texture(1), 40),
            (films.texture(2, speed=3), 37),
            (films.square(), 45),
            (films.words("Rent agreement\n4,500 a month"), 22),
            (films.colour(20, 160, 60), 18),
        ]

        cuts = films.film(path, scenes, rate=rate, size=size)

        assert starts(path, rate) == cuts

    def test_of_nearly_one_colour_are_told_apart(self, tmp_path):
        path = tmp_path / "near.mp4"
        scenes = [
            (films.colour(90, 90, 90), 30),
            (films.colour(96, 90, 90), 25),
            (films.colour(96, 97, 97), 30),
        ]

        cuts = films.film(path, scenes)
        assert starts(path, "25") == cuts

    def test_go_on_through_motion_and_flashes(self, tmp_path):
        path = tmp_path / "flash.mp4"
        films.film(path, [(films.flashed(films.texture(5, speed=4), at=30, length=2), 80)])

        assert starts(path, "25") == []

    def test_of_two_black_ends_are_cut_in_the_dark(self, tmp_path):
        path = tmp_path / "fade.mp4"
        scenes = [(films.faded(films.texture(8), out=15), 50), (films.faded(films.texture(9), into=15), 50)]
        [cut] = films.film(path, scenes)

        [found] = starts(path, "25")

        assert abs(found - cut) <= 3

    def test_of_one_slide_are_cut_where_a_number_changes(self, tmp_path):
        path = tmp_path / "slides.mp4"
        scenes = [
            (films.words(f"Rent agreement\nMonthly {amount}"), 25) for amount in ("4,500", "4,800", "5,100")
        ]

        cuts = films.film(path, scenes, size=(640, 360))

        assert starts(path, "25") == cuts

    def test_that_dissolve_are_cut_half_way(self, tmp_path):
        path = tmp_path / "dissolve.mp4"
        one, other = films.texture(3), films.texture(4)
        films.film(path, [(one, 30), (films.dissolved(one, other), 25), (other, 30)])

        [found] = starts(path, "25")

        assert abs(found - 42) <= 3

    def test_begin_when_they_are_shown_where_the_pictures_come_late(self, tmp_path):
        plain, late = tmp_path / "plain.mp4", tmp_path / "late.mp4"
        films.film(plain, [(films.colour(0, 0, 200), 20), (films.colour(200, 0, 0), 30)])
        sound = films.tone(tmp_path / "a.m4a", seconds=4)
        films.delayed(plain, late, sound=sound, seconds=1)

        assert [one.start_ms for one in shown(late)] == [0, 1_800]

    def test_cover_the_whole_film(self, tmp_path):
        path = tmp_path / "clip.mp4"
        films.film(path, [(films.colour(0, 0, 200), 20), (films.colour(200, 0, 0), 30)])

        found = shown(path)

        assert [(one.start_ms, one.end_ms) for one in found] == [(0, 800), (800, 2_000)]

    def test_of_what_is_no_film_are_refused(self, tmp_path):
        path = tmp_path / "clip.mp4"
        path.write_bytes(b"\x00\x00\x00\x18ftypisom" + bytes(range(256)) * 40)

        with pytest.raises(BadClipError):
            shown(path)


class TestWatching:
    def test_follows_what_moves(self, tmp_path):
        path = tmp_path / "clip.mp4"
        films.film(path, [(films.colour(40, 40, 40), 20), (films.square(speed=4), 55)])

        still, moving = shots.watch(path)

        assert (still.motion, still.tracks) == (0.0, [])
        [track] = moving.tracks
        first, last = track["path"][0]["box"], track["path"][-1]["box"]
        assert first[0] < 0.1
        assert last[0] > 0.5
        assert abs(first[1] - 1 / 3) < 0.03

    def test_chooses_a_frame_of_the_shot_as_its_key_frame(self, tmp_path):
        path = tmp_path / "clip.mp4"
        films.film(path, [(films.colour(0, 0, 220), 30), (films.colour(220, 0, 0), 30)])

        _red, blue = shots.watch(path)
        picture = frame_at(path, blue.key_ms)

        assert blue.shot.start_ms <= blue.key_ms < blue.shot.end_ms
        assert picture.startswith(b"\xff\xd8")

    def test_stops_within_a_second(self, tmp_path):
        path = tmp_path / "long.mp4"
        films.film(path, [(films.texture(1, speed=2), 400)], size=(640, 360))
        wants = threading.Event()
        began: list[float] = []

        def on_wait() -> None:
            if wants.is_set():
                raise InterruptedError

        def stop_soon() -> None:
            time.sleep(0.8)
            began.append(time.monotonic())
            wants.set()

        threading.Thread(target=stop_soon).start()
        with pytest.raises(InterruptedError):
            _watch_again_and_again(path, on_wait)

        assert time.monotonic() - began[0] < 1.0
