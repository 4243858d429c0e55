"""Several steps at one press: all of them happen, or none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.permissions import EDITORS
from accounts.selectors import members_of
from assistants import snoozes
from assistants.models import Enquiry, Macro
from assistants.services import canned, enquiries, mentions
from assistants.services.undoing import Change
from lumen.audit import services as audit
from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from accounts.models import User, Workspace

WITH_TEXT = ("reply", "note")
ACTIONS = ("reply", "note", "label", "unlabel", "assign", "priority", "snooze", "resolve")
MOST_STEPS, LONGEST_TEXT = 12, 5_000


class BrokenStepError(LumenError):
    status, code, title = 422, "broken-step", "A step cannot be done"


class NameTakenError(LumenError):
    status, code, title = 409, "name-taken", "This name is taken"


@dataclass(frozen=True, slots=True)
class Step:
    action: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one step will do, in words; `text` is what it will write."""

    action: str
    says: str
    text: str = ""
    missing: tuple[str, ...] = ()


def read_steps(raw: Sequence[Any], *, workspace: "Workspace") -> tuple[Step, ...]:
    """Steps as they are kept, checked.

    Raises:
        BrokenStepError: none, too many, or one that makes no sense.
    """
    if not 1 <= len(raw) <= MOST_STEPS:
        raise BrokenStepError(f"A macro has 1 to {MOST_STEPS} steps.")
    steps = tuple(Step(str(one.get("action", "")), str(one.get("value", "")).strip()) for one in raw)
    for step in steps:
        _check(step, workspace)
    if any(step.action in ("resolve", "snooze") for step in steps[:-1]):
        raise BrokenStepError("Resolving and snoozing come last.")
    return steps


def _check(step: Step, workspace: "Workspace") -> None:
    if step.action not in ACTIONS:
        raise BrokenStepError(f"“{step.action}” is not a step.")
    problems = {
        "reply": not 0 < len(step.value) <= LONGEST_TEXT,
        "note": not 0 < len(step.value) <= LONGEST_TEXT,
        "label": not 0 < len(step.value) <= enquiries.LONGEST_LABEL,
        "unlabel": not step.value,
        "priority": step.value not in Enquiry.Priority.values,
        "snooze": step.value not in snoozes.CODES,
        "assign": step.action == "assign" and not _can_take(step.value, workspace),
        "resolve": False,
    }
    if problems[step.action]:
        raise BrokenStepError(f"The step “{step.action}” needs a value that fits.")
    if step.action in WITH_TEXT:
        canned.check(step.value)


def _can_take(value: str, workspace: "Workspace") -> bool:
    return value in ("me", "nobody") or member_of(value, workspace) is not None


def member_of(value: str, workspace: "Workspace") -> "User | None":
    try:
        pk = UUID(value)
    except ValueError:
        return None
    able = Membership.objects.filter(workspace=workspace, role__in=EDITORS, user=pk)
    found = able.select_related("user").first()
    return found.user if found else None


@transaction.atomic
def save(
    *,
    workspace: "Workspace",
    actor: "User",
    name: str,
    steps: Sequence[Any],
    macro: Macro | None = None,
) -> Macro:
    """Make a macro, or change one.

    Raises:
        BrokenStepError: a step makes no sense.
        NameTakenError: another macro has this name.
    """
    read = read_steps(steps, workspace=workspace)
    is_new = macro is None
    row = macro or Macro(workspace=workspace)
    row.name = name.strip()
    row.steps = [{"action": step.action, "value": step.value} for step in read]
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise NameTakenError(f"There is a macro called “{row.name}” already.") from error
    action = "macro.created" if is_new else "macro.changed"
    audit.record(workspace=workspace, actor=actor, action=action, macro=row.pk, steps=len(read))
    return row


@transaction.atomic
def delete(*, macro: Macro, actor: "User") -> None:
    pk = macro.pk
    macro.delete()
    audit.record(workspace=macro.workspace, actor=actor, action="macro.deleted", macro=pk)


def preview(*, macro: Macro, enquiry: Enquiry, actor: "User", now: datetime) -> list[Line]:
    """What it will do to this enquiry, in words, without doing it."""
    people = names_of(macro.workspace)
    steps = read_steps(macro.steps, workspace=macro.workspace)
    return [_line(step, enquiry, actor, people) for step in steps]


def names_of(workspace: "Workspace") -> dict[str, str]:
    """Members by id, as sentences about steps call them."""
    return {str(member.user_id): member.user.display_name for member in members_of(workspace)}


