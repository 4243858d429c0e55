"""Plans: the right tool for every part of a message, and the same plan every time."""

from dataclasses import replace

import pytest

from lumen.ai.agent import intents, planner
from tests.chat import tools

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
