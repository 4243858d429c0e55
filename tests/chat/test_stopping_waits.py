"""Stopping while somebody outside is waited for: the line is closed, and nothing is asked again."""

import contextlib
import threading
import time

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chat import services
from chat.models import Message
from lumen.ai.llm import router
from lumen.ai.tools import breakers, calling, metering
from lumen.ai.world import fetching
from lumen.bench import stop_servers
from lumen.bench.stop_servers import Server
from lumen.common import events, stopping
from tests.chat import tools

pytestmark = pytest.mark.django_db(transaction=True)
LONG = 90  # seconds, for what takes a moment where nothing else is at work
FOREVER = 300.0  # that waiting would take
WEATHER = "what is the weather in Lisbon?"


def wait_until(is_so):
    until = time.monotonic() + LONG
    while not is_so():
        assert time.monotonic() < until, "it never came to this"
        time.sleep(0.01)


@pytest.fixture
def start(workspace, membership, monkeypatch):
    monkeypatch.setattr(services, "enqueue", lambda *args, **kwargs: None)
    return lambda text: (
        services.start_turn(
            workspace=workspace, membership=membership, conversation=None, text=text, now=timezone.now()
        ).reply
    )


def told(reply):
    conversation = reply.conversation
    seen = events.events_after(workspace_id=conversation.workspace_id, user_id=conversation.user_id, seq=0)
    return [event for event in seen if event.payload.get("run") == str(reply.run)]


def assert_stopped(reply):
    """One end, nobody at work, nothing said afterwards."""
    reply.refresh_from_db()
    assert (reply.state, reply.answer, reply.problem) == (Message.State.STOPPED, {}, "")
    assert [event.payload["state"] for event in told(reply) if event.type == "done"] == ["stopped"]
    assert told(reply)[-1].type == "done"
    names = {thread.name for thread in threading.enumerate()}
    assert not names & {"worker", "weather", "ask_ledger", "world", "language-model"}


def stop(reply, worker):
    services.stop_turn(reply=reply)
    worker.join(LONG)
    assert not worker.is_alive()
    assert_stopped(reply)


@contextlib.contextmanager
def waiting_at(server):
    """Where to ask, whether somebody waits there, and whether everybody has left."""
    if server is None:
        with stop_servers.walled() as wall:
            yield wall.url, lambda: wall.knocking() > 0, lambda: wall.knocking() == 0
    else:
        with stop_servers.serving(server):
            yield server.url, server.is_asked.is_set, lambda: not server.open_connections


SILENT = [
    pytest.param(lambda: None, id="an address that answers nothing"),
    pytest.param(Server, id="a server that says nothing"),
    pytest.param(lambda: Server(says=stop_servers.JSON + b"{", drips=b" "), id="one that drips"),
]


class TestWaitingForAService:
    @pytest.mark.parametrize("make_server", SILENT)
    def test_ends_with_the_line_closed(self, start, work, settings, monkeypatch, make_server):
        monkeypatch.setattr(fetching, "CONNECT_SECONDS", FOREVER)
        monkeypatch.setattr(fetching, "ANSWER_SECONDS", FOREVER)
        with waiting_at(make_server()) as (url, is_waited_for, is_left):
            settings.WEATHER_URL = settings.WEATHER_PLACES_URL = url
            reply = start(WEATHER)
            worker = work(reply)
            wait_until(is_waited_for)

            stop(reply, worker)
            wait_until(is_left)

    def test_holds_nothing_against_the_service(self, start, work, settings):
        before = metering.figures_of(["weather"])[0].outcomes
        with waiting_at(Server()) as (url, is_waited_for, _is_left):
            settings.WEATHER_URL = settings.WEATHER_PLACES_URL = url
            reply = start(WEATHER)
            worker = work(reply)
            wait_until(is_waited_for)
            stop(reply, worker)

            assert cache.get(fetching._rest_key(url)) is None
        assert breakers.standings_of(["weather"])["weather"].failures == 0
        assert metering.figures_of(["weather"])[0].outcomes == before

    def test_asks_no_second_time(self, start, work, settings, monkeypatch):
        monkeypatch.setattr(fetching, "PAUSE_SECONDS", FOREVER)
        server = Server(says=stop_servers.OUT_OF_ORDER, hangs_up=True)
        with waiting_at(server) as (url, is_waited_for, is_left):
            settings.WEATHER_URL = settings.WEATHER_PLACES_URL = url
            reply = start(WEATHER)
            worker = work(reply)
            wait_until(lambda: is_waited_for() and is_left())
            server.is_asked.clear()

            stop(reply, worker)
            assert not server.is_asked.is_set()


class TestBetweenTwoAttempts:
    def test_none_is_made_any_more(self, register, start, work, monkeypatch):
        monkeypatch.setattr(calling, "_pause_after", lambda attempt: FOREVER)
        attempts = []

        def fail(context, text):
            attempts.append(1)
            raise ConnectionResetError

        register(tools.tool("ask_ledger", fail, 0.9, timeout_seconds=2 * FOREVER, attempts=3))
        reply = start("how much did I spend?")
        worker = work(reply)
        wait_until(lambda: attempts)

        stop(reply, worker)
        assert len(attempts) == 1
        assert breakers.standings_of(["ask_ledger"])["ask_ledger"].failures == 0


