"""The nightly refit of one workspace's isolation forest."""

from collections import deque
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from anomalies import selectors, weights
from anomalies.detectors import forest
from anomalies.judge import Judge
from anomalies.models import TrainedModel
from anomalies.replay import replay
from lumen.audit import services as audit

if TYPE_CHECKING:
    from accounts.models import Workspace


def training_rows(workspace: "Workspace") -> list[list[float]]:
    """Feature vectors of the latest payments, each measured against what came before it."""
    judge = Judge(base_currency=workspace.base_currency)
    rows: deque[list[float]] = deque(maxlen=weights.FOREST_ROWS)
    for judgement in replay(judge, selectors.payments_of(workspace)):
        if judgement.features.is_warm:
            rows.append(judgement.features.as_vector())
    return list(rows)


@transaction.atomic
def train(*, workspace: "Workspace", now: datetime) -> TrainedModel | None:
    """Fit, calibrate and keep a new version; `None` while there is too little history."""
    rows = training_rows(workspace)
    try:
        grown = forest.train(rows, version=f"forest-{now:%Y%m%dT%H%M%S}")
    except forest.TooFewRowsError:
        return None
    model = TrainedModel.objects.create(
        workspace=workspace,
        version=grown.version,
        trained_at=now,
        row_count=len(rows),
        threshold=grown.threshold,
        parameters={
            "trees": len(grown.trees),
            "sample_size": grown.sample_size,
            "weights": weights.VERSION,
        },
        state=grown.to_bytes(),
    )
    _drop_old(workspace)
    audit.record(
        workspace=workspace,
        actor=None,
        action="model.trained",
        model_id=model.pk,
        version=model.version,
        row_count=len(rows),
    )
    return model


def _drop_old(workspace: "Workspace") -> None:
    mine = TrainedModel.objects.in_workspace(workspace).order_by("-trained_at")
    keep = list(mine.values_list("pk", flat=True)[: weights.FOREST_KEEP])
    mine.exclude(pk__in=keep).delete()
