"""Finding the paper of an address, and the way back after a change."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from documents.models import Document
from lumen.common.http import MemberRequest

RELATED = ("workspace", "uploaded_by", "correspondent", "reviewed_by")


def paper_or_404(request: MemberRequest, pk: UUID) -> Document:
    """A paper of the library."""
    live = Document.objects.in_workspace(request.workspace).live()
    return get_object_or_404(live.select_related(*RELATED), pk=pk)


def binned_or_404(request: MemberRequest, pk: UUID) -> Document:
    """A paper in the bin."""
    binned = Document.objects.in_workspace(request.workspace).filter(deleted_at__isnull=False)
    return get_object_or_404(binned.select_related("workspace"), pk=pk)


def uuid_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def uuids(texts: list[str]) -> list[UUID]:
    """The ids among what was sent."""
    return [pk for text in texts if (pk := uuid_or_none(text))]


def back(request: MemberRequest, name: str = "documents:list", *args: object) -> HttpResponse:
    """To the page the form names in `next`, or to the page called `name`."""
    target = request.POST.get("next", "")
    is_ours = target.startswith("/") and url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(target if is_ours else reverse(name, args=args))
