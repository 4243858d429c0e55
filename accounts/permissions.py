"""Who may do what: pure functions of a membership."""

from django.core.exceptions import PermissionDenied

from accounts.models import Membership

EDITORS = {Membership.Role.OWNER, Membership.Role.MEMBER}


def can_edit(membership: Membership) -> bool:
    """Owners and members change money and papers; viewers only look."""
    return membership.role in EDITORS


def can_administer(membership: Membership) -> bool:
    """Owners change the workspace, its members and its keys."""
    return membership.role == Membership.Role.OWNER


def require_edit(membership: Membership) -> None:
    if not can_edit(membership):
        raise PermissionDenied("You can look at this workspace but not change it. Ask its owner.")


def require_administer(membership: Membership) -> None:
    if not can_administer(membership):
        raise PermissionDenied("Only an owner of this workspace may change this.")
