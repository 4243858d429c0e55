"""A Celery worker that is killed in the middle of a long file: another goes on where it was."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery
from django.db import connections
from django.utils import timezone

from documents.models import Document, Page, ProcessingRun
from tests.documents import factories

ROOT = Path(__file__).resolve().parents[2]
PAGES = 500
WORKER = """
import sys
from lumen.celery import app
import django
django.setup()
from django.conf import settings
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
connections["audit"].settings_dict["NAME"] = sys.argv[2]
settings.MEDIA_ROOT = sys.argv[4]
app.worker_main([
    "--quiet", "worker", "--pool", "threads", "--concurrency", "1", "--queues", sys.argv[3],
    "--loglevel", "ERROR", "--without-gossip", "--without-mingle", "--without-heartbeat",
])
"""


QUEUE = f"papers-of-test-{os.getpid()}"


@pytest.fixture
def send(settings):
    """Send a task to the workers of this test alone."""
    broker = Celery(broker=settings.CELERY_BROKER_URL, set_as_current=False)
    yield lambda task: broker.send_task(task, queue=QUEUE)
    with broker.connection_or_acquire() as connection:
        connection.default_channel.queue_delete(QUEUE)
    broker.close()


@pytest.fixture
def start_worker(tmp_path, settings):
    started = []

    def start() -> "subprocess.Popen[bytes]":
        names = [str(connections[alias].settings_dict["NAME"]) for alias in ("default", "audit")]
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        with (tmp_path / f"worker-{len(started)}.log").open("wb") as log:
            worker = subprocess.Popen(
                [sys.executable, "-c", WORKER, *names, QUEUE, str(settings.MEDIA_ROOT)],
                cwd=ROOT, env=environment, stdout=log, stderr=log,
            )  # fmt: skip
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.kill()
        worker.wait(timeout=30)


def page_of_report(number: int) -> str:
    """Words of its own for each page: lines that are on every page are left out by the reader."""
    seen = ("a heron", "two boats", "thick fog", "the ferry", "no wind", "ice", "a storm")
    lines = [
        f"On day {number + row} the keeper saw {seen[(number * 3 + row) % 7]}."
        for row in range(number % 5 + 1)
    ]
    return "\n".join([f"This is entry {number} of the lighthouse.", *lines])


def wait_until(check, seconds=90):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if check():
            return
        time.sleep(0.02)
    raise AssertionError("it did not come to that")


@pytest.mark.django_db(transaction=True)
def test_another_goes_on_where_it_was_and_reads_no_page_twice(workspace, start_worker, send):
    content = factories.a_pdf(*map(page_of_report, range(1, PAGES + 1)))
    document = factories.make_document(workspace, content, "report.pdf", queued_at=timezone.now())
    worker = start_worker()
    send("documents.tasks.read_next")

    wait_until(lambda: Page.objects.count() >= 50)
    worker.kill()
    worker.wait(timeout=30)
    time.sleep(0.5)  # PostgreSQL notices that the connection is gone
    before = dict(Page.objects.values_list("number", "pk"))
    document.refresh_from_db()
    assert 50 <= len(before) < PAGES
    assert sorted(before) == list(range(1, len(before) + 1))
    assert document.status == "extracting"
    assert not document.chunks.exists()

    ProcessingRun.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    start_worker()
    send("documents.tasks.revive_stuck")
    send("documents.tasks.read_next")
    wait_until(lambda: Document.objects.get().is_finished)

    document.refresh_from_db()
    pages = dict(Page.objects.values_list("number", "pk"))
    assert (document.status, document.pages_done) == ("ready", PAGES)
    assert sorted(pages) == list(range(1, PAGES + 1))
    assert all(pages[number] == key for number, key in before.items())
    assert [run.problem for run in document.runs.all()] == ["", "interrupted"]
    assert f"On day {PAGES}" in document.pages.get(number=PAGES).text
