"""Telling members what was noticed: rarely, and together what belongs together."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import selectors as people
from accounts.models import Workspace
from anomalies.models import Finding
from lumen.common import events
from lumen.notifications import services as notifications
from lumen.notifications.models import Notification

DIGEST_FROM = 4  # so many new findings at once are told in one notification
AT_MOST_A_DAY, AT_MOST_A_MONTH = 3, 6  # besides urgent ones


def tell(*, workspace: Workspace, findings: list[Finding], now: datetime) -> None:
    """Show new findings on open pages at once, and notify members of those worth a look."""
    for finding in findings:
        transaction.on_commit(partial(_publish, workspace, finding))
    worth_it = [finding for finding in findings if finding.level != Finding.Level.INFO]
    if len(worth_it) >= DIGEST_FROM:
        _notify_digest(workspace, worth_it)
        return
    for finding in worth_it:
        if finding.level == Finding.Level.URGENT or _may_bother(workspace, now):
            _notify(workspace, finding)


def _publish(workspace: Workspace, finding: Finding) -> None:
    events.publish(
        workspace_id=workspace.pk,
        user_ids=people.member_ids(workspace),
        type="finding",
        id=str(finding.pk),
        kind=finding.kind,
        level=finding.level,
        title=finding.title,
        text=finding.text,
        url=url_of(finding),
    )


def url_of(finding: Finding) -> str:
    return reverse("anomalies:detail", args=[finding.pk])


def _may_bother(workspace: Workspace, now: datetime) -> bool:
    """At most three notifications a day and six in thirty days; the rest waits in the feed."""
    told = Notification.objects.in_workspace(workspace).filter(kind="finding")

    def keys_since(moment: datetime) -> int:
        return told.filter(created_at__gt=moment).values("key").distinct().count()

    is_quiet_day = keys_since(now - timedelta(days=1)) < AT_MOST_A_DAY
    return is_quiet_day and keys_since(now - timedelta(days=30)) < AT_MOST_A_MONTH


def _notify(workspace: Workspace, finding: Finding) -> None:
    notifications.notify(
        workspace=workspace,
        users=workspace.members.all(),
        kind="finding",
        title=finding.title,
        body=finding.text,
        url=url_of(finding),
        key=f"finding:{finding.pk}",
    )


def _notify_digest(workspace: Workspace, findings: list[Finding]) -> None:
    notifications.notify(
        workspace=workspace,
        users=workspace.members.all(),
        kind="finding",
        title=_("%(n)d things are worth a look") % {"n": len(findings)},
        body=" · ".join(finding.title for finding in findings[:5]),
        url=reverse("anomalies:list"),
        key=f"finding-digest:{findings[0].pk}",
    )
