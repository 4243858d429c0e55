"""A large file through the real web server, over a socket."""

import hashlib
import http.client
import os
import secrets
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from django.db import connections
from django.test import Client

from documents.models import Document
from tests.documents import factories

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1024 * 1024
SERVER = """
import sys
import lumen.asgi
from django.conf import settings
from django.db import connections
from lumen.web import WebCommand
connections["default"].settings_dict["NAME"] = sys.argv[1]
connections["audit"].settings_dict["NAME"] = sys.argv[2]
settings.MEDIA_ROOT = sys.argv[3]
WebCommand().run(["-b", "127.0.0.1", "-p", sys.argv[4], "--verbosity", "0", "lumen.asgi:application"])
"""
pytestmark = pytest.mark.django_db(transaction=True)


class Served:
    """A running server, and Maria signed in to it."""

    def __init__(self, port, process, spool, user):
        self.port, self.process, self.spool = port, process, spool
        client = Client()
        client.force_login(user)
        self.token = secrets.token_hex(16)
        self.cookie = f"sessionid={client.cookies['sessionid'].value}; csrftoken={self.token}"

    def left_over(self):
        return [path for path in self.spool.iterdir() if path.is_file()]

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, path):
        connection = self.connect()
        connection.request("GET", path)
        status = connection.getresponse().status
        connection.close()
        return status

    def headers(self, length, *, token=None):
        return {
            "Cookie": self.cookie,
            "X-CSRFToken": token or self.token,
            "HX-Request": "true",
            "Content-Type": "multipart/form-data; boundary=cut",
            "Content-Length": str(length),
        }

    def send(self, body, *, token=None):
        connection = self.connect()
        connection.request("POST", "/documents/upload", body, self.headers(len(body), token=token))
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text


@pytest.fixture
def served(tmp_path, settings, maria, workspace):
    spool = tmp_path / "spool"
    spool.mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    names = [str(connections[alias].settings_dict["NAME"]) for alias in ("default", "audit")]
    command = [sys.executable, "-c", SERVER, *names, str(settings.MEDIA_ROOT), str(port)]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "TMPDIR": str(spool)}
    with (tmp_path / "web.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    server = Served(port, process, spool, maria)
    try:
        wait_for(server, tmp_path / "web.log")
        yield server
    finally:
        process.kill()
        process.wait(timeout=30)


def wait_for(server, log):
    for _ in range(300):
        try:
            if server.ask("/health") == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(log.read_text())


def a_large_pdf(megabytes):
    """One short page, and a long comment behind it."""
    return factories.a_pdf("The lamps of the harbour.") + b"\n%" + secrets.token_bytes(megabytes * MEGABYTE)


def form_with(content, name="lamps.pdf"):
    opening = f'--cut\r\nContent-Disposition: form-data; name="papers"; filename="{name}"\r\n\r\n'
    return opening.encode() + content + b"\r\n--cut--\r\n"


def most_memory(process):
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no such line")


class TestALargeFile:
    def test_is_kept_as_it_was_sent_and_never_held_in_memory(self, served):
        assert served.send(form_with(a_large_pdf(1)))[0] == 200
        before = most_memory(served.process)
        content = a_large_pdf(40)

        status, text = served.send(form_with(content))

        assert status == 200
        assert "lamps.pdf" in text
        document = Document.objects.latest("created_at")
        assert document.sha256 == hashlib.sha256(content).hexdigest()
        assert document.size == len(content)
        with document.file.open() as kept:
            assert kept.read() == content
        assert most_memory(served.process) - before < 20  # two files of the page's size would not fit
        assert not served.left_over()

    def test_keeps_nobody_else_waiting(self, served):
        body = form_with(a_large_pdf(40))
        connection = served.connect()
        connection.request("POST", "/documents/upload", headers=served.headers(len(body)))
        connection.sock.sendall(body[:-10])
        used = psutil.Process(served.process.pid).cpu_times().user
        assert served.ask("/health") == 200

        connection.sock.sendall(body[-10:])
        assert served.ask("/health") == 200
        assert psutil.Process(served.process.pid).cpu_times().user - used < 1
        assert connection.getresponse().status == 200
        connection.close()

    def test_that_breaks_off_leaves_nothing(self, served):
        body = form_with(a_large_pdf(10))
        connection = served.connect()
        connection.request("POST", "/documents/upload", headers=served.headers(len(body)))
        connection.sock.sendall(body[: len(body) // 2])
        connection.close()

        assert served.ask("/health") == 200
        assert not Document.objects.exists()
        assert not served.left_over()

    def test_without_the_token_of_the_page_is_refused(self, served):
        status, _ = served.send(form_with(a_large_pdf(1)), token="0" * 32)
        assert status == 403
        assert not Document.objects.exists()


def test_small_forms_arrive_too(served):
    status, text = served.send(form_with(b"  \n"))
    assert status == 422
    assert "empty" in text
