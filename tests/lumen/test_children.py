"""Programs beside this process: lines, output, limits, and their end with all they started."""

import os
import sys
import time
from pathlib import Path

import pytest

from lumen.common import children
from lumen.common.children import ChildDiedError


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


class StopError(Exception):
    pass


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that waits to be reaped by its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


class TestLinesOf:
    def test_come_one_by_one(self):
        lines = children.lines_of(python("print('one'); print('two')"), silence_seconds=20)
        assert list(lines) == [b"one", b"two"]

    def test_read_the_given_file_from_its_beginning(self, tmp_path):
        path = tmp_path / "words"
        path.write_text("first\nsecond\n")
        with path.open("rb") as file:
            file.read()
            copied = children.lines_of(
                python("import sys; sys.stdout.write(sys.stdin.read())"), stdin=file, silence_seconds=20
            )
            assert list(copied) == [b"first", b"second"]

    def test_say_why_a_program_ended_badly(self):
        with pytest.raises(ChildDiedError) as died:
            list(children.lines_of(python("raise SystemExit('no such thing')"), silence_seconds=20))

        assert "no such thing" in died.value.said
        assert not died.value.is_killed

    def test_end_a_silent_program(self):
        with pytest.raises(ChildDiedError, match="silent"):
            list(children.lines_of(python("import time; time.sleep(60)"), silence_seconds=0.3))

    def test_end_the_program_and_what_it_started_when_nobody_wants_them(self):
        starts_another = (
            "import subprocess, sys, time; "
            "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
            "print(p.pid, flush=True); time.sleep(60)"
        )

        def stop() -> None:
            raise StopError

        lines = children.lines_of(python(starts_another), silence_seconds=20, on_wait=stop)
        grandchild = int(next(lines))
        with pytest.raises(StopError):
            next(lines)

        until = time.monotonic() + 5
        while is_alive(grandchild) and time.monotonic() < until:
            time.sleep(0.02)
        assert not is_alive(grandchild)


class TestOutputOf:
    def test_is_everything(self):
        assert children.output_of(python("print('x' * 500_000, end='')"), seconds=20) == b"x" * 500_000

    def test_is_refused_when_it_is_too_much(self):
        endless = python("import sys\nwhile True: sys.stdout.write('x' * 4096)")
        with pytest.raises(ChildDiedError, match="bytes"):
            children.output_of(endless, seconds=20, most_bytes=100_000)

    def test_is_refused_when_it_takes_too_long_however_much_it_says(self):
        chatty = python("import sys, time\nwhile True: print('x', flush=True); time.sleep(0.01)")
        with pytest.raises(ChildDiedError, match="seconds"):
            children.output_of(chatty, seconds=0.5)


class TestEnvironment:
    def test_holds_no_key_of_lumen(self, monkeypatch):
        monkeypatch.setenv("SECRET_KEY", "hush")
        told = children.output_of(python("import os; print(dict(os.environ))"), seconds=20)

        assert b"hush" not in told
        assert os.environ["PATH"].encode() in told
