"""Writing: findings, what people say to them, and trained models."""

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
from anomalies.services.telling import url_of
from anomalies.services.training import train, training_rows

__all__ = [
    "NothingToUndoError",
    "VerdictDoesNotFitError",
    "give_feedback",
    "judge_history",
    "judge_transactions",
    "notices_since",
    "record_notices",
    "rescore",
    "train",
    "training_rows",
    "undo_feedback",
    "url_of",
    "version_of",
    "watch_calendar",
]
