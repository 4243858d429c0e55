"""Answers in the middle of each stage, to be stopped there."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from unittest.mock import patch

from django.db import connection
from django.test import override_settings
from django.utils import timezone

from accounts.models import Membership, Workspace
from chat import services, turns
from chat.models import Message
from lumen.ai.answers import Answer
from lumen.ai.llm import router
from lumen.ai.tools import registry
from lumen.ai.tools.registry import Claim, Effect, Tool, ToolContext
from lumen.bench import stop_servers
from lumen.bench.stop_servers import Server
from lumen.bench.stop_watching import Seen, Work
from lumen.common import events

WEATHER = "what is the weather in Lisbon?"
MONEY = "how much did I spend last month?"
TWO = "how much did I spend last month and what does my lease say about notice?"
UNCLEAR = "is there something fishy with the stuff I bought"
MODEL = "openai:bench"
WAITING_SECONDS = 0.3  # in which a server that says nothing is surely waited for


class Asked:
    """One question that a worker's thread answers."""

    def __init__(self, workspace: Workspace, text: str, papers: tuple[str, ...] = ()) -> None:
        self._membership = Membership.objects.select_related("user").get(workspace=workspace)
        with patch.object(services, "enqueue", lambda *args, **kwargs: None):
            turn = services.start_turn(
                workspace=workspace,
                membership=self._membership,
                conversation=None,
                text=text,
                document_ids=papers,
                now=timezone.now(),
            )
        self.reply = turn.reply

    def work(
        self,
        is_reached: Callable[[Seen], bool] = lambda seen: True,
        is_left: Callable[[], bool] = lambda: True,
    ) -> Work:
        return Work(
            begin=self._answer,
            stop=lambda: services.stop_turn(reply=self.reply),
            is_reached=is_reached,
            is_left=lambda: is_left() and self._is_closed(),
            told=lambda: len(self._told()),
        )

    def has_told(self, kind: str) -> bool:
        return any(event.type == kind for event in self._told())

    def _answer(self) -> None:
        run = str(self.reply.run)
        turns.run_turn(reply_id=str(self.reply.pk), run_id=run, now=timezone.now(), pause_seconds=0.03)

    def _is_closed(self) -> bool:
        states = Message.objects.filter(pk=self.reply.pk)
        return states.get().state == Message.State.STOPPED

    def _told(self) -> list[events.Event]:
        member = self._membership
        seen = events.events_after(workspace_id=member.workspace_id, user_id=member.user_id, seq=0)
        return [event for event in seen if event.payload.get("run") == str(self.reply.run)]


@contextmanager
def planning(workspace: Workspace) -> Iterator[Work]:
    asked = Asked(workspace, TWO)
    yield asked.work(lambda seen: _is_running(asked))


@contextmanager
def meaning(workspace: Workspace) -> Iterator[Work]:
    asked = Asked(workspace, UNCLEAR)
    yield asked.work(lambda seen: _is_running(asked))


def _is_running(asked: Asked) -> bool:
    asked.reply.refresh_from_db(fields=["state"])
    return asked.reply.state == Message.State.RUNNING


@contextmanager
def saying(workspace: Workspace) -> Iterator[Work]:
    asked = Asked(workspace, MONEY)
    yield asked.work(lambda seen: asked.has_told("delta"))


@contextmanager
def querying(workspace: Workspace) -> Iterator[Work]:
    """A query that keeps the database busy."""

    def run(context: ToolContext) -> Answer:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(60)")
        return Answer(status="ok", text="slept")

    with _tool(run):
        asked = Asked(workspace, MONEY)
        yield asked.work(lambda seen: asked.has_told("tool_started"))


@contextmanager
def computing(workspace: Workspace) -> Iterator[Work]:
    """A tool that looks at nothing while it works."""

    def run(context: ToolContext) -> Answer:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            sum(range(10_000))
        return Answer(status="ok", text="done")

    with _tool(run):
        asked = Asked(workspace, MONEY)
        yield asked.work(lambda seen: asked.has_told("tool_started"))


