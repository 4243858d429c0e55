"""Invented films in families; each film follows from its family and a number."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import cv2
import numpy as np

from lumen.bench import scenes
from lumen.bench.filming import CODERS, CRUSHED, OPENCV, PAUSED_AFTER, Film
from lumen.bench.scenes import Picture, Random, Scene

RATES = ("8", "10", "12", "15", "24", "24000/1001", "25", "30", "30000/1001", "50", "60")
TESTS = ("testsrc", "testsrc2", "smptebars", "mandelbrot")
SOURCES = (
    "testsrc", "testsrc2", "smptebars", "mandelbrot", "rgbtestsrc", "yuvtestsrc", "gradients=seed=5",
    "life=seed=3:mold=10", "color=c=navy", "color=c=orange", "pal75bars", "smptehdbars",
    "sierpinski=seed=4", "cellauto=seed=7", "allrgb",
)  # fmt: skip
SIZES = ((64, 48), (160, 120), (320, 180), (320, 240), (426, 240), (180, 320), (640, 360), (640, 480))


def _pick(chance: Random, choices: Sequence[Any]) -> Any:
    return choices[int(chance.integers(0, len(choices)))]


def _writer(chance: Random) -> Any:
    return _pick(chance, (*OPENCV, *OPENCV, *CODERS))


def _lengths(
    chance: Random, rate: str, *, shots: int, shortest: float = 0.5, longest: float = 3.0
) -> list[int]:
    fps = float(Fraction(rate))
    return [max(2, round(fps * float(chance.uniform(shortest, longest)))) for _ in range(shots)]


def _film(chance: Random, make: Callable[[], Scene], **changed: Any) -> Film:
    """A film of scenes of one kind, in a size, rate and coder by chance."""
    rate = changed.pop("rate", None) or _pick(chance, RATES)
    shots = changed.pop("shots", None) or int(chance.integers(3, 8))
    lengths = _lengths(chance, rate, shots=shots, **changed.pop("lengths", {}))
    size, writer = (
        changed.pop("size", None) or _pick(chance, SIZES),
        changed.pop("writer", None) or _writer(chance),
    )
    return Film([(make(), count) for count in lengths], rate=rate, size=size, writer=writer, **changed)


def _seed(chance: Random) -> int:
    return int(chance.integers(0, 1 << 30))


def _another(chance: Random, last: list[Any], *, far: float = 24.0) -> tuple[int, ...]:
    """A colour that is not the last one."""
    while True:
        colour = scenes.random_colour(chance)
        if not last or float(np.abs(np.array(colour) - last[-1]).max()) >= far:
            last.append(np.array(colour))
            return colour


def plain(chance: Random) -> Film:
    last: list[Any] = []
    return _film(chance, lambda: scenes.plain(_another(chance, last)))


def black_and_white(chance: Random) -> Film:
    lights = [0, 255] * 6 if chance.random() < 0.5 else [0, 255, 128, 0, 64, 255, 0, 200, 20, 0]
    return _film(chance, lambda: scenes.plain((lights.pop(0),) * 3), lengths={"shortest": 0.3})


def near(chance: Random) -> Film:
    colour = chance.integers(60, 190, 3)

    def make() -> Scene:
        nonlocal colour
        step = np.zeros(3, int)
        step[int(chance.integers(0, 3))] = int(chance.integers(6, 15)) * (1 if chance.random() < 0.5 else -1)
        colour = np.clip(colour + step, 0, 255)
        return scenes.plain(tuple(int(value) for value in colour))

    return _film(chance, make)


def same_luma(chance: Random) -> Film:
    hues = chance.permutation(8)

    def make() -> Scene:
        nonlocal hues
        hue, hues = int(hues[0]) * 22, np.roll(hues, -1)
        colour = cv2.cvtColor(np.array([[[hue, 160, 200]]], np.uint8), cv2.COLOR_HSV2BGR)[0, 0].astype(float)
        luma = float(colour @ np.array([0.114, 0.587, 0.299]))
        return scenes.plain(tuple(int(min(255, value * 110 / luma)) for value in colour))

    return _film(chance, make)


def noisy(chance: Random) -> Film:
    last: list[Any] = []
    strength = float(chance.uniform(3, 25))
    return _film(
        chance,
        lambda: scenes.noisy(scenes.plain(_another(chance, last)), strength=strength, seed=_seed(chance)),
        size=_pick(chance, SIZES[:5]),
    )


def gradients(chance: Random) -> Film:
    last: list[Any] = []
    turning = float(_pick(chance, (0.0, 0.02)))
    return _film(
        chance, lambda: scenes.gradient(_another(chance, last), _another(chance, last), turning=turning)
    )


def moving_shapes(chance: Random) -> Film:
    last: list[Any] = []
    is_one_paper, paper = chance.random() < 0.3, _another(chance, last)
    return _film(
        chance,
        lambda: scenes.shapes(
            _seed(chance),
            paper=paper if is_one_paper else _another(chance, last),
            count_of=int(chance.integers(2, 6)),
            speed=float(chance.uniform(0.004, 0.025)),
        ),
    )


def slides(chance: Random) -> Film:
    """Another text on every one; sometimes another paper too."""
    dark, last = chance.random() < 0.3, [np.array([0, 0, 0])]
    paper, ink = ((18, 18, 18), (240, 240, 240)) if dark else ((250, 250, 250), (15, 15, 15))
    is_coloured = chance.random() < 0.4

    def make() -> Scene:
        ground = _another(chance, last) if is_coloured else paper
        written = (255, 255, 255) if is_coloured and sum(ground) < 380 else (0, 0, 0) if is_coloured else ink
        lines = scenes.text_lines(chance, int(chance.integers(1, 6)))
        return scenes.slide(lines, paper=ground, ink=written, font=int(chance.integers(0, 3)))

    return _film(chance, make, size=_pick(chance, SIZES[1:]), lengths={"shortest": 0.8})


def letters(chance: Random) -> Film:
    """Slides on which a number or a word changes."""
    lines, font = scenes.text_lines(chance, int(chance.integers(2, 6))), int(chance.integers(0, 3))

    def make() -> Scene:
        row = int(chance.integers(0, len(lines)))
        lines[row] = scenes.text_lines(chance, 1)[0]
        return scenes.slide(list(lines), paper=(248, 248, 248), ink=(20, 20, 20), font=font)

    return _film(chance, make, size=_pick(chance, SIZES[2:]), lengths={"shortest": 0.8})


def landscapes(chance: Random) -> Film:
    def make() -> Scene:
        kind = int(chance.integers(0, 4))
        return scenes.clouds(
            _seed(chance),
            grain=int(_pick(chance, (8, 16, 40))),
            speed=float(chance.uniform(0.5, 5)) if kind == 1 else 0.0,
            shake=float(chance.uniform(0.5, 2)) if kind == 2 else 0.0,
            zoom=float(chance.uniform(0.001, 0.006)) if kind == 3 else 0.0,
        )

    return _film(chance, make)


def mixed(chance: Random) -> Film:
    last: list[Any] = []
    makers: list[Callable[[], Scene]] = [
        lambda: scenes.plain(_another(chance, last)),
        lambda: scenes.gradient(_another(chance, last), _another(chance, last)),
        lambda: scenes.clouds(_seed(chance), speed=float(chance.uniform(0, 4))),
        lambda: scenes.shapes(_seed(chance), paper=_another(chance, last)),
        lambda: scenes.slide(scenes.text_lines(chance, 3), paper=(255, 255, 255), ink=(0, 0, 0)),
        lambda: scenes.noisy(scenes.plain(_another(chance, last)), strength=8, seed=_seed(chance)),
    ]
    return _film(chance, lambda: _pick(chance, makers)())  # noqa: PLW0108  one by chance for each scene


def short(chance: Random) -> Film:
    """Shots of 0.3 to 0.6 seconds."""
    film = mixed(chance)
    counts = _lengths(chance, film.rate, shots=len(film.scenes), shortest=0.3, longest=0.6)
    film.scenes = [(scene, count) for (scene, _), count in zip(film.scenes, counts, strict=True)]
    return film


def tiny(chance: Random) -> Film:
    film = _pick(chance, (mixed, plain, landscapes, moving_shapes))(chance)
    film.size, film.rate = (64, 48), _pick(chance, ("8", "10", "12"))
    return film  # type: ignore[no-any-return]


def large(chance: Random) -> Film:
    film = _pick(chance, (mixed, slides, letters, moving_shapes))(chance)
    film.size, film.rate = (1_920, 1_080), _pick(chance, ("12", "25", "30"))
    film.scenes = [(scene, int(chance.integers(9, 22))) for scene, _ in film.scenes[:4]]
    return film  # type: ignore[no-any-return]


def crushed(chance: Random) -> Film:
    film = _pick(chance, (mixed, plain, slides, landscapes, moving_shapes, gradients))(chance)
    film.writer = _pick(chance, CRUSHED)
    return film  # type: ignore[no-any-return]


def uncut(chance: Random) -> Film:
    """One shot in which something happens."""
    seed, ink = _seed(chance), scenes.random_colour(chance)
    made: Sequence[Callable[[], Scene]] = (
        lambda: scenes.clouds(seed, speed=float(chance.uniform(1, 9))),
        lambda: scenes.clouds(seed, shake=float(chance.uniform(1, 4))),
        lambda: scenes.clouds(seed, zoom=float(chance.uniform(0.002, 0.01))),
        lambda: scenes.drifting(scenes.clouds(seed), tint=(0.8, -0.5, 0.3)),
        lambda: scenes.shapes(seed, paper=ink, count_of=5, speed=0.03),
        lambda: scenes.noisy(scenes.plain(ink), strength=20, seed=seed),
        lambda: scenes.plain(ink),
        lambda: scenes.crossed(seed, scenes.clouds(seed), frames_across=int(chance.integers(6, 14))),
        lambda: scenes.gradient(ink, (255, 255, 255), turning=0.06),
        lambda: scenes.slide(scenes.text_lines(chance, 4), paper=(255, 255, 255), ink=ink),
    )
    return _film(chance, _pick(chance, made), shots=1, lengths={"shortest": 3, "longest": 6})


def flashes(chance: Random) -> Film:
    last: list[Any] = []

    def make() -> Scene:
        ground: Scene = _pick(
            chance,
            (
                scenes.clouds(_seed(chance), speed=float(chance.uniform(0, 3))),
                scenes.plain(_another(chance, last)),
                scenes.shapes(_seed(chance), paper=_another(chance, last)),
            ),
        )
        return scenes.flashed(ground, at=int(chance.integers(8, 24)), length=int(chance.integers(1, 3)))

    return _film(
        chance,
        make,
        rate=_pick(chance, RATES[3:]),
        shots=int(chance.integers(1, 4)),
        lengths={"shortest": 2.5, "longest": 4},
    )


def fades(chance: Random) -> Film:
    """Out to black or white and in again; the cut lies in the middle of it."""
    light = 0 if chance.random() < 0.75 else 255
    film = _pick(chance, (landscapes, gradients, moving_shapes))(chance)
    fps = float(Fraction(film.rate))
    length = max(4, round(fps * float(chance.uniform(0.3, 1.0))))
    film.scenes = [
        (scenes.faded(scene, out=length, into=length, light=light), 2 * length + max(count, round(fps)))
        for scene, count in film.scenes[:4]
    ]
    film.most_off = max(2, round(fps * 0.12))
    return film  # type: ignore[no-any-return]


def dissolves(chance: Random) -> Film:
    """One scene goes over into the other within 0.5 to 1.5 seconds, beside plain cuts."""
    rate = _pick(chance, ("12", "24", "25", "30"))
    fps = float(Fraction(rate))
    found: list[tuple[Scene, int]] = []
    for _ in range(int(chance.integers(1, 4))):
        over = round(fps * float(chance.uniform(0.5, 1.5)))
        half = over + round(fps * float(chance.uniform(0.8, 2)))
        whole = scenes.dissolved(_side(chance), _side(chance), over=over)
        found += [(_part(whole, 0, 2 * half), half), (_part(whole, half, 2 * half), half)]
    film = Film(found, rate=rate, size=_pick(chance, SIZES), writer=_writer(chance))
    film.most_off = round(fps * 0.3)
    return film


def _side(chance: Random) -> Scene:
    """What lies on one side of a dissolve."""
    one, other = scenes.random_colour(chance), scenes.random_colour(chance)
    kinds = (
        scenes.clouds(_seed(chance), speed=float(chance.uniform(0, 2))),
        scenes.gradient(one, other),
        scenes.plain(one),
    )
    return kinds[int(chance.integers(0, len(kinds)))]


def _part(whole: Scene, first: int, of: int) -> Scene:
    """From one frame of a scene on, as many as are asked for."""

    def frames(count: int, width: int, height: int) -> Iterator[Picture]:
        for index, image in enumerate(whole(of, width, height)):
            if first <= index < first + count:
                yield image

    return frames


def odd_times(chance: Random) -> Film:
    """Pictures that begin late, are turned, are followed by sound, reordered or shown unevenly."""
    film = mixed(chance)
    film.writer = CODERS[0]
    sound = ("-f", "lavfi", "-t", "30", "-i", "sine=frequency=440")
    both = ("-map", "1:v", "-map", "0:a", "-c:a", "aac")
    kind = int(chance.integers(0, 7))
    if kind == 0:
        film.before, film.more = sound, both
    elif kind == 1:
        film.more = ("-bf", "3", "-g", "250")
    elif kind == 2:
        film.before, film.late = sound, 17
        film.more = (*both, "-vf", "setpts=(N+17)/FRAME_RATE/TB", "-vsync", "vfr")
    elif kind == 3:
        film.is_turned = True
    elif kind == 4:
        film.rate = _pick(chance, ("30000/1001", "24000/1001", "60000/1001"))
    elif kind == 5:
        film.more = ("-output_ts_offset", "1.3")
    else:
        film.pause = 3
        pauses = f"setpts=(N+{film.pause}*floor(N/{PAUSED_AFTER}))/FRAME_RATE/TB"
        film.more = ("-vf", pauses, "-vsync", "vfr", "-video_track_timescale", "90000")
    return film


def sources(chance: Random) -> Film:
    """What ffmpeg draws by itself."""
    names = [str(name) for name in chance.permutation([one for one in SOURCES if one not in TESTS])]
    names.insert(-int(chance.integers(1, 4)), _pick(chance, TESTS))
    return _film(chance, lambda: scenes.drawn(names.pop()), rate=_pick(chance, RATES[2:]), shots=4)


FAMILIES: dict[str, Callable[[Random], Film]] = {
    one.__name__: one
    for one in (
        plain, black_and_white, near, same_luma, noisy, gradients, moving_shapes, slides, letters, landscapes,
        mixed, short, tiny, large, crushed, uncut, flashes, fades, dissolves, odd_times, sources,
    )
}  # fmt: skip


def made(family: str, number: int) -> Film:
    """The film of a family with a number; the same at all times."""
    return FAMILIES[family](np.random.default_rng([sum(family.encode()), number]))
