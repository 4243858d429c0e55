"""Which sites may show a widget."""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from lumen.common.errors import LumenError

_HOST = re.compile(
    r"(\*\.)?([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?|\[[0-9a-f:]+\]"
)
MOST_ORIGINS = 20


class BadOriginError(LumenError):
    status, code, title = 422, "bad-origin", "This is not the address of a site"


def normalised(text: str) -> str:
    """`https://shop.example` or `https://*.shop.example` from what a person typed or pasted.

    Raises:
        BadOriginError: it has no host, or a scheme that no site has.
    """
    text = text.strip().lower()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadOriginError(f"“{text[:80]}” is no address of a site.") from error
    host = f"[{host}]" if ":" in host else _ascii(host)
    if parts.scheme not in {"http", "https"} or parts.username or not _HOST.fullmatch(host):
        raise BadOriginError(f"“{text[:80]}” is no address of a site. Write it like https://shop.example.")
    is_usual = port in (None, 443 if parts.scheme == "https" else 80)
    return f"{parts.scheme}://{host}" if is_usual else f"{parts.scheme}://{host}:{port}"


def normalised_all(lines: Iterable[str]) -> list[str]:
    """The same for each line that holds something, each once.

    Raises:
        BadOriginError: one of them is no address, or there are too many.
    """
    found = list(dict.fromkeys(normalised(line) for line in lines if line.strip()))
    if len(found) > MOST_ORIGINS:
        raise BadOriginError(
            f"A widget has at most {MOST_ORIGINS} sites. Use https://*.shop.example for many."
        )
    return found


def is_allowed(origin: str, allowed: Sequence[str], *, own: str) -> bool:
    """Whether a page of `origin` may show the widget; our own host, with its demo page, always may."""
    try:
        site = normalised(origin)
    except BadOriginError:
        return False
    return site == own.lower() or any(_fits(site, pattern) for pattern in allowed)


def frame_ancestors(allowed: Sequence[str]) -> str:
    """The sources of the frame's `frame-ancestors`."""
    return " ".join(["'self'", *allowed])


def _fits(site: str, pattern: str) -> bool:
    scheme, _, host = pattern.partition("://")
    if not host.startswith("*."):
        return site == pattern
    return site.startswith(f"{scheme}://") and site.endswith(host[1:])


def _ascii(host: str) -> str:
    star, rest = ("*.", host[2:]) if host.startswith("*.") else ("", host)
    try:
        return star + rest.encode("idna").decode()
    except UnicodeError:
        return ""
