"""Due moments of enquiries: by priority, resting while snoozed, overdue told once."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assistants.models import Enquiry, EnquiryMessage
from assistants.services import enquiries, messages, overdue, sla
from lumen.audit.models import AuditEvent, OutboxEvent
from lumen.notifications.models import Notification
from tests.assistants import making

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


def berlin(*parts):
    return datetime(*parts, tzinfo=BERLIN)


NOON = berlin(2026, 11, 18, 12)  # a Wednesday


@pytest.fixture
def assistant(workspace):
    workspace.time_zone = "Europe/Berlin"
    workspace.save()
    return making.make_assistant(workspace)


@pytest.fixture
def due(channel):
    """An enquiry of noon: first answer by four, end on the third working day at noon."""
    enquiry = making.make_enquiry(channel, state="open")
    sla.set_due(enquiry, NOON)
    return enquiry


class TestSetDue:
    def test_counts_in_business_hours_by_priority(self, due):
        assert due.first_reply_due_at == berlin(2026, 11, 18, 16)
        assert due.resolve_due_at == berlin(2026, 11, 20, 18)

    def test_comes_with_the_first_message(self, channel):
        contact = making.make_contact(channel)
        incoming = messages.Incoming(text="Hello?", at=NOON)

        message = messages.receive(channel=channel, contact=contact, incoming=incoming)

        assert message.enquiry.first_reply_due_at == berlin(2026, 11, 18, 16)

    def test_promises_nothing_where_nothing_was_promised(self, assistant, channel):
        assistant.response_minutes = {}
        assistant.save()
        enquiry = making.make_enquiry(channel)

        sla.set_due(enquiry, NOON)

        assert enquiry.first_reply_due_at is None
        assert sla.clock_of(enquiry, NOON) is None

    def test_moves_with_the_priority(self, due, maria):
        enquiries.set_priority(enquiry=due, priority="urgent", actor=maria, now=NOON)

        assert due.first_reply_due_at == berlin(2026, 11, 18, 12, 30)
        assert due.resolve_due_at == berlin(2026, 11, 18, 16)


class TestASnooze:
    def test_gives_its_time_back(self, due, maria):
        enquiries.snooze(enquiry=due, until=berlin(2026, 11, 19, 9), actor=maria, now=NOON)

        assert due.first_reply_due_at == berlin(2026, 11, 19, 13)

    def test_gives_back_only_what_it_took_when_the_customer_writes(self, due, maria, channel):
        enquiries.snooze(enquiry=due, until=berlin(2026, 11, 20, 9), actor=maria, now=NOON)
        early = berlin(2026, 11, 18, 14)
        incoming = messages.Incoming(text="Still there?", at=early)

        messages.receive(channel=channel, contact=due.contact, incoming=incoming)

        due.refresh_from_db()
        assert due.first_reply_due_at == berlin(2026, 11, 18, 18)
        assert due.state == Enquiry.State.PENDING

    def test_rests_on_the_clock(self, due, maria):
        enquiries.snooze(enquiry=due, until=berlin(2026, 11, 19, 9), actor=maria, now=NOON)

        clock = sla.clock_of(due, NOON + timedelta(hours=3))

        assert clock.is_paused
        assert clock.minutes == 240

    def test_does_not_save_what_was_late(self, due, maria):
        late = berlin(2026, 11, 18, 17)

        enquiries.snooze(enquiry=due, until=berlin(2026, 11, 19, 9), actor=maria, now=late)

        assert due.first_reply_due_at == berlin(2026, 11, 18, 16)


class TestWaking:
    def test_ends_at_its_moment_and_tells_who_has_it(self, due, maria, ben):
        enquiries.assign(enquiry=due, assignee=ben, actor=maria, now=NOON)
        until = berlin(2026, 11, 19, 9)
        enquiries.snooze(enquiry=due, until=until, actor=ben, now=NOON)

        assert enquiries.wake_due(until - timedelta(minutes=1)) == 0
        assert enquiries.wake_due(until) == 1
        assert enquiries.wake_due(until) == 0

        due.refresh_from_db()
        assert due.state == Enquiry.State.OPEN
        assert due.snoozed_until is None
        assert Notification.objects.filter(user=ben, title__contains="back from its snooze").count() == 1


class TestTheClock:
    def test_says_what_is_due_next(self, due):
        first = sla.clock_of(due, NOON)
        due.first_reply_at = NOON
        then = sla.clock_of(due, NOON)

        assert (first.kind, first.minutes, first.is_overdue) == ("first_reply", 240, False)
        assert (then.kind, then.is_overdue) == ("resolution", False)

    def test_says_by_how_much_it_is_late(self, due):
        clock = sla.clock_of(due, berlin(2026, 11, 19, 10))

        assert clock.is_overdue
        assert clock.minutes == 180  # two hours of the evening, one of the morning

    def test_stops_at_the_end(self, due, maria):
        enquiries.resolve(enquiry=due, actor=maria, now=NOON)

        assert sla.clock_of(due, NOON) is None


class TestOverdue:
    def test_is_told_once_to_everybody_who_can_answer(self, due, maria, ben, vera):
        late = berlin(2026, 11, 18, 16, 1)

        assert overdue.tell_overdue(late) == 1
        assert overdue.tell_overdue(late + timedelta(minutes=1)) == 0

        told = Notification.objects.filter(kind="enquiry")
        assert {notification.user for notification in told} == {maria, ben}
        event = EnquiryMessage.objects.get(enquiry=due, kind="event")
        assert event.details == {"what": "overdue", "of": "first_reply"}
        actions = {e.action for e in [*OutboxEvent.objects.all(), *AuditEvent.objects.all()]}
        assert "enquiry.overdue" in actions

    def test_is_told_to_whom_it_is_assigned(self, due, maria, ben):
        enquiries.assign(enquiry=due, assignee=ben, actor=maria, now=NOON)
        Notification.objects.all().delete()

        overdue.tell_overdue(berlin(2026, 11, 18, 17))

        assert [notification.user for notification in Notification.objects.all()] == [ben]

    def test_is_told_again_for_the_end(self, due):
        overdue.tell_overdue(berlin(2026, 11, 18, 17))

        assert overdue.tell_overdue(berlin(2026, 11, 20, 18)) == 1
        assert overdue.tell_overdue(berlin(2026, 11, 21, 18)) == 0
        kinds = [event.details["of"] for event in due.messages.order_by("seq")]
        assert kinds == ["first_reply", "resolution"]

    def test_says_nothing_of_what_is_answered_snoozed_or_resolved(self, due, channel, maria):
        answered = making.make_enquiry(channel, state="open")
        sla.set_due(answered, NOON)
        Enquiry.objects.filter(pk=answered.pk).update(first_reply_at=NOON)
        enquiries.resolve(enquiry=due, actor=maria, now=NOON)

        assert overdue.tell_overdue(berlin(2026, 11, 18, 17)) == 0
