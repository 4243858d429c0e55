"""A number per workspace that grows with every change in it: what was computed before it is old."""

from uuid import UUID

from django.core.cache import cache

KEEP_SECONDS = 86_400


def _key(workspace_id: UUID) -> str:
    return f"generation:{workspace_id}"


def current(workspace_id: UUID) -> int:
    return int(cache.get_or_set(_key(workspace_id), 0, KEEP_SECONDS) or 0)


def advance(workspace_id: UUID) -> None:
    """Something in the workspace has changed, and is committed."""
    cache.add(_key(workspace_id), 0, KEEP_SECONDS)
    cache.incr(_key(workspace_id))
