"""A thousand open widgets on a running house: how soon a reply is there, and what the sockets weigh."""

import asyncio
import contextlib
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from unittest.mock import patch

import psutil

from lumen import embedded
from lumen.bench.report import Figure, Report, percentile
from lumen.bench.sockets import ClosedError, Socket
from lumen.bench.starts import free_port, running, wait_for

SOCKETS = 1_000
OPEN_AT_ONCE = 20
REPLIES, REPLIES_A_SECOND = 300, 10
QUESTIONS, QUESTIONS_A_SECOND = 100, 5
SENDERS = 6  # connections that members write over
LAST_SECONDS = 20  # to wait for what was sent last
NO_LIMITS = {
    "API_THROTTLE": "1000000/minute",
    "WIDGET_ADDRESS_A_MINUTE": "1000000",
    "WIDGET_WORKSPACE_A_MINUTE": "1000000",
}
_MAKE_SHOP = """
import json
from django.contrib.auth import get_user_model
from django.utils import timezone
from accounts import services
from assistants.models import Assistant, Channel, Contact, Enquiry, Identity
from assistants.widget import tokens
from lumen.common import crypto
user = get_user_model().objects.create_user("bench-widget@example.com", "not used here")
workspace = services.create_workspace(owner=user, name="Bench")
key = services.create_api_token(
    workspace=workspace, user=user, name="bench", scopes=["read", "write"], expires_at=None
)
assistant = Assistant.objects.create(workspace=workspace, name="Bench", slug="bench-widget")
channel = Channel.objects.create(
    workspace=workspace, assistant=assistant, kind="widget", name="Shop", secret=crypto.encrypt("bench")
)
contacts = Contact.objects.bulk_create([Contact(workspace=workspace) for _ in range({sockets})])
marks = [tokens.new_anonymous(channel.public_key) for _ in contacts]
values = [tokens.read(mark, public_key=channel.public_key, secret="").value for mark in marks]
Identity.objects.bulk_create(
    [Identity(contact=one, channel=channel, value=value) for one, value in zip(contacts, values)]
)
enquiries = Enquiry.objects.bulk_create(
    [
        Enquiry(
            workspace=workspace, assistant=assistant, channel=channel, contact=one, number=n,
            subject="Bench", state="open", handed_over_at=timezone.now(), last_message_at=timezone.now(),
        )
        for n, one in enumerate(contacts, start=1)
    ]
)
visitors = [[mark, str(one.pk)] for mark, one in zip(marks, enquiries)]
print("shop " + json.dumps({{"key": channel.public_key, "token": key.text, "visitors": visitors}}))
"""


@dataclass
class Shop:
    """The running house as this measurement sees it; moments are of the monotonic clock."""

    port: int
    key: str
    token: str
    visitors: list[tuple[str, str]]  # token of the widget, its enquiry
    sent: dict[str, float] = field(default_factory=dict)
    waits: dict[str, float] = field(default_factory=dict)  # milliseconds, by the text
    news: asyncio.Event = field(default_factory=asyncio.Event)
    listening: list[asyncio.Task[None]] = field(default_factory=list)
    closed: int = 0


def measure_widget() -> Report:
    """Open sockets, members' replies at a stated rate, and visitors' messages beside them."""
    report = Report("Widget: a thousand open sockets, milliseconds to delivery")
    with tempfile.TemporaryDirectory(prefix="lumen-bench-") as name, patch.dict(os.environ, NO_LIMITS):
        var, port = Path(name) / "var", free_port()
        command = [sys.executable, "manage.py", "up", "--no-demo", "--port", str(port)]
        with running(command, embedded.BASE_DIR, var, port) as (_, house):
            wait_for(f"http://127.0.0.1:{port}/ready")
            shop = _shop(var, port)
            asyncio.run(_measure(shop, house, report))
    return report


def _shop(var: Path, port: int) -> Shop:
    command = [sys.executable, "manage.py", "shell", "-c", _MAKE_SHOP.format(sockets=SOCKETS)]
    environment = {**os.environ, "LUMEN_VAR": str(var)}
    made = subprocess.run(
        command, cwd=embedded.BASE_DIR, env=environment, check=True, capture_output=True, text=True
    )
    line = next(line for line in made.stdout.splitlines() if line.startswith("shop "))
    told = json.loads(line.removeprefix("shop "))
    visitors = [(mark, enquiry) for mark, enquiry in told["visitors"]]
    return Shop(port=port, key=told["key"], token=told["token"], visitors=visitors)


