"""Writing: findings, what people say to them, and trained models."""

from anomalies.services.cases import (
    CaseIsClosedError,
    NoSuchStepError,
    money_back,
    save_note,
    set_step,
    steps_of,
)
from anomalies.services.digests import members_due, send_digest
from anomalies.services.feedback import (
    NothingToUndoError,
    VerdictDoesNotFitError,
    give_feedback,
    undo_feedback,
)
from anomalies.services.following import follow_changes
from anomalies.services.importing import ask_to_look_back, has_history, judge_import, look_back
from anomalies.services.judging import (
    judge_history,
    judge_transactions,
    notices_since,
    rescore,
    watch_calendar,
)
from anomalies.services.keeping import record_notices
from anomalies.services.settling import NoSuchOutcomeError, close_case, reopen_case
from anomalies.services.telling import tell_waiting, waiting_workspaces
from anomalies.services.training import train, training_rows
from anomalies.services.versions import version_of
from anomalies.telling_groups import url_of

__all__ = [
    "CaseIsClosedError",
    "NoSuchOutcomeError",
    "NoSuchStepError",
    "NothingToUndoError",
    "VerdictDoesNotFitError",
    "ask_to_look_back",
    "close_case",
    "follow_changes",
    "give_feedback",
    "has_history",
    "judge_history",
    "judge_import",
    "judge_transactions",
    "look_back",
    "members_due",
    "money_back",
    "notices_since",
    "record_notices",
    "reopen_case",
    "rescore",
    "save_note",
    "send_digest",
    "set_step",
    "steps_of",
    "tell_waiting",
    "train",
    "training_rows",
    "undo_feedback",
    "url_of",
    "version_of",
    "waiting_workspaces",
    "watch_calendar",
]
