"""What people say about the world, and what the tools make of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from lumen.ai.agent import planner
from lumen.ai.tools import calling, registry
from lumen.ai.tools.builtin import news
from lumen.ai.tools.registry import ToolContext
from lumen.ai.world.fetching import ServiceDownError
from lumen.ai.world.quotes import UnknownSymbolError
from lumen.feeds import spoken
from lumen.feeds.models import EntryRead, SharePrice, Watch
from lumen.feeds.services import prices
from lumen.feeds.tools import my_feeds, watched
from tests.fakes import open_meteo, services
from tests.feeds.factories import make_entry, make_feed, make_watch

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@pytest.fixture
def context(workspace, membership):
    return ToolContext(workspace=workspace, membership=membership, now=timezone.now(), may_propose=True)


@pytest.fixture(autouse=True)
def _no_services(settings):
    settings.EXCHANGE_RATES_URL = settings.STOCKS_PROVIDER = settings.NEWS_URL = settings.WEATHER_URL = ""
    settings.WEATHER_PLACES_URL = ""


def heard(text):
    found = spoken.hear(text, base="INR")
    return found and (found.kind, found.subject, found.condition, found.threshold, found.day)


class TestHearing:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("tell me when the dollar goes above 90", ("rate", "USD/INR", "above", 90, "")),
            (
                "Please let me know if the euro is under 1.05 dollars.",
                ("rate", "EUR/USD", "below", Decimal("1.05"), ""),
            ),
            ("alert me when USD/INR crosses 91.5", ("rate", "USD/INR", "above", Decimal("91.5"), "")),
            ("tell me when the dollar changes by 2%", ("rate", "USD/INR", "change", 2, "")),
            ("alert me if Infosys falls under 1400", ("share", "Infosys", "below", 1400, "")),
            ("let me know when TCS share price hits 4,000 rupees", ("share", "TCS", "above", 4000, "")),
            ("watch infosys below 1400", ("share", "infosys", "below", 1400, "")),
            ("let me know when it rains in Pune tomorrow", ("rain", "Pune", "above", 50, "tomorrow")),
            ("warn me if it's going to rain on saturday", ("rain", "", "above", 50, "saturday")),
            ("tell me every day when it rains in Pune", ("rain", "Pune", "above", 50, "every day")),
            ("alert me when it rains in Pune each morning", ("rain", "Pune", "above", 50, "every day")),
            (
                "let me know every day when it will rain in Pune tomorrow",
                ("rain", "Pune", "above", 50, "every day, for tomorrow"),
            ),
            (
                "notify me daily when the temperature in Leh drops below 0 degrees",
                ("temperature", "Leh", "below", 0, "every day"),
            ),
            (
                "warn me when the temperature in Leh drops below -10 degrees",
                ("temperature", "Leh", "below", -10, ""),
            ),
            ("tell me when it is above 30 degrees in Pune", ("temperature", "Pune", "above", 30, "")),
            ("alert me when my feeds mention Sahyadri", ("words", "Sahyadri", "new", None, "")),
            (
                "tell me when there is news about interest rates in my feeds",
                ("words", "interest rates", "new", None, ""),
            ),
            ("lmk when tesla is < 200", ("share", "tesla", "below", 200, "")),
            (
                "give me a shout when sterling gets to 1.20 euros",
                ("rate", "GBP/EUR", "above", Decimal("1.20"), ""),
            ),
            ("tell me when the peso hits twenty one to the dollar", ("rate", "USD/MXN", "above", 21, "")),
            ("alert usd inr over 88", ("rate", "USD/INR", "above", 88, "")),
            (
                "tell me when it is going to drop below freezing in Oslo",
                ("temperature", "Oslo", "below", 0, ""),
            ),
            ("warn me when heavy rain is expected in Goa", ("rain", "Goa", "above", 50, "")),
            ("if news about fuel comes out let me know", ("words", "fuel", "new", None, "")),
        ],
    )
    def test_understands_what_is_to_be_watched(self, text, expected):
        assert heard(text) == expected

    @pytest.mark.parametrize(
        "text",
        [
            "let me know if it rains tomorrow",
            "tell me if it will rain in Pune",
            "tell me when my spending on food goes above 5000",
            "alert me when my balance is below 1000",
            "tell me when dinner is ready",
            "tell me when the meeting starts",
            "tell me when the file is bigger than 50 mb",
            "how much is the dollar",
            "what did I spend over 90 on",
            "remind me to call Ravi at 5",
            "tell me when I paid more than 500 to Swiggy",
            "alert me when my boss writes",
            "tell me when the oven reaches 200 degrees",
            "notify my bank that I travel",
        ],
    )
    def test_leaves_everything_else_alone(self, text):
        assert heard(text) is None

    @pytest.mark.parametrize(
        ("text", "subject"),
        [
            ("any news about interest rates in my feeds?", "interest rates"),
            ("what's new in my feeds", ""),
            ("what do my feeds say about the monsoon", "the monsoon"),
            ("show unread RSS entries", ""),
        ],
    )
    def test_knows_when_the_feeds_are_meant(self, text, subject):
        claim = my_feeds.claim(None, text)
        assert claim.score > 0.95
        assert claim.arguments.get("subject", "") == subject

    @pytest.mark.parametrize(
        "text",
        ["any news about rates", "how much did the chicken feed cost", "give me feedback on this paper"],
    )
    def test_knows_when_they_are_not(self, text):
        assert my_feeds.claim(None, text).score == 0


@pytest.mark.django_db
class TestPlans:
    @pytest.mark.parametrize(
        ("text", "tool"),
        [
            ("tell me when the dollar goes above 90", "watch_for"),
            ("let me know when it rains in Pune tomorrow", "watch_for"),
            ("what am I watching?", "my_watches"),
            ("stop watching the dollar", "stop_watching"),
            ("any news about X-rays in my feeds", "my_feeds"),
            ("what's new", "news"),
            ("any news about the elections", "news"),
            ("will it rain tomorrow in Pune", "weather"),
        ],
    )
    def test_choose_the_tool(self, context, text, tool):
        assert planner.make_plan(context, text).tasks[0].choice.tool == tool


def asked(context, text):
    choice = planner.make_plan(context, text).tasks[0].choice
    tool = registry.get(choice.tool)
    return tool, calling.call(tool, context, choice.arguments).result


@pytest.mark.django_db
class TestWatchingByWord:
    def test_says_the_value_now_keeps_nothing_until_confirmed_and_can_be_undone(self, context, settings):
        with services.serving() as service:
            settings.EXCHANGE_RATES_URL = service.url
            service.pages["/latest"] = {"base": "USD", "date": "2026-11-17", "rates": {"INR": 88.93}}
            tool, answer = asked(context, "tell me when the dollar goes above 90")
            assert "Tell you when 1 USD goes above 90 INR, once each time." in answer.text
            assert "It is 88.93 INR now (European Central Bank (127.0.0.1), 17 November 2026)." in answer.text
            assert not Watch.objects.exists()

            done = calling.carry_out(tool, context, answer.proposals[0].arguments)
        watch = Watch.objects.get()
        assert (watch.kind, watch.subject, watch.condition, watch.threshold) == (
            "rate",
            "USD/INR",
            "above",
            90,
        )
        assert watch.created_by == context.membership.user

        calling.take_back(tool, context, done.undo)
        assert not Watch.objects.kept().exists()
        with pytest.raises(calling.GoneError):
            calling.take_back(tool, context, done.undo)

    def test_of_rain_tomorrow_is_of_that_day_alone(self, context, settings, workspace):
        with open_meteo.running() as service:
            settings.WEATHER_URL = settings.WEATHER_PLACES_URL = service.url
            late = ToolContext(workspace=workspace, membership=context.membership, now=NOW, may_propose=True)
            _tool, answer = asked(late, "let me know when it rains in Lisbon tomorrow")
        assert answer.proposals[0].arguments["on"] == "2026-11-19"
        assert "the chance of rain in Lisbon, Portugal reaches 50% on 19 November" in answer.text
        assert "It is 85% now (Open-Meteo" in answer.text

    @pytest.mark.parametrize(
        ("text", "day", "words"),
        [
            ("let me know every day when it rains in Lisbon", "today", "that day"),
            ("let me know every day when it rains in Lisbon tomorrow", "tomorrow", "the day after"),
        ],
    )
    def test_of_rain_every_day_is_of_each_day(self, context, settings, text, day, words):
        with open_meteo.running() as service:
            settings.WEATHER_URL = settings.WEATHER_PLACES_URL = service.url
            late = replace(context, now=NOW)
            tool, answer = asked(late, text)
            said = answer.proposals[0].arguments
            assert (said["day"], said["on"]) == (day, "")
            assert f"reaches 50% {words}" in answer.text
            calling.carry_out(tool, late, said)
        watch = Watch.objects.get()
        assert (watch.day, watch.on, watch.is_over) == (day, None, False)

    def test_lists_the_first_of_many_and_says_how_many_there_are(self, context, workspace, maria):
        for _each in range(23):
            make_watch(workspace, maria)
        answer = watched.my_watches(context)
        assert answer.value == 23
        assert answer.text.startswith("23 things are watched:")
        assert answer.text.count("1 USD goes above 90 INR") == watched.MOST
        assert answer.text.endswith("The other 3 are on the watch-list.")

    def test_of_a_share_finds_its_symbol_and_minds_its_currency(self, context, workspace, maria):
        content = b"symbol,date,close,currency,name\nINFY,2026-01-02,1450,INR,Infosys\n"
        prices.load(workspace=workspace, actor=maria, content=content, today=NOW.date())
        _tool, answer = asked(context, "alert me if Infosys falls under 1400")
        assert answer.proposals[0].arguments["subject"] == "INFY"
        _tool, answer = asked(context, "alert me if Infosys falls under $14")
        assert answer.status == "clarify"
        assert "priced in INR" in answer.text
        assert SharePrice.objects.count() == 1

    def test_of_what_nobody_knows_says_what_to_do(self, context, settings):
        with services.serving() as service:
            settings.STOCKS_PROVIDER, settings.STOCKS_URL = "yahoo", service.url
            service.pages["/v1/finance/search"] = {"quotes": []}
            with pytest.raises(UnknownSymbolError, match="Use its symbol"):
                asked(context, "alert me if Zzyzx falls under 1400")

    def test_is_no_viewers(self, context, workspace, vera):
        viewer = ToolContext(
            workspace=workspace, membership=workspace.memberships.get(user=vera), now=NOW, may_propose=True
        )
        with pytest.raises(calling.NotPermittedError):
            asked(viewer, "tell me when the dollar goes above 90")

    def test_lists_and_stops(self, context, workspace, maria):
        watch = make_watch(
            workspace, maria, value=Decimal("88.9"), unit="INR", source="The bank", value_at=NOW
        )
        make_watch(workspace, maria, subject="EUR/INR")
        _tool, answer = asked(context, "what am I watching?")
        assert answer.value == 2
        assert "- 1 USD goes above 90 INR" in answer.text
        assert "Now 88.90 INR. Source: The bank, 18 November 2026." in answer.text

        tool, answer = asked(context, "stop watching the dollar")
        done = calling.carry_out(tool, context, answer.proposals[0].arguments)
        assert list(Watch.objects.kept().values_list("subject", flat=True)) == ["EUR/INR"]
        calling.take_back(tool, context, done.undo)
        assert Watch.objects.kept().filter(pk=watch.pk).exists()


@pytest.mark.django_db
class TestHeadlines:
    def test_of_the_workspaces_feeds_come_first(self, context, workspace, settings):
        make_entry(make_feed(workspace), title="Rates stay, says the bank", link="https://g.example/1")
        article = {
            "url": "https://p.example/a",
            "title": "World rates",
            "seendate": "20261117T063000Z",
            "domain": "p.example",
        }
        with services.serving() as service:
            settings.NEWS_URL = service.url
            service.pages["/api/v2/doc/doc"] = {"articles": [article]}
            answer = news.run(context, subject="rates")
        assert answer.labels == ["Rates stay, says the bank", "World rates"]
        assert "(The Harbour Gazette, " in answer.text
        assert "https://g.example/1" in answer.text

    def test_of_the_feeds_do_when_the_service_is_gone(self, context, workspace):
        make_entry(make_feed(workspace), title="Rates stay")
        answer = news.run(context, subject="rates")
        assert answer.labels == ["Rates stay"]
        assert "does not answer now" in answer.text

    def test_of_others_feeds_are_nobodys_business(self, context, otto):
        make_entry(make_feed(otto.memberships.get().workspace), title="Rates stay")
        with pytest.raises((ServiceDownError, calling.LumenError)):
            news.run(context, subject="rates")

    def test_of_the_feeds_alone_are_found_by_subject_and_unread(self, context, workspace, maria):
        feed = make_feed(workspace)
        read, _other = make_entry(feed, title="Rates stay"), make_entry(feed, title="Ferries")
        EntryRead.objects.create(entry=read, user=maria, read_at=NOW)
        assert my_feeds.run(context, subject="rates").labels == ["Rates stay"]
        assert my_feeds.run(context, only_unread=True).labels == ["Ferries"]
        assert my_feeds.run(context, subject="owls").status == "no_data"
        later = ToolContext(
            workspace=workspace, membership=context.membership, now=context.now + timedelta(days=60)
        )
        assert my_feeds.run(later).status == "no_data"

    def test_without_a_feed_say_how_to_get_one(self, context):
        assert "Add a site" in my_feeds.run(context).text
