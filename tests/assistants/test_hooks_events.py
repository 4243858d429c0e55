"""Events for a workspace's programs: signed, once, patiently, and to no private address."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone

from assistants.models import Channel, EnquiryMessage, HookDelivery
from assistants.services import channels, hooks, messages
from assistants.services.messages import Incoming
from lumen.notifications.outgoing import HookFailedError
from tests.assistants import making, programs

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(settings):
    with programs.serving(settings) as server:
        yield server


@pytest.fixture
def line(assistant, program):
    return making.make_channel(
        assistant,
        Channel.Kind.WEBHOOK,
        name="Shop",
        settings={"url": program.url, "events": ["message.created", "enquiry.created"]},
    )


@pytest.fixture
def emit(workspace, django_capture_on_commit_callbacks):
    def emit(event="message.created", key="k-1", **payload):
        with django_capture_on_commit_callbacks(execute=True):
            return hooks.emit(workspace=workspace, event=event, key=key, payload=payload)

    return emit


class TestEvents:
    def test_are_signed_and_kept_with_their_try(self, line, program, emit):
        assert emit(text="Hello") == 1

        [(headers, body)] = program.asked
        row = HookDelivery.objects.get()
        told = json.loads(body)
        assert programs.is_signed(line, headers, body)
        assert headers["X-Lumen-Delivery"] == str(row.pk)
        assert (told["event"], told["key"], told["data"]) == ("message.created", "k-1", {"text": "Hello"})
        assert row.delivered_at
        assert row.next_at is None
        assert [one["problem"] for one in row.tries] == [""]
        assert Channel.objects.get(pk=line.pk).worked_at

    def test_of_one_key_are_sent_once(self, line, program, emit):
        emit()
        emit()

        assert len(program.asked) == 1
        assert HookDelivery.objects.count() == 1

    def test_go_only_to_programs_that_asked(self, line, program, emit, otto, assistant):
        making.make_channel(assistant, "webhook", settings={"url": "", "events": ["draft.decided"]})
        making.make_channel(assistant, "webhook", settings={"events": ["draft.decided"]})
        theirs = making.make_assistant(otto.memberships.get().workspace)
        making.make_channel(theirs, "webhook", settings=line.settings)

        assert emit("draft.decided") == 0
        assert emit("message.created") == 1
        channels.turn(channel=line, actor=None, is_active=False)
        assert emit("message.created", key="k-2") == 0

    def test_are_not_sent_when_what_happened_did_not(self, line, program, workspace):
        with transaction.atomic():
            hooks.emit(workspace=workspace, event="message.created", key="k", payload={})
            transaction.set_rollback(True)

        assert not HookDelivery.objects.exists()
        assert program.asked == []

    def test_tell_of_messages_both_ways(self, line, program, channel, django_capture_on_commit_callbacks):
        contact = making.make_contact(channel)
        with django_capture_on_commit_callbacks(execute=True):
            incoming = Incoming(text="Where is it?", at=timezone.now())
            message = messages.receive(channel=channel, contact=contact, incoming=incoming)
        told = [json.loads(body) for _headers, body in program.asked]
        about = [(one["event"], one["data"].get("message", {}).get("text")) for one in told]

        assert ("enquiry.created", None) in about
        assert ("message.created", "Where is it?") in about
        assert told[0]["data"]["enquiry"]["id"] == str(message.enquiry_id)

        with django_capture_on_commit_callbacks(execute=True):
            messages.send(enquiry=message.enquiry, author="human", text="Here.", now=timezone.now())
        assert json.loads(program.asked[-1][1])["data"]["message"]["text"] == "Here."


class TestTrouble:
    def test_that_passes_is_tried_for_a_day(self, line, program, emit):
        program.answers = [503] * 99
        emit()
        row, began = HookDelivery.objects.get(), timezone.now()
        now = began
        while row.next_at is not None:
            now = row.next_at
            hooks.deliver(delivery_id=str(row.pk), now=now)
            row.refresh_from_db()

        assert row.attempts == len(row.tries) == len(hooks.WAITS) + 1
        assert timedelta(hours=20) < now - began < timedelta(hours=24)
        assert row.delivered_at is None
        assert {headers["X-Lumen-Delivery"] for headers, _body in program.asked} == {str(row.pk)}
        assert "503" in Channel.objects.get(pk=line.pk).problem

    @pytest.mark.parametrize("status", [400, 404, 410, 302])
    def test_that_lasts_is_not(self, line, program, emit, status):
        program.answers = [status]
        emit()

        row = HookDelivery.objects.get()
        assert (row.next_at, row.attempts) == (None, 1)
        assert str(status) in row.problem

    def test_ends_when_the_program_is_back(self, line, program, emit, django_capture_on_commit_callbacks):
        program.answers = [503]
        emit()
        assert hooks.deliver_due(now=timezone.now()) == 0
        with django_capture_on_commit_callbacks(execute=True):
            assert hooks.deliver_due(now=timezone.now() + timedelta(seconds=31)) == 1

        assert HookDelivery.objects.get().delivered_at
        assert Channel.objects.get(pk=line.pk).problem == ""

    def test_of_one_program_keeps_no_others_waiting(self, line, workspace, assistant):
        other = making.make_channel(assistant, "webhook", settings={"url": "http://x.example/"})
        now = timezone.now()
        rows = [HookDelivery(channel=line, event="e", key=str(n), next_at=now) for n in range(50)]
        HookDelivery.objects.bulk_create(
            [*rows, HookDelivery(channel=other, event="e", key="x", next_at=now)]
        )

        assert hooks.deliver_due(now=now) == hooks.OF_ONE_CHANNEL + 1

    @pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]", "169.254.169.254", "10.0.0.1"])
    def test_never_leads_into_a_private_network(self, line, program, emit, settings, name):
        settings.OUTGOING_HOSTS = []
        line.settings["url"] = f"http://{name}:{program.server_port}/"
        line.save()
        emit()

        assert "private network" in HookDelivery.objects.get().problem
        assert program.asked == []

    def test_of_a_deleted_channel_ends_its_events(self, line, program, emit, maria):
        program.answers = [503]
        emit()
        channels.delete(channel=line, actor=maria, now=timezone.now())

        assert hooks.deliver_due(now=timezone.now() + timedelta(days=1)) == 0
        assert len(program.asked) == 1

    def test_is_forgotten_after_a_month(self, line, emit):
        emit()
        HookDelivery.objects.update(created_at=timezone.now() - hooks.KEPT_FOR - timedelta(days=1))
        hooks.deliver_due(now=timezone.now())

        assert not HookDelivery.objects.exists()


class TestByHand:
    def test_an_event_can_be_sent_again(self, line, program, emit, maria, django_capture_on_commit_callbacks):
        program.answers = [410]
        emit()
        row = HookDelivery.objects.get()
        with django_capture_on_commit_callbacks(execute=True):
            hooks.send_again(delivery=row, actor=maria, now=timezone.now())

        row.refresh_from_db()
        assert row.delivered_at
        assert len(row.tries) == 2
        assert program.asked[0][0]["X-Lumen-Delivery"] == program.asked[1][0]["X-Lumen-Delivery"]

    def test_an_event_whose_first_try_is_under_way_cannot(self, line, maria):
        row = HookDelivery.objects.create(channel=line, event="e", key="k", next_at=timezone.now())
        with pytest.raises(hooks.StillWaitingError):
            hooks.send_again(delivery=row, actor=maria, now=timezone.now())

    def test_a_program_can_be_tried(self, line, program, maria):
        hooks.send_test(channel=line, actor=maria, now=timezone.now())
        assert json.loads(program.asked[0][1])["event"] == "test"

        program.answers = [500]
        with pytest.raises(HookFailedError):
            hooks.send_test(channel=line, actor=maria, now=timezone.now())
        assert "500" in Channel.objects.get(pk=line.pk).problem


@pytest.mark.django_db(transaction=True)
class TestTwoWorkers:
    def test_tell_an_event_once(self, line, program):
        row = HookDelivery.objects.create(channel=line, event="e", key="k", next_at=timezone.now())

        def work(_):
            try:
                hooks.deliver(delivery_id=str(row.pk), now=timezone.now())
            finally:
                connections.close_all()

        with ThreadPoolExecutor(4) as workers:
            list(workers.map(work, range(4)))

        assert len(program.asked) == 1
        assert not EnquiryMessage.objects.exists()
