"""`up` keeps its children alive and ends them all."""

import io
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from lumen import supervisor


def a_child(code: str, name: str = "child") -> supervisor.Child:
    return supervisor.Child(name, [sys.executable, "-u", "-c", code])


def wait_until(check, seconds=10.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if check():
            return True
        time.sleep(0.02)
    return False


class TestSupervisor:
    def test_prefixes_output_and_restarts_a_child_that_dies(self):
        out = io.StringIO()
        house = supervisor.Supervisor([a_child("print('hello'); raise SystemExit(3)")], dict(os.environ), out)

        def restarted() -> bool:
            house.revive()
            return bool(out.getvalue().count("  child | hello") >= 2)

        assert wait_until(restarted)
        assert "ended with status 3" in out.getvalue()
        house.stop()

    def test_ends_even_a_child_that_ignores_the_signals_within_five_seconds(self):
        stubborn = (
            "import signal, time\n"
            "signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.signal(signal.SIGQUIT, signal.SIG_IGN)\n"
            "print('ready'); time.sleep(60)"
        )
        out = io.StringIO()
        house = supervisor.Supervisor([a_child(stubborn)], dict(os.environ), out)
        house.revive()
        assert wait_until(lambda: "ready" in out.getvalue())

        stopper = threading.Thread(target=house.stop)
        stopper.start()
        stopper.join(5)

        assert not stopper.is_alive()
        assert house.children[0].process.returncode == -signal.SIGKILL


class TestRefusals:
    def test_says_that_a_second_start_on_the_same_folder_is_refused(self, tmp_path):
        holder = (
            "from pathlib import Path; from lumen import supervisor; import time\n"
            f"with supervisor.only_one(Path({str(tmp_path)!r}), 'http://127.0.0.1:1'):\n"
            "    print('held', flush=True); time.sleep(60)"
        )
        process = subprocess.Popen([sys.executable, "-c", holder], stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout.readline().strip() == "held"
            with (
                pytest.raises(supervisor.CannotStartError, match="already runs"),
                supervisor.only_one(tmp_path, "http://127.0.0.1:2"),
            ):
                pass
        finally:
            process.kill()
            process.wait()

    def test_names_another_port_when_one_is_taken(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            with pytest.raises(supervisor.CannotStartError, match=f"PORT={port + 1}"):
                supervisor.require_free_port(port)
