"""Headlines: of the feeds a workspace chose, and of the world's press from GDELT, free and without a key.

https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/. Only titles, papers and links: articles belong to
those who wrote them.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from lumen.ai.world.fetching import ServiceDownError, get_json

if TYPE_CHECKING:
    from accounts.models import Workspace

FRESH_SECONDS = 900
MOST = 8
ASKED = 30  # several papers print one story


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    title: str
    paper: str  # its domain, or the name of the workspace's feed
    url: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Headlines:
    """The newest first, one for each story; `at` is when the service was asked."""

    found: tuple[Headline, ...]
    at: datetime
    source: str
    is_late: bool


Own = Callable[["Workspace", str, int, datetime], tuple[Headline, ...]]
_own: list[Own] = []


def register_own(lookup: Own) -> None:
    """Ask this for what a workspace's feeds hold: words, days back, now; the newest first."""
    _own.append(lookup)


def of_feeds(workspace: "Workspace", words: str, *, days: int, now: datetime) -> tuple[Headline, ...]:
    """What the workspace's own feeds told in the last days, one for each story."""
    return tuple(_once(each for lookup in _own for each in lookup(workspace, words, days, now)))


def search(words: str, *, days: int, now: datetime) -> Headlines:
    """Headlines with these words in the last days; of everything when there are none.

    Raises:
        NotConfiguredError, ServiceDownError: nobody can be asked, or nobody answers.
    """
    query = {
        "query": f"{words or '(world OR economy OR business)'} sourcelang:english",
        "mode": "artlist",
        "format": "json",
        "maxrecords": str(ASKED),
        "timespan": f"{days}d",
        "sort": "hybridrel" if words else "datedesc",
    }
    url = f"{settings.NEWS_URL}/api/v2/doc/doc" if settings.NEWS_URL else ""
    told = get_json(url, query, fresh_seconds=FRESH_SECONDS, now=now)
    try:
        articles = list(told.content.get("articles", []))
    except (AttributeError, TypeError) as error:
        raise _strange() from error
    found = tuple(_once(_readable(articles)))
    if articles and not found:
        raise _strange()
    return Headlines(found=found[:MOST], at=told.at, source=told.source, is_late=told.is_late)


def _strange() -> ServiceDownError:
    return ServiceDownError(_("The news service sent something else than headlines."))


def _readable(articles: Iterable[dict[str, str]]) -> Iterator[Headline]:
    """Those that can be read; one odd address does not take the others with it."""
    for each in articles:
        with suppress(AttributeError, KeyError, TypeError, ValueError):
            yield _headline(each)


def _headline(said: dict[str, str]) -> Headline:
    return Headline(
        title=" ".join(str(said["title"]).split()).replace(" - ", " – "),
        paper=str(said["domain"]),
        url=_web(said["url"]),
        at=datetime.strptime(said["seendate"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC),
    )


def _web(url: str) -> str:
    if not url.startswith(("https://", "http://")) or not urlsplit(url).hostname:
        raise ValueError(url)
    return url


def _once(headlines: Iterable[Headline]) -> list[Headline]:
    """One of each title: agencies are printed by many papers."""
    kept: dict[str, Headline] = {}
    for each in headlines:
        kept.setdefault(each.title.casefold(), each)
    return list(kept.values())
