"""What every page of this app shows."""

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import can_edit, require_edit
from lumen.common.http import MemberRequest
from lumen.feeds.models import Feed, Watch

Kept = TypeVar("Kept", Feed, Watch)


def tabs(current: str) -> list[dict[str, Any]]:
    """The parts of the world."""
    parts = [("news", _("News")), ("watches", _("Watch-list")), ("prices", _("Share prices"))]
    return [
        {"text": text, "url": reverse(f"feeds:{name}"), "current": name == current, "count": 0}
        for name, text in parts
    ]


def frame(request: MemberRequest, current: str) -> dict[str, Any]:
    return {"tabs": tabs(current), "may_edit": can_edit(request.membership)}


def own(request: MemberRequest, model: type[Kept], pk: UUID) -> Kept:
    """The workspace's row, taken away or not; 404 for a stranger's, 403 for viewers."""
    rows = model.objects.in_workspace(request.workspace).select_related("workspace")
    row = get_object_or_404(rows, pk=pk)
    require_edit(request.membership)
    return row


def named_in(request: MemberRequest, name: str, rows: "QuerySet[Any]") -> Any:
    """The row whose id the address holds, nothing when it holds none of these."""
    try:
        return rows.filter(pk=UUID(request.GET.get(name, ""))).first()
    except ValueError:
        return None
