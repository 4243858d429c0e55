"""Telling open pages how far a document is."""

from django.db import transaction

from accounts import selectors as accounts
from documents.models import Document
from lumen.common import events
from lumen.common.redis import client

QUIET_MS = 500


def announce(document: Document, *, may_skip: bool = False) -> None:
    """Tell every member's open pages how far a document is, once this is committed.

    Args:
        may_skip: one of many steps; left out when the page was told of this document a moment ago.
    """
    workspace = document.workspace
    payload = {
        "kind": "document",
        "id": str(document.pk),
        "filename": document.filename,
        "status": document.status,
        "step": document.step,
        "pages_done": document.pages_done,
        "page_count": document.page_count,
    }

    def tell() -> None:
        if may_skip and not _is_due(payload["id"]):
            return
        events.publish(
            workspace_id=workspace.pk,
            user_ids=accounts.member_ids(workspace),
            type="progress",
            **payload,
        )

    transaction.on_commit(tell)


def _is_due(document_id: object) -> bool:
    return bool(client().set(f"lumen:documents:told:{document_id}", "1", nx=True, px=QUIET_MS))
