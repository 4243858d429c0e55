"""How a case ends, and what its end says about the payment."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from anomalies.models import Case, Feedback, Finding
from anomalies.services import cases
from anomalies.services.feedback import give_feedback
from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from accounts.models import User

Outcome, Verdict, Kind, State = Case.Outcome, Feedback.Verdict, Finding.Kind, Finding.State


class NoSuchOutcomeError(LumenError):
    status, code, title = 422, "no-such-outcome", "A case cannot end so"


@transaction.atomic
def close_case(*, case: Case, outcome: str, actor: "User", now: datetime) -> Case:
    """Settle a case. "It was ours after all" also turns the answer into "expected".

    Raises:
        NoSuchOutcomeError: not one of the outcomes.
        CaseIsClosedError: it is closed already.
    """
    if outcome not in Outcome.values:
        raise NoSuchOutcomeError(_("Choose how it ended."))
    case = cases.locked_open(case)
    if outcome == Outcome.REFUNDED:
        case.refund = cases.money_back(case.finding)
    cases.settle(case, outcome, actor, now)
    if outcome == Outcome.MINE:
        give_feedback(finding=case.finding, verdict=Verdict.EXPECTED, actor=actor, now=now)
    return case


@transaction.atomic
def reopen_case(*, case: Case, actor: "User", now: datetime) -> Case:
    """Go on with a closed case, as if its end had not been said; an open one stays as it is."""
    case = Case.objects.select_for_update(of=("self",)).select_related("finding").get(pk=case.pk)
    if case.is_open:
        return case
    if case.finding.state in {State.NOT_ME, State.DUPLICATE}:
        cases.open_again(case, actor)
        return case
    verdict = Verdict.DUPLICATE if case.finding.kind == Kind.DUPLICATE_CHARGE else Verdict.NOT_ME
    give_feedback(finding=case.finding, verdict=verdict, actor=actor, now=now)
    case.refresh_from_db()
    return case
