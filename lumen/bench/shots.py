"""How many films are cut exactly as they were made. `manage.py evaluate shots` prints it.

Films of even numbers were looked at while the detector was mended; of odd ones, only the totals. A cut is
right when it is to the frame; where a fade or a dissolve has no frame of its own, when it is near its middle.
"""

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from lumen.ai.video.shots import watch
from lumen.bench import films
from lumen.bench.filming import Film, write

EACH = 2  # films of a family in either half
HALVES = (("dev", 0), ("unseen", 1))
WHAT = ("right", "missed", "false")


@dataclass(frozen=True, slots=True)
class Cut:
    """What came of one film."""

    right: int
    missed: int
    false: int
    seconds: float
    length: float

    @property
    def is_exact(self) -> bool:
        return not self.missed and not self.false


def run() -> str:
    """A table of both halves, family by family."""
    lines = ["| Films | Exact | Cuts right | Missed | False | Time of length |", "|---|---|---|---|---|---|"]
    for half, first in HALVES:
        whole = {name: _family(name, first) for name in films.FAMILIES}
        lines += [_row(f"{half}: {name.replace('_', ' ')}", found) for name, found in whole.items()]
        lines.append(_row(f"**{half}**", [one for found in whole.values() for one in found]))
    return "\n".join(lines)


def _family(name: str, first: int) -> list[Cut]:
    return [judged(films.made(name, first + 2 * number)) for number in range(EACH)]


def judged(film: Film) -> Cut:
    """Write a film, watch it and compare."""
    with tempfile.TemporaryDirectory() as folder:
        path = write(film, Path(folder), "film")
        began = time.perf_counter()
        found = [one.shot.start_ms for one in watch(path, duration_ms=round(film.seconds * 1_000))[1:]]
        seconds = time.perf_counter() - began
    right, near = 0, (film.most_off + 0.5) * film.frame_ms
    for cut in film.cuts_ms:
        fitting = [at for at in found if abs(at - cut) < near]
        if fitting:
            right += 1
            found.remove(min(fitting, key=lambda at: abs(at - cut)))
    return Cut(right, len(film.cuts) - right, len(found), seconds, film.seconds)


def _row(name: str, found: list[Cut]) -> str:
    exact, seconds = sum(one.is_exact for one in found), sum(one.seconds for one in found)
    cells = [f"{exact} of {len(found)}", *(sum(getattr(one, what) for one in found) for what in WHAT)]
    share = seconds / sum(one.length for one in found)
    return f"| {name} | {' | '.join(map(str, cells))} | {share:.2f} |"
