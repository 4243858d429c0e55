"""Short questions that lean on the answer before: of the message before, or of the same message."""

from decimal import Decimal

import pytest
from django.utils import timezone

from chat import services
from chat.models import Message
from lumen.common.dates import today_in
from tests.fakes import frankfurter, open_meteo
from tests.fakes import services as services_of_the_world
from tests.transactions.factories import make_transaction
from transactions.models import ExchangeRate

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(workspace, membership, django_capture_on_commit_callbacks):
    """Ask with every tool there is."""

    def ask_now(text, conversation=None):
        facts = {"membership": membership, "conversation": conversation, "now": timezone.now()}
        with django_capture_on_commit_callbacks(execute=True):
            turn = services.start_turn(workspace=workspace, text=text, **facts)
        return Message.objects.get(pk=turn.reply.pk)

    return ask_now


@pytest.fixture
def rates(workspace):
    today = today_in(workspace.time_zone, timezone.now())
    for currency, rate in (("USD", "80"), ("EUR", "100"), ("JPY", "0.5")):
        ExchangeRate.objects.create(
            workspace=workspace, currency=currency, base="INR", on=today, rate=Decimal(rate), source="hand"
        )


@pytest.fixture
def lunch(workspace):
    today = today_in(workspace.time_zone, timezone.now())
    return make_transaction(workspace, merchant="Canteen", amount=Decimal(-800), booked_on=today)


def tools_of(reply):
    return [task["tool"] for task in reply.plan]


class TestAfterMoney:
    def test_it_is_wanted_in_another_currency(self, ask, rates, lunch):
        first = ask("how much did I spend at Canteen?")
        second = ask("and in dollars?", first.conversation)
        assert "₹800.00 is $10.00" in second.text

    @pytest.mark.parametrize("text", ["convert that to euros", "what is that in euros?", "and euros?"])
    def test_it_is_pointed_at(self, ask, rates, lunch, text):
        first = ask("how much did I spend at Canteen?")
        assert "₹800.00 is €8.00" in ask(text, first.conversation).text

    def test_it_is_calculated_with(self, ask, rates, lunch):
        first = ask("how much did I spend at Canteen?")
        second = ask("and half of that?", first.conversation)
        third = ask("plus 10%", second.conversation)
        assert "₹400.00" in second.text
        assert "₹440.00" in third.text

    def test_a_sum_in_the_same_message_is_taken_along(self, ask, rates, lunch):
        reply = ask("how much did I spend at Canteen and what is that in dollars?")
        assert tools_of(reply) == ["ask_ledger", "convert_currency"]
        assert reply.plan[1]["after"] == ["t1"]
        assert "₹800.00 is $10.00" in reply.text

    def test_another_currency_after_one_is_other_rows(self, ask, rates, lunch, workspace):
        paid = {"booked_on": lunch.booked_on, "merchant": "Quayside"}
        make_transaction(workspace, amount=Decimal(-7), currency="EUR", **paid)
        make_transaction(workspace, amount=Decimal(-9), currency="USD", **paid)
        first = ask("what did I pay in dollars in all?")
        second = ask("and the euros?", first.conversation)
        assert "$9.00" in first.text
        assert tools_of(second) == ["ask_ledger"]
        assert "€7.00" in second.text
        assert "€7.00 is ₹700.00" in ask("what is that in rupees?", second.conversation).text

    def test_it_is_not_taken_for_a_question_of_its_own(self, ask, rates, lunch):
        first = ask("how much did I spend at Canteen?")
        assert tools_of(ask("how much is 100 dollars in yen?", first.conversation)) == ["convert_currency"]
        assert "ask_ledger" in tools_of(ask("and last month?", first.conversation))


