"""Reading feeds from local servers that behave, misbehave and attack."""

import gzip
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from lumen.feeds import fetching
from lumen.feeds.models import Entry, Feed
from lumen.feeds.services import refreshing
from tests.fakes.sites import RSS, Page
from tests.feeds.factories import item, make_entry, make_feed, rss

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


def reading(workspace, sites, path="/feed", **changes):
    return make_feed(workspace, **{"url": f"{sites.url}{path}", "title": "", **changes})


def refreshed(feed, now=NOW):
    new = refreshing.refresh(feed=feed, now=now)
    feed.refresh_from_db()
    return new


class TestAFeed:
    def test_brings_its_entries_as_plain_words_with_moments_and_links(self, workspace, sites):
        text = "&lt;p&gt;Fog &lt;b&gt;again&lt;/b&gt;&lt;script&gt;steal()&lt;/script&gt;&lt;/p&gt;"
        sites.pages["/feed"] = Page(rss(item(guid="a", link="https://gazette.example/a", text=text)))
        feed = reading(workspace, sites)

        assert refreshed(feed) == 1

        entry = Entry.objects.get()
        assert (entry.title, entry.summary) == ("Ferries run late", "Fog again")
        assert entry.link == "https://gazette.example/a"
        assert entry.published_at == datetime(2026, 11, 17, 3, 0, tzinfo=UTC)
        assert (feed.state, str(feed), feed.problem) == (Feed.State.FINE, "Harbour Gazette", "")
        assert NOW + timedelta(minutes=30) <= feed.next_at <= NOW + timedelta(minutes=35)

    def test_of_atom_is_read_too(self, workspace, sites):
        sites.pages["/feed"] = Page(
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>Notes</title><entry><id>tag:1</id>'
            '<title type="html">A &lt;b&gt;note&lt;/b&gt;</title>'
            '<link rel="alternate" href="/n/1"/><updated>2026-11-17T10:00:00+01:00</updated>'
            "</entry></feed>",
            kind="application/atom+xml",
        )
        feed = reading(workspace, sites)

        assert refreshed(feed) == 1

        entry = Entry.objects.get()
        assert entry.title == "A note"
        assert entry.link == f"{sites.url}/n/1"
        assert entry.published_at == datetime(2026, 11, 17, 9, 0, tzinfo=UTC)

    @pytest.mark.parametrize(
        "link",
        ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://a:b@gazette.example/"],
    )
    def test_keeps_no_link_that_leads_elsewhere_than_to_the_web(self, workspace, sites, link):
        sites.pages["/feed"] = Page(rss(item(guid="a", link=link)))

        refreshed(reading(workspace, sites))

        assert Entry.objects.get().link == ""

    def test_tells_each_entry_once_however_often_it_is_read(self, workspace, sites):
        first, second = item("One", guid="1", link="https://g.example/1"), item("Two", guid="2")
        sites.pages["/feed"] = Page(rss(first, first))
        feed = reading(workspace, sites)
        assert refreshed(feed) == 1

        sites.pages["/feed"] = Page(rss(second, first))
        assert refreshed(feed, NOW + timedelta(hours=1)) == 1
        assert Entry.objects.count() == 2

    def test_tells_what_another_feed_told_under_the_same_link_not_again(self, workspace, sites):
        sites.pages["/feed"] = Page(rss(item("One", guid="1", link="https://g.example/1?utm_source=rss")))
        sites.pages["/other"] = Page(rss(item("One!", guid="x", link="http://www.g.example/1/#top")))
        refreshed(reading(workspace, sites))

        assert refreshed(reading(workspace, sites, "/other")) == 0
        assert Entry.objects.count() == 1

    def test_without_dates_or_ids_is_of_the_moment_it_was_read(self, workspace, sites):
        sites.pages["/feed"] = Page(rss(item("One", date=""), item("Two", date=""), "<item></item>"))
        feed = reading(workspace, sites)
        assert refreshed(feed) == 2
        assert refreshed(feed, NOW + timedelta(hours=1)) == 0
        assert set(Entry.objects.values_list("published_at", flat=True)) == {NOW}

    def test_never_tells_of_tomorrow(self, workspace, sites):
        sites.pages["/feed"] = Page(rss(item(guid="1", date="Tue, 17 Nov 2099 08:30:00 GMT")))
        refreshed(reading(workspace, sites))
        assert Entry.objects.get().published_at == NOW

    def test_that_did_not_change_is_not_sent_again(self, workspace, sites):
        headers = {"ETag": '"v1"', "Last-Modified": "Tue, 17 Nov 2026 08:00:00 GMT"}
        sites.pages["/feed"] = Page(rss(item(guid="1")), headers=headers)
        feed = reading(workspace, sites)
        refreshed(feed)

        assert refreshed(feed, NOW + timedelta(hours=1)) == 0

        _path, asked = sites.asked[-1]
        assert asked["If-None-Match"] == '"v1"'
        assert asked["If-Modified-Since"] == headers["Last-Modified"]
        assert feed.fetched_at == NOW + timedelta(hours=1)
        assert feed.read_at == NOW

    def test_may_come_packed(self, workspace, sites):
        packed = gzip.compress(rss(item(guid="1")).encode())
        sites.pages["/feed"] = Page(packed, headers={"Content-Encoding": "gzip"})
        assert refreshed(reading(workspace, sites)) == 1

    def test_that_moved_for_good_is_read_there_from_now_on(self, workspace, sites):
        sites.pages["/feed"] = Page(rss(item(guid="1")))
        sites.pages["/old"] = Page(status=301, headers={"Location": "/feed"})
        feed = reading(workspace, sites, "/old")
        assert refreshed(feed) == 1
        assert feed.url == f"{sites.url}/feed"

    def test_that_moved_for_now_keeps_its_address(self, workspace, sites):
        sites.pages["/feed"] = Page(rss(item(guid="1")))
        sites.pages["/old"] = Page(status=302, headers={"Location": "/feed"})
        feed = reading(workspace, sites, "/old")
        assert refreshed(feed) == 1
        assert feed.url == f"{sites.url}/old"

    def test_of_a_site_is_found_by_what_its_page_names(self, workspace, sites):
        page = (
            '<!doctype html><html><head><link rel="alternate" type="application/rss+xml" title="Comments" '
            'href="/comments"><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>'
        )
        sites.pages["/"] = Page(page, kind="text/html")
        sites.pages["/feed"] = Page(rss(item(guid="1")))
        feed = reading(workspace, sites, "/")
        assert refreshed(feed) == 1
        assert feed.url == f"{sites.url}/feed"

    def test_found_at_a_site_that_is_followed_already_stops(self, workspace, sites):
        make_feed(workspace, url=f"{sites.url}/feed")
        page = '<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>'
        sites.pages["/"] = Page(page, kind="text/html")
        sites.pages["/feed"] = Page(rss())
        feed = reading(workspace, sites, "/")
        refreshed(feed)
        assert feed.state == Feed.State.PAUSED
        assert "already" in feed.problem


