"""Pages for merchants: whom money goes to, their names and spellings, and filing their payments alike."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest, render_page
from transactions import category_reasons, selectors
from transactions.forms import MerchantForm, MergeMerchantForm
from transactions.models import Change, Merchant, Transaction
from transactions.services import changes, merchants
from transactions.services.upkeep import CannotMergeError, NameTakenError

MERCHANT_ROWS = 100
_EDIT_PAGE = "transactions/merchants_edit.html"


@require_safe
@login_required
def merchant_list(request: MemberRequest) -> HttpResponse:
    """Whom money goes to and comes from."""
    q = request.GET.get("q", "").strip()
    rows = list(selectors.merchants(request.workspace, q=q)[: MERCHANT_ROWS + 1])
    context = {
        "merchants": rows[:MERCHANT_ROWS],
        "has_more": len(rows) > MERCHANT_ROWS,
        "q": q,
        "may_edit": can_edit(request.membership),
        "currency": request.workspace.base_currency,
    }
    return render_page(request, "transactions/merchants.html", context, fragment="merchant-table")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def merchant_edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Rename a merchant, set its usual category, see its other spellings, merge it."""
    require_edit(request.membership)
    merchant = _merchant_or_404(request, pk)
    form = _form_of(request, merchant, data=request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            change = merchants.rename_merchant(
                workspace=request.workspace, actor=request.user, merchant=merchant, **form.cleaned_data
            )
        except NameTakenError as error:
            form.add_error("name", error.detail)
        else:
            messages.success(request, _("Merchant saved. The old spelling still leads here."))
            return _to_payments(merchant, change)
    context = _merchant_context(request, merchant) | {"form": form}
    return render(request, _EDIT_PAGE, context, status=422 if form.errors else 200)


def _merchant_or_404(request: MemberRequest, pk: UUID) -> Merchant:
    return get_object_or_404(Merchant.objects.in_workspace(request.workspace), pk=pk)


def _form_of(request: MemberRequest, merchant: Merchant, *, data: Any = None) -> MerchantForm:
    start = {"name": merchant.name, "category": merchant.category_id}
    return MerchantForm(data, initial=start, workspace=request.workspace)


def _to_payments(merchant: Merchant, change: Change) -> HttpResponse:
    """The merchant's payments, with the offer to take back what was just done."""
    return redirect(f"{reverse('transactions:list')}?merchant={merchant.pk}&undo={change.pk}")


def _merchant_context(request: MemberRequest, merchant: Merchant) -> dict[str, Any]:
    return {
        "merchant": merchant,
        "aliases": merchant.aliases.exclude(key=merchant.key).order_by("key"),
        "reach": merchants.reach_of(workspace=request.workspace, merchant=merchant),
        "merge": MergeMerchantForm(workspace=request.workspace),
        "merchant_names": selectors.merchant_names(request.workspace),
    }


@require_POST
@login_required
def merchant_merge(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show what a merge would do; with `confirmed`, do it."""
    require_edit(request.membership)
    merchant = _merchant_or_404(request, pk)
    merge = MergeMerchantForm(request.POST, workspace=request.workspace)
    context = _merchant_context(request, merchant) | {"form": _form_of(request, merchant), "merge": merge}
    if not merge.is_valid():
        return render(request, _EDIT_PAGE, context, status=422)
    into = merge.cleaned_data["into"]
    try:
        preview = merchants.preview_merge(workspace=request.workspace, merchant=merchant, into=into)
    except CannotMergeError as error:
        merge.add_error("into", error.detail)
        return render(request, _EDIT_PAGE, context, status=422)
    if "confirmed" not in request.POST:
        return render(request, _EDIT_PAGE, context | {"preview": preview})
    change = merchants.merge_merchants(
        workspace=request.workspace, actor=request.user, merchant=merchant, into=into
    )
    return _to_payments(into, change)


@require_POST
@login_required
def merchant_spelling(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Let a spelling no longer mean the merchant."""
    require_edit(request.membership)
    merchant = _merchant_or_404(request, pk)
    key = request.POST.get("key", "")
    try:
        merchants.forget_spelling(workspace=request.workspace, actor=request.user, merchant=merchant, key=key)
    except LumenError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, _("“%(key)s” no longer means it.") % {"key": key})
    return redirect("transactions:merchant-edit", pk=merchant.pk)


@require_POST
@login_required
def file_alike(request: MemberRequest, pk: UUID) -> HttpResponse:
    """File the merchant's other payments like the one a person just filed."""
    require_edit(request.membership)
    row = get_object_or_404(Transaction.objects.in_workspace(request.workspace).live(), pk=pk)
    try:
        change = changes.set_category(
            workspace=request.workspace,
            actor=request.user,
            rows=category_reasons.alike(row),
            category=row.category,
            now=timezone.now(),
        )
    except LumenError as error:
        messages.error(request, error.detail)
        return redirect("transactions:detail", pk=row.pk)
    return redirect(f"{reverse('transactions:list')}?merchant={row.merchant_id}&undo={change.pk}")
