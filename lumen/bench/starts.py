"""How long a person waits for the first page, and how much memory the processes take."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil

from lumen import embedded
from lumen.bench.report import Figure, Report

PATIENCE_SECONDS = 900
SETTLE_SECONDS = 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2) as response:
            if response.status == 200:
                return
        time.sleep(0.05)
    raise TimeoutError(f"{url} did not answer")


@contextlib.contextmanager
def running(command: list[str], folder: Path, var: Path, port: int) -> Iterator[tuple[float, psutil.Process]]:
    """Run `command` until the block ends; gives the seconds to the first page."""
    kept = {
        k: v
        for k, v in os.environ.items()
        if k not in {"LUMEN_SERVICES_MANAGED", "SECRET_KEY", "FERNET_KEYS"}
    }
    log = (var.parent / f"{var.name}.log").open("ab")
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**kept, "LUMEN_VAR": str(var)},
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/")
        yield time.perf_counter() - started, psutil.Process(process.pid)
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(30)


def measure_starts(*, with_cold: bool) -> Report:
    """First start on an empty folder, second start, and memory once everything answers."""
    report = Report("Starts: seconds to the first page, memory after it")
    with tempfile.TemporaryDirectory(prefix="lumen-bench-") as name:
        folder = Path(name)
        if with_cold:
            report.add(_seconds("cold: clone, make run, first page", _cold_start(folder)))
        var, port = folder / "var", free_port()
        command = [sys.executable, "manage.py", "up", "--no-demo", "--port", str(port)]
        with running(command, embedded.BASE_DIR, var, port) as (first, _):
            pass
        with running(command, embedded.BASE_DIR, var, port) as (second, parent):
            wait_for(f"http://127.0.0.1:{port}/ready")
            time.sleep(SETTLE_SECONDS)  # until the worker has loaded the sentence model
            memory = _memory(parent)
        report.add(_seconds("first start, installed, empty var", first))
        report.add(_seconds("second start", second, first, "first start"))
        for role, mebibytes in memory.items():
            report.add(Figure(name=f"memory of {role}", unit="MiB", p50=mebibytes, p95=mebibytes))
    return report


def _cold_start(folder: Path) -> float:
    clone, port = folder / "clone", free_port()
    subprocess.run(["git", "clone", "--quiet", str(embedded.BASE_DIR), str(clone)], check=True)
    with running(["make", "run", f"PORT={port}"], clone, clone / "var", port) as (seconds, _):
        pass
    shutil.rmtree(clone)
    return seconds


def _seconds(name: str, seconds: float, baseline: float | None = None, against: str = "") -> Figure:
    ratio = seconds / baseline if baseline else None
    return Figure(name=name, unit="s", p50=seconds, p95=seconds, ratio=ratio, baseline=against)


def _memory(parent: psutil.Process) -> dict[str, float]:
    """Proportional set size of each process of the house, by what it is."""
    roles: dict[str, float] = {}
    for child in parent.children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            words = " ".join(child.cmdline())
            role = next((r for r in ("lumen.web", "worker", "beat", "redis-server") if r in words), "")
            if role:
                roles[role] = roles.get(role, 0) + child.memory_full_info().pss / 2**20
    return roles
