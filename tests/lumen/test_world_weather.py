"""The weather, asked of a local server that speaks as Open-Meteo does."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from lumen.ai.agent import planner
from lumen.ai.tools import calling, registry
from lumen.ai.tools.builtin import weather as tool
from lumen.ai.tools.registry import ToolContext
from lumen.ai.world.fetching import NotConfiguredError, ServiceDownError
from lumen.ai.world.weather import UnknownPlaceError
from tests.fakes import open_meteo

DOWN = (503, "text/plain", "down")
NOBODY = SimpleNamespace(memory={})  # has not asked anything before
WEDNESDAY = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@pytest.fixture
def service(settings):
    with open_meteo.running() as fake:
        settings.WEATHER_URL = settings.WEATHER_PLACES_URL = fake.url
        yield fake


@pytest.fixture
def context(workspace, maria):
    member = workspace.memberships.get(user=maria)
    return ToolContext(workspace=workspace, membership=member, now=WEDNESDAY)


class TestTheWordsOfAQuestion:
    @pytest.mark.parametrize(
        ("text", "place", "day"),
        [
            ("what's the weather in Lisbon tomorrow", "Lisbon", "tomorrow"),
            ("will it rain in New York on saturday?", "New York", "saturday"),
            ("weather", "", ""),
            ("do I need an umbrella today", "", "today"),
            ("how hot is it in Chennai right now", "Chennai", "right now"),
            ("Paris weather this weekend", "Paris", "weekend"),
            ("is it snowing outside", "", ""),
            ("sunset in Goa on 3 december", "Goa", "3 december"),
            ("give me the forecast for Leeds for the week", "Leeds", "week"),
            ("mumbai mein kal mausam kaisa rahega", "mumbai", "kal"),
            ("weather in Pune and Mumbai", "Pune and Mumbai", ""),
            ("weather in Pune and should I take an umbrella", "Pune", ""),
            ("kal mausam kaisa hoga", "", "kal"),
        ],
    )
    def test_are_read_for_the_place_and_the_day(self, text, place, day):
        claim = tool.claim(NOBODY, text)
        assert claim.score >= planner.CONFIDENT
        assert claim.arguments.get("place", "") == place
        assert claim.arguments.get("day", "").endswith(day)

    @pytest.mark.parametrize(
        "text",
        [
            "how much did I spend on my raincoat",
            "is hail damage covered by my insurance",
            "convert 20 celsius to fahrenheit",
            "put it in the rainy day fund",
            "how cold is the oven",
            "show my transactions in the hot food category",
        ],
    )
    def test_are_left_to_others_when_they_are_about_something_else(self, text):
        assert tool.claim(NOBODY, text).score == 0


class TestAShortQuestionAfterTheWeather:
    BEFORE = SimpleNamespace(
        memory={"before": {"tool": "weather", "arguments": {"place": "Pune", "day": "tomorrow"}, "value": ""}}
    )

    @pytest.mark.parametrize(
        ("text", "place", "day"),
        [
            ("and in Goa?", "Goa", "tomorrow"),
            ("what about Lisbon?", "Lisbon", "tomorrow"),
            ("what about on Friday?", "Pune", "friday"),
            ("and next week?", "Pune", "next week"),
            ("in Leeds on sunday", "Leeds", "sunday"),
        ],
    )
    def test_changes_the_place_or_the_day(self, text, place, day):
        claim = tool.claim(self.BEFORE, text)
        assert claim.score >= 0.8
        assert claim.arguments == {"place": place, "day": day}

    @pytest.mark.parametrize(
        "text",
        ["thanks", "and in October?", "how much did I spend on food", "and in cash?", "and in dollars?"],
    )
    def test_about_something_else_is_left_alone(self, text):
        assert tool.claim(self.BEFORE, text).score == 0

    def test_is_nothing_after_another_answer(self):
        assert tool.claim(NOBODY, "and in Goa?").score == 0


@pytest.mark.django_db
class TestTheWeather:
    def test_of_another_day_names_its_place_too(self, service, context):
        answer = tool.run(context, place="Lisbon", day="tomorrow")
        assert answer.text.startswith("Lisbon, Portugal:\nTomorrow:")

    def test_of_two_places_says_both_and_their_source_once(self, service, context):
        answer = tool.run(context, place="Lisbon and Kolkata")
        assert answer.text.index("Lisbon, Portugal now") < answer.text.index("Kolkata, India now")
        assert answer.text.count("Source:") == 1

    def test_of_two_places_names_the_one_that_is_not_known(self, service, context):
        answer = tool.run(context, place="Lisbon and Nowhereville")
        assert "Lisbon, Portugal now" in answer.text
        assert "No place called “Nowhereville” is known" in answer.text

    def test_of_next_week_begins_on_monday(self, service, context):
        answer = tool.run(context, place="Lisbon", day="next week")
        assert answer.rows[0][0] == "Mon 23 Nov"

    def test_tells_its_moment_by_the_clock_of_whoever_asks(self, service, context):
        with timezone.override("Asia/Kolkata"):
            assert "IST" in tool.run(context, place="Lisbon").text

    def test_is_said_with_its_place_source_and_moment(self, service, context):
        answer = tool.run(context, place="lisbon")
        assert answer.status == "ok"
        assert (answer.value, answer.unit) == (17.6, "°C")
        assert "Lisbon, Portugal now: partly cloudy, 18 °C, feels like 15 °C" in answer.text
        assert "not commercial" in answer.text
        assert answer.as_of == WEDNESDAY.isoformat(timespec="seconds")

    def test_of_tomorrow_says_that_it_rains(self, service, context):
        answer = tool.run(context, place="Lisbon", day="tomorrow")
        assert "Tomorrow: rain, 10 to 15 °C, rain likely (85%), 7.5 mm" in answer.text
        assert answer.value == 15.4

    def test_of_tomorrow_is_of_the_places_own_tomorrow(self, service, context):
        evening = ToolContext(
            workspace=context.workspace, membership=context.membership, now=WEDNESDAY + timedelta(hours=5)
        )  # it is Thursday in Auckland already
        answer = tool.run(evening, place="Auckland", day="tomorrow")
        assert "Tomorrow: clear, 12 to 20 °C" in answer.text

    def test_of_a_weekend_is_two_days(self, service, context):
        answer = tool.run(context, place="Lisbon", day="weekend")
        assert [label for label, _ in answer.rows] == ["Sat 21 Nov", "Sun 22 Nov"]

    def test_without_a_place_is_of_the_town_of_the_time_zone_and_says_so(self, service, context):
        answer = tool.run(context)
        assert "Kolkata, India now" in answer.text
        assert "town of your time zone" in answer.text

    def test_is_not_asked_for_again_within_half_an_hour(self, service, context):
        tool.run(context, place="Lisbon")
        tool.run(context, place="Lisbon", day="tomorrow")
        assert [path for path, _ in service.asked] == ["/v1/search", "/v1/forecast"]

    def test_of_a_day_too_far_says_until_when_it_can_be_asked(self, service, context):
        answer = tool.run(context, place="Lisbon", day="3 march")
        assert answer.status == "no_data"
        assert "1 December" in answer.text

    def test_of_an_unknown_place_asks_for_a_town_nearby(self, service, context):
        with pytest.raises(UnknownPlaceError, match="Name a town nearby"):
            tool.run(context, place="Nowhereville")


@pytest.mark.django_db
class TestAServiceInTrouble:
    def test_gives_what_it_said_before_with_its_moment(self, service, context, workspace, maria):
        tool.run(context, place="Lisbon")
        service.pages["/v1/forecast"] = DOWN
        later = ToolContext(
            workspace=workspace, membership=context.membership, now=WEDNESDAY + timedelta(hours=2)
        )
        answer = tool.run(later, place="Lisbon")
        assert "does not answer now" in answer.text
        assert answer.as_of == WEDNESDAY.isoformat(timespec="seconds")

    def test_rests_after_a_failure_so_that_nobody_waits(self, service, context):
        service.pages["/v1/search"] = DOWN
        for _ in range(3):
            with pytest.raises(ServiceDownError):
                tool.run(context, place="Lisbon")
        assert len(service.asked) == 2  # the first time once more, then it rests

    @pytest.mark.parametrize(
        ("body", "content_type"),
        [
            ("<html>Sign in</html>", "text/html"),
            ("{half", "application/json"),
            ('{"results": [{"name": "Lisbon"}]}', "application/json"),
        ],
    )
    def test_is_a_failure_also_with_status_200(self, service, context, body, content_type):
        service.pages["/v1/search"] = (200, content_type, body)
        with pytest.raises(ServiceDownError):
            tool.run(context, place="Lisbon")

    def test_with_another_address_is_said_to_know_nothing(self, service, context):
        service.pages.clear()
        with pytest.raises(ServiceDownError, match="has nothing of this kind"):
            tool.run(context, place="Lisbon")

    def test_that_nobody_named_is_said_to_be_missing(self, settings, context):
        settings.WEATHER_PLACES_URL = ""
        with pytest.raises(NotConfiguredError, match="Whoever runs this Lumen"):
            tool.run(context, place="Lisbon")

    def test_is_tried_again_by_the_caller_and_then_said(self, service, context):
        service.pages["/v1/search"] = DOWN
        with pytest.raises(ServiceDownError):
            calling.call(registry.get("weather"), context, {"place": "Lisbon"}, pause=lambda seconds: None)
