"""Splitting a payment into parts, and taking the split back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import require_edit
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest
from transactions import selectors
from transactions.enrichment.categories import fits
from transactions.forms.rules import SplitRow, parts_posted
from transactions.models import Category, Transaction
from transactions.rules.shares import BadSplitError, parts_of, read_share
from transactions.services import catalog, splits

_BUTTONS = {"add_part", "remove_part"}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def transaction_split(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The editor of the parts; they have to sum to the payment exactly."""
    require_edit(request.membership)
    catalog.ensure_catalog(request.workspace)
    row = _whole_or_404(request, pk)
    if request.method != "POST":
        return _show(request, row, _rows_of(row))
    parts = parts_posted(request.POST)
    if _BUTTONS & request.POST.keys():
        return _show(request, row, parts)
    try:
        _split(request, row, parts)
    except LumenError as error:
        return _show(request, row, parts, problem=error.detail)
    messages.success(request, _("The payment is split. Sums and budgets count its parts."))
    return redirect("transactions:detail", pk=row.pk)


def _whole_or_404(request: MemberRequest, pk: UUID) -> Transaction:
    """The payment; for one of its parts the whole of it."""
    mine = Transaction.objects.in_workspace(request.workspace).filter(deleted_at__isnull=True)
    row = get_object_or_404(mine.for_lists().select_related("split_of"), pk=pk)
    return get_object_or_404(mine.for_lists(), pk=row.split_of_id) if row.split_of_id else row


def _rows_of(row: Transaction) -> list[SplitRow]:
    if not row.is_split:
        category = str(row.category_id or "")
        return [SplitRow(category=category), SplitRow()]
    sign = -1 if row.amount < 0 else 1
    return [
        SplitRow(category=str(part.category_id or ""), share=f"{sign * part.amount:.2f}", note=part.note)
        for part in row.parts.order_by("fingerprint")
    ]


def _split(request: MemberRequest, row: Transaction, written: list[SplitRow]) -> None:
    wanted = [part for part in written if part.share or part.category or part.note]
    amounts = parts_of(row.amount, [read_share(part.share) for part in wanted])
    known = {str(each.pk): each for each in Category.objects.in_workspace(request.workspace)}
    if any(part.category and part.category not in known for part in wanted):
        raise BadSplitError(_("Choose one of your categories for each part."))
    parts = [
        splits.Part(amount=amount, category=known.get(part.category), note=part.note)
        for amount, part in zip(amounts, wanted, strict=True)
    ]
    splits.split(workspace=request.workspace, actor=request.user, row=row, parts=parts, now=timezone.now())


def _show(
    request: MemberRequest, row: Transaction, parts: list[SplitRow], *, problem: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {
        "row": row,
        "size": abs(row.amount),
        "parts": parts,
        "categories": [
            each
            for each in selectors.categories_of(request.workspace)
            if fits(each.kind, row.kind) or any(str(each.pk) == part.category for part in parts)
        ],
        "problem": problem,
    }
    return render(request, "transactions/split.html", context, status=422 if problem else 200)


@require_POST
@login_required
def transaction_unsplit(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take the parts away; the payment counts as one again."""
    require_edit(request.membership)
    row = _whole_or_404(request, pk)
    try:
        splits.unsplit(workspace=request.workspace, actor=request.user, row=row)
    except LumenError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, _("The payment is one again."))
    return redirect("transactions:detail", pk=row.pk)
