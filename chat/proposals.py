"""What a tool proposed to change: kept, confirmed once by the person who was asked, undone."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from chat import carrying
from chat.models import Message, Proposal, ProposalQuerySet
from lumen.ai.answers import Answer
from lumen.ai.tools import calling, registry
from lumen.ai.tools.registry import Tool, ToolContext
from lumen.audit import services as audit
from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from accounts.models import Membership

EXPIRES_AFTER = timedelta(minutes=30)


class AlreadyDecidedError(LumenError):
    status, code, title = 409, "already-decided", "This was decided before"


class ProposalExpiredError(LumenError):
    status, code, title = 410, "proposal-expired", "This offer has expired"


class NothingToUndoError(LumenError):
    status, code, title = 409, "nothing-to-undo", "There is nothing to undo"


def proposals_of(membership: "Membership") -> ProposalQuerySet:
    """Those that this member was asked about, in this workspace."""
    mine = Proposal.objects.in_workspace(membership.workspace).of(membership.user)
    return mine.select_related("message__conversation")


def keep(*, reply: Message, answers: Sequence[Answer], now: datetime) -> list[Proposal]:
    """Keep what the tools of a finished answer proposed."""
    return Proposal.objects.bulk_create(
        Proposal(
            message=reply,
            tool=proposed.tool,
            arguments=proposed.arguments,
            sentence=proposed.sentence,
            facts=[list(fact) for fact in proposed.facts],
            expires_at=now + EXPIRES_AFTER,
        )
        for answer in answers
        for proposed in answer.proposals
    )


def told(proposal: Proposal) -> dict[str, Any]:
    """A proposal as live events and the API tell it."""
    return {
        "id": str(proposal.pk),
        "tool": proposal.tool,
        "arguments": proposal.arguments,
        "sentence": proposal.sentence,
        "state": proposal.state,
        "expires_at": proposal.expires_at.isoformat(),
        "result": proposal.result,
        "paper": proposal.paper,
    }


@transaction.atomic
def confirm(*, proposal_id: UUID, membership: "Membership", now: datetime) -> Proposal:
    """Carry out exactly what was proposed, once; what takes long is left to a worker.

    Raises:
        NotPermittedError: the member may not change this workspace (any more).
        AlreadyDecidedError: it was confirmed or cancelled before.
        ProposalExpiredError: it waited too long.
    """
    proposal, tool, context = _opened(proposal_id, membership, now)
    if not carrying.is_lost(proposal, now):
        _require_waiting(proposal)
    if proposal.expires_at <= now:
        raise ProposalExpiredError(
            _("This waited longer than %(minutes)d minutes, so the figures may have changed. Ask again.")
            % {"minutes": EXPIRES_AFTER.total_seconds() // 60}
        )
    if tool.write is not None and tool.write.is_slow:
        carrying.begin(proposal, membership, now)
        return proposal
    done = calling.carry_out(tool, context, proposal.arguments)
    proposal.result, proposal.undo = done.text, done.undo or {}
    _decide(proposal, Proposal.State.DONE, "proposal.confirmed", membership, now)
    return proposal


@transaction.atomic
def cancel(*, proposal_id: UUID, membership: "Membership", now: datetime) -> Proposal:
    """Say no, and nothing happens; or stop what a worker is at.

    Raises:
        AlreadyDecidedError: it was confirmed or cancelled before.
    """
    proposal = _locked(proposal_id, membership)
    if proposal.state == Proposal.State.WORKING:
        proposal.result = _("Stopped. Nothing was kept.")
    else:
        _require_waiting(proposal)
        proposal.result = _("Nothing was changed.")
    _decide(proposal, Proposal.State.CANCELLED, "proposal.cancelled", membership, now)
    return proposal


@transaction.atomic
def undo(*, proposal_id: UUID, membership: "Membership", now: datetime) -> Proposal:
    """Take back what was confirmed.

    Raises:
        NotPermittedError: the member may not change this workspace (any more).
        NothingToUndoError: it was not carried out, or was undone before.
        LumenError: the service that did it says why it cannot be taken back.
    """
    proposal, tool, context = _opened(proposal_id, membership, now)
    if proposal.state != Proposal.State.DONE:
        raise NothingToUndoError(_("This was not carried out, or it was undone before."))
    proposal.result = calling.take_back(tool, context, proposal.undo)
    _decide(proposal, Proposal.State.UNDONE, "proposal.undone", membership, now)
    return proposal


def _opened(proposal_id: UUID, membership: "Membership", now: datetime) -> tuple[Proposal, Tool, ToolContext]:
    proposal = _locked(proposal_id, membership)
    membership.refresh_from_db(fields=["role"])  # it may have been lowered while the lock was waited for
    tool = registry.get(proposal.tool)
    context = ToolContext(workspace=membership.workspace, membership=membership, now=now)
    calling.require_permission(tool, context)
    return proposal, tool, context


def _locked(proposal_id: UUID, membership: "Membership") -> Proposal:
    return proposals_of(membership).select_for_update(of=("self",)).get(pk=proposal_id)


def _require_waiting(proposal: Proposal) -> None:
    if proposal.state != Proposal.State.WAITING:
        state = proposal.get_state_display().lower()
        raise AlreadyDecidedError(_("This was decided before: %(state)s.") % {"state": state})


def _decide(
    proposal: Proposal, state: Proposal.State, action: str, membership: "Membership", now: datetime
) -> None:
    proposal.state, proposal.decided_at = state, now
    proposal.save(update_fields=["state", "decided_at", "result", "undo"])
    audit.record(
        workspace=membership.workspace,
        actor=membership.user,
        action=action,
        proposal_id=proposal.pk,
        tool=proposal.tool,
    )
