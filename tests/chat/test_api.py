"""The chat over HTTP for programs."""

import asyncio
import json
import threading
import uuid
from contextlib import aclosing

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from chat import services, turns
from chat.models import Conversation, Message
from lumen.common import events
from tests.chat import tools

pytestmark = pytest.mark.usefixtures("own_tools")
CONTRACT = {"status", "text", "value", "unit", "rows", "ids", "labels", "query", "citations"}
BASE = "/api/v1/chat"


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def post(client, path, body=None, **headers):
    return client.post(f"{BASE}/{path}", json.dumps(body or {}), "application/json", **headers)


@pytest.mark.django_db(transaction=True)
class TestMessage:
    def test_answers_with_the_object_of_ask_and_ids(self, maria, workspace):
        response = post(client_of(maria), "message", {"message": "how much did I spend?"})
        answer = response.json()

        assert response.status_code == 200
        assert answer.keys() >= CONTRACT | {"conversation_id", "message_id", "run_id", "ms"}
        assert (answer["status"], answer["value"], answer["unit"]) == ("ok", 1234.5, "INR")
        assert answer["ids"] is None
        assert answer["rows"] == [["Food", 1000.0], ["Fuel", 234.5]]

    def test_goes_on_in_a_conversation(self, maria, workspace):
        client = client_of(maria)
        first = post(client, "message", {"message": "how much did I spend?"}).json()
        body = {"message": "how much did I spend?", "conversation_id": first["conversation_id"]}
        second = post(client, "message", body).json()

        assert second["conversation_id"] == first["conversation_id"]
        assert "number 2" in second["text"]

    def test_asks_the_chosen_documents(self, maria, workspace):
        body = {"message": "how much?", "document_ids": [str(uuid.uuid4())]}
        answer = post(client_of(maria), "message", body).json()
        assert answer["citations"][0]["page"] == 2

    def test_repeats_itself_for_the_same_idempotency_key(self, maria, workspace):
        client = client_of(maria)
        first = post(client, "message", {"message": "hello"}, HTTP_IDEMPOTENCY_KEY="k1")
        again = post(client, "message", {"message": "hello"}, HTTP_IDEMPOTENCY_KEY="k1")

        assert again.json() == first.json()
        assert Message.objects.count() == 2

    @pytest.mark.parametrize(
        "body", [{}, {"message": ""}, {"message": "x" * 4001}, {"message": 5, "document_ids": ["x"]}]
    )
    def test_refuses_and_saves_nothing(self, maria, workspace, body):
        response = post(client_of(maria), "message", body)

        assert response.status_code == 400
        assert response["Content-Type"] == "application/problem+json"
        assert not Conversation.objects.exists()

    def test_says_when_nobody_answers(self, maria, workspace, monkeypatch):
        monkeypatch.setattr(services, "enqueue", lambda *args, **kwargs: None)
        monkeypatch.setattr(services, "WORKER_WAIT", timezone.timedelta(seconds=0))
        response = post(client_of(maria), "message", {"message": "hello"})

        assert response.status_code == 503
        assert response.json()["code"] == "no-worker"

    def test_hides_the_conversations_of_others(self, maria, otto, workspace):
        theirs = services.start_conversation(workspace=workspace, user=maria)
        body = {"message": "hi", "conversation_id": str(theirs.pk)}
        assert post(client_of(otto), "message", body).status_code == 404

    def test_turns_nobody_away(self, db):
        assert post(Client(), "message", {"message": "hi"}).status_code in (401, 403)


@pytest.mark.django_db(transaction=True)
class TestStream:
    def lines(self, response):
        async def collect():
            return [part async for part in response.streaming_content]

        text = b"".join(asyncio.run(collect())).decode()
        blocks = [block for block in text.split("\n\n") if block]
        assert all(block.startswith("data: ") for block in blocks)
        return [json.loads(block.removeprefix("data: ")) for block in blocks]

    def test_speaks_in_chunks_and_ends_with_done(self, maria, workspace):
        response = post(client_of(maria), "stream", {"message": "how much did I spend?"})
        events = self.lines(response)
        text = "".join(event["content"] for event in events if event["type"] == "chunk")

        assert response["Content-Type"] == "text/event-stream"
        assert text == Message.objects.get(role="assistant").text
        assert events[-1]["type"] == "done"
        assert events[-1]["answer"]["value"] == 1234.5
        conversation = Conversation.objects.get()
        assert {event["conversation_id"] for event in events} == {str(conversation.pk)}


