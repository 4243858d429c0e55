"""What an import brings: one digest of it, nothing said about history unless somebody asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User, Workspace
from anomalies import selectors, wording
from anomalies.facts import Notice
from anomalies.judge import Judge
from anomalies.models import Finding, Telling
from anomalies.rules import asking
from anomalies.services.judging import CALENDAR_KINDS, judge_of, notices_since, oldest_day, recent
from anomalies.services.keeping import record_notices
from anomalies.services.telling import announce, hold, mark_told
from anomalies.services.versions import version_of
from anomalies.telling_groups import preferences_url, section
from anomalies.telling_wishes import quiet_until, wants, wishes_of
from lumen.audit import services as audit
from lumen.common.tasks import enqueue
from lumen.notifications import services as notifications
from lumen.notifications.models import Notification
from transactions.models import ImportBatch, Transaction

Level = Finding.Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What judging an import found: kept as findings, and so old that nothing is said of it unasked."""

    batch: ImportBatch
    rows: int
    found: list[Finding]
    older: int

    @property
    def count(self) -> int:
        return sum(finding.level != Level.INFO for finding in self.found) + self.older


def judge_import(*, batch: ImportBatch, now: datetime) -> list[Finding]:
    """Judge the rows of a finished import and tell of all of it once. Safe to run twice."""
    workspace = batch.workspace
    keys = {str(pk) for pk in selectors.imported_by(batch)}
    if not keys:
        return []
    judge = judge_of(workspace, now)
    fresh = recent(judge.notices, workspace, now, about=keys)
    oldest = oldest_day(workspace, now)
    ruled = asking.notices_about(workspace, keys=keys, oldest=oldest, learned=judge.learned)
    older = [n for n in _past(judge.notices, keys) if n.day < oldest and _is_worth_a_look(n)]
    with transaction.atomic():
        found = record_notices(
            workspace=workspace,
            notices=[*fresh, *ruled],
            model_version=version_of(judge.forest),
            now=now,
            is_quiet=True,
        )
        for finding in found:
            announce(workspace, finding)
        seen = Seen(batch=batch, rows=len(keys), found=found, older=len(older))
        if seen.count:
            _tell(workspace, seen, now)
    return found


def _past(notices: Iterable[Notice], keys: set[str]) -> list[Notice]:
    """Notices about these payments, without silences: what did not come a year ago is no news."""
    return [
        n
        for n in notices
        if n.kind not in CALENDAR_KINDS and (n.key in keys or not keys.isdisjoint(n.others))
    ]


def _is_worth_a_look(notice: Notice) -> bool:
    return wording.describe(notice.facts).level != Level.INFO


def _tell(workspace: Workspace, seen: Seen, now: datetime) -> None:
    """One notification to each member; others' quiet hours hold what is new back for the morning."""
    is_urgent = any(finding.level == Level.URGENT for finding in seen.found)
    for user, wishes in wishes_of(workspace).items():
        hold(user, seen.found)
        if not wants(wishes, Level.URGENT if is_urgent else Level.LOOK):
            continue
        ends = quiet_until(wishes, zone=workspace.time_zone, now=now)
        if ends and not is_urgent and user.pk != seen.batch.created_by_id:
            Telling.objects.filter(user=user, finding__in=seen.found).update(tell_after=ends)
            continue
        _tell_one(workspace, user, seen, now, by_mail=is_urgent and wishes.urgent_by_email)


def _tell_one(workspace: Workspace, user: User, seen: Seen, now: datetime, *, by_mail: bool) -> None:
    key = f"import:{seen.batch.pk}"
    notifications.notify(
        workspace=workspace,
        users=[user],
        kind="finding",
        title=_title(seen),
        body=_body(seen),
        url=f"{reverse('anomalies:list')}?import={seen.batch.pk}",
        key=key,
        details={
            "sections": [section(_("New"), seen.found)] if seen.found else [],
            "preferences": preferences_url(),
        },
        email_to=[user] if by_mail else [],
    )
    told = Notification.objects.in_workspace(workspace).get(user=user, key=key)
    mark_told(user, seen.found, told, now=now, way=Telling.Way.IMPORT)


def _title(seen: Seen) -> str:
    return ngettext(
        "%(n)d thing in the %(rows)s rows you imported is worth a look",
        "%(n)d things in the %(rows)s rows you imported are worth a look",
        seen.count,
    ) % {"n": seen.count, "rows": number_format(seen.rows, force_grouping=True, use_l10n=True)}


def _body(seen: Seen) -> str:
    if not seen.older:
        return " · ".join(finding.title for finding in seen.found[:5])
    older = ngettext(
        "%(n)d of them is older than a week: Lumen says nothing about history unless you ask.",
        "%(n)d of them are older than a week: Lumen says nothing about history unless you ask.",
        seen.older,
    )
    return older % {"n": seen.older}


# Looking back on request


def has_history(batch: ImportBatch, now: datetime) -> bool:
    """Whether an import holds rows so old that nothing was said of them."""
    rows = (
        Transaction.objects.in_workspace(batch.workspace).live().filter(pk__in=selectors.imported_by(batch))
    )
    return rows.filter(booked_on__lt=oldest_day(batch.workspace, now)).exists()


@transaction.atomic
def ask_to_look_back(*, batch: ImportBatch, actor: User) -> None:
    """Have the whole period of an import judged; the list fills as it is found."""
    audit.record(workspace=batch.workspace, actor=actor, action="import.looked_back", batch_id=batch.pk)
    enqueue("anomalies.tasks.look_back", batch_id=str(batch.pk))


def look_back(*, batch: ImportBatch, now: datetime) -> list[Finding]:
    """Keep what was unusual in an import's own rows as findings, and tell nobody."""
    workspace = batch.workspace
    rows = Transaction.objects.in_workspace(workspace).filter(pk__in=selectors.imported_by(batch))
    keys = {str(pk) for pk in rows.values_list("pk", flat=True)}
    first = rows.order_by("booked_on").values_list("booked_on", flat=True).first()
    if first is None:
        return []
    judge = Judge(base_currency=workspace.base_currency, learned=selectors.learned(workspace, now))
    notices = _past(notices_since(judge, workspace, since=first), keys)
    found = record_notices(
        workspace=workspace, notices=notices, model_version=version_of(None), now=now, is_quiet=True
    )
    for finding in found[:1]:  # open lists are made anew as a whole
        announce(workspace, finding)
    return found
