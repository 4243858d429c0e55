"""How long something goes on after it was stopped: its threads, its programs and what they started."""

import contextlib
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connections

LOOK_SECONDS = 0.01
LONGEST_SECONDS = 15.0  # that anything may go on after its stop
REACHED_SECONDS = 60.0  # that it may take until it is where it is to be stopped
QUIET_SECONDS = 0.4  # afterwards, in which nothing may be told any more


class MissedError(Exception):
    """It was over before it could be stopped there."""


class Seen:
    """The programs that this process started since, and those they started."""

    def __init__(self) -> None:
        self._before = set(_family())
        self._pids: set[int] = set()
        self.look()

    def look(self) -> None:
        self._pids |= set(_family()) - self._before

    def is_alive(self) -> bool:
        return any(_is_alive(pid) for pid in self._pids)

    def runs(self, *words: str) -> bool:
        """Whether one of them has all these words in its command line."""
        self.look()
        lines = [_command(pid) for pid in self._pids if _is_alive(pid)]
        return any(all(word in line for word in words) for line in lines)


@dataclass(kw_only=True)
class Work:
    """Something that takes long.

    Args:
        begin: does it, in a thread of its own.
        is_reached: whether it is where it is to be stopped.
        is_left: whether the other side, if there is one, was let go too.
        told: how many live events it has sent.
    """

    begin: Callable[[], object]
    stop: Callable[[], object]
    is_reached: Callable[[Seen], bool] = lambda seen: True
    is_left: Callable[[], bool] = lambda: True
    told: Callable[[], int] = lambda: 0
    problems: list[str] = field(default_factory=list)


def milliseconds_to_end(work: Work) -> float:
    """From stopping until nothing of it goes on.

    Raises:
        MissedError: it ended, or took too long, before it came to the place.
    """
    threads = set(threading.enumerate())
    seen = Seen()
    worker = threading.Thread(target=_begin, args=(work,), name="bench-stop")
    worker.start()
    _wait_until_reached(work, seen, worker)
    asked = time.monotonic()
    work.stop()
    while _goes_on(work, seen, threads) and time.monotonic() - asked < LONGEST_SECONDS:
        time.sleep(LOOK_SECONDS)
    took = (time.monotonic() - asked) * 1_000
    worker.join()
    told = work.told()
    time.sleep(QUIET_SECONDS)
    if work.told() != told:
        work.problems.append("something was told after the end")
    return took


def _begin(work: Work) -> None:
    try:
        work.begin()
    finally:
        connections.close_all()


def _wait_until_reached(work: Work, seen: Seen, worker: threading.Thread) -> None:
    began = time.monotonic()
    while not work.is_reached(seen):
        if not worker.is_alive() or time.monotonic() - began > REACHED_SECONDS:
            work.stop()
            worker.join()
            raise MissedError
        time.sleep(LOOK_SECONDS)


def _goes_on(work: Work, seen: Seen, threads: set[threading.Thread]) -> bool:
    seen.look()
    return bool(set(threading.enumerate()) - threads) or seen.is_alive() or not work.is_left()


def _family() -> list[int]:
    """All processes below this one."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):  # it ended meanwhile
            parents[int(path.parent.name)] = int(_stat(path)[1])
    found, newest = [], [os.getpid()]
    while newest:
        newest = [pid for pid, parent in parents.items() if parent in newest]
        found += newest
    return found


def _is_alive(pid: int) -> bool:
    """Whether it runs; one that waits to be taken note of by its parent does not."""
    try:
        return _stat(Path(f"/proc/{pid}/stat"))[0] != "Z"
    except (OSError, IndexError):
        return False


def _stat(path: Path) -> list[str]:
    """State, parent and more, behind the name."""
    return path.read_text().rpartition(")")[2].split()


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
