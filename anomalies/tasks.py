"""Work for after commit and for the night."""

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from accounts.models import Workspace
from anomalies import services
from lumen.common.tasks import enqueue


@shared_task(
    name="anomalies.tasks.judge_transactions",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def judge_transactions(*, transaction_ids: str) -> int:
    """Judge payments that were just recorded; ids are separated by commas."""
    ids = [part for part in transaction_ids.split(",") if part]
    return len(services.judge_transactions(transaction_ids=ids, now=timezone.now()))


@shared_task(name="anomalies.tasks.judge_history")
def judge_history(*, workspace_id: str, since: str) -> int:
    """Judge a workspace's history from an ISO date on, without telling anybody."""
    from datetime import date

    workspace = Workspace.objects.get(pk=workspace_id)
    found = services.judge_history(workspace=workspace, since=date.fromisoformat(since), now=timezone.now())
    return len(found)


@shared_task(name="anomalies.tasks.train_all")
def train_all() -> int:
    """Queue the nightly work of every workspace."""
    ids = [str(pk) for pk in Workspace.objects.values_list("pk", flat=True)]
    for workspace_id in ids:
        enqueue("anomalies.tasks.look_after", workspace_id=workspace_id)
    return len(ids)


@shared_task(name="anomalies.tasks.look_after")
def look_after(*, workspace_id: str) -> None:
    """One workspace's night: what did not come, and a forest that has seen the day."""
    workspace = Workspace.objects.get(pk=workspace_id)
    now = timezone.now()
    services.watch_calendar(workspace=workspace, now=now)
    services.train(workspace=workspace, now=now)
