"""One account: what it held over time, what the bank told, and where both disagree."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from lumen.common.dates import today_in
from lumen.common.http import MemberRequest
from transactions import selectors
from transactions.models import Account, ImportBatch, ToldBalance
from transactions.services import gaps

LINE_DAYS, LINE_POINTS = 365, 90
TOLD_ROWS, IMPORT_ROWS = 8, 8


@require_safe
@login_required
def account_detail(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The balance line, told balances, gaps, imports."""
    accounts = selectors.account_balances(request.workspace).select_related("workspace")
    account = get_object_or_404(accounts, pk=pk)
    today = today_in(request.workspace.time_zone, timezone.now())
    line = _thinned(gaps.balance_line(account, today=today, days=LINE_DAYS))
    context = {
        "account": account,
        "labels": [date_format(day, "j M Y") for day, _balance in line],
        "values": [balance for _day, balance in line],
        "gaps": gaps.gaps_of(request.workspace, today=today, account=account).get(account.pk, []),
        "agreement": gaps.agreement_of(account),
        "told": account.told_balances.order_by("-at", "-pk")[:TOLD_ROWS],
        "imports": ImportBatch.objects.filter(account=account).order_by("-created_at")[:IMPORT_ROWS],
        "may_edit": can_edit(request.membership),
    }
    return render(request, "transactions/account.html", context)


def _thinned(line: list[tuple[date, Decimal]]) -> list[tuple[date, Decimal]]:
    """Evenly fewer points, the last one kept."""
    step = max(1, -(-len(line) // LINE_POINTS))
    return line[::-1][::step][::-1]


@require_POST
@login_required
def account_check(request: MemberRequest, pk: UUID, action: str) -> HttpResponse:
    """“I know why” about a gap, or an opening balance that agrees with the bank."""
    require_edit(request.membership)
    account = get_object_or_404(Account.objects.in_workspace(request.workspace), pk=pk)
    if action == "agree":
        gaps.agree_on_opening(workspace=request.workspace, actor=request.user, account=account)
        messages.success(request, _("The opening balance was set; ledger and bank agree now."))
    elif action == "accept":
        told_id = request.POST.get("told", "")
        rows = ToldBalance.objects.in_workspace(request.workspace).filter(account=account)
        told = get_object_or_404(rows, pk=int(told_id) if told_id.isdecimal() else 0)
        gaps.accept(workspace=request.workspace, actor=request.user, told=told)
        messages.success(request, _("Good. It is not asked again."))
    else:
        raise Http404
    return redirect("transactions:account", pk=pk)
