"""The workspace and time zone of each request."""

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts import selectors, services
from accounts.models import Membership


class WorkspaceMiddleware:
    """Sets `request.workspace` and `request.membership` for signed-in members."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        membership = self._membership(request)
        request.membership = membership  # type: ignore[attr-defined]
        request.workspace = membership.workspace if membership else None  # type: ignore[attr-defined]
        if membership is None:
            return self.get_response(request)
        with timezone.override(zoneinfo.ZoneInfo(membership.workspace.time_zone)):
            return self.get_response(request)

    @staticmethod
    def _membership(request: HttpRequest) -> Membership | None:
        if not request.user.is_authenticated:
            return None
        chosen = request.session.get("workspace")
        found = selectors.current_membership(request.user, chosen)
        if found is None:  # made by createsuperuser or by a social sign-in
            services.create_first_workspace(user=request.user)
            found = selectors.current_membership(request.user, chosen)
        return found
