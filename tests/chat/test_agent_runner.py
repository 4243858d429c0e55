"""Carrying out plans: side by side, in time, and stopped for good."""

import contextlib
import threading
import time
from dataclasses import replace

import pytest
from django.db import connection

from accounts.models import Membership
from lumen.ai.agent import combining, planner
from lumen.ai.agent.events import PlanMade, ToolFinished, ToolStarted
from lumen.ai.agent.runner import Run
from lumen.common.stopping import StoppedError
from tests.chat import tools

pytestmark = pytest.mark.django_db(transaction=True)
LIVELY = (
    "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' "
    "AND query LIKE '%%pg_sleep%%' AND pid <> pg_backend_pid()"
)


def run(context, text, **extra):
    events = []
    carried = Run(planner.make_plan(context, text), context, events.append, **extra)
    return carried.answers(), events, carried


def working_threads(*names):
    return [thread for thread in threading.enumerate() if thread.name in names and thread.is_alive()]


class TestRun:
    def test_runs_independent_tools_side_by_side(self, context, register):
        worked: dict[str, tuple[float, float]] = {}
        register(
            tools.tool("first", tools.timed(worked, "first", 0.3), tools.mentions("one")),
            tools.tool("second", tools.timed(worked, "second", 0.3), tools.mentions("two")),
        )
        answers, _, _ = run(context, "What about one? What about two?")

        starts, ends = zip(*worked.values(), strict=True)
        assert max(starts) < min(ends)  # both were at work at the same time
        assert [answer.text for answer in answers] == ["first is done", "second is done"]

    def test_starts_the_important_first_when_not_all_can_start(self, context, register, monkeypatch):
        monkeypatch.setattr("lumen.ai.agent.runner.MOST_AT_ONCE", 1)
        register(
            tools.tool("first", tools.saying("ok", "1"), tools.mentions("one")),
            tools.tool("second", tools.saying("ok", "2"), tools.mentions("two"), priority=5),
        )
        answers, _, carried = run(context, "What about one? What about two?")

        assert [step.tool for step in carried.steps] == ["second", "first"]
        assert [answer.text for answer in answers] == ["1", "2"]

    def test_tells_attempts_and_the_moment_of_a_kept_answer(self, context, register):
        register(tools.tool("kept", tools.saying("ok", "same"), 0.9, cache_seconds=60))
        run(context, "anything")
        _, events, carried = run(context, "anything")

        assert carried.steps[0].as_of == context.now.isoformat(timespec="seconds")
        assert events[-1].payload()["as_of"] == carried.steps[0].as_of

    def test_refuses_on_behalf_of_a_tool_the_member_may_not_use(self, context, register, vera, workspace):
        viewer = Membership.objects.get(workspace=workspace, user=vera)
        register(tools.writer("paint"))
        context = replace(context, membership=viewer, may_propose=True)
        answers, _, _ = run(context, "paint it")

        assert answers[0].status == "refused"
        assert "Ask its owner" in answers[0].text

    def test_tells_what_happens_in_order(self, context, register):
        register(tools.LEDGER)
        _, events, carried = run(context, "what did I spend")

        assert [type(event) for event in events] == [PlanMade, ToolStarted, ToolFinished]
        assert carried.steps[0].is_ok
        assert carried.steps[0].arguments == {"text": "what did I spend"}

    def test_ends_a_tool_whose_time_is_over(self, context, register):
        register(tools.tool("slow", tools.sleeper(5), 0.9, timeout_seconds=0.2))
        started = time.monotonic()
        answers, _, _ = run(context, "anything")

        assert time.monotonic() - started < 1
        assert "took longer than 0.2 seconds" in answers[0].text
        time.sleep(0.1)
        assert not working_threads("slow")

    def test_survives_a_tool_that_breaks(self, context, register):
        register(
            tools.tool("bad", tools.broken, tools.mentions("bad")),
            tools.tool("good", tools.saying("ok", "fine"), tools.mentions("good")),
        )
        answers, _, carried = run(context, "What is bad? What is good?")

        assert [answer.status for answer in answers] == ["unanswerable", "ok"]
        assert sorted(step.is_ok for step in carried.steps) == [False, True]


class TestFlow:
    def test_calculates_with_the_number_before(self, context, register):
        register(tools.LEDGER)
        answers, _, carried = run(context, "20% of what I spent on food")

        assert carried.steps[1].arguments == {"expression": "20% of ₹1,234.50"}
        assert combining.combine(answers, flows=carried.plan.flows).value == pytest.approx(246.9)

    def test_says_so_when_there_is_no_number(self, context, register):
        register(tools.tool("ask_ledger", tools.saying("no_data", "nothing there"), 0.9))
        answers, _, _ = run(context, "20% of what I spent on food")

        assert [answer.status for answer in answers] == ["no_data", "unanswerable"]