@pytest.mark.django_db
class TestConversations:
    def test_are_made_listed_read_and_deleted(self, as_maria, ask):
        made = as_maria.post(f"{BASE}/conversations", json.dumps({"title": "Taxes"}), "application/json")
        assert made.status_code == 201
        listed = as_maria.get(f"{BASE}/conversations").json()
        assert [row["title"] for row in listed["results"]] == ["Taxes"]
        assert listed["next"] is None

        url = f"{BASE}/conversations/{made.json()['id']}"
        assert as_maria.get(url).json()["messages"] == []
        assert as_maria.delete(url).status_code == 204
        assert as_maria.get(url).status_code == 404

    def test_are_renamed(self, as_maria, as_otto, ask):
        url = f"{BASE}/conversations/{ask('hello').conversation_id}"
        body = json.dumps({"title": "Greetings"})

        assert as_otto.patch(url, body, "application/json").status_code == 404
        assert as_maria.patch(url, body, "application/json").json()["title"] == "Greetings"

    def test_show_answers_in_the_shape_of_ask(self, as_maria, ask):
        conversation = ask("how much did I spend?").conversation
        messages = as_maria.get(f"{BASE}/conversations/{conversation.pk}").json()["messages"]

        assert [message["role"] for message in messages] == ["user", "assistant"]
        assert messages[0]["answer"] is None
        assert messages[1]["answer"].keys() == CONTRACT

    def test_are_nobody_elses(self, as_ben, as_otto, as_vera, as_nobody, ask):
        url = f"{BASE}/conversations/{ask('hello').conversation_id}"
        for client in (as_ben, as_otto, as_vera):
            assert client.get(url).status_code == 404
            assert client.delete(url).status_code == 404
        assert as_nobody.get(url).status_code in (401, 403)


@pytest.mark.django_db
class TestRuns:
    def test_are_stopped_by_whoever_asked(self, as_maria, as_otto, workspace, membership):
        turn = services.start_turn(
            workspace=workspace, membership=membership, conversation=None, text="hi", now=timezone.now()
        )
        url = f"{BASE}/runs/{turn.reply.run}/stop"

        assert as_otto.post(url).status_code == 404
        response = as_maria.post(url)
        assert (response.status_code, response.json()["state"]) == (202, "stopped")
        again = as_maria.post(url)
        assert (again.status_code, again.json()["state"]) == (202, "stopped")

    def test_that_are_over_stay_as_they_are(self, as_maria, ask):
        reply = ask("how much did I spend?")
        response = as_maria.post(f"{BASE}/runs/{reply.run}/stop")

        assert (response.status_code, response.json()["state"]) == (202, "done")
        reply.refresh_from_db()
        assert reply.state == Message.State.DONE

    def test_of_colleagues_are_not_theirs_to_stop(self, as_ben, workspace, membership):
        turn = services.start_turn(
            workspace=workspace, membership=membership, conversation=None, text="hi", now=timezone.now()
        )
        assert as_ben.post(f"{BASE}/runs/{turn.reply.run}/stop").status_code == 404
        assert not events.stop_requested(turn.reply.run)


