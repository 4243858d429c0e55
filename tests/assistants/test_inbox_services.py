"""What members do with enquiries: replies, ends, snoozes, assigning, labels, topics, merging, undo."""

from datetime import timedelta

import pytest

from assistants.models import Draft, Enquiry, EnquiryMessage
from assistants.services import closing, enquiries, mentions, merging, messages, presence, undoing
from assistants.services.enquiries import (
    BlockedContactError,
    EmptyReplyError,
    NotAbleError,
    NotSnoozableError,
    WrongTopicError,
)
from lumen.audit.models import AuditEvent, OutboxEvent
from lumen.notifications.models import Notification
from tests.assistants import making

pytestmark = pytest.mark.django_db
NOW = making.NOW
State = Enquiry.State


def actions():
    kept = [*OutboxEvent.objects.all(), *AuditEvent.objects.all()]
    return [event.action for event in kept]


def events_of(enquiry):
    said = enquiry.messages.filter(kind=EnquiryMessage.Kind.EVENT).order_by("seq")
    return [event.details["what"] for event in said]


class TestReply:
    def test_answers_and_takes_the_enquiry(self, enquiry, message, maria):
        sent = enquiries.reply(enquiry=enquiry, actor=maria, text="  It left us today.  ", now=NOW)

        enquiry.refresh_from_db()
        assert (sent.text, sent.author, sent.user) == ("It left us today.", "human", maria)
        assert (enquiry.state, enquiry.assignee, enquiry.waiting_since) == (State.OPEN, maria, None)
        assert enquiry.first_reply_at == NOW
        assert "enquiry.replied" in actions()

    def test_overtakes_the_draft(self, enquiry, message, maria):
        draft = making.make_draft(message)

        enquiries.reply(enquiry=enquiry, actor=maria, text="On its way.", now=NOW)

        draft.refresh_from_db()
        assert draft.state == Draft.State.SUPERSEDED
        assert draft.version == 2

    def test_leaves_the_assignee_of_another(self, enquiry, maria, ben):
        enquiries.assign(enquiry=enquiry, assignee=ben, actor=maria, now=NOW)

        enquiries.reply(enquiry=enquiry, actor=maria, text="I help Ben.", now=NOW)

        enquiry.refresh_from_db()
        assert enquiry.assignee == ben

    def test_opens_what_was_resolved(self, enquiry, maria):
        enquiries.resolve(enquiry=enquiry, actor=maria, now=NOW)

        enquiries.reply(enquiry=enquiry, actor=maria, text="One more thing.", now=NOW)

        enquiry.refresh_from_db()
        assert (enquiry.state, enquiry.resolution) == (State.OPEN, "")

    def test_refuses_no_words_and_sends_nothing(self, enquiry, maria):
        with pytest.raises(EmptyReplyError):
            enquiries.reply(enquiry=enquiry, actor=maria, text=" \n ", now=NOW)

        assert not enquiry.messages.exists()

    def test_refuses_a_blocked_customer_and_sends_nothing(self, enquiry, maria):
        enquiries.block_contact(contact=enquiry.contact, actor=maria, now=NOW)

        with pytest.raises(BlockedContactError):
            enquiries.reply(enquiry=enquiry, actor=maria, text="Hello", now=NOW)

        assert not enquiry.messages.exists()


class TestResolve:
    def test_ends_it_and_the_draft(self, enquiry, message, maria):
        draft = making.make_draft(message)

        enquiries.resolve(enquiry=enquiry, actor=maria, now=NOW)

        enquiry.refresh_from_db()
        draft.refresh_from_db()
        assert (enquiry.state, enquiry.resolution) == (State.RESOLVED, "assumed")
        assert (enquiry.resolved_at, enquiry.waiting_since) == (NOW, None)
        assert draft.state == Draft.State.SUPERSEDED
        assert events_of(enquiry) == ["resolved"]

    def test_twice_changes_nothing(self, enquiry, maria):
        enquiries.resolve(enquiry=enquiry, actor=maria, now=NOW)

        again = enquiries.resolve(enquiry=enquiry, actor=maria, now=NOW + timedelta(hours=1))

        enquiry.refresh_from_db()
        assert again.before == {}
        assert enquiry.resolved_at == NOW
        assert events_of(enquiry) == ["resolved"]

    def test_is_confirmed_by_the_customer_afterwards(self, enquiry, maria):
        enquiries.resolve(enquiry=enquiry, actor=maria, now=NOW)

        enquiries.confirm(enquiry=enquiry, now=NOW)

        enquiry.refresh_from_db()
        assert enquiry.resolution == "confirmed"

    def test_is_confirmed_and_ended_at_once(self, enquiry):
        enquiries.confirm(enquiry=enquiry, now=NOW)

        enquiry.refresh_from_db()
        assert (enquiry.state, enquiry.resolution) == (State.RESOLVED, "confirmed")

    def test_is_cancelled_by_opening_again(self, enquiry, maria):
        enquiries.resolve(enquiry=enquiry, actor=maria, now=NOW)

        enquiries.reopen(enquiry=enquiry, actor=maria, now=NOW)

        enquiry.refresh_from_db()
        assert (enquiry.state, enquiry.resolution, enquiry.reopened) == (State.OPEN, "", 1)