class TestATrouble:
    @pytest.mark.parametrize(
        ("page", "words"),
        [
            (Page("down", "text/plain", 500), "error 500"),
            (Page("no", "text/plain", 404), "nothing at this address"),
            (Page("no", "text/plain", 403), "without signing in"),
            (Page("<html><body>Sign in</body></html>", "text/html"), "There is no feed here"),
            (Page("just words", RSS), "There is no feed here"),
            (Page("", RSS), "There is no feed here"),
            (Page(b"PK\x03\x04" + bytes(200), RSS), "There is no feed here"),
            (Page("x" * 3_100_000), "larger than 3 MB"),
            (Page(b"\x00" * 40, headers={"Content-Encoding": "gzip"}), "something broken"),
            (Page("x", headers={"Content-Encoding": "br"}), "packed in a way"),
            (Page("x", headers={"Content-Length": "900"}), "cannot be reached"),
            (Page(status=302, headers={"Location": "/feed"}), "without end"),
            (Page(status=302, headers={"Location": "file:///etc/passwd"}), "https:// or http://"),
            (Page(status=302, headers={"Location": "http://169.254.169.254/latest"}), "private network"),
            (Page(status=301, headers={"Location": "http://10.0.0.8/feed"}), "private network"),
        ],
    )
    def test_is_said_at_the_feed_and_nothing_is_kept(self, workspace, sites, page, words):
        sites.pages["/feed"] = page
        feed = reading(workspace, sites)

        assert refreshed(feed) == 0

        assert words in feed.problem
        assert (feed.state, feed.failures) == (Feed.State.FAILING, 1)
        assert not Entry.objects.exists()

    def test_of_a_bomb_is_met_before_it_bursts(self, workspace, sites):
        bomb = gzip.compress(b"\x00" * 60_000_000)
        assert len(bomb) < 100_000
        sites.pages["/feed"] = Page(bomb, headers={"Content-Encoding": "gzip"})
        feed = reading(workspace, sites)
        refreshed(feed)
        assert "larger than 3 MB" in feed.problem

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_of_entities_is_refused(self, workspace, sites, encoding):
        lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
        laughs = (
            f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE rss [<!ENTITY l0 "ha">{lines}]>'
            "<rss version='2.0'><channel><title>&l9;</title></channel></rss>"
        )
        sites.pages["/feed"] = Page(laughs.encode(encoding))
        feed = reading(workspace, sites)
        refreshed(feed)
        assert "entities of its own" in feed.problem

    def test_of_broken_xml_keeps_what_can_be_read(self, workspace, sites):
        whole = rss(item("One", guid="1"), item("Two & three", guid="2"))
        sites.pages["/feed"] = Page(whole.replace("</channel></rss>", "<item><title>Cut o"))
        refreshed(reading(workspace, sites))
        assert {"One", "Two & three"} <= set(Entry.objects.values_list("title", flat=True))

    def test_of_a_slow_site_ends(self, workspace, sites, monkeypatch):
        monkeypatch.setattr(fetching, "SECONDS", 0.5)
        sites.pages["/feed"] = Page(rss(item(guid="1")), drip=0.1)
        feed = reading(workspace, sites)
        refreshed(feed)
        assert "too long" in feed.problem

    def test_of_nobody_there_is_said(self, workspace, sites):
        feed = make_feed(workspace, url="http://127.0.0.1:9999/feed")
        refreshed(feed)
        assert "cannot be reached" in feed.problem

    def test_inside_this_machine_is_refused_without_leave(self, workspace, sites, settings):
        settings.FEEDS_HOSTS = []
        feed = reading(workspace, sites)
        refreshed(feed)
        assert "FEEDS_HOSTS" in feed.problem
        assert sites.asked == []

    def test_makes_lumen_come_later_each_time_and_is_forgotten_when_it_works(self, workspace, sites):
        feed = reading(workspace, sites)
        waits = []
        for _attempt in range(8):
            refreshed(feed)
            waits.append((feed.next_at - NOW).total_seconds() // 3600)
        assert waits == [1, 2, 4, 8, 16, 24, 24, 24]

        sites.pages["/feed"] = Page(rss(item(guid="1")))
        refreshed(feed)
        assert (feed.failures, feed.problem, feed.state) == (0, "", Feed.State.FINE)

    def test_of_too_many_questions_waits_as_long_as_it_is_told(self, workspace, sites):
        sites.pages["/feed"] = Page(status=429, headers={"Retry-After": "18000"})
        feed = reading(workspace, sites)
        refreshed(feed)
        assert timedelta(hours=5) <= feed.next_at - NOW < timedelta(hours=5, minutes=5)

    def test_of_a_feed_gone_for_good_pauses_it(self, workspace, sites):
        sites.pages["/feed"] = Page(rss(item(guid="1")))
        feed = reading(workspace, sites)
        refreshed(feed)
        sites.pages["/feed"] = Page(status=410)
        refreshed(feed)
        assert feed.state == Feed.State.PAUSED
        assert "for good" in feed.problem
        assert Entry.objects.count() == 1


class TestTurns:
    def test_come_to_what_is_due_once(self, workspace):
        due = make_feed(workspace, next_at=NOW)
        make_feed(workspace, next_at=NOW + timedelta(minutes=1))
        make_feed(workspace, next_at=NOW, is_active=False)
        make_feed(workspace, next_at=NOW, deleted_at=NOW)

        assert refreshing.claim_due(now=NOW) == [str(due.pk)]
        assert refreshing.claim_due(now=NOW) == []

    def test_of_forgetting_leave_what_stands_in_its_feed(self, workspace, settings):
        settings.FEEDS_KEEP_DAYS = 90
        now = timezone.now()
        feed = make_feed(workspace, read_at=now)
        ages = {"old": 100, "standing": 100, "young": 10}
        for title, days in ages.items():
            seen = now if title == "standing" else now - timedelta(days=days)
            make_entry(feed, title=title, created_at=now - timedelta(days=days), seen_at=seen)

        assert refreshing.forget_old(now=now) == 1
        assert set(Entry.objects.values_list("title", flat=True)) == {"standing", "young"}

    def test_of_forgetting_keep_a_number_of_each_feed(self, workspace, monkeypatch):
        monkeypatch.setattr(refreshing, "MOST_KEPT", 3)
        now = timezone.now()
        feed = make_feed(workspace, read_at=now)
        for hours in range(5):
            at = now - timedelta(hours=hours + 1)
            make_entry(feed, title=str(hours), published_at=at, seen_at=at)
        assert refreshing.forget_old(now=now) == 2
        assert set(Entry.objects.values_list("title", flat=True)) == {"0", "1", "2"}

    def test_of_forgetting_end_feeds_taken_away_yesterday(self, workspace):
        now = timezone.now()
        make_feed(workspace, deleted_at=now - timedelta(days=2))
        kept = make_feed(workspace, deleted_at=now - timedelta(hours=2))
        refreshing.forget_old(now=now)
        assert list(Feed.objects.all()) == [kept]
