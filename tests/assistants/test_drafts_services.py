"""Deciding about a draft: once, by whoever is first, with everybody else told."""

from datetime import timedelta

import pytest

from assistants.models import Draft, Enquiry, EnquiryMessage, LearnedPattern
from assistants.services import drafts, live, messages
from assistants.services.messages import Incoming
from lumen.audit.models import OutboxEvent
from tests.assistants import making
from tests.assistants.racing import together

pytestmark = pytest.mark.django_db
NOW = making.NOW


@pytest.fixture
def draft(message):
    return making.make_draft(message)


def fresh(draft):
    return Draft.objects.get(pk=draft.pk)


def sent_to(enquiry):
    return list(EnquiryMessage.objects.for_customer().filter(enquiry=enquiry).exclude(author="customer"))


class TestAccepting:
    def test_sends_the_words_as_they_are(self, draft, maria):
        drafts.accept(draft=draft, actor=maria, version=1, now=NOW)

        (sent,) = sent_to(draft.enquiry)
        assert (sent.text, sent.author, sent.user, sent.action) == (draft.text, "ai", maria, "answer")
        kept = fresh(draft)
        assert (kept.state, kept.sent_text, kept.sent_message) == ("accepted", draft.text, sent)
        assert (kept.decided_by, kept.decided_at, kept.edit_distance, kept.version) == (maria, NOW, 0.0, 2)

    def test_ends_the_waiting_and_gives_the_enquiry_to_who_sent(self, draft, maria):
        drafts.accept(draft=draft, actor=maria, version=1, now=NOW)

        enquiry = Enquiry.objects.get()
        assert (enquiry.waiting_since, enquiry.first_reply_at) == (None, NOW)
        assert (enquiry.state, enquiry.assignee) == ("open", maria)

    def test_sends_the_citations_too(self, message, maria):
        cited = [{"document": "d", "external_name": "terms.pdf", "page": 2, "quote": "30 days"}]
        draft = making.make_draft(message, citations=cited)

        drafts.accept(draft=draft, actor=maria, version=1, now=NOW)

        assert sent_to(draft.enquiry)[0].citations == cited

    def test_counts_the_reply_it_came_from(self, message, maria):
        pattern = making.make_pattern(
            making.make_topic(message.enquiry.assistant), "Where is it?", "On its way."
        )
        source = {"kind": "approved", "title": "", "text": pattern.reply, "id": str(pattern.pk)}
        draft = making.make_draft(message, sources=[source])

        drafts.accept(draft=draft, actor=maria, version=1, now=NOW)

        assert LearnedPattern.objects.get(pk=pattern.pk).used == 1

    def test_is_audited_without_a_word_of_it(self, draft, maria):
        drafts.accept(draft=draft, actor=maria, version=1, now=NOW)

        event = OutboxEvent.objects.get(action="draft.accepted")
        assert event.actor_id == maria.pk
        assert draft.text not in str(event.facts)

    def test_refuses_a_draft_without_words_and_sends_nothing(self, message, maria):
        empty = making.make_draft(message, text="", action="handover")

        with pytest.raises(drafts.EmptyDraftError):
            drafts.accept(draft=empty, actor=maria, version=1, now=NOW)

        assert fresh(empty).state == "proposed"
        assert not sent_to(empty.enquiry)

    def test_sends_nothing_to_a_blocked_customer(self, draft, maria):
        draft.enquiry.contact.blocked_at = NOW
        draft.enquiry.contact.save()

        with pytest.raises(drafts.BlockedCustomerError):
            drafts.accept(draft=draft, actor=maria, version=1, now=NOW)

        assert not sent_to(draft.enquiry)

    def test_refuses_another_version_and_sends_nothing(self, draft, maria):
        with pytest.raises(drafts.DraftTakenError):
            drafts.accept(draft=draft, actor=maria, version=7, now=NOW)

        assert not sent_to(draft.enquiry)


