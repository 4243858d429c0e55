"""Feeds, entries, watches and prices over REST."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lumen.feeds.models import Feed, SharePrice, Watch
from tests.fakes.sites import Page
from tests.feeds.factories import item, make_entry, make_feed, make_watch, rss

pytestmark = pytest.mark.django_db
API = "/api/v1"
RATE = {"kind": "rate", "subject": "USD/INR", "condition": "above", "threshold": "90"}


def sent(client, method, path, body=None, **headers):
    return getattr(client, method)(
        f"{API}/{path}", body or {}, content_type="application/json", headers=headers or None
    )


@pytest.fixture(autouse=True)
def _no_services(settings):
    settings.EXCHANGE_RATES_URL = settings.STOCKS_PROVIDER = ""


class TestFeeds:
    def test_are_added_read_changed_refreshed_and_taken_away(self, workspace, as_ben, sites):
        sites.pages["/feed"] = Page(rss(item(guid="1")))
        made = sent(as_ben, "post", "feeds", {"url": f"{sites.url}/feed"})
        assert made.status_code == 201
        path = f"feeds/{made.json()['id']}"
        told = as_ben.get(f"{API}/{path}").json()
        assert (told["state"], told["unread"], told["title"]) == ("fine", 1, "Harbour Gazette")
        changed = sent(as_ben, "patch", path, {"name": "Mine", "is_active": False})
        assert (changed.json()["name"], changed.json()["state"]) == ("Mine", "paused")
        assert sent(as_ben, "post", f"{path}/refresh").status_code == 202
        assert sent(as_ben, "delete", path).status_code == 204
        assert as_ben.get(f"{API}/{path}").status_code == 404

    def test_are_added_once_for_a_key(self, workspace, as_maria, sites):
        said = {"url": f"{sites.url}/feed"}
        first = sent(as_maria, "post", "feeds", said, **{"Idempotency-Key": "k1"})
        again = sent(as_maria, "post", "feeds", said, **{"Idempotency-Key": "k1"})
        assert first.json() == again.json()
        assert again["Idempotent-Replay"] == "true"
        assert Feed.objects.count() == 1

    @pytest.mark.parametrize(
        ("url", "status", "code"),
        [("ftp://x.example", 422, "feed-address"), ("https://known.example", 409, "known-feed")],
    )
    def test_that_cannot_be_are_problems(self, workspace, as_maria, url, status, code):
        make_feed(workspace, url="https://known.example")
        answer = sent(as_maria, "post", "feeds", {"url": url})
        assert answer.status_code == status
        assert answer["Content-Type"].startswith("application/problem+json")
        assert answer.json()["code"] == code

    def test_go_out_and_come_in_as_opml(self, workspace, as_maria, as_otto):
        make_feed(workspace, url="https://a.example/f")
        content = as_maria.get(f"{API}/feeds/opml").content
        answer = as_otto.post(f"{API}/feeds/opml", {"file": SimpleUploadedFile("f.opml", content)})
        assert (answer.status_code, answer.json()) == (201, {"new": 1, "known": 0, "refused": 0})
        bad = as_otto.post(f"{API}/feeds/opml", {"file": SimpleUploadedFile("f.opml", b"x")})
        assert (bad.status_code, bad.json()["code"]) == (422, "unreadable-list")

    def test_are_paged_by_cursor(self, workspace, as_maria):
        for _each in range(3):
            make_feed(workspace)
        page = as_maria.get(f"{API}/feeds", {"limit": 2}).json()
        rest = as_maria.get(f"{API}/feeds", {"limit": 2, "cursor": page["next"]}).json()
        assert [len(page["results"]), len(rest["results"]), rest["next"]] == [2, 1, None]


class TestEntries:
    def test_are_found_and_read_by_viewers_too(self, workspace, as_vera):
        feed = make_feed(workspace)
        wanted, _other = make_entry(feed, title="Rates stay"), make_entry(feed)
        found = as_vera.get(f"{API}/feed-entries", {"q": "rates", "unread": "true"}).json()["results"]
        assert [entry["id"] for entry in found] == [str(wanted.pk)]
        assert found[0]["feed_name"] == "The Harbour Gazette"

        read = sent(as_vera, "patch", f"feed-entries/{wanted.pk}", {"is_read": True})
        assert read.json()["is_read"] is True
        assert as_vera.get(f"{API}/feed-entries", {"q": "rates", "unread": "true"}).json()["results"] == []

    def test_of_nonsense_are_a_problem(self, as_maria):
        assert as_maria.get(f"{API}/feed-entries", {"feed": "x"}).status_code == 400

    @pytest.mark.parametrize("path", ["feed-entries", "feeds", "watches"])
    def test_ask_the_same_number_of_questions_however_much_there_is(
        self, workspace, maria, as_maria, path, connection_queries
    ):
        make_entry(make_feed(workspace))
        make_watch(workspace, maria)
        few = connection_queries(lambda: as_maria.get(f"{API}/{path}"))
        for _each in range(20):
            make_entry(make_feed(workspace))
            make_watch(workspace, maria)
        assert connection_queries(lambda: as_maria.get(f"{API}/{path}")) == few


class TestWatches:
    def test_are_made_changed_checked_paused_and_taken_away(self, workspace, as_ben):
        made = sent(as_ben, "post", "watches", RATE)
        assert made.status_code == 201
        assert made.json()["sentence"] == "1 USD goes above 90 INR"
        path = f"watches/{made.json()['id']}"
        assert "No rate is known" in as_ben.get(f"{API}/{path}").json()["problem"]
        changed = sent(as_ben, "patch", path, {"threshold": "95.25", "is_active": False}).json()
        assert (Decimal(changed["threshold"]), changed["state"]) == (Decimal("95.25"), "paused")
        assert sent(as_ben, "post", f"{path}/check").status_code == 202
        assert sent(as_ben, "delete", path).status_code == 204
        assert not Watch.objects.kept().exists()

    def test_of_weather_change_their_day(self, workspace, as_ben, settings):
        said = {"kind": "rain", "subject": "Pune", "day": "date", "on": "2099-01-02"}
        path = f"watches/{sent(as_ben, 'post', 'watches', said).json()['id']}"

        def changed(**changes):
            told = sent(as_ben, "patch", path, changes).json()
            return told["day"], told["on"]

        assert changed(day="tomorrow") == ("tomorrow", None)
        assert changed(threshold="70") == ("tomorrow", None)
        assert changed(on="2099-03-04") == ("date", "2099-03-04")
        assert changed(day="date") == ("date", "2099-03-04")
        assert changed(subject="Nashik") == ("date", "2099-03-04")
        assert changed(on=None) == ("today", None)
        assert changed(day="date", on="2099-05-06") == ("date", "2099-05-06")

    @pytest.mark.parametrize("changes", [{"day": "today", "on": "2099-01-02"}, {"day": "date"}])
    def test_of_weather_are_of_each_day_or_of_one(self, workspace, as_ben, changes):
        said = {"kind": "rain", "subject": "Pune"}
        path = f"watches/{sent(as_ben, 'post', 'watches', said).json()['id']}"
        answer = sent(as_ben, "patch", path, changes)
        assert (answer.status_code, answer.json()["field"]) == (422, "on")
        assert Watch.objects.get().day == "today"

    def test_are_made_once_for_a_key(self, workspace, as_maria):
        for _again in range(2):
            sent(as_maria, "post", "watches", RATE, **{"Idempotency-Key": "k"})
        assert Watch.objects.count() == 1

    def test_that_do_not_fit_are_problems_and_nothing_is_saved(self, workspace, as_maria):
        answer = sent(as_maria, "post", "watches", {**RATE, "subject": "moon"})
        assert (answer.status_code, answer.json()["field"]) == (422, "subject")
        assert not Watch.objects.exists()


class TestPrices:
    def test_come_in_are_listed_and_taken_away(self, workspace, as_maria):
        content = b"symbol,date,close,currency\nFUND,2026-01-02,10.5,INR\n"
        answer = as_maria.post(f"{API}/share-prices", {"file": SimpleUploadedFile("p.csv", content)})
        assert (answer.status_code, answer.json()) == (201, {"symbols": 1, "prices": 1})
        [share] = as_maria.get(f"{API}/share-prices").json()["results"]
        assert (share["symbol"], Decimal(share["close"]), share["on"]) == (
            "FUND",
            Decimal("10.5"),
            "2026-01-02",
        )
        assert sent(as_maria, "delete", "share-prices/FUND").status_code == 204
        assert sent(as_maria, "delete", "share-prices/FUND").status_code == 404

    def test_of_a_bad_file_are_a_problem_that_names_the_line(self, workspace, as_maria):
        content = b"symbol,date,close,currency\nFUND,x,10.5,INR\n"
        answer = as_maria.post(f"{API}/share-prices", {"file": SimpleUploadedFile("p.csv", content)})
        assert (answer.status_code, answer.json()["line"]) == (422, 2)
        assert not SharePrice.objects.exists()


class TestTheWall:
    def test_hides_everything_from_strangers_and_keeps_viewers_from_writing(
        self, workspace, maria, as_otto, as_vera, as_nobody
    ):
        entry, watch = make_entry(make_feed(workspace)), make_watch(workspace, maria)
        paths = [f"feeds/{entry.feed_id}", f"watches/{watch.pk}", f"feed-entries/{entry.pk}"]
        for path in paths:
            assert as_otto.get(f"{API}/{path}").status_code == 404
            assert sent(as_otto, "patch", path, {}).status_code == 404
            assert as_nobody.get(f"{API}/{path}").status_code == 401
        for path in (*paths[:2],):
            assert as_vera.get(f"{API}/{path}").status_code == 200
            assert sent(as_vera, "patch", path, {}).status_code == 403
            assert sent(as_vera, "delete", path).status_code == 403
        for path in (
            "feeds",
            "watches",
            "share-prices",
            f"feeds/{entry.feed_id}/refresh",
            f"{paths[1]}/check",
        ):
            assert sent(as_vera, "post", path, RATE).status_code == 403
        for path in ("feeds", "watches", "feed-entries"):
            assert as_otto.get(f"{API}/{path}").json()["results"] == []
