"""What everything together is worth, over time."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lumen.common.dates import today_in
from lumen.common.http import MemberRequest
from transactions.net_worth import net_worth

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


@dataclass(frozen=True, slots=True)
class _Choice:
    key: str
    label: "StrPromise"
    months: int | None


CHOICES = [_Choice("1y", _("1 year"), 12), _Choice("3y", _("3 years"), 36), _Choice("all", _("All"), None)]


@require_safe
@login_required
def net_worth_page(request: MemberRequest) -> HttpResponse:
    """A line over months and the accounts behind it; `?back=1y|3y|all`."""
    chosen = next((one for one in CHOICES if one.key == request.GET.get("back")), CHOICES[0])
    today = today_in(request.workspace.time_zone, timezone.now())
    worth = net_worth(request.workspace, today=today, months=chosen.months)
    context = {
        "worth": worth,
        "labels": [date_format(month.on, "M Y") for month in worth.months],
        "values": [month.net for month in worth.months],
        "choices": CHOICES,
        "back": chosen.key,
    }
    return render(request, "transactions/net_worth.html", context)
