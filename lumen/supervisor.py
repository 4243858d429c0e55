"""Runs Lumen's processes side by side: web, worker, beat, and the embedded services under them."""

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from lumen import embedded

STOP_SECONDS = 4.0
LONGEST_BACKOFF = 30.0
STEADY_SECONDS = 60.0


class CannotStartError(Exception):
    """Why `up` refuses, as a sentence for the person at the terminal."""


@dataclass
class Child:
    """One supervised process and when it may be started again."""

    name: str
    command: list[str]
    process: subprocess.Popen[str] | None = None
    failures: int = 0
    started_at: float = 0.0
    next_start: float = 0.0


@dataclass
class Supervisor:
    """Starts children, prefixes their output, restarts those that die, stops all of them."""

    children: list[Child]
    environment: dict[str, str]
    out: IO[str] = field(default_factory=lambda: sys.stdout)
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self, *, keep: Sequence[Callable[[], None]] = ()) -> None:
        """Supervise until a signal arrives, calling each of `keep` four times a second."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        try:
            while not self.stopping.is_set():
                self.revive()
                for call in keep:
                    call()
                self.stopping.wait(0.25)
        finally:
            self.stop()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()

    def revive(self) -> None:
        """Start what is not running, waiting longer after each quick death."""
        now = time.monotonic()
        for child in self.children:
            if child.process is not None and child.process.poll() is None:
                continue
            if child.process is not None:
                self._note_death(child, child.process, now)
            if child.process is None and now >= child.next_start:
                self._start(child, now)

    def _note_death(self, child: Child, process: subprocess.Popen[str], now: float) -> None:
        steady = now - child.started_at > STEADY_SECONDS
        child.failures = 1 if steady else child.failures + 1
        pause = min(LONGEST_BACKOFF, 0.5 * 2 ** (child.failures - 1))
        self.say(child.name, f"ended with status {process.returncode}; again in {pause:g} s")
        child.process, child.next_start = None, now + pause

    def _start(self, child: Child, now: float) -> None:
        child.process = subprocess.Popen(
            child.command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=self.environment,
            cwd=embedded.BASE_DIR,
            start_new_session=True,
        )
        child.started_at = now
        threading.Thread(target=self._copy_output, args=(child.name, child.process), daemon=True).start()

    def _copy_output(self, name: str, process: subprocess.Popen[str]) -> None:
        for line in process.stdout or ():
            self.say(name, line.rstrip())

    def say(self, name: str, line: str) -> None:
        with contextlib.suppress(ValueError, BrokenPipeError):
            print(f"{name:>7} | {line}", file=self.out, flush=True)

    def stop(self) -> None:
        """End every child: asked first, then told, within five seconds."""
        running = [c.process for c in self.children if c.process and c.process.poll() is None]
        for number, patience in ((signal.SIGTERM, STOP_SECONDS - 1.5), (signal.SIGQUIT, 1.0)):
            for process in running:
                if process.poll() is None:
                    process.send_signal(number)
            self._wait(running, patience)
        for process in running:
            if process.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    @staticmethod
    def _wait(processes: list[subprocess.Popen[str]], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and any(p.poll() is None for p in processes):
            time.sleep(0.05)


@contextlib.contextmanager
def only_one(var: Path, address: str) -> Iterator[None]:
    """Hold the folder for this process; a second `up` on it is refused."""
    path = var / "up.lock"
    with path.open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            raise CannotStartError(
                f"Lumen already runs on {var} ({handle.read().strip()}). "
                "Stop that one with Ctrl-C first, or set LUMEN_VAR to another folder."
            ) from None
        handle.truncate(0)
        handle.write(f"process {os.getpid()}, {address}")
        handle.flush()
        yield


def require_free_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CannotStartError(
                f"Port {port} is taken by another program. Choose another: make run PORT={port + 1}"
            ) from None


def wait_for_port(port: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        time.sleep(0.05)
    return False
