"""Share prices from files: whole or not at all, and used before any provider."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lumen.ai.tools.builtin import stocks
from lumen.ai.tools.registry import ToolContext
from lumen.ai.world.fetching import NotConfiguredError
from lumen.feeds.models import SharePrice
from lumen.feeds.services import prices
from lumen.feeds.services.prices import UnreadablePricesError

pytestmark = pytest.mark.django_db
PRICES = reverse("feeds:prices")
TODAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
HEAD = "symbol,date,close,currency\n"
GOOD = (
    "Symbol, Date ,close,currency,name\n"
    "fund,2026-11-16,10.00,inr,Sahyadri Fund\n"
    "FUND,2026-11-17,10.50,INR,Sahyadri Fund\n"
)


def loaded(workspace, maria, text):
    return prices.load(workspace=workspace, actor=maria, content=text.encode(), today=TODAY)


def context(workspace, maria):
    return ToolContext(workspace=workspace, membership=workspace.memberships.get(user=maria), now=NOW)


class TestAFile:
    def test_is_kept_and_answers_before_any_provider(self, workspace, maria, otto, settings):
        settings.STOCKS_PROVIDER = ""
        done = loaded(workspace, maria, GOOD)
        assert (done.symbols, done.prices) == (1, 2)

        for share in ("FUND", "fund", "sahyadri fund"):
            answer = stocks.run(context(workspace, maria), share=share)
            assert (answer.value, answer.unit, answer.as_of) == (10.5, "INR", "2026-11-17")
        assert "+5.00% since the close before" in answer.text
        assert "Source: prices you uploaded, 17 November 2026." in answer.text

        theirs = otto.memberships.get().workspace
        with pytest.raises(NotConfiguredError, match="Upload prices of your own"):
            stocks.run(context(theirs, otto), share="FUND")

    def test_again_changes_nothing_and_a_new_price_takes_the_old_ones_place(self, workspace, maria):
        loaded(workspace, maria, GOOD)
        loaded(workspace, maria, GOOD)
        loaded(workspace, maria, f"{HEAD}FUND,2026-11-17,11,INR\n")
        assert list(SharePrice.objects.order_by("on").values_list("close", flat=True)) == [10, 11]

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "must name the columns"),
            ("symbol,date,close\nA,2026-01-02,1\n", "currency is missing"),
            (HEAD, "There is no price in this file"),
            (f"{HEAD}A,2026-01-02,1,INR\nB,2026-01-32,1,INR\n", "Line 3: “2026-01-32” is no date"),
            (f"{HEAD}A,02/01/2026,1,INR\n", "Line 2: “02/01/2026” is no date"),
            (f"{HEAD}A,2026-11-19,1,INR\n", "Line 2: 2026-11-19 is still to come"),
            (f"{HEAD}\n\nA,2026-01-02,abc,INR\n", "Line 4: “abc” is no price"),
            (f"{HEAD}A,2026-01-02,-5,INR\n", "Line 2: “-5” is no price"),
            (f"{HEAD}A,2026-01-02,NaN,INR\n", "Line 2: “NaN” is no price"),
            (f"{HEAD}A,2026-01-02,1e30,INR\n", "Line 2: “1e30” is no price"),
            (f"{HEAD}A,2026-01-02,0,INR\n", "Line 2: “0” is no price"),
            (f"{HEAD}A,2026-01-02,1,XXX\n", "Line 2: “XXX” is no currency"),
            (f"{HEAD},2026-01-02,1,INR\n", "Line 2: the symbol"),
            (f"{HEAD}{'A' * 21},2026-01-02,1,INR\n", "Line 2: the symbol"),
            (f"{HEAD}A,2026-01-02,1\n", "Line 2: it has 3 columns instead of 4"),
            (f"{HEAD}A,2026-01-02,1,INR\nA,2026-01-02,2,INR\n", "Line 3: this share has another price"),
            (f"{HEAD}A\x00,2026-01-02,1,INR\n", "not a text file"),
        ],
    )
    def test_with_a_bad_line_names_it_and_keeps_nothing(self, workspace, maria, text, words):
        with pytest.raises(UnreadablePricesError, match=re.escape(words)):
            loaded(workspace, maria, text)
        assert not SharePrice.objects.exists()

    def test_that_is_no_text_is_refused(self, workspace, maria):
        with pytest.raises(UnreadablePricesError, match="not a text file"):
            prices.load(workspace=workspace, actor=maria, content=b"\xff\xfe\x00PK", today=TODAY)

    def test_that_is_too_long_is_refused(self, workspace, maria, monkeypatch):
        monkeypatch.setattr(prices, "MOST_PRICES", 1)
        with pytest.raises(UnreadablePricesError, match="may keep 1 prices"):
            loaded(workspace, maria, GOOD)
        assert not SharePrice.objects.exists()


class TestThePage:
    def test_takes_a_file_and_shows_the_latest(self, workspace, as_ben, as_vera):
        answer = as_ben.post(PRICES, {"file": SimpleUploadedFile("p.csv", GOOD.encode())}, follow=True)
        assert "Kept: 2 prices of 1 share." in answer.content.decode()
        page = as_vera.get(PRICES).content.decode()
        assert "FUND" in page
        assert "5.00%" in page

    def test_says_the_line_that_is_wrong(self, workspace, as_maria):
        file = SimpleUploadedFile("p.csv", f"{HEAD}A,tomorrow,1,INR\n".encode())
        answer = as_maria.post(PRICES, {"file": file})
        assert answer.status_code == 422
        assert "Line 2: “tomorrow” is no date" in answer.content.decode()

    def test_takes_a_share_away_and_brings_it_back(self, workspace, maria, as_maria):
        loaded(workspace, maria, GOOD)
        answer = as_maria.post(reverse("feeds:prices-delete"), {"symbol": "FUND"}, follow=True)
        assert "Prices deleted." in answer.content.decode()
        assert not SharePrice.objects.kept().exists()
        as_maria.post(reverse("feeds:prices-restore"), {"symbol": "FUND"})
        assert SharePrice.objects.kept().count() == 2

    def test_is_no_viewers_and_no_strangers_to_change(self, workspace, maria, as_vera, as_otto):
        loaded(workspace, maria, GOOD)
        assert as_vera.post(PRICES, {}).status_code == 403
        assert as_vera.post(reverse("feeds:prices-delete"), {"symbol": "FUND"}).status_code == 403
        as_otto.post(reverse("feeds:prices-delete"), {"symbol": "FUND"})
        assert SharePrice.objects.kept().count() == 2

    def test_asks_the_same_number_of_questions_however_much_there_is(
        self, workspace, maria, as_maria, connection_queries
    ):
        loaded(workspace, maria, GOOD)
        few = connection_queries(lambda: as_maria.get(PRICES))
        lines = "".join(f"S{n},2026-11-1{d},{Decimal(n + d + 1)},INR\n" for n in range(20) for d in range(3))
        loaded(workspace, maria, HEAD + lines)
        assert connection_queries(lambda: as_maria.get(PRICES)) == few
