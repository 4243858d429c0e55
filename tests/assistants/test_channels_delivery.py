"""Channels as services: making, changing, deleting them; replies that are tried again, or given up."""

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.test import override_settings
from django.utils import timezone

from assistants.models import Channel, EnquiryMessage
from assistants.services import channels, delivery
from lumen.audit.models import AuditEvent, OutboxEvent
from lumen.notifications.models import Notification
from tests.assistants import making, programs
from transactions.services import key_rotation

pytestmark = pytest.mark.django_db
State = EnquiryMessage.State


def actions() -> list[str]:
    return [event.action for model in (AuditEvent, OutboxEvent) for event in model.objects.all()]


class TestChannels:
    def test_keep_their_secrets_encrypted_and_out_of_the_audit(self, assistant, maria):
        made = channels.create(
            assistant=assistant, actor=maria, kind="email", name="Post", credentials={"password": "pass-word"}
        )

        assert b"pass-word" not in bytes(made.credentials)
        assert made.key.encode() not in bytes(made.secret)
        assert channels.credentials_of(made) == {"password": "pass-word"}
        assert made.workspace == assistant.workspace
        told = str([event.facts for event in OutboxEvent.objects.all()])
        assert "channel.created" in actions()
        assert "pass-word" not in told
        assert made.key not in told

    def test_can_be_changed_without_saying_everything_again(self, assistant, maria):
        made = channels.create(
            assistant=assistant,
            actor=maria,
            kind="email",
            name="Post",
            settings={"address": "a@b.example", "folder": "INBOX"},
            credentials={"password": "one"},
        )

        changed = channels.update(channel=made, actor=maria, settings={"folder": "Help"})

        assert changed.settings == {"address": "a@b.example", "folder": "Help"}
        assert channels.credentials_of(changed) == {"password": "one"}
        assert changed.key == made.key
        assert "channel.changed" in actions()

    def test_forget_their_secrets_when_deleted_and_keep_what_was_written(self, channel, enquiry, maria):
        before = channel.public_key
        channels.delete(channel=channel, actor=maria, now=timezone.now())

        row = Channel.objects.get(pk=channel.pk)
        assert (row.secret, row.credentials, row.is_active) == (None, None, False)
        assert row.public_key != before
        assert row.enquiries.get() == enquiry
        assert not Channel.objects.kept().exists()
        assert "channel.deleted" in actions()

    def test_get_another_key(self, channel, maria):
        before = channel.key
        key = channels.rotate_key(channel=channel, actor=maria)

        assert Channel.objects.get().key == key != before
        assert "channel.key_rotated" in actions()

    def test_of_slack_get_their_key_from_slack(self, assistant, maria):
        made = making.make_channel(assistant, "slack")
        with pytest.raises(channels.ForeignKeyError):
            channels.rotate_key(channel=made, actor=maria)
        assert Channel.objects.get().key == "channel-secret"

    def test_do_not_read_one_mailbox_twice(self, assistant, maria):
        told = {"address": "a@b.example", "folder": "INBOX"}
        first = channels.create(assistant=assistant, actor=maria, kind="email", name="One", settings=told)
        with pytest.raises(channels.SameMailboxError):
            channels.create(assistant=assistant, actor=maria, kind="email", name="Two", settings=told)
        assert Channel.objects.count() == 1

        channels.delete(channel=first, actor=maria, now=timezone.now())
        channels.create(assistant=assistant, actor=maria, kind="email", name="Two", settings=told)

    def test_are_not_without_end(self, assistant, maria, monkeypatch):
        monkeypatch.setattr(channels, "MOST_CHANNELS", 1)
        channels.create(assistant=assistant, actor=maria, kind="webhook", name="One")
        with pytest.raises(channels.TooManyChannelsError):
            channels.create(assistant=assistant, actor=maria, kind="webhook", name="Two")
        assert Channel.objects.count() == 1

    def test_follow_the_ring_of_keys(self, assistant, maria, settings):
        made = channels.create(
            assistant=assistant, actor=maria, kind="email", name="Post", credentials={"password": "one"}
        )
        key = made.key
        with override_settings(FERNET_KEYS=[Fernet.generate_key().decode(), *settings.FERNET_KEYS]):
            changed = {done.name: done.changed for done in key_rotation.rotate_all(apply=True)}
            made.refresh_from_db()
            assert (changed["channel.secret"], changed["channel.credentials"]) == (1, 1)
            assert (made.key, channels.credentials_of(made)) == (key, {"password": "one"})