class TestEditing:
    def test_sends_a_members_words_as_theirs(self, draft, maria):
        drafts.edit(draft=draft, actor=maria, version=1, text=" It left us today. ", now=NOW)

        (sent,) = sent_to(draft.enquiry)
        assert (sent.text, sent.author, sent.user) == ("It left us today.", "human", maria)
        kept = fresh(draft)
        assert (kept.state, kept.text, kept.sent_text) == ("edited", draft.text, "It left us today.")
        assert 0 < kept.edit_distance < 1

    def test_without_a_change_is_accepting(self, draft, maria):
        drafts.edit(draft=draft, actor=maria, version=1, text=f"{draft.text}  \n", now=NOW)

        assert fresh(draft).state == "accepted"

    def test_to_nothing_is_refused(self, draft, maria):
        with pytest.raises(drafts.EmptyDraftError):
            drafts.edit(draft=draft, actor=maria, version=1, text=" \n", now=NOW)

        assert fresh(draft).state == "proposed"

    @pytest.mark.parametrize(
        ("before", "after", "changed"),
        [
            ("It left us.", "It left us.", 0.0),
            ("It left  us.\n", "It left us.", 0.0),
            ("abcd", "wxyz", 1.0),
            ("", "x", 1.0),
        ],
    )
    def test_knows_how_much_was_changed(self, before, after, changed):
        assert drafts.distance(before, after) == changed


class TestRejecting:
    def test_sends_nothing_and_says_why(self, draft, maria):
        drafts.reject(draft=draft, actor=maria, version=1, reason="wrong", remark="Other order", now=NOW)

        kept = fresh(draft)
        assert (kept.state, kept.reject_reason, kept.remark) == ("rejected", "wrong", "Other order")
        assert (kept.decided_by, kept.decided_at) == (maria, NOW)
        assert not sent_to(draft.enquiry)

    def test_refuses_a_reason_nobody_knows(self, draft, maria):
        with pytest.raises(ValueError, match="whim"):
            drafts.reject(draft=draft, actor=maria, version=1, reason="whim", now=NOW)

        assert fresh(draft).state == "proposed"

    def test_can_be_undone(self, draft, maria):
        drafts.reject(draft=draft, actor=maria, version=1, reason="wrong", now=NOW)
        drafts.undo_reject(draft=fresh(draft), actor=maria)

        kept = fresh(draft)
        assert (kept.state, kept.reject_reason, kept.decided_by, kept.version) == ("proposed", "", None, 3)

    def test_cannot_be_undone_when_the_customer_wrote_again(self, draft, maria):
        drafts.reject(draft=draft, actor=maria, version=1, reason="wrong", now=NOW)
        making.make_message(draft.enquiry, "Hello?")

        with pytest.raises(drafts.DraftTakenError):
            drafts.undo_reject(draft=fresh(draft), actor=maria)

        assert fresh(draft).state == "rejected"

    def test_cannot_be_undone_when_another_is_proposed(self, draft, maria, message):
        drafts.reject(draft=draft, actor=maria, version=1, reason="wrong", now=NOW)
        making.make_draft(message, "Another.")

        with pytest.raises(drafts.DraftTakenError):
            drafts.undo_reject(draft=fresh(draft), actor=maria)

        assert fresh(draft).state == "rejected"

    def test_only_a_refused_one_can_be_undone(self, draft, maria):
        with pytest.raises(drafts.DraftTakenError):
            drafts.undo_reject(draft=draft, actor=maria)


DECIDED = {
    "accept": lambda draft, actor: drafts.accept(draft=draft, actor=actor, version=None, now=NOW),
    "edit": lambda draft, actor: drafts.edit(draft=draft, actor=actor, version=None, text="Mine.", now=NOW),
    "reject": lambda draft, actor: drafts.reject(
        draft=draft, actor=actor, version=None, reason="tone", now=NOW
    ),
}


