"""Allowances and prices as settings write them, and the rest that a busy model gets."""

from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured

from lumen.ai.llm import budgets, router
from lumen.ai.llm.base import Message, ToolOffer
from lumen.ai.llm.budgets import Amounts


class TestLimits:
    def test_are_read_by_measure_and_may_be_left_out(self, settings):
        settings.AI_BUDGET_RUN = "calls=2 money=0.25"
        assert budgets.limits("run") == {"calls": Decimal(2), "money": Decimal("0.25")}

    @pytest.mark.parametrize("text", ["calls", "calls=many", "cals=2", "calls=2,tokens=3"])
    def test_written_wrongly_are_not_taken_for_none(self, settings, text):
        settings.AI_BUDGET_DAY = text
        with pytest.raises(ImproperlyConfigured, match="AI_BUDGET_DAY"):
            budgets.limits("day")

    @pytest.mark.parametrize(
        ("used", "passed"),
        [
            (Amounts(calls=2, tokens=100), ""),
            (Amounts(calls=3), "calls"),
            (Amounts(tokens=101), "tokens"),
            (Amounts(money=Decimal(1000)), ""),
        ],
    )
    def test_are_passed_by_more_than_they_say(self, settings, used, passed):
        settings.AI_BUDGET_USER_DAY = "calls=2 tokens=100"
        assert budgets.first_passed("user", used) == passed

    def test_have_sane_defaults(self):
        for scope in budgets.SCOPES:
            assert set(budgets.limits(scope)) == set(budgets.MEASURES)


class TestPrices:
    @pytest.mark.parametrize(
        ("model", "address", "price"),
        [
            ("openai:a", "", (1, 4)),
            ("openai:b", "", (5, 25)),
            ("openai:b", "http://localhost:11434", (0, 0)),
            ("openai:a", "http://proxy.example", (1, 4)),
        ],
    )
    def test_are_listed_or_cautious_or_none_at_an_address_of_ones_own(self, settings, model, address, price):
        settings.AI_PRICES, settings.AI_BASE_URL = "openai:a=1/4 *=5/25", address
        assert budgets.price_of(model) == price

    def test_written_wrongly_say_so(self, settings):
        settings.AI_PRICES = "openai:a=cheap"
        with pytest.raises(ImproperlyConfigured, match="AI_PRICES"):
            budgets.price_of("openai:a")


class TestTokens:
    def test_count_messages_and_tools(self):
        offer = ToolOffer("weather", "The weather", {"type": "object"})
        few = budgets.tokens_of([Message("user", "word " * 30)], [])
        assert 30 < few < budgets.tokens_of([Message("user", "word " * 30)], [offer])


class TestBreaker:
    def test_rests_as_long_as_a_busy_server_asks_but_not_for_ever(self, monkeypatch):
        now = [1000.0]
        monkeypatch.setattr(router.time, "monotonic", lambda: now[0])
        breaker = router.Breaker()
        breaker.failed(retry_after=40)
        assert breaker.is_open
        now[0] += 41
        assert not breaker.is_open
        breaker.failed(retry_after=1e9)
        now[0] += router.LONGEST_REST_SECONDS + 1
        assert not breaker.is_open
