"""Rules that many people want, each a tap away, with limits that fit this workspace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anomalies import weights
from anomalies.models import FindingRule
from transactions.models import Transaction

if TYPE_CHECKING:
    from accounts.models import Workspace

LARGE, MONTH, MANY, ABROAD, NIGHT = "large", "month", "many", "abroad", "night"
NAMES = {
    LARGE: gettext_lazy("One payment above …"),
    MONTH: gettext_lazy("All of a month at a category above …"),
    MANY: gettext_lazy("More than … payments a day"),
    ABROAD: gettext_lazy("Anything in another currency"),
    NIGHT: gettext_lazy("Any payment at night"),
}
ICONS = {LARGE: "arrow-up", MONTH: "tag", MANY: "list", ABROAD: "pin", NIGHT: "moon"}
MANY_A_DAY = 10
_TO_BEGIN_WITH = Decimal(10_000)  # while there is nothing to go by
_A_FEW = 4  # how often in a year the suggested limits would have been passed


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """What the editor starts with."""

    name: str = ""
    conditions: Sequence[Mapping[str, Any]] = ()
    measure: str = FindingRule.Measure.EACH
    window: str = FindingRule.Window.MONTH
    threshold: Decimal | None = None


def preset(code: str, workspace: "Workspace", *, today: date) -> Preset | None:
    """The preset of that name; `None` when there is none."""
    start = today - timedelta(days=365)
    if code == LARGE:
        return Preset(threshold=_large(workspace, start))
    if code == MONTH:
        return _category_month(workspace, start)
    if code == MANY:
        count, day = FindingRule.Measure.COUNT, FindingRule.Window.DAY
        return Preset(measure=count, window=day, threshold=Decimal(MANY_A_DAY))
    if code == ABROAD:
        home = {"field": "currency", "op": "is", "value": [workspace.base_currency], "not": True}
        return Preset(name=_("Anything in another currency"), conditions=[home])
    if code == NIGHT:
        hours = [_clock(weights.NIGHT_STARTS), _clock(weights.NIGHT_ENDS)]
        at_night = {"field": "time", "op": "between", "value": hours}
        return Preset(name=_("Any payment at night"), conditions=[at_night])
    return None


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _spent(workspace: "Workspace", start: date) -> Any:
    rows = Transaction.objects.in_workspace(workspace).live().purchases().between(start, None)
    return rows.filter(base_amount__isnull=False).order_by()


def _large(workspace: "Workspace", start: date) -> Decimal:
    """An amount that only a few payments of the last year were above."""
    largest = _spent(workspace, start).order_by("base_amount").values_list("base_amount", flat=True)
    found = list(largest[: _A_FEW + 1])
    return rounded_up(-found[-1]) if found else _TO_BEGIN_WITH


def _category_month(workspace: "Workspace", start: date) -> Preset:
    """The category that most is spent on, and a sum that only its dearest months were above."""
    sums = _spent(workspace, start).filter(category__isnull=False)
    sums = sums.values("category", month=TruncMonth("booked_on")).annotate(sum=Sum("base_amount"))
    months: dict[Any, list[Decimal]] = {}
    for row in sums:
        months.setdefault(row["category"], []).append(-row["sum"])
    if not months:
        chosen = [{"field": "category", "op": "is", "value": []}]
        return Preset(measure=FindingRule.Measure.TOTAL, conditions=chosen)
    category, spent = max(months.items(), key=lambda each: sum(each[1]))
    chosen = [{"field": "category", "op": "is", "value": [str(category)]}]
    limit = sorted(spent)[-min(len(spent), 3)]
    return Preset(measure=FindingRule.Measure.TOTAL, conditions=chosen, threshold=rounded_up(limit))


def rounded_up(amount: Decimal) -> Decimal:
    """The next number that has at most two digits before its zeros: 14,210 becomes 15,000."""
    if amount <= 0:
        return Decimal(1)
    step = Decimal(10) ** max(amount.adjusted() - 1, 0)
    return (amount / step).to_integral_value(rounding=ROUND_CEILING) * step
