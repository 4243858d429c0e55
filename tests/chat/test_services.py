"""Asking, answering, stopping, retrying: stored once, told as it happens."""

import threading
import time
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from chat import pulse, services, tasks, turns
from chat.models import Conversation, Message
from lumen.audit.models import OutboxEvent
from lumen.common import events
from tests.chat import tools


def told(reply):
    """The live events of one answer."""
    conversation = reply.conversation
    seen = events.events_after(workspace_id=conversation.workspace_id, user_id=conversation.user_id, seq=0)
    return [event for event in seen if event.payload.get("run") == str(reply.run)]


def said(reply):
    return "".join(event.payload["content"] for event in told(reply) if event.type == "delta")


@pytest.mark.django_db
class TestAsking:
    def test_stores_question_and_answer(self, ask):
        reply = ask("how much did I spend on food?")

        assert reply.state == Message.State.DONE
        assert reply.text == "You spent ₹1,234.50 on food, and this is question number 1 about it."
        assert reply.answer["value"] == 1234.5
        assert reply.question.text == "how much did I spend on food?"
        assert reply.conversation.title == "how much did I spend on food?"
        assert [run.tool for run in reply.tool_runs.all()] == ["ask_ledger"]
        assert reply.plan[0]["tool"] == "ask_ledger"

    def test_knows_what_was_answered_after_the_page_was_loaded(self, ask):
        page = ask("how much did I spend?").conversation
        ask("how much did I spend?", conversation=Conversation.objects.get(pk=page.pk))

        reply = ask("how much did I spend?", conversation=page)
        assert "question number 3" in reply.text

    def test_refuses_a_conversation_that_was_deleted_after_the_page_was_loaded(self, ask):
        page = ask("how much did I spend?").conversation
        deleted = Conversation.objects.get(pk=page.pk)
        services.delete_conversation(conversation=deleted, now=timezone.now())

        with pytest.raises(services.DeletedConversationError):
            ask("how much did I spend?", conversation=page)
        assert page.messages.count() == 2

    def test_tells_everything_in_the_order_of_the_contract(self, ask):
        reply = ask("how much did I spend?")
        types = [event.type for event in told(reply)]

        assert types[:3] == ["plan", "tool_started", "tool_result"]
        assert set(types[3:-1]) == {"delta"}
        assert types[-1] == "done"
        for event in told(reply):
            assert event.payload["conversation"] == str(reply.conversation_id)
            assert event.payload["message"] == str(reply.pk)

    @pytest.mark.parametrize(
        "question",
        [
            "how much did I spend?",
            "what can you do?",
            "why is the sky blue",
            "2+2",
            "What did I earn? What does my lease say?",
        ],
    )
    def test_stores_exactly_what_it_said(self, ask, question):
        reply = ask(question)

        assert reply.text
        assert said(reply) == reply.text

    def test_remembers_between_turns_of_one_conversation_only(self, ask):
        first = ask("how much did I spend?")
        second = ask("and how much did I spend now?", first.conversation)
        other = ask("how much did I spend?")

        assert "number 2" in second.text
        assert "number 1" in other.text

    def test_gives_both_answers_to_two_questions(self, ask):
        reply = ask("how much did I spend last month and what does my rent agreement say about notice?")

        assert "₹1,234.50" in reply.text
        assert "two months' notice [1]" in reply.text
        assert len(reply.answer["parts"]) == 2

    def test_drops_citations_of_documents_that_are_gone(self, ask):
        assert not ask("what does my lease say?").citations.exists()

    @pytest.mark.parametrize(
        ("text", "error"),
        [("   ", services.EmptyQuestionError), ("x" * 4001, services.QuestionTooLongError)],
    )
    def test_refuses_and_stores_nothing(self, ask, text, error):
        with pytest.raises(error):
            ask(text)

        assert not Message.objects.exists()
        assert not Conversation.objects.exists()

    def test_refuses_a_second_question_while_one_is_answered(self, workspace, membership, ask):
        first = services.start_turn(
            workspace=workspace,
            membership=membership,
            conversation=None,
            text="what did I spend",
            now=timezone.now(),
        )
        with pytest.raises(services.StillAnsweringError):
            ask("and now?", first.conversation)

        assert Message.objects.count() == 2

    def test_survives_a_tool_that_breaks(self, ask, register):
        register(tools.tool("ask_ledger", tools.broken, 0.9))
        reply = ask("how much did I spend?")

        assert reply.state == Message.State.DONE
        assert reply.answer["status"] == "unanswerable"
        assert not reply.tool_runs.get().is_ok

    def test_answers_once_however_often_it_is_delivered(self, ask):
        reply = ask("how much did I spend?")
        before = len(told(reply))
        tasks.run_turn(reply_id=str(reply.pk), run_id=str(reply.run))

        assert len(told(reply)) == before
        assert reply.tool_runs.count() == 1


