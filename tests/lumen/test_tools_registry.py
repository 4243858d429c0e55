"""Calling a tool: rights, arguments, retries, rest and kept answers; and adding one with a single file."""

import sys
import textwrap
from dataclasses import replace

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts import permissions
from accounts.models import Membership
from lumen.ai.agent import planner
from lumen.ai.agent.runner import Run
from lumen.ai.answers import Answer
from lumen.ai.tools import breakers, calling, discovery, registry
from lumen.ai.tools.registry import Effect, Permission, Tool, ToolContext
from lumen.ai.tools.validation import InvalidArgumentsError
from lumen.audit import services as audit
from lumen.common import generations
from lumen.common.errors import LumenError

pytestmark = pytest.mark.django_db
NEW_MODULE = """
from lumen.ai.answers import Answer
from lumen.ai.tools.registry import Claim, Effect, Tool


def claim(context, text):
    return Claim(score=0.9 if "tide" in text else 0.0)


def run(context, *, text):
    return Answer(status="ok", text="High water at 14:10.", source="tides")


TOOLS = (
    Tool(
        name="tides",
        description="When the water is high.",
        parameters={"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}},
        effect=Effect.READ,
        run=run,
        claim=claim,
        title="Looked at the tides",
    ),
)
"""


class OutageError(LumenError):
    status, code, title = 503, "outage", "Nobody answers"


@pytest.fixture
def context(workspace, membership):
    return ToolContext(workspace=workspace, membership=membership, now=timezone.now())


def a_tool(run, **changes):
    facts = {
        "name": "weather",
        "description": "The weather.",
        "parameters": {
            "type": "object",
            "required": ["place"],
            "additionalProperties": False,
            "properties": {"place": {"type": "string"}},
        },
        "effect": Effect.READ,
        "run": run,
    }
    return Tool(**{**facts, **changes})


class Scripted:
    """Fails as told, then answers; counts how often it was asked."""

    def __init__(self, *failures):
        self.failures, self.calls = list(failures), 0

    def __call__(self, context, *, place):
        self.calls += 1
        if self.failures:
            raise self.failures.pop(0)
        return Answer(status="ok", text=f"Sunny in {place}.")


def called(tool, context, **arguments):
    pauses = []
    outcome = calling.call(tool, context, arguments or {"place": "Pune"}, pause=pauses.append)
    return outcome, pauses


class TestArguments:
    @pytest.mark.parametrize("arguments", [{}, {"place": 5}, {"place": "Pune", "extra": 1}])
    def test_must_fit_the_schema(self, context, arguments):
        run = Scripted()
        with pytest.raises(InvalidArgumentsError):
            calling.call(a_tool(run), context, arguments)
        assert run.calls == 0

    def test_every_tool_of_the_apps_has_a_schema_that_holds(self):
        from jsonschema import Draft202012Validator

        for tool in registry.all_tools():
            Draft202012Validator.check_schema(tool.parameters)
            if tool.claim:
                assert tool.title, tool.name
            if tool.write:
                Draft202012Validator.check_schema(tool.write.parameters)


class TestPermission:
    def test_means_what_the_workspace_means_by_it(self, membership):
        for role in Membership.Role.values:
            membership.role = role
            edit = a_tool(Scripted(), permission=Permission.EDIT)
            administer = a_tool(Scripted(), permission=Permission.ADMINISTER)
            assert a_tool(Scripted()).allows(membership)
            assert edit.allows(membership) == permissions.can_edit(membership)
            assert administer.allows(membership) == permissions.can_administer(membership)

    def test_refuses_who_may_not(self, context, vera, workspace):
        viewer = Membership.objects.get(workspace=workspace, user=vera)
        run = Scripted()
        with pytest.raises(calling.NotPermittedError):
            called(a_tool(run, permission=Permission.EDIT), replace(context, membership=viewer))
        assert run.calls == 0

    def test_a_tool_that_writes_must_say_how(self):
        with pytest.raises(ValueError, match="a tool that writes says how"):
            a_tool(Scripted(), effect=Effect.WRITE)


class TestRetry:
    @pytest.mark.parametrize("failure", [ConnectionError(), TimeoutError(), OutageError("down")])
    def test_asks_again_after_a_failure_that_may_pass(self, context, failure):
        outcome, pauses = called(a_tool(Scripted(failure)), context)

        assert (outcome.attempts, len(pauses)) == (2, 1)
        assert 0 < pauses[0] < calling.LONGEST_PAUSE_SECONDS

    def test_does_not_ask_again_when_it_would_not_help(self, context):
        run = Scripted(ZeroDivisionError())
        with pytest.raises(ZeroDivisionError):
            called(a_tool(run, attempts=3), context)
        assert run.calls == 1

    def test_stays_within_its_time(self, context):
        run = Scripted(ConnectionError(), ConnectionError())
        with pytest.raises(ConnectionError):
            called(a_tool(run, attempts=9, timeout_seconds=0.01), context)
        assert run.calls == 1

    def test_never_repeats_what_was_stopped(self, context):
        run = Scripted(ConnectionError())
        with pytest.raises(ConnectionError):
            called(a_tool(run, attempts=3), replace(context, should_stop=lambda: True))
        assert run.calls == 1


