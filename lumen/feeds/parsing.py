"""From bytes that a stranger calls a feed to entries in plain words. Runs in a process of its own (`child`).

Nothing of Django is imported here: the process lives for one feed.
"""

import io
import re
from calendar import timegm
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

from lumen.feeds import plain

MOST_ENTRIES = 200  # of one feed, the first
TITLE, SUMMARY, AUTHOR = 400, 2_000, 120
FEED_KINDS = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
_ENTITY = re.compile(rb"<!\s*ENTITY", re.IGNORECASE)
_HTML = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)


class OwnEntitiesError(ValueError):
    """It defines entities of its own, which can grow without end."""


class NotAFeedError(ValueError):
    """It is a page, or nothing that is known; `named` is the address of the feed it names, or empty."""

    def __init__(self, named: str) -> None:
        super().__init__(named)
        self.named = named


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an address answered, and how it called that; `charset` is empty where it did not say."""

    content: bytes
    kind: str  # content type
    charset: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEntry:
    """One entry in plain words. Moments are aware; none where the feed does not say."""

    key: str
    link_key: str
    title: str
    link: str
    summary: str
    author: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFeed:
    title: str
    site_url: str
    entries: tuple[ReadEntry, ...]


def parse(said: Said) -> ReadFeed:
    """The feed in what an address answered.

    Raises:
        OwnEntitiesError, NotAFeedError: it is none that can be read.
    """
    import feedparser

    if _ENTITY.search(said.content.replace(b"\x00", b"")):
        raise OwnEntitiesError
    is_told = _is_known(said.charset)
    told = {"content-type": f"{said.kind}; charset={said.charset}" if is_told else said.kind}
    found = feedparser.parse(
        io.BytesIO(said.content), response_headers=told, sanitize_html=False, resolve_relative_uris=False
    )
    if not found.get("version"):
        raise NotAFeedError(_named_in(said))
    entries: dict[str, ReadEntry] = {}
    for one in found.entries[:MOST_ENTRIES]:
        entry = _entry(one, said.url)
        if entry is not None:
            entries.setdefault(entry.key, entry)
    return ReadFeed(
        title=plain.text_of(str(found.feed.get("title") or ""), most=200),
        site_url=plain.link_of(str(found.feed.get("link") or ""), said.url),
        entries=tuple(entries.values()),
    )


def _entry(said: Any, base: str) -> ReadEntry | None:
    """Nothing for an entry that says neither what it is nor where."""
    summary = plain.text_of(_body(said), most=SUMMARY)
    title = plain.text_of(str(said.get("title") or ""), most=TITLE) or plain.text_of(summary, most=80)
    link = plain.link_of(str(said.get("link") or ""), base)
    published_at = _moment(said)
    if not title and not link:
        return None
    identity = str(said.get("id") or "").strip() or link or f"{title}\n{published_at}"
    return ReadEntry(
        key=digest(identity),
        link_key=digest(_same_page(link)) if link else "",
        title=title or link[:TITLE],
        link=link,
        summary="" if summary == title else summary,
        author=plain.text_of(str(said.get("author") or ""), most=AUTHOR),
        published_at=published_at,
    )


def _body(said: Any) -> str:
    parts = [said.get("summary"), *(part.get("value") for part in said.get("content") or [])]
    return next((str(part) for part in parts if part), "")


def _moment(said: Any) -> datetime | None:
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        if parts := said.get(name):
            try:
                return datetime.fromtimestamp(timegm(parts), tz=UTC)
            except (OverflowError, ValueError, OSError, TypeError):
                continue
    return None


def _same_page(link: str) -> str:
    """Links of several feeds to one article differ in scheme, fragment, tracking words and a last slash."""
    bare = link.split("#", 1)[0]
    page, _mark, query = bare.partition("?")
    kept = [part for part in query.split("&") if part and not part.lower().startswith("utm_")]
    page = page.split("://", 1)[-1].removeprefix("www.").rstrip("/")
    return f"{page}?{'&'.join(kept)}"


def digest(text: str) -> str:
    return sha256(text.encode(errors="replace")).hexdigest()


class _Head(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        is_feed = said.get("type", "").lower().split(";")[0].strip() in FEED_KINDS
        if tag == "link" and is_feed and "alternate" in said.get("rel", "").lower().split():
            self.found.append((said.get("title", ""), said.get("href", "")))

    handle_startendtag = handle_starttag


def _named_in(said: Said) -> str:
    """The address of the feed a page names in its head; empty when it names none.

    A feed of the comments comes last.
    """
    if not _HTML.search(said.content[:20_000]):
        return ""
    reader = _Head()
    reader.feed(
        said.content[:300_000].decode(said.charset if _is_known(said.charset) else "utf-8", "replace")
    )
    named = [(title, plain.link_of(href, said.url)) for title, href in reader.found]
    named = [(title, link) for title, link in named if link and link != said.url]
    named.sort(key=lambda pair: "comment" in f"{pair[0]} {pair[1]}".lower())
    return named[0][1] if named else ""


def _is_known(charset: str) -> bool:
    try:
        "".encode(charset)
    except (LookupError, ValueError):
        return False
    return bool(charset)