@pytest.mark.django_db
class TestAbandonedRuns:
    def waiting(self, workspace, membership, now):
        return services.start_turn(
            workspace=workspace, membership=membership, conversation=None, text="hello", now=now
        ).reply

    def test_says_so_when_no_worker_came(self, workspace, membership, django_capture_on_commit_callbacks):
        now = timezone.now()
        reply = self.waiting(workspace, membership, now)
        assert services.settle(reply=reply, now=now + timedelta(seconds=9)).is_open

        with django_capture_on_commit_callbacks(execute=True):
            settled = services.settle(reply=reply, now=now + timedelta(seconds=11))

        assert settled.state == Message.State.FAILED
        assert "worker" in settled.problem
        assert [event.type for event in told(reply)] == ["error", "done"]

    def test_does_not_answer_after_it_was_given_up(self, workspace, membership):
        reply = self.waiting(workspace, membership, timezone.now() - timedelta(minutes=1))
        services.settle(reply=reply, now=timezone.now())
        tasks.run_turn(reply_id=str(reply.pk), run_id=str(reply.run))

        assert Message.objects.get(pk=reply.pk).text == ""

    def test_fails_when_the_worker_died_in_the_middle(self, workspace, membership):
        now = timezone.now()
        reply = self.waiting(workspace, membership, now)
        Message.objects.filter(pk=reply.pk).update(state=Message.State.RUNNING)
        reply.refresh_from_db()
        pulse.Pulse(reply.run).should_stop()
        later = now + timedelta(seconds=pulse.DEAD_AFTER_SECONDS + 1)
        assert services.settle(reply=reply, now=later).is_open

        pulse.Pulse(reply.run).end()  # what the expiry of the key does

        assert services.settle(reply=reply, now=later).state == Message.State.FAILED

    def test_answers_again_on_retry(
        self, workspace, membership, own_tools, django_capture_on_commit_callbacks
    ):
        reply = self.waiting(workspace, membership, timezone.now() - timedelta(minutes=1))
        services.settle(reply=reply, now=timezone.now())
        first_run = reply.run

        with django_capture_on_commit_callbacks(execute=True):
            services.retry_turn(reply=reply, now=timezone.now())

        reply.refresh_from_db()
        assert reply.state == Message.State.DONE
        assert reply.run != first_run
        assert Message.objects.count() == 2


