"""The socket of a website's widget: what a visitor may hear, numbered, and what they may say.

The first message says which widget this is and whose; so the token is in no address and in no log.
"""

import asyncio
import contextlib
import json
from typing import Any
from weakref import WeakKeyDictionary

import structlog
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import timezone

from assistants.selectors.visits import Visit
from assistants.services import live, visits
from assistants.widget import frames, limits, talk
from lumen.common import events
from lumen.common.errors import LumenError

log = structlog.get_logger(__name__)
HELLO_SECONDS = 15
LONGEST_FRAME = 40_000
MOST_FRAMES, WINDOW_SECONDS = 120, 60  # a person who writes stays below
GROUPS_AT_ONCE = 16  # a thousand that come or go together share so many connections to Redis
BAD_HELLO, NOT_HERE, SIGNED_OUT, TOO_MUCH = 4400, 4404, 4401, 4429

_gates: "WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore]" = WeakKeyDictionary()


def _gate() -> asyncio.Semaphore:
    """Through which all sockets of an event loop join and leave their groups."""
    return _gates.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(GROUPS_AT_ONCE))


class WidgetConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One open widget."""

    visit: Visit | None = None
    stream = ""
    window = ""
    seen = 0
    spoken = 0

    async def connect(self) -> None:
        self.draining = asyncio.Lock()
        self.address = _address(self.scope)
        await self.accept()
        self.alarm = asyncio.get_running_loop().call_later(HELLO_SECONDS, self._end_silence)
        self.spoken_since = asyncio.get_running_loop().time()

    def _end_silence(self) -> None:
        if self.visit is None:
            self.closing = asyncio.ensure_future(self._close(BAD_HELLO))

    async def disconnect(self, code: int) -> None:
        self.alarm.cancel()
        await self._change_groups((self.stream, self.window), ("", ""))

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        word = _read(text_data)
        if word is None:
            await self._close(BAD_HELLO)
        elif self._is_flooding():
            await self._close(TOO_MUCH)
        elif word.get("type") == "hello":
            await self._hello(word)
        elif self.visit is None:
            await self._close(BAD_HELLO)
        elif word.get("type") == "ping":
            await self._say({"type": "pong"})
            await self.drain()  # should a wake-up ever have been lost
        else:
            await self._answer(self.visit, word)

    async def _hello(self, word: dict[str, Any]) -> None:
        try:
            await database_sync_to_async(limits.check_opening)(self.address)
            visit = await database_sync_to_async(visits.open_visit)(
                public_key=str(word.get("key", "")), token=word.get("token")
            )
        except LumenError as error:
            await self._say(talk.refusal(error, word))
            await self._close({401: SIGNED_OUT, 404: NOT_HERE}.get(error.status, TOO_MUCH))
            return
        after = word.get("after")
        await self._take(visit, after=after if isinstance(after, int) and after >= 0 else None)

    async def _take(self, visit: Visit, *, after: int | None) -> None:
        """Listen as this visitor from now on, and say where things stand."""
        await self._listen(visit)
        frame = await database_sync_to_async(talk.ready)(visit, after=after)
        self.seen = frame["seq"]
        await self._say(frame)
        await self.drain()

    async def _listen(self, visit: Visit) -> None:
        """Join the groups of a visit, and leave those of the one before."""
        self.visit = visit
        window = visits.group_of(visit)
        stream = ""
        if visit.contact is not None:
            key = live.visitor_key(visit.contact)
            stream = events.group_name(visit.channel.workspace_id, key)
        await self._change_groups((self.stream, self.window), (stream, window))
        self.window, self.stream = window, stream

    async def _change_groups(self, left: tuple[str, ...], joined: tuple[str, ...]) -> None:
        async with _gate():
            for before, now in zip(left, joined, strict=True):
                if before and before != now:
                    await self.channel_layer.group_discard(before, self.channel_name)
                if now and before != now:
                    await self.channel_layer.group_add(now, self.channel_name)

    async def _answer(self, visit: Visit, word: dict[str, Any]) -> None:
        reply = await database_sync_to_async(talk.answer)(
            visit, word, address=self.address, now=timezone.now()
        )
        if reply.visit.contact != visit.contact or reply.visit.value != visit.value:
            await self._listen(reply.visit)
            self.seen = 0
        if reply.frame is not None:
            self.seen = reply.frame["seq"] if reply.frame["type"] == "ready" else self.seen
            await self._say(reply.frame)
        await self.drain()

    async def live_wake(self, message: dict[str, Any]) -> None:
        await self.drain()

    async def visitor_changed(self, message: dict[str, Any]) -> None:
        """Another window of this visitor wrote for the first time, or proved who they are."""
        if self.visit is None:
            return
        visit = await database_sync_to_async(visits.look_again)(self.visit)
        if visit.contact != self.visit.contact:
            await self._take(visit, after=None)

    async def drain(self) -> None:
        """Send everything for visitors after the last delivered number, in order."""
        if self.visit is None or self.visit.contact is None:
            return
        async with self.draining:
            key = live.visitor_key(self.visit.contact)
            missed = await events.wait_for_events_after(
                workspace_id=self.visit.channel.workspace_id, user_id=key, seq=self.seen
            )
            for event in missed:
                self.seen = event.seq
                if frame := frames.of_event(event):
                    await self._say(frame)

    async def _say(self, frame: dict[str, Any]) -> None:
        await self.send(text_data=json.dumps(frame))

    async def _close(self, code: int) -> None:
        with contextlib.suppress(RuntimeError):  # it may have gone a moment ago
            await self.close(code=code)

    def _is_flooding(self) -> bool:
        now = asyncio.get_running_loop().time()
        if now - self.spoken_since > WINDOW_SECONDS:
            self.spoken, self.spoken_since = 0, now
        self.spoken += 1
        return self.spoken > MOST_FRAMES


def _read(text: str | None) -> dict[str, Any] | None:
    """A word of the widget; `None` for anything that cannot be one."""
    if text is None or len(text) > LONGEST_FRAME:
        return None
    try:
        word = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return word if isinstance(word, dict) else None


def _address(scope: dict[str, Any]) -> str:
    headers = dict(scope.get("headers", []))
    peer = (scope.get("client") or ("",))[0]
    return limits.address_of(headers.get(b"x-forwarded-for", b"").decode(errors="replace"), str(peer))
