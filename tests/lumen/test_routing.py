"""Everyday requests: which tool they get, and what is learnt from the tools' example sentences."""

from dataclasses import replace

import numpy as np
import pytest
from django.utils import timezone

from chat.questions import Dialogue
from lumen.ai.agent import meaning, planner, sorting
from lumen.ai.embeddings.base import get_embedder
from lumen.ai.tools import registry, utterances
from lumen.ai.tools.builtin import abilities, cannot, units
from lumen.ai.tools.registry import ToolContext
from lumen.bench import routing
from transactions.tools import currencies

EXAMPLES = (
    *(("fruit", f"peel {count} sweet apples") for count in range(9)),
    *(("cars", f"wash {count} dirty wheels") for count in range(9)),
)


@pytest.fixture
def context(workspace, membership):
    return ToolContext(workspace=workspace, membership=membership, now=timezone.now())


@pytest.fixture
def learnt():
    return sorting.learn(EXAMPLES, get_embedder().embed([said for _tool, said in EXAMPLES]))


@pytest.mark.django_db
class TestPlan:
    @pytest.mark.parametrize(
        ("text", "tool"),
        [
            ("will it be dry enough for a walk tomorrow", "weather"),
            ("play rain sounds", "explain_abilities"),
            ("how does the stock market work", "explain_abilities"),
            ("what is the exchange rate", "convert_currency"),
            ("what do i get for 60 bucks in mexico", "convert_currency"),
            ("1 kg is how many pounds", "convert_units"),
            ("did my paycheck come in", "ask_ledger"),
            ("what is my account balance", "ask_ledger"),
            ("transfer 50 dollars to my savings", "explain_abilities"),
            ("set an alarm for six", "explain_abilities"),
            ("how many days until christmas", "date_arithmetic"),
            ("change my card's pin", "explain_abilities"),
            ("get me a duplicate card", "explain_abilities"),
            ("was anything charged twice", "ask_ledger"),
            ("what does overcast mean", "explain_abilities"),
            ("what paperwork does the consulate want", "explain_abilities"),
            ("what does my lease say about painting", "answer_documents"),
            ("let me know when lunch is ready", "explain_abilities"),
        ],
    )
    def test_gives_a_request_to_the_tool_it_means(self, context, text, tool):
        assert planner.make_plan(context, text).tasks[0].choice.tool == tool

    @pytest.mark.parametrize(
        ("text", "tool"),
        [
            ("tell me when the euro goes above 1.20", "watch_for"),
            ("warn me of storms in Oslo", "watch_for"),
            ("let me know when lunch is ready", "explain_abilities"),
        ],
    )
    def test_watches_only_where_somebody_can_confirm(self, context, text, tool):
        assert planner.make_plan(replace(context, may_propose=True), text).tasks[0].choice.tool == tool

    def test_gives_two_requests_to_two_tools(self, context):
        plan = planner.make_plan(context, "what's the weather in goa and how much is 100 dollars in rupees")
        assert [task.choice.tool for task in plan.tasks] == ["weather", "convert_currency"]

    def test_keeps_why_the_ledger_declines_as_second_opinion(self, context):
        task = planner.make_plan(context, "transfer 50 dollars to my savings").tasks[0]
        assert [(one.tool, one.declines) for one in task.others] == [("ask_ledger", True)]


@pytest.mark.django_db
class TestWhatIsNotDone:
    @pytest.mark.parametrize(
        ("text", "status", "said"),
        [
            ("transfer 50 dollars to my savings", "refused", "what you sent before"),
            ("could you please pay the electricity bill", "refused", "whether a bill is paid already"),
            ("freeze my card", "refused", "bank's app"),
            ("I lost my wallet with my card", "refused", "the last payments"),
            ("change my pin", "refused", "PINs, passwords"),
            ("wake me at six", "refused", "no alarms"),
            ("text dad that I am late", "refused", "cannot call or write"),
            ("what is my credit score", "unanswerable", "Your bank knows that"),
            ("turn off the lights", "refused", "switch nothing"),
            ("who painted that", "unanswerable", "would rather not guess"),
        ],
    )
    def test_is_declined_with_what_helps_instead(self, context, text, status, said):
        answer = abilities.explain_abilities(context, text=text)
        assert answer.status == status
        assert said in answer.text

    @pytest.mark.parametrize(
        "text", ["did I pay the rent", "how much did I transfer to Ana", "what did I buy"]
    )
    def test_is_not_heard_in_questions(self, text):
        assert cannot.topic_of(text) is None

    def test_is_told_when_money_should_move(self, membership):
        answer = Dialogue(membership).ask("transfer 50 dollars to my savings", timezone.now())
        assert (answer.status, answer.source) == ("refused", "explain_abilities")
        assert "I cannot move money" in answer.text

    def test_is_refused_by_the_ledger_when_it_would_change_payments(self, membership):
        answer = Dialogue(membership).ask("mark all my October transactions as business", timezone.now())
        assert answer.status == "refused"


