"""Keeping watches: making, changing, pausing, taking away with a way back."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Workspace
from lumen.audit import services as audit
from lumen.common.dates import today_in
from lumen.common.errors import LumenError
from lumen.common.money import CURRENCIES
from lumen.common.tasks import enqueue
from lumen.feeds.models import Watch

if TYPE_CHECKING:
    from accounts.models import User

MOST_WATCHES = 100
MOST = Decimal(10) ** 12
Kind, Condition, Day = Watch.Kind, Watch.Condition, Watch.Day
WEATHER = (Kind.RAIN, Kind.TEMPERATURE)


class BadWatchError(LumenError):
    """`field` is the part that does not fit."""

    status, code, title = 422, "bad-watch", "This cannot be watched as it is"

    def __init__(self, detail: str, *, field: str) -> None:
        super().__init__(detail, field=field)
        self.field = field


class TooManyWatchesError(LumenError):
    status, code, title = 409, "too-many-watches", "There are too many watches"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A watch as a person or a program writes it."""

    kind: str
    subject: str
    condition: str = ""
    threshold: Decimal | None = None
    day: str = ""
    on: date | None = None
    tells_all: bool = False


def checked(*, workspace: Workspace, draft: Draft, today: date) -> Watch:
    """A watch that says what the draft says, not saved.

    Raises:
        BadWatchError: a part does not fit; its sentence says what to write instead.
    """
    if draft.kind not in Kind.values:
        raise BadWatchError(_("Choose one of: %(all)s.") % {"all": ", ".join(Kind.values)}, field="kind")
    watch = Watch(workspace=workspace, kind=draft.kind, tells_all=draft.tells_all)
    watch.subject = _subject(draft, workspace.base_currency)
    watch.condition = _condition(draft)
    watch.threshold = _threshold(draft, watch.condition)
    watch.day, watch.on = _day(draft, today)
    return watch


def _subject(draft: Draft, base: str) -> str:
    said = " ".join(draft.subject.split())
    if not said or len(said) > 120:
        raise BadWatchError(_("Say what to watch, in 120 letters at most."), field="subject")
    if draft.kind == Kind.RATE:
        return _pair(said, base)
    return said.upper() if draft.kind == Kind.SHARE and said.islower() and len(said) < 6 else said


def _pair(said: str, base: str) -> str:
    codes = said.upper().replace("/", " ").replace("-", " ").split()
    codes = [*codes, base] if len(codes) == 1 else codes
    if len(codes) != 2 or not set(codes) <= CURRENCIES or codes[0] == codes[1]:
        raise BadWatchError(_("Write two currencies by their codes, such as USD/INR."), field="subject")
    return "/".join(codes)


def _condition(draft: Draft) -> str:
    if draft.kind == Kind.WORDS:
        return Condition.NEW
    if draft.kind == Kind.RAIN:
        return Condition.ABOVE
    fitting = [Condition.ABOVE, Condition.BELOW]
    fitting += [Condition.CHANGE] if draft.kind in (Kind.RATE, Kind.SHARE) else []
    if draft.condition not in fitting:
        raise BadWatchError(_("Choose one of: %(all)s.") % {"all": ", ".join(fitting)}, field="condition")
    return draft.condition


def _threshold(draft: Draft, condition: str) -> Decimal | None:
    if condition == Condition.NEW:
        return None
    line = Decimal(50) if draft.threshold is None and draft.kind == Kind.RAIN else draft.threshold
    if line is None:
        raise BadWatchError(_("Say at which value you want to be told."), field="threshold")
    if not line.is_finite() or abs(line) >= MOST or line != line.quantize(Decimal("0.00000001")):
        raise BadWatchError(_("Write a number such as 90 or 1.25."), field="threshold")
    if draft.kind in (Kind.RATE, Kind.SHARE) and line <= 0:
        raise BadWatchError(_("A price or rate is more than nothing. Write such as 90."), field="threshold")
    if draft.kind == Kind.RAIN and not 1 <= line <= 100:
        raise BadWatchError(_("A chance is between 1 and 100 per cent."), field="threshold")
    return line