class TestSecondOpinion:
    @pytest.fixture(autouse=True)
    def _words_alone(self, monkeypatch):
        """What a message means, which these words do not, is asked where a model may be loaded only."""
        monkeypatch.setattr("lumen.ai.agent.meaning.may_load_model", lambda: False)

    @pytest.mark.parametrize("status", ["clarify", "unanswerable", "no_data"])
    def test_prefers_whoever_knows(self, context, register, status):
        register(
            tools.tool("ask_ledger", tools.saying(status, "which?"), 0.6),
            tools.tool("answer_documents", tools.saying("ok", "two months"), 0.4),
        )
        answers, _, _ = run(context, "what is the notice period")

        assert (answers[0].status, answers[0].text) == ("ok", "two months")

    def test_says_what_can_be_asked_when_a_doubtful_tool_knows_nothing(self, context, register):
        register(tools.tool("ask_ledger", tools.saying("unanswerable", "no prices here"), 0.55))
        assert "You can ask about" in run(context, "tell me a joke")[0][0].text

    def test_does_not_hide_a_failure_behind_that(self, context, register):
        register(tools.tool("ask_ledger", tools.broken, 0.55))
        assert "This step failed" in run(context, "how much")[0][0].text

    def test_keeps_the_first_when_nobody_knows(self, context, register):
        register(
            tools.tool("ask_ledger", tools.saying("clarify", "which?"), 0.55),
            tools.tool("answer_documents", tools.saying("no_data", "nothing"), 0.4),
        )
        assert run(context, "what about it")[0][0].text == "which?"

    def test_asks_nobody_else_when_the_first_is_sure(self, context, register):
        register(
            tools.tool("ask_ledger", tools.saying("no_data", "the ledger begins in 2024"), 0.95),
            tools.tool("answer_documents", tools.saying("ok", "wrong"), 0.4),
        )
        assert run(context, "spend in 2019")[0][0].status == "no_data"

    def test_never_goes_round_a_refusal(self, context, register):
        register(
            tools.tool("ask_ledger", tools.saying("refused", "no"), 0.6),
            tools.tool("answer_documents", tools.saying("ok", "done"), 0.4),
        )
        assert run(context, "delete everything")[0][0].status == "refused"


class TestStop:
    @pytest.mark.parametrize("body", [tools.sleeper(20), tools.slow_query], ids=["python", "database"])
    def test_ends_stubborn_tools_within_a_second(self, context, register, body):
        register(tools.tool("stubborn", body, 0.9, timeout_seconds=60))
        stop_at = time.monotonic() + 0.3
        stopping = replace(context, should_stop=lambda: time.monotonic() > stop_at)

        with pytest.raises(StoppedError):
            run(stopping, "anything")

        assert time.monotonic() - stop_at < 1
        assert not working_threads("stubborn")
        with connection.cursor() as cursor:
            cursor.execute(LIVELY)
            assert cursor.fetchone() == (0,)

    def test_starts_nothing_when_it_is_already_stopped(self, context, register):
        register(tools.LEDGER)
        with pytest.raises(StoppedError):
            run(replace(context, should_stop=lambda: True), "what did I spend")


class TestCombining:
    def test_numbers_citations_through(self, context):
        one = tools.papers(context, "a")
        two = combining.renumbered([one, one])

        assert "[1]" in two[0].text
        assert "[2]" in two[1].text
        assert len(combining.combine([one, one]).citations) == 2

    @pytest.mark.parametrize(
        "text", ["", "one", "a b c d e f g", " leading", "two\n\nparagraphs here ", "x " * 500]
    )
    def test_cuts_text_into_pieces_that_join_again(self, text):
        assert "".join(combining.pieces(text)) == text


class TestEveryMoment:
    """A stop may come at any step of any plan; nothing may go on after it."""

    TEXT = "What is one? What is two? 20% of what I spent on food?"

    def plan(self, register):
        register(
            tools.tool("first", tools.sleeper(0.02), tools.mentions("one")),
            tools.tool("second", tools.sleeper(0.02), tools.mentions("two")),
            tools.LEDGER,
        )

    @pytest.mark.parametrize("step", range(9))
    def test_cancel_at_every_event_leaves_no_running_task(self, context, register, step):
        self.plan(register)
        seen = []
        stopping = replace(context, should_stop=lambda: len(seen) > step)
        carried = Run(planner.make_plan(context, self.TEXT), stopping, seen.append)
        try:
            carried.answers()
        except StoppedError:
            assert len(seen) > step
        assert not working_threads("first", "second", "ask_ledger", "calculate")

    @pytest.mark.parametrize("step", range(1, 12))
    def test_cancel_at_every_look_leaves_no_running_task(self, context, register, step):
        self.plan(register)
        looks = iter(range(10_000))
        stopping = replace(context, should_stop=lambda: next(looks) >= step)
        carried = Run(planner.make_plan(context, self.TEXT), stopping, lambda event: None)
        started = time.monotonic()
        with contextlib.suppress(StoppedError):
            carried.answers()
        assert time.monotonic() - started < 1
        assert not working_threads("first", "second", "ask_ledger", "calculate")
