"""Judges that a worker keeps at hand, so that one new payment does not mean reading the whole past.

A kept judge is used only while every row it has seen is unchanged; otherwise a new one reads the
history from the start. Either way the result is the same: order is by the payments' own time.
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING
from uuid import UUID

from anomalies import selectors
from anomalies.detectors.forest import Forest
from anomalies.judge import Judge
from anomalies.learned import Learned
from anomalies.payments import Payment

if TYPE_CHECKING:
    from accounts.models import Workspace

KEEP = 32


@dataclass(slots=True)
class _Kept:
    judge: Judge
    last: Payment
    stamp: selectors.Stamp


_kept: OrderedDict[UUID, _Kept] = OrderedDict()
_lock = Lock()


def caught_up(workspace: "Workspace", *, learned: Learned, forest: Forest | None) -> Judge:
    """A judge that has seen every payment of the workspace, for this caller alone."""
    with _lock:
        kept = _kept.pop(workspace.pk, None)
    is_same_past = kept is not None and kept.judge.learned.cancelled == learned.cancelled
    if kept and is_same_past and selectors.stamp_of(workspace, until=kept.last) == kept.stamp:
        judge, fresh = kept.judge, selectors.payments_of(workspace, after=kept.last)
        last = fresh[-1] if fresh else kept.last
    else:
        judge = Judge(base_currency=workspace.base_currency)
        fresh = selectors.payments_of(workspace)
        if not fresh:
            return judge
        last = fresh[-1]
    judge.learned, judge.forest = learned, forest
    for payment in fresh:
        judge.judge(payment)
    _keep(workspace, judge, last)
    return judge


def _keep(workspace: "Workspace", judge: Judge, last: Payment) -> None:
    stamp = selectors.stamp_of(workspace, until=last)
    with _lock:
        _kept[workspace.pk] = _Kept(judge, last, stamp)
        while len(_kept) > KEEP:
            _kept.popitem(last=False)


def forget() -> None:
    """Let go of every kept judge."""
    with _lock:
        _kept.clear()
