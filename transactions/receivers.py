"""What this app does when others say that something happened."""

from typing import Any

from lumen.common.tasks import enqueue


def paper_understood(*, document_id: str, **_: Any) -> None:
    """A paper's kind and sums are known: look for its payment."""
    enqueue("transactions.tasks.match_paper", document_id=document_id)
