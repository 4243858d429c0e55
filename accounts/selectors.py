"""Who is who, and in which workspace."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from rest_framework.exceptions import AuthenticationFailed

from accounts.models import ApiToken, DataExport, Invitation, Membership, Workspace
from accounts.permissions import can_administer
from lumen.api.authentication import AccessTokenAuthentication

WITH_WORKSPACES = Prefetch(
    "memberships", Membership.objects.select_related("workspace").order_by("created_at", "pk")
)


def member_ids(workspace: Workspace) -> list[UUID]:
    return list(Membership.objects.filter(workspace=workspace).values_list("user_id", flat=True))


def memberships_of(user: Any) -> QuerySet[Membership]:
    """All workspaces of a person, by name."""
    mine = Membership.objects.filter(user=user).select_related("workspace")
    return mine.order_by("workspace__name", "pk")


def members_of(workspace: Workspace) -> QuerySet[Membership]:
    """Everybody in a workspace, the longest-standing first."""
    return Membership.objects.filter(workspace=workspace).select_related("user", "workspace")


def current_membership(user: Any, workspace_id: str | None) -> Membership | None:
    """The chosen workspace of a signed-in person, or their first one."""
    if not getattr(user, "is_authenticated", False):
        return None
    return Membership.of(user, workspace_id or "", is_exact=False)


def membership_of_token(token: str, workspace: str = "") -> Membership | None:
    """The membership behind an API token (`lmn_...`) or a JWT access token.

    Args:
        workspace: id or slug, for a JWT of somebody with several; an API token is bound to one.
    """
    if token.startswith("lmn_"):
        found = ApiToken.live(token)
        if found is None:
            return None
        return Membership.of(found.user, str(found.workspace_id), is_exact=True)
    backend = AccessTokenAuthentication()
    try:
        user: Any = backend.get_user(backend.get_validated_token(token.encode()))
    except AuthenticationFailed:
        return None
    return Membership.of(user, workspace, is_exact=bool(workspace))


def invitation_of_token(token: str) -> Invitation | None:
    """The invitation behind the secret of a link, whatever its state."""
    found = Invitation.objects.select_related("workspace", "invited_by")
    return found.filter(token_digest=ApiToken.digest_of(token)).first()


def visible_tokens(membership: Membership) -> QuerySet[ApiToken]:
    """A member's own keys to the workspace; an owner sees everybody's."""
    tokens = ApiToken.objects.in_workspace(membership.workspace).select_related("user", "workspace")
    return tokens if can_administer(membership) else tokens.filter(user=membership.user)


def exports_of(membership: Membership) -> QuerySet[DataExport]:
    """A member's own exports of the workspace."""
    mine = DataExport.objects.in_workspace(membership.workspace).filter(user=membership.user)
    return mine.select_related("workspace", "user")