@pytest.mark.django_db(transaction=True)
class TestStop:
    def running(self, workspace, membership, monkeypatch):
        """A run in a thread, as a worker would do it, after its first words or tool."""
        monkeypatch.setattr(services, "enqueue", lambda *args, **kwargs: None)
        reply = services.start_turn(
            workspace=workspace,
            membership=membership,
            conversation=None,
            text="tell me",
            now=timezone.now(),
        ).reply
        worker = threading.Thread(target=self.work, args=(reply,))
        worker.start()
        return reply, worker

    @staticmethod
    def work(reply):
        from django.db import connections

        turns.run_turn(reply_id=str(reply.pk), run_id=str(reply.run), now=timezone.now(), pause_seconds=0.04)
        connections.close_all()

    @staticmethod
    def wait_for(reply, event_type, count=1):
        for _ in range(200):
            if sum(event.type == event_type for event in told(reply)) >= count:
                return
            time.sleep(0.02)
        raise AssertionError(f"no {event_type} came")

    @pytest.mark.parametrize(
        ("body", "event_type", "count"),
        [
            (tools.lecture, "delta", 5),
            (tools.lecture, "plan", 1),
            (tools.sleeper(20), "tool_started", 1),
            (tools.slow_query, "tool_started", 1),
        ],
    )
    def test_ends_everything_within_a_second(  # noqa: PLR0917
        self, workspace, membership, register, monkeypatch, body, event_type, count
    ):
        register(tools.tool("lecture", body, 0.9, timeout_seconds=60))
        reply, worker = self.running(workspace, membership, monkeypatch)
        self.wait_for(reply, event_type, count)

        stopped_at = time.monotonic()
        services.stop_turn(reply=reply)
        worker.join(5)

        assert time.monotonic() - stopped_at < 1
        assert not [thread for thread in threading.enumerate() if thread.name == "lecture"]
        reply.refresh_from_db()
        assert reply.state == Message.State.STOPPED
        assert reply.text == said(reply)
        assert told(reply)[-1].type == "done"
        quiet = len(told(reply))
        time.sleep(0.3)
        assert len(told(reply)) == quiet

    def test_leaves_a_conversation_that_goes_on(self, workspace, membership, register, monkeypatch):
        register(tools.tool("lecture", tools.lecture, 0.9))
        reply, worker = self.running(workspace, membership, monkeypatch)
        self.wait_for(reply, "delta")
        services.stop_turn(reply=reply)
        worker.join(5)

        following = services.start_turn(
            workspace=workspace,
            membership=membership,
            conversation=reply.conversation,
            text="hello",
            now=timezone.now(),
        )
        assert following.reply.state == Message.State.WAITING
        assert Conversation.objects.get().memory == {}

    def test_ends_a_run_that_has_not_begun(self, workspace, membership, monkeypatch):
        monkeypatch.setattr(services, "enqueue", lambda *args, **kwargs: None)
        turn = services.start_turn(
            workspace=workspace, membership=membership, conversation=None, text="hi", now=timezone.now()
        )
        services.stop_turn(reply=turn.reply)

        assert Message.objects.get(pk=turn.reply.pk).state == Message.State.STOPPED
        assert told(turn.reply)[-1].payload["state"] == "stopped"

    def test_belongs_to_whoever_asked(self, workspace, membership, otto, monkeypatch):
        monkeypatch.setattr(services, "enqueue", lambda *args, **kwargs: None)
        turn = services.start_turn(
            workspace=workspace, membership=membership, conversation=None, text="hi", now=timezone.now()
        )
        assert not events.request_stop(str(turn.reply.run), otto.pk)
        assert not events.stop_requested(str(turn.reply.run))


@pytest.mark.django_db
class TestConversations:
    def test_are_deleted_and_brought_back(self, ask, maria):
        conversation = ask("hello").conversation
        services.delete_conversation(conversation=conversation, now=timezone.now())
        assert not Conversation.objects.of(maria).exists()

        services.restore_conversation(conversation=conversation)

        assert Conversation.objects.of(maria).get() == conversation
        actions = set(OutboxEvent.objects.values_list("action", flat=True))
        assert {"conversation.deleted", "conversation.restored"} <= actions

    def test_shorten_long_titles_at_a_word(self, ask):
        title = ask("how much " * 30).conversation.title
        assert title.endswith("…")
        assert len(title) <= 61

    def test_take_a_thumb_back(self, ask):
        reply = ask("hello")
        services.rate_message(message=reply, rating=1)
        assert reply.rating == 1
        services.rate_message(message=reply, rating=1)
        assert reply.rating == 0

    def test_forget_on_request(self, ask):
        conversation = ask("what did I spend").conversation
        services.forget_memory(conversation=conversation)
        assert "number 1" in ask("what did I spend", conversation).text

    @pytest.mark.parametrize("asked_before", [0, 1])
    def test_stay_forgotten_after_an_answer_that_was_being_made(self, ask, register, asked_before):
        conversation = ask("what did I spend").conversation if asked_before else None

        def starting_afresh(context, text):
            answer = tools.ledger(context, text)
            services.forget_memory(conversation=Conversation.objects.get())
            return answer

        register(tools.tool("ask_ledger", starting_afresh, 0.9))
        reply = ask("what did I spend", conversation)
        register(tools.LEDGER)

        assert (reply.state, reply.memory) == (Message.State.DONE, {})
        assert Conversation.objects.get().memory == {}
        assert "number 1" in ask("what did I spend", reply.conversation).text

    def test_stay_deleted_after_an_answer_that_was_being_made(self, ask, register):
        def deleting(context, text):
            services.delete_conversation(conversation=Conversation.objects.get(), now=timezone.now())
            return tools.ledger(context, text)

        register(tools.tool("ask_ledger", deleting, 0.9))
        reply = ask("what did I spend")

        assert reply.state == Message.State.STOPPED
        assert Conversation.objects.get().deleted_at is not None

    def test_unknown_run_is_not_alive(self):
        assert not pulse.is_alive(uuid.uuid4())
