"""Watches: once each time a value passes the line, with its value, source, unit and moment."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from lumen.ai.world import values
from lumen.ai.world.fetching import ServiceDownError
from lumen.ai.world.values import Value
from lumen.feeds.models import Watch
from lumen.feeds.services import checking, watches
from lumen.feeds.services.watches import BadWatchError, Draft
from lumen.notifications.models import Notification
from tests.fakes import open_meteo, services
from tests.feeds.factories import make_entry, make_feed, make_watch
from transactions.models import ExchangeRate

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
WATCHES = reverse("feeds:watches")


@pytest.fixture
def told(monkeypatch):
    """What the source says from now on: an amount, or an error; one hour passes between two checks."""
    said: dict[str, object] = {"next": Decimal(80)}

    def provider(workspace, wanted, now):
        if isinstance(said["next"], Exception):
            raise said["next"]
        return Value(amount=said["next"], unit="INR", source="The bank", label=wanted.subject, at=now)

    monkeypatch.setitem(values._providers, "rate", provider)
    monkeypatch.setitem(values._providers, "share", provider)
    return said


def checked(watch, told, *amounts, since=NOW):
    """At which of these values members were told."""
    alerts = []
    for hours, amount in enumerate(amounts):
        told["next"] = amount if isinstance(amount, Exception) else Decimal(str(amount))
        if checking.check(watch=watch, now=since + timedelta(hours=hours)):
            alerts.append(amount)
    watch.refresh_from_db()
    return alerts


class TestALine:
    def test_above_is_told_once_until_the_value_has_gone_back_clearly(self, workspace, maria, told):
        watch = make_watch(workspace, maria)
        assert checked(watch, told, 89, 90, 90.01, 91, 89.99, 90.02, 89.7, 90.5, 92) == [90.01, 90.5]
        assert (watch.state, watch.told_count) == (Watch.State.MET, 2)

    def test_below_is_told_once_each_time(self, workspace, maria, told):
        watch = make_watch(workspace, maria, condition=Watch.Condition.BELOW, kind=Watch.Kind.SHARE)
        assert checked(watch, told, 91, 89.9, 88, 90.2, 89.9, 90.6, 89) == [89.9, 89]

    def test_of_change_is_measured_from_where_it_was_told_last(self, workspace, maria, told):
        watch = make_watch(workspace, maria, condition=Watch.Condition.CHANGE, threshold=Decimal(2))
        assert checked(watch, told, 100, 101.9, 102, 103, 104.05, 102, 101.9) == [102, 104.05, 101.9]

    def test_that_is_passed_already_is_told_at_the_first_look(self, workspace, maria, told):
        assert checked(make_watch(workspace, maria), told, 95, 96) == [95]

    def test_of_more_than_a_number_can_hold_is_a_failure(self, workspace, maria, told):
        watch = make_watch(workspace, maria)
        assert checked(watch, told, "1e30") == []
        assert checked(watch, told, "NaN") == []
        assert watch.state == Watch.State.FAILING


class TestTelling:
    def test_says_the_value_its_unit_source_and_moment_in_the_workspaces_zone(self, workspace, maria, told):
        workspace.time_zone = "Asia/Kolkata"
        workspace.save()
        checked(make_watch(workspace, maria, kind=Watch.Kind.SHARE, subject="INFY"), told, 1450.5)
        notification = Notification.objects.get()
        assert notification.kind == "watch"
        assert notification.title == "INFY is above 90 INR: 1,450.50 INR"
        assert notification.body == "Source: The bank, 18 November 2026 14:30 IST."
        assert notification.url.startswith(WATCHES)

    def test_reaches_whoever_made_it_or_everybody(self, workspace, maria, ben, vera, told):
        checked(make_watch(workspace, ben), told, 95)
        assert [one.user for one in Notification.objects.all()] == [ben]
        checked(make_watch(workspace, ben, tells_all=True), told, 95)
        assert Notification.objects.count() == 4

    def test_reaches_everybody_when_whoever_made_it_has_left(self, workspace, maria, ben, told):
        watch = make_watch(workspace, ben)
        Membership.objects.filter(user=ben).delete()
        checked(watch, told, 95)
        assert [one.user for one in Notification.objects.all()] == [maria]

    def test_is_not_doubled_by_a_check_that_began_before(self, workspace, maria, told):
        watch, same = make_watch(workspace, maria), None
        same = Watch.objects.select_related("workspace").get(pk=watch.pk)
        assert checked(watch, told, 95) == [95]
        assert checked(same, told, 95) == []
        assert Notification.objects.count() == 1


class TestASourceThatFails:
    def test_is_said_and_asked_later_each_time_and_told_once_when_it_goes_on(self, workspace, maria, told):
        watch = make_watch(workspace, maria)
        checked(watch, told, 80, *[ServiceDownError("The bank does not answer.")] * 7)
        assert (watch.state, watch.problem) == (Watch.State.FAILING, "The bank does not answer.")
        assert watch.value == 80
        assert watch.next_at - watch.checked_at == timedelta(hours=12)
        [notification] = Notification.objects.all()
        assert notification.title.startswith("Not watched any more until it works")

        assert checked(watch, told, 95, since=NOW + timedelta(days=2)) == [95]
        assert (watch.failures, watch.problem) == (0, "")

    def test_gives_what_it_said_before_with_its_moment(self, workspace, maria, settings):
        with services.serving() as service:
            settings.EXCHANGE_RATES_URL = f"{service.url}/v1"
            service.pages["/v1/latest"] = {"base": "USD", "date": "2026-11-17", "rates": {"INR": 88.93}}
            watch = make_watch(workspace, maria)
            assert not checking.check(watch=watch, now=NOW)
            service.pages["/v1/latest"] = (200, "text/html", "<h1>Sign in</h1>")
            checking.check(watch=watch, now=NOW + timedelta(hours=2))
        watch.refresh_from_db()
        assert (watch.value, watch.unit, watch.is_late) == (Decimal("88.93"), "INR", True)
        assert watch.value_at.date() == date(2026, 11, 17)
        assert "European Central Bank" in watch.source


class TestARate:
    def test_of_the_service_is_tried_again_when_it_fails_once(self, workspace, settings):
        with services.serving() as service:
            settings.EXCHANGE_RATES_URL = service.url
            good = {"base": "USD", "date": "2026-11-17", "rates": {"INR": 88.93}}
            answers = [(500, "text/plain", "oops"), good]
            service.pages["/latest"] = lambda query: answers.pop(0)
            value = values.fetch(workspace, values.Wanted(kind="rate", subject="USD/INR"), now=NOW)
        assert value.amount == Decimal("88.93")

    @pytest.mark.parametrize(
        "page",
        [
            {"rates": {}},
            {"rates": {"INR": "x"}, "date": "2026-11-17"},
            {"rates": {"INR": -1}, "date": "2026-11-17"},
            (200, "text/html", "<p>no</p>"),
            (500, "text/plain", ""),
        ],
    )
    def test_that_is_none_gives_way_to_the_workspaces_own(self, workspace, settings, page):
        workspace.base_currency = "INR"
        ExchangeRate.objects.create(
            workspace=workspace, currency="USD", base="INR", on=date(2026, 11, 2), rate=Decimal("87.5")
        )
        with services.serving() as service:
            settings.EXCHANGE_RATES_URL = service.url
            service.pages["/latest"] = page
            value = values.fetch(workspace, values.Wanted(kind="rate", subject="USD/INR"), now=NOW)
        assert (value.amount, value.at) == (Decimal("87.5"), date(2026, 11, 2))
        assert value.source == "the rates you keep"

    def test_nobody_knows_says_what_to_do(self, workspace, settings):
        settings.EXCHANGE_RATES_URL = ""
        watch = make_watch(workspace, subject="USD/EUR")
        checking.check(watch=watch, now=NOW)
        watch.refresh_from_db()
        assert "Enter one under Currencies" in watch.problem


class TestTheWeather:
    @pytest.fixture(autouse=True)
    def _weather(self, settings):
        with open_meteo.running() as service:
            settings.WEATHER_URL = settings.WEATHER_PLACES_URL = service.url
            yield

    def rain(self, workspace, **changes):
        said = {"kind": Watch.Kind.RAIN, "subject": "Lisbon", "threshold": Decimal(50)}
        return make_watch(workspace, **{**said, **changes})

    def test_of_one_day_is_told_once_and_over_when_it_passed(self, workspace, maria):
        watch = self.rain(workspace, created_by=maria, day="date", on=date(2026, 11, 19))
        assert checking.check(watch=watch, now=NOW)
        assert not checking.check(watch=watch, now=NOW + timedelta(hours=3))
        assert Notification.objects.get().title == (
            "Rain likely in Lisbon, Portugal on Thursday 19 November: 85%"
        )
        checking.check(watch=watch, now=NOW + timedelta(days=2))
        watch.refresh_from_db()
        assert watch.state == Watch.State.OVER

    def test_of_each_day_after_is_told_for_each_rainy_day(self, workspace, maria):
        watch = self.rain(workspace, created_by=maria, day="tomorrow")
        days = [NOW + timedelta(days=step, hours=hour) for step in (-1, 0) for hour in (1, 2)]
        assert [checking.check(watch=watch, now=day) for day in days] == [False, False, True, False]

    def test_is_of_the_places_own_day(self, workspace, maria):
        watch = self.rain(workspace, subject="Auckland", day="date", on=date(2026, 11, 18))
        checking.check(watch=watch, now=datetime(2026, 11, 18, 12, 0, tzinfo=UTC))
        watch.refresh_from_db()
        assert watch.state == Watch.State.OVER  # it is the nineteenth there already

    def test_takes_the_lowest_for_below_and_the_highest_for_above(self, workspace, maria):
        said = {"kind": Watch.Kind.TEMPERATURE, "day": "today", "created_by": maria}
        cold = self.rain(workspace, condition="below", **{**said, "threshold": Decimal(12)})
        warm = self.rain(workspace, condition="above", **{**said, "threshold": Decimal(18)})
        assert checking.check(watch=cold, now=NOW)
        assert checking.check(watch=warm, now=NOW)
        cold.refresh_from_db()
        warm.refresh_from_db()
        assert (cold.value, warm.value, warm.unit) == (11, Decimal("18.2"), "°C")

    def test_of_an_unknown_place_says_so(self, workspace):
        watch = self.rain(workspace, subject="Nowhereville", day="today")
        checking.check(watch=watch, now=NOW)
        watch.refresh_from_db()
        assert "No place called “Nowhereville”" in watch.problem


class TestWords:
    def test_are_told_once_for_each_entry_that_holds_them(self, workspace, maria):
        watch = make_watch(
            workspace, maria, kind="words", subject="rate cut", condition="new", threshold=None
        )
        feed = make_feed(workspace)
        make_entry(feed, title="Bank plans a rate cut")  # of before
        assert not checking.check(watch=watch, now=timezone.now())
        make_entry(feed, title="Rate cut comes", created_at=timezone.now())
        make_entry(feed, title="No rate change", created_at=timezone.now())
        assert checking.check(watch=watch, now=timezone.now())
        assert not checking.check(watch=watch, now=timezone.now())
        notification = Notification.objects.get()
        assert notification.title == "“rate cut” is in your feeds"
        assert "Rate cut comes (The Harbour Gazette, " in notification.body


class TestADraft:
    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"kind": "moon"}, "kind"),
            ({"subject": " "}, "subject"),
            ({"subject": "USD/USD"}, "subject"),
            ({"subject": "dollar"}, "subject"),
            ({"condition": "new"}, "condition"),
            ({"condition": ""}, "condition"),
            ({"threshold": None}, "threshold"),
            ({"threshold": Decimal(-1)}, "threshold"),
            ({"threshold": Decimal("NaN")}, "threshold"),
            ({"threshold": Decimal("1e13")}, "threshold"),
            ({"kind": "temperature", "condition": "change"}, "condition"),
            ({"kind": "rain", "threshold": Decimal(101)}, "threshold"),
            ({"kind": "rain", "threshold": Decimal(50), "day": "date"}, "on"),
            ({"kind": "rain", "threshold": Decimal(50), "on": date(2026, 11, 17)}, "on"),
        ],
    )
    def test_that_does_not_fit_is_refused_and_nothing_is_saved(self, workspace, maria, changes, field):
        draft = replace(
            Draft(kind="rate", subject="usd", condition="above", threshold=Decimal(90)), **changes
        )
        with pytest.raises(BadWatchError) as caught:
            watches.save_watch(workspace=workspace, actor=maria, watch=None, draft=draft, now=NOW)
        assert caught.value.field == field
        assert not Watch.objects.exists()

    def test_of_one_currency_is_of_its_worth_in_the_workspaces(self, workspace, maria):
        draft = Draft(kind="rate", subject="usd", condition="above", threshold=Decimal(90))
        watch = watches.save_watch(workspace=workspace, actor=maria, watch=None, draft=draft, now=NOW)
        assert watch.subject == f"USD/{workspace.base_currency}"


class TestTheWatchList:
    def test_shows_value_source_and_course(self, workspace, maria, as_vera, told):
        watch = make_watch(workspace, maria)
        checked(watch, told, 88, 89.5)
        page = as_vera.get(WATCHES).content.decode()
        assert "goes above 90 INR" in page
        assert "89.50 INR" in page
        assert "Source: The bank, 18 November 2026." in page
        assert 'class="sparkline"' in page

    def test_asks_the_same_number_of_questions_however_much_there_is(
        self, workspace, maria, as_maria, connection_queries
    ):
        make_watch(workspace, maria)
        few = connection_queries(lambda: as_maria.get(WATCHES))
        for _each in range(20):
            make_watch(workspace, maria)
        assert connection_queries(lambda: as_maria.get(WATCHES)) == few

    def test_takes_a_new_one_and_looks_at_once(self, workspace, as_ben, told):
        said = {"kind": "rate", "subject": "EUR/INR", "condition": "below", "threshold": "95.5"}
        assert as_ben.post(reverse("feeds:watch-new"), said).status_code == 302
        watch = Watch.objects.get()
        assert (watch.subject, watch.threshold, watch.value) == ("EUR/INR", Decimal("95.5"), 80)

    def test_refuses_nonsense_beside_its_field(self, as_maria):
        said = {"kind": "rate", "subject": "dollars", "condition": "below", "threshold": "95.5"}
        answer = as_maria.post(reverse("feeds:watch-new"), said)
        assert answer.status_code == 422
        assert "such as USD/INR" in answer.content.decode()
        assert not Watch.objects.exists()

    def test_changes_one_and_begins_anew(self, workspace, maria, as_maria, told):
        watch = make_watch(workspace, maria)
        checked(watch, told, 95)
        url = reverse("feeds:watch-edit", args=[watch.pk])
        assert 'value="90"' in as_maria.get(url).content.decode()
        as_maria.post(url, {"kind": "rate", "subject": "USD/INR", "condition": "above", "threshold": "100"})
        watch.refresh_from_db()
        assert (watch.threshold, watch.is_met) == (100, False)

    def test_takes_away_brings_back_pauses_goes_on_and_looks_now(self, workspace, maria, as_maria, told):
        watch = make_watch(workspace, maria)
        answer = as_maria.post(reverse("feeds:watch-delete", args=[watch.pk]), follow=True)
        assert "Deleted from the watch-list." in answer.content.decode()
        for action, state in (
            ("restore", Watch.State.WAITING),
            ("pause", Watch.State.PAUSED),
            ("resume", Watch.State.WATCHING),
            ("check", Watch.State.WATCHING),
        ):
            assert as_maria.post(reverse("feeds:watch-act", args=[watch.pk, action])).status_code == 302
            watch.refresh_from_db()
            assert watch.state == state

    def test_is_no_strangers_and_no_viewers_to_change(self, workspace, maria, as_otto, as_vera):
        watch = make_watch(workspace, maria)
        edit, delete = (reverse(f"feeds:watch-{name}", args=[watch.pk]) for name in ("edit", "delete"))
        act = reverse("feeds:watch-act", args=[watch.pk, "pause"])
        for url in (edit, delete, act):
            assert as_otto.post(url).status_code == 404
            assert as_vera.post(url).status_code == 403
        assert as_vera.post(reverse("feeds:watch-new")).status_code == 403
        watch.refresh_from_db()
        assert (watch.is_active, watch.deleted_at) == (True, None)

    def test_gives_each_its_turn_once(self, workspace):
        due = make_watch(workspace, next_at=NOW)
        make_watch(workspace, next_at=NOW, is_active=False)
        assert checking.claim_due(now=NOW) == [str(due.pk)]
        assert checking.claim_due(now=NOW) == []


class TestAShare:
    def test_without_prices_and_provider_says_what_to_do(self, workspace, settings):
        settings.STOCKS_PROVIDER = ""
        watch = make_watch(workspace, kind="share", subject="INFY")
        checking.check(watch=watch, now=NOW)
        watch.refresh_from_db()
        assert "Upload prices of your own" in watch.problem
