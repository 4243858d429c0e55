"""Share prices and headlines, asked of local servers that speak as the real ones do."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from lumen.ai.agent import planner
from lumen.ai.tools.builtin import news, stocks
from lumen.ai.tools.registry import ToolContext
from lumen.ai.world.fetching import NotConfiguredError, ServiceDownError
from lumen.ai.world.quotes import UnknownSymbolError
from tests.fakes import services

NOBODY = SimpleNamespace(memory={})  # has not asked anything before
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
CHART = {
    "chart": {
        "result": [
            {
                "meta": {
                    "currency": "USD",
                    "symbol": "AAPL",
                    "longName": "Apple Inc.",
                    "regularMarketPrice": 231.5,
                    "regularMarketTime": 1_763_412_000,
                    "chartPreviousClose": 235.0,
                }
            }
        ],
        "error": None,
    }
}
ARTICLE = {
    "url": "https://paper.example/a",
    "title": "Rates stay",
    "seendate": "20261117T063000Z",
    "domain": "paper.example",
}


@pytest.fixture
def service(settings):
    with services.serving() as fake:
        settings.STOCKS_URL = settings.NEWS_URL = fake.url
        settings.STOCKS_PROVIDER = "yahoo"
        yield fake


@pytest.fixture
def context(workspace, maria):
    return ToolContext(workspace=workspace, membership=workspace.memberships.get(user=maria), now=NOW)


class TestTheWordsOfAQuestion:
    @pytest.mark.parametrize(
        ("text", "share"),
        [
            ("what is the stock price of Apple", "Apple"),
            ("how is TSLA stock doing today", "TSLA"),
            ("price of $MSFT", "MSFT"),
            ("nifty today", "^NSEI"),
            ("what's the current share price of Tata Motors?", "Tata Motors"),
            ("how are my stocks doing", ""),
        ],
    )
    def test_name_the_share(self, text, share):
        claim = stocks.claim(NOBODY, text)
        assert claim.score >= 0.7
        assert claim.arguments.get("share", "") == share

    @pytest.mark.parametrize(
        "text",
        [
            "what is my share of the rent price",
            "how much did I spend on stocks",
            "should I buy Tesla stock now",
            "is the blue kettle in stock at that price",
            "share this document, what does it cost",
        ],
    )
    def test_about_something_else_are_left_alone(self, text):
        assert stocks.claim(NOBODY, text).score == 0

    @pytest.mark.parametrize(
        ("text", "subject"),
        [
            ("any news about interest rates?", "interest rates"),
            ("what's happening in the world", ""),
            ("show me today's headlines", ""),
            ("latest news on the Olympics please", "Olympics"),
        ],
    )
    def test_name_the_subject_of_news(self, text, subject):
        claim = news.claim(None, text)
        assert claim.score >= planner.CONFIDENT
        assert claim.arguments.get("subject", "") == subject

    @pytest.mark.parametrize("text", ["how much is my newspaper bill", "what did I pay for the Daily News"])
    def test_about_paying_for_a_paper_are_the_ledgers(self, text):
        assert news.claim(None, text).score == 0


@pytest.mark.django_db
class TestAPrice:
    def test_of_a_symbol_has_its_change_currency_and_moment(self, service, context):
        service.pages["/v8/finance/chart/AAPL"] = CHART
        answer = stocks.run(context, share="AAPL")
        assert (answer.value, answer.unit) == (231.5, "USD")
        assert "Apple Inc. (AAPL): 231.50 USD, −1.49% since the close before." in answer.text
        assert "A price is no advice." in answer.text

    def test_of_a_company_is_found_by_its_name(self, service, context):
        service.pages["/v1/finance/search"] = {"quotes": [{"symbol": "AAPL"}]}
        service.pages["/v8/finance/chart/AAPL"] = CHART
        assert stocks.run(context, share="apple").value == 231.5

    def test_of_nobody_known_says_how_to_write_it(self, service, context):
        with pytest.raises(UnknownSymbolError, match=r"such as AAPL or INFY\.NS"):
            stocks.run(context, share="ZZZZ")
        service.pages["/v1/finance/search"] = {"quotes": []}
        with pytest.raises(UnknownSymbolError):
            stocks.run(context, share="no such company")

    def test_asks_for_nothing_but_the_symbol(self, service, context):
        with pytest.raises(UnknownSymbolError):
            stocks.run(context, share="A/../B?X=1")
        assert [path for path, _ in service.asked] == ["/v8/finance/chart/A%2F..%2FB%3FX%3D1"]

    def test_from_alpha_vantage_is_of_its_trading_day(self, service, context, settings):
        settings.STOCKS_PROVIDER, settings.STOCKS_KEY = "alphavantage", "secret-key"
        found = {"1. symbol": "IBM", "2. name": "International Business Machines", "8. currency": "USD"}
        price = {
            "01. symbol": "IBM",
            "05. price": "300.10",
            "07. latest trading day": "2026-11-17",
            "08. previous close": "297.00",
        }
        answers = {"SYMBOL_SEARCH": {"bestMatches": [found]}, "GLOBAL_QUOTE": {"Global Quote": price}}
        service.pages["/query"] = answers["SYMBOL_SEARCH"] | answers["GLOBAL_QUOTE"]
        answer = stocks.run(context, share="IBM")
        assert answer.as_of == "2026-11-17"
        assert "+1.04%" in answer.text
        assert "secret-key" not in answer.text

    def test_limits_told_in_words_with_status_200_are_a_failure(self, service, context, settings):
        settings.STOCKS_PROVIDER = "alphavantage"
        service.pages["/query"] = {"Information": "25 requests a day"}
        with pytest.raises(ServiceDownError, match="no more questions now"):
            stocks.run(context, share="IBM")

    def test_from_a_file_of_ones_own_is_the_latest_until_today(self, context, settings, tmp_path):
        file = tmp_path / "prices.csv"
        file.write_text(
            "symbol,date,close,currency\nFUND,2026-11-16,10.00,INR\nFUND,2026-11-17,10.50,INR\nFUND,2026-12-01,99,INR\n"
        )
        settings.STOCKS_PROVIDER, settings.STOCKS_URL = "csv", str(file)
        answer = stocks.run(context, share="fund")
        assert (answer.value, answer.unit, answer.as_of) == (10.5, "INR", "2026-11-17")
        with pytest.raises(UnknownSymbolError):
            stocks.run(context, share="other")

    @pytest.mark.parametrize(
        "page", [{"chart": {"result": []}}, {"chart": None}, [], (200, "text/html", "<p>no</p>")]
    )
    def test_that_is_none_is_a_failure_and_never_a_number(self, service, context, page):
        service.pages["/v8/finance/chart/AAPL"] = page
        with pytest.raises(ServiceDownError):
            stocks.run(context, share="AAPL")

    def test_without_a_provider_is_said_to_be_missing(self, context, settings):
        settings.STOCKS_PROVIDER = ""
        with pytest.raises(NotConfiguredError, match="STOCKS_PROVIDER"):
            stocks.run(context, share="AAPL")

    def test_of_no_share_asks_which(self, context):
        assert stocks.run(context).status == "clarify"


@pytest.mark.django_db
class TestHeadlines:
    def test_come_with_paper_day_and_link_once_each(self, service, context):
        again = ARTICLE | {"domain": "other.example", "url": "https://other.example/a"}
        service.pages["/api/v2/doc/doc"] = {"articles": [ARTICLE, again]}
        answer = news.run(context, subject="rates")
        assert answer.labels == ["Rates stay"]
        assert "Rates stay (paper.example, 17 Nov) https://paper.example/a" in answer.text

    def test_of_nothing_say_so(self, service, context):
        service.pages["/api/v2/doc/doc"] = {}
        assert news.run(context, subject="blue owls").status == "no_data"

    def test_with_an_address_that_is_no_web_page_are_refused(self, service, context):
        service.pages["/api/v2/doc/doc"] = {"articles": [ARTICLE | {"url": "javascript:alert(1)"}]}
        with pytest.raises(ServiceDownError):
            news.run(context, subject="rates")

    def test_of_one_odd_article_do_not_take_the_others_with_them(self, service, context):
        odd = [ARTICLE | {"url": "https://["}, ARTICLE | {"seendate": "soon"}, {}, "text"]
        service.pages["/api/v2/doc/doc"] = {"articles": [*odd, ARTICLE]}
        assert news.run(context, subject="rates").labels == ["Rates stay"]

    def test_of_before_are_shown_when_the_service_is_gone(self, service, context, workspace):
        service.pages["/api/v2/doc/doc"] = {"articles": [ARTICLE]}
        news.run(context, subject="rates")
        service.pages.clear()
        service.pages["/api/v2/doc/doc"] = (500, "text/plain", "down")
        later = ToolContext(workspace=workspace, membership=context.membership, now=NOW + timedelta(hours=1))
        assert "does not answer now" in news.run(later, subject="rates").text


class TestAShortQuestionAfterAPrice:
    BEFORE = SimpleNamespace(
        memory={"before": {"tool": "stocks", "arguments": {"share": "AAPL"}, "value": "$231.50"}}
    )

    def test_names_another_share(self):
        assert stocks.claim(self.BEFORE, "and Infosys?").arguments == {"share": "Infosys"}

    @pytest.mark.parametrize("text", ["thanks", "and in rupees?", "and what is that in euros?"])
    def test_about_something_else_is_left_alone(self, text):
        assert stocks.claim(self.BEFORE, text).score == 0
