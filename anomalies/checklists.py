"""A case as pages and the API show it: its checklist, what came back, how it ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from anomalies import services
from anomalies.models import Case, CaseStep, Finding
from transactions.models import Transaction

WITH_LETTER = {CaseStep.Code.SEND_DISPUTE}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    code: str
    text: str
    done_at: datetime | None
    done_by: str

    @property
    def is_done(self) -> bool:
        return self.done_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    case: Case
    steps: Sequence[StepLine]
    money_back: Transaction | None  # what an open case could be closed with, or was

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def has_letter(self) -> bool:
        return any(step.code in WITH_LETTER for step in self.steps)

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        return [(outcome.value, str(outcome.label)) for outcome in Case.Outcome]


def case_of(finding: Finding) -> CaseView | None:
    """The finding's case; `None` when nobody said "not me". Three queries at most."""
    rows = Case.objects.in_workspace(finding.workspace).filter(finding=finding)
    case = rows.select_related("refund", "closed_by", "opened_by").first()
    if case is None:
        return None
    done = {step.code: step for step in case.steps.select_related("done_by")}
    return CaseView(
        case=case,
        steps=[_line(code, done.get(code)) for code in services.steps_of(finding)],
        money_back=services.money_back(finding) if case.is_open else case.refund,
    )


def _line(code: CaseStep.Code, step: CaseStep | None) -> StepLine:
    return StepLine(
        code=code.value,
        text=str(code.label),
        done_at=step.done_at if step else None,
        done_by=step.done_by.display_name if step and step.done_by else "",
    )