class TestSorter:
    def test_knows_what_it_was_taught(self, learnt):
        said = "peel the sweet apples"
        shares = learnt.shares(said, get_embedder().embed([said])[0])
        assert shares["fruit"] > 0.8
        assert sum(shares.values()) == pytest.approx(1)

    def test_is_the_same_after_it_was_kept(self, learnt, tmp_path):
        path = tmp_path / "deep" / "kept.npz"
        sorting.keep(path, learnt)
        found = sorting.load(path)

        assert found.names == learnt.names
        assert np.allclose(found.weights, learnt.weights, atol=0.01)

    def test_is_learnt_again_when_what_was_kept_cannot_be_read(self, tmp_path):
        broken = tmp_path / "kept.npz"
        broken.write_bytes(b"nothing")
        assert sorting.load(broken) is None
        assert sorting.load(tmp_path / "none.npz") is None

    def test_is_learnt_again_when_half_of_what_was_kept_is_there(self, learnt, tmp_path):
        whole, broken = tmp_path / "whole.npz", tmp_path / "kept.npz"
        sorting.keep(whole, learnt)
        content = whole.read_bytes()
        for part in (b"", content[: len(content) // 2], content[:4_000] + bytes(900) + content[4_900:]):
            broken.write_bytes(part)
            assert sorting.load(broken) is None

    def test_is_kept_under_the_examples_it_was_learnt_from(self):
        paths = {sorting.kept_at("a", EXAMPLES), sorting.kept_at("b", EXAMPLES), sorting.kept_at("a", ())}
        assert len(paths) == 3

    def test_learns_nothing_from_one_tool(self):
        only = [tool for tool in registry.all_tools() if tool.name == "weather"]
        assert meaning.nearest("something else entirely", only) is None


class TestUtterances:
    def test_of_a_tool_are_no_other_tools(self):
        said = [text for tool in registry.all_tools() for text in set(tool.utterances)]
        assert sorted({text for text in said if said.count(text) > 1}) == []

    def test_of_nobody_are_in_a_file_a_theme(self):
        assert len(list((utterances.HERE / "nobody").glob("*.txt"))) >= 10


class TestArguments:
    @pytest.mark.parametrize(
        ("text", "amount", "to"),
        [
            ("100 us dollars in canadian", "100 USD", "CAD"),
            ("how many yen would 200 dollars be", "200 USD", "JPY"),
            ("exchange rate between australia and new zealand", "1 AUD", "NZD"),
            ("what's the peso at", "1 MXN", None),
            ("try the cup on top of 50 dollars", "50 USD", None),
        ],
    )
    def test_of_money(self, text, amount, to):
        found = currencies.arguments_of(text)
        assert (found["amount"], found.get("to")) == (amount, to)

    @pytest.mark.parametrize(
        ("text", "amount", "unit", "to"),
        [
            ("ounces in a gallon", "1", "gallon", "ounce"),
            ("a quart is how many cups", "1", "quart", "cup"),
            ("I am 5 foot 4 what is that in cm", "64", "inch", "centimeter"),
            ("what's 90 f in celcius", "90", "degree_Fahrenheit", "degree_Celsius"),
        ],
    )
    def test_of_measures(self, text, amount, unit, to):
        assert units.arguments_of(text) == {"amount": amount, "unit": unit, "to": to}

    @pytest.mark.django_db
    def test_that_are_missing_are_asked_for(self, context):
        answers = [units.run(context), currencies.convert_currency(context)]
        assert [answer.status for answer in answers] == ["clarify", "clarify"]


class TestEvaluation:
    def test_counts_right_tools_and_false_ones(self):
        rows = [
            routing.Routed("weather", "a", "weather", 1.0),
            routing.Routed("money", "b", "news", 2.0),
            routing.Routed("none", "c", "small_talk", 3.0),
            routing.Routed("none", "d", "stocks", 4.0),
        ]
        said = routing.totals(rows)
        assert "accuracy 0.500, tool recall 0.500, false tool 0.500" in said
