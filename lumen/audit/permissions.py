"""Who may read the audit log of a workspace: its owners."""

from typing import Any

from django.core.exceptions import PermissionDenied


def require_owner(membership: Any) -> None:
    if membership.role != "owner":
        raise PermissionDenied("Only an owner of this workspace may read its audit log.")
