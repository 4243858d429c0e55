"""What was noticed, what judged it, what people said to it, and how they want to be told."""

from anomalies.models.backtests import Backtest, BacktestQuerySet
from anomalies.models.cases import Case, CaseStep
from anomalies.models.feedback import Feedback, FeedbackQuerySet
from anomalies.models.findings import Finding, FindingQuerySet, TrainedModel
from anomalies.models.rules import FindingRule
from anomalies.models.telling import Telling, TellingPreference

__all__ = [
    "Backtest",
    "BacktestQuerySet",
    "Case",
    "CaseStep",
    "Feedback",
    "FeedbackQuerySet",
    "Finding",
    "FindingQuerySet",
    "FindingRule",
    "Telling",
    "TellingPreference",
    "TrainedModel",
]
