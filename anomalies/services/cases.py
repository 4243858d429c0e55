"""Cases: what is done about a payment that nobody here made, until it is settled."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from anomalies.models import Case, CaseStep, Finding
from lumen.audit import services as audit
from lumen.common.errors import LumenError
from transactions.models import Transaction

if TYPE_CHECKING:
    from accounts.models import User

Code, Outcome = CaseStep.Code, Case.Outcome
_UNKNOWN_PAYMENT = (
    *(Code.ASK_AT_HOME, Code.CALL_BANK, Code.REPLACE_CARD, Code.SEND_DISPUTE),
    *(Code.CHANGE_PASSWORD, Code.SEE_MONEY_BACK),
)
_TWICE = (Code.ASK_PAYEE, Code.SEND_DISPUTE, Code.SEE_MONEY_BACK)
_SUBSCRIPTION = (Code.LOOK_AT_PLAN, Code.CANCEL_PLAN, Code.WITHDRAW_MANDATE, Code.ASK_REFUND)
_CANCELLED = (Code.WITHDRAW_MANDATE, Code.ASK_REFUND, Code.SEND_DISPUTE, Code.SEE_MONEY_BACK)
_INCOME = (Code.OTHER_ACCOUNT, Code.ASK_PAYER, Code.MOVE_PAYMENTS)

_OF_KIND: dict[str, tuple[CaseStep.Code, ...]] = {
    Finding.Kind.DUPLICATE_CHARGE: _TWICE,
    Finding.Kind.CHARGED_AFTER_CANCELLATION: _CANCELLED,
    Finding.Kind.INCOME_LATE: _INCOME,
    Finding.Kind.INCOME_MISSING: _INCOME,
}


class CaseIsClosedError(LumenError):
    status, code, title = 409, "case-is-closed", "This case is closed"


class NoSuchStepError(LumenError):
    status, code, title = 422, "no-such-step", "This case has no such step"


def steps_of(finding: Finding) -> tuple[CaseStep.Code, ...]:
    """The checklist that fits what was noticed, in the order to go through it."""
    own = _OF_KIND.get(finding.kind)
    if own is not None:
        return own
    return _UNKNOWN_PAYMENT if finding.is_about_a_payment else _SUBSCRIPTION


def open_case(*, finding: Finding, actor: "User") -> Case:
    """The finding's case, open; one that was closed goes on where it was."""
    case, is_new = Case.objects.get_or_create(
        finding=finding, defaults={"workspace": finding.workspace, "opened_by": actor}
    )
    if is_new:
        _audit(case, actor, "case.opened")
    elif not case.is_open:
        open_again(case, actor)
    return case


def answer_taken_back(*, finding: Finding, actor: "User", now: datetime) -> None:
    """A case in which nothing was done goes; one with work in it is closed as our own payment."""
    case = Case.objects.filter(finding=finding, closed_at__isnull=True).first()
    if case is None:
        return
    if case.note or case.steps.exists():
        settle(case, Outcome.MINE, actor, now)
        return
    _audit(case, actor, "case.dropped")
    case.delete()


@transaction.atomic
def set_step(*, case: Case, code: str, is_done: bool, actor: "User", now: datetime) -> Case:
    """Tick or untick a step; the same again changes nothing.

    Raises:
        NoSuchStepError: the checklist of this case does not hold the step.
        CaseIsClosedError: it has to be opened again first.
    """
    case = locked_open(case)
    if code not in steps_of(case.finding):
        raise NoSuchStepError(_("Choose one of the steps on the list."))
    if is_done:
        _step, is_changed = CaseStep.objects.get_or_create(
            case=case, code=code, defaults={"done_at": now, "done_by": actor}
        )
    else:
        is_changed = case.steps.filter(code=code).delete()[0] > 0
    if is_changed:
        _audit(case, actor, "case.step_done" if is_done else "case.step_undone", step=code)
    return case


@transaction.atomic
def save_note(*, case: Case, note: str, actor: "User") -> Case:
    """Keep what was said and by whom: the bank's reference, a name, a day.

    Raises:
        CaseIsClosedError: it has to be opened again first.
    """
    case = locked_open(case)
    if case.note != note:
        case.note = note
        case.save(update_fields=["note", "updated_at"])
        _audit(case, actor, "case.noted")
    return case


def money_back(finding: Finding) -> Transaction | None:
    """The row by which this payment came back, where one is linked to it."""
    rows = Transaction.objects.in_workspace(finding.workspace).live()
    return rows.filter(refund_of=finding.transaction_id).order_by("booked_on", "pk").first()


def locked_open(case: Case) -> Case:
    """The case for changing.

    Raises:
        CaseIsClosedError: it has to be opened again first.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("finding").get(pk=case.pk)
    if not case.is_open:
        raise CaseIsClosedError(_("Open the case again to change it."))
    return case


def open_again(case: Case, actor: "User") -> None:
    """Take the end of a case back."""
    case.closed_at, case.closed_by, case.outcome, case.refund = None, None, "", None
    case.save(update_fields=["closed_at", "closed_by", "outcome", "refund", "updated_at"])
    _audit(case, actor, "case.reopened")


def settle(case: Case, outcome: str, actor: "User", now: datetime) -> None:
    """End an open case; what ended it is kept with it."""
    case.closed_at, case.closed_by, case.outcome = now, actor, outcome
    case.save(update_fields=["closed_at", "closed_by", "outcome", "refund", "updated_at"])
    _audit(case, actor, "case.closed", outcome=outcome)


def _audit(case: Case, actor: "User", action: str, **facts: str) -> None:
    audit.record(
        workspace=case.workspace,
        actor=actor,
        action=action,
        case_id=case.pk,
        finding_id=case.finding_id,
        **facts,
    )
