"""A widget as its browser speaks to Lumen, over a real socket and over HTTP."""

import json
from uuid import uuid4

from channels.testing import WebsocketCommunicator

OWN_ORIGIN = (b"origin", b"http://localhost:8000")


class Widget:
    """Opens the real application, says hello, and closes it again."""

    def __init__(self, channel, token="", after=None, headers=(OWN_ORIGIN,), key=None):
        from lumen.asgi import application

        self.hello = {"type": "hello", "key": key or channel.public_key, "token": token, "after": after}
        self.communicator = WebsocketCommunicator(application, "/w/ws/", headers=list(headers))
        self.ready = None

    async def __aenter__(self):
        self.is_open, self.code = await self.communicator.connect(timeout=5)
        if self.is_open:
            await self.say(**self.hello)
            self.ready = await self.next()
        return self

    async def __aexit__(self, *exc):
        await self.communicator.disconnect()

    @property
    def token(self):
        return self.ready["token"]

    async def say(self, **word):
        await self.communicator.send_to(text_data=json.dumps(word))

    async def write(self, text, client_id=None):
        await self.say(type="text", text=text, id=client_id or uuid4().hex)

    async def next(self):
        return json.loads(await self.communicator.receive_from(timeout=10))

    async def until(self, kind, **facts):
        """The next frame of a type, past the others."""
        while True:
            frame = await self.next()
            if frame["type"] == kind and all(frame.get(name) == value for name, value in facts.items()):
                return frame

    async def everything(self):
        """All that comes until it is quiet."""
        found = []
        while not await self.communicator.receive_nothing(timeout=0.4):
            found.append(await self.next())
        return found

    async def closing(self):
        """The code it is closed with."""
        while True:
            output = await self.communicator.receive_output(timeout=10)
            if output["type"] == "websocket.close":
                return output["code"]


class Line:
    """The same over plain HTTP."""

    def __init__(self, client, channel, token="", **headers):
        self.client, self.url, self.token, self.headers = (
            client,
            f"/w/{channel.public_key}/messages",
            token,
            headers,
        )

    def _headers(self):
        return {"Authorization": f"Visitor {self.token}", **self.headers} if self.token else self.headers

    def look(self, after=None):
        query = {} if after is None else {"after": after}
        return self._kept(self.client.get(self.url, query, headers=self._headers()))

    def say(self, **word):
        return self._kept(
            self.client.post(
                self.url, json.dumps(word), content_type="application/json", headers=self._headers()
            )
        )

    def write(self, text, client_id=None):
        return self.say(type="text", text=text, id=client_id or uuid4().hex)

    def _kept(self, response):
        self.response = response
        frames = response.json()["frames"]
        for ready in only(frames, "ready"):
            self.token = ready["token"]
        return frames


def only(frames, kind):
    return [frame for frame in frames if frame["type"] == kind]
