"""What language models used, by day, workspace and person, and the limits that hold for a day."""

from dataclasses import dataclass
from datetime import UTC, date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import F, Sum, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from chat.models import ModelUse
from lumen.ai.llm import budgets
from lumen.ai.llm.budgets import Amounts, Purse, Scope

if TYPE_CHECKING:
    from accounts.models import Workspace

_LOCK = 7_215_001  # one counting at a time, so that two calls cannot pass a limit together


class DayBook:
    """Counts in the database; a day is one of UTC."""

    @transaction.atomic
    def set_aside(self, purse: Purse, model: str, most: Amounts) -> None:
        """See `lumen.ai.llm.budgets.Book.set_aside`."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        for scope, used in _used(purse).items():
            if budgets.first_passed(scope, used + most):
                raise budgets.refuse(scope)
        _add(purse, model, most)

    @transaction.atomic
    def correct(self, purse: Purse, model: str, change: Amounts) -> None:
        """See `lumen.ai.llm.budgets.Book.correct`."""
        _add(purse, model, change)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayUse:
    """What a workspace used today, for its page."""

    calls: int
    tokens: int
    money: Decimal


def of_today(workspace: "Workspace") -> DayUse:
    """What this workspace used of the language model today."""
    used = _sum(ModelUse.objects.in_workspace(workspace).filter(day=_today()))
    return DayUse(calls=used.calls, tokens=used.tokens, money=used.money)


def _today() -> date:
    return timezone.now().astimezone(UTC).date()


def _used(purse: Purse) -> dict[Scope, Amounts]:
    today = ModelUse.objects.filter(day=_today())
    used: dict[Scope, Amounts] = {"day": _sum(today)}
    if purse.user is not None:
        used = {"user": _sum(today.filter(user=purse.user)), **used}
    return used


def _sum(uses: Any) -> Amounts:
    found = uses.aggregate(**{name: Sum(name) for name in budgets.MEASURES})
    return Amounts(**{name: value for name, value in found.items() if value is not None})


def _add(purse: Purse, model: str, amounts: Amounts) -> None:
    added = {
        name: Greatest(F(name) + getattr(amounts, name), Value(0)) for name in budgets.MEASURES
    }  # a call over midnight is corrected on a day that knows nothing of it
    use, _created = ModelUse.objects.get_or_create(
        workspace=purse.workspace, user=purse.user, model=model, day=_today()
    )
    ModelUse.objects.filter(pk=use.pk).update(**added)
