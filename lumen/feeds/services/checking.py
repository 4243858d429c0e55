"""Checking watches: the value is asked for, and members are told once each time it passes the line.

The value is fetched before the row is locked, so nobody waits for a stranger's server; what it means is
decided under the lock, so two checks at the same time tell once.
"""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import selectors as people
from accounts.models import Workspace
from lumen.ai.world import values
from lumen.ai.world.values import DayOverError, Value, Wanted
from lumen.common import events
from lumen.common.dates import today_in
from lumen.common.errors import LumenError
from lumen.feeds import wording
from lumen.feeds.models import WORST_FAILURES, Entry, Watch
from lumen.notifications import services as notifications

if TYPE_CHECKING:
    from accounts.models import User

EVERY = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
CLAIMED = timedelta(minutes=10)
AT_ONCE = 300
MOST_VALUES = 60
MOST_NAMED = 5  # entries in one notification
Kind, Condition, Day = Watch.Kind, Watch.Condition, Watch.Day
MARGINS: dict[
    str, tuple[Decimal, Decimal]
] = {  # how far a value has to go back before passing the line again is news
    Kind.RATE: (Decimal("0.002"), Decimal(0)),  # share of the line, and in the value's unit
    Kind.SHARE: (Decimal("0.005"), Decimal(0)),
    Kind.RAIN: (Decimal(0), Decimal(10)),
    Kind.TEMPERATURE: (Decimal(0), Decimal(1)),
}


def check(*, watch: Watch, now: datetime) -> bool:
    """Look at a watch now; whether members were told. A failure is noted at the watch."""
    if watch.kind == Kind.WORDS:
        return _check_words(watch, now)
    on = day_meant(watch, now)
    try:
        value = values.fetch(watch.workspace, wanted(watch, on), now=now)
    except DayOverError:
        _end(watch, now)
        return False
    except LumenError as error:
        _note_failure(watch, error, now)
        return False
    return _judge(watch, value, on, now)


def wanted(watch: Watch, on: date | None) -> Wanted:
    is_lowest = watch.kind == Kind.TEMPERATURE and watch.condition == Condition.BELOW
    return Wanted(kind=watch.kind, subject=watch.subject, on=on, is_lowest=is_lowest)


def day_meant(watch: Watch, now: datetime) -> date | None:
    """The day whose weather is asked for."""
    if not watch.day:
        return None
    if watch.on:
        return watch.on
    return today_in(watch.workspace.time_zone, now) + timedelta(days=int(watch.day == Day.TOMORROW))


def _locked(seen: Watch) -> Watch | None:
    """The row as it was seen; none when it was changed, paused or taken away meanwhile."""
    names = ("pk", "kind", "subject", "condition", "day", "on", "is_active")
    same = Watch.objects.kept().filter(**{name: getattr(seen, name) for name in names})
    return same.select_related("workspace", "created_by").select_for_update(of=("self",)).first()


@transaction.atomic
def _judge(seen: Watch, value: Value, on: date | None, now: datetime) -> bool:
    watch = _locked(seen)
    if watch is None:
        return False
    _remember(watch, value, now)
    is_new_day = on is not None and watch.met_on is not None and watch.met_on != on
    was_met = watch.is_met and not is_new_day
    if watch.start is None:
        watch.start = watch.value
    watch.is_met = _is_still_met(watch) if was_met else _is_met(watch)
    is_told = watch.is_met and not was_met
    if is_told:
        _tell_of_value(watch, on, now)
    watch.save()
    transaction.on_commit(partial(_announce, watch))
    return is_told


def _remember(watch: Watch, value: Value, now: datetime) -> None:
    at = moment_of(value.at)
    watch.value = value.amount.quantize(values.PLACES)
    watch.value_at, watch.is_late = at, value.is_late
    watch.unit, watch.source, watch.label = value.unit[:20], value.source[:120], value.label[:160]
    watch.checked_at, watch.next_at = now, now + EVERY + timedelta(seconds=watch.pk.int % 300)
    watch.failures, watch.problem = 0, ""
    point = [at.isoformat(timespec="seconds"), f"{watch.value.normalize():f}"]
    if not watch.history or watch.history[-1] != point:
        kept = [each for each in watch.history if each[0] != point[0]]
        watch.history = [*kept, point][-MOST_VALUES:]


def moment_of(at: datetime | date) -> datetime:
    """A day stands for its noon in UTC, so that it is the same day nearly everywhere."""
    return at if isinstance(at, datetime) else datetime.combine(at, time(12), tzinfo=UTC)


def _is_met(watch: Watch) -> bool:
    value, line = watch.value, watch.threshold
    if value is None or line is None:
        return False
    if watch.condition == Condition.CHANGE:
        start = watch.start or value
        return value != start and abs(value - start) * 100 >= line * abs(start)
    if watch.kind == Kind.RAIN:
        return value >= line
    return value > line if watch.condition == Condition.ABOVE else value < line


