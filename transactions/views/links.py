"""Transfers between own accounts, and refunds: what belongs together, and what does not."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest, render_page
from transactions import links
from transactions.models import Transaction, TransferPair
from transactions.services import refunds, transfers

PAGE_SIZE = 25
MOST_PROPOSALS = 50


@require_safe
@login_required
def transfer_list(request: MemberRequest) -> HttpResponse:
    """Proposals to answer, and the pairs there are."""
    proposals = links.pairs_of(request.workspace, TransferPair.State.PROPOSED)
    confirmed = links.pairs_of(request.workspace, TransferPair.State.CONFIRMED)
    page = Paginator(confirmed, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "proposals": list(proposals[:MOST_PROPOSALS]),
        "page": page,
        "may_edit": can_edit(request.membership),
    }
    return render_page(request, "transactions/transfers.html", context, fragment="transfers")


@require_POST
@login_required
def transfer_action(request: MemberRequest, pk: UUID, action: str) -> HttpResponse:
    """Confirm a proposal, or say that it is no pair; the same takes a pair apart."""
    require_edit(request.membership)
    pair = get_object_or_404(TransferPair.objects.in_workspace(request.workspace), pk=pk)
    try:
        if action == "confirm":
            transfers.confirm(workspace=request.workspace, actor=request.user, pair=pair)
            messages.success(request, _("Paired: both rows are one transfer now."))
        elif action == "reject":
            transfers.reject(workspace=request.workspace, actor=request.user, pair=pair)
            messages.success(request, _("Not a pair. It will not be proposed again."))
        else:
            raise Http404
    except LumenError as error:
        messages.error(request, error.detail)
    return _back(request)


@require_POST
@login_required
def transfer_pair(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Pair a row with the one chosen on its page."""
    require_edit(request.membership)
    row, other = _entry_or_404(request, pk), _chosen_or_404(request, "other")
    try:
        transfers.pair_up(workspace=request.workspace, actor=request.user, one=row, other=other)
        messages.success(request, _("Paired: both rows are one transfer now."))
    except LumenError as error:
        messages.error(request, error.detail)
    return redirect("transactions:detail", pk=pk)


@require_POST
@login_required
def refund_link(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Say what a row gives back; with no purchase chosen, that it gives none of them back."""
    require_edit(request.membership)
    row = _entry_or_404(request, pk)
    try:
        if request.POST.get("purchase"):
            refunds.link_by_hand(
                workspace=request.workspace,
                actor=request.user,
                row=row,
                purchase=_chosen_or_404(request, "purchase"),
            )
            messages.success(request, _("Linked with the purchase."))
        else:
            refunds.unlink(workspace=request.workspace, actor=request.user, row=row)
            messages.success(request, _("The link was taken away."))
    except LumenError as error:
        messages.error(request, error.detail)
    return redirect("transactions:detail", pk=pk)


def _entry_or_404(request: MemberRequest, pk: UUID | str) -> Transaction:
    rows = Transaction.objects.in_workspace(request.workspace).entries()
    return get_object_or_404(rows.select_related("account"), pk=pk)


def _chosen_or_404(request: MemberRequest, name: str) -> Transaction:
    try:
        return _entry_or_404(request, UUID(request.POST.get(name, "")))
    except ValueError as error:
        raise Http404 from error


def _back(request: MemberRequest) -> HttpResponse:
    try:
        return redirect("transactions:detail", pk=UUID(request.POST.get("row", "")))
    except ValueError:
        return redirect("transactions:transfers")