class TestCloseQuiet:
    def test_ends_what_the_assistant_answered_a_day_ago(self, enquiry, channel):
        quiet = {"waiting_since": None, "first_reply_at": NOW, "state": State.PENDING}
        Enquiry.objects.filter(pk=enquiry.pk).update(**quiet, last_message_at=NOW)
        waiting = making.make_enquiry(channel)
        with_person = making.make_enquiry(channel, **{**quiet, "state": State.OPEN})

        assert closing.close_quiet(NOW + timedelta(hours=23)) == 0
        assert closing.close_quiet(NOW + timedelta(hours=24)) == 1

        enquiry.refresh_from_db()
        assert (enquiry.state, enquiry.resolution) == (State.RESOLVED, "assumed")
        assert {waiting.state, with_person.state} == {State.PENDING, State.OPEN}


class TestAssign:
    def test_tells_the_new_one_and_not_oneself(self, enquiry, maria, ben):
        enquiries.assign(enquiry=enquiry, assignee=ben, actor=maria, now=NOW)
        enquiries.assign(enquiry=enquiry, assignee=maria, actor=maria, now=NOW)

        told = Notification.objects.filter(kind="enquiry")
        assert [(one.user, one.title) for one in told] == [(ben, f"#{enquiry.number} is yours now")]

    def test_refuses_viewers_and_strangers_and_changes_nothing(self, enquiry, maria, vera, otto):
        for person in (vera, otto):
            with pytest.raises(NotAbleError):
                enquiries.assign(enquiry=enquiry, assignee=person, actor=maria, now=NOW)

        enquiry.refresh_from_db()
        assert enquiry.assignee is None
        assert events_of(enquiry) == []

    def test_taking_it_takes_it_from_the_assistant(self, enquiry, maria):
        enquiries.take(enquiry=enquiry, actor=maria, now=NOW)

        enquiry.refresh_from_db()
        assert (enquiry.state, enquiry.assignee) == (State.OPEN, maria)


class TestLabels:
    def test_are_tidied_and_kept_once(self, enquiry, maria):
        enquiries.set_labels(enquiry=enquiry, labels=["  refund ", "Refund", "", "VIP"], actor=maria, now=NOW)

        enquiry.refresh_from_db()
        assert enquiry.labels == ["refund", "VIP"]

    def test_added_twice_stand_once(self, enquiry, maria):
        for _ in range(2):
            enquiries.add_labels(enquiry=enquiry, labels=["refund"], actor=maria, now=NOW)

        enquiry.refresh_from_db()
        assert enquiry.labels == ["refund"]
        assert events_of(enquiry) == ["labelled"]


class TestSnooze:
    def test_refuses_the_past_and_changes_nothing(self, enquiry, maria):
        with pytest.raises(NotSnoozableError):
            enquiries.snooze(enquiry=enquiry, until=NOW, actor=maria, now=NOW)

        enquiry.refresh_from_db()
        assert enquiry.state == State.PENDING


