"""Requests as Lumen's views see them, and one way to answer page and fragment."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    from accounts.models import Membership, User, Workspace


class MemberRequest(HttpRequest):
    """A signed-in person in one of their workspaces (set by WorkspaceMiddleware)."""

    user: "User"
    workspace: "Workspace"
    membership: "Membership"
    htmx: HtmxDetails
    request_id: str


def render_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    fragment: str,
    status: int = 200,
) -> HttpResponse:
    """Render the whole page, or only its partial `fragment` when htmx asks for the element of that id."""
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    wants_fragment = bool(htmx) and not htmx.boosted and htmx.target == fragment
    name = f"{template}#{fragment}" if wants_fragment else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
