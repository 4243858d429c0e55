"""Work for after the answer: reading messages and files."""

from collections.abc import Callable
from functools import partial

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from accounts.models import Workspace
from lumen.common.dates import today_in
from transactions.mailboxes import papers as mail_papers
from transactions.mailboxes import polling, uploads
from transactions.models import Source
from transactions.services import expectations, imports, inbox, linking, papers, rates, recurring

_task = partial(shared_task, autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)


@_task(name="transactions.tasks.read_item")
def read_item(*, item_id: str) -> None:
    inbox.read_arrived(item_id=item_id)


@_task(name="transactions.tasks.keep_mail_papers")
def keep_mail_papers(*, item_id: str) -> None:
    """Make documents of the papers that came with a mail."""
    mail_papers.keep_papers(item_id=item_id)


@_task(name="transactions.tasks.read_left_waiting")
def read_left_waiting() -> None:
    """Messages whose own task was lost with its worker."""
    for item_id in inbox.left_waiting(now=timezone.now()):
        read_item.delay(item_id=str(item_id))


@_task(name="transactions.tasks.read_import")
def read_import(*, batch_id: str) -> None:
    _or_tell(imports.read_import, batch_id)


@_task(name="transactions.tasks.commit_import")
def commit_import(*, batch_id: str) -> None:
    _or_tell(imports.run_commit, batch_id)


def _or_tell(step: Callable[..., None], batch_id: str) -> None:
    """Do a step of an import; the person hears of a fault of ours at once, the log in full."""
    try:
        step(batch_id=batch_id)
    except OperationalError:
        raise  # tried again
    except Exception:
        imports.give_up(batch_id=batch_id)
        raise


@_task(name="transactions.tasks.match_paper")
def match_paper(*, document_id: str) -> None:
    """Find the payment of a paper that was understood."""
    papers.match_paper(document_id=document_id)


@_task(name="transactions.tasks.keep_receipt")
def keep_receipt(*, transaction_id: str) -> None:
    """Make the receipt file of a payment a paper."""
    papers.keep_receipt(transaction_id=transaction_id)


@_task(name="transactions.tasks.revive_imports")
def revive_imports() -> None:
    imports.revive_stuck(now=timezone.now())


@_task(name="transactions.tasks.refresh_rates")
def refresh_rates() -> None:
    """Once a day; a service that does not answer is asked again tomorrow."""
    rates.refresh_all()


@_task(name="transactions.tasks.poll_mailboxes")
def poll_mailboxes() -> None:
    for source_id in polling.due():
        poll_mailbox.delay(source_id=source_id)


@_task(name="transactions.tasks.poll_mailbox")
def poll_mailbox(*, source_id: str) -> None:
    polling.poll(source_id=source_id, now=timezone.now())


@_task(name="transactions.tasks.watch_mailbox")
def watch_mailbox(*, source_id: str) -> None:
    polling.watch(source=Source.objects.get(pk=source_id), now=timezone.now())


@_task(name="transactions.tasks.renew_mailbox_watches")
def renew_mailbox_watches() -> None:
    polling.renew_watches(now=timezone.now())


@_task(name="transactions.tasks.read_mail_upload")
def read_mail_upload(*, upload_id: str) -> None:
    uploads.read_upload(upload_id=upload_id)


@_task(name="transactions.tasks.drop_old_expectations")
def drop_old_expectations() -> None:
    """Once a day: what no bank has told within thirty days is not waited for any more."""
    expectations.drop_old(today=timezone.localdate())


@_task(name="transactions.tasks.link_recorded")
def link_recorded(*, workspace_id: str, ids: str) -> None:
    """Transfers, refunds, regular payments and papers of rows just recorded; without ids, of all."""
    workspace = Workspace.objects.filter(pk=workspace_id).first()
    if workspace is not None:
        today = today_in(workspace.time_zone, timezone.now())
        rows = ids.split(",") if ids else ()
        linking.link(workspace=workspace, today=today, ids=rows)
        papers.match_waiting(workspace=workspace, rows=rows)


@_task(name="transactions.tasks.mark_stopped")
def mark_stopped() -> None:
    """Once a day: regular payments that did not come any more."""
    recurring.mark_stopped(today=timezone.localdate())