@pytest.mark.django_db
class TestContext:
    def test_shows_plan_passages_and_prompt_without_answering(self, as_maria, register):
        found = type(
            "Hit",
            (),
            {"document_id": "d", "filename": "rent.pdf", "page": 2, "text": "Two months.", "score": 0.7},
        )
        register(tools.PAPERS, tools.tool("search_documents", lambda context, text: [found]))
        response = as_maria.post(
            f"{BASE}/context", json.dumps({"message": "what does my lease say"}), "application/json"
        )
        shown = response.json()

        assert shown["plan"][0]["tool"] == "answer_documents"
        assert shown["passages"][0]["external_name"] == "rent.pdf"
        assert "Two months." in shown["prompt"]
        assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestResume:
    lines = TestStream.lines

    def test_gives_the_rest_after_the_last_event_that_came(self, maria, workspace):
        client = client_of(maria)
        whole = self.lines(post(client, "stream", {"message": "how much did I spend?"}))
        half = whole[len(whole) // 2]

        rest = self.lines(client.get(f"{BASE}/runs/{half['run_id']}/stream?after={half['seq']}"))

        assert [event["seq"] for event in rest[1:]] == [e["seq"] for e in whole if e["seq"] > half["seq"]]
        assert rest[-1]["type"] == "done"

    def test_ends_with_the_stored_answer_when_events_are_gone(self, maria, workspace):
        client = client_of(maria)
        whole = self.lines(post(client, "stream", {"message": "how much did I spend?"}))
        rest = self.lines(client.get(f"{BASE}/runs/{whole[0]['run_id']}/stream?after=999999"))

        assert [event["type"] for event in rest] == ["started", "done"]
        assert rest[-1]["answer"]["value"] == 1234.5

    def test_is_nobody_elses(self, maria, otto, workspace):
        whole = self.lines(post(client_of(maria), "stream", {"message": "hello"}))
        assert client_of(otto).get(f"{BASE}/runs/{whole[0]['run_id']}/stream").status_code == 404


@pytest.mark.django_db(transaction=True)
class TestHangingUp:
    lines = TestStream.lines

    @staticmethod
    async def hear_and_hang_up(response):
        """The lines until a tool works, and what of the server's side is left after hanging up."""
        heard = []
        async with aclosing(response.streaming_content) as blocks:
            async for block in blocks:
                heard.append(json.loads(block.decode().removeprefix("data: ")))
                if heard[-1]["type"] == "tool_started":
                    break
        await asyncio.sleep(0.1)
        return heard, asyncio.all_tasks() - {asyncio.current_task()}

    @staticmethod
    def work(reply):
        turns.run_turn(reply_id=str(reply.pk), run_id=str(reply.run), now=timezone.now(), pause_seconds=0)
        connections.close_all()

    def test_leaves_the_answer_to_be_finished_and_gone_on_with(self, maria, workspace, register, monkeypatch):
        monkeypatch.setattr(services, "enqueue", lambda *args, **kwargs: None)
        gone = threading.Event()

        def after_the_reader_left(context, text):
            assert gone.wait(20)
            return tools.ledger(context, text)

        register(tools.tool("ask_ledger", after_the_reader_left, 0.9, timeout_seconds=30))
        client = client_of(maria)
        response = post(client, "stream", {"message": "how much did I spend?"})
        reply = Message.objects.get(role="assistant")
        worker = threading.Thread(target=self.work, args=(reply,))
        worker.start()
        heard, left = asyncio.run(self.hear_and_hang_up(response))
        gone.set()
        worker.join(20)

        assert not left
        reply.refresh_from_db()
        assert reply.state == Message.State.DONE
        rest = self.lines(client.get(f"{BASE}/runs/{reply.run}/stream?after={heard[-1]['seq']}"))
        assert "".join(event["content"] for event in rest if event["type"] == "chunk") == reply.text
        assert [event["type"] for event in rest if event["type"] in ("plan", "tool_started")] == []
        assert rest[-1]["answer"]["value"] == 1234.5


class TestOddRequests:
    @pytest.mark.parametrize(
        "body", ["[" * 100_000, f'{{"message": {"9" * 5_000}}}', '{"message": "\\u0000"}']
    )
    def test_are_refused_with_a_sentence(self, as_maria, body):
        answer = as_maria.post("/api/v1/chat/message", body, content_type="application/json")
        assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")

    def test_a_number_that_is_none_resumes_from_the_start(self, as_maria, ask):
        run = ask("how much did I spend?").run
        for after in ("²", "-1", "9" * 5_000):
            assert as_maria.get(f"/api/v1/chat/runs/{run}/stream", {"after": after}).status_code == 200
