"""Judging payments, and keeping what was noticed as findings."""

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction

from accounts.models import Workspace
from anomalies import judges, selectors, weights, wording
from anomalies.detectors.forest import Forest, TamperedModelError
from anomalies.facts import Facts, Notice
from anomalies.judge import Judge
from anomalies.models import Finding
from anomalies.replay import replay
from anomalies.rules import asking
from anomalies.services.telling import tell
from lumen.audit import services as audit
from lumen.common.dates import today_in
from transactions.models import Transaction

log = structlog.get_logger(__name__)


def judge_transactions(*, transaction_ids: Sequence[str], now: datetime) -> list[Finding]:
    """Judge newly recorded payments. Safe to run twice: a finding is made once.

    Rows older than a week give no findings: they are history that was brought in.
    """
    wanted = {str(UUID(text)) for text in transaction_ids}
    spaces = Workspace.objects.filter(pk__in=Transaction.objects.filter(pk__in=wanted).values("workspace"))
    found: list[Finding] = []
    for workspace in spaces:
        judge = _judge_of(workspace, now)
        oldest = _oldest(workspace, now)
        ruled = asking.notices_about(workspace, keys=wanted, oldest=oldest, learned=judge.learned)
        found += record_notices(
            workspace=workspace,
            notices=[*_recent(judge.notices, workspace, now, about=wanted), *ruled],
            model_version=version_of(judge.forest),
            now=now,
        )
    return found


def watch_calendar(*, workspace: Workspace, now: datetime) -> list[Finding]:
    """Notice what should have come by today and did not."""
    judge = _judge_of(workspace, now)
    judge.pass_days(today_in(workspace.time_zone, now))
    notices = [notice for notice in _recent(judge.notices, workspace, now) if notice.kind in CALENDAR_KINDS]
    version = version_of(judge.forest)
    return record_notices(workspace=workspace, notices=notices, model_version=version, now=now)


CALENDAR_KINDS = {"subscription_stopped", "income_late", "income_missing"}


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


def version_of(forest: Forest | None) -> str:
    """What judged: the rules and weights, and the forest that voted."""
    return f"{weights.VERSION}/{forest.version if forest else 'no-forest'}"


def rescore(finding: Finding) -> wording.Description:
    """Make the finding's score, level and words again from what it stores."""
    return wording.describe(Facts.from_dict(finding.features))


def _judge_of(workspace: Workspace, now: datetime) -> Judge:
    learned = selectors.learned(workspace, now)
    return judges.caught_up(workspace, learned=learned, forest=_forest_of(workspace))


def _forest_of(workspace: Workspace) -> Forest | None:
    """The trained forest; without its vote when its signature does not fit."""
    try:
        return selectors.newest_forest(workspace)
    except TamperedModelError:
        log.exception("anomalies.model_refused", workspace_id=str(workspace.pk))
        return None


def _oldest(workspace: Workspace, now: datetime) -> date:
    """The first day that is not yet history."""
    return today_in(workspace.time_zone, now) - timedelta(days=weights.NOTICE_AGE_DAYS)


def _recent(
    notices: Iterable[Notice], workspace: Workspace, now: datetime, about: set[str] | None = None
) -> list[Notice]:
    oldest = _oldest(workspace, now)
    recent = [notice for notice in notices if notice.day >= oldest]
    if about is None:
        return recent
    return [n for n in recent if n.key in about or about.intersection(n.others)]


# Findings


@transaction.atomic
def record_notices(
    *,
    workspace: Workspace,
    notices: Iterable[Notice],
    model_version: str,
    now: datetime,
    is_quiet: bool = False,
) -> list[Finding]:
    """Keep notices as findings and tell the members of those that are new.

    A finding that exists keeps its words and its state; only payments that joined it are added.
    """
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    created = []
    for notice in asking.unsaid(workspace, list(notices)):
        finding = _record(workspace, notice, model_version, now)
        if finding is not None:
            created.append(finding)
    if created and not is_quiet:
        tell(workspace=workspace, findings=created, now=now)
    return created


def _record(workspace: Workspace, notice: Notice, model_version: str, now: datetime) -> Finding | None:
    """The new finding, or `None` when this payment already has one of this kind."""
    words = wording.describe(notice.facts)
    finding, is_new = Finding.objects.get_or_create(
        workspace=workspace,
        transaction_id=notice.key,
        kind=notice.kind,
        rule_id=UUID(notice.rule) if notice.rule else None,
        defaults={
            "level": words.level,
            "score": words.score,
            "title": words.title,
            "text": words.text,
            "reasons": words.reasons,
            "features": notice.facts.as_dict(),
            "model_version": model_version,
            "happened_on": notice.day,
            "noticed_at": now,
        },
    )
    finding.related.add(*Transaction.objects.in_workspace(workspace).filter(pk__in=notice.others))
    if not is_new:
        return None
    audit.record(
        workspace=workspace,
        actor=None,
        action="finding.noticed",
        finding_id=finding.pk,
        kind=finding.kind,
        model_version=model_version,
    )
    return finding
