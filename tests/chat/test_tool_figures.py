"""What staff and Prometheus see of tools: times, failures, cache, cost, and which of them rest."""

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from chat import services, tool_figures
from chat.models import ToolRun
from lumen.ai.llm import spending
from lumen.ai.llm.budgets import Amounts
from lumen.ai.tools import breakers, calling, metering
from lumen.ai.tools.breakers import State
from lumen.common.redis import client
from tests.chat import tools

pytestmark = pytest.mark.django_db
PAGE = "/admin/chat/toolrun/figures/"


@pytest.fixture
def reply(workspace, maria):
    conversation = services.start_conversation(workspace=workspace, user=maria)
    return conversation.messages.create(role="assistant", milliseconds=120)


@pytest.fixture
def staff(admin_client):
    return admin_client


@pytest.fixture
def forgotten():
    client().delete(*[f"tool-figures:{name}" for name in ("quick", "bad", "weather")])


def a_run(reply, milliseconds, **extra):
    return ToolRun.objects.create(
        message=reply,
        **{"tool": "weather", "milliseconds": milliseconds, "created_at": timezone.now(), **extra},
    )


def weather_line():
    lines = tool_figures.lines_of(since=timezone.now() - tool_figures.SPANS["day"])
    return next(line for line in lines if line.name == "weather")


class TestFigures:
    def test_count_times_failures_cache_and_cost(self, reply):
        for milliseconds in range(10, 110, 10):
            a_run(reply, milliseconds)
        a_run(reply, 0, as_of="2026-11-22T03:00:00+00:00")
        a_run(
            reply, 900, is_ok=False, summary="The service did not answer.", tokens=50, money=Decimal("0.002")
        )
        a_run(reply, 9_999, created_at=timezone.now() - tool_figures.SPANS["month"])
        line = weather_line()

        assert (line.calls, line.failures, line.kept, line.tokens) == (12, 1, 1, 50)
        assert (line.middle, line.slow) == (60.0, pytest.approx(500.0))
        assert (line.money, line.last_error) == (Decimal("0.002"), "The service did not answer.")

    def test_need_the_same_queries_for_many_runs(self, reply, django_assert_num_queries):
        for number in range(23):
            a_run(reply, number, tool=f"tool{number}", is_ok=False)
        with django_assert_num_queries(2):
            tool_figures.lines_of(since=timezone.now() - tool_figures.SPANS["day"])


class TestPage:
    def test_shows_staff_every_tool(self, staff, reply):
        a_run(reply, 44)
        shown = staff.get(PAGE).content.decode()

        assert "weather" in shown
        assert "closed" in shown
        assert "p95" in shown

    def test_is_linked_from_the_index_and_the_list(self, staff):
        assert PAGE in staff.get("/admin/").content.decode()
        assert PAGE in staff.get(reverse("admin:chat_toolrun_changelist")).content.decode()

    @pytest.mark.parametrize("who", ["as_maria", "as_ben", "as_vera", "as_otto", "as_nobody"])
    def test_sends_others_to_the_sign_in(self, request, who):
        answer = request.getfixturevalue(who).get(PAGE)
        assert answer.status_code == 302
        assert answer.url.startswith("/admin/login")

    def test_is_closed_to_staff_without_the_right(self, as_maria, maria):
        maria.is_staff = True
        maria.save()
        assert as_maria.get(PAGE).status_code == 403

    def test_closes_a_breaker_by_hand(self, staff, register):
        weak = tools.tool("weak", tools.broken, failures_allowed=1)
        register(weak)
        breakers.failed(weak)
        assert breakers.standings_of(["weak"])["weak"].state is State.OPEN
        assert "Close now" in staff.get(PAGE).content.decode()

        staff.post("/admin/chat/toolrun/figures/weak/close/")
        assert breakers.states_of(["weak"]) == {"weak": State.CLOSED}

    def test_closes_nothing_for_others_or_by_a_link(self, staff, as_maria, register):
        weak = tools.tool("weak", tools.broken, failures_allowed=1)
        register(weak)
        breakers.failed(weak)
        as_maria.post("/admin/chat/toolrun/figures/weak/close/")

        assert staff.get("/admin/chat/toolrun/figures/weak/close/").status_code == 405
        assert staff.post("/admin/chat/toolrun/figures/unknown/close/").status_code == 404
        assert breakers.states_of(["weak"]) == {"weak": State.OPEN}
        cache.delete_many([f"tool-breaker:weak:{mark}" for mark in ("failures", "resting", "doubted")])


class TestMetering:
    def test_counts_each_outcome(self, context, register, forgotten):
        def costly(context, text):
            spending.note(Amounts(calls=1, tokens=70, money=Decimal("0.001")))
            return tools.ledger(context, text)

        quick = tools.tool("quick", costly, cache_seconds=60)
        register(quick)
        outcome = calling.call(quick, context, {"text": "a"})
        calling.call(quick, context, {"text": "a"})
        bad = tools.tool("bad", tools.broken)
        with pytest.raises(ZeroDivisionError):
            calling.call(bad, context, {"text": "a"})
        quick_figures, bad_figures = metering.figures_of(["quick", "bad"])

        assert outcome.spent.tokens == 70
        assert quick_figures.outcomes == {"ok": 1, "declined": 0, "failed": 0, "kept": 1}
        assert (quick_figures.tokens, quick_figures.dollars, quick_figures.timed) == (70, 0.001, 1)
        assert bad_figures.outcomes["failed"] == 1
        breakers.close("bad")

    def test_is_told_to_prometheus(self, context, register, forgotten, client):
        quick = tools.tool("quick", tools.ledger)
        register(quick)
        calling.call(quick, context, {"text": "a"})
        told = client.get("/metrics").content.decode()

        assert 'lumen_tool_calls_total{outcome="ok",tool="quick"} 1.0' in told
        assert 'lumen_tool_seconds_count{tool="quick"} 1.0' in told
        assert 'lumen_tool_seconds_bucket{le="60.0",tool="quick"} 1.0' in told
        assert 'lumen_tool_breaker{tool="quick"} 0.0' in told


class TestAccount:
    def test_is_counted_by_all_that_are_open(self):
        with spending.counting() as outer:
            spending.note(Amounts(calls=1, tokens=1))
            with spending.counting() as inner:
                spending.note(Amounts(calls=1, tokens=2))
        spending.note(Amounts(calls=1, tokens=4))

        assert (outer.total.tokens, inner.total.tokens) == (3, 2)
