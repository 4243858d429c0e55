"""Members only; viewers and read tokens only read."""

from typing import Any

from django.apps import apps
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

WORKSPACE_HEADER = "X-Lumen-Workspace"


class IsMember(BasePermission):
    """Finds the workspace of the call and puts it and the membership on the request.

    An API token is bound to its workspace. Others name one by slug or id in `X-Lumen-Workspace`, and
    get the session's or their first one without it. A workspace that is not theirs is a 403 without
    saying whether it exists.
    """

    message = "You are not a member of this workspace, or your role or token may only read."

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        membership = self._membership(request)
        if membership is None:
            return False
        request.membership = membership  # type: ignore[attr-defined]
        request.workspace = membership.workspace  # type: ignore[attr-defined]
        if request.method in SAFE_METHODS or getattr(view, "reads_only", False):
            return True
        scopes = getattr(request.auth, "scopes", ["write"])
        return "write" in scopes and membership.role != "viewer"

    @staticmethod
    def _membership(request: Request) -> Any:
        membership_model: Any = apps.get_model("accounts", "Membership")
        if bound := getattr(request.auth, "workspace_id", None):
            return membership_model.of(request.user, str(bound), is_exact=True)
        named = request.headers.get(WORKSPACE_HEADER, "")
        chosen = named or request.session.get("workspace") if hasattr(request, "session") else named
        return membership_model.of(request.user, chosen or "", is_exact=bool(named))
