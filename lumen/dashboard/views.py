"""The front door: a landing page for strangers, the dashboard for members."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Workspace
from lumen.common.http import MemberRequest
from lumen.dashboard import figures
from lumen.dashboard.sections import BY_NAME, SECTIONS


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """A stranger sees what Lumen does; a member sees their money and papers."""
    if not request.user.is_authenticated:
        return render(request, "landing.html")
    workspace = cast("Workspace | None", getattr(request, "workspace", None))
    if workspace is None:
        return redirect("accounts:new-workspace")
    context = {
        "sections": SECTIONS,
        "is_empty": figures.is_empty(workspace),
        "now": timezone.localtime(),
    }
    return render(request, "dashboard/home.html", context)


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """For what asks by custom: pages outside the frame, such as an image in a tab of its own."""
    return redirect(static("logo.svg"))


@require_safe
@login_required
def section(request: MemberRequest, name: str) -> HttpResponse:
    """One section as a fragment."""
    if name not in BY_NAME or request.workspace is None:
        raise Http404
    chosen = BY_NAME[name]
    context = chosen.context(request.workspace, timezone.localdate())
    return render(request, chosen.template, {**context, "section": chosen})
