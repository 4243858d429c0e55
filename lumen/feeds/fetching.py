"""Getting a feed from an address somebody chose: the outside world only, and never more than a little.

Each step of a redirect is judged anew and the connection goes to the address that was judged
(`lumen.common.reaching`). What arrives packed is unpacked within the same limit.
"""

import http.client
import ssl
import zlib
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import SplitResult, urljoin

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from lumen.common.errors import LumenError
from lumen.common.reaching import Deadline, NoWebAddressError, PrivateAddressError, connect, parsed, path_of

SECONDS = 20.0  # for all of it, however slowly it drips
LARGEST = 3_000_000  # bytes, unpacked
BLOCK = 64 * 1024
MOST_REDIRECTS = 5
FOR_GOOD = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}
FOR_NOW = {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT}
LONGEST_WAIT = 86_400
ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.5"


class FeedProblemError(LumenError):
    """A feed could not be got or read; `wait_seconds` is what its server asked for."""

    status, code, title = 422, "feed-problem", "This feed could not be read"

    def __init__(self, detail: str, *, wait_seconds: int = 0, is_lasting: bool = False) -> None:
        super().__init__(detail)
        self.wait_seconds, self.is_lasting = wait_seconds, is_lasting


class FeedAddressError(FeedProblemError):
    code, title = "feed-address", "This is not an address of a feed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """What an address answered; no content when it has not changed since."""

    content: bytes | None
    kind: str  # content type
    charset: str
    url: str  # where it was found in the end
    moved_to: str  # empty unless it said that it moved for good
    etag: str
    last_modified: str


def check_address(url: str) -> str:
    """The address of a site or feed as it was typed, `https://` in front where nothing stands.

    Raises:
        FeedAddressError: no address of a web server.
    """
    url = url.strip()
    if url.lower().startswith("feed:"):
        url = url[5:].removeprefix("//")
    if "://" not in url:
        url = f"https://{url}"
    parts = _judged(url)
    if "." not in str(parts.hostname) and str(parts.hostname) not in _own_hosts():
        raise FeedAddressError(_("This is not an address of the web. Copy it from the address line."))
    return parts._replace(fragment="").geturl()


def get(url: str, *, etag: str = "", last_modified: str = "") -> Got:
    """Ask an address for its feed, if it changed since.

    Raises:
        FeedProblemError: no answer, a refusal, too slow, too much, or inside a private network.
    """
    deadline = Deadline(SECONDS)
    try:
        return _followed(url, {"If-None-Match": etag, "If-Modified-Since": last_modified}, deadline)
    except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
        raise FeedProblemError(_why(error, deadline)) from error
    finally:
        deadline.cancel()


def _followed(url: str, known: dict[str, str], deadline: Deadline) -> Got:
    first, is_for_good = url, True
    for _step in range(MOST_REDIRECTS + 1):
        parts = _judged(url)
        connection = connect(parts, deadline=deadline, allowed=settings.FEEDS_HOSTS)
        try:
            response = _asked(connection, parts, known if url == first or is_for_good else {})
            if response.status not in FOR_GOOD | FOR_NOW:
                moved = url if is_for_good and url != first else ""
                return _answer(response, url, moved, deadline)
            is_for_good = is_for_good and response.status in FOR_GOOD
            url = urljoin(url, response.headers.get("Location") or "")
        finally:
            connection.close()
    raise FeedProblemError(_("This address leads from one page to the next without end. Check it."))


def _judged(url: str) -> SplitResult:
    try:
        return parsed(url)
    except NoWebAddressError as error:
        raise FeedAddressError(_why_not(error.reason), is_lasting=True) from error


def _why_not(reason: str) -> str:
    return {
        "scheme": _("The address of a feed begins with https:// or http://."),
        "credentials": _("This address holds a name or password, which Lumen does not send."),
        "port": _("Lumen does not connect to this kind of server."),
    }.get(reason) or _("This is not an address of the web. Copy it from the address line.")


def _own_hosts() -> set[str]:
    return {str(host).partition(":")[0] for host in settings.FEEDS_HOSTS}


def _asked(
    connection: http.client.HTTPConnection, parts: SplitResult, known: dict[str, str]
) -> http.client.HTTPResponse:
    headers = {"User-Agent": "Lumen", "Accept": ACCEPT, "Accept-Encoding": "gzip", "Connection": "close"}
    headers |= {name: value for name, value in known.items() if value}
    connection.request("GET", path_of(parts), headers=headers)
    return connection.getresponse()


def _answer(response: http.client.HTTPResponse, url: str, moved: str, deadline: Deadline) -> Got:
    headers = response.headers
    content: bytes | None = None
    if response.status != HTTPStatus.NOT_MODIFIED:
        _require_ok(response)
        content = _content(response)
        if deadline.is_over:  # what came may be a part only
            raise TimeoutError
    return Got(
        content=content,
        kind=headers.get_content_type(),
        charset=headers.get_content_charset() or "",
        url=url,
        moved_to=moved,
        etag=_header(headers, "ETag", 400),
        last_modified=_header(headers, "Last-Modified", 100),
    )


def _header(headers: Message, name: str, most: int) -> str:
    """A header to send back as it came; one that is too long to keep is none."""
    value = str(headers.get(name) or "").strip()
    return value if len(value) <= most and value.isascii() and value.isprintable() else ""


def _require_ok(response: http.client.HTTPResponse) -> None:
    status = response.status
    if status == HTTPStatus.OK:
        return
    wait = _wait(str(response.headers.get("Retry-After") or ""))
    if status == HTTPStatus.GONE:
        raise FeedProblemError(_("This feed was taken off the web for good. Delete it."), is_lasting=True)
    if status == HTTPStatus.NOT_FOUND:
        raise FeedProblemError(_("There is nothing at this address any more. Check it at the site."))
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise FeedProblemError(_("The site lets nobody read this feed without signing in."))
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise FeedProblemError(_("The site asks Lumen to come less often; it will."), wait_seconds=wait)
    raise FeedProblemError(
        _("The site answered with the error %(status)d. Lumen tries again by itself.") % {"status": status},
        wait_seconds=wait,
    )


def _wait(said: str) -> int:
    """The seconds of a `Retry-After`, a day at most."""
    if said.isascii() and said.isdigit():
        return min(int(said[:9]), LONGEST_WAIT)
    try:
        seconds = (parsedate_to_datetime(said) - timezone.now()).total_seconds()
    except (TypeError, ValueError, OverflowError):
        return 0
    return int(max(0, min(seconds, LONGEST_WAIT)))


def _content(response: http.client.HTTPResponse) -> bytes:
    packed = str(response.headers.get("Content-Encoding") or "identity").lower().strip()
    if packed not in ("identity", "gzip", "x-gzip", "deflate"):
        raise FeedProblemError(_("The site sends this feed packed in a way Lumen does not know."))
    unpack = None if packed == "identity" else zlib.decompressobj(zlib.MAX_WBITS | 32)
    content, received = bytearray(), 0
    while block := response.read(BLOCK):
        received += len(block)
        content += unpack.decompress(block, LARGEST + 1 - len(content)) if unpack else block
        if len(content) > LARGEST or received > LARGEST:
            raise FeedProblemError(
                _("This feed is larger than %(most)d MB, which Lumen does not read.")
                % {"most": LARGEST // 1_000_000}
            )
    told = str(response.headers.get("Content-Length") or "")
    if told.isascii() and told.isdigit() and received < int(told):
        raise http.client.IncompleteRead(b"", int(told) - received)
    return bytes(content)


def _why(error: Exception, deadline: Deadline) -> str:
    if isinstance(error, PrivateAddressError):
        return _(
            "This address leads into a private network, where Lumen does not go. Whoever runs this Lumen "
            "can allow it by naming the host in FEEDS_HOSTS."
        )
    if deadline.is_over or isinstance(error, TimeoutError):
        return _("The site took too long to answer. Lumen tries again by itself.")
    if isinstance(error, ssl.SSLError):
        return _("The site has no valid certificate, so nothing was read.")
    if isinstance(error, zlib.error):
        return _("The site sends something broken. Lumen tries again by itself.")
    return _("The site cannot be reached. Check the address; Lumen tries again by itself.")
