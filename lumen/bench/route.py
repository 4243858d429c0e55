"""What planning costs: by rules, by meaning, and running two tools side by side."""

import json
import time
from collections.abc import Callable
from functools import partial
from unittest.mock import patch

from django.utils import timezone

from accounts.models import Membership, Workspace
from lumen.ai.agent import planner
from lumen.ai.agent.plans import Candidate, Plan, Task
from lumen.ai.agent.runner import Run
from lumen.ai.answers import Answer
from lumen.ai.tools import registry
from lumen.ai.tools.registry import Effect, Tool, ToolContext
from lumen.bench.report import Figure, Report, milliseconds, timing
from lumen.bench.routing import SAMPLES

TIMES = 40
SLEEP_SECONDS = 0.3
MESSAGES = {
    "one question": ["how much did I spend last month", "top 5 categories this year", "kitna kharcha hua"],
    "no names needed": ["18% of 2,500", "convert 50 dollars to rupees", "days until 25 december", "hello"],
    "two questions": [
        "how much did I spend on Groceries last month and what does my lease say about notice?"
    ],
    "data flows": ["20% of what I spent on Transport last month", "how many days until my next Rent"],
    "a change": ["put all my Merchant 7 payments into Groceries", "set a budget of 8k for groceries"],
}
BY_MEANING = [
    "is there something fishy with the stuff I bought",
    "what leaves my purse automatically each month",
]


def measure_route(workspace: Workspace) -> Report:
    """The planner on a ledger of many names, against reading those names."""
    report = Report("Route: planning a message")
    member = Membership.objects.select_related("workspace", "user").get(workspace=workspace)
    for kind, messages in MESSAGES.items():
        known = _context(member)
        for text in messages:
            planner.make_plan(known, text)  # names are read once and kept in the context
        report.add(_timed(f"rules: {kind}", messages, partial(_without_papers, known)))
    everything = [text for messages in MESSAGES.values() for text in messages]
    known = _context(member)
    planner.make_plan(known, everything[0])
    report.add(_timed("rules: all", everything, partial(_without_papers, known), "bar: under 1 ms a message"))
    report.add(_at_first_sight(known))
    note = "reads names, and looks into papers"
    report.add(
        _timed("whole plan, as a message comes", everything, lambda text: _planned(member, text), note)
    )
    note = "sentence model in the worker"
    report.add(
        _timed("meaning, when rules are silent", BY_MEANING, lambda text: _planned(member, text), note)
    )
    values = milliseconds(lambda: _two_at_once(_context(member)), times=8, warm=1)
    report.add(timing("two tools of 300 ms at once", values, note="bar: under 450 ms"))
    return report


def _context(member: Membership) -> ToolContext:
    return ToolContext(workspace=member.workspace, membership=member, now=timezone.now(), may_propose=True)


def _planned(member: Membership, text: str) -> Plan:
    return planner.make_plan(_context(member), text)


def _without_papers(context: ToolContext, text: str) -> Plan:
    """Rules alone: what words, the names already read and the grammar decide."""
    kept = {tool.name: tool for tool in registry.all_tools() if tool.name != "answer_documents"}
    with patch.object(registry, "_tools", kept), patch("lumen.ai.agent.meaning.may_load_model", bool):
        return planner.make_plan(context, text)


def _at_first_sight(known: ToolContext) -> Figure:
    """Requests nobody asked before in this process, once each: nothing of them is kept yet."""
    lines = (SAMPLES / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    texts = dict.fromkeys(json.loads(line)["text"] for line in lines)
    values = [milliseconds(partial(_without_papers, known, text), times=1, warm=0)[0] for text in texts]
    return timing(f"rules: {len(texts)} everyday requests, once each", values, note="bar: under 1 ms")


def _timed(name: str, messages: list[str], plan: Callable[[str], Plan], note: str = "") -> Figure:
    values: list[float] = []
    for text in messages:
        values += milliseconds(partial(plan, text), times=TIMES)
    return timing(name, values, note=note)


def _sleeps(context: ToolContext) -> Answer:
    time.sleep(SLEEP_SECONDS)
    return Answer(status="ok", text="slept")


def _two_at_once(context: ToolContext) -> None:
    """The runner alone, with two tools that only wait."""
    nothing = {"type": "object", "properties": {}}
    two = [
        Tool(name=name, description=name, parameters=nothing, effect=Effect.READ, run=_sleeps)
        for name in ("sleeper_one", "sleeper_two")
    ]
    tasks = tuple(
        Task(id=f"t{n}", text="", choice=Candidate(tool=tool.name, arguments={}, score=1.0))
        for n, tool in enumerate(two, start=1)
    )
    with patch.object(registry, "_tools", {tool.name: tool for tool in two}):
        Run(Plan(text="", tasks=tasks), context, lambda event: None).answers()
