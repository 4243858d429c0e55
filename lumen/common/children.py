"""Programs at work beside this process: what they print as it comes, and their end with all they started.

Every program is the head of a session of its own, so that ending it also ends what it started (a reader
and its ffmpeg). It sees only the variables it is given. It ends with the work it was started for
(`lumen.common.stopping`).
"""

import os
import select
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from lumen.common import stopping

WAIT_SECONDS = 0.2
ENDING_SECONDS = 30.0
LONGEST_LINE = 64 * 1024 * 1024
MOST_OUTPUT = 512 * 1024 * 1024
PIECE = 1 << 18
KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR", "TESSDATA_PREFIX", "LD_LIBRARY_PATH")
PROJECT = Path(__file__).resolve().parents[2]


class ChildDiedError(Exception):
    """A program was killed, crashed, fell silent, or printed without end.

    `is_killed`: from outside, as where memory runs short; its input need not be the reason.
    `said`: the end of what it wrote to standard error, for the log.
    """

    def __init__(self, *, is_killed: bool = False, said: str = "") -> None:
        super().__init__(said)
        self.is_killed, self.said = is_killed, said


def keep_waiting() -> None:
    """Nothing calls for an early end."""


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a program needs; keys and passwords of Lumen stay out of its reach."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    single = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
    return kept | single | {"PYTHONPATH": str(PROJECT), "MALLOC_ARENA_MAX": "2"} | dict(more or {})


def lines_of(
    command: Sequence[str],
    *,
    stdin: IO[bytes] | None = None,
    variables: Mapping[str, str] | None = None,
    silence_seconds: float,
    on_wait: Callable[[], None] = keep_waiting,
) -> Generator[bytes, None, None]:
    """The lines that a program prints, as they come.

    Args:
        stdin: a real file, read from its beginning.
        variables: for its environment, beside what every program gets.
        on_wait: called five times a second, whether anything comes or not; what it raises ends the program
            at once.

    Raises:
        ChildDiedError: it ended badly, was silent for `silence_seconds`, or printed a line without end.
    """
    with _started(command, stdin, variables) as (process, said):
        yield from _split(_pieces(process, silence_seconds, on_wait))
        _require_good_end(process, said)


def output_of(
    command: Sequence[str],
    *,
    stdin: IO[bytes] | None = None,
    variables: Mapping[str, str] | None = None,
    seconds: float,
    most_bytes: int = MOST_OUTPUT,
    on_wait: Callable[[], None] = keep_waiting,
) -> bytes:
    """Everything a program prints, as long as it takes no more than `seconds` and `most_bytes`.

    Raises:
        ChildDiedError: it ended badly, took too long or printed too much.
    """
    until = time.monotonic() + seconds

    def wait() -> None:
        on_wait()
        if time.monotonic() > until:
            raise ChildDiedError(said=f"took more than {seconds:g} seconds")

    received: list[bytes] = []
    size = 0
    with _started(command, stdin, variables) as (process, said):
        for piece in _pieces(process, seconds, wait):
            received.append(piece)
            size += len(piece)
            wait()
            if size > most_bytes:
                raise ChildDiedError(said=f"printed more than {most_bytes} bytes")
        _require_good_end(process, said)
    return b"".join(received)


@contextmanager
def _started(
    command: Sequence[str], stdin: IO[bytes] | None, variables: Mapping[str, str] | None
) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
    if stdin is not None:
        os.lseek(stdin.fileno(), 0, os.SEEK_SET)
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            list(command),
            stdin=stdin if stdin is not None else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            cwd=PROJECT,
            env=environment(variables),
            start_new_session=True,
        )
        assert process.stdout is not None  # noqa: S101  for the type checker: it is a pipe
        try:
            yield process, said
        finally:
            _end(process)
            process.stdout.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    """The program and whatever it started that is still there."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _require_good_end(process: subprocess.Popen[bytes], said: IO[bytes]) -> None:
    try:
        code = process.wait(timeout=ENDING_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise ChildDiedError(said="did not end") from error
    if code != 0:
        said.seek(max(0, said.seek(0, os.SEEK_END) - 2_000))
        raise ChildDiedError(is_killed=code == -signal.SIGKILL, said=said.read().decode(errors="replace"))


def _pieces(
    process: subprocess.Popen[bytes], silence_seconds: float, on_wait: Callable[[], None]
) -> Generator[bytes, None, None]:
    assert process.stdout is not None  # noqa: S101  for the type checker: it is a pipe
    descriptor = process.stdout.fileno()
    silent_since = looked_at = time.monotonic()
    while True:
        ready, _, _ = select.select(
            [descriptor], [], [], max(0.0, looked_at + WAIT_SECONDS - time.monotonic())
        )
        now = time.monotonic()
        if now - looked_at >= WAIT_SECONDS:
            stopping.check()
            on_wait()
            looked_at = time.monotonic()
        if not ready:
            if now - silent_since >= silence_seconds:
                raise ChildDiedError(said=f"was silent for {silence_seconds:g} seconds")
            continue
        silent_since = now
        received = os.read(descriptor, PIECE)
        if not received:
            return
        yield received


def _split(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Whole lines; what follows the last line feed is left out."""
    pending: list[bytes] = []
    size = 0
    for piece in pieces:
        first, *others = piece.split(b"\n")
        pending.append(first)
        size += len(first)
        if size > LONGEST_LINE:
            raise ChildDiedError(said="printed a line without end")
        if others:
            yield b"".join(pending)
            *complete, rest = others
            yield from complete
            pending, size = [rest], len(rest)
