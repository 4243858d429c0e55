"""Keeping what was noticed as findings: once each, with the words that the facts give."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Workspace
from anomalies import wording
from anomalies.facts import Notice
from anomalies.holding import basis_of
from anomalies.models import Finding
from anomalies.rules import asking
from anomalies.services.telling import tell
from lumen.audit import services as audit
from transactions.models import Transaction


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

    A finding that exists keeps its words and its state; only payments that joined it are added. It follows
    what is changed beneath it by `following.follow_changes`.
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
    if is_new or _joins(finding, notice):
        finding.related.add(*Transaction.objects.in_workspace(workspace).filter(pk__in=notice.others))
        rest_on(finding)
    if not is_new:
        return None
    if notice.kind == Finding.Kind.CARD_TESTING:
        _absorb(finding, notice.others)
    audit.record(
        workspace=workspace,
        actor=None,
        action="finding.noticed",
        finding_id=finding.pk,
        kind=finding.kind,
        model_version=model_version,
    )
    return finding


def _joins(finding: Finding, notice: Notice) -> bool:
    """Whether there are payments that belong to an open finding and are not with it yet."""
    known = {str(pk) for pk in finding.related.values_list("pk", flat=True)}
    return finding.is_open and not known.issuperset(notice.others)


def _absorb(finding: Finding, others: Sequence[str]) -> None:
    """Small charges that were noticed one by one turn out to be the beginning of this one."""
    earlier = (
        Finding.objects.in_workspace(finding.workspace)
        .open()
        .filter(transaction__in=[UUID(key) for key in others])
    )
    for each in earlier.exclude(pk=finding.pk).exclude(kind=Finding.Kind.CUSTOM_RULE):
        each.told_with = finding
        withdraw(each)


def rest_on(finding: Finding) -> None:
    """Remember the rows beneath a finding as they are now, to see when they change."""
    finding.basis = basis_of(rows_beneath(finding))
    Finding.objects.filter(pk=finding.pk).update(basis=finding.basis)


def rows_beneath(finding: Finding) -> list[Transaction]:
    """The payment it is about and those that belong to it."""
    keys = [finding.transaction_id, *finding.related.values_list("pk", flat=True)]
    rows = Transaction.objects.in_workspace(finding.workspace).filter(pk__in=keys)
    return list(rows.select_related("merchant", "category"))


def withdraw(finding: Finding) -> None:
    """It no longer holds: not shown as open, and nobody is told of it any more."""
    finding.state = Finding.State.WITHDRAWN
    finding.save(update_fields=["state", "told_with", "updated_at"])
    audit.record(
        workspace=finding.workspace,
        actor=None,
        action="finding.withdrawn",
        finding_id=finding.pk,
        kind=finding.kind,
    )
