"""Findings follow the facts: what they rest on is edited, deleted and brought back."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.models import Workspace
from anomalies import selectors, wording
from anomalies.detectors.forest import Forest
from anomalies.facts import Facts, Notice
from anomalies.holding import basis_of, level_after, stays
from anomalies.judge import Judge, Judgement
from anomalies.models import Finding, Telling
from anomalies.replay import replay
from anomalies.rules import asking
from anomalies.services.keeping import rest_on, withdraw
from anomalies.services.telling import announce, tell_risen
from anomalies.services.versions import forest_of, version_of
from anomalies.telling_wishes import RANK
from lumen.audit import services as audit
from lumen.common.dates import today_in
from lumen.notifications.models import Notification
from transactions.models import Transaction

State = Finding.State
LOOKS_BACK = timedelta(days=400)  # what is older stays as it was judged


@dataclass(slots=True, kw_only=True)
class _Again:
    """What judging the whole history once more says about some payments."""

    model_version: str
    notices: dict[tuple[str, str, str], Notice]  # by kind, payment and rule
    seen: dict[str, Judgement] = field(default_factory=dict)


def follow_changes(*, workspace: Workspace, now: datetime) -> list[Finding]:
    """Judge again what open or withdrawn findings rest on, where a row of it was changed.

    Findings whose rows are as they were stay as they are, to the last bit; answered ones too.
    """
    seen = _changed(workspace, now)
    if not seen:
        return []
    again = _judge_again(workspace, seen, now)  # may take seconds: nobody is kept waiting meanwhile
    with transaction.atomic():
        Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
        # what was changed once more is left to the task that this change queued
        followed = [f for f, basis in _changed(workspace, now).items() if seen.get(f) == basis]
        for finding in followed:
            _follow(finding, again, now)
    return followed


def _changed(workspace: Workspace, now: datetime) -> dict[Finding, str]:
    """Findings beneath which a row is not as it was, and what they rest on now. Two queries."""
    rows = Finding.objects.in_workspace(workspace).filter(state__in=[State.OPEN, State.WITHDRAWN])
    rows = rows.filter(noticed_at__gt=now - LOOKS_BACK).select_related(
        "workspace", "transaction__merchant", "transaction__category"
    )
    found = rows.prefetch_related("related__merchant", "related__category").order_by("noticed_at", "pk")
    for finding in found:
        if not finding.basis:  # kept before there was one: what it rests on now is what it rested on
            rest_on(finding)
    bases = {finding: basis_of([finding.transaction, *finding.related.all()]) for finding in found}
    return {finding: basis for finding, basis in bases.items() if finding.basis != basis}


def _judge_again(workspace: Workspace, findings: Iterable[Finding], now: datetime) -> _Again:
    chosen = list(findings)
    forest = forest_of(workspace)
    again = _Again(model_version=version_of(forest), notices={})
    keys = {str(finding.transaction_id) for finding in chosen}
    notices = _ruled(workspace, chosen)
    if not all(finding.rule_id for finding in chosen):
        notices += _replayed(workspace, keys, again.seen, forest, now)
    again.notices = {(n.kind, n.key, n.rule): n for n in notices if n.key in keys}
    return again


def _replayed(
    workspace: Workspace, keys: set[str], seen: dict[str, Judgement], forest: Forest | None, now: datetime
) -> list[Notice]:
    """Every notice of the history. What was muted since is not said anew, but what was said stays."""
    learned = replace(selectors.learned(workspace, now), muted_merchants=frozenset(), muted_kinds=frozenset())
    judge = Judge(base_currency=workspace.base_currency, learned=learned, forest=forest)
    today = today_in(workspace.time_zone, now)
    for judgement in replay(judge, selectors.payments_of(workspace), until=today):
        if judgement.payment.key in keys:
            seen[judgement.payment.key] = judgement
    return list(judge.notices)


def _ruled(workspace: Workspace, findings: Iterable[Finding]) -> list[Notice]:
    days: list[date] = [f.transaction.booked_on for f in findings if f.rule_id]
    return asking.notices_since(workspace, since=min(days)) if days else []


def _follow(finding: Finding, again: _Again, now: datetime) -> None:
    rule = str(finding.rule_id) if finding.rule_id else ""
    notice = again.notices.get((finding.kind, str(finding.transaction_id), rule))
    facts = notice.facts if notice else _staying_facts(finding, again)
    if notice is not None:
        finding.related.set(Transaction.objects.filter(pk__in=notice.others))
        finding.happened_on = notice.day
    if facts is not None:
        _say_again(finding, facts, again.model_version, now)
    elif finding.is_open:
        withdraw(finding)
        _settle_notifications(finding, now)
    rest_on(finding)
    announce(finding.workspace, finding)


def _staying_facts(finding: Finding, again: _Again) -> Facts | None:
    """New facts for a finding that would not be raised anew, but shows enough to stay."""
    judgement = again.seen.get(str(finding.transaction_id))
    if judgement is None or not finding.is_open or not stays(finding.kind, judgement.features):
        return None
    before = Facts.from_dict(finding.features)
    payment = judgement.payment
    return Facts.of(finding.kind, payment, before.base_currency, judgement.features, **before.numbers)


def _say_again(finding: Finding, facts: Facts, model_version: str, now: datetime) -> None:
    """Store words, score and features of the new judgement; urgent is told when it has become so."""
    words = wording.describe(facts)
    level = level_after(finding.level, words.level, words.score)
    has_risen = RANK[level] > RANK[finding.level]
    returns = finding.state == State.WITHDRAWN
    finding.title, finding.text, finding.reasons = words.title, words.text, words.reasons
    finding.score, finding.level = words.score, level
    finding.features, finding.model_version = facts.as_dict(), model_version
    finding.state = State.OPEN
    finding.save()
    audit.record(
        workspace=finding.workspace,
        actor=None,
        action="finding.returned" if returns else "finding.changed",
        finding_id=finding.pk,
        level=level,
        model_version=model_version,
    )
    if has_risen and level == Finding.Level.URGENT:
        tell_risen(workspace=finding.workspace, finding=finding, now=now)


def _settle_notifications(finding: Finding, now: datetime) -> None:
    """The bell stops pointing at what no longer holds."""
    told = Telling.objects.filter(finding=finding, notification__isnull=False)
    ours = set(told.values_list("notification", flat=True))
    open_too = Telling.objects.filter(notification__in=ours, finding__state=State.OPEN)
    gone = ours - set(open_too.values_list("notification", flat=True))
    Notification.objects.filter(pk__in=gone, read_at__isnull=True).update(read_at=now)
