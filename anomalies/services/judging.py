"""Judging payments: those that came in, what the calendar missed, and a whole history on request."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from accounts.models import Workspace
from anomalies import judges, selectors, weights, wording
from anomalies.facts import Facts, Notice
from anomalies.holding import level_after
from anomalies.judge import Judge
from anomalies.models import Finding
from anomalies.replay import replay
from anomalies.rules import asking
from anomalies.services.keeping import record_notices
from anomalies.services.versions import forest_of, version_of
from lumen.common.dates import today_in
from transactions.models import Transaction

CALENDAR_KINDS = {"subscription_stopped", "income_late", "income_missing"}


def judge_transactions(*, transaction_ids: Sequence[str], now: datetime) -> list[Finding]:
    """Judge newly recorded payments. Safe to run twice: a finding is made once.

    Rows older than a week give no findings: they are history that was brought in.
    """
    wanted = {str(UUID(text)) for text in transaction_ids}
    spaces = Workspace.objects.filter(pk__in=Transaction.objects.filter(pk__in=wanted).values("workspace"))
    found: list[Finding] = []
    for workspace in spaces:
        judge = judge_of(workspace, now)
        oldest = oldest_day(workspace, now)
        ruled = asking.notices_about(workspace, keys=wanted, oldest=oldest, learned=judge.learned)
        found += record_notices(
            workspace=workspace,
            notices=[*recent(judge.notices, workspace, now, about=wanted), *ruled],
            model_version=version_of(judge.forest),
            now=now,
        )
    return found


def watch_calendar(*, workspace: Workspace, now: datetime) -> list[Finding]:
    """Notice what should have come by today and did not."""
    judge = judge_of(workspace, now)
    judge.pass_days(today_in(workspace.time_zone, now))
    notices = [notice for notice in recent(judge.notices, workspace, now) if notice.kind in CALENDAR_KINDS]
    version = version_of(judge.forest)
    return record_notices(workspace=workspace, notices=notices, model_version=version, now=now)


def judge_history(*, workspace: Workspace, since: date, now: datetime) -> list[Finding]:
    """Judge everything from `since` on as it would have been told, and tell nobody.

    The forest takes no part: the one there is has seen what comes after.
    """
    judge = Judge(base_currency=workspace.base_currency, learned=selectors.learned(workspace, now))
    notices = notices_since(judge, workspace, since=since)
    return record_notices(
        workspace=workspace, notices=notices, model_version=version_of(None), now=now, is_quiet=True
    )


def notices_since(judge: Judge, workspace: Workspace, *, since: date) -> list[Notice]:
    """Every notice from `since` on, oldest first, those of people's own rules among them.

    Earlier rows are judged too: they are the past.
    """
    deque(replay(judge, selectors.payments_of(workspace)), maxlen=0)
    ruled = asking.notices_since(workspace, since=since, learned=judge.learned)
    found = [*(n for n in judge.notices if n.day >= since), *ruled]
    return sorted(found, key=lambda n: (n.day, n.moment))


def rescore(finding: Finding) -> wording.Description:
    """Make the finding's score, level and words again from what it stores."""
    words = wording.describe(Facts.from_dict(finding.features))
    return replace(words, level=level_after(finding.level, words.level, words.score))


def judge_of(workspace: Workspace, now: datetime) -> Judge:
    learned = selectors.learned(workspace, now)
    return judges.caught_up(workspace, learned=learned, forest=forest_of(workspace))


def oldest_day(workspace: Workspace, now: datetime) -> date:
    """The first day that is not yet history."""
    return today_in(workspace.time_zone, now) - timedelta(days=weights.NOTICE_AGE_DAYS)


def recent(
    notices: Iterable[Notice], workspace: Workspace, now: datetime, about: set[str] | None = None
) -> list[Notice]:
    oldest = oldest_day(workspace, now)
    recent = [notice for notice in notices if notice.day >= oldest]
    if about is None:
        return recent
    return [n for n in recent if n.key in about or about.intersection(n.others)]
