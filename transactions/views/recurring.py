"""Regular payments: what comes next, what they cost, what changed, and saying what is none."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from lumen.common.dates import today_in
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest, render_page
from transactions import regulars, selectors
from transactions.forms.regulars import CancelledForm, RegularChangeForm, RegularForm
from transactions.models import Recurring
from transactions.services import cancelling, catalog, recurring

ZERO = Decimal(0)


@require_safe
@login_required
def regular_list(request: MemberRequest) -> HttpResponse:
    """Upcoming, running by kind, stopped and dismissed."""
    today = today_in(request.workspace.time_zone, timezone.now())
    known = regulars.regulars_of(request.workspace, today=today)
    rates = catalog.rates_of(request.workspace, {one.row.currency for one in known})
    due = regulars.due_soon(known, rates, today=today)
    running = [one for one in known if one.row.state == Recurring.State.ACTIVE]
    spent = sum((one.per_month_base or ZERO for one in running if one.group != regulars.INCOME), ZERO)
    context = {
        "due": due,
        "due_out": -sum((one.worth or ZERO for one in due if one.regular.row.amount < 0), ZERO),
        "due_in": sum((one.worth or ZERO for one in due if one.regular.row.amount > 0), ZERO),
        "per_month": spent,
        "per_year": spent * 12,
        "sections": _sections(running),
        "stopped": [one for one in known if _has_stopped(one.row) and not one.row.cancelled_on],
        "cancelled": [one for one in known if _has_stopped(one.row) and one.row.cancelled_on],
        "just_cancelled": _just_cancelled(request, known),
        "dismissed": [one for one in known if one.row.state == Recurring.State.DISMISSED],
        "is_empty": not known,
        "may_edit": can_edit(request.membership),
        "currency": request.workspace.base_currency,
    }
    return render_page(request, "transactions/regulars.html", context, fragment="regulars")


def _has_stopped(row: Recurring) -> bool:
    return row.state == Recurring.State.STOPPED


def _just_cancelled(request: MemberRequest, known: list[regulars.Regular]) -> Recurring | None:
    """The one that was called cancelled a moment ago, to offer that back."""
    asked = request.GET.get("cancelled", "")
    return next((one.row for one in known if str(one.row.pk) == asked and one.row.cancelled_on), None)


def _sections(running: list[regulars.Regular]) -> list[tuple[str, list[regulars.Regular]]]:
    titles = {
        regulars.SUBSCRIPTION: _("Subscriptions"),
        regulars.BILL: _("Bills"),
        regulars.SAVING: _("Saving and transfers"),
        regulars.INCOME: _("Income"),
    }
    found = ((title, [one for one in running if one.group == group]) for group, title in titles.items())
    return [(title, rows) for title, rows in found if rows]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def regular_new(request: MemberRequest) -> HttpResponse:
    """Enter one by hand."""
    require_edit(request.membership)
    today = today_in(request.workspace.time_zone, timezone.now())
    form = RegularForm(request.POST or None, workspace=request.workspace, today=today)
    if form.is_bound and form.is_valid():
        try:
            recurring.enter(
                workspace=request.workspace, actor=request.user, now=timezone.now(), **form.values()
            )
        except LumenError as error:
            form.add_error(None, error.detail)
        else:
            messages.success(request, _("Saved."))
            return redirect("transactions:regulars")
    context = {
        "form": form,
        "title": _("New regular payment"),
        "merchant_names": selectors.merchant_names(request.workspace),
    }
    return _form_page(request, form, context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def regular_edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Another name, rhythm, amount or day."""
    require_edit(request.membership)
    row = _row_or_404(request, pk)
    form = RegularChangeForm(request.POST or None, row=row)
    if form.is_bound and form.is_valid():
        try:
            recurring.change(
                workspace=request.workspace, actor=request.user, row=row, now=timezone.now(), **form.values()
            )
        except LumenError as error:
            form.add_error(None, error.detail)
        else:
            messages.success(request, _("Saved."))
            return redirect("transactions:regulars")
    return _form_page(request, form, {"form": form, "title": row.title, "row": row})


def _form_page(
    request: MemberRequest, form: RegularForm | RegularChangeForm, context: dict[str, Any]
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "transactions/regulars_edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def regular_cancel(request: MemberRequest, pk: UUID) -> HttpResponse:
    """ "I cancelled this": since when, so that a later charge is noticed."""
    require_edit(request.membership)
    row = _row_or_404(request, pk)
    today = today_in(request.workspace.time_zone, timezone.now())
    form = CancelledForm(request.POST or None, today=today)
    if form.is_bound and form.is_valid():
        who: dict[str, Any] = {"workspace": request.workspace, "actor": request.user}
        try:
            cancelling.cancel(row=row, on=form.cleaned_data["cancelled_on"], today=today, **who)
        except LumenError as error:
            form.add_error(None, error.detail)
        else:
            return redirect(f"{reverse('transactions:regulars')}?cancelled={row.pk}")
    context = {"form": form, "row": row}
    status = 422 if form.is_bound else 200
    return render(request, "transactions/regulars_cancel.html", context, status=status)


@require_POST
@login_required
def regular_action(request: MemberRequest, pk: UUID, action: str) -> HttpResponse:
    """Confirm it, dismiss it, or take a dismissal or a cancellation back."""
    require_edit(request.membership)
    row = _row_or_404(request, pk)
    who: dict[str, Any] = {"workspace": request.workspace, "actor": request.user, "row": row}
    if action == "dismiss":
        recurring.dismiss(**who)
        messages.success(request, _("“{name}” is not shown as regular any more.").format(name=row.title))
    elif action == "restore":
        recurring.restore(today=today_in(request.workspace.time_zone, timezone.now()), **who)
        messages.success(request, _("“{name}” is back.").format(name=row.title))
    elif action == "resume":
        cancelling.resume(today=today_in(request.workspace.time_zone, timezone.now()), **who)
        messages.success(request, _("“{name}” is not called cancelled any more.").format(name=row.title))
    elif action == "confirm":
        recurring.confirm(now=timezone.now(), **who)
        messages.success(request, _("Confirmed."))
    else:
        raise Http404
    return redirect("transactions:regulars")


def _row_or_404(request: MemberRequest, pk: UUID) -> Recurring:
    rows = Recurring.objects.in_workspace(request.workspace).select_related("merchant")
    return get_object_or_404(rows, pk=pk)
