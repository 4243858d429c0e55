"""What people say to findings, and taking it back."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from anomalies import weights
from anomalies.models import Feedback, Finding
from anomalies.services import cases
from lumen.audit import services as audit
from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from accounts.models import User

Verdict, State = Feedback.Verdict, Finding.State
STATE_AFTER = {
    Verdict.EXPECTED: State.EXPECTED,
    Verdict.NOT_DUPLICATE: State.EXPECTED,
    Verdict.NOT_ME: State.NOT_ME,
    Verdict.DUPLICATE: State.DUPLICATE,
    Verdict.MUTE_MERCHANT: State.MUTED,
    Verdict.MUTE_KIND: State.MUTED,
}
MUTES = {Verdict.MUTE_MERCHANT, Verdict.MUTE_KIND}
OPENS_A_CASE = {Verdict.NOT_ME, Verdict.DUPLICATE}
ABOUT_DUPLICATES = {Verdict.DUPLICATE, Verdict.NOT_DUPLICATE}


class VerdictDoesNotFitError(LumenError):
    status, code, title = 422, "verdict-does-not-fit", "This answer does not fit this finding"


class NothingToUndoError(LumenError):
    status, code, title = 409, "nothing-to-undo", "There is nothing to undo"


@transaction.atomic
def give_feedback(
    *, finding: Finding, verdict: str, actor: "User", now: datetime, is_for_ever: bool = False
) -> Feedback:
    """Answer a finding. A new answer replaces the one before; the same one again changes nothing.

    Args:
        is_for_ever: a mute that does not run out after 30 days.

    Raises:
        VerdictDoesNotFitError: the verdict speaks of duplicates and the finding does not.
    """
    finding = Finding.objects.select_for_update().get(pk=finding.pk)
    verdict = _fitting(finding, verdict)
    standing = finding.feedback.filter(undone_at__isnull=True)
    if same := standing.filter(verdict=verdict).first():
        return same
    standing.update(undone_at=now)
    runs_out = verdict in MUTES and not is_for_ever
    feedback = Feedback.objects.create(
        finding=finding,
        user=actor,
        verdict=verdict,
        until=now + timedelta(days=weights.MUTE_DAYS) if runs_out else None,
    )
    _set_state(finding, STATE_AFTER[Verdict(verdict)])
    if verdict in OPENS_A_CASE:
        cases.open_case(finding=finding, actor=actor)
    else:
        cases.answer_taken_back(finding=finding, actor=actor, now=now)
    _audit(feedback, actor, "finding.answered")
    return feedback


@transaction.atomic
def undo_feedback(*, finding: Finding, actor: "User", now: datetime) -> Feedback:
    """Take back the standing answer; what it taught is unlearned and the finding is open again.

    Raises:
        NothingToUndoError: the finding was not answered, or the answer was taken back before.
    """
    finding = Finding.objects.select_for_update().get(pk=finding.pk)
    feedback = finding.feedback.filter(undone_at__isnull=True).first()
    if feedback is None:
        raise NothingToUndoError("Nobody has answered this finding, so it is open already.")
    feedback.undone_at = now
    feedback.save(update_fields=["undone_at"])
    _set_state(finding, State.OPEN)
    cases.answer_taken_back(finding=finding, actor=actor, now=now)
    _audit(feedback, actor, "finding.reopened")
    return feedback


def _fitting(finding: Finding, verdict: str) -> str:
    """ "Expected" said of a duplicate means that both payments are meant."""
    is_duplicate = finding.kind == Finding.Kind.DUPLICATE_CHARGE
    if verdict in ABOUT_DUPLICATES and not is_duplicate:
        raise VerdictDoesNotFitError("Only a possible duplicate can be called one. Choose expected.")
    is_both_meant = is_duplicate and verdict == Verdict.EXPECTED
    return str(Verdict.NOT_DUPLICATE if is_both_meant else verdict)


def _set_state(finding: Finding, state: str) -> None:
    finding.state = state
    finding.save(update_fields=["state", "updated_at"])


def _audit(feedback: Feedback, actor: "User", action: str) -> None:
    audit.record(
        workspace=feedback.finding.workspace,
        actor=actor,
        action=action,
        finding_id=feedback.finding_id,
        verdict=feedback.verdict,
    )
