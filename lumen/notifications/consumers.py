"""The one websocket of a page."""

import asyncio
import json
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from lumen.common import events


class LiveConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Delivers a member's numbered events and takes `{"type": "stop", "run": id}`.

    Signed in by session or by `?token=` (a JWT access token or an API token). `?after=<seq>` replays
    what was missed; without it only what happens from now on is sent.
    """

    async def connect(self) -> None:
        self.draining = asyncio.Lock()
        member = await database_sync_to_async(self._member)()
        if member is None:
            await self.close(code=4401)
            return
        self.workspace_id, self.user_id = member
        self.group = events.group_name(self.workspace_id, self.user_id)
        await self.channel_layer.group_add(self.group, self.channel_name)
        last = await database_sync_to_async(events.last_seq)(
            workspace_id=self.workspace_id, user_id=self.user_id
        )
        after = parse_qs(self.scope["query_string"].decode(errors="replace")).get("after", [""])[0]
        self.seen = min(events.read_seq(after, last), last)
        await self.accept()
        await self.drain()

    def _member(self) -> tuple[UUID, UUID] | None:
        from lumen.notifications.identity import member_of_socket

        return member_of_socket(self.scope)

    async def disconnect(self, code: int) -> None:
        if hasattr(self, "group"):
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def live_wake(self, message: dict[str, Any]) -> None:
        await self.drain()

    async def drain(self) -> None:
        """Send everything after the last delivered number, in order."""
        async with self.draining:
            missed = await database_sync_to_async(events.events_after)(
                workspace_id=self.workspace_id, user_id=self.user_id, seq=self.seen
            )
            for event in missed:
                await self.send(text_data=json.dumps(event.as_dict()))
                self.seen = event.seq

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        try:
            message = json.loads(text_data or "")
        except (ValueError, RecursionError):
            return
        run = _run_to_stop(message)
        if run is not None:
            await database_sync_to_async(events.request_stop)(run, self.user_id)


def _run_to_stop(message: Any) -> UUID | None:
    if not isinstance(message, dict) or message.get("type") != "stop":
        return None
    try:
        return UUID(str(message.get("run")))
    except ValueError:
        return None


class NoSocketHere(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Refuses the handshake at every other address."""

    async def connect(self) -> None:
        await self.close()