def _line(step: Step, enquiry: Enquiry, actor: "User", people: Mapping[str, str]) -> Line:
    if step.action in WITH_TEXT:
        filled = canned.fill(step.value, enquiry=enquiry, member=actor)
        says = _("Sends to the customer") if step.action == "reply" else _("Writes a note")
        return Line(action=step.action, says=says, text=filled.text, missing=filled.missing)
    return Line(action=step.action, says=words_of(step, people))


def words_of(step: Step, people: Mapping[str, str]) -> str:
    """A step as a sentence; `people` are names by the ids of members."""
    value = step.value
    if step.action == "assign":
        value = {"me": _("you"), "nobody": _("nobody"), **people}.get(value, "?")
    if step.action == "priority" and value in Enquiry.Priority.values:
        value = str(Enquiry.Priority(value).label)
    if step.action == "snooze":
        value = str(dict(snoozes.CHOICES).get(value, value)).lower()
    sentences = {
        "reply": _("Replies “%(value)s”"),
        "note": _("Notes “%(value)s”"),
        "label": _("Adds the label “%(value)s”"),
        "unlabel": _("Takes the label “%(value)s” away"),
        "assign": _("Assigns it to %(value)s"),
        "priority": _("Sets the priority to %(value)s"),
        "snooze": _("Snoozes it: %(value)s"),
        "resolve": _("Resolves it"),
    }
    return sentences[step.action] % {"value": value}


@transaction.atomic
def run(*, macro: Macro, enquiry: Enquiry, actor: "User", now: datetime) -> Change:
    """Do every step, or none.

    Raises:
        BrokenStepError: a step cannot be done any more, as when a member left.
        LumenError: what the step's own service refuses.
    """
    steps = read_steps(macro.steps, workspace=macro.workspace)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for step in steps:
        change = DOING[step.action](enquiry, step.value, actor, now)
        if change is not None:
            before = change.before | before
            after |= change.after
    Macro.objects.filter(pk=macro.pk).update(used=F("used") + 1)
    audit.record(
        workspace=macro.workspace, actor=actor, action="macro.run", macro=macro.pk, enquiry=enquiry.pk
    )
    return Change(enquiry=enquiry.pk, before=before, after=after)


def _reply(enquiry: Enquiry, value: str, actor: "User", now: datetime) -> None:
    text = canned.fill(value, enquiry=enquiry, member=actor).text
    enquiries.reply(enquiry=enquiry, actor=actor, text=text, now=now)


def _note(enquiry: Enquiry, value: str, actor: "User", now: datetime) -> None:
    text = canned.fill(value, enquiry=enquiry, member=actor).text
    mentions.write_note(enquiry=enquiry, actor=actor, text=text, now=now)


def _label(enquiry: Enquiry, value: str, actor: "User", now: datetime) -> Change:
    return enquiries.add_labels(enquiry=enquiry, labels=[value], actor=actor, now=now)


def _unlabel(enquiry: Enquiry, value: str, actor: "User", now: datetime) -> Change:
    left = [label for label in enquiry.labels if label.casefold() != value.casefold()]
    return enquiries.set_labels(enquiry=enquiry, labels=left, actor=actor, now=now)


def _assign(enquiry: Enquiry, value: str, actor: "User", now: datetime) -> Change:
    people = {"me": actor, "nobody": None}
    assignee = people[value] if value in people else member_of(value, enquiry.workspace)
    return enquiries.assign(enquiry=enquiry, assignee=assignee, actor=actor, now=now)


def _priority(enquiry: Enquiry, value: str, actor: "User", now: datetime) -> Change:
    return enquiries.set_priority(enquiry=enquiry, priority=value, actor=actor, now=now)


def _snooze(enquiry: Enquiry, value: str, actor: "User", now: datetime) -> Change:
    until = snoozes.moment_of(value, now=now, zone=ZoneInfo(enquiry.workspace.time_zone))
    return enquiries.snooze(enquiry=enquiry, until=until, actor=actor, now=now)


def _resolve(enquiry: Enquiry, value: str, actor: "User", now: datetime) -> Change:
    return enquiries.resolve(enquiry=enquiry, actor=actor, now=now)


DOING: dict[str, Callable[[Enquiry, str, "User", datetime], Change | None]] = {
    "reply": _reply,
    "note": _note,
    "label": _label,
    "unlabel": _unlabel,
    "assign": _assign,
    "priority": _priority,
    "snooze": _snooze,
    "resolve": _resolve,
}
