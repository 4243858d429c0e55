"""What judges a workspace at a time: the rules and weights, and the forest that votes."""

import structlog

from accounts.models import Workspace
from anomalies import selectors, weights
from anomalies.detectors.forest import Forest, TamperedModelError

log = structlog.get_logger(__name__)


def version_of(forest: Forest | None) -> str:
    """What judged: the rules and weights, and the forest that voted."""
    return f"{weights.VERSION}/{forest.version if forest else 'no-forest'}"


def forest_of(workspace: Workspace) -> Forest | None:
    """The trained forest; without its vote when its signature does not fit."""
    try:
        return selectors.newest_forest(workspace)
    except TamperedModelError:
        log.exception("anomalies.model_refused", workspace_id=str(workspace.pk))
        return None
