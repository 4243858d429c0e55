"""Stopping an answer wherever it is: nothing goes on, the history is valid, the next is answered."""

import contextlib
import shutil
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chat import branches, following, services
from chat.models import Message
from lumen.ai.llm import router
from lumen.ai.tools.registry import Claim
from lumen.common import events
from tests.chat import tools
from tests.lumen.fake_models import FakeModels

pytestmark = pytest.mark.django_db(transaction=True)
QUESTION = "how much did I spend?"
MARK = "5557.25"  # in the command lines of the programs below, and in no other
FILMING = ("ffmpeg", "-v", "error", "-re", "-f", "lavfi", "-i", f"testsrc=d={MARK}", "-f", "null", "-")
FAMILY = ("sh", "-c", f"sleep {MARK} & sleep {MARK} & wait")
LONG = 20  # seconds, for what takes a moment


def told(reply):
    conversation = reply.conversation
    seen = events.events_after(workspace_id=conversation.workspace_id, user_id=conversation.user_id, seq=0)
    return [event for event in seen if event.payload.get("run") == str(reply.run)]


def alive(mark):
    """Programs at work whose command line holds the mark; those that have ended do not count."""
    lines: list[bytes] = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            lines.append(path.read_bytes())
    return [line for line in lines if mark.encode() in line]


def wait_until(is_so):
    until = time.monotonic() + LONG
    while not is_so():
        assert time.monotonic() < until, "it never came to this"
        time.sleep(0.01)


def slow_claim(reached):
    """A tool that takes its time to say whether it is meant, until the run is to stop."""

    def claim(context, text):
        reached.set()
        wait_until(context.should_stop)
        return Claim(score=0.9)

    return claim


def noted(reached, body):
    def run(context, text):
        reached.set()
        return body(context, text=text)

    return run


@pytest.fixture
def start(workspace, membership, monkeypatch):
    """Ask without a worker; `work` is then the worker."""
    monkeypatch.setattr(services, "enqueue", lambda *args, **kwargs: None)

    def start_now(text=QUESTION, conversation=None):
        return services.start_turn(
            workspace=workspace,
            membership=membership,
            conversation=conversation,
            text=text,
            now=timezone.now(),
        ).reply

    return start_now


@pytest.fixture
def slow_model(workspace, maria, settings, monkeypatch):
    """A model that says a word every now and then, with the owner's consent."""
    server = FakeModels()
    server.behaviour, server.text = "slow", "word " * 90
    monkeypatch.setattr(router, "breaker", router.Breaker())
    settings.AI_MODEL, settings.AI_BASE_URL, settings.AI_API_KEY = "openai:fake-1", server.url, "k"
    services.give_consent(workspace=workspace, user=maria, model="openai:fake-1")
    yield server
    server.close()


def assert_stopped(reply):
    """Valid history, one end, nobody at work."""
    reply.refresh_from_db()
    assert reply.state == Message.State.STOPPED
    assert (reply.answer, reply.memory, reply.problem) == ({}, {}, "")
    assert reply.text == "".join(one.payload["content"] for one in told(reply) if one.type == "delta")
    ends = [one.payload["state"] for one in told(reply) if one.type == "done"]
    assert ends == ["stopped"]
    assert told(reply)[-1].type == "done"
    assert not [thread for thread in threading.enumerate() if thread.name == "ask_ledger"]
    assert not Message.objects.open().exists()


