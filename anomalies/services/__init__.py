"""Writing: findings, what people say to them, and trained models."""

from anomalies.services.cases import (
    CaseIsClosedError,
    NoSuchStepError,
    money_back,
    save_note,
    set_step,
    steps_of,
)
from anomalies.services.feedback import (
    NothingToUndoError,
    VerdictDoesNotFitError,
    give_feedback,
    undo_feedback,
)
from anomalies.services.judging import (
    judge_history,
    judge_transactions,
    notices_since,
    record_notices,
    rescore,
    version_of,
    watch_calendar,
)
from anomalies.services.settling import NoSuchOutcomeError, close_case, reopen_case
from anomalies.services.telling import url_of
from anomalies.services.training import train, training_rows

__all__ = [
    "CaseIsClosedError",
    "NoSuchOutcomeError",
    "NoSuchStepError",
    "NothingToUndoError",
    "VerdictDoesNotFitError",
    "close_case",
    "give_feedback",
    "judge_history",
    "judge_transactions",
    "money_back",
    "notices_since",
    "record_notices",
    "reopen_case",
    "rescore",
    "save_note",
    "set_step",
    "steps_of",
    "train",
    "training_rows",
    "undo_feedback",
    "url_of",
    "version_of",
    "watch_calendar",
]