class TestCorrectTopic:
    def test_sets_it_and_forgets_how_sure_the_assistant_was(self, enquiry, message, assistant, maria):
        topic = making.make_topic(assistant, "refund")
        Enquiry.objects.filter(pk=enquiry.pk).update(confidence=0.4)

        enquiries.correct_topic(enquiry=enquiry, topic=topic, actor=maria, now=NOW)

        enquiry.refresh_from_db()
        assert (enquiry.topic, enquiry.confidence) == (topic, None)
        assert events_of(enquiry) == ["topic_corrected"]

    def test_teaches_the_assistant(
        self, enquiry, message, assistant, maria, django_capture_on_commit_callbacks
    ):
        topic = making.make_topic(assistant, "refund")

        with django_capture_on_commit_callbacks(execute=True):
            enquiries.correct_topic(enquiry=enquiry, topic=topic, actor=maria, now=NOW)

        assert [pattern.question for pattern in topic.patterns.all()] == ["Where is my parcel?"]

    def test_refuses_the_topic_of_another_assistant(self, enquiry, workspace, maria):
        foreign = making.make_topic(making.make_assistant(workspace, name="Other"), "refund")

        with pytest.raises(WrongTopicError):
            enquiries.correct_topic(enquiry=enquiry, topic=foreign, actor=maria, now=NOW)

        enquiry.refresh_from_db()
        assert enquiry.topic is None


class TestBlocking:
    def test_keeps_what_they_write_and_bothers_nobody(self, enquiry, channel, maria):
        enquiries.block_contact(contact=enquiry.contact, actor=maria, now=NOW)
        enquiries.resolve(enquiry=enquiry, actor=maria, now=NOW)
        incoming = messages.Incoming(text="Let me in", at=NOW + timedelta(minutes=5))

        kept = messages.receive(channel=channel, contact=enquiry.contact, incoming=incoming)

        kept.enquiry.refresh_from_db()
        assert kept.text == "Let me in"
        assert (kept.enquiry.state, kept.enquiry.waiting_since) == (State.RESOLVED, None)
        enquiries.unblock_contact(contact=enquiry.contact, actor=maria)
        assert {"contact.blocked", "contact.unblocked"} <= set(actions())


class TestMentions:
    def test_names_people_by_name_first_name_or_address(self, workspace, maria, ben):
        assert mentions.named_in("@Ben look", workspace=workspace) == [ben]
        assert mentions.named_in("see @ben@example.com, please", workspace=workspace) == [ben]
        assert set(mentions.named_in("@maria and @BEN", workspace=workspace)) == {maria, ben}

    def test_does_not_take_part_of_a_word_for_a_name(self, workspace, ben):
        assert mentions.named_in("@Benedikt and mail@ben.example", workspace=workspace) == []

    def test_tells_the_named_once_and_not_the_writer(self, enquiry, maria, ben):
        note = mentions.write_note(enquiry=enquiry, actor=maria, text="@Ben and @Maria, look", now=NOW)

        assert set(note.mentions.all()) == {maria, ben}
        told = Notification.objects.get()
        assert (told.user, told.title) == (ben, f"Maria mentioned you in #{enquiry.number}")
        assert not enquiry.messages.for_customer().exists()

    def test_refuses_an_empty_note(self, enquiry, maria):
        with pytest.raises(mentions.EmptyNoteError):
            mentions.write_note(enquiry=enquiry, actor=maria, text=" ", now=NOW)

        assert not enquiry.messages.exists()


class TestMerging:
    @pytest.fixture
    def other(self, channel, enquiry):
        other = making.make_enquiry(channel, enquiry.contact, labels=["late"], thread="t2")
        making.make_message(other, "Me again", external_id="m-2")
        return other

    def test_brings_the_messages_over(self, enquiry, message, other, maria):
        merging.merge(into=enquiry, others=[other], actor=maria, now=NOW)

        enquiry.refresh_from_db()
        other.refresh_from_db()
        said = enquiry.messages.filter(kind="reply").order_by("seq")
        assert [one.text for one in said] == ["Where is my parcel?", "Me again"]
        assert (other.merged_into, other.state) == (enquiry, State.RESOLVED)
        assert enquiry.labels == ["late"]
        assert "enquiry.merged" in actions()

    def test_goes_on_with_what_comes_to_the_other_thread(self, enquiry, other, channel, maria):
        merging.merge(into=enquiry, others=[other], actor=maria, now=NOW)
        incoming = messages.Incoming(text="And now?", at=NOW, thread="t2", external_id="m-3")

        message = messages.receive(channel=channel, contact=enquiry.contact, incoming=incoming)

        assert message.enquiry == enquiry

    def test_refuses_another_customers_and_moves_nothing(self, enquiry, message, channel, maria):
        foreign = making.make_enquiry(channel, making.make_contact(channel, name="Somebody else"))
        making.make_message(foreign, "My secret")

        with pytest.raises(merging.NotMergeableError):
            merging.merge(into=enquiry, others=[foreign], actor=maria, now=NOW)

        assert foreign.messages.count() == 1
        assert enquiry.messages.count() == 1

    def test_refuses_itself_and_what_was_merged(self, enquiry, other, maria):
        with pytest.raises(merging.NotMergeableError):
            merging.merge(into=enquiry, others=[enquiry], actor=maria, now=NOW)
        merging.merge(into=enquiry, others=[other], actor=maria, now=NOW)
        other.refresh_from_db()
        with pytest.raises(merging.NotMergeableError):
            merging.merge(into=enquiry, others=[other], actor=maria, now=NOW)


