"""Making assistants, changing what they are for, and taking them away."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from assistants.models import Assistant, Channel
from assistants.services import channels, phases
from lumen.audit import services as audit
from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from accounts.models import User, Workspace

MOST_ASSISTANTS = 25
CHANGEABLE = frozenset(
    {
        "asks_satisfaction",
        "away_text",
        "business_hours",
        "colour",
        "greeting",
        "handover_text",
        "holidays",
        "language",
        "may_automate",
        "minimum_decisions",
        "name",
        "purpose",
        "response_minutes",
        "retention_days",
        "styles",
        "target",
        "window",
    }
)
LEAST_DECISIONS = 20
LOWEST_TARGET, HIGHEST_TARGET = 0.8, 0.999
RESERVED_SLUGS = frozenset(
    {"canned", "contacts", "inbox", "macros", "new", "routing"}
)  # pages of the app itself


class BadAssistantError(LumenError):
    status, code, title = 422, "bad-assistant", "This assistant cannot be kept as it is"


class TooManyAssistantsError(LumenError):
    status, code, title = 409, "too-many-assistants", "There are too many assistants"


@transaction.atomic
def create(
    *,
    workspace: "Workspace",
    actor: "User | None",
    name: str,
    slug: str = "",
    website: str = "",
    **fields: Any,
) -> Assistant:
    """Make an assistant, which observes until it has learnt something.

    Args:
        slug: how commands name it; made from the name when empty.
        website: the name of a website channel it begins with; empty: none.

    Raises:
        BadAssistantError: a field cannot be kept, and why.
        TooManyAssistantsError: the workspace has as many as it may.
    """
    if Assistant.objects.in_workspace(workspace).kept().count() >= MOST_ASSISTANTS:
        raise TooManyAssistantsError(
            _("A workspace has at most %(most)s assistants. Delete one first.") % {"most": MOST_ASSISTANTS}
        )
    assistant = Assistant(workspace=workspace, created_by=actor, slug=_free(slug) or Assistant.new_slug(name))
    _set(assistant, {"name": name, **fields})
    assistant.save()
    audit.record(workspace=workspace, actor=actor, action="assistant.created", assistant_id=assistant.pk)
    if website:
        channels.create(assistant=assistant, actor=actor, kind=Channel.Kind.WIDGET, name=website)
    return assistant


@transaction.atomic
def update(*, assistant: Assistant, actor: "User", now: datetime, **fields: Any) -> Assistant:
    """Change fields of an assistant; the audit names them, and what it earned is looked at again.

    Raises:
        BadAssistantError: a field cannot be kept, and why; nothing is changed.
    """
    assistant = Assistant.objects.select_for_update().get(pk=assistant.pk)
    was_on = assistant.may_automate
    _set(assistant, fields)
    assistant.save()
    audit.record(
        workspace=assistant.workspace,
        actor=actor,
        action="assistant.changed",
        assistant_id=assistant.pk,
        fields=sorted(fields),
        may_automate=assistant.may_automate,
    )
    if {"target", "minimum_decisions", "window"} & set(fields) or was_on != assistant.may_automate:
        phases.review(assistant=assistant, now=now)
    return assistant


@transaction.atomic
def delete(*, assistant: Assistant, actor: "User", now: datetime) -> None:
    """Take an assistant away: its channels close, what was written stays; it can be brought back."""
    Assistant.objects.filter(pk=assistant.pk).update(deleted_at=now, may_automate=False)
    audit.record(
        workspace=assistant.workspace, actor=actor, action="assistant.deleted", assistant_id=assistant.pk
    )


@transaction.atomic
def restore(*, assistant: Assistant, actor: "User") -> None:
    """Bring back a deleted assistant; its switch stays off until the owner turns it on again."""
    Assistant.objects.filter(pk=assistant.pk).update(deleted_at=None)
    audit.record(
        workspace=assistant.workspace, actor=actor, action="assistant.restored", assistant_id=assistant.pk
    )


def website_of(assistant: Assistant) -> Channel | None:
    """Its first website that is switched on."""
    return assistant.channels.filter(kind=Channel.Kind.WIDGET, is_active=True).first()


def _free(slug: str) -> str:
    """The slug asked for, when no page and no other assistant has it."""
    if slug in RESERVED_SLUGS or Assistant.objects.filter(slug=slug).exists():
        raise BadAssistantError(_("“%(slug)s” is taken. Choose another short name.") % {"slug": slug})
    return slug


def _set(assistant: Assistant, fields: Mapping[str, Any]) -> None:
    unknown = set(fields) - CHANGEABLE
    if unknown:
        raise BadAssistantError(_("Unknown: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    for name, value in fields.items():
        setattr(assistant, name, value)
    _check(assistant)


def _check(assistant: Assistant) -> None:
    assistant.name = " ".join(assistant.name.split())[:80]
    if not assistant.name:
        raise BadAssistantError(_("Give the assistant a name."))
    if not LOWEST_TARGET <= assistant.target <= HIGHEST_TARGET:
        raise BadAssistantError(_("The target lies between 80% and 99.9% of right answers."))
    if not LEAST_DECISIONS <= assistant.minimum_decisions <= assistant.window:
        raise BadAssistantError(
            _("At least %(least)s decisions prove something, and not more than the window holds.")
            % {"least": LEAST_DECISIONS}
        )
    if assistant.retention_days is not None and assistant.retention_days < 1:
        raise BadAssistantError(_("Keep enquiries at least one day, or leave the field empty to keep them."))


def zone_of(assistant: Assistant) -> ZoneInfo:
    """Where its business hours are kept."""
    return ZoneInfo(assistant.workspace.time_zone)
