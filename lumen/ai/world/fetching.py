"""Asking a configured service: within a time, remembered for a while, honest when it fails, and broken off
as soon as nobody wants its answer any more.

What a service said is kept. When it cannot be asked now, its last answer is given with its moment;
for half a minute after a failure nobody waits for it again.
"""

import asyncio
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
import structlog
from django.core.cache import cache
from django.utils.translation import gettext as _

from lumen.common import stopping
from lumen.common.errors import LumenError

log = structlog.get_logger(__name__)
CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 6.0  # for all of it, however slowly it drips
LARGEST_ANSWER = 4_000_000  # bytes
PAUSE_SECONDS = 0.3  # before the one other attempt when a connection or a server failed
REST_SECONDS = 30  # after a failure
KEPT_SECONDS = 7 * 86_400  # for the day a service is gone


class ServiceDownError(LumenError):
    """The service gave no usable answer, and there is none from before."""

    status, code, title = 503, "service-down", "An outside service did not answer"


class NotConfiguredError(LumenError):
    """Whoever runs this Lumen has not said which service to ask."""

    status, code, title = 422, "not-configured", "This is not set up"


class NotThereError(ServiceDownError):
    """The service works and has nothing at this address."""

    def __init__(self, url: str) -> None:
        super().__init__(_("%(host)s has nothing of this kind.") % {"host": urlsplit(url).hostname})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a service said, and when; `is_late` when it could not be asked again now."""

    content: Any
    at: datetime
    source: str  # the host, for people
    is_late: bool = False


def get_json(url: str, query: dict[str, str], *, fresh_seconds: int, now: datetime) -> Told:
    """Ask for JSON; an answer not older than `fresh_seconds` is given again.

    Raises:
        NotConfiguredError: there is no address.
        NotThereError: the service says 404.
        ServiceDownError: no answer within the time, another status than 200, or something that is no JSON.
        StoppedError: nobody wants it any more.
    """
    if not url:
        raise NotConfiguredError(_("No service is set up for this. Whoever runs this Lumen can name one."))
    key = _key(url, query)
    kept: dict[str, Any] | None = cache.get(key)
    if kept and (now - datetime.fromisoformat(kept["at"])).total_seconds() <= fresh_seconds:
        return _told(kept, url)
    if cache.get(_rest_key(url)):
        return _late(kept, url)
    try:
        content = _asked_again(url, query)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, TimeoutError) as error:
        log.warning("world.failed", host=urlsplit(url).hostname, error=type(error).__name__)
        cache.set(_rest_key(url), 1, REST_SECONDS)
        return _late(kept, url)
    kept = {"content": content, "at": now.isoformat(timespec="seconds")}
    cache.set(key, kept, KEPT_SECONDS)
    return _told(kept, url)


def _asked_again(url: str, query: dict[str, str]) -> Any:
    """Ask once more when the connection or the server failed, which often passes."""
    try:
        return _asked(url, query)
    except httpx.HTTPStatusError as error:
        if error.response.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
            raise
    except (httpx.ConnectError, httpx.RemoteProtocolError, httpx.ReadError):
        pass
    stopping.pause(PAUSE_SECONDS)
    return _asked(url, query)


def _asked(url: str, query: dict[str, str]) -> Any:
    """The JSON of one answer; pages that say "sign in" come with status 200 too, and are none."""
    return json.loads(stopping.fetched(_body(url, query), name="world"))


async def _body(url: str, query: dict[str, str]) -> bytes:
    limits = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
    body = b""
    async with (
        asyncio.timeout(ANSWER_SECONDS),
        httpx.AsyncClient(timeout=limits, follow_redirects=False, headers={"User-Agent": "Lumen"}) as client,
        client.stream("GET", url, params=query) as answer,
    ):
        _require_json(answer, url)
        async for piece in answer.aiter_bytes():
            body += piece
            if len(body) > LARGEST_ANSWER:
                raise ValueError("too long")
    return body


def _require_json(answer: httpx.Response, url: str) -> None:
    if answer.status_code == httpx.codes.NOT_FOUND:
        raise NotThereError(url)
    answer.raise_for_status()
    if answer.status_code != httpx.codes.OK or "json" not in answer.headers.get("content-type", ""):
        raise ValueError("no JSON")


def _told(kept: dict[str, Any], url: str, *, is_late: bool = False) -> Told:
    at = datetime.fromisoformat(kept["at"])
    return Told(content=kept["content"], at=at, source=urlsplit(url).hostname or "", is_late=is_late)


def _late(kept: dict[str, Any] | None, url: str) -> Told:
    if kept is None:
        raise ServiceDownError(
            _("%(host)s did not answer, and nothing is known from before. Try again in a minute.")
            % {"host": urlsplit(url).hostname}
        )
    return _told(kept, url, is_late=True)


def _key(url: str, query: dict[str, str]) -> str:
    said = json.dumps([url, query], sort_keys=True)
    return f"world:{hashlib.sha256(said.encode()).hexdigest()}"


def _rest_key(url: str) -> str:
    return f"world-rest:{urlsplit(url).netloc}"
