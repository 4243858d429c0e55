"""How many queries a page needs."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries_of(client: Any, address: str, **extra: Any) -> int:
    """Queries of one look at an address, after a first one that fills caches."""
    client.get(address, **extra)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address, **extra)
    assert answer.status_code == 200
    return len(captured)