class TestStopping:
    def stop(self, reply, worker):
        services.stop_turn(reply=reply)
        worker.join(LONG)
        assert not worker.is_alive()
        assert_stopped(reply)

    def test_while_it_waits_for_a_worker(self, register, start, work):
        register(tools.LEDGER)
        reply = start()
        services.stop_turn(reply=reply)
        work(reply).join(LONG)

        assert_stopped(reply)
        assert reply.plan == []

    def test_while_it_plans(self, register, start, work):
        reached = threading.Event()
        register(tools.tool("ask_ledger", tools.ledger, 0.9))
        slow = tools.tool("dither", tools.ledger)
        register(replace(slow, claim=slow_claim(reached)))
        reply = start()
        worker = work(reply)
        assert reached.wait(LONG)

        self.stop(reply, worker)
        assert not reply.tool_runs.exists()

    @pytest.mark.parametrize("body", [tools.sleeper(60), tools.slow_query], ids=["computing", "querying"])
    def test_while_a_tool_works(self, register, start, work, body):
        reached = threading.Event()
        register(tools.tool("ask_ledger", noted(reached, body), 0.9, timeout_seconds=60))
        reply = start()
        worker = work(reply)
        assert reached.wait(LONG)

        self.stop(reply, worker)

    @pytest.mark.parametrize("command", [FILMING, FAMILY], ids=["ffmpeg", "a program with children"])
    def test_while_a_program_works(self, register, start, work, command):
        if shutil.which(command[0]) is None:
            pytest.skip(f"{command[0]} is not on this machine")
        reached = threading.Event()
        register(tools.tool("ask_ledger", noted(reached, tools.program(*command)), 0.9, timeout_seconds=60))
        reply = start()
        worker = work(reply)
        assert reached.wait(LONG)
        wait_until(lambda: alive(MARK))
        services.stop_turn(reply=reply)
        asked = time.monotonic()
        wait_until(lambda: not alive(MARK))

        assert time.monotonic() - asked < 1
        self.stop(reply, worker)

    def test_while_the_model_speaks(self, register, start, work, slow_model):
        register(tools.LEDGER)
        reply = start()
        worker = work(reply)
        wait_until(lambda: slow_model.requests)

        self.stop(reply, worker)
        assert slow_model.broken_off.wait(LONG)
        assert reply.text == ""

    def test_while_it_is_said(self, register, start, work):
        register(tools.tool("ask_ledger", tools.lecture, 0.9))
        reply = start()
        worker = work(reply)
        wait_until(lambda: any(one.type == "delta" for one in told(reply)))

        self.stop(reply, worker)
        assert reply.text

    def test_leaves_the_next_question_to_be_answered(self, register, start, work):
        register(tools.LEDGER)
        first = start()
        services.stop_turn(reply=first)
        second = start(conversation=first.conversation)
        work(second).join(LONG)
        second.refresh_from_db()

        assert second.state == Message.State.DONE
        assert "number 1" in second.text


class TestAskingDifferently:
    @pytest.fixture
    def edit(self, maria):
        client = Client()
        client.force_login(maria)
        return lambda reply, text: client.post(
            reverse("chat:edit", args=[reply.question_id]), {"text": text}, HTTP_HX_REQUEST="true"
        )

    def test_stops_the_answer_that_is_being_made(self, register, start, work, edit):
        reached = threading.Event()
        body = noted(reached, tools.sleeper(60))
        register(tools.tool("ask_ledger", body, 0.9, timeout_seconds=60))
        first = start()
        worker = work(first)
        assert reached.wait(LONG)
        page = edit(first, "how much did I earn?")
        worker.join(LONG)
        [second] = Message.objects.open()

        first.refresh_from_db()
        assert first.state == Message.State.STOPPED
        assert not [thread for thread in threading.enumerate() if thread.name == "ask_ledger"]
        shown = branches.path_of(first.conversation)
        assert [one.text for one in shown if one.role == "user"] == ["how much did I earn?"]
        assert str(second.pk) in page.content.decode()

        register(tools.tool("ask_ledger", tools.ledger, 0.9))
        work(second).join(LONG)
        second.refresh_from_db()
        assert second.state == Message.State.DONE

    def test_stops_one_that_no_worker_has_taken(self, register, start, edit):
        register(tools.LEDGER)
        first = start()
        edit(first, "how much did I earn?")

        first.refresh_from_db()
        assert first.state == Message.State.STOPPED
        assert Message.objects.open().get().question.text == "how much did I earn?"

    def test_stops_nothing_for_an_empty_question(self, register, start, edit):
        register(tools.LEDGER)
        first = start()
        edit(first, "  ")
        first.refresh_from_db()
        assert first.state == Message.State.WAITING

    def test_says_so_when_the_answer_does_not_end(self, register, start, edit, monkeypatch):
        monkeypatch.setattr(following, "wait_until_closed", lambda *args: None)
        register(tools.LEDGER)
        first = start()
        Message.objects.filter(pk=first.pk).update(state=Message.State.RUNNING)
        edit(first, "how much did I earn?")
        assert Message.objects.open().get() == first