def _day(draft: Draft, today: date) -> tuple[str, date | None]:
    if draft.kind not in WEATHER:
        return "", None
    if draft.day in (Day.TODAY, Day.TOMORROW) and draft.on is not None:
        raise BadWatchError(_("Either each day or one day: leave one of them out."), field="on")
    if draft.on is None and draft.day != Day.DATE:
        return (draft.day if draft.day in Day.values else Day.TODAY), None
    if draft.on is None:
        raise BadWatchError(_("Choose the day."), field="on")
    if draft.on < today:
        raise BadWatchError(_("This day has passed. Choose one from today on."), field="on")
    return Day.DATE, draft.on


@transaction.atomic
def save_watch(
    *, workspace: Workspace, actor: "User", watch: Watch | None, draft: Draft, now: datetime
) -> Watch:
    """Make a watch or change one. It is checked at once in the background.

    Raises:
        BadWatchError, TooManyWatchesError: nothing is saved.
    """
    wanted = checked(workspace=workspace, draft=draft, today=today_in(workspace.time_zone, now))
    if watch is None:
        _require_room(workspace)
        wanted.created_by = actor
    else:
        kept = Watch.objects.select_for_update().get(pk=watch.pk)
        wanted = _changed(kept, wanted)
    wanted.next_at, wanted.is_active, wanted.is_over = now, True, False
    wanted.looked_until = wanted.looked_until or now
    wanted.save()
    _audit(wanted, actor, "watch.created" if watch is None else "watch.changed")
    enqueue("lumen.feeds.tasks.check_watch", watch_id=str(wanted.pk))
    return wanted


def _require_room(workspace: Workspace) -> None:
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    if Watch.objects.in_workspace(workspace).kept().count() >= MOST_WATCHES:
        raise TooManyWatchesError(
            _("You watch %(most)d things, as many as there can be. Delete one that you do not need.")
            % {"most": MOST_WATCHES}
        )


def _changed(kept: Watch, wanted: Watch) -> Watch:
    """What was known of the value stays while it is the same value; what was told begins anew."""
    is_same = (kept.kind, kept.subject, kept.day, kept.on) == (
        wanted.kind,
        wanted.subject,
        wanted.day,
        wanted.on,
    )
    for name in ("kind", "subject", "condition", "threshold", "day", "on", "tells_all"):
        setattr(kept, name, getattr(wanted, name))
    kept.is_met, kept.met_on, kept.start, kept.problem, kept.failures = False, None, None, "", 0
    if not is_same:
        kept.value = kept.value_at = kept.checked_at = kept.looked_until = None
        kept.unit = kept.source = kept.label = ""
        kept.history, kept.is_late = [], False
    return kept


@transaction.atomic
def turn(*, watch: Watch, actor: "User", is_active: bool, now: datetime) -> Watch:
    """Pause a watch, or go on with it from now: what happened meanwhile is no news."""
    watch = Watch.objects.select_for_update().get(pk=watch.pk)
    if watch.is_active != is_active:
        watch.is_active, watch.next_at = is_active, now
        watch.failures, watch.problem = 0, ""
        watch.looked_until = now if is_active else watch.looked_until
        watch.save()
        _audit(watch, actor, "watch.resumed" if is_active else "watch.paused")
        if is_active:
            enqueue("lumen.feeds.tasks.check_watch", watch_id=str(watch.pk))
    return watch


@transaction.atomic
def delete_watch(*, watch: Watch, actor: "User", now: datetime) -> None:
    """Take a watch away; for a day it can come back."""
    watch.deleted_at = now
    watch.save(update_fields=["deleted_at", "updated_at"])
    _audit(watch, actor, "watch.deleted")


@transaction.atomic
def restore_watch(*, watch: Watch, actor: "User", now: datetime) -> None:
    """Bring a watch back.

    Raises:
        TooManyWatchesError: there is no room any more.
    """
    _require_room(watch.workspace)
    watch.deleted_at, watch.next_at, watch.looked_until = None, now, now
    watch.save(update_fields=["deleted_at", "next_at", "looked_until", "updated_at"])
    _audit(watch, actor, "watch.restored")


def _audit(watch: Watch, actor: "User", action: str) -> None:
    audit.record(workspace=watch.workspace, actor=actor, action=action, watch_id=watch.pk, kind=watch.kind)
