"""The weekly digest: once a week to each member who wants it, and not when there is nothing to say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Membership, Workspace
from anomalies.models import Finding, Telling, TellingPreference
from anomalies.services.telling import mark_told
from anomalies.telling_groups import preferences_url, section
from anomalies.telling_wishes import quiet_until, wishes_of_member
from anomalies.wording import money
from lumen.common.dates import today_in
from lumen.notifications import services as notifications
from lumen.notifications.models import Notification
from transactions.models import Recurring, Transaction
from transactions.regulars import Regular, regulars_of

NOT_BEFORE = time(8)
USUAL_WEEKS = 8
LOOKS_BACK = timedelta(days=30)
SOON = timedelta(days=7)
LATE_AT_MOST = timedelta(days=21)  # longer ones have stopped rather than being late
SHOWN, NAMED = 8, 3
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What one week's digest says."""

    waiting: Sequence[Finding]  # told, and not answered
    untold: Sequence[Finding]  # below the member's level, or one too many
    late: Sequence[Regular]
    soon: Sequence[Regular]
    spent: float
    usual: float | None

    @property
    def has_news(self) -> bool:
        return bool(self.waiting or self.untold or self.late)


def members_due(*, now: datetime) -> Iterator[Membership]:
    """Members whose digest of today is due and was not sent."""
    for zone in Workspace.objects.order_by().values_list("time_zone", flat=True).distinct():
        local = now.astimezone(ZoneInfo(zone))
        if local.time() < NOT_BEFORE:
            continue
        for membership in _wanting(zone, local.date()):
            if quiet_until(wishes_of_member(membership), zone=zone, now=now) is None:
                yield membership


def _wanting(zone: str, day: date) -> QuerySet[Membership]:
    chosen = TellingPreference.objects.filter(workspace=OuterRef("workspace"), user=OuterRef("user"))
    sent = Notification.objects.filter(workspace=OuterRef("workspace"), user=OuterRef("user"), key=_key(day))
    wants = Q(Exists(chosen.filter(weekly_digest=True, digest_on=day.weekday())))
    if day.weekday() == TellingPreference._meta.get_field("digest_on").default:
        wants |= ~Q(Exists(chosen))
    rows = Membership.objects.filter(wants, ~Exists(sent), workspace__time_zone=zone, user__is_active=True)
    return rows.select_related("workspace", "user")


def _key(day: date) -> str:
    """One for each calendar week, whatever day of it a member chooses meanwhile."""
    year, week, _weekday = day.isocalendar()
    return f"weekly:{year}-{week:02}"


@transaction.atomic
def send_digest(*, membership: Membership, now: datetime) -> bool:
    """Send one member's digest of today, unless it was sent or says nothing; whether it went out now."""
    workspace, user = membership.workspace, membership.user
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    today = today_in(workspace.time_zone, now)
    digest = compose(membership=membership, today=today, now=now)
    if not digest.has_news:
        return False
    told = notifications.notify(
        workspace=workspace,
        users=[user],
        kind="digest",
        title=_title(digest),
        body=_body(digest, workspace.base_currency),
        url=f"{reverse('anomalies:list')}?state=open",
        key=_key(today),
        details={"sections": _sections(digest), "preferences": preferences_url()},
        email_to=[user],
    )
    if told:
        mark_told(user, digest.untold, told[0], now=now, way=Telling.Way.WEEKLY)
    return bool(told)


def compose(*, membership: Membership, today: date, now: datetime) -> Digest:
    """What there is to say to a member. Eight queries, however much there is."""
    workspace = membership.workspace
    rows = Finding.objects.in_workspace(workspace).open().filter(noticed_at__gt=now - LOOKS_BACK)
    rows = rows.filter(happened_on__gte=today - LOOKS_BACK - WEEK).order_by("-happened_on", "-pk")
    mine = Telling.objects.filter(finding=OuterRef("pk"), user=membership.user)
    untold = rows.filter(Exists(mine.filter(told_at__isnull=True, tell_after__isnull=True)))
    waiting = rows.exclude(level=Finding.Level.INFO).exclude(pk__in=untold.values("pk"))
    regulars = [r for r in regulars_of(workspace, today=today) if _is_bill(r)]
    spent, usual = _spent(workspace, today)
    return Digest(
        waiting=list(waiting[:SHOWN]),
        untold=list(untold),
        late=[r for r in regulars if r.is_overdue and _due(r) >= today - LATE_AT_MOST],
        soon=[r for r in regulars if today <= _due(r) < today + SOON],
        spent=spent,
        usual=usual,
    )


def _is_bill(regular: Regular) -> bool:
    row = regular.row
    return row.state == Recurring.State.ACTIVE and row.next_on is not None and row.amount < 0


def _due(regular: Regular) -> date:
    return regular.row.next_on or date.max


def _spent(workspace: Workspace, today: date) -> tuple[float, float | None]:
    """Net spending of the seven days before today, and the middle one of the eight weeks before."""
    start = today - WEEK * (USUAL_WEEKS + 1)
    rows = Transaction.objects.in_workspace(workspace).live().spending().between(start, today)
    sums = dict(rows.order_by().values_list("booked_on").annotate(total=Sum("base_amount")))
    weeks = [0.0] * (USUAL_WEEKS + 1)
    for day, total in sums.items():
        weeks[(today - timedelta(days=1) - day).days // 7] -= float(total or 0)
    earlier = weeks[1:]
    usual = median(earlier) if sum(week > 0 for week in earlier) > USUAL_WEEKS // 2 else None
    return weeks[0], usual


# Words


def _title(digest: Digest) -> str:
    count = len(digest.waiting) + len(digest.untold)
    if not count:
        return _("Your week: a bill is late")
    return ngettext("Your week: %(n)d thing to look at", "Your week: %(n)d things to look at", count) % {
        "n": count
    }


def _body(digest: Digest, currency: str) -> str:
    lines = [_spending(digest, currency), _bills(_("Late: %(bills)s."), digest.late)]
    return "\n".join(line for line in [*lines, _bills(_("Coming: %(bills)s."), digest.soon)] if line)


def _spending(digest: Digest, currency: str) -> str:
    spent = money(round(digest.spent), currency)
    if digest.usual is None:
        return _("You spent %(spent)s in the last seven days.") % {"spent": spent}
    return _("You spent %(spent)s in the last seven days; usually it is about %(usual)s.") % {
        "spent": spent,
        "usual": money(round(digest.usual), currency),
    }


def _bills(sentence: str, bills: Sequence[Regular]) -> str:
    if not bills:
        return ""
    named = [
        _("%(name)s %(amount)s (%(day)s)")
        % {
            "name": bill.row.title,
            "amount": money(float(bill.amount), bill.row.currency),
            "day": date_format(_due(bill), "j M"),
        }
        for bill in bills[:NAMED]
    ]
    more = len(bills) - NAMED
    rest = [ngettext("%(n)d more", "%(n)d more", more) % {"n": more}] if more > 0 else []
    return sentence % {"bills": ", ".join([*named, *rest])}


def _sections(digest: Digest) -> list[dict[str, object]]:
    found = [
        (_("Waiting for your answer"), digest.waiting),
        (_("Noticed, and not told until now"), digest.untold[:SHOWN]),
    ]
    return [section(heading, findings) for heading, findings in found if findings]
