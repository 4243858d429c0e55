"""Judges that a worker keeps at hand, so that one new payment does not mean reading the whole past.

A kept judge is used only while every row it has seen is unchanged; otherwise a new one reads the
history from the start. Either way the result is the same: order is by the payments' own time.
"""

import pickle
from bisect import bisect_right
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock
from typing import TYPE_CHECKING
from uuid import UUID

from anomalies import selectors
from anomalies.detectors.cancelled import Cancellation
from anomalies.detectors.forest import Forest
from anomalies.judge import Judge
from anomalies.learned import Learned
from anomalies.payments import Payment

if TYPE_CHECKING:
    from accounts.models import Workspace

KEEP = 32
FEW = 500  # fresh rows that are read one by one for their stamp
BASE_DAYS = 3  # rows that come late, or have no time of day, are mostly younger than this


@dataclass(frozen=True, slots=True)
class _Base:
    """A judge as it stood some days before the newest payment, to go on from when late rows come."""

    state: bytes
    last: Payment
    stamp: selectors.Stamp
    cancelled: tuple[Cancellation, ...]

    def judge(self) -> Judge:
        judge: Judge = pickle.loads(self.state)  # noqa: S301  made below; the bytes never leave this process
        return judge


@dataclass(slots=True)
class _Kept:
    judge: Judge
    last: Payment
    stamp: selectors.Stamp
    base: _Base | None


_kept: OrderedDict[UUID, _Kept] = OrderedDict()
_lock = Lock()


def caught_up(workspace: "Workspace", *, learned: Learned, forest: Forest | None) -> Judge:
    """A judge that has seen every payment of the workspace, for this caller alone."""
    with _lock:
        kept = _kept.pop(workspace.pk, None)
    judge, last, stamp, base = _nearest(workspace, kept, learned)
    fresh = selectors.payments_of(workspace, after=last)
    last = fresh[-1] if fresh else last
    if last is None:
        return judge
    if stamp and len(fresh) <= FEW:
        stamp = selectors.stamp_after(workspace, stamp, fresh)
    else:
        stamp = selectors.stamp_of(workspace, until=last)
    judge.learned, judge.forest = learned, forest
    base = _replay(workspace, judge, fresh, base, until=last.day - timedelta(days=BASE_DAYS))
    _keep(workspace, _Kept(judge, last, stamp, base))
    return judge


def _nearest(
    workspace: "Workspace", kept: _Kept | None, learned: Learned
) -> tuple[Judge, Payment | None, selectors.Stamp | None, _Base | None]:
    """The judge to go on from: the kept one, the one of some days ago, or one that knows nothing."""
    if kept:
        is_same_past = kept.judge.learned.cancelled == learned.cancelled
        if is_same_past and selectors.stamp_of(workspace, until=kept.last) == kept.stamp:
            return kept.judge, kept.last, kept.stamp, kept.base
        base = kept.base if kept.base and kept.base.cancelled == learned.cancelled else None
        if base and selectors.stamp_of(workspace, until=base.last) == base.stamp:
            return base.judge(), base.last, base.stamp, base
    return Judge(base_currency=workspace.base_currency), None, None, None


def _replay(
    workspace: "Workspace", judge: Judge, fresh: list[Payment], base: _Base | None, *, until: date
) -> _Base | None:
    """Let the judge see what is fresh, and keep how it stood after the last payment of `until`."""
    old = bisect_right(fresh, until, key=lambda payment: payment.day)
    for payment in fresh[:old]:
        judge.judge(payment)
    if old:
        base = _base_of(workspace, judge, fresh[old - 1])
    for payment in fresh[old:]:
        judge.judge(payment)
    return base


def _base_of(workspace: "Workspace", judge: Judge, last: Payment) -> _Base:
    learned, forest = judge.learned, judge.forest
    judge.learned, judge.forest = Learned(), None
    state = pickle.dumps(judge)
    judge.learned, judge.forest = learned, forest
    return _Base(state, last, selectors.stamp_of(workspace, until=last), learned.cancelled)


def _keep(workspace: "Workspace", kept: _Kept) -> None:
    with _lock:
        _kept[workspace.pk] = kept
        while len(_kept) > KEEP:
            _kept.popitem(last=False)


def forget() -> None:
    """Let go of every kept judge."""
    with _lock:
        _kept.clear()
