"""Telling open pages, and what was noticed in it, that the ledger changed."""

from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from accounts import selectors as people
from lumen.common import events
from lumen.common.tasks import enqueue

if TYPE_CHECKING:
    from accounts.models import Workspace


def announce_changed(workspace: "Workspace", *, count: int) -> None:
    """After commit, let open pages know that the ledger is not what they show; findings follow it."""
    enqueue("anomalies.tasks.follow_changes", workspace_id=str(workspace.pk))
    transaction.on_commit(
        partial(
            events.publish,
            workspace_id=workspace.pk,
            user_ids=people.member_ids(workspace),
            type="progress",
            kind="transactions",
            id=str(workspace.pk),
            count=count,
        )
    )