def _is_still_met(watch: Watch) -> bool:
    """Whether the value has not gone back far enough to be beyond the line no more."""
    value, line = watch.value, watch.threshold
    if value is None or line is None or watch.condition == Condition.CHANGE:
        return _is_met(watch)
    share, units = MARGINS[Kind(watch.kind)]
    margin = share * abs(line) + units
    return value > line - margin if watch.condition == Condition.ABOVE else value < line + margin


def _tell_of_value(watch: Watch, on: date | None, now: datetime) -> None:
    watch.met_on, watch.told_at, watch.told_count = on, now, watch.told_count + 1
    title = wording.title_of_alert(watch)
    _tell(watch, title, wording.said_by(watch, watch.workspace.time_zone), key=str(watch.told_count))
    if watch.condition == Condition.CHANGE:
        watch.start, watch.is_met = watch.value, False  # the next change is measured from here


def _tell(watch: Watch, title: str, body: str, *, key: str) -> None:
    url = f"{reverse('feeds:watches')}#watch-{watch.pk}"
    notifications.notify(
        workspace=watch.workspace,
        users=_who(watch),
        kind="watch",
        title=title,
        body=body,
        url=url,
        key=f"watch:{watch.pk}:{key}",
    )


def _who(watch: Watch) -> "list[User]":
    """Whoever made it; everybody where it says so, or where they have left."""
    members = [membership.user for membership in people.members_of(watch.workspace)]
    mine = [user for user in members if user.pk == watch.created_by_id]
    return members if watch.tells_all or not mine else mine


@transaction.atomic
def _check_words(watch: Watch, now: datetime) -> bool:
    """Tell of what feeds brought since the last look and holds all the words."""
    Workspace.objects.select_for_update(no_key=True).get(pk=watch.workspace_id)
    kept = _locked(watch)
    if kept is None:
        return False
    since = kept.looked_until or kept.created_at
    held = Entry.objects.in_workspace(kept.workspace).shown().holding(kept.subject)
    fresh = held.filter(created_at__gt=since, created_at__lte=now).select_related("feed")
    found = list(fresh.order_by("-published_at", "-pk")[:MOST_VALUES])
    kept.looked_until = kept.checked_at = now
    kept.next_at, kept.failures, kept.problem = now + EVERY, 0, ""
    kept.value, kept.unit, kept.value_at, kept.source = Decimal(len(found)), "", now, _("your feeds")
    if found:
        kept.history = [*kept.history, [now.isoformat(timespec="seconds"), str(len(found))]][-MOST_VALUES:]
        kept.told_at, kept.told_count = now, kept.told_count + 1
        zone = kept.workspace.time_zone
        lines = [
            f"{entry.title} ({entry.feed}, {wording.moment(entry.published_at, zone)})"
            for entry in found[:MOST_NAMED]
        ]
        _tell(kept, wording.title_of_words(kept, len(found)), "\n".join(lines), key=str(kept.told_count))
    kept.save()
    transaction.on_commit(partial(_announce, kept))
    return bool(found)


@transaction.atomic
def _end(watch: Watch, now: datetime) -> None:
    """Its one day has passed."""
    kept = _locked(watch)
    if kept is not None:
        kept.is_over, kept.is_active, kept.checked_at = True, False, now
        kept.save()
        transaction.on_commit(partial(_announce, kept))


@transaction.atomic
def _note_failure(watch: Watch, error: LumenError, now: datetime) -> None:
    """Say what is wrong, come back later each time, and tell once when it keeps failing."""
    kept = _locked(watch)
    if kept is None:
        return
    kept.failures += 1
    kept.checked_at, kept.problem = now, error.detail[:300]
    kept.next_at = now + min(EVERY * 2 ** min(kept.failures - 1, 10), LONGEST)
    kept.save()
    if kept.failures == WORST_FAILURES:
        title = _("Not watched any more until it works: %(what)s") % {"what": wording.sentence(kept)}
        _tell(kept, title, kept.problem, key=f"failed:{now.date().isoformat()}")
    transaction.on_commit(partial(_announce, kept))


def _announce(watch: Watch) -> None:
    events.publish(
        workspace_id=watch.workspace_id,
        user_ids=people.member_ids(watch.workspace),
        type="progress",
        kind="watches",
        id=str(watch.pk),
    )


@transaction.atomic
def claim_due(*, now: datetime) -> list[str]:
    """The watches whose turn it is; nobody else gets them for some minutes."""
    due = Watch.objects.due(now).select_for_update(skip_locked=True).order_by("next_at")[:AT_ONCE]
    ids = [watch.pk for watch in due]
    Watch.objects.filter(pk__in=ids).update(next_at=now + CLAIMED)
    return [str(pk) for pk in ids]


def words_watched(*, workspace_id: str) -> list[Watch]:
    """The watches of a workspace that wait for words in its feeds."""
    active = Watch.objects.kept().filter(workspace__id=workspace_id, is_active=True, kind=Kind.WORDS)
    return list(active.select_related("workspace"))


def forget_deleted(*, now: datetime) -> int:
    """Watches that were taken away more than a day ago."""
    return Watch.objects.filter(deleted_at__lt=now - timedelta(days=1)).delete()[0]