class TestAfterOtherAnswers:
    def test_the_weather_of_another_town(self, ask, settings):
        with open_meteo.running() as fake:
            settings.WEATHER_URL = settings.WEATHER_PLACES_URL = fake.url
            first = ask("what's the weather in Lisbon?")
            second = ask("and in Auckland?", first.conversation)
        assert "Auckland, New Zealand" in second.text

    def test_a_measure_in_another_unit(self, ask):
        first = ask("5 miles in km")
        second = ask("and in feet?", first.conversation)
        assert "26,400" in second.text

    def test_nothing_is_left_after_an_answer_without_a_value(self, ask, rates):
        first = ask("hello")
        assert "is $" not in ask("and in dollars?", first.conversation).text


class TestAServiceThatIsGone:
    @pytest.mark.parametrize(
        ("text", "missing"),
        [
            ("what's the weather in Lisbon and how much did I spend at Canteen?", "the weather"),
            ("what is the share price of AAPL and how much did I spend at Canteen?", "the share price"),
            ("any news about cricket and how much did I spend at Canteen?", "the headlines"),
        ],
    )
    @pytest.mark.usefixtures("rates", "lunch")
    def test_is_named_beside_what_is_known(self, ask, settings, text, missing):
        settings.WEATHER_PLACES_URL = settings.STOCKS_URL = settings.NEWS_URL = "http://127.0.0.1:9"
        settings.STOCKS_PROVIDER = "yahoo"
        reply = ask(text)
        assert f"What is missing: {missing}. 127.0.0.1 did not answer" in reply.text
        assert "You spent ₹800.00 at Canteen" in reply.text
        assert reply.answer["status"] == "ok"


class TestMoneyAbroad:
    def test_in_several_currencies_is_said_in_each(self, ask, rates):
        reply = ask("convert 1000 inr to usd, eur and jpy")
        assert "₹1,000.00 is $12.50" in reply.text
        assert "₹1,000.00 is €10.00" in reply.text
        assert "₹1,000.00 is ¥2,000" in reply.text
        assert reply.answer["value"] == 12.5

    def test_of_two_currencies_is_added_up(self, ask, rates):
        reply = ask("how many rupees is 5000 yen plus 20 dollars")
        assert "¥5,000 + $20.00 is ₹4,100.00" in reply.text

    def test_of_a_day_is_not_read_as_an_amount(self, ask, workspace, rates):
        reply = ask("usd to inr on 3 november 2026")
        assert "$3.00" not in reply.text

    def test_that_was_asked_for_a_moment_ago_is_kept_for_other_conversations_too(self, ask, rates):
        ask("what is 250 usd in inr")
        again = ask("what is 250 usd in inr")
        assert again.tool_runs.get().as_of

    def test_names_who_told_the_rate(self, ask, rates):
        assert "1 USD = 80; entered by hand" in ask("what is 250 usd in inr").text

    def test_with_a_number_nobody_writes_is_not_guessed(self, ask, rates):
        assert "$9.00" not in ask("1e9 dollars in rupees").text

    def test_that_was_never_paid_in_is_what_the_whole_is_worth(self, ask, rates, lunch):
        reply = ask("how much did I spend at Canteen in euros?")
        assert "₹800.00 is €8.00" in reply.text
        assert reply.answer["value"] == 0

    def test_on_a_day_that_nobody_needed_before_is_fetched(self, ask, settings):
        with frankfurter.running() as fake:
            fake.rates = {"2026-11-03": {"USD": 0.0125}}
            settings.EXCHANGE_RATES_URL = fake.url
            reply = ask("usd to inr on 3 november 2026")
        assert "$1.00 is ₹80.00, at the rate of 3 November 2026" in reply.text


class TestAPriceInOtherMoney:
    def test_is_looked_up_first(self, ask, rates, settings):
        with services_of_the_world.serving() as service:
            meta = {"currency": "USD", "symbol": "AAPL", "regularMarketPrice": 200, "regularMarketTime": 1}
            service.pages["/v8/finance/chart/AAPL"] = {"chart": {"result": [{"meta": meta}]}}
            settings.STOCKS_PROVIDER, settings.STOCKS_URL = "yahoo", service.url
            reply = ask("price of AAPL in rupees")
        assert tools_of(reply) == ["stocks", "convert_currency"]
        assert "$200.00 is ₹16,000.00" in reply.text
