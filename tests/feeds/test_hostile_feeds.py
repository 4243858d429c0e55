"""Feeds made to break their reader cost only themselves: little time of the worker, and a sentence."""

import resource
import time

import pytest

from lumen.feeds import child, reading
from lumen.feeds.fetching import FeedProblemError, Got
from lumen.feeds.models import Feed
from lumen.feeds.services import refreshing
from tests.fakes.sites import Page
from tests.feeds.factories import item, make_feed, rss
from tests.feeds.test_refreshing import NOW

SIZE = 2_900_000


def got(content: str, **changes: str) -> Got:
    said = {"kind": "application/rss+xml", "charset": "", "url": "https://gazette.example/"}
    rest = {"moved_to": "", "etag": "", "last_modified": ""}
    return Got(content=content.encode(), **said | rest | changes)


def many_attributes() -> str:
    attributes = " ".join(f'a{n}="1"' for n in range(250_000))
    return rss(f"<item {attributes}/>")


def open_items() -> str:
    return rss("<item>" * (SIZE // 6))


class TestAHostileFeed:
    @pytest.mark.parametrize("feed", [many_attributes, open_items])
    def test_is_given_up_with_a_sentence_and_leaves_the_worker_alone(self, feed, monkeypatch):
        monkeypatch.setattr(reading, "SECONDS", 4.0)
        content = got(feed())
        before, since = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()

        with pytest.raises(FeedProblemError, match="too much time or memory"):
            reading.read(content)

        after = resource.getrusage(resource.RUSAGE_SELF)
        assert time.monotonic() - since < 12
        assert after.ru_utime - before.ru_utime < 2
        assert (after.ru_maxrss - before.ru_maxrss) * 1024 < child.MEMORY_BYTES / 2

    @pytest.mark.django_db
    def test_is_noted_at_the_feed_and_the_next_is_read(self, workspace, sites, monkeypatch):
        monkeypatch.setattr(reading, "SECONDS", 4.0)
        sites.pages["/bad"] = Page(open_items())
        sites.pages["/good"] = Page(rss(item(guid="1")))
        bad, good = (make_feed(workspace, url=f"{sites.url}/{name}") for name in ("bad", "good"))
        assert [refreshing.refresh(feed=feed, now=NOW) for feed in (bad, good)] == [0, 1]
        bad.refresh_from_db()
        assert bad.state == Feed.State.FAILING
        assert "Lumen stopped" in bad.problem

    @pytest.mark.parametrize("charset", ["utf-8\x00", "no such", "-x", "utf-16"])
    def test_cannot_break_anything_by_how_it_is_called(self, charset):
        entries = reading.read(got(rss(item("One")), charset=charset, kind="text/xml\x00")).entries
        assert [entry.title for entry in entries] == ["One"]


class TestTheReader:
    def test_says_moments_and_words_as_they_are(self):
        text = "naïve ☂ \u202egnp"
        [entry] = reading.read(got(rss(item(text, guid="1", link="/a")))).entries
        assert (entry.title, entry.link) == ("naïve ☂ gnp", "https://gazette.example/a")
        assert entry.published_at.isoformat() == "2026-11-17T03:00:00+00:00"

    def test_hides_the_address_which_may_hold_a_secret_from_lists_of_processes(self, monkeypatch):
        seen = []

        def printed(command, **options):
            seen.extend(command)
            return b'{"feed": {"title": "", "site_url": "", "entries": []}}'

        monkeypatch.setattr(reading.children, "output_of", printed)
        reading.read(got(rss(), url="https://gazette.example/?key=secret"))
        assert "secret" not in " ".join(seen)
