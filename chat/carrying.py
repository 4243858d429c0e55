"""Confirmed changes that take long: carried out by a worker, told when they end, stopped on request."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from chat.models import Proposal
from lumen.ai.tools import calling, registry
from lumen.ai.tools.registry import Done, ToolContext
from lumen.audit import services as audit
from lumen.common import events, stopping
from lumen.common.errors import LumenError
from lumen.common.tasks import enqueue

if TYPE_CHECKING:
    from accounts.models import Membership

log = structlog.get_logger(__name__)
LOOK_SECONDS = 0.4  # between looks at whether it was stopped
LOST_AFTER = timedelta(minutes=3)  # its worker is gone; it may be confirmed again


def is_lost(proposal: Proposal, now: datetime) -> bool:
    """Whether nobody works any more on what was begun."""
    began = proposal.decided_at
    return proposal.state == Proposal.State.WORKING and (began is None or began + LOST_AFTER <= now)


def begin(proposal: Proposal, membership: "Membership", now: datetime) -> None:
    """Leave a locked proposal to a worker."""
    proposal.state, proposal.decided_at, proposal.result = Proposal.State.WORKING, now, ""
    proposal.save(update_fields=["state", "decided_at", "result"])
    enqueue(
        "chat.tasks.carry_out_proposal",
        proposal_id=str(proposal.pk),
        membership_id=str(membership.pk),
        began=now.isoformat(),
    )


def carry_out(*, proposal_id: str | UUID, membership: "Membership", began: datetime, now: datetime) -> None:
    """Do what was confirmed. What was stopped, or begun anew meanwhile, is left alone."""
    mine = Proposal.objects.in_workspace(membership.workspace).of(membership.user)
    wanted = mine.filter(pk=proposal_id, state=Proposal.State.WORKING, decided_at=began)
    proposal = wanted.first()
    if proposal is None:
        return
    should_stop = _watch(lambda: not wanted.exists())
    context = ToolContext(
        workspace=membership.workspace, membership=membership, now=now, should_stop=should_stop
    )
    try:
        with stopping.stoppable(should_stop):
            done = calling.carry_out(registry.get(proposal.tool), context, proposal.arguments)
    except stopping.StoppedError:
        log.info("proposal.stopped", proposal_id=str(proposal.pk))
    except LumenError as error:
        _give_back(proposal, membership, began, error.detail)
    except Exception:
        _give_back(proposal, membership, began, _("Something went wrong. Nothing was kept; try again."))
        raise
    else:
        _finish(proposal, context, began, done)


def _watch(is_over: Callable[[], bool]) -> Callable[[], bool]:
    """The same question, asked of the database no more than a few times a second."""
    last = {"asked": time.monotonic(), "over": False}

    def should_stop() -> bool:
        if not last["over"] and time.monotonic() - last["asked"] >= LOOK_SECONDS:
            last["asked"], last["over"] = time.monotonic(), is_over()
        return bool(last["over"])

    return should_stop


@transaction.atomic
def _give_back(proposal: Proposal, membership: "Membership", began: datetime, why: str) -> None:
    """It may be confirmed again; the reason stands with it."""
    locked = _locked(proposal, began)
    if locked is None:
        return
    locked.state, locked.decided_at, locked.result = Proposal.State.WAITING, None, why
    locked.save(update_fields=["state", "decided_at", "result"])
    _tell(membership, locked)


@transaction.atomic
def _finish(proposal: Proposal, context: ToolContext, began: datetime, done: Done) -> None:
    """Keep what came of it; one that was stopped in the last moment is taken back."""
    locked = _locked(proposal, began)
    if locked is None:
        if done.undo:
            calling.take_back(registry.get(proposal.tool), context, done.undo)
        return
    locked.state, locked.result = Proposal.State.DONE, done.text
    locked.undo, locked.paper = done.undo or {}, done.paper
    locked.save(update_fields=["state", "result", "undo", "paper"])
    audit.record(
        workspace=context.workspace,
        actor=context.membership.user,
        action="proposal.confirmed",
        proposal_id=locked.pk,
        tool=locked.tool,
    )
    _tell(context.membership, locked)


def _locked(proposal: Proposal, began: datetime) -> Proposal | None:
    wanted = Proposal.objects.select_for_update(of=("self",))
    return wanted.filter(pk=proposal.pk, state=Proposal.State.WORKING, decided_at=began).first()


def _tell(membership: "Membership", proposal: Proposal) -> None:
    """Open pages look again."""
    publish = partial(
        events.publish,
        workspace_id=membership.workspace_id,
        user_ids=[membership.user_id],
        type="progress",
        kind="proposal",
        id=str(proposal.pk),
    )
    transaction.on_commit(publish)
