"""Work for after commit and for the night."""

from celery import shared_task
from django.core.cache import cache
from django.db import OperationalError
from django.utils import timezone

from accounts.models import Membership, Workspace
from anomalies import services
from lumen.common.tasks import enqueue
from transactions.models import ImportBatch

DIGEST_LOOKED_AT_SECONDS = 6 * 3_600


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


@shared_task(name="anomalies.tasks.run_backtest")
def run_backtest(*, backtest_id: str) -> None:
    """Judge an uploaded history."""
    from anomalies.services import backtests

    backtests.run(pk=backtest_id, now=timezone.now())


@shared_task(name="anomalies.tasks.forget_backtests")
def forget_backtests() -> int:
    """Delete judged histories that are older than a day."""
    from anomalies.services import backtests

    return backtests.forget_old(now=timezone.now())


@shared_task(name="anomalies.tasks.look_after")
def look_after(*, workspace_id: str) -> None:
    """One workspace's night: what did not come, and a forest that has seen the day."""
    workspace = Workspace.objects.get(pk=workspace_id)
    now = timezone.now()
    services.watch_calendar(workspace=workspace, now=now)
    services.train(workspace=workspace, now=now)


@shared_task(
    name="anomalies.tasks.judge_import",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def judge_import(*, batch_id: str) -> int:
    """Judge what an import recorded, and tell of all of it once."""
    batch = ImportBatch.objects.select_related("workspace").filter(pk=batch_id).first()
    return len(services.judge_import(batch=batch, now=timezone.now())) if batch else 0


@shared_task(name="anomalies.tasks.look_back")
def look_back(*, batch_id: str) -> int:
    """Judge the whole period of an import, because somebody asked."""
    batch = ImportBatch.objects.select_related("workspace").filter(pk=batch_id).first()
    return len(services.look_back(batch=batch, now=timezone.now())) if batch else 0


@shared_task(
    name="anomalies.tasks.follow_changes",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def follow_changes(*, workspace_id: str) -> int:
    """Let findings follow what was changed in the ledger."""
    workspace = Workspace.objects.filter(pk=workspace_id).first()
    return len(services.follow_changes(workspace=workspace, now=timezone.now())) if workspace else 0


@shared_task(name="anomalies.tasks.tell_waiting")
def tell_waiting() -> int:
    """Queue the telling of what waited for the end of quiet hours."""
    waiting = services.waiting_workspaces(now=timezone.now())
    for workspace_id in waiting:
        enqueue("anomalies.tasks.tell_waiting_in", workspace_id=str(workspace_id))
    return len(waiting)


@shared_task(
    name="anomalies.tasks.tell_waiting_in",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def tell_waiting_in(*, workspace_id: str) -> None:
    """Tell the members of one workspace what waited."""
    services.tell_waiting(workspace_id=workspace_id, now=timezone.now())


@shared_task(name="anomalies.tasks.send_digests")
def send_digests() -> int:
    """Queue the weekly digests that are due; who has nothing to hear is looked at again hours later."""
    due = [
        member
        for member in services.members_due(now=timezone.now())
        if cache.add(f"digest:{member.pk}", "1", DIGEST_LOOKED_AT_SECONDS)
    ]
    for member in due:
        enqueue("anomalies.tasks.send_digest", membership_id=member.pk)
    return len(due)


@shared_task(name="anomalies.tasks.send_digest")
def send_digest(*, membership_id: int) -> bool:
    """One member's digest of the week, once."""
    found = Membership.objects.select_related("workspace", "user").filter(pk=membership_id).first()
    return services.send_digest(membership=found, now=timezone.now()) if found else False
