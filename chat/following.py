"""Following one run through the live channel, for callers that wait for it."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator

from channels.db import database_sync_to_async
from django.utils import timezone

from chat import services
from chat.models import Conversation, Message
from lumen.common import events
from lumen.common.events import Event

POLL_SECONDS = 0.015
SETTLE_EVERY_SECONDS = 1.0
LONGEST_SECONDS = 120.0


class Follower:
    """Hands out the events of one run, from a number on, until its `done`."""

    def __init__(self, reply: Message, after: int) -> None:
        self.reply = reply
        self.is_over = self._has_ended = False
        self._seen = after
        self._until = time.monotonic() + LONGEST_SECONDS
        self._settle_at = time.monotonic() + SETTLE_EVERY_SECONDS

    def newer(self) -> list[Event]:
        """What has happened since the last call."""
        missed = events.events_after(
            workspace_id=self.reply.conversation.workspace_id,
            user_id=self.reply.conversation.user_id,
            seq=self._seen,
        )
        if missed:
            self._seen = missed[-1].seq
        mine = [event for event in missed if event.payload.get("run") == str(self.reply.run)]
        self.is_over = any(event.type == "done" for event in mine) or time.monotonic() > self._until
        if not mine and time.monotonic() > self._settle_at:
            self._settle_at = time.monotonic() + SETTLE_EVERY_SECONDS
            settled = services.settle(reply=self.reply, now=timezone.now())
            settled.refresh_from_db(fields=["state"])
            self.is_over = self._has_ended  # a moment ago, and its last event is no longer kept
            self._has_ended = not settled.is_open
        return mine

    def __iter__(self) -> Iterator[Event]:
        while not self.is_over:
            yield from self.newer()
            if not self.is_over:
                time.sleep(POLL_SECONDS)

    async def __aiter__(self) -> AsyncIterator[Event]:
        while not self.is_over:
            for event in await database_sync_to_async(self.newer, thread_sensitive=False)():
                yield event
            if not self.is_over:
                await asyncio.sleep(POLL_SECONDS)


def wait_until_closed(reply: Message, seconds: float) -> None:
    """Wait until nobody works on an answer any more, but no longer than `seconds`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        reply.refresh_from_db(fields=["state"])
        if not reply.is_open:
            return
        time.sleep(POLL_SECONDS)


def stop_open(conversation: Conversation, seconds: float) -> None:
    """Stop the answer that is being made, if there is one, and wait until nobody works on it any more."""
    for reply in Message.objects.filter(conversation=conversation).open().select_related("conversation"):
        services.stop_turn(reply=reply)
        wait_until_closed(reply, seconds)
