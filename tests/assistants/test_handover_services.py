"""Giving an enquiry to people, and what the customer reads then."""

from datetime import UTC, datetime, timedelta

import pytest

from assistants.drafting import phrases
from assistants.models import Contact, Enquiry, EnquiryMessage
from assistants.services import handover, messages
from assistants.services.messages import Incoming
from lumen.audit.models import OutboxEvent
from lumen.notifications.models import Notification
from tests.assistants import making

pytestmark = pytest.mark.django_db
NOW = making.NOW
NIGHT = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)


def hand_over(enquiry, reason="low_confidence", now=NOW, **extra):
    return handover.hand_over(enquiry=enquiry, reason=reason, now=now, **extra)


def told(enquiry):
    return list(enquiry.messages.filter(action="handover").order_by("seq"))


def events_of(enquiry):
    return list(enquiry.messages.filter(kind=EnquiryMessage.Kind.EVENT, details__what="handed_over"))


def write(enquiry, text="And?", at=NOW):
    return messages.receive(
        channel=enquiry.channel, contact=enquiry.contact, incoming=Incoming(text=text, at=at)
    )


class TestAHandover:
    def test_leaves_the_enquiry_to_people_with_its_reason(self, enquiry):
        hand_over(enquiry)

        enquiry.refresh_from_db()
        assert (enquiry.state, enquiry.handover_reason) == ("open", "low_confidence")
        assert enquiry.handed_over_at == NOW
        assert [event.details["reason"] for event in events_of(enquiry)] == ["low_confidence"]

    def test_tells_the_customer_who_goes_on_waiting(self, enquiry, message):
        hand_over(enquiry, message=message)

        (said,) = told(enquiry)
        enquiry.refresh_from_db()
        assert said.text == phrases.HANDOVER["en"]
        assert (said.author, said.action, said.reason) == ("ai", "handover", "low_confidence")
        assert enquiry.waiting_since == NOW
        assert enquiry.first_reply_at is None

    def test_speaks_the_owners_words(self, enquiry):
        enquiry.assistant.handover_text = "One moment, Ada takes over."
        enquiry.assistant.save()

        hand_over(enquiry)

        assert told(enquiry)[0].text == "One moment, Ada takes over."

    @pytest.mark.parametrize("language", phrases.LANGUAGES)
    def test_speaks_the_customers_language(self, enquiry, language):
        Enquiry.objects.filter(pk=enquiry.pk).update(language=language)

        hand_over(enquiry)

        assert told(enquiry)[0].text == phrases.HANDOVER[language]

    def test_says_at_night_that_nobody_is_there(self, enquiry):
        hand_over(enquiry, now=NIGHT)

        assert told(enquiry)[0].text == phrases.AWAY["en"]

    def test_says_at_night_what_the_owner_wants_said(self, enquiry):
        enquiry.assistant.away_text = "Back at nine."
        enquiry.assistant.save()

        hand_over(enquiry, now=NIGHT)

        assert told(enquiry)[0].text == "Back at nine."

    def test_a_second_time_changes_nothing(self, enquiry):
        hand_over(enquiry)
        hand_over(enquiry, reason="anger", now=NOW + timedelta(minutes=1))

        enquiry.refresh_from_db()
        assert enquiry.handover_reason == "low_confidence"
        assert enquiry.handed_over_at == NOW
        assert len(told(enquiry)) == len(events_of(enquiry)) == 1

    def test_of_an_angry_customer_matters_more(self, enquiry):
        hand_over(enquiry, reason="anger")

        enquiry.refresh_from_db()
        assert enquiry.priority == "high"

    def test_lowers_no_priority(self, enquiry):
        Enquiry.objects.filter(pk=enquiry.pk).update(priority="urgent")

        hand_over(enquiry, reason="anger")

        enquiry.refresh_from_db()
        assert enquiry.priority == "urgent"

    def test_tells_everybody_who_may_take_it(self, enquiry, maria, ben, vera, otto):
        hand_over(enquiry)

        assert set(Notification.objects.values_list("user__email", flat=True)) == {maria.email, ben.email}

    def test_tells_only_who_has_it(self, enquiry, maria, ben):
        Enquiry.objects.filter(pk=enquiry.pk).update(assignee=ben)

        hand_over(enquiry)

        assert list(Notification.objects.values_list("user__email", flat=True)) == [ben.email]

    def test_is_audited(self, enquiry, maria):
        hand_over(enquiry, user=maria)

        event = OutboxEvent.objects.get(action="enquiry.handed_over")
        assert event.facts == {"enquiry": str(enquiry.pk), "reason": "low_confidence"}
        assert event.actor_id == maria.pk

    def test_refuses_a_reason_nobody_knows_and_changes_nothing(self, enquiry):
        with pytest.raises(ValueError, match="boredom"):
            hand_over(enquiry, reason="boredom")

        enquiry.refresh_from_db()
        assert enquiry.handed_over_at is None
        assert not told(enquiry)