async def _measure(shop: Shop, house: psutil.Process, report: Report) -> None:
    before = _weight(house)
    started = time.perf_counter()
    gate = asyncio.Semaphore(OPEN_AT_ONCE)
    opened: list[float] = []
    sockets = await asyncio.gather(*(_open(shop, mark, gate, opened) for mark, _ in shop.visitors))
    seconds = time.perf_counter() - started
    note = f"{len(sockets)} in {seconds:.1f} s, {OPEN_AT_ONCE} at once"
    report.add(_figure("from connecting to the conversation", opened, note))
    load = f"load {os.getloadavg()[0]:.1f}"
    await _write_replies(shop)
    replies = [wait for text, wait in shop.waits.items() if text.startswith("Reply")]
    note = f"{len(replies)} of {REPLIES} arrived, {REPLIES_A_SECOND} a second, bar 500; {load} before"
    report.add(_figure("reply over REST to the visitor's socket", replies, note))
    report.add(Figure(name="slowest of them", unit="ms", p50=max(replies), p95=max(replies)))
    await _write_questions(shop, sockets)
    echoes = [wait for text, wait in shop.waits.items() if text.startswith("Question")]
    note = f"{len(echoes)} of {QUESTIONS} kept, {QUESTIONS_A_SECOND} a second, each read by the worker"
    report.add(_figure("visitor's message until it is kept", echoes, note))
    grown = (_weight(house) - before) / max(1, len(sockets)) * 1_024
    total = _weight(house)
    note = f"{grown:.0f} KiB a socket; {shop.closed} sockets ended by themselves"
    report.add(Figure(name="memory of the web process", unit="MiB", p50=total, p95=total, note=note))
    for task in shop.listening:
        task.cancel()
    for socket in sockets:
        socket.close()


async def _open(shop: Shop, mark: str, gate: asyncio.Semaphore, opened: list[float]) -> Socket:
    async with gate:
        started = time.perf_counter()
        socket = await Socket.open(shop.port, "/w/ws/")
        await socket.send(json.dumps({"type": "hello", "key": shop.key, "token": mark}))
        ready = json.loads(await socket.receive())
        if ready["type"] != "ready":
            raise ClosedError(str(ready))
        opened.append((time.perf_counter() - started) * 1_000)
        # at once: a socket that answers no ping for half a minute is taken for gone
        shop.listening.append(asyncio.create_task(_listen(shop, socket)))
        return socket


async def _listen(shop: Shop, socket: Socket) -> None:
    """Note when each text that was sent is there."""
    with contextlib.suppress(asyncio.CancelledError):
        try:
            while True:
                frame = json.loads(await socket.receive())
                text = frame.get("message", {}).get("text", "")
                if text in shop.sent and text not in shop.waits:
                    shop.waits[text] = (time.perf_counter() - shop.sent[text]) * 1_000
                    shop.news.set()
        except ClosedError:
            shop.closed += 1


async def _write_replies(shop: Shop) -> None:
    """A member's program writes to one visitor after the other, at the stated rate."""
    free: asyncio.Queue[http.client.HTTPConnection] = asyncio.Queue()
    for _ in range(SENDERS):
        free.put_nowait(http.client.HTTPConnection("127.0.0.1", shop.port, timeout=60))

    async def write(number: int) -> None:
        text = f"Reply {number}"
        enquiry = shop.visitors[number * 7 % SOCKETS][1]
        shop.sent[text] = time.perf_counter()  # waiting for a free connection counts
        line = await free.get()
        await asyncio.get_running_loop().run_in_executor(pool, _post, line, shop.token, enquiry, text)
        free.put_nowait(line)

    with ThreadPoolExecutor(SENDERS) as pool:
        writing = []
        for number in range(REPLIES):
            writing.append(asyncio.create_task(write(number)))
            await asyncio.sleep(1 / REPLIES_A_SECOND)
        await asyncio.gather(*writing)
        await _until_all_are_there(shop)


async def _write_questions(shop: Shop, sockets: list[Socket]) -> None:
    for number in range(QUESTIONS):
        text = f"Question {number}"
        shop.sent[text] = time.perf_counter()
        await sockets[number * 11 % SOCKETS].send(json.dumps({"type": "text", "id": text, "text": text}))
        await asyncio.sleep(1 / QUESTIONS_A_SECOND)
    await _until_all_are_there(shop)


async def _until_all_are_there(shop: Shop) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LAST_SECONDS):
            while len(shop.waits) < len(shop.sent):
                shop.news.clear()
                await shop.news.wait()


def _post(line: http.client.HTTPConnection, token: str, enquiry: str, text: str) -> None:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    body = json.dumps({"text": text, "kind": "reply"})
    line.request("POST", f"/api/v1/enquiries/{enquiry}/messages", body, headers)
    answer = line.getresponse()
    content = answer.read()
    if answer.status != HTTPStatus.CREATED:
        raise ClosedError(f"{answer.status}: {content[:300]!r}")


def _weight(house: psutil.Process) -> float:
    """The web process's proportional share of memory, in MiB."""
    for child in house.children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            if "lumen.web" in " ".join(child.cmdline()):
                return float(child.memory_full_info().pss) / 2**20
    return 0.0


def _figure(name: str, values: list[float], note: str) -> Figure:
    return Figure(name=name, unit="ms", p50=percentile(values, 0.5), p95=percentile(values, 0.95), note=note)
