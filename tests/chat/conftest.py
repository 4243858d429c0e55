"""A registry that holds the tests' own tools beside the built-in ones."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from chat import services
from chat.models import Message
from lumen.ai.tools import builtin, registry
from lumen.ai.tools.registry import Tool, ToolContext
from tests.chat import tools


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
