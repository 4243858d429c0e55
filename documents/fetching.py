"""Fetching a file from an address a person gave: the outside world only, within limits.

Each step of a redirect is judged anew, and the connection goes to the very address that was judged, so
a name that leads elsewhere a moment later changes nothing.
"""

import http.client
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import PurePosixPath
from typing import IO, cast
from urllib.parse import SplitResult, unquote, urljoin

from django.conf import settings

from lumen.common.errors import LumenError
from lumen.common.reaching import Deadline, NoWebAddressError, PrivateAddressError, connect, parsed, path_of

MOST_REDIRECTS = 5
BLOCK = 64 * 1024
LONGEST_REASON = 80
REDIRECTS = {301, 302, 303, 307, 308}
_WHY_NOT = {
    "malformed": "This is not an address of the web. Copy it again from the address line.",
    "scheme": "Lumen fetches addresses that begin with https:// or http:// only.",
    "credentials": "This address holds a name or password. Download the file yourself and upload it.",
    "port": "Lumen does not connect to this kind of server.",
}


class LinkError(LumenError):
    code, title = "unreachable-link", "This link could not be fetched"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A downloaded file at its beginning; closing it removes it."""

    file: IO[bytes]
    name: str
    url: str


@contextmanager
def fetch(url: str) -> Iterator[Fetched]:
    """Download a file for the time of the `with` block.

    Raises:
        LinkError: no http(s) address, inside a private network, unreachable, too slow, or refused there.
    """
    with tempfile.TemporaryFile() as target:
        deadline = Deadline(settings.DOCUMENTS_LINK_SECONDS)
        try:
            name, final = _follow(url, target, deadline)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise LinkError(_why(error, deadline)) from error
        finally:
            deadline.cancel()
        target.seek(0)
        yield Fetched(file=cast("IO[bytes]", target), name=name, url=final)


def _why(error: Exception, deadline: Deadline) -> str:
    if isinstance(error, PrivateAddressError):
        return "This link leads into a private network, where Lumen does not go."
    if deadline.is_over or isinstance(error, TimeoutError):
        return "The server behind this link took too long. Download the file yourself and upload it."
    if isinstance(error, ssl.SSLError):
        return "The server behind this link has no valid certificate, so nothing was fetched."
    return "The server behind this link cannot be reached. Check the address."


def _follow(url: str, target: IO[bytes], deadline: Deadline) -> tuple[str, str]:
    for _ in range(MOST_REDIRECTS + 1):
        parts = _judged(url)
        connection = connect(parts, deadline=deadline, allowed=settings.DOCUMENTS_LINK_HOSTS)
        try:
            response = _ask(connection, parts)
            if response.status not in REDIRECTS:
                _download(response, target)
                if deadline.is_over:  # what came may be a part only
                    raise TimeoutError
                return _name(response.headers, parts), url
            url = urljoin(url, response.headers.get("Location") or "")
        finally:
            connection.close()
    raise LinkError("This link leads from one address to the next without end.")


def _judged(url: str) -> SplitResult:
    try:
        return parsed(url)
    except NoWebAddressError as error:
        raise LinkError(_WHY_NOT[error.reason]) from error


def _ask(connection: http.client.HTTPConnection, parts: SplitResult) -> http.client.HTTPResponse:
    headers = {"User-Agent": "Lumen", "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
    connection.request("GET", path_of(parts), headers=headers)
    return connection.getresponse()


def _download(response: http.client.HTTPResponse, target: IO[bytes]) -> None:
    if response.status != http.client.OK:
        raise LinkError(
            f"The server behind this link answered “{response.status} {response.reason[:LONGEST_REASON]}”. "
            "If it asks for a sign-in, download the file yourself and upload it."
        )
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise LinkError("The server behind this link sends the file packed. Download and upload it yourself.")
    limit = settings.DOCUMENT_MAX_BYTES
    told = response.headers.get("Content-Length") or ""
    if told.isascii() and told.isdigit() and int(told) > limit:
        raise _too_large(limit)
    received = 0
    while block := response.read(BLOCK):
        received += len(block)
        if received > limit:
            raise _too_large(limit)
        target.write(block)
    if told.isascii() and told.isdigit() and received < int(told):
        raise http.client.IncompleteRead(b"", int(told) - received)


def _too_large(limit: int) -> LinkError:
    return LinkError(f"The file behind this link is larger than {limit // (1024 * 1024)} MB.")


def _name(headers: Message, parts: SplitResult) -> str:
    """What the server calls the file, or the last part of the address, with an ending of its kind."""
    told = headers.get_filename() or unquote(PurePosixPath(parts.path).name) or str(parts.hostname)
    is_page = headers.get_content_type() in ("text/html", "application/xhtml+xml")
    return f"{told}.html" if is_page and not PurePosixPath(told).suffix.lower().startswith(".htm") else told