class TestBreaker:
    def fail(self, tool, context, times):
        for _ in range(times):
            with pytest.raises((ConnectionError, breakers.RestingError)):
                called(tool, context)

    def test_rests_after_failures_in_a_row_and_says_so(self, context):
        run = Scripted(*[ConnectionError()] * 3)
        tool = a_tool(run, attempts=1, failures_allowed=3)
        self.fail(tool, context, 3)

        assert breakers.states_of(["weather", "other"]) == {"weather": "open", "other": "closed"}
        with pytest.raises(breakers.RestingError):
            called(tool, context)
        assert run.calls == 3

    def test_one_success_after_the_rest_makes_it_whole(self, context):
        tool = a_tool(Scripted(*[ConnectionError()] * 2), attempts=1, failures_allowed=2)
        self.fail(tool, context, 2)
        cache.delete("tool-breaker:weather:resting")  # the rest is over
        assert breakers.states_of(["weather"]) == {"weather": "half-open"}

        called(tool, context)
        assert breakers.states_of(["weather"]) == {"weather": "closed"}

    def test_one_failure_after_the_rest_and_it_rests_again(self, context):
        tool = a_tool(Scripted(*[ConnectionError()] * 3), attempts=1, failures_allowed=2)
        self.fail(tool, context, 2)
        cache.delete("tool-breaker:weather:resting")

        self.fail(tool, context, 1)
        assert breakers.states_of(["weather"]) == {"weather": "open"}

    def test_saying_that_it_cannot_know_is_no_failure(self, context):
        class UnknownPlaceError(LumenError):
            status = 422

        tool = a_tool(Scripted(*[UnknownPlaceError("no such place")] * 9), failures_allowed=2)
        for _ in range(5):
            with pytest.raises(UnknownPlaceError):
                called(tool, context)
        assert breakers.states_of(["weather"]) == {"weather": "closed"}

    def test_is_shown_to_whoever_looks_after_the_installation(self, client, context):
        registry_tool = registry.get("convert_currency")
        cache.set("tool-breaker:convert_currency:resting", 1, 30)
        try:
            body = client.get("/ready").json()
        finally:
            cache.delete("tool-breaker:convert_currency:resting")
        assert body["tools"][registry_tool.name] == "open"
        assert body["tools"]["calculate"] == "closed"


class TestKeptAnswers:
    def test_come_again_with_the_moment_they_are_of(self, context):
        run = Scripted()
        tool = a_tool(run, cache_seconds=60)
        first, _ = called(tool, context)
        again, _ = called(tool, context)

        assert (first.as_of, run.calls) == (None, 1)
        assert again.result.text == "Sunny in Pune."
        assert again.as_of == again.result.as_of == context.now.isoformat(timespec="seconds")

    def test_belong_to_their_arguments_and_workspace(self, context, otto):
        theirs = Membership.objects.select_related("workspace").get(user=otto)
        run = Scripted()
        tool = a_tool(run, cache_seconds=60)
        called(tool, context)
        called(tool, context, place="Goa")
        called(tool, replace(context, workspace=theirs.workspace, membership=theirs))
        assert run.calls == 3

    def test_are_old_after_any_change(self, context, workspace, maria, django_capture_on_commit_callbacks):
        run = Scripted()
        tool = a_tool(run, cache_seconds=60)
        called(tool, context)
        with django_capture_on_commit_callbacks(execute=True):
            audit.record(workspace=workspace, actor=maria, action="budget.set")
        called(tool, context)
        assert run.calls == 2

    def test_are_old_when_something_changed_while_the_tool_worked(self, context, workspace):
        asked = []

        def run(context, *, place):
            asked.append(place)
            generations.advance(workspace.pk)
            return Answer(status="ok", text="Sunny, as it was before the change.")

        tool = a_tool(run, cache_seconds=60)
        called(tool, context)
        called(tool, context)
        assert len(asked) == 2

    def test_are_not_kept_when_nothing_was_found(self, context):
        asked = []

        def run(context, *, place):
            asked.append(place)
            return Answer(status="no_data", text="?")

        tool = a_tool(run, cache_seconds=60)
        called(tool, context)
        called(tool, context)
        assert len(asked) == 2


class TestOneNewFile:
    def test_is_enough_for_a_new_tool(self, tmp_path, monkeypatch, context):
        package = tmp_path / "later_tools"
        package.mkdir()
        (package / "__init__.py").write_text("")
        (package / "tides.py").write_text(textwrap.dedent(NEW_MODULE))
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.setattr(registry, "_tools", dict(registry._tools))
        discovery.register_package("later_tools")

        plan = planner.make_plan(context, "when is the tide in?")
        answers = Run(plan, context, lambda event: None, side_by_side=False).answers()
        assert answers[0].text == "High water at 14:10."
        for name in ("later_tools", "later_tools.tides"):
            sys.modules.pop(name)
