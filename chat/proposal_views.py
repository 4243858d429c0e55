"""Saying yes or no to what a tool proposed, and taking it back: pages and fragments."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from chat import proposals
from chat.models import Proposal
from chat.presenting import proposal_shown
from lumen.ai.tools.calling import NotPermittedError
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest

SAID_IN_PLACE = (HTTPStatus.CONFLICT, HTTPStatus.GONE)  # chat-edit.js swaps these in, like 422


@login_required
@require_safe
def shown(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The offer as it stands, for a page that waits for what a worker is at."""
    found = get_object_or_404(proposals.proposals_of(request.membership), pk=pk)
    if not request.htmx:
        return _page_of(found)
    context = {"proposal": proposal_shown(found, timezone.now())}
    return render(request, "chat/_proposal.html", context)


@login_required
@require_POST
def confirm(request: MemberRequest, pk: UUID) -> HttpResponse:
    return _decided(request, pk, proposals.confirm)


@login_required
@require_POST
def cancel(request: MemberRequest, pk: UUID) -> HttpResponse:
    return _decided(request, pk, proposals.cancel)


@login_required
@require_POST
def undo(request: MemberRequest, pk: UUID) -> HttpResponse:
    return _decided(request, pk, proposals.undo)


def _decided(request: MemberRequest, pk: UUID, decide: Callable[..., Proposal]) -> HttpResponse:
    found = get_object_or_404(proposals.proposals_of(request.membership), pk=pk)
    now, problem = timezone.now(), ""
    status = int(HTTPStatus.OK)
    try:
        decide(proposal_id=pk, membership=request.membership, now=now)
    except NotPermittedError as refused:
        raise PermissionDenied(refused.detail) from refused
    except LumenError as error:
        problem = error.detail
        status = error.status if error.status in SAID_IN_PLACE else int(HTTPStatus.UNPROCESSABLE_ENTITY)
    found.refresh_from_db()  # a worker may have been quick
    if request.htmx:
        context = {"proposal": proposal_shown(found, now), "problem": problem}
        return render(request, "chat/_proposal.html", context, status=status)
    if problem:
        messages.error(request, problem)
    return _page_of(found)


def _page_of(found: Proposal) -> HttpResponse:
    target = redirect("chat:conversation", pk=found.message.conversation_id)
    target["Location"] += f"#proposal-{found.pk}"
    return target
