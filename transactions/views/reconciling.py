"""Comparing an account with a statement."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import can_edit, require_edit
from lumen.common.dates import today_in
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest
from transactions import reconciliation as reading
from transactions.forms.reconciling import StatementForm
from transactions.models import Account, Reconciliation, Transaction
from transactions.services import reconciling

OLDER = "older"  # stands for every entry that is too old to be shown one by one


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reconcile(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The statement's day and balance, then its entries to tick; below, what was agreed before."""
    account = _account(request, pk)
    found = reading.unfinished(account)
    form = _form(request, account, found)
    if request.method == "POST":
        require_edit(request.membership)
        if form.is_valid() and _begun(request, account, form):
            return redirect("transactions:reconcile", pk=pk)
    context = {
        "account": account,
        "form": form,
        "suggested": reading.suggested(account, today=_today(request)),
        "sheet": reading.sheet(found) if found else None,
        "history": list(reading.history(account)),
        "may_edit": can_edit(request.membership),
    }
    return render(request, "transactions/reconcile.html", context, status=422 if form.errors else 200)


def _today(request: MemberRequest) -> date:
    return today_in(request.workspace.time_zone, timezone.now())


def _account(request: MemberRequest, pk: UUID) -> Account:
    rows = Account.objects.in_workspace(request.workspace).select_related("workspace")
    return get_object_or_404(rows, pk=pk)


def _form(request: MemberRequest, account: Account, found: Reconciliation | None) -> StatementForm:
    today = _today(request)
    start = (
        {"statement_on": found.statement_on, "statement_balance": found.statement_balance} if found else None
    )
    given = request.POST if request.method == "POST" else None
    suggested = None if found else reading.suggested(account, today=today)
    return StatementForm(given, account=account, today=today, suggested=suggested, initial=start)


def _begun(request: MemberRequest, account: Account, form: StatementForm) -> bool:
    """Start it, or change the one in progress; a refusal is said in the form."""
    try:
        reconciling.begin(
            workspace=request.workspace,
            actor=request.user,
            account=account,
            today=_today(request),
            **form.cleaned_data,
        )
    except reconciling.StatementDateError as error:
        form.add_error("statement_on", error.detail)
        return False
    return True


@require_POST
@login_required
def reconcile_tick(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Ticks as they are made: `on` and `off` are lists of ids; `exactly` with `ticked` sets all of them."""
    require_edit(request.membership)
    found = _unfinished(request, pk)
    try:
        if "exactly" in request.POST:
            _tick_exactly(request, found)
        else:
            shared: dict[str, Any] = {"workspace": request.workspace, "reconciliation": found}
            reconciling.tick(on=_ids(request, found, "on"), off=_ids(request, found, "off"), **shared)
    except reconciling.AlreadyFinishedError as error:
        messages.error(request, error.detail)
        return redirect("transactions:reconcile", pk=pk)
    if request.headers.get("X-Requested-With") != "fetch":
        return redirect("transactions:reconcile", pk=pk)
    context = {"sheet": reading.sheet(found), "account": found.account, "may_edit": True}
    return render(request, "transactions/_reconcile_status.html", context)


def _unfinished(request: MemberRequest, pk: UUID) -> Reconciliation:
    found = reading.unfinished(_account(request, pk))
    if found is None:
        raise Http404
    return found


def _tick_exactly(request: MemberRequest, found: Reconciliation) -> None:
    ids = None if "all" in request.POST else _ids(request, found, "ticked")
    reconciling.tick_exactly(workspace=request.workspace, reconciliation=found, ids=ids)


def _ids(request: MemberRequest, found: Reconciliation, name: str) -> list[UUID]:
    texts = request.POST.getlist(name)
    older = reading.sheet(found).older if OLDER in texts else []
    return [*_uuids(texts), *(entry.row.pk for entry in older)]


def _uuids(texts: Iterable[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


@require_POST
@login_required
def reconcile_action(request: MemberRequest, pk: UUID, action: str) -> HttpResponse:
    """Finish, adjust or drop the one in progress."""
    require_edit(request.membership)
    act = _ACTIONS.get(action)
    if act is None:
        raise Http404
    try:
        act(request, _unfinished(request, pk))
    except LumenError as error:
        messages.error(request, error.detail)
    return redirect("transactions:reconcile", pk=pk)


def _finish(request: MemberRequest, found: Reconciliation) -> None:
    done = reconciling.finish(
        workspace=request.workspace, actor=request.user, reconciliation=found, now=timezone.now()
    )
    count = done.transactions.count()
    said = ngettext(
        "Reconciled up to %(day)s: %(count)d entry is locked.",
        "Reconciled up to %(day)s: %(count)d entries are locked.",
        count,
    )
    day = reconciling.day_in_words(done.statement_on)
    messages.success(request, said % {"day": day, "count": count})


def _adjust(request: MemberRequest, found: Reconciliation) -> None:
    reconciling.adjust(workspace=request.workspace, actor=request.user, reconciliation=found)
    messages.success(request, _("The adjustment is recorded and ticked."))


def _drop(request: MemberRequest, found: Reconciliation) -> None:
    reconciling.drop(workspace=request.workspace, actor=request.user, reconciliation=found)
    messages.success(request, _("Dropped. Nothing was locked."))


_ACTIONS: dict[str, Callable[[MemberRequest, Reconciliation], None]] = {
    "finish": _finish,
    "adjust": _adjust,
    "drop": _drop,
}


@require_POST
@login_required
def reconcile_undo(request: MemberRequest, pk: UUID, reconciliation: UUID) -> HttpResponse:
    """Take the newest finished one back; it is in progress again."""
    require_edit(request.membership)
    account = _account(request, pk)
    rows = Reconciliation.objects.in_workspace(request.workspace).select_related("account")
    found = get_object_or_404(rows, pk=reconciliation, account=account)
    try:
        reconciling.undo(
            workspace=request.workspace, actor=request.user, reconciliation=found, now=timezone.now()
        )
    except LumenError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, _("Undone. Its entries are open again, ticked as they were."))
    return redirect("transactions:reconcile", pk=pk)


@require_POST
@login_required
def transaction_unlock(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Let a reconciled payment be changed again."""
    require_edit(request.membership)
    row = get_object_or_404(Transaction.objects.in_workspace(request.workspace), pk=pk)
    reconciling.unlock(workspace=request.workspace, actor=request.user, row=row, now=timezone.now())
    messages.success(request, _("Unlocked. The next reconciliation of its account asks for it again."))
    return redirect("transactions:detail", pk=pk)
