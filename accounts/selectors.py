"""Who is who, and in which workspace."""

from typing import Any
from uuid import UUID

from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken

from accounts.models import ApiToken, Membership, User, Workspace


def member_ids(workspace: Workspace) -> list[UUID]:
    return list(Membership.objects.filter(workspace=workspace).values_list("user_id", flat=True))


def current_membership(user: Any, workspace_id: str | None) -> Membership | None:
    """The chosen workspace of a signed-in person, or their first one."""
    if not getattr(user, "is_authenticated", False):
        return None
    return Membership.of(user, workspace_id or "", is_exact=False)


def membership_of_token(token: str) -> Membership | None:
    """The membership behind an API token (`lmn_...`) or a JWT access token."""
    if token.startswith("lmn_"):
        found = ApiToken.live(token)
        if found is None:
            return None
        return Membership.of(found.user, str(found.workspace_id), is_exact=True)
    try:
        user_id = AccessToken(token)["sub"]  # type: ignore[arg-type]
    except TokenError:
        return None
    user = User.objects.filter(pk=user_id, is_active=True).first()
    return current_membership(user, None)
