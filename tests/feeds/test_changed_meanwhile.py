"""What happens to a watch or feed while a stranger's server is being asked."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lumen.ai.world import values
from lumen.ai.world.fetching import ServiceDownError
from lumen.ai.world.values import DayOverError, Value
from lumen.feeds.models import Watch
from lumen.feeds.services import checking, refreshing
from lumen.notifications.models import Notification
from tests.fakes.sites import Page
from tests.feeds.factories import item, make_entry, make_feed, make_watch, rss

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
CHANGES = [
    {"subject": "EUR/INR"},
    {"condition": "below"},
    {"kind": "share", "subject": "INFY"},
    {"is_active": False},
    {"deleted_at": NOW},
]


@pytest.fixture
def meanwhile(monkeypatch):
    """Looks at a watch whose row changes while its source is asked."""

    def look(watch, changes, said):
        def provider(workspace, wanted, now):
            Watch.objects.filter(pk=watch.pk).update(**changes)
            if isinstance(said, Exception):
                raise said
            return Value(amount=Decimal(said), unit="INR", source="The bank", label="x", at=now)

        monkeypatch.setitem(values._providers, watch.kind, provider)
        is_told = checking.check(watch=watch, now=NOW)
        return is_told, Watch.objects.get(pk=watch.pk)

    return look


class TestAWatchChangedMeanwhile:
    @pytest.mark.parametrize("changes", CHANGES)
    def test_drops_the_value(self, workspace, maria, meanwhile, changes):
        is_told, watch = meanwhile(make_watch(workspace, maria), changes, 95)
        assert (is_told, watch.value, watch.checked_at, watch.history) == (False, None, None, [])
        assert not Notification.objects.exists()

    @pytest.mark.parametrize("changes", CHANGES)
    def test_drops_a_failure(self, workspace, maria, meanwhile, changes):
        watch = make_watch(workspace, maria, failures=4)
        _told, watch = meanwhile(watch, changes, ServiceDownError("Nobody answers."))
        assert (watch.failures, watch.problem) == (4, "")
        assert not Notification.objects.exists()

    def test_is_not_ended_by_the_day_it_had_before(self, workspace, maria, meanwhile):
        first, second = date(2026, 11, 17), date(2026, 11, 30)
        watch = make_watch(workspace, maria, kind="rain", subject="Pune", day="date", on=first)
        _told, watch = meanwhile(watch, {"on": second}, DayOverError("It has passed."))
        assert (watch.is_over, watch.is_active) == (False, True)

    def test_is_judged_by_its_new_line_where_that_alone_changed(self, workspace, maria, meanwhile):
        is_told, watch = meanwhile(make_watch(workspace, maria), {"threshold": Decimal(100)}, 95)
        assert (is_told, watch.value) == (False, 95)

    def test_of_words_is_not_told_when_it_was_paused(self, workspace, maria):
        watch = make_watch(workspace, maria, kind="words", subject="fog", condition="new", threshold=None)
        make_entry(make_feed(workspace), title="Fog", created_at=NOW)
        Watch.objects.filter(pk=watch.pk).update(is_active=False)
        assert not checking.check(watch=watch, now=NOW)


class TestTurns:
    def test_leave_out_what_is_over(self, workspace):
        make_watch(workspace, next_at=NOW, is_over=True)
        due = make_watch(workspace, next_at=NOW)
        assert list(Watch.objects.due(NOW)) == [due]
        assert checking.claim_due(now=NOW) == [str(due.pk)]


class TestAFeedThatMoved:
    def test_looks_for_another_at_its_new_address_only_when_nobody_else_can_move_there(
        self, workspace, sites
    ):
        sites.pages["/feed"] = Page(rss(item(guid="1")))
        sites.pages["/old"] = Page(status=301, headers={"Location": "/feed"})
        feed = make_feed(workspace, url=f"{sites.url}/old")
        with CaptureQueriesContext(connection) as seen:
            refreshing.refresh(feed=feed, now=NOW)
        asked = [query["sql"] for query in seen]
        locked = next(n for n, sql in enumerate(asked) if "FOR NO KEY UPDATE" in sql)
        looked = next(n for n, sql in enumerate(asked) if f"= '{sites.url}/feed'" in sql and "SELECT" in sql)
        assert locked < looked
        feed.refresh_from_db()
        assert feed.url == f"{sites.url}/feed"