class TestUndo:
    def undo(self, workspace, actor, *changes):
        token = undoing.token_of(workspace=workspace, changes=changes)
        return undoing.undo(workspace=workspace, actor=actor, token=token, now=NOW)

    def test_puts_an_end_back(self, workspace, enquiry, maria):
        change = enquiries.resolve(enquiry=enquiry, actor=maria, now=NOW)

        assert self.undo(workspace, maria, change) == 1

        enquiry.refresh_from_db()
        assert (enquiry.state, enquiry.resolved_at, enquiry.resolution) == (State.PENDING, None, "")
        assert enquiry.waiting_since == NOW
        assert events_of(enquiry) == ["resolved", "undone"]

    def test_puts_an_assignee_labels_priority_and_snooze_back(self, workspace, enquiry, maria, ben):
        enquiries.set_labels(enquiry=enquiry, labels=["old"], actor=maria, now=NOW)
        done = [
            enquiries.assign(enquiry=enquiry, assignee=ben, actor=maria, now=NOW),
            enquiries.set_labels(enquiry=enquiry, labels=["new"], actor=maria, now=NOW),
            enquiries.set_priority(enquiry=enquiry, priority="urgent", actor=maria, now=NOW),
            enquiries.snooze(enquiry=enquiry, until=NOW + timedelta(days=1), actor=maria, now=NOW),
        ]
        for change in reversed(done):
            assert self.undo(workspace, maria, change) == 1

        enquiry.refresh_from_db()
        assert (enquiry.assignee, enquiry.labels, enquiry.priority) == (None, ["old"], "normal")
        assert (enquiry.state, enquiry.snoozed_until) == (State.PENDING, None)

    def test_leaves_what_somebody_changed_since(self, workspace, enquiry, maria, ben):
        change = enquiries.assign(enquiry=enquiry, assignee=ben, actor=maria, now=NOW)
        enquiries.assign(enquiry=enquiry, assignee=maria, actor=ben, now=NOW)

        with pytest.raises(undoing.UndoTooLateError):
            self.undo(workspace, maria, change)

        enquiry.refresh_from_db()
        assert enquiry.assignee == maria

    def test_refuses_a_foreign_and_a_forged_offer(self, enquiry, workspace, maria, otto):
        change = enquiries.resolve(enquiry=enquiry, actor=maria, now=NOW)
        token = undoing.token_of(workspace=workspace, changes=[change])
        foreign = otto.workspaces.get()

        for owner, offered in [(foreign, token), (workspace, token[:-3] + "abc"), (workspace, "")]:
            with pytest.raises(undoing.UndoTooLateError):
                undoing.undo(workspace=owner, actor=maria, token=offered, now=NOW)

        enquiry.refresh_from_db()
        assert enquiry.state == State.RESOLVED

    def test_offers_nothing_where_nothing_changed(self, workspace, enquiry, maria):
        change = enquiries.assign(enquiry=enquiry, assignee=None, actor=maria, now=NOW)

        assert undoing.token_of(workspace=workspace, changes=[change]) == ""


class TestPresence:
    def test_shows_the_others_and_not_oneself(self, enquiry, maria, ben):
        presence.note(enquiry=enquiry, user=ben, is_writing=True, now=NOW)
        presence.note(enquiry=enquiry, user=maria, is_writing=False, now=NOW)

        assert presence.company(enquiry=enquiry, user=maria, now=NOW) == [presence.Company("Ben", True)]
        assert presence.company(enquiry=enquiry, user=ben, now=NOW) == [presence.Company("Maria", False)]

    def test_forgets_who_left(self, enquiry, maria, ben):
        presence.note(enquiry=enquiry, user=ben, is_writing=True, now=NOW)

        assert presence.company(enquiry=enquiry, user=maria, now=NOW + timedelta(minutes=1)) == []