@contextmanager
def _tool(run: Callable[[ToolContext], Answer]) -> Iterator[None]:
    nothing = {"type": "object", "properties": {}}
    tool = Tool(
        name="ask_ledger",
        description="works for a long time",
        parameters=nothing,
        effect=Effect.READ,
        run=run,
        claim=lambda context, text: Claim(score=0.99),
        timeout_seconds=60,
    )
    with patch.object(registry, "_tools", {**registry._tools, tool.name: tool}):
        yield


@contextmanager
def unreachable(workspace: Workspace) -> Iterator[Work]:
    """A service whose address answers nothing."""
    with stop_servers.walled() as wall, _weather_at(wall.url):
        yield Asked(workspace, WEATHER).work(lambda seen: wall.knocking() > 0, lambda: wall.knocking() == 0)


@contextmanager
def served(workspace: Workspace, server: Server) -> Iterator[Work]:
    """A service that takes the question and then behaves as it likes."""
    with stop_servers.serving(server), _weather_at(server.url):
        yield Asked(workspace, WEATHER).work(
            lambda seen: server.is_asked.wait(0) and _has_waited(server), lambda: not server.open_connections
        )


def _has_waited(server: Server) -> bool:
    return server.hangs_up or time.monotonic() - server.asked_at > WAITING_SECONDS


def _weather_at(url: str) -> override_settings:
    return override_settings(WEATHER_URL=url, WEATHER_PLACES_URL=url)


@contextmanager
def spoken_by_model(workspace: Workspace, server: Server) -> Iterator[Work]:
    """A language model that is silent, in one way or another."""
    with stop_servers.serving(server), _model_at(workspace, server.url):
        yield Asked(workspace, MONEY).work(
            lambda seen: server.is_asked.wait(0) and _has_waited(server), lambda: not server.open_connections
        )


@contextmanager
def model_unreachable(workspace: Workspace) -> Iterator[Work]:
    with stop_servers.walled() as wall, _model_at(workspace, wall.url):
        yield Asked(workspace, MONEY).work(lambda seen: wall.knocking() > 0, lambda: wall.knocking() == 0)


@contextmanager
def _model_at(workspace: Workspace, url: str) -> Iterator[None]:
    owner = Membership.objects.select_related("user").get(workspace=workspace).user
    named = override_settings(AI_MODEL=MODEL, AI_BASE_URL=f"{url}/v1", AI_API_KEY="none")
    with named, patch.object(router, "breaker", router.Breaker()):
        router.language_model().load()  # type: ignore[attr-defined]
        services.give_consent(workspace=workspace, user=owner, model=MODEL)
        yield
        services.withdraw_consent(workspace=workspace, user=owner)


Stage = Callable[[Workspace], AbstractContextManager[Work]]
WORD = stop_servers.EVENTS + stop_servers.FIRST_WORD
STAGES: dict[str, Stage] = {
    "planning by rules": planning,
    "planning by meaning": meaning,
    "a query of the database": querying,
    "a tool that computes and looks at nothing": computing,
    "saying the answer": saying,
    "a service: its address answers nothing": unreachable,
    "a service: takes the question, says nothing": lambda of: served(of, Server()),
    "a service: drips": lambda of: served(of, Server(says=stop_servers.JSON + b"{", drips=b" ")),
    "a service: fails, and is asked again": lambda of: served(
        of, Server(says=stop_servers.OUT_OF_ORDER, hangs_up=True)
    ),
    "a language model: its address answers nothing": model_unreachable,
    "a language model: says nothing": lambda of: spoken_by_model(of, Server()),
    "a language model: silent in the middle": lambda of: spoken_by_model(of, Server(says=WORD)),
    "a language model: asks to wait": lambda of: spoken_by_model(
        of, Server(says=stop_servers.COME_BACK, hangs_up=True)
    ),
}
