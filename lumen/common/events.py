"""The live channel: numbered, typed events for one member, kept for replay.

Each member of a workspace has one Redis stream. An event is appended with the next number, then a
wake-up is sent to the sockets that are open; a socket reads everything after the last number it has
delivered, so a lost wake-up or a reconnect loses nothing and doubles nothing.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from lumen.common.redis import async_client, client

KEEP_EVENTS = 2_000
KEEP_SECONDS = 86_400
SEQ_DIGITS = 18
Entries = list[tuple[str, dict[str, str]]]
STOP_SECONDS = 3_600
_APPEND = """
local seq = redis.call('INCR', KEYS[1])
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[2], seq .. '-0', 'event', ARGV[1])
redis.call('EXPIRE', KEYS[2], ARGV[3])
return seq
"""


@dataclass(frozen=True, slots=True)
class Event:
    seq: int
    type: str
    payload: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        return {"seq": self.seq, "type": self.type, **self.payload}


def stream_key(workspace_id: UUID | str, user_id: UUID | str) -> str:
    return f"lumen:live:{workspace_id}:{user_id}"


def group_name(workspace_id: UUID | str, user_id: UUID | str) -> str:
    return f"live.{workspace_id}.{user_id}"


def publish(
    *,
    workspace_id: UUID | str,
    user_ids: Iterable[UUID | str],
    type: str,
    **payload: Any,
) -> None:
    """Append an event to each member's stream and wake their open sockets.

    Types of the contract: plan, tool_started, tool_result, delta, citation, error, done, progress,
    notification, finding.
    """
    body = json.dumps({"type": type, **payload}, default=str)
    layer = get_channel_layer()
    for user_id in user_ids:
        key = stream_key(workspace_id, user_id)
        client().eval(_APPEND, 2, f"{key}:seq", key, body, KEEP_EVENTS, KEEP_SECONDS)
        async_to_sync(layer.group_send)(group_name(workspace_id, user_id), {"type": "live.wake"})


def events_after(*, workspace_id: UUID | str, user_id: UUID | str, seq: int) -> list[Event]:
    """What the member has not seen since event number `seq`, oldest first."""
    key = stream_key(workspace_id, user_id)
    entries = cast("Entries", client().xrange(key, min=f"{seq + 1}-0"))
    return [parse_entry(identifier, fields) for identifier, fields in entries]


async def wait_for_events_after(*, workspace_id: UUID | str, user_id: UUID | str, seq: int) -> list[Event]:
    """The same without a thread: a thousand open sockets share one."""
    key = stream_key(workspace_id, user_id)
    entries = cast("Entries", await async_client().xrange(key, min=f"{seq + 1}-0"))
    return [parse_entry(identifier, fields) for identifier, fields in entries]


def parse_entry(identifier: str, fields: dict[str, str]) -> Event:
    payload = json.loads(fields["event"])
    return Event(int(identifier.partition("-")[0]), payload.pop("type"), payload)


def read_seq(text: str, default: int) -> int:
    """The number of an event as a client sends it; `default` for anything that cannot be one."""
    return int(text) if len(text) <= SEQ_DIGITS and text.isascii() and text.isdigit() else default


def last_seq(*, workspace_id: UUID | str, user_id: UUID | str) -> int:
    return int(client().get(f"{stream_key(workspace_id, user_id)}:seq") or 0)


def register_run(run_id: UUID | str, user_id: UUID | str) -> None:
    """Remember who may stop a run."""
    client().set(f"lumen:run:{run_id}:owner", str(user_id), ex=STOP_SECONDS)


def request_stop(run_id: UUID | str, user_id: UUID | str) -> bool:
    """Ask a run to stop; `False` when it is not this member's."""
    if client().get(f"lumen:run:{run_id}:owner") != str(user_id):
        return False
    client().set(f"lumen:run:{run_id}:stop", "1", ex=STOP_SECONDS)
    return True


def stop_requested(run_id: UUID | str) -> bool:
    return bool(client().exists(f"lumen:run:{run_id}:stop"))