class TestAfterReopening:
    def resolve(self, enquiry, at):
        Enquiry.objects.filter(pk=enquiry.pk).update(state="resolved", resolved_at=at)

    def test_the_assistant_may_have_it_again(self, enquiry):
        hand_over(enquiry)
        self.resolve(enquiry, NOW)
        write(enquiry, at=NOW + timedelta(hours=1))

        enquiry.refresh_from_db()
        assert enquiry.state == "pending"
        assert not enquiry.is_with_person

    def test_the_customer_is_not_told_twice_in_a_row(self, enquiry, message):
        for hour in range(5):
            hand_over(enquiry, now=NOW + timedelta(hours=hour))
            self.resolve(enquiry, NOW + timedelta(hours=hour))
            write(enquiry, at=NOW + timedelta(hours=hour, minutes=30))
            enquiry.refresh_from_db()

        assert len(told(enquiry)) == 1

    def test_nor_again_and_again_for_one_reason(self, enquiry, maria):
        for hour in range(5):
            moment = NOW + timedelta(hours=hour)
            hand_over(enquiry, now=moment)
            messages.send(enquiry=enquiry, author="human", user=maria, text="Done.", now=moment)
            self.resolve(enquiry, moment)
            write(enquiry, at=moment + timedelta(minutes=30))
            enquiry.refresh_from_db()

        assert len(told(enquiry)) == 1

    def test_but_again_on_another_day(self, enquiry, maria):
        hand_over(enquiry)
        messages.send(enquiry=enquiry, author="human", user=maria, text="Done.", now=NOW)
        self.resolve(enquiry, NOW)
        write(enquiry, at=NOW + timedelta(days=2))
        enquiry.refresh_from_db()

        hand_over(enquiry, now=NOW + timedelta(days=2))

        assert len(told(enquiry)) == 2

    def test_who_asks_for_a_person_is_always_answered(self, enquiry, maria):
        for hour in range(2):
            moment = NOW + timedelta(hours=hour)
            hand_over(enquiry, reason="customer_asked", now=moment)
            messages.send(enquiry=enquiry, author="human", user=maria, text="Here I am.", now=moment)
            self.resolve(enquiry, moment)
            write(enquiry, at=moment + timedelta(minutes=30))
            enquiry.refresh_from_db()

        assert len(told(enquiry)) == 2

    def test_a_resolved_enquiry_that_is_handed_over_is_open(self, enquiry):
        self.resolve(enquiry, NOW)

        hand_over(enquiry)

        enquiry.refresh_from_db()
        assert (enquiry.state, enquiry.reopened, enquiry.resolved_at) == ("open", 1, None)


class TestTwoAtOnce:
    @pytest.mark.django_db(transaction=True)
    def test_hand_over_once(self, enquiry):
        from tests.assistants.racing import together

        together(lambda: hand_over(Enquiry.objects.get(pk=enquiry.pk)), times=4)

        assert len(told(enquiry)) == len(events_of(enquiry)) == 1
        assert Contact.objects.count() == 1
