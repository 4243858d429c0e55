"""Plans: the right tool for every part of a message, and the same plan every time."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lumen.ai.agent import intents, planner
from lumen.ai.tools import registry
from tests.chat import tools
from transactions.tools import currencies

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_tools(register):
    register(tools.LEDGER, tools.PAPERS)


def tools_of(plan):
    return [task.choice.tool for task in plan.tasks]


class TestSplitting:
    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("how much did I spend and what does my lease say", 2),
            ("What did I earn? And how much did I spend?", 2),
            ("food and drinks last month", 1),
            ("between 5 and 10 May", 1),
            ("swiggy pe kitna gaya aur kya mera lease chalu hai", 2),
        ],
    )
    def test_proposes_clauses_that_begin_like_questions(self, text, parts):
        assert len(intents.split(text)) == parts

    def test_goes_no_further_than_four_parts(self):
        assert len(intents.split("what is a? " * 9)) == intents.MOST_PARTS


class TestPlan:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("how much did I spend on food?", ["ask_ledger"]),
            ("what does my rent agreement say about notice?", ["answer_documents"]),
            ("18% of 2500", ["calculate"]),
            ("hello", ["small_talk"]),
            ("why is the sky blue", ["explain_abilities"]),
            (
                "how much did I spend on food last month and what does my rent agreement say about notice?",
                ["ask_ledger", "answer_documents"],
            ),
            ("how much did I spend on food and when", ["ask_ledger"]),
            ("did I spend more on food or on fuel and when", ["ask_ledger"]),
            ("How much did I spend on food? What is 2+2?", ["ask_ledger", "calculate"]),
        ],
    )
    def test_chooses(self, context, own_tools, text, expected):
        assert tools_of(planner.make_plan(context, text)) == expected

    def test_is_the_same_for_the_same_input(self, context, own_tools):
        text = "how much did I spend on food and what does my lease say about pets?"
        assert planner.make_plan(context, text) == planner.make_plan(context, text)

    def test_lets_parts_of_one_tool_wait_for_each_other(self, context, own_tools):
        plan = planner.make_plan(context, "How much did I spend on food? How much did I earn in May?")
        assert [task.after for task in plan.tasks] == [(), ("t1",)]

    def test_lets_parts_of_different_tools_run_side_by_side(self, context, own_tools):
        plan = planner.make_plan(context, "What did I spend on rent? What does my lease say on rent?")
        assert [task.after for task in plan.tasks] == [(), ()]

    def test_asks_papers_when_documents_were_picked(self, context, own_tools):
        plan = planner.make_plan(context, "how much did I spend?", ["d1"])
        assert plan.tasks[0].choice.tool == "answer_documents"
        assert plan.tasks[0].choice.arguments["document_ids"] == ["d1"]

    def test_keeps_a_clause_that_points_back_with_the_tool_before(self, context, own_tools):
        plan = planner.make_plan(context, "how much did I spend on food, and is that more than before?")
        assert tools_of(plan) == ["ask_ledger", "ask_ledger"]
        assert plan.tasks[1].after == ("t1",)

    def test_shares_the_one_time_that_was_said(self, context, own_tools):
        plan = planner.make_plan(context, "what did I earn in October and how much did I spend?")
        assert [task.text for task in plan.tasks] == [
            "what did I earn in October",
            "how much did I spend in October",
        ]

    def test_lets_a_number_flow_from_one_tool_to_the_next(self, context, own_tools):
        plan = planner.make_plan(context, "what is 20% of what I spent on food?")
        assert tools_of(plan) == ["ask_ledger", "calculate"]
        assert plan.tasks[1].choice.arguments == {"expression": "20% of {t1}"}
        assert plan.tasks[1].after == ("t1",)

    def test_plans_a_tool_that_writes_only_where_somebody_can_confirm(self, context, register):
        register(tools.writer("paint_all"))
        assert tools_of(planner.make_plan(context, "paint it all")) == ["explain_abilities"]

        confirmable = replace(context, may_propose=True)
        assert tools_of(planner.make_plan(confirmable, "paint it all")) == ["paint_all"]


class TestFlows:
    @pytest.mark.parametrize(
        ("text", "question", "arguments"),
        [
            ("what is 20% of what I spent on food?", "what I spent on food", {"expression": "20% of {t1}"}),
            (
                "what I spent on food divided by 3",
                "what I spent on food",
                {"expression": "{t1} divided by 3"},
            ),
            ("add 18% to what I spent on food", "what I spent on food", {"expression": "add 18% to {t1}"}),
            (
                "convert what I spent on food in May to dollars",
                "what I spent on food in May",
                {"amount": "{t1}", "to": "USD"},
            ),
            (
                "how many days until my next income?",
                "when is my next income",
                {"text": "how many days until {t1}"},
            ),
            (
                "how many days since my last income",
                "when was my last income",
                {"text": "how many days since {t1}"},
            ),
        ],
    )
    def test_puts_an_answer_into_any_argument(self, context, own_tools, text, question, arguments):
        registry.register(currencies.TOOLS[0])
        first, second = planner.make_plan(context, text).tasks

        assert (first.text, first.choice.tool) == (question, "ask_ledger")
        assert second.choice.arguments == arguments
        assert second.after == ("t1",)

    def test_works_with_two_answers(self, context, own_tools):
        plan = planner.make_plan(context, "what I spent on food minus what I spent on travel")

        assert [task.text for task in plan.tasks[:2]] == ["what I spent on food", "what I spent on travel"]
        assert plan.tasks[2].choice.arguments == {"expression": "{t1} minus {t2}"}
        assert plan.tasks[2].after == ("t1", "t2")

    @pytest.mark.parametrize(
        "text", ["how much did I spend on food", "what did I spend in dollars", "my income to date"]
    )
    def test_leaves_a_plain_question_alone(self, context, own_tools, text):
        registry.register(currencies.TOOLS[0])
        assert tools_of(planner.make_plan(context, text)) == ["ask_ledger"]

    def test_says_order_priority_and_time_of_every_task(self, context, own_tools):
        told = planner.make_plan(context, "20% of what I spent on food").as_list()
        assert {"id", "tool", "arguments", "after", "priority", "timeout_seconds", "reason"} == set(told[0])


class TestMeaning:
    def test_decides_when_rules_are_silent(self, context, register):
        said = "is there any water in the old well"
        register(
            tools.tool("wells", tools.ledger, 0.0, utterances=(said,)),
            tools.tool("others", tools.ledger, 0.0, utterances=("something quite different",)),
        )
        choice = planner.make_plan(context, f"{said.upper()}?").tasks[0].choice

        assert (choice.tool, choice.score) == ("wells", planner.RECOGNISED)
        assert said in choice.reason

    def test_is_silent_when_two_tools_are_about_as_near(self, context, register):
        said = "is there any water in the old well"
        register(
            tools.tool("wells", tools.ledger, 0.0, utterances=(said,)),
            tools.tool("springs", tools.ledger, 0.0, utterances=(said,)),
        )
        assert tools_of(planner.make_plan(context, said)) == ["explain_abilities"]

    def test_chooses_no_tool_that_lacks_what_it_must_know(self, context, register):
        said = "is there any water in the old well"
        needy = {
            "type": "object",
            "required": ["depth"],
            "properties": {"text": {"type": "string"}, "depth": {"type": "number"}},
        }
        register(tools.tool("wells", tools.ledger, 0.0, utterances=(said,), parameters=needy))

        assert tools_of(planner.make_plan(context, said)) == ["explain_abilities"]

    def test_never_loads_a_model_in_the_web_process(self, context, register, monkeypatch):
        monkeypatch.setattr("lumen.ai.agent.meaning.may_load_model", lambda: False)
        said = "is there any water in the old well"
        register(tools.tool("wells", tools.ledger, 0.0, utterances=(said,)))
        assert tools_of(planner.make_plan(context, said)) == ["explain_abilities"]


WORDS = st.sampled_from(
    ["how much", "did I", "spend", "spent", "on food", "what", "and", "is that", "more than before", "?"]
)
MORE_WORDS = st.sampled_from(
    [
        "20% of",
        "my lease",
        "says",
        "convert",
        "to dollars",
        "my next",
        "days until",
        "2 + 2",
        "hello",
        "kitna",
    ]
)


class TestAnySentence:
    @settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(words=st.lists(WORDS | MORE_WORDS, min_size=1, max_size=9))
    def test_gives_the_same_plan_again_and_every_task_waits_only_for_earlier_ones(
        self, context, own_tools, words
    ):
        text = " ".join(words)
        plan = planner.make_plan(context, text)

        assert plan == planner.make_plan(replace(context), text)
        seen: set[str] = set()
        for task in plan.tasks:
            assert seen.issuperset(task.after)
            assert seen.issuperset(task.takes_from)
            seen.add(task.id)
