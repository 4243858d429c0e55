"""A registry that holds the tests' own tools beside the built-in ones."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connections
from django.utils import timezone

from chat import services, turns
from chat.models import Message
from lumen.ai.tools import builtin, registry
from lumen.ai.tools.registry import Tool, ToolContext
from tests.chat import tools

ENDING_SECONDS = 90  # where nothing else is at work, a moment


@pytest.fixture
def register(monkeypatch) -> Callable[..., None]:
    """Replaces the apps' tools by the given ones for one test."""
    monkeypatch.setattr(registry, "_tools", {})
    builtin.register_all()

    def add(*added: Tool) -> None:
        for one in added:
            registry.register(one)

    return add


@pytest.fixture
def work() -> Iterator[Callable[[Message], threading.Thread]]:
    """Starts a worker for an answer in a thread of its own; each must have ended at the end."""
    threads: list[threading.Thread] = []

    def run(reply: Message) -> None:
        turns.run_turn(reply_id=str(reply.pk), run_id=str(reply.run), now=timezone.now(), pause_seconds=0.04)
        connections.close_all()

    def work_on(reply: Message) -> threading.Thread:
        threads.append(threading.Thread(target=run, args=(reply,), name="worker"))
        threads[-1].start()
        return threads[-1]

    yield work_on
    for thread in threads:
        thread.join(ENDING_SECONDS)
        assert not thread.is_alive()


@pytest.fixture
def own_tools(register) -> None:
    register(tools.LEDGER, tools.PAPERS)


@pytest.fixture
def context(workspace, membership) -> ToolContext:
    return ToolContext(workspace=workspace, membership=membership, now=timezone.now())


@pytest.fixture
def ask(workspace, membership, own_tools, django_capture_on_commit_callbacks):
    """Ask by the service and let the worker's task answer at once."""

    def ask_now(text: str, conversation=None, **extra) -> Message:
        with django_capture_on_commit_callbacks(execute=True):
            turn = services.start_turn(
                workspace=workspace,
                membership=membership,
                conversation=conversation,
                text=text,
                now=timezone.now(),
                **extra,
            )
        return Message.objects.get(pk=turn.reply.pk)

    return ask_now