class TestATool:
    def test_that_catches_everything_is_ended(self, register, start, work):
        reached, went_on = threading.Event(), threading.Event()

        def swallow(context, text):
            try:
                reached.set()
                stopping.pause(FOREVER)
            except Exception:  # noqa: BLE001  that is what is tested
                went_on.set()

        register(tools.tool("ask_ledger", swallow, 0.9, timeout_seconds=FOREVER))
        reply = start("how much did I spend?")
        worker = work(reply)
        assert reached.wait(LONG)

        stop(reply, worker)
        assert not went_on.is_set()

    def test_whose_time_is_over_leaves_its_service(self, register, start, work, settings, monkeypatch):
        monkeypatch.setattr(fetching, "ANSWER_SECONDS", FOREVER)
        with waiting_at(Server()) as (url, _is_waited_for, is_left):

            def ask(context, text):
                return fetching.get_json(url, {}, fresh_seconds=0, now=context.now)

            register(tools.tool("ask_ledger", ask, 0.9, timeout_seconds=0.5))
            reply = start("how much did I spend?")
            work(reply).join(LONG)
            wait_until(is_left)

        reply.refresh_from_db()
        assert reply.state == Message.State.DONE
        assert "took longer than" in reply.text
        assert not [thread for thread in threading.enumerate() if thread.name in ("world", "ask_ledger")]


WORD = stop_servers.EVENTS + stop_servers.FIRST_WORD
ASKS_TO_WAIT = stop_servers.COME_BACK.replace(b"Retry-After: 3", b"Retry-After: 2.9")


class TestWaitingForAModel:
    @pytest.mark.parametrize(
        "make_server",
        [
            pytest.param(lambda: None, id="its address answers nothing"),
            pytest.param(Server, id="it says nothing"),
            pytest.param(lambda: Server(says=WORD), id="it falls silent in the middle"),
            pytest.param(lambda: Server(says=ASKS_TO_WAIT, hangs_up=True), id="it asks to wait"),
        ],
    )
    def test_ends_with_the_line_closed(  # noqa: PLR0917
        self, register, start, work, workspace, maria, settings, monkeypatch, make_server
    ):
        register(tools.LEDGER)
        monkeypatch.setattr(router, "breaker", router.Breaker())
        with waiting_at(make_server()) as (url, is_waited_for, is_left):
            settings.AI_MODEL, settings.AI_API_KEY = "openai:fake-1", "k"
            settings.AI_BASE_URL = f"{url}/v1"
            services.give_consent(workspace=workspace, user=maria, model="openai:fake-1")
            reply = start("how much did I spend?")
            worker = work(reply)
            wait_until(is_waited_for)

            stop(reply, worker)
            wait_until(is_left)
        assert reply.text == ""


class TestPressingStop:
    @pytest.fixture
    def press(self, maria):
        client = Client()
        client.force_login(maria)
        return lambda reply: client.post(reverse("chat:stop", args=[reply.pk]), HTTP_HX_REQUEST="true")

    def test_twice_is_one_stop(self, register, start, work, press):
        reached = threading.Event()
        register(
            tools.tool("ask_ledger", lambda context, text: reached.set() or stopping.pause(FOREVER), 0.9)
        )
        reply = start("how much did I spend?")
        worker = work(reply)
        assert reached.wait(LONG)
        pages = [press(reply), press(reply)]
        worker.join(LONG)

        assert [page.status_code for page in pages] == [200, 200]
        assert all("You stopped this answer" in page.content.decode() for page in pages)
        assert_stopped(reply)

    def test_after_the_end_changes_nothing(self, register, start, work, press):
        register(tools.LEDGER)
        reply = start("how much did I spend?")
        work(reply).join(LONG)
        before = told(reply)
        page = press(reply)

        reply.refresh_from_db()
        assert reply.state == Message.State.DONE
        assert reply.text in page.content.decode()
        assert told(reply) == before

    def test_does_not_reach_the_answer_that_follows(self, register, start, work, press):
        register(tools.LEDGER)
        first = start("how much did I spend?")
        work(first).join(LONG)
        again = services.retry_turn(reply=Message.objects.get(pk=first.pk), now=timezone.now())
        events.request_stop(first.run, again.conversation.user_id)  # a page that still shows the first run
        work(again).join(LONG)

        again.refresh_from_db()
        assert again.state == Message.State.DONE

    def test_on_the_live_channel_before_a_worker_is_free_settles_it(self, register, start):
        register(tools.LEDGER)
        reply = start("how much did I spend?")
        events.request_stop(reply.run, reply.conversation.user_id)
        settled = services.settle(reply=reply, now=timezone.now())

        assert settled.state == Message.State.STOPPED
        assert_stopped(reply)

    def test_while_it_waits_shows_no_plan_when_a_worker_takes_it(self, register, start, work):
        register(tools.LEDGER)
        reply = start("how much did I spend?")
        events.request_stop(reply.run, reply.conversation.user_id)
        work(reply).join(LONG)

        assert_stopped(reply)
        assert [event.type for event in told(reply)] == ["done"]
