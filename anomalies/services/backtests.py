"""Trying the watch on an uploaded history, in the worker; kept for a day for the one who asked."""

import gzip
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from anomalies import backtesting, histories, reports
from anomalies.models import Backtest
from lumen.audit import services as audit
from lumen.common.dates import today_in
from lumen.common.errors import LumenError
from lumen.common.tasks import enqueue

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import Workspace

MAX_BYTES = 10 * 1024 * 1024
MOST_ROWS = 100_000
MAX_SECONDS = 600
KEPT = timedelta(days=1)
STALLED_AFTER = timedelta(minutes=3)
SAYS_HOW_FAR_SECONDS = 0.7
State = Backtest.State


class HistoryTooLargeError(LumenError):
    status, code, title = 413, "history-too-large", "This history is too large"


class BacktestUnderWayError(LumenError):
    status, code, title = 409, "backtest-under-way", "A history is being judged already"


class TooSlowError(LumenError):
    code, title = "backtest-too-slow", "This history took too long"


class StoppedError(Exception):
    """Somebody stopped it meanwhile."""


@transaction.atomic
def start(
    *, workspace: "Workspace", user: User, filename: str, content: bytes, warmup_months: int, now: datetime
) -> Backtest:
    """Keep the file and have it judged. Nothing of it enters the workspace.

    Raises:
        HistoryTooLargeError, BacktestUnderWayError: nothing is kept.
    """
    if len(content) > MAX_BYTES:
        raise HistoryTooLargeError(
            _("This file is larger than %(most)d MB. Send a part of it.") % {"most": MAX_BYTES // 2**20}
        )
    mine = Backtest.objects.in_workspace(workspace).of(user)
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # one at a time
    _fail_stalled(now)
    if mine.under_way().exists():
        raise BacktestUnderWayError(_("Another history is being judged. Wait for it, or stop it first."))
    made = Backtest.objects.create(
        workspace=workspace,
        user=user,
        filename=filename[:200],
        warmup_months=warmup_months,
        source=gzip.compress(content, compresslevel=5),
    )
    audit.record(workspace=workspace, actor=user, action="backtest.started", backtest_id=made.pk)
    enqueue("anomalies.tasks.run_backtest", backtest_id=str(made.pk))
    return made


def run(*, pk: "UUID | str", now: datetime) -> None:
    """Judge a waiting history. A second delivery, or one that was stopped meanwhile, does nothing."""
    if not Backtest.objects.filter(pk=pk, state=State.WAITING).update(state=State.RUNNING, updated_at=now):
        return
    test = Backtest.objects.select_related("workspace").get(pk=pk)
    try:
        _judge(test, now)
    except StoppedError:
        return
    except LumenError as error:
        _end(test, State.FAILED, now, problem=str(error.detail), source=None)
    except Exception:
        _end(test, State.FAILED, now, problem=_("Something went wrong here. Try it again."), source=None)
        raise


def _judge(test: Backtest, now: datetime) -> None:
    history = histories.read_any(
        gzip.decompress(bytes(test.source or b"")),
        filename=test.filename,
        today=today_in(test.workspace.time_zone, now),
        currency=test.workspace.base_currency,
        most_rows=MOST_ROWS,
    )
    Backtest.objects.filter(pk=test.pk).update(rows_total=len(history.rows))
    verdicts = backtesting.backtest(history.rows, warmup_months=test.warmup_months, tick=_ticker(test))
    if not verdicts:
        raise backtesting.UnreadableHistoryError(
            _(
                "The first %(months)d months are for learning, and no payment comes after them. Choose "
                "fewer months, or a longer history."
            )
            % {"months": test.warmup_months}
        )
    report = reports.report_of(history.rows, verdicts, left_out=history.left_out)
    lines = gzip.compress("".join(_lines(verdicts)).encode(), compresslevel=5)
    _end(
        test,
        State.DONE,
        now,
        report=report,
        lines=lines,
        source=None,
        rows_done=len(history.rows),
    )


def _ticker(test: Backtest) -> Callable[[], None]:
    """Says every now and then how far it is; ends the judging when it was stopped or takes too long."""
    began = spoke = time.monotonic()
    done = 0

    def tick() -> None:
        nonlocal spoke, done
        done += 1
        moment = time.monotonic()
        if moment - spoke < SAYS_HOW_FAR_SECONDS:
            return
        spoke = moment
        running = Backtest.objects.filter(pk=test.pk, state=State.RUNNING)
        if not running.update(rows_done=done, updated_at=test.updated_at + timedelta(seconds=moment - began)):
            raise StoppedError
        if moment - began > MAX_SECONDS:
            raise TooSlowError(
                _("This took longer than %(minutes)d minutes and was stopped. Send a part of it.")
                % {"minutes": MAX_SECONDS // 60}
            )

    return tick


def _lines(verdicts: Sequence[backtesting.Verdict]) -> Iterator[str]:
    """The result as the command prints it."""
    for verdict in verdicts:
        yield json.dumps(verdict.as_dict(), ensure_ascii=False) + "\n"
    if summary := backtesting.summarise(verdicts):
        yield json.dumps({"summary": asdict(summary)}) + "\n"


def _end(test: Backtest, state: str, now: datetime, **values: object) -> None:
    """Keep the outcome, unless it was stopped or deleted meanwhile."""
    running = Backtest.objects.filter(pk=test.pk, state=State.RUNNING)
    running.update(state=state, finished_at=now, updated_at=now, **values)


def stop(*, test: Backtest, now: datetime) -> None:
    """End it; what is judged so far is thrown away."""
    waits = Backtest.objects.filter(pk=test.pk).under_way()
    waits.update(state=State.CANCELLED, source=None, finished_at=now, updated_at=now)


def _fail_stalled(now: datetime) -> None:
    """What a worker left lying when it was stopped."""
    stalled = Backtest.objects.filter(state=State.RUNNING, updated_at__lt=now - STALLED_AFTER)
    stalled.update(
        state=State.FAILED,
        source=None,
        problem=_("It was interrupted. Send the file again."),
        finished_at=now,
    )


def forget_old(*, now: datetime) -> int:
    """Delete what is older than a day. Returns how many were."""
    _fail_stalled(now)
    count, _by_model = Backtest.objects.older_than(now - KEPT).delete()
    return count
