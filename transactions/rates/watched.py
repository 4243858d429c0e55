"""Exchange rates as values to watch: the newest of the service's and of those the workspace keeps."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lumen.ai.world import rates, values
from lumen.ai.world.fetching import NotConfiguredError, ServiceDownError
from lumen.ai.world.rates import UnknownPairError
from lumen.ai.world.values import Value, Wanted
from lumen.common.dates import today_in
from lumen.common.errors import LumenError
from transactions import conversion
from transactions.conversion import NoRateError
from transactions.models import ExchangeRate

if TYPE_CHECKING:
    from accounts.models import Workspace


def register() -> None:
    """Let exchange rates be watched."""
    values.register("rate", rate_of)


def rate_of(workspace: "Workspace", wanted: Wanted, now: datetime) -> Value:
    """What one unit of the first currency is worth in the second; `subject` is like `USD/INR`.

    Raises:
        ServiceDownError: nobody answers and the workspace keeps no rate.
        UnknownPairError: neither knows one.
    """
    source, _slash, target = wanted.subject.partition("/")
    kept = _kept(workspace, source, target, now)
    try:
        told = rates.latest(source, target, now=now)
    except (ServiceDownError, NotConfiguredError, UnknownPairError) as problem:
        if kept is None:
            raise _without_any(problem) from problem
        return kept
    told_value = Value(
        amount=told.rate,
        unit=target,
        source=_("European Central Bank (%(host)s)") % {"host": told.source},
        label=wanted.subject,
        at=told.on,
        is_late=told.is_late,
    )
    return kept if kept is not None and kept.at > told.on else told_value


def _kept(workspace: "Workspace", source: str, target: str, now: datetime) -> Value | None:
    """By the rates the workspace has stored, as old as the older of them; not rounded to money."""
    today = today_in(workspace.time_zone, now)
    try:
        done = conversion.convert(
            workspace=workspace, amount=Decimal(1), source=source, target=target, on=today
        )
    except NoRateError:
        return None
    if not done.rates:
        return None
    known = {rate.currency: rate.rate for rate in done.rates}
    amount = known.get(source, Decimal(1)) / known.get(target, Decimal(1))
    on = min(rate.on for rate in done.rates)
    is_entered = ExchangeRate.objects.in_workspace(workspace).filter(on=on).exists()
    words = _("the rates you keep") if is_entered else _("a payment of yours")
    return Value(amount=amount, unit=target, source=words, label=f"{source}/{target}", at=on)


def _without_any(problem: LumenError) -> LumenError:
    """Who can be asked is not set up, so a rate has to be entered."""
    if isinstance(problem, NotConfiguredError):
        return UnknownPairError(_("No rate is known and no service is set up. Enter one under Currencies."))
    return problem
