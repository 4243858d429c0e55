"""The pages of news and feeds: who may, what is shown, what is refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from lumen.audit.models import AuditEvent
from lumen.feeds.models import EntryRead, Feed
from lumen.feeds.services import feeds
from tests.fakes.sites import Page
from tests.feeds.factories import item, make_entry, make_feed, rss

pytestmark = pytest.mark.django_db
NEWS, FEEDS, ADD = reverse("feeds:news"), reverse("feeds:feeds"), reverse("feeds:add")
PAGES = [reverse(f"feeds:{name}") for name in ("news", "feeds", "watches", "prices")]


class TestThePages:
    @pytest.mark.parametrize("url", PAGES)
    @pytest.mark.parametrize("who", ["as_maria", "as_ben", "as_vera", "as_otto"])
    def test_are_open_to_members(self, request, workspace, who, url):
        assert request.getfixturevalue(who).get(url).status_code == 200

    @pytest.mark.parametrize("url", PAGES)
    def test_ask_nobody_in(self, as_nobody, url):
        answer = as_nobody.get(url)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/auth/login/")

    def test_show_a_stranger_nothing_of_it(self, workspace, as_otto):
        entry = make_entry(make_feed(workspace), title="Only Maria's")
        assert "Only Maria" not in as_otto.get(NEWS).content.decode()
        for name in ("delete", "rename"):
            assert as_otto.post(reverse(f"feeds:{name}", args=[entry.feed_id])).status_code == 404
        assert as_otto.post(reverse("feeds:act", args=[entry.feed_id, "pause"])).status_code == 404
        assert as_otto.post(reverse("feeds:read", args=[entry.pk])).status_code == 404
        assert not EntryRead.objects.exists()

    def test_refuse_a_viewer_what_changes_the_workspace(self, workspace, as_vera):
        feed = make_feed(workspace)
        for url in (
            ADD,
            reverse("feeds:import"),
            reverse("feeds:delete", args=[feed.pk]),
            reverse("feeds:act", args=[feed.pk, "pause"]),
        ):
            assert as_vera.post(url, {"url": "https://news.example"}).status_code == 403
        assert list(Feed.objects.values_list("is_active", "deleted_at")) == [(True, None)]

    @pytest.mark.parametrize("url", [NEWS, FEEDS, NEWS + "?unread=1", NEWS + "?q=ferries"])
    def test_ask_the_same_number_of_questions_however_much_there_is(
        self, workspace, as_maria, url, connection_queries
    ):
        feed = make_feed(workspace)
        for _each in range(3):
            make_entry(feed)
        few = connection_queries(lambda: as_maria.get(url))
        for _each in range(20):
            make_entry(make_feed(workspace))
        assert connection_queries(lambda: as_maria.get(url)) == few


class TestNews:
    def test_shows_the_newest_first_with_its_feed_and_a_safe_link(self, workspace, as_vera):
        feed = make_feed(workspace)
        make_entry(feed, title="<b>Later</b>", link="https://gazette.example/l?a=1&b=2")
        page = as_vera.get(NEWS).content.decode()
        assert "&lt;b&gt;Later&lt;/b&gt;" in page
        assert 'href="https://gazette.example/l?a=1&amp;b=2"' in page
        assert 'rel="noopener noreferrer nofollow"' in page
        assert "The Harbour Gazette" in page

    def test_finds_words_and_feeds(self, workspace, as_maria):
        first, second = make_feed(workspace, title="A"), make_feed(workspace, title="B")
        make_entry(first, title="Rates stay", summary="The bank waits")
        make_entry(second, title="Rates rise")
        found = as_maria.get(NEWS, {"q": "rates bank"}).context["page"].object_list
        assert [entry.title for entry in found] == ["Rates stay"]
        found = as_maria.get(NEWS, {"feed": str(second.pk)}).context["page"].object_list
        assert [entry.title for entry in found] == ["Rates rise"]

    def test_is_read_by_each_member_for_themselves(self, workspace, as_maria, as_vera):
        entry = make_entry(make_feed(workspace))
        assert as_vera.post(reverse("feeds:read", args=[entry.pk]), {"read": "1"}).status_code == 302
        assert as_vera.get(NEWS).context["unread"] == 0
        assert as_maria.get(NEWS).context["unread"] == 1

        as_vera.post(reverse("feeds:read", args=[entry.pk]), {"read": "0"})
        assert as_vera.get(NEWS).context["unread"] == 1

    def test_is_all_read_up_to_what_the_page_knew(self, workspace, as_maria):
        feed = make_feed(workspace)
        make_entry(feed)
        shown_at = timezone.now().isoformat()
        make_entry(feed, created_at=timezone.now())
        as_maria.post(reverse("feeds:read-all"), {"until": shown_at})
        assert as_maria.get(NEWS).context["unread"] == 1
        as_maria.post(reverse("feeds:read-all"), {"until": "nonsense", "feed": str(feed.pk)})
        assert as_maria.get(NEWS).context["unread"] == 0

    def test_is_unread_again_where_reading_it_all_is_taken_back(self, workspace, as_maria, as_ben):
        feed = make_feed(workspace)
        before = make_entry(feed)
        make_entry(feed)
        as_maria.post(reverse("feeds:read", args=[before.pk]))
        as_ben.post(reverse("feeds:read-all"))
        answer = as_maria.post(reverse("feeds:read-all"), {"feed": str(feed.pk)}, follow=True)
        page = answer.content.decode()
        assert "1 entry marked as read." in page
        at = answer.context["request"].GET["at"]
        assert f'name="at" value="{escape(at)}"' in page

        undo = reverse("feeds:read-undo")
        as_ben.post(undo, {"at": at})  # Maria's moment is nothing of Ben's
        assert (as_maria.get(NEWS).context["unread"], as_ben.get(NEWS).context["unread"]) == (0, 0)
        as_maria.post(undo, {"at": at, "feed": str(feed.pk)})
        assert (as_maria.get(NEWS).context["unread"], as_ben.get(NEWS).context["unread"]) == (1, 0)
        assert as_maria.post(undo, {"at": "nonsense"}).status_code == 302

    def test_takes_any_address_without_falling_over(self, workspace, as_maria):
        make_entry(make_feed(workspace))
        for query in (
            "feed=x",
            "page=x",
            "page=-1",
            "q=%25%5C",
            "unread=2",
            "feed=%00",
            "marked=x&at=y",
            "marked=3&at=2026-13-45",
        ):
            assert as_maria.get(f"{NEWS}?{query}").status_code in (200, 400)

    def test_says_why_it_is_empty(self, workspace, as_maria, as_vera):
        assert "Choose what you read" in as_maria.get(NEWS).content.decode()
        assert "Members of this workspace choose" in as_vera.get(NEWS).content.decode()


class TestAddingAFeed:
    def test_reads_it_at_once(self, workspace, as_ben, sites):
        sites.pages["/"] = Page(rss(item(guid="1")))
        answer = as_ben.post(ADD, {"url": f"{sites.url}/", "name": "The paper"})
        assert answer.status_code == 302
        feed = Feed.objects.get()
        assert (str(feed), feed.workspace, feed.entries.count()) == ("The paper", workspace, 1)
        assert AuditEvent.objects.filter(action="feed.added").exists()

    @pytest.mark.parametrize(
        "url",
        ["", "no address", "ftp://news.example", "https://me:secret@news.example", "intranet", "http://x:22"],
    )
    def test_refuses_what_is_no_address_and_saves_nothing(self, as_maria, url):
        assert as_maria.post(ADD, {"url": url}).status_code == 422
        assert not Feed.objects.exists()

    def test_refuses_one_that_is_there(self, workspace, as_maria):
        make_feed(workspace, url="https://news.example")
        answer = as_maria.post(ADD, {"url": "news.example"})
        assert answer.status_code == 422
        assert "You follow this feed already." in answer.content.decode()
        assert Feed.objects.count() == 1

    def test_refuses_more_than_there_can_be(self, workspace, as_maria, monkeypatch):
        monkeypatch.setattr(feeds, "MOST_FEEDS", 1)
        make_feed(workspace)
        assert "as many as there can be" in as_maria.post(ADD, {"url": "news.example"}).content.decode()

    def test_shows_what_is_wrong_with_it(self, workspace, as_maria, sites):
        as_maria.post(ADD, {"url": f"{sites.url}/nothing"})
        assert "nothing at this address" in as_maria.get(FEEDS).content.decode()


class TestAFeed:
    def test_is_looked_for_until_it_was_read(self, workspace, as_maria):
        feed = make_feed(workspace, fetched_at=None)
        assert "every 4s" in as_maria.get(FEEDS).content.decode()

        Feed.objects.filter(pk=feed.pk).update(fetched_at=timezone.now())
        assert "every 4s" not in as_maria.get(FEEDS).content.decode()

    def test_is_taken_away_and_comes_back(self, workspace, as_maria):
        entry = make_entry(make_feed(workspace))
        answer = as_maria.post(reverse("feeds:delete", args=[entry.feed_id]), follow=True)
        assert "Feed deleted." in answer.content.decode()
        assert as_maria.get(NEWS).context["total"] == 0

        as_maria.post(reverse("feeds:act", args=[entry.feed_id, "restore"]))
        assert as_maria.get(NEWS).context["total"] == 1

    def test_is_paused_named_and_goes_on(self, workspace, as_maria):
        feed = make_feed(workspace, problem="x", failures=3)
        as_maria.post(reverse("feeds:act", args=[feed.pk, "pause"]))
        as_maria.post(reverse("feeds:rename", args=[feed.pk]), {"name": "  My   paper "})
        feed.refresh_from_db()
        assert (feed.state, feed.name) == (Feed.State.PAUSED, "My paper")
        assert as_maria.post(reverse("feeds:act", args=[feed.pk, "explode"])).status_code == 404


class TestListsOfOtherReaders:
    def test_go_out_and_come_in_again(self, workspace, as_maria, as_otto):
        make_feed(workspace, url="https://a.example/f?x=1&y=2", name="A & B")
        make_feed(workspace, url="https://b.example/f")
        answer = as_maria.get(reverse("feeds:export"))
        assert answer["Content-Disposition"] == 'attachment; filename="feeds.opml"'

        file = SimpleUploadedFile("feeds.opml", answer.content)
        answer = as_otto.post(reverse("feeds:import"), {"file": file}, follow=True)
        assert "2 feeds added." in answer.content.decode()
        theirs = Feed.objects.exclude(workspace=workspace)
        assert set(theirs.values_list("url", "name")) == {
            ("https://a.example/f?x=1&y=2", "A & B"),
            ("https://b.example/f", "The Harbour Gazette"),
        }

    def test_with_what_is_here_and_what_is_no_address_say_so(self, workspace, as_maria):
        make_feed(workspace, url="https://a.example/f")
        outlines = "".join(
            f'<outline text="x" xmlUrl="{url}"/>'
            for url in ("https://a.example/f", "javascript:1", "c.example")
        )
        file = SimpleUploadedFile(
            "x.opml", f"<opml><body><outline>{outlines}</outline></body></opml>".encode()
        )
        answer = as_maria.post(reverse("feeds:import"), {"file": file}, follow=True)
        assert "1 feed added, 1 was here, 1 is no address." in answer.content.decode()

    @pytest.mark.parametrize(
        "content",
        [
            b"not xml",
            b"<opml><body></body></opml>",
            b"<rss/>",
            b'<!DOCTYPE opml [<!ENTITY a "b">]><opml><body><outline xmlUrl="https://a.example/&a;"/></body></opml>',
            b"\xff\xfe\x00",
        ],
    )
    def test_that_are_none_are_refused(self, as_maria, content):
        answer = as_maria.post(reverse("feeds:import"), {"file": SimpleUploadedFile("x.opml", content)})
        assert answer.status_code == 422
        assert "OPML" in answer.content.decode()
        assert not Feed.objects.exists()
