"""Recording audit events and checking the chain."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connections, transaction
from django.utils import timezone

from lumen.audit.models import AuditEvent, OutboxEvent
from lumen.common import generations

if TYPE_CHECKING:
    from accounts.models import User, Workspace

GENESIS = "0" * 64
SYSTEM_CHAIN = "system"
BATCH = 500
TALK = "conversation."  # whoever talks changes nothing that answers rest on


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenLink:
    """The first event at which a chain does not hold, and why."""

    chain: str
    position: int
    event_id: str
    action: str
    reason: str


def record(*, workspace: "Workspace | None", actor: "User | None", action: str, **facts: Any) -> OutboxEvent:
    """Write an audit event in the current transaction.

    Args:
        action: `noun.happened`, e.g. `import.finished`.
        facts: ids, counts and states; never message text, amounts' free text or tokens.
    """
    event = OutboxEvent.objects.create(
        created_at=timezone.now(),
        workspace_id=workspace.pk if workspace else None,
        actor_id=actor.pk if actor and actor.pk else None,
        action=action,
        facts=json.loads(json.dumps(facts, default=str)),
    )
    transaction.on_commit(drain_outbox, robust=True)  # what fails here is moved by the next drain
    if workspace and not action.startswith(TALK):
        workspace_id = workspace.pk  # Django names what failed, which a partial has no name for
        transaction.on_commit(lambda: generations.advance(workspace_id), robust=True)
    return event


def drain_outbox() -> int:
    """Move committed events into their chains. Safe to run twice and side by side."""
    moved = 0
    while True:
        with transaction.atomic():
            batch = list(OutboxEvent.objects.select_for_update(skip_locked=True)[:BATCH])
            if not batch:
                return moved
            with transaction.atomic(using="audit"):
                _lock_chains({_chain_of(event) for event in batch})
                for event in batch:
                    _append(event)
            OutboxEvent.objects.filter(pk__in=[event.pk for event in batch]).delete()
            moved += len(batch)


def _chain_of(event: OutboxEvent) -> str:
    return str(event.workspace_id or SYSTEM_CHAIN)


def _lock_chains(names: set[str]) -> None:
    """One writer a chain; taken in one order everywhere, so that two drains cannot block each other."""
    with connections["audit"].cursor() as cursor:
        for name in sorted(names):
            key = f"audit:{name}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _append(event: OutboxEvent) -> None:
    if AuditEvent.objects.filter(id=event.pk).exists():
        return
    chain = _chain_of(event)
    last = AuditEvent.objects.filter(chain=chain).order_by("-position").first()
    previous, position = (last.digest, last.position + 1) if last else (GENESIS, 1)
    link = AuditEvent(
        id=event.pk,
        chain=chain,
        position=position,
        created_at=event.created_at,
        workspace_id=event.workspace_id,
        actor_id=event.actor_id,
        action=event.action,
        facts=event.facts,
        previous_digest=previous,
    )
    link.digest = digest_of(link)
    link.save(force_insert=True)


def digest_of(event: AuditEvent) -> str:
    """SHA-256 over the previous digest and a canonical form of the event."""
    body = {
        "id": str(event.id),
        "chain": event.chain,
        "position": event.position,
        "created_at": event.created_at.isoformat(),
        "workspace_id": str(event.workspace_id) if event.workspace_id else None,
        "actor_id": str(event.actor_id) if event.actor_id else None,
        "action": event.action,
        "facts": event.facts,
    }
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256((event.previous_digest + canonical).encode()).hexdigest()


def verify_chain(*, chain: str) -> BrokenLink | None:
    """The first broken link of one chain, or `None` when it holds."""
    previous, expected = GENESIS, 1
    for event in AuditEvent.objects.filter(chain=chain).order_by("position").iterator():
        reason = ""
        if event.position != expected:
            reason = f"event {expected} is missing"
        elif event.previous_digest != previous:
            reason = "it does not follow the event before it"
        elif event.digest != digest_of(event):
            reason = "its content was changed"
        if reason:
            return BrokenLink(
                chain=chain,
                position=event.position,
                event_id=str(event.id),
                action=event.action,
                reason=reason,
            )
        previous, expected = event.digest, expected + 1
    return None


def chains() -> Iterator[str]:
    yield from AuditEvent.objects.order_by().values_list("chain", flat=True).distinct()
