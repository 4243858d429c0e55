"""What people looked for in the papers, and did not find."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import require_edit
from documents import search_log
from lumen.common.http import MemberRequest

SPANS = (7, 30, 90)
USUAL = 30


@require_safe
@login_required
def searches(request: MemberRequest) -> HttpResponse:
    """Searches without a result first; then the latest ones. Members see each other's; viewers do not."""
    require_edit(request.membership)
    asked = request.GET.get("days", "")
    days = next((span for span in SPANS if asked == str(span)), USUAL)
    since = timezone.now() - timedelta(days=days)
    context = {
        "missed": search_log.missed(request.workspace, since=since),
        "newest": search_log.newest(request.workspace),
        "days": days,
        "spans": SPANS,
        "kept_days": settings.SEARCH_LOG_DAYS,
    }
    return render(request, "documents/searches.html", context)
