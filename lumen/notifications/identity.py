"""Who is at the other end of a websocket."""

from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from accounts import selectors


def member_of_socket(scope: dict[str, Any]) -> tuple[UUID, UUID] | None:
    """The workspace and user of a socket, by session or token; `None` for strangers."""
    query = parse_qs(scope.get("query_string", b"").decode())
    token = query.get("token", [""])[0]
    if token:
        workspace = query.get("workspace", [""])[0]
        membership = selectors.membership_of_token(token, workspace)
    else:
        session = scope.get("session") or {}
        membership = selectors.current_membership(scope.get("user"), session.get("workspace"))
    return (membership.workspace_id, membership.user_id) if membership else None
