"""The websocket: who may listen, what is replayed, who may stop a run."""

import asyncio
import json
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client
from rest_framework_simplejwt.tokens import AccessToken

from accounts import services
from lumen.common import events

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
OWN_ORIGIN = (b"origin", b"http://localhost:8000")


def application():
    from lumen.asgi import application

    return application


def cookie_of(user):
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    return (b"cookie", f"{settings.SESSION_COOKIE_NAME}={value}".encode())


class Socket:
    """Opens the real application and closes it again."""

    def __init__(self, path="/ws/", headers=()):
        self.communicator = WebsocketCommunicator(application(), path, headers=list(headers))

    async def __aenter__(self):
        self.is_open, self.code = await self.communicator.connect(timeout=5)
        return self

    async def __aexit__(self, *exc):
        await self.communicator.disconnect()

    async def next(self):
        return json.loads(await self.communicator.receive_from(timeout=5))

    async def is_quiet(self):
        return await self.communicator.receive_nothing(timeout=0.3)

    async def say(self, **message):
        await self.communicator.send_to(text_data=json.dumps(message))


@pytest.fixture
def session(maria, workspace):
    return [OWN_ORIGIN, cookie_of(maria)]


@pytest.fixture
def publish(maria, workspace):
    @sync_to_async
    def publish(text, user=maria, type="progress"):
        events.publish(workspace_id=workspace.pk, user_ids=[user.pk], type=type, text=text)

    return publish


class TestWhoMayListen:
    async def test_a_member_by_session(self, session, publish):
        async with Socket(headers=session) as socket:
            assert socket.is_open
            await publish("hello")
            event = await socket.next()
            assert (event["type"], event["text"]) == ("progress", "hello")
            assert event["seq"] >= 1

    async def test_a_member_by_api_token(self, maria, workspace, publish):
        issued = await sync_to_async(services.create_api_token)(
            workspace=workspace, user=maria, name="script", scopes=["read"], expires_at=None
        )
        async with Socket(f"/ws/?token={issued.text}") as socket:
            assert socket.is_open
            await publish("hello")
            assert (await socket.next())["text"] == "hello"

    async def test_a_member_by_access_token_naming_the_workspace(self, maria, workspace, publish):
        token = AccessToken.for_user(maria)
        async with Socket(f"/ws/?token={token}&workspace={workspace.slug}") as socket:
            assert socket.is_open
            await publish("hello")
            assert (await socket.next())["text"] == "hello"

    @pytest.mark.parametrize("query", ["", "?token=nonsense", "?token=lmn_nonsense"])
    async def test_nobody_else(self, workspace, query):
        async with Socket(f"/ws/{query}", [OWN_ORIGIN]) as socket:
            assert not socket.is_open
            assert socket.code == 4401

    async def test_nobody_at_another_address(self, session):
        async with Socket("/ws/other", session) as socket:
            assert not socket.is_open

    async def test_not_a_stranger_to_the_named_workspace(self, otto, workspace):
        token = AccessToken.for_user(otto)
        async with Socket(f"/ws/?token={token}&workspace={workspace.slug}") as socket:
            assert not socket.is_open

    async def test_no_page_of_another_site(self, session):
        headers = [(b"origin", b"https://evil.example"), session[1]]
        async with Socket(headers=headers) as socket:
            assert not socket.is_open

    async def test_each_hears_only_their_own(self, session, otto, ben, publish):
        others = [await sync_to_async(cookie_of)(user) for user in (otto, ben)]
        async with (
            Socket(headers=session) as mine,
            Socket(headers=[OWN_ORIGIN, others[0]]) as strangers,
            Socket(headers=[OWN_ORIGIN, others[1]]) as bens,
        ):
            await publish("for Maria")
            assert (await mine.next())["text"] == "for Maria"
            assert await strangers.is_quiet()
            assert await bens.is_quiet()


class TestReplay:
    async def test_sends_what_was_missed_and_nothing_twice(self, session, publish):
        async with Socket(headers=session) as socket:
            await publish("one")
            seen = (await socket.next())["seq"]
        await publish("two")
        await publish("three")

        async with Socket(f"/ws/?after={seen}", session) as socket:
            await publish("four")
            missed = [await socket.next() for _ in range(3)]
            assert [event["text"] for event in missed] == ["two", "three", "four"]
            assert [event["seq"] for event in missed] == [seen + 1, seen + 2, seen + 3]
            assert await socket.is_quiet()

    async def test_starts_with_now_when_nothing_is_asked_for(self, session, publish):
        await publish("before")
        async with Socket(headers=session) as socket:
            assert await socket.is_quiet()

    @pytest.mark.parametrize("after", ["nonsense", "-5", "99999999", "%C2%B2", "9" * 5_000, "%FF"])
    async def test_survives_numbers_that_make_no_sense(self, session, publish, after):
        await publish("before")
        async with Socket(f"/ws/?after={after}", session) as socket:
            assert await socket.is_quiet()
            await publish("after")
            assert (await socket.next())["text"] == "after"

    async def test_keeps_the_order_under_many_at_once(self, session, publish):
        async with Socket(headers=session) as socket:
            await asyncio.gather(*(publish(str(n)) for n in range(40)))
            numbers = [(await socket.next())["seq"] for _ in range(40)]
            assert numbers == list(range(numbers[0], numbers[0] + 40))
            assert await socket.is_quiet()


class TestStop:
    async def test_stops_ones_own_run(self, session, maria):
        run = uuid4()
        await sync_to_async(events.register_run)(run, maria.pk)
        async with Socket(headers=session) as socket:
            await socket.say(type="stop", run=str(run))
            for _ in range(20):
                if await sync_to_async(events.stop_requested)(run):
                    break
                await asyncio.sleep(0.05)
            assert await sync_to_async(events.stop_requested)(run)

    async def test_does_not_stop_a_strangers_run(self, session, otto):
        run = uuid4()
        await sync_to_async(events.register_run)(run, otto.pk)
        async with Socket(headers=session) as socket:
            await socket.say(type="stop", run=str(run))
            assert await socket.is_quiet()
            assert not await sync_to_async(events.stop_requested)(run)

    async def test_survives_nonsense(self, session, publish):
        async with Socket(headers=session) as socket:
            odd = ('{"type": "stop", "run": "\\ud800"}', "[" * 500_000, "9" * 5_000, "x" * 1_000_000)
            for text in ("[]", "{", '{"type": "stop"}', '{"type": 1}', "null", *odd):
                await socket.communicator.send_to(text_data=text)
            await socket.communicator.send_to(bytes_data=b"\x00\xff")
            await publish("still here")
            assert (await socket.next())["text"] == "still here"


class TestNotifying:
    async def test_arrives_live(self, session, maria, workspace):
        async with Socket(headers=session) as socket:
            await sync_to_async(services_notify)(workspace, maria)
            event = await socket.next()
            assert (event["type"], event["title"]) == ("notification", "A double charge?")
            assert event["url"] == "/findings/"


def services_notify(workspace, user):
    from lumen.notifications.services import notify

    notify(workspace=workspace, users=[user], kind="finding", title="A double charge?", url="/findings/")
