"""A worker that is killed leaves nothing or everything, and its work is taken up again."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from tests.transactions.importing import PLAIN, commit, upload
from transactions import tasks
from transactions.models import Account, Evidence, ImportBatch, Transaction
from transactions.services import imports
from transactions.services.importing import preview

ROWS = 3_000
ROOT = Path(__file__).resolve().parents[2]
WORKER = """
import sys, django
django.setup()
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
from lumen.audit import services as audit
audit.record = lambda **facts: None
from transactions.services import imports
from transactions.services.importing import commit, states
def tell(batch, done, total):
    print(done, flush=True)
commit.states.tell_progress = tell
imports.run_commit(batch_id=sys.argv[2])
print("finished", flush=True)
"""


def a_large_file() -> str:
    return PLAIN + "".join(f"2025-{n % 9 + 1:02}-{n % 27 + 1:02},Shop {n},{n + 1},,,\n" for n in range(ROWS))


def start_worker(batch: ImportBatch) -> "subprocess.Popen[str]":
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, str(connection.settings_dict["NAME"]), str(batch.pk)],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("point", ["0", "2000", "3000"])
def test_a_killed_worker_leaves_nothing_and_another_does_all(workspace, point):
    batch = upload(workspace, a_large_file())
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportBatch.State.COMMITTING)
    worker = start_worker(batch)
    assert worker.stdout is not None
    for line in worker.stdout:
        if line.strip() == point:
            break
    worker.send_signal(signal.SIGKILL)
    worker.wait(timeout=30)
    worker.stdout.close()

    waited = time.monotonic() + 20
    while _is_locked(batch) and time.monotonic() < waited:
        time.sleep(0.1)
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.COMMITTING
    assert not Transaction.objects.exists()
    assert not Evidence.objects.exists()
    assert not Account.objects.filter(name="Main account").exists()

    imports.run_commit(batch_id=str(batch.pk))

    assert Transaction.objects.count() == ROWS


def _is_locked(batch: ImportBatch) -> bool:
    """Whether the killed worker's connection is still being cleared away."""
    from django.db import transaction

    with transaction.atomic():
        return not ImportBatch.objects.select_for_update(skip_locked=True).filter(pk=batch.pk).exists()


@pytest.mark.django_db
class TestReviving:
    def stuck(self, workspace, state: str) -> ImportBatch:
        batch = upload(workspace, PLAIN + "2025-10-01,Cafe,90,,,\n")
        ImportBatch.objects.update(state=state, updated_at=timezone.now() - timedelta(minutes=5))
        return batch

    def test_a_commit_whose_worker_died_is_done(self, workspace, django_capture_on_commit_callbacks):
        self.stuck(workspace, "committing")

        with django_capture_on_commit_callbacks(execute=True):
            assert imports.revive_stuck(now=timezone.now()) == 1

        assert Transaction.objects.count() == 1

    def test_a_reading_whose_worker_died_is_done(self, workspace, django_capture_on_commit_callbacks):
        batch = self.stuck(workspace, "reading")

        with django_capture_on_commit_callbacks(execute=True):
            imports.revive_stuck(now=timezone.now())

        batch.refresh_from_db()
        assert batch.state == "preview"

    def test_one_at_work_or_done_is_left_alone(self, workspace):
        upload(workspace, PLAIN + "2025-10-01,Cafe,90,,,\n")
        commit(upload(workspace, PLAIN + "2025-10-02,Bar,90,,,\n", "b.csv"))

        assert imports.revive_stuck(now=timezone.now() + timedelta(hours=1)) == 0

    def test_after_three_times_the_person_is_told(self, workspace):
        batch = self.stuck(workspace, "committing")
        ImportBatch.objects.filter(pk=batch.pk).update(reading={**batch.reading, "attempts": 3})

        imports.revive_stuck(now=timezone.now())

        batch.refresh_from_db()
        assert batch.state == "preview"
        assert "nothing was booked" in batch.problem
        assert not Transaction.objects.exists()

    def test_a_fault_of_ours_is_told_at_once(self, workspace, monkeypatch):
        def broken(*told: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(preview, "read_statement", broken)
        batch = ImportBatch.objects.create(
            workspace=workspace, file=ContentFile(b"x", name="a.csv"), filename="a.csv", sha256="0"
        )

        with pytest.raises(ZeroDivisionError):
            tasks.read_import(batch_id=str(batch.pk))

        batch.refresh_from_db()
        assert (batch.state, "went wrong" in batch.problem) == ("failed", True)