class TestReplies:
    @pytest.fixture
    def program(self, settings):
        with programs.serving(settings) as server:
            yield server

    @pytest.fixture
    def waiting(self, assistant, program, maria):
        line = making.make_channel(assistant, "webhook", settings={"url": program.url, "events": []})
        enquiry = making.make_enquiry(line)
        return making.make_message(
            enquiry, "It left.", author="human", state=State.SENDING, user=maria, created_at=timezone.now()
        )

    def test_are_tried_for_hours_and_then_given_up_with_a_word_to_the_writer(self, waiting, program, maria):
        program.answers = [503] * 99
        now, tries = timezone.now(), 0
        while waiting.state == State.SENDING:
            delivery.deliver(message_id=str(waiting.pk), now=now)
            waiting.refresh_from_db()
            tries += 1
            due = waiting.details.get("next_at")
            now = timezone.datetime.fromtimestamp(due, tz=now.tzinfo) if due else now

        assert (waiting.state, tries) == (State.FAILED, len(delivery.WAITS) + 1)
        assert "503" in waiting.problem
        assert timedelta(hours=7) < now - waiting.created_at < timedelta(hours=10)
        told = Notification.objects.get(kind="channel")
        assert told.user == maria
        assert "Nora Lind" in told.title

    def test_are_found_again_when_their_wait_is_over_or_nobody_tried(
        self, waiting, program, django_capture_on_commit_callbacks
    ):
        program.answers = [503]
        now = timezone.now()
        assert delivery.deliver_due(now=now) == 0
        with django_capture_on_commit_callbacks(execute=True):
            assert delivery.deliver_due(now=now + delivery.LOST_AFTER) == 1
        waiting.refresh_from_db()
        assert waiting.details["tries"] == 1

        assert delivery.deliver_due(now=timezone.now()) == 0
        with django_capture_on_commit_callbacks(execute=True):
            assert delivery.deliver_due(now=timezone.now() + timedelta(seconds=31)) == 1
        waiting.refresh_from_db()
        assert waiting.state == State.SENT
        assert len(program.asked) == 2

    def test_go_out_once_however_often_the_task_runs(self, waiting, program):
        for _ in range(3):
            delivery.deliver(message_id=str(waiting.pk), now=timezone.now())

        assert len(program.asked) == 1

    def test_that_failed_can_be_sent_again(self, waiting, program, maria, django_capture_on_commit_callbacks):
        program.answers = [410]
        delivery.deliver(message_id=str(waiting.pk), now=timezone.now())
        waiting.refresh_from_db()
        assert waiting.state == State.FAILED

        with django_capture_on_commit_callbacks(execute=True):
            channels.try_again(message=waiting, actor=maria)

        waiting.refresh_from_db()
        assert (waiting.state, waiting.problem) == (State.SENT, "")
        assert "enquiry_message.sent_again" in actions()

    def test_that_did_not_fail_cannot(self, waiting, maria):
        with pytest.raises(delivery.NotFailedError):
            channels.try_again(message=waiting, actor=maria)
        waiting.refresh_from_db()
        assert waiting.state == State.SENDING

    def test_of_channels_that_are_off_fail_at_once(self, waiting, program):
        Channel.objects.update(is_active=False)
        delivery.deliver(message_id=str(waiting.pk), now=timezone.now())
        waiting.refresh_from_db()

        assert waiting.state == State.FAILED
        assert "turned off or deleted" in waiting.problem
        assert program.asked == []

    def test_of_imported_history_have_no_way_out(self, assistant):
        enquiry = making.make_enquiry(making.make_channel(assistant, Channel.Kind.HISTORY))
        message = making.make_message(enquiry, "x", author="human", state=State.SENDING)
        delivery.deliver(message_id=str(message.pk), now=timezone.now())
        message.refresh_from_db()

        assert message.state == State.FAILED
        assert "was imported" in message.problem
