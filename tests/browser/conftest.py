"""A whole Lumen in processes of its own, and a real Chromium in front of it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, sync_playwright

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM:
        return
    skip = pytest.mark.skip(reason="NO CHROMIUM FOUND: browser tests are skipped; install Debian's chromium")
    for item in items:
        if "browser" in str(item.path):
            item.add_marker(skip)


@dataclass(frozen=True)
class House:
    """A running Lumen and where its mail lands."""

    url: str
    var: Path
    mail: Path
    process: "subprocess.Popen[bytes]"

    def newest_mail(self, *, to: str) -> str:
        for _ in range(100):
            for path in sorted(self.mail.glob("*"), key=lambda p: p.stat().st_mtime, reverse=True):
                text = path.read_text()
                if f"To: {to}" in text:
                    return text
            time.sleep(0.1)
        raise AssertionError(f"no mail to {to}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clean_environment(var: Path) -> dict[str, str]:
    """The environment of a person's shell: nothing of the test run's settings."""
    mine = {"SECRET_KEY", "FERNET_KEYS", "EMAIL_URL", "CELERY_TASK_ALWAYS_EAGER", "AI_EMBEDDER", "HTTPS",
            "API_THROTTLE", "STATIC_STORAGE", "MEDIA_ROOT", "DJANGO_SETTINGS_MODULE"}  # fmt: skip
    kept = {key: value for key, value in os.environ.items() if key not in mine}
    return {**kept, "LUMEN_VAR": str(var)}


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    var = tmp_path_factory.mktemp("var")
    mail = tmp_path_factory.mktemp("mail")
    port = _free_port()
    environment = {**clean_environment(var), "EMAIL_URL": f"filemail:///{mail}", "FEEDS_HOSTS": "127.0.0.1"}
    log = (var / "up.log").open("wb")
    command = [sys.executable, "manage.py", "up", "--no-demo", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until(process, lambda: _answers(f"{url}/ready"), 240, (var / "up.log").read_text)
        yield House(url, var, mail, process)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(15)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def _wait_until(
    process: "subprocess.Popen[bytes]", check: Callable[[], bool], seconds: float, explain: Callable[[], str]
) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        if check():
            return
        time.sleep(0.2)
    raise AssertionError(f"Lumen did not become ready:\n{explain()}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def problems() -> list[str]:
    """Console errors and policy violations seen so far; a test ends by asserting there are none."""
    return []


@pytest.fixture
def new_page(browser: Browser, problems: list[str]) -> Iterator[Callable[..., Page]]:
    contexts: list[BrowserContext] = []

    def make(**options: object) -> Page:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)

        def note(message: ConsoleMessage) -> None:
            if message.type == "error":
                problems.append(f"{page.url}: {message.text}")

        def note_error(error: Error) -> None:
            problems.append(f"{page.url}: {error}")

        page.on("console", note)
        page.on("pageerror", note_error)
        return page

    yield make
    for context in contexts:
        context.close()