class TestWhoIsSecond:
    @pytest.mark.parametrize("first", DECIDED)
    @pytest.mark.parametrize("second", DECIDED)
    def test_is_told_who_was_faster_and_when(self, draft, maria, ben, first, second):
        DECIDED[first](draft, maria)

        with pytest.raises(drafts.DraftTakenError) as told:
            DECIDED[second](draft, ben)

        assert told.value.status == 409
        assert "Maria" in told.value.detail
        assert told.value.extra["decided_by"] == "Maria"
        assert told.value.extra["decided_at"] == NOW.isoformat()

    def test_learns_that_the_customer_wrote_again(self, draft, maria):
        channel, contact = draft.enquiry.channel, draft.enquiry.contact
        incoming = Incoming(text="Never mind", at=NOW + timedelta(minutes=1))
        messages.receive(channel=channel, contact=contact, incoming=incoming)

        with pytest.raises(drafts.DraftTakenError, match="gone on"):
            drafts.accept(draft=draft, actor=maria, version=1, now=NOW)

        assert not sent_to(draft.enquiry)


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_one_accepts_or_edits_and_the_other_is_told(self, draft, maria, ben):
        for number in range(1, 6):
            outcomes = together(
                lambda: drafts.accept(draft=fresh(draft), actor=maria, version=1, now=NOW),  # noqa: B023
                lambda: drafts.edit(draft=fresh(draft), actor=ben, version=1, text="Mine.", now=NOW),  # noqa: B023
            )

            losers = [one for one in outcomes if isinstance(one, drafts.DraftTakenError)]
            assert len(losers) == 1
            assert losers[0].extra["decided_by"] in ("Maria", "Ben")
            assert len(sent_to(draft.enquiry)) == number
            draft = making.make_draft(making.make_message(Enquiry.objects.get()), "Once more.")

    def test_of_many_one_sends(self, draft, maria):
        outcomes = together(
            lambda: drafts.accept(draft=fresh(draft), actor=maria, version=1, now=NOW), times=6
        )

        assert sum(isinstance(one, Draft) for one in outcomes) == 1
        assert len(sent_to(draft.enquiry)) == 1

    def test_a_draft_accepted_while_the_customer_writes_is_sent_or_overtaken(self, draft, maria):
        channel, contact = draft.enquiry.channel, draft.enquiry.contact
        incoming = Incoming(text="Wait", at=NOW)
        accepted, _received = together(
            lambda: drafts.accept(draft=fresh(draft), actor=maria, version=1, now=NOW),
            lambda: messages.receive(channel=channel, contact=contact, incoming=incoming),
        )

        was_sent = isinstance(accepted, Draft)
        assert len([one for one in sent_to(draft.enquiry) if one.action == "answer"]) == was_sent
        assert was_sent or isinstance(accepted, drafts.DraftTakenError)


class TestCustomers:
    STATES = [state for state in Draft.State.values if state != "proposed"]

    @pytest.fixture
    def secrets(self, message):
        for state in self.STATES:
            making.make_draft(message, f"Secret {state}", state=state)
        return making.make_draft(message, "Secret proposed", problems=[{"kind": "number", "text": "7"}])

    def test_never_read_a_draft(self, secrets):
        shown = [live.customer_view(one) for one in EnquiryMessage.objects.for_customer()]

        assert "Secret" not in str(shown)

    def test_never_hear_of_one(self, secrets, maria, monkeypatch, django_capture_on_commit_callbacks):
        from lumen.common import events

        told = []
        monkeypatch.setattr(events, "publish", lambda **event: told.append(event))
        with django_capture_on_commit_callbacks(execute=False) as callbacks:
            drafts.reject(
                draft=secrets, actor=maria, version=1, reason="tone", remark="Secret remark", now=NOW
            )
        for callback in callbacks:
            if "tell" in str(callback) or "publish" in str(callback):
                callback()

        contact = live.visitor_key(secrets.enquiry.contact)
        assert told
        assert not [event for event in told if contact in map(str, event["user_ids"])]
        assert "Secret" not in str(told)
